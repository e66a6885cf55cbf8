//! Windows: a value among the programs that are run at sign-in, and the mark by
//! which the Task Manager turns one of them off.

use std::io;
use std::path::PathBuf;

use windows_registry::{CURRENT_USER, Key};

/// What to do where the switch fails.
pub(super) const BY_HAND: &str = "Use Startup apps in the settings of Windows instead";

const RUN: &str = r"Software\Microsoft\Windows\CurrentVersion\Run";
const APPROVED: &str = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run";

/// Where only package managers write.
pub(super) const PACKAGED: [&str; 1] = [r"C:\Program Files\WindowsApps"];

pub(super) fn program() -> io::Result<PathBuf> {
    std::env::current_exe()
}

/// A value that the Task Manager has turned off counts as none.
pub(super) fn is_on(name: &str) -> io::Result<bool> {
    let runs = found(CURRENT_USER.open(RUN).and_then(|key| key.get_string(name)))?;
    let mark = CURRENT_USER.open(APPROVED);
    let mark = found(mark.and_then(|key| key.get_value(name)))?;
    Ok(runs.is_some() && !mark.is_some_and(|mark| is_off(&mark)))
}

pub(super) fn turn_on(name: &str, line: &[&str]) -> io::Result<()> {
    remove(APPROVED, name)?;
    let line: Vec<String> = line.iter().map(|word| quoted(word)).collect();
    let run = CURRENT_USER.create(RUN)?;
    Ok(run.set_string(name, line.join(" "))?)
}

pub(super) fn turn_off(name: &str) -> io::Result<()> {
    remove(RUN, name)?;
    remove(APPROVED, name)
}

fn remove(key: &str, name: &str) -> io::Result<()> {
    let writable = |key: &str| -> windows_registry::Result<Key> {
        CURRENT_USER.options().read().write().open(key)
    };
    found(writable(key).and_then(|key| key.remove_value(name))).map(|_| ())
}

/// None where there is no such key or value.
fn found<T>(outcome: windows_registry::Result<T>) -> io::Result<Option<T>> {
    match outcome.map_err(io::Error::from) {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// An odd first byte turns the program off; the others say since when.
fn is_off(mark: &[u8]) -> bool {
    mark.first().is_some_and(|first| first % 2 == 1)
}

/// One argument as programs of Windows read their command line.
fn quoted(word: &str) -> String {
    let mut quoted = String::from('"');
    let mut backslashes = 0;
    for letter in word.chars() {
        if letter == '"' {
            quoted.push_str(&"\\".repeat(backslashes + 1));
        }
        backslashes = if letter == '\\' { backslashes + 1 } else { 0 };
        quoted.push(letter);
    }
    // Before the closing quote a backslash means itself only if there are two.
    quoted.push_str(&"\\".repeat(backslashes));
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_argument_is_taken_as_it_is_whatever_is_in_it() {
        for (word, written) in [
            ("--hidden", r#""--hidden""#),
            (r"C:\Program Files\p.exe", r#""C:\Program Files\p.exe""#),
            (r"C:\a folder\", r#""C:\a folder\\""#),
            (r#"a"b"#, r#""a\"b""#),
            (r#"a\"b"#, r#""a\\\"b""#),
        ] {
            assert_eq!(quoted(word), written, "{word}");
        }
    }

    #[test]
    fn what_the_task_manager_turned_off_is_off() {
        let since = [0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8];
        for (first, off) in [(2, false), (6, false), (3, true), (7, true)] {
            assert_eq!(is_off(&[&[first][..], &since].concat()), off, "{first}");
        }
        assert!(!is_off(&[]));
    }
}
