//! Programs in jobs of their own, which end as one, and without a window.

use process_wrap::tokio::{CommandWrap, CreationFlags, JobObject};
use windows::Win32::System::Threading::CREATE_NO_WINDOW;

pub(super) fn apart(command: &mut CommandWrap) {
    // No console appears for a console program.
    command
        .wrap(CreationFlags(CREATE_NO_WINDOW))
        .wrap(JobObject);
}
