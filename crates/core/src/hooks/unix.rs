//! Programs in process groups of their own, which end as one.

use process_wrap::tokio::{CommandWrap, ProcessGroup};

pub(super) fn apart(command: &mut CommandWrap) {
    command.wrap(ProcessGroup::leader());
}
