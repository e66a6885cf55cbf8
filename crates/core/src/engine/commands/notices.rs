//! Whom to tell about, and when not to.

use chrono::{DateTime, Utc};

use super::own;
use crate::UserError;
use crate::engine::input::CommandId;
use crate::engine::state::State;
use crate::model::Rule;
use crate::view::{Command, RuleWish};

pub(super) fn take(state: &mut State, id: CommandId, command: Command, now: DateTime<Utc>) {
    let outcome = obey(state, command, now);
    if outcome.is_ok() {
        state.save();
    }
    state.answer(id, outcome);
}

fn obey(state: &mut State, command: Command, now: DateTime<Utc>) -> Result<(), UserError> {
    match command {
        Command::SetRule { id, rule } => {
            let rule = rule.map(|wish| read(state, wish, now)).transpose()?;
            let Some(watched) = state.stored.watch_list.get_mut(&id) else {
                return Err(UserError::usage(
                    "This person is not on the watch list",
                    "Add them first",
                ));
            };
            watched.rule = rule;
            Ok(())
        }
        _ => Err(UserError::usage("To come", "")),
    }
}

fn read(state: &State, wish: RuleWish, now: DateTime<Utc>) -> Result<Rule, UserError> {
    Ok(Rule {
        when: wish.when,
        stable: wish.stable,
        until: own::end(state, wish.until.as_deref(), now)?,
        even_when_busy: wish.even_when_busy,
    })
}
