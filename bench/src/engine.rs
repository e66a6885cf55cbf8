//! The memory of an engine alone, in a process of its own.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Command, Stdio};

use porchlight_core::engine::Rehearsal;

use crate::process_tree::measure;

/// What the process is given that rehearses; the number of people follows.
pub const REHEARSE: &str = "--rehearse";

/// The resident memory in KiB of an engine that watches so many people.
///
/// # Errors
/// This program could not be started again, or ended before it was measured.
pub fn memory(people: u32) -> io::Result<u64> {
    let mut child = Command::new(std::env::current_exe()?)
        .args([REHEARSE, &people.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let ready = child.stdout.take().map(BufReader::new);
    ready.map_or(Ok(0), |mut out| out.read_line(&mut String::new()))?;
    let usage = measure(child.id());
    // The end of its input is the end of it.
    drop(child.stdin.take());
    child.wait()?;
    Ok(usage?.rss)
}

/// Watches so many people for two rounds, shows them to a window, and stays as
/// it is until the end of the input.
///
/// # Errors
/// Nobody reads the output.
pub fn rehearse(people: u32) -> io::Result<()> {
    let mut rehearsal = Rehearsal::watching(people);
    rehearsal.round(people as usize / 50);
    let shown = serde_json::to_vec(&rehearsal.snapshot().0)?;
    let mut out = io::stdout();
    writeln!(out, "{}", shown.len())?;
    out.flush()?;
    drop(shown);
    io::stdin().read_to_end(&mut Vec::new())?;
    drop(rehearsal);
    Ok(())
}
