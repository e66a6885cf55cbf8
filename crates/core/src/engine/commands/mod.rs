//! What each command does to the state.

mod account;
mod arrange;
mod notices;
mod own;
mod people;

use chrono::{DateTime, Utc};

use super::Mode;
use super::effect::Effect;
use super::input::CommandId;
use super::remarks::Matter;
use super::session::Session;
use super::state::State;
use crate::UserError;
use crate::auth::AuthError;
use crate::settings::{Pause, Stored};
use crate::view::Command;

pub(super) use account::{abandon_sign_in, farewell, make_way};
use arrange::arrange;
pub(super) use arrange::{checked as group_name, named_or_new, place as group_place};
pub(super) use own::{end_in, message_checked};
pub(super) use people::found;

#[expect(clippy::too_many_lines, reason = "one arm for each command")]
pub(super) fn take(state: &mut State, id: CommandId, command: Command, now: DateTime<Utc>) {
    if let Session::Starting { waiting } = &mut state.session {
        waiting.push((id, command));
        return;
    }
    state.problem.begun(id, &command);
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
            people::clear_search(state);
            state.answer(id, Ok(()));
        }
        Command::AddPeople { people } => people::add(state, id, people, now),
        Command::RemovePeople { ids } => state.remove_people(id, &ids, now),
        Command::UndoRemoval => state.undo_removal(id, now),
        Command::SetRule { id: person, rule } => notices::set_rule(state, id, &person, rule, now),
        Command::SetGroupRule { group, rule } => {
            notices::set_group_rule(state, id, &group, rule, now);
        }
        Command::SetDefaultRule { rule } => notices::set_default_rule(state, id, rule, now),
        Command::TellOnce { person, rule } => notices::tell_once(state, id, person, rule, now),
        Command::StopTellingOnce { id: person } => notices::stop_telling_once(state, id, &person),
        Command::Mute { id: person, until } => notices::mute(state, id, &person, &until, now),
        Command::Unmute { id: person } => notices::unmute(state, id, &person),
        Command::SetQuiet { hours, days } => notices::set_quiet(state, id, hours.as_ref(), days),
        Command::AddByWords { words } => state.add_by_words(id, &words, now),
        Command::StopAdding => {
            state.end_adding();
            state.answer(id, Ok(()));
        }
        Command::ForgetPeople => people::forget_all(state, id),
        Command::ImportPeople { text } => state.import_people(id, &text, now),
        Command::SetFavourite { ids, on } => {
            arrange(state, id, |s| arrange::set_favourite(s, &ids, on));
        }
        Command::SetGroup { ids, group } => {
            arrange(state, id, |s| arrange::set_group(s, &ids, group.as_deref()));
        }
        Command::RenameGroup { group, name } => {
            arrange::rename_group(state, id, &group, &name);
        }
        Command::RemoveGroup { group } => {
            state.remove_group(id, &group, now);
        }
        Command::MoveGroup { group, before } => {
            arrange(state, id, |s| {
                arrange::move_group(s, &group, before.as_deref())
            });
        }
        Command::FoldGroup { group, on } => {
            arrange(state, id, |s| arrange::fold_group(s, &group, on));
        }
        Command::MovePerson { id: who, before } => {
            arrange(state, id, |s| {
                arrange::move_person(s, &who, before.as_ref())
            });
        }
        Command::SortPeople { by } => change(state, id, |stored| stored.sort = by),
        Command::Contact { id: who, by } => people::contact(state, id, &who, by),
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
                state.remarks.end(&Matter::Window);
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
        Command::InstallUpdate => state.install_update(id),
        Command::ShowLogs => state.ask_desktop(id, Effect::ShowLogs(id)),
        Command::SetRegistration {
            client_id,
            tenant,
            cloud,
        } => state.set_registration(id, client_id, tenant, cloud),
        Command::DismissProblem => {
            state.problem.clear();
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
    let why = why_signed_out(state);
    state.answer(id, Err(why));
}

fn why_signed_out(state: &State) -> UserError {
    let why = match &state.session {
        Session::SignedIn(signed_in) => signed_in.ended.clone(),
        Session::SignedOut { why } => why.clone(),
        Session::Starting { .. } => None,
    };
    why.unwrap_or_else(|| AuthError::SignedOut.to_user())
}

pub(super) fn hurry(state: &mut State, now: DateTime<Utc>) {
    if state.mode == Mode::OneShot {
        return;
    }
    if let Some(signed_in) = state.signed_in() {
        signed_in.poll.hurry(now);
    }
}
