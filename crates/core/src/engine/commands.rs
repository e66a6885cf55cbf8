//! What each command does to the state.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::effect::Effect;
use super::input::CommandId;
use super::session::{Flow, Search, Session};
use super::state::State;
use super::{Mode, picks};
use crate::UserError;
use crate::auth::AuthError;
use crate::graph::{GraphError, Request};
use crate::model::{Expiry, Person, Requested, Status, check_message};
use crate::settings::Pause;
use crate::view::{Command, SignInMethod, SignInView};

/// Shorter texts find half the company.
const SHORTEST_SEARCH: usize = 2;

pub(super) fn take(state: &mut State, id: CommandId, command: Command, now: DateTime<Utc>) {
    if let Session::Starting { waiting } = &mut state.session {
        waiting.push((id, command));
        return;
    }
    match command {
        Command::SignIn { method } => sign_in(state, id, method),
        Command::CancelSignIn => cancel_sign_in(state, id),
        Command::SignOut => sign_out(state, id, now),
        Command::SetStatus { status, until } => {
            let outcome = end(state, until.as_deref(), now);
            set_status(state, id, status, outcome, now);
        }
        Command::SetMessage { text, until } => {
            let outcome = message_checked(&text).and_then(|()| end(state, until.as_deref(), now));
            set_message(state, id, text.trim().to_owned(), outcome);
        }
        Command::ClearMessage => set_message(state, id, String::new(), Ok(None)),
        Command::Search { text } => search(state, id, text.trim().to_owned()),
        Command::ClearSearch => {
            if let Some(signed_in) = state.signed_in() {
                signed_in.search = None;
            }
            state.answer(id, Ok(()));
        }
        Command::AddPeople { people } => {
            for person in people {
                state.stored.watch_list.add(person);
            }
            state.save();
            hurry(state, now);
            state.answer(id, Ok(()));
        }
        Command::RemovePeople { ids } => {
            for person in &ids {
                state.stored.watch_list.remove(person);
                if let Some(signed_in) = state.signed_in() {
                    signed_in.people.forget(person);
                }
            }
            state.save();
            state.answer(id, Ok(()));
        }
        Command::SetRule { id: person, rule } => {
            let outcome = if state.stored.watch_list.set_rule(&person, rule) {
                state.save();
                Ok(())
            } else {
                Err(UserError::usage(
                    "This person is not on the watch list",
                    "Add them first",
                ))
            };
            state.answer(id, outcome);
        }
        Command::Follow { people } => follow(state, id, people),
        Command::PauseNotices { until } => match end(state, until.as_deref(), now) {
            Ok(until) => {
                state.stored.pause = Some(Pause { until });
                state.save();
                state.answer(id, Ok(()));
            }
            Err(error) => state.answer(id, Err(error)),
        },
        Command::ResumeNotices => {
            state.stored.pause = None;
            state.save();
            state.answer(id, Ok(()));
        }
        Command::Refresh => match &mut state.session {
            Session::SignedIn(signed_in) if signed_in.ended.is_none() => {
                signed_in.poll.ask(id, now);
            }
            Session::SignedIn(_) | Session::SignedOut { .. } | Session::Starting { .. } => {
                refuse_signed_out(state, id);
            }
        },
        Command::WatchClosely { on } => {
            state.closely = on;
            if on {
                hurry(state, now);
            }
            state.answer(id, Ok(()));
        }
        Command::ClearOnQuit { on } => {
            state.stored.clear_on_quit = on;
            state.save();
            state.answer(id, Ok(()));
        }
        Command::DismissProblem => {
            state.problem = None;
            state.answer(id, Ok(()));
        }
        Command::Quit => quit(state, id, now),
    }
}

fn sign_in(state: &mut State, id: CommandId, method: SignInMethod) {
    if let Err(why) = state.registration.clone() {
        state.answer(id, Err(why));
        return;
    }
    abandon_sign_in(state);
    state.problem = None;
    state.flows += 1;
    state.flow = Some(Flow {
        id: state.flows,
        step: SignInView::Starting,
        answer: id,
    });
    let hint = state
        .stored
        .account
        .as_ref()
        .and_then(|account| account.address.clone());
    state.ask(Effect::SignIn {
        flow: state.flows,
        method,
        hint,
    });
}

fn cancel_sign_in(state: &mut State, id: CommandId) {
    abandon_sign_in(state);
    state.answer(id, Ok(()));
}

/// Ends a sign-in under way; the former account is untouched.
fn abandon_sign_in(state: &mut State) {
    if let Some(flow) = state.flow.take() {
        state.ask(Effect::CancelSignIn);
        state.ask(Effect::Answer(
            flow.answer,
            Err(AuthError::Cancelled.to_user()),
        ));
    }
}

fn sign_out(state: &mut State, id: CommandId, now: DateTime<Utc>) {
    abandon_sign_in(state);
    let first = farewell(state, now);
    state.ask(Effect::SignOut { first });
    state.stored.account = None;
    state.stored.requested = None;
    state.stored.clearing = false;
    state.save();
    state.sign_out_locally(None, now);
    state.answer(id, Ok(()));
}

fn quit(state: &mut State, id: CommandId, now: DateTime<Utc>) {
    abandon_sign_in(state);
    let clears = state.mode == Mode::Resident && state.stored.clear_on_quit;
    let first = if clears {
        farewell(state, now)
    } else {
        Vec::new()
    };
    if !first.is_empty() {
        // Until Graph has taken it: the next run sends what this one could not.
        state.stored.requested = None;
        state.stored.clearing = true;
        state.save();
    }
    let mut cleared = Box::new(state.stored.clone());
    cleared.clearing = false;
    state.ask(Effect::End {
        first,
        cleared,
        answer: id,
    });
}

/// What ends at Graph whatever we set there; nothing if nothing of ours is left.
fn farewell(state: &State, now: DateTime<Utc>) -> Vec<Request> {
    let (Session::SignedIn(signed_in), Ok(registration)) = (&state.session, &state.registration)
    else {
        return Vec::new();
    };
    let nothing_left = state.stored.requested.is_none() && !state.stored.clearing;
    if nothing_left || state.mode == Mode::Watching {
        return Vec::new();
    }
    picks::requests(
        None,
        &signed_in.account.id,
        &registration.client_id,
        state.mode,
        now,
    )
}

/// Reads words for an end in the user's zone; no words are no end.
fn end(
    state: &State,
    words: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, UserError> {
    end_in(state.zone, words, now)
}

pub(super) fn end_in(
    zone: Tz,
    words: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, UserError> {
    let Some(words) = words else { return Ok(None) };
    Expiry::parse(words, now, zone)
        .map(Expiry::instant)
        .map_err(|error| UserError::usage(error.to_string(), error.hint()))
}

pub(super) fn message_checked(text: &str) -> Result<(), UserError> {
    if text.trim().is_empty() {
        return Err(UserError::usage(
            "The message is empty",
            "Write a text, or clear the message",
        ));
    }
    check_message(text.trim())
        .map_err(|error| UserError::usage(error.to_string(), "Write a shorter one"))
}

fn set_status(
    state: &mut State,
    id: CommandId,
    status: Status,
    end: Result<Option<DateTime<Utc>>, UserError>,
    now: DateTime<Utc>,
) {
    let until = match end {
        Ok(until) => until,
        Err(error) => return state.answer(id, Err(error)),
    };
    let Some(signed_in) = state.signed_in().filter(|s| s.ended.is_none()) else {
        return refuse_signed_out(state, id);
    };
    signed_in.own.pick(Some(id));
    state.problem = None;
    let asked = Requested {
        status,
        since: now,
        until,
    };
    state.stored.clearing = status == Status::Reset && state.mode == Mode::Resident;
    state.stored.requested = Some(asked).filter(|asked| asked.status != Status::Reset);
    state.save();
}

fn set_message(
    state: &mut State,
    id: CommandId,
    text: String,
    end: Result<Option<DateTime<Utc>>, UserError>,
) {
    let end = match end {
        Ok(end) => end,
        Err(error) => return state.answer(id, Err(error)),
    };
    let Some(signed_in) = state.signed_in().filter(|s| s.ended.is_none()) else {
        return refuse_signed_out(state, id);
    };
    signed_in.own.message(text, end, id);
    state.problem = None;
}

fn refuse_signed_out(state: &mut State, id: CommandId) {
    let why = match &state.session {
        Session::SignedIn(signed_in) => signed_in.ended.clone(),
        Session::SignedOut { why } => why.clone(),
        Session::Starting { .. } => None,
    };
    state.answer(
        id,
        Err(why.unwrap_or_else(|| AuthError::SignedOut.to_user())),
    );
}

fn hurry(state: &mut State, now: DateTime<Utc>) {
    if state.mode == Mode::OneShot {
        return;
    }
    if let Some(signed_in) = state.signed_in() {
        signed_in.poll.hurry(now);
    }
}

fn search(state: &mut State, id: CommandId, text: String) {
    state.searches += 1;
    let search_id = state.searches;
    let Some(signed_in) = state.signed_in().filter(|s| s.ended.is_none()) else {
        return refuse_signed_out(state, id);
    };
    let long_enough = text.chars().count() >= SHORTEST_SEARCH;
    let search = Search {
        id: search_id,
        text: text.clone(),
        answer: Some(id).filter(|_| long_enough),
        results: Vec::new(),
        problem: None,
    };
    let before = signed_in.search.replace(search);
    // A search overtaken by another has nothing more to say.
    if let Some(overtaken) = before.and_then(|before| before.answer) {
        state.ask(Effect::Answer(overtaken, Ok(())));
    }
    if long_enough {
        state.ask(Effect::Search {
            id: search_id,
            text,
        });
    } else {
        state.ask(Effect::Answer(id, Ok(())));
    }
}

/// Takes what a search found. Its failure belongs to the search alone.
pub(super) fn found(state: &mut State, search_id: u32, outcome: Result<Vec<Person>, GraphError>) {
    let Some(signed_in) = state.signed_in() else {
        return;
    };
    let Some(search) = signed_in
        .search
        .as_mut()
        .filter(|search| search.id == search_id)
    else {
        return;
    };
    let told = match outcome {
        Ok(people) => {
            search.results = people;
            Ok(())
        }
        Err(error) => {
            search.problem = Some(error.to_user());
            Err(error.to_user())
        }
    };
    if let Some(id) = search.answer.take() {
        state.ask(Effect::Answer(id, told));
    }
}

fn follow(state: &mut State, id: CommandId, people: Vec<Person>) {
    let Some(signed_in) = state.signed_in().filter(|s| s.ended.is_none()) else {
        return refuse_signed_out(state, id);
    };
    let ids = people.iter().map(|person| person.id.clone()).collect();
    for person in people {
        signed_in.people.follow(person);
    }
    signed_in.following.push(id);
    state.ask(Effect::ReadFollowed(ids));
}
