//! Whom to tell about, and when not to.

use chrono::{DateTime, NaiveTime, Utc};

use super::{hurry, own};
use crate::UserError;
use crate::auth::{AuthError, Scopes};
use crate::engine::input::CommandId;
use crate::engine::state::State;
use crate::model::{
    Day, Person, PersonId, Quiet, QuietHours, Rule, Transition, Watched, parse_time_of_day,
};
use crate::view::{QuietWish, RuleWish, plain};

pub(super) fn answer(state: &mut State, id: CommandId, outcome: Result<(), UserError>) {
    if outcome.is_ok() {
        state.save();
    }
    state.answer(id, outcome);
}

pub(super) fn set_rule(
    state: &mut State,
    id: &PersonId,
    wish: Option<RuleWish>,
    now: DateTime<Utc>,
) -> Result<(), UserError> {
    let rule = wish.map(|wish| read(state, wish, now)).transpose()?;
    watched(state, id)?.rule = rule;
    Ok(())
}

pub(super) fn set_group_rule(
    state: &mut State,
    name: &str,
    wish: Option<RuleWish>,
    now: DateTime<Utc>,
) -> Result<(), UserError> {
    let rule = wish.map(|wish| read(state, wish, now)).transpose()?;
    let Some(group) = state.stored.groups.iter_mut().find(|g| g.name == name) else {
        return Err(UserError::usage(
            format!("There is no group “{}”", plain(name)),
            "Write the name of one of your groups",
        ));
    };
    group.rule = rule;
    Ok(())
}

pub(super) fn set_default_rule(
    state: &mut State,
    wish: RuleWish,
    now: DateTime<Utc>,
) -> Result<(), UserError> {
    state.stored.default_rule = read(state, wish, now)?;
    Ok(())
}

pub(super) fn tell_once(
    state: &mut State,
    person: Person,
    mut wish: RuleWish,
    now: DateTime<Utc>,
) -> Result<(), UserError> {
    if matches!(state.signed_in(), Some(s) if s.ended.is_none() && s.scopes == Scopes::Own) {
        return Err(AuthError::NoConsent.to_user());
    }
    if wish.when.is_empty() {
        wish.when = vec![Transition::BecomesAvailable];
    }
    let rule = read(state, wish, now)?;
    let id = person.id.clone();
    let list = &mut state.stored.watch_list;
    let is_new = list.get(&id).is_none() && list.add(person);
    if let Some(watched) = list.get_mut(&id) {
        watched.once = Some(rule);
    }
    state.wished(&id, now);
    if is_new {
        hurry(state, now);
    }
    Ok(())
}

pub(super) fn stop_telling_once(state: &mut State, id: &PersonId) -> Result<(), UserError> {
    watched(state, id)?.once = None;
    Ok(())
}

pub(super) fn mute(
    state: &mut State,
    id: &PersonId,
    until: &str,
    now: DateTime<Utc>,
) -> Result<(), UserError> {
    let Some(end) = own::end(state, Some(until), now)? else {
        return Err(UserError::usage(
            "A person is muted until some time",
            "Write a time like 1h or 17:30; for silence without an end, give them a rule that names nothing",
        ));
    };
    watched(state, id)?.muted_until = Some(end);
    Ok(())
}

pub(super) fn unmute(state: &mut State, id: &PersonId) -> Result<(), UserError> {
    watched(state, id)?.muted_until = None;
    Ok(())
}

pub(super) fn set_quiet(
    state: &mut State,
    hours: Option<QuietWish>,
    mut days: Vec<Day>,
) -> Result<(), UserError> {
    let hours = hours.as_ref().map(read_hours).transpose()?;
    days.sort_unstable();
    days.dedup();
    if days.len() == Day::ALL.len() {
        return Err(UserError::usage(
            "Not every day can be quiet",
            "Pause the notices instead",
        ));
    }
    state.stored.quiet = Quiet { hours, days };
    Ok(())
}

fn read_hours(wish: &QuietWish) -> Result<QuietHours, UserError> {
    let time = |words: &str| -> Result<NaiveTime, UserError> {
        parse_time_of_day(words).ok_or_else(|| {
            UserError::usage(
                format!("“{}” is not a time of day", plain(words)),
                "Write a time like 22:00 or 8am",
            )
        })
    };
    let (from, to) = (time(&wish.from)?, time(&wish.to)?);
    if from == to {
        return Err(UserError::usage(
            "Quiet hours begin and end at the same time",
            "Write two different times, or pause the notices instead",
        ));
    }
    Ok(QuietHours { from, to })
}

fn watched<'a>(state: &'a mut State, id: &PersonId) -> Result<&'a mut Watched, UserError> {
    state
        .stored
        .watch_list
        .get_mut(id)
        .ok_or_else(|| UserError::usage("This person is not on the watch list", "Add them first"))
}

fn read(state: &State, wish: RuleWish, now: DateTime<Utc>) -> Result<Rule, UserError> {
    if wish.stable > Rule::LONGEST_STABLE {
        return Err(UserError::usage(
            "Nothing is waited for that has to last longer than an hour",
            "Write a length like 30s or 5m",
        ));
    }
    let mut when = wish.when;
    when.sort_unstable();
    when.dedup();
    Ok(Rule {
        when,
        stable: wish.stable,
        until: own::end(state, wish.until.as_deref(), now)?,
        even_when_busy: wish.even_when_busy,
    })
}
