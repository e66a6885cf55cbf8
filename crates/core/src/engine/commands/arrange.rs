use chrono::{DateTime, Utc};

use crate::UserError;
use crate::engine::input::CommandId;
use crate::engine::state::State;
use crate::view::Command;

pub(super) fn take(state: &mut State, id: CommandId, _command: Command, _now: DateTime<Utc>) {
    state.answer(id, Err(UserError::usage("To come", "")));
}
