//! Programs in process groups of their own, which end as one.

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::{Child, Command};

pub(super) fn apart(command: &mut Command) {
    command.process_group(0);
}

/// Ends the program and what it started.
pub(super) fn end(child: &Child) {
    let group = child.id().and_then(|id| i32::try_from(id).ok());
    if let Some(group) = group.and_then(Pid::from_raw) {
        // It may have ended in this moment.
        let _ = kill_process_group(group, Signal::KILL);
    }
}
