//! The program, apart from whoever runs these tests.

use std::path::Path;
use std::process::{Command, Stdio};

/// The program with a folder of its own, and nothing of the developer's.
pub(crate) fn porchlight(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_porchlight"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PORCHLIGHT_")) {
        command.env_remove(name);
    }
    // No keyring: a sign-in is kept for the run and no longer.
    command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
    command.env("PORCHLIGHT_CONFIG_DIR", folder).args(words);
    command.stdin(Stdio::null());
    command
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
