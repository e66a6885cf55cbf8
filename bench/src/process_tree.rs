//! What a process and all its descendants use, as Linux counts it.
//!
//! A webview is several processes that share memory, so resident sizes add up to
//! more than is used. The proportional size (PSS) divides what is shared among
//! its users and may be added up.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::time::Duration;

/// What Linux counts processor time in, on every architecture it has run on in
/// this century (`USER_HZ`).
const TICKS_PER_SECOND: u64 = 100;

/// Memory in KiB and processor time since each process started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    pub processes: u32,
    pub pss: u64,
    pub rss: u64,
    pub cpu: Duration,
}

/// Measures the process `root` and all its descendants.
pub fn measure(root: u32) -> io::Result<Usage> {
    let mut parents = BTreeMap::new();
    let mut ticks = BTreeMap::new();
    for entry in fs::read_dir("/proc")? {
        let name = entry?.file_name();
        let Some(id) = name.to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        // A process that ends in between has no more to tell.
        let Ok(text) = fs::read_to_string(format!("/proc/{id}/stat")) else {
            continue;
        };
        if let Some(stat) = Stat::parse(&text) {
            parents.insert(id, stat.parent);
            ticks.insert(id, stat.ticks);
        }
    }

    let mut usage = Usage::default();
    for id in descendants(root, &parents) {
        let Ok(rollup) = fs::read_to_string(format!("/proc/{id}/smaps_rollup")) else {
            continue;
        };
        usage.processes += 1;
        usage.pss += field(&rollup, "Pss:");
        usage.rss += field(&rollup, "Rss:");
        let ticks = ticks.get(&id).copied().unwrap_or_default();
        usage.cpu += Duration::from_millis(ticks * 1000 / TICKS_PER_SECOND);
    }
    if usage.processes == 0 {
        return Err(io::Error::other(format!("process {root} has ended")));
    }
    Ok(usage)
}

/// The two facts needed of `/proc/ID/stat`.
#[derive(Debug, PartialEq, Eq)]
struct Stat {
    parent: u32,
    /// Processor time spent in the program and in the kernel for it.
    ticks: u64,
}

impl Stat {
    fn parse(text: &str) -> Option<Self> {
        // The second field is the program's name in parentheses, which may hold
        // spaces and parentheses itself: count from the last one.
        let (_, rest) = text.rsplit_once(')')?;
        let fields: Vec<&str> = rest.split_whitespace().collect();
        let number = |index: usize| fields.get(index)?.parse::<u64>().ok();
        Some(Self {
            parent: fields.get(1)?.parse().ok()?,
            ticks: number(11)? + number(12)?,
        })
    }
}

/// `root` and every process that descends from it.
fn descendants(root: u32, parents: &BTreeMap<u32, u32>) -> Vec<u32> {
    let mut found = vec![root];
    let mut next = 0;
    while let Some(&parent) = found.get(next) {
        found.extend(
            parents
                .iter()
                .filter(|(_, of)| **of == parent)
                .map(|(child, _)| *child),
        );
        next += 1;
    }
    found
}

/// The number of KiB after a name in `smaps_rollup`.
fn field(rollup: &str, name: &str) -> u64 {
    rollup
        .lines()
        .find_map(|line| line.strip_prefix(name))
        .and_then(|value| value.trim().strip_suffix(" kB"))
        .and_then(|value| value.parse().ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_spaces_and_parentheses_does_not_shift_the_fields() {
        let text = "42 (tray (1) x) S 7 42 42 0 -1 4194560 100 0 0 0 250 50 3 4 20 0 1 0 99";
        let expected = Stat {
            parent: 7,
            ticks: 300,
        };
        assert_eq!(Stat::parse(text), Some(expected));
        assert_eq!(Stat::parse("42 (cut off) S"), None);
    }

    #[test]
    fn descendants_are_followed_through_generations() {
        let parents = [(2, 1), (3, 2), (4, 3), (5, 1), (9, 8)].into();
        assert_eq!(descendants(2, &parents), [2, 3, 4]);
    }

    #[test]
    fn sizes_are_read_by_their_name() {
        let rollup = "5500-7ffd ---p 0 [rollup]\nRss:     1204 kB\nPss:      310 kB\n\
                      Pss_Anon:   99 kB\n";
        assert_eq!(field(rollup, "Rss:"), 1204);
        assert_eq!(field(rollup, "Pss:"), 310);
        assert_eq!(field(rollup, "Swap:"), 0);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_process_uses_something() {
        let usage = measure(std::process::id()).unwrap();
        assert!(usage.processes >= 1);
        assert!(usage.pss > 0 && usage.pss <= usage.rss, "{usage:?}");
    }
}
