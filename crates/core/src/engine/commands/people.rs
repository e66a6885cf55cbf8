//! The watch list, looking for people, and following them for this run.

use chrono::{DateTime, Utc};

use super::{hurry, refuse_signed_out};
use crate::UserError;
use crate::auth::{AuthError, Scopes};
use crate::engine::effect::Effect;
use crate::engine::input::CommandId;
use crate::engine::removal;
use crate::engine::session::Search;
use crate::engine::state::State;
use crate::graph::GraphError;
use crate::model::{Person, PersonId};
use crate::view::{Contact, contact_addresses};

/// Shorter texts find half the company.
const SHORTEST_SEARCH: usize = 2;

pub(super) fn add(state: &mut State, id: CommandId, people: Vec<Person>, now: DateTime<Utc>) {
    // Whoever is not signed in may write the list; it is read later.
    if matches!(state.signed_in(), Some(s) if s.ended.is_none() && s.scopes == Scopes::Own) {
        return refuse_colleagues(state, id);
    }
    let new = state.stored.watch_list.add_all(people);
    removal::added_anew(&mut state.removal, &new);
    state.save();
    hurry(state, now);
    state.answer(id, Ok(()));
}

fn refuse_colleagues(state: &mut State, id: CommandId) {
    state.answer(id, Err(AuthError::NoConsent.to_user()));
}

/// Opens a chat, a call, a mail or the telephone with somebody who is shown.
pub(super) fn contact(state: &mut State, id: CommandId, who: &PersonId, by: Contact) {
    let Some(person) = shown(state, who) else {
        let why = UserError::usage("This person is not shown", "Look for them first");
        return state.answer(id, Err(why));
    };
    if state.demo {
        let why = UserError::usage(
            "The people of the demo can't be reached",
            "Sign in with your company for that",
        );
        return state.answer(id, Err(why));
    }
    let addresses = contact_addresses(&person, by);
    if addresses.is_empty() {
        let why = UserError::usage("No address is known for it", "Look for them in Teams");
        return state.answer(id, Err(why));
    }
    let answer = id;
    state.ask(Effect::Contact { addresses, answer });
}

/// Somebody on the watch list, followed or found.
fn shown(state: &mut State, who: &PersonId) -> Option<Person> {
    if let Some(watched) = state.stored.watch_list.get(who) {
        return Some(watched.person.clone());
    }
    let signed_in = state.signed_in()?;
    let found = signed_in.search.iter().flat_map(|search| &search.results);
    let mut people = signed_in.people.followed().iter().chain(found);
    people.find(|person| person.id == *who).cloned()
}

/// Nothing about other people is left, here or on disk.
pub(super) fn forget_all(state: &mut State, id: CommandId) {
    state.end_adding();
    state.removal = None;
    state.stored.watch_list.clear();
    state.stored.groups.clear();
    if let Some(signed_in) = state.signed_in() {
        signed_in.people.forget_watched();
        signed_in.notices.forget_all();
    }
    clear_search(state);
    state.ask(Effect::ForgetPhotos);
    state.ask(Effect::ForgetSetAside);
    state.save();
    state.answer(id, Ok(()));
}

/// What was looked for is of no interest any more.
pub(super) fn clear_search(state: &mut State) {
    let Some(search) = state.signed_in().and_then(|s| s.search.take()) else {
        return;
    };
    if search.answer.is_some() {
        state.ask(Effect::CancelSearch);
    }
    let waiting = search.answer.into_iter().collect();
    state.answer_all(waiting, &Ok(()));
}

pub(super) fn search(state: &mut State, id: CommandId, text: String) {
    state.searches += 1;
    let search_id = state.searches;
    let Some(signed_in) = state.signed_in().filter(|s| s.ended.is_none()) else {
        return refuse_signed_out(state, id);
    };
    if signed_in.scopes == Scopes::Own {
        return refuse_colleagues(state, id);
    }
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
        state.ask(Effect::CancelSearch);
        state.ask(Effect::Answer(id, Ok(())));
    }
}

/// Takes what a search found. Its failure belongs to the search alone.
pub(in crate::engine) fn found(
    state: &mut State,
    search_id: u32,
    outcome: Result<Vec<Person>, GraphError>,
) {
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
    let answer = search.answer.take();
    let told = match outcome {
        Ok(people) => {
            search.results.clone_from(&people);
            if state.stored.watch_list.learn_phones(&people) {
                state.save();
            }
            Ok(())
        }
        Err(error) => {
            search.problem = Some(error.to_user());
            Err(error.to_user())
        }
    };
    if let Some(id) = answer {
        state.ask(Effect::Answer(id, told));
    }
}

pub(super) fn follow(state: &mut State, id: CommandId, people: Vec<Person>) {
    let Some(signed_in) = state.signed_in().filter(|s| s.ended.is_none()) else {
        return refuse_signed_out(state, id);
    };
    if signed_in.scopes == Scopes::Own {
        return refuse_colleagues(state, id);
    }
    let ids = people.iter().map(|person| person.id.clone()).collect();
    for person in people {
        signed_in.people.follow(person);
    }
    signed_in.following.push(id);
    state.ask(Effect::ReadFollowed(id, ids));
}

/// Whoever is not on the watch list either is forgotten.
pub(super) fn unfollow(state: &mut State, id: CommandId, ids: &[PersonId]) {
    let list = &state.stored.watch_list;
    let (watched, others): (Vec<_>, Vec<_>) = ids.iter().partition(|id| list.get(id).is_some());
    if let Some(signed_in) = state.signed_in() {
        for person in watched.iter().chain(&others) {
            signed_in.people.unfollow(person);
        }
        for person in others {
            signed_in.people.forget(person);
        }
    }
    state.answer(id, Ok(()));
}
