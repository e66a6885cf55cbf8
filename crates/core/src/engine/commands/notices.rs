//! Whom to tell about, and when not to.

use chrono::{DateTime, NaiveTime, Utc};

use super::{hurry, own};
use crate::UserError;
use crate::auth::{AuthError, Scopes};
use crate::engine::input::CommandId;
use crate::engine::state::State;
use crate::model::{Day, Person, PersonId, Quiet, QuietHours, Rule, Watched, parse_time_of_day};
use crate::view::{QuietWish, RuleWish, plain};

pub(super) fn set_rule(
    state: &mut State,
    id: CommandId,
    person: &PersonId,
    wish: Option<RuleWish>,
    now: DateTime<Utc>,
) {
    let rule = wish.map(|wish| read(state, wish, now)).transpose();
    let outcome = rule.and_then(|rule| change(state, person, |watched| watched.rule = rule));
    answer(state, id, outcome);
}

pub(super) fn set_group_rule(
    state: &mut State,
    id: CommandId,
    name: &str,
    wish: Option<RuleWish>,
    now: DateTime<Utc>,
) {
    let rule = wish.map(|wish| read(state, wish, now)).transpose();
    let mut groups = state.stored.groups.iter_mut();
    let outcome = match (rule, groups.find(|group| group.name == name)) {
        (Ok(rule), Some(group)) => {
            group.rule = rule;
            Ok(())
        }
        (Ok(_), None) => Err(UserError::usage(
            format!("There is no group “{}”", plain(name)),
            "Write the name of one of your groups",
        )),
        (Err(error), _) => Err(error),
    };
    answer(state, id, outcome);
}

pub(super) fn set_default_rule(
    state: &mut State,
    id: CommandId,
    wish: RuleWish,
    now: DateTime<Utc>,
) {
    let outcome = read(state, wish, now).map(|rule| state.stored.default_rule = rule);
    answer(state, id, outcome);
}

pub(super) fn tell_once(
    state: &mut State,
    id: CommandId,
    person: Person,
    mut wish: RuleWish,
    now: DateTime<Utc>,
) {
    if matches!(state.signed_in(), Some(s) if s.ended.is_none() && s.scopes == Scopes::Own) {
        return answer(state, id, Err(AuthError::NoConsent.to_user()));
    }
    if wish.when.is_empty() {
        wish.when = RuleWish::available().when;
    }
    let rule = match read(state, wish, now) {
        Ok(rule) => rule,
        Err(error) => return answer(state, id, Err(error)),
    };
    let who = person.id.clone();
    let list = &mut state.stored.watch_list;
    let is_new = list.get(&who).is_none() && list.add(person);
    if let Some(watched) = list.get_mut(&who) {
        watched.once = Some(rule);
    }
    state.wished(&who, now);
    if is_new {
        hurry(state, now);
    }
    answer(state, id, Ok(()));
}

pub(super) fn stop_telling_once(state: &mut State, id: CommandId, person: &PersonId) {
    let outcome = change(state, person, |watched| watched.once = None);
    answer(state, id, outcome);
}

pub(super) fn mute(
    state: &mut State,
    id: CommandId,
    person: &PersonId,
    until: &str,
    now: DateTime<Utc>,
) {
    let endless = || {
        UserError::usage(
            "A person is muted until some time",
            "Write a time like 1h or 17:30; for silence without an end, give them a rule that names nothing",
        )
    };
    let end = own::end(state, Some(until), now).and_then(|end| end.ok_or_else(endless));
    let mute = |end| change(state, person, |watched| watched.muted_until = Some(end));
    let outcome = end.and_then(mute);
    answer(state, id, outcome);
}

pub(super) fn unmute(state: &mut State, id: CommandId, person: &PersonId) {
    let outcome = change(state, person, |watched| watched.muted_until = None);
    answer(state, id, outcome);
}

pub(super) fn set_quiet(
    state: &mut State,
    id: CommandId,
    hours: Option<&QuietWish>,
    mut days: Vec<Day>,
) {
    days.sort_unstable();
    days.dedup();
    let outcome = match hours.map(read_hours).transpose() {
        Ok(_) if days.len() == Day::ALL.len() => Err(UserError::usage(
            "Not every day can be quiet",
            "Pause the notices instead",
        )),
        Ok(hours) => {
            state.stored.quiet = Quiet { hours, days };
            Ok(())
        }
        Err(error) => Err(error),
    };
    answer(state, id, outcome);
}

/// Remembers what was changed, and answers.
fn answer(state: &mut State, id: CommandId, outcome: Result<(), UserError>) {
    if outcome.is_ok() {
        state.save();
    }
    state.answer(id, outcome);
}

/// Changes somebody on the watch list.
fn change(
    state: &mut State,
    person: &PersonId,
    how: impl FnOnce(&mut Watched),
) -> Result<(), UserError> {
    let watched = state.stored.watch_list.get_mut(person);
    let not_watched = || UserError::usage("This person is not on the watch list", "Add them first");
    watched.map(how).ok_or_else(not_watched)
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
