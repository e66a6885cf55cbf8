//! All that was measured, and the short table of it for the README.

use std::fmt::Write;

use crate::delay::{self, Delay};
use crate::report::{self, Run, State, mebibytes, ratio};

/// What was measured; whatever was not is left out of the report.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Porchlight and the bare tray program.
    pub tray: Option<[Run; 2]>,
    /// Resident memory in KiB of an engine that watches nobody, and of one with
    /// 10,000 people.
    pub engine: Option<[u64; 2]>,
    /// The first is of the rule that tells at once.
    pub delays: Vec<Delay>,
    /// Bytes of the .deb, of the .rpm, and of what either installs.
    pub packages: Option<[u64; 3]>,
}

impl Figures {
    /// All of it, in Markdown that reads well as plain text.
    pub fn text(&self) -> String {
        let mut text = format!("# For the README\n\n{}", self.readme());
        if let Some([porchlight, bare]) = &self.tray {
            text.push_str("\n# Porchlight beside a bare Tauri tray program\n\n");
            text.push_str(&report::table(porchlight, bare));
        }
        if let Some([none, many]) = self.engine.map(|sizes| sizes.map(mebibytes)) {
            let _ = write!(
                text,
                "\n# The engine alone\n\n\
                 {many:.1} MiB (RSS) with 10,000 people, {none:.1} MiB with none.\n"
            );
        }
        if !self.delays.is_empty() {
            text.push_str("\n# From a change to its notice, in poll intervals\n\n");
            text.push_str(&delay::table(&self.delays));
        }
        text
    }

    /// The README's table, to be pasted there.
    fn readme(&self) -> String {
        let mut rows = self.tray.as_ref().map_or_else(Vec::new, tray_rows);
        let mut add = |what: &str, figure: String| rows.push([what.into(), figure, String::new()]);
        if let Some([_, many]) = self.engine.map(|sizes| sizes.map(mebibytes)) {
            add(
                "the engine alone with 10,000 people",
                format!("{many:.0} MiB"),
            );
        }
        let packages = self
            .packages
            .map(|sizes| sizes.map(|bytes| mebibytes(bytes / 1024)));
        if let Some([deb, rpm, installed]) = packages {
            add("`.deb`, `.rpm`", format!("{deb:.1} MiB, {rpm:.1} MiB"));
            add(
                "installed, with both programs",
                format!("{installed:.0} MiB"),
            );
        }
        if let Some(Delay {
            median, longest, ..
        }) = self.delays.first()
        {
            add(
                "from a change to its notification",
                format!("{median:.1} of a poll interval, {longest:.1} at most"),
            );
        }
        let mut table = "| | Porchlight | ratio |\n|---|---:|---:|\n".to_owned();
        for row in rows {
            let row = format!("| {} |", row.join(" | "));
            let _ = writeln!(table, "{}", row.replace("|  |", "| |"));
        }
        table
    }
}

/// What, the figure, and its ratio to the bare program's.
fn tray_rows([porchlight, bare]: &[Run; 2]) -> Vec<[String; 3]> {
    let [mine, theirs] = [porchlight, bare].map(|run| run.start.as_secs_f64() * 1000.0);
    let mut rows = vec![[
        "start to icon in the tray".to_owned(),
        format!("{mine:.0} ms"),
        ratio(mine, theirs),
    ]];
    for (mine, theirs) in porchlight.readings.iter().zip(&bare.readings) {
        let what = match mine.state {
            State::NoWindow => "memory (PSS) with no window",
            State::WindowOpen => "memory with a window",
            State::WindowClosed => "memory after closing it",
        };
        let [mine, theirs] = [mine, theirs].map(|reading| mebibytes(reading.usage.pss));
        rows.push([
            what.to_owned(),
            format!("{mine:.0} MiB"),
            ratio(mine, theirs),
        ]);
    }
    if let Some(idle) = porchlight.readings.first() {
        rows.push([
            format!(
                "processor time over {:.0} idle minutes, demonstration included",
                idle.watched.as_secs_f64() / 60.0
            ),
            format!("{:.2} s", idle.idle_cpu.as_secs_f64()),
            String::new(),
        ]);
    }
    rows
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::process_tree::Usage;
    use crate::report::Reading;

    fn run(start: u64, mebibytes: u64) -> Run {
        let reading = |state| Reading {
            state,
            usage: Usage {
                processes: 1,
                pss: mebibytes * 1024,
                rss: mebibytes * 2048,
                cpu: Duration::ZERO,
            },
            idle_cpu: Duration::from_millis(60),
            watched: Duration::from_secs(300),
        };
        Run {
            start: Duration::from_millis(start),
            readings: State::ALL.map(reading).into(),
        }
    }

    #[test]
    fn the_readme_has_a_row_for_whatever_was_measured() {
        let mut figures = Figures {
            tray: Some([run(99, 68), run(132, 84)]),
            engine: Some([9 * 1024, 22 * 1024]),
            delays: vec![Delay {
                rule: "told at once".to_owned(),
                median: 0.62,
                longest: 1.04,
            }],
            packages: Some([13_526_630, 14_680_064, 51_380_224]),
        };
        assert_eq!(
            figures.readme(),
            "\
| | Porchlight | ratio |
|---|---:|---:|
| start to icon in the tray | 99 ms | 0.75 |
| memory (PSS) with no window | 68 MiB | 0.81 |
| memory with a window | 68 MiB | 0.81 |
| memory after closing it | 68 MiB | 0.81 |
| processor time over 5 idle minutes, demonstration included | 0.06 s | |
| the engine alone with 10,000 people | 22 MiB | |
| `.deb`, `.rpm` | 12.9 MiB, 14.0 MiB | |
| installed, with both programs | 49 MiB | |
| from a change to its notification | 0.6 of a poll interval, 1.0 at most | |
"
        );
        figures.tray = None;
        figures.packages = None;
        let text = figures.text();
        assert!(text.starts_with("# For the README\n\n| | Porch"), "{text}");
        for part in [
            "22.0 MiB (RSS) with 10,000 people, 9.0 MiB",
            "| told at once |",
        ] {
            assert!(text.contains(part), "{text}");
        }
        assert!(!text.contains("bare"), "{text}");
    }
}
