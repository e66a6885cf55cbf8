//! Programs in jobs of their own, which end as one, and without a window.

use std::io;

use process_wrap::tokio::{CommandWrap, CreationFlags, JobObject};
use windows::Win32::Foundation::ERROR_BAD_EXE_FORMAT;
use windows::Win32::System::Threading::CREATE_NO_WINDOW;

/// Why what the system does not know how to run is not run.
pub(super) const UNKNOWN: &str =
    "it is no program for this computer; name the one it is written for, and it as an argument";

/// Whether the system does not know how to run it.
pub(super) fn is_unknown(error: &io::Error) -> bool {
    error.raw_os_error() == i32::try_from(ERROR_BAD_EXE_FORMAT.0).ok()
}

pub(super) fn apart(command: &mut CommandWrap) {
    // No console appears for a console program.
    command
        .wrap(CreationFlags(CREATE_NO_WINDOW))
        .wrap(JobObject);
}
