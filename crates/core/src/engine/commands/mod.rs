//! What each command does to the state.

mod account;
mod own;
mod people;

use chrono::{DateTime, Utc};

use super::Mode;
use super::effect::Effect;
use super::input::CommandId;
use super::session::Session;
use super::state::State;
use crate::auth::AuthError;
use crate::settings::{Pause, Stored};
use crate::view::Command;

pub(super) use account::abandon_sign_in;
pub(super) use account::farewell;
pub(super) use own::{end_in, message_checked};
pub(super) use people::found;

pub(super) fn take(state: &mut State, id: CommandId, command: Command, now: DateTime<Utc>) {
    if let Session::Starting { waiting } = &mut state.session {
        waiting.push((id, command));
        return;
    }
    match command {
        Command::SignIn { method, colleagues } => account::sign_in(state, id, method, colleagues),
        Command::CancelSignIn => account::cancel_sign_in(state, id),
        Command::SignOut => account::sign_out(state, id, now),
        Command::SetStatus { status, until } => {
            let outcome = own::end(state, until.as_deref(), now);
            own::set_status(state, id, status, outcome, now);
        }
        Command::SetMessage { text, until } => {
            let outcome =
                message_checked(&text).and_then(|()| own::end(state, until.as_deref(), now));
            own::set_message(state, id, text.trim().to_owned(), outcome, now);
        }
        Command::ClearMessage => own::set_message(state, id, String::new(), Ok(None), now),
        Command::Search { text } => people::search(state, id, text.trim().to_owned()),
        Command::ClearSearch => {
            let search = state.signed_in().and_then(|s| s.search.take());
            let waiting = search.and_then(|search| search.answer);
            state.answer_all(waiting.into_iter().collect(), &Ok(()));
            state.answer(id, Ok(()));
        }
        Command::AddPeople { people } => people::add(state, id, people, now),
        Command::RemovePeople { ids } => people::remove(state, id, &ids),
        Command::SetRule { id: person, rule } => people::set_rule(state, id, &person, rule),
        Command::Follow { people } => people::follow(state, id, people),
        Command::Unfollow { ids } => people::unfollow(state, id, &ids),
        Command::PauseNotices { until } => match own::end(state, until.as_deref(), now) {
            Ok(until) => change(state, id, |stored| stored.pause = Some(Pause { until })),
            Err(error) => state.answer(id, Err(error)),
        },
        Command::ResumeNotices => change(state, id, |stored| stored.pause = None),
        Command::Refresh => match &mut state.session {
            Session::SignedIn(signed_in) if signed_in.ended.is_none() => {
                signed_in.poll.ask(id, now);
            }
            Session::SignedIn(_) | Session::SignedOut { .. } | Session::Starting { .. } => {
                if !state.ask_keyring_for(id, now) {
                    refuse_signed_out(state, id);
                }
            }
        },
        Command::WatchClosely { on } => {
            let pace = state.interval();
            state.closely = on;
            state.paced(pace, now);
            if on {
                hurry(state, now);
                state.hurry_keyring(now);
                state.look_at_desktop();
            }
            state.answer(id, Ok(()));
        }
        Command::KeepAvailable { on, until } => {
            let outcome = own::end(state, until.as_deref(), now);
            own::keep_available(state, id, on, outcome, now);
        }
        Command::AwayWhenLocked { on } => {
            change(state, id, |stored| stored.away_when_locked = on);
        }
        Command::ClearOnQuit { on } => change(state, id, |stored| stored.clear_on_quit = on),
        Command::StartAtSignIn { on } => {
            state.ask_desktop(id, Effect::StartAtSignIn { on, answer: id });
        }
        Command::CheckForUpdates { on } => state.check_for_updates(id, on, now),
        Command::ShowRelease => state.show_release(id),
        Command::ShowLogs => state.ask_desktop(id, Effect::ShowLogs(id)),
        Command::SetRegistration {
            client_id,
            tenant,
            cloud,
        } => state.set_registration(id, client_id, tenant, cloud),
        Command::DismissProblem => {
            state.problem = None;
            state.help = None;
            state.answer(id, Ok(()));
        }
        Command::Quit => account::quit(state, id, now),
    }
}

/// Changes what is remembered, and nothing else.
fn change(state: &mut State, id: CommandId, how: impl FnOnce(&mut Stored)) {
    how(&mut state.stored);
    state.save();
    state.answer(id, Ok(()));
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
