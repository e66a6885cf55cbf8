//! The packages as those get them who install them: what lies in them, and how
//! they are installed, used, upgraded and removed. `cargo xtask test --packages`
//! makes the packages and the root that they are installed into.
#![cfg(target_os = "linux")]

mod contents;
mod life;
mod neighbour;
mod root;
mod rpm;
mod stage;

use std::path::PathBuf;
use std::process::Command;

/// What desktops know the application by.
const IDENTIFIER: &str = "io.github.porchlight_app.Porchlight";

/// A file that was prepared for these tests, by its path in their folder.
fn prepared(path: &str) -> PathBuf {
    let folder = std::env::var_os("PORCHLIGHT_PACKAGES")
        .expect("`cargo xtask test --packages` runs these tests and prepares them");
    PathBuf::from(folder).join(path)
}

/// The only file of this kind in a prepared folder.
fn package(folder: &str, ending: &str) -> PathBuf {
    let folder = prepared(folder);
    let files = std::fs::read_dir(&folder).expect("the packages are made");
    let mut found = files
        .map(|file| file.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|found| found == ending));
    let file = found.next();
    assert_eq!(found.next(), None, "one .{ending} in {}", folder.display());
    file.unwrap_or_else(|| panic!("no .{ending} in {}", folder.display()))
}

/// What a command prints that must succeed.
fn printed(command: &mut Command) -> String {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{text}\n{said}");
    text
}
