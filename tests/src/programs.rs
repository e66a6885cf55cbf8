//! Where the programs under test lie.

use std::path::PathBuf;

/// A program of this workspace: in `PORCHLIGHT_BIN_DIR`, or else where Cargo
/// put it beside the running test.
pub fn program(name: &str) -> PathBuf {
    let folder = std::env::var_os("PORCHLIGHT_BIN_DIR").map_or_else(beside_the_test, PathBuf::from);
    let program = folder
        .join(name)
        .with_extension(std::env::consts::EXE_EXTENSION);
    assert!(
        program.exists(),
        "{} is not there; `cargo build --workspace` builds it",
        program.display()
    );
    program
}

/// The profile's folder: tests lie in `deps` below it.
fn beside_the_test() -> PathBuf {
    let test = std::env::current_exe().expect("a running test is a file");
    test.ancestors()
        .find(|folder| folder.ends_with("debug") || folder.ends_with("release"))
        .expect("the test lies in the target folder")
        .to_owned()
}
