//! `cargo xtask bindings`: writes the window's TypeScript types from the Rust
//! ones. The test that writes them is the test that compares them otherwise.

use std::path::Path;

use crate::failure::Failure;
use crate::process;

pub(crate) fn run(root: &Path) -> Result<(), Failure> {
    let mut test = process::cargo(
        root,
        &["test", "--package=porchlight-core", "--test=bindings"],
    );
    test.env("PORCHLIGHT_UPDATE_BINDINGS", "1");
    process::run(&mut test)
}
