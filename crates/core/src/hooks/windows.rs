//! Programs without a window of their own.

use tokio::process::{Child, Command};

/// No console appears for a console program.
const CREATE_NO_WINDOW: u32 = 0x0800_0000;

pub(super) fn apart(command: &mut Command) {
    command.creation_flags(CREATE_NO_WINDOW);
}

/// The program itself is ended when its handle is dropped.
pub(super) fn end(_: &Child) {}
