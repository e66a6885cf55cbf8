//! Programs in process groups of their own, which end as one.

use std::io;

use process_wrap::tokio::{CommandWrap, ProcessGroup};
use rustix::io::Errno;

/// Why what the system does not know how to run is not run.
pub(super) const UNKNOWN: &str = "it is no program for this computer, and its first line names none that it is written for, like #!/bin/sh";

/// Whether the system does not know how to run it.
pub(super) fn is_unknown(error: &io::Error) -> bool {
    error.raw_os_error() == Some(Errno::NOEXEC.raw_os_error())
}

pub(super) fn apart(command: &mut CommandWrap) {
    command.wrap(ProcessGroup::leader());
}
