//! The report: Porchlight beside the bare tray program, as figures and ratios.
//! Figures belong to the machine they were taken on; ratios travel.

use std::fmt::Write;
use std::time::Duration;

use crate::process_tree::Usage;

/// What a program was doing when it was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    NoWindow,
    WindowOpen,
    WindowClosed,
}

impl State {
    pub const ALL: [Self; 3] = [Self::NoWindow, Self::WindowOpen, Self::WindowClosed];

    pub fn words(self) -> &'static str {
        match self {
            Self::NoWindow => "no window yet",
            Self::WindowOpen => "window open",
            Self::WindowClosed => "window closed",
        }
    }
}

/// What one program used in one state, and for how long it was watched there.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    pub state: State,
    pub usage: Usage,
    /// Processor time used while idle for `watched`.
    pub idle_cpu: Duration,
    pub watched: Duration,
}

/// One program from its start to its end.
#[derive(Clone, Debug)]
pub struct Run {
    /// From being started to having registered its icon with the panel.
    pub start: Duration,
    pub readings: Vec<Reading>,
}

/// The table, in Markdown that reads well as plain text.
pub fn table(porchlight: &Run, bare: &Run) -> String {
    let mut rows = vec![[
        String::new(),
        "Porchlight".to_owned(),
        "bare tray".to_owned(),
        "ratio".to_owned(),
    ]];
    rows.push(row(
        "start to icon in the tray, ms",
        porchlight.start.as_secs_f64() * 1000.0,
        bare.start.as_secs_f64() * 1000.0,
        0,
    ));
    for (mine, theirs) in porchlight.readings.iter().zip(&bare.readings) {
        let state = mine.state.words();
        let mut add = |what: &str, of: &dyn Fn(&Reading) -> f64, digits: usize| {
            rows.push(row(
                &format!("{state}: {what}"),
                of(mine),
                of(theirs),
                digits,
            ));
        };
        add(
            "memory (PSS), MiB",
            &|reading| mebibytes(reading.usage.pss),
            1,
        );
        add(
            "memory (RSS), MiB",
            &|reading| mebibytes(reading.usage.rss),
            1,
        );
        add(
            "processes",
            &|reading| f64::from(reading.usage.processes),
            0,
        );
        add(
            "idle processor time, % of a core",
            &Reading::idle_percent,
            2,
        );
    }
    aligned(&rows)
}

impl Reading {
    fn idle_percent(&self) -> f64 {
        100.0 * self.idle_cpu.as_secs_f64() / self.watched.as_secs_f64()
    }
}

pub(crate) fn mebibytes(kibibytes: u64) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "memory sizes are far below 2^52 KiB"
    )]
    let kibibytes = kibibytes as f64;
    kibibytes / 1024.0
}

fn row(what: &str, mine: f64, theirs: f64, digits: usize) -> [String; 4] {
    [
        what.to_owned(),
        format!("{mine:.digits$}"),
        format!("{theirs:.digits$}"),
        ratio(mine, theirs),
    ]
}

/// Idle processor time below the clock's resolution has none.
pub(crate) fn ratio(mine: f64, theirs: f64) -> String {
    if theirs > 0.0 {
        format!("{:.2}", mine / theirs)
    } else {
        "–".to_owned()
    }
}

/// The rows as a Markdown table; the first is its head.
fn aligned(rows: &[[String; 4]]) -> String {
    let width = |column: usize| {
        rows.iter()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or_default()
    };
    let widths = [width(0), width(1), width(2), width(3)];
    let mut table = String::new();
    for (index, [what, mine, theirs, ratio]) in rows.iter().enumerate() {
        let [first, second, third, fourth] = widths;
        let _ = writeln!(
            table,
            "| {what:first$} | {mine:>second$} | {theirs:>third$} | {ratio:>fourth$} |"
        );
        if index == 0 {
            let [first, second, third, fourth] = widths.map(|width| "-".repeat(width));
            let _ = writeln!(table, "|-{first}-|-{second}:|-{third}:|-{fourth}:|");
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(start: u64, mebibytes: u64, cpu: u64) -> Run {
        Run {
            start: Duration::from_millis(start),
            readings: vec![Reading {
                state: State::NoWindow,
                usage: Usage {
                    processes: 1,
                    pss: mebibytes * 1024,
                    rss: mebibytes * 2048,
                    cpu: Duration::ZERO,
                },
                idle_cpu: Duration::from_millis(cpu),
                watched: Duration::from_secs(10),
            }],
        }
    }

    #[test]
    fn figures_stand_beside_each_other_with_their_ratio() {
        let table = table(&run(150, 90, 10), &run(100, 60, 0));
        assert_eq!(
            table,
            "\
|                                                 | Porchlight | bare tray | ratio |
|-------------------------------------------------|-----------:|----------:|------:|
| start to icon in the tray, ms                   |        150 |       100 |  1.50 |
| no window yet: memory (PSS), MiB                |       90.0 |      60.0 |  1.50 |
| no window yet: memory (RSS), MiB                |      180.0 |     120.0 |  1.50 |
| no window yet: processes                        |          1 |         1 |  1.00 |
| no window yet: idle processor time, % of a core |       0.10 |      0.00 |     – |
"
        );
    }
}
