//! The window's types are the engine's: `ui/src/generated` holds what the Rust
//! types say. `cargo xtask bindings` writes it; this test compares.

#![expect(clippy::unwrap_used, reason = "a failure is the test's answer")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use porchlight_core::UserError;
use porchlight_core::doctor::Report;
use porchlight_core::view::{Command, Preview, Snapshot};
use ts_rs::{Config, TS};

/// Set by `cargo xtask bindings` to write instead of compare.
const UPDATE: &str = "PORCHLIGHT_UPDATE_BINDINGS";

fn committed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/generated")
}

fn write_to(folder: &Path) {
    let config = Config::new().with_out_dir(folder);
    Snapshot::export_all(&config).unwrap();
    Command::export_all(&config).unwrap();
    Preview::export_all(&config).unwrap();
    UserError::export_all(&config).unwrap();
    Report::export_all(&config).unwrap();
}

fn files(folder: &Path) -> BTreeMap<String, String> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "ts"))
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect()
}

#[test]
fn the_windows_types_are_the_engines() {
    if std::env::var_os(UPDATE).is_some() {
        let _ = std::fs::remove_dir_all(committed());
        write_to(&committed());
        return;
    }
    let fresh = tempfile::tempdir().unwrap();
    write_to(fresh.path());
    assert_eq!(
        files(&committed()),
        files(fresh.path()),
        "ui/src/generated differs from the Rust types: run `cargo xtask bindings`"
    );
}
