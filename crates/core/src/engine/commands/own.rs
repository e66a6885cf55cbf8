//! My status, my message and the switches that decide about them.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::why_signed_out;
use crate::UserError;
use crate::engine::input::CommandId;
use crate::engine::state::State;
use crate::engine::wish::Wish;
use crate::model::{Expiry, KeepAvailable, Requested, Status, check_message};

pub(super) fn set_status(
    state: &mut State,
    id: CommandId,
    status: Status,
    end: Result<Option<DateTime<Utc>>, UserError>,
    now: DateTime<Utc>,
) {
    let until = match end_at_graph(state, end) {
        Ok(until) => until,
        Err(error) => return state.answer(id, Err(error)),
    };
    if !state.sets_by_itself() {
        state.before_pick = Some((state.stored.requested.clone(), state.stored.unsent));
    }
    let asked = Requested::new(status, now, until);
    state.stored.requested = Some(asked).filter(|asked| asked.status != Status::Reset);
    // Until Graph has taken it: a run after a crash sends it again.
    state.stored.unsent = true;
    let wish = Wish::of(&state.stored, state.seat);
    let Some(signed_in) = state.signed_in() else {
        return;
    };
    signed_in.own.wish(wish, true, Some(id));
    state.problem.taken_up(id);
    state.save();
}

/// Turns the switch. While a pick is in force nothing changes at Graph.
pub(super) fn keep_available(
    state: &mut State,
    id: CommandId,
    on: bool,
    end: Result<Option<DateTime<Utc>>, UserError>,
    now: DateTime<Utc>,
) {
    let until = match end {
        Ok(until) => until,
        Err(error) => return state.answer(id, Err(error)),
    };
    state.stored.keep_available = on.then_some(KeepAvailable { since: now, until });
    state.save();
    let wish = Wish::of(&state.stored, state.seat);
    let sets = state.sets_by_itself();
    match state.signed_in() {
        Some(signed_in) if sets && signed_in.ended.is_none() && *signed_in.own.wished() != wish => {
            signed_in.own.wish(wish, false, Some(id));
        }
        Some(_) | None => state.answer(id, Ok(())),
    }
}

pub(super) fn set_message(
    state: &mut State,
    id: CommandId,
    text: String,
    end: Result<Option<DateTime<Utc>>, UserError>,
    now: DateTime<Utc>,
) {
    let until = match end_at_graph(state, end) {
        Ok(until) => until,
        Err(error) => return state.answer(id, Err(error)),
    };
    state.send_message(text, until, id, now);
    state.problem.taken_up(id);
}

/// The end of what is to be set at Graph, which nobody sets without a sign-in.
fn end_at_graph(
    state: &mut State,
    end: Result<Option<DateTime<Utc>>, UserError>,
) -> Result<Option<DateTime<Utc>>, UserError> {
    let until = end?;
    if state.signed_in().is_some_and(|s| s.ended.is_none()) {
        Ok(until)
    } else {
        Err(why_signed_out(state))
    }
}

pub(in crate::engine) fn message_checked(text: &str) -> Result<(), UserError> {
    if text.trim().is_empty() {
        return Err(UserError::usage(
            "The message is empty",
            "Write a text, or clear the message",
        ));
    }
    check_message(text.trim())
        .map_err(|error| UserError::usage(error.to_string(), "Write a shorter one"))
}

/// Reads words for an end in the user's zone; no words are no end.
pub(super) fn end(
    state: &State,
    words: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, UserError> {
    end_in(state.zone, words, now)
}

pub(in crate::engine) fn end_in(
    zone: Tz,
    words: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, UserError> {
    let Some(words) = words else { return Ok(None) };
    Expiry::parse(words, now, zone)
        .map(Expiry::instant)
        .map_err(|error| UserError::usage(error.to_string(), error.hint()))
}
