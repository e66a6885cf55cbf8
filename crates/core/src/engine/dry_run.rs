//! What a command would send, without sending it.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::Mode;
use super::wish::Wish;
use crate::UserError;
use crate::graph::Request;
use crate::model::{Held, PersonId, Requested};
use crate::view::Command;

/// The writes of a command as one-shot command lines make them, in order.
/// Commands that write nothing give none.
///
/// # Errors
/// The same words as the command itself, for ends and texts that are refused.
pub fn dry_run(
    command: &Command,
    client_id: &str,
    me: &PersonId,
    now: DateTime<Utc>,
    zone: Tz,
) -> Result<Vec<Request>, UserError> {
    let end = |words: &Option<String>| super::commands::end_in(zone, words.as_deref(), now);
    Ok(match command {
        Command::SetStatus { status, until } => {
            let requested = Requested::new(*status, now, end(until)?);
            let wish = Wish::of_pick(&requested, false);
            let steps = wish.steps(&Held::default(), true, Mode::OneShot, now);
            steps
                .iter()
                .map(|step| step.request(me, client_id))
                .collect()
        }
        Command::SetMessage { text, until } => {
            super::commands::message_checked(text)?;
            vec![Request::set_message(me, text.trim(), end(until)?)]
        }
        Command::ClearMessage => vec![Request::clear_message(me)],
        Command::SignIn { .. }
        | Command::CancelSignIn
        | Command::SignOut
        | Command::Search { .. }
        | Command::ClearSearch
        | Command::AddPeople { .. }
        | Command::RemovePeople { .. }
        | Command::UndoRemoval
        | Command::AddByWords { .. }
        | Command::StopAdding
        | Command::ForgetPeople
        | Command::ImportPeople { .. }
        | Command::SetFavourite { .. }
        | Command::SetGroup { .. }
        | Command::RenameGroup { .. }
        | Command::RemoveGroup { .. }
        | Command::MoveGroup { .. }
        | Command::FoldGroup { .. }
        | Command::MovePerson { .. }
        | Command::SortPeople { .. }
        | Command::Contact { .. }
        | Command::SetRule { .. }
        | Command::SetGroupRule { .. }
        | Command::SetDefaultRule { .. }
        | Command::TellOnce { .. }
        | Command::StopTellingOnce { .. }
        | Command::Mute { .. }
        | Command::Unmute { .. }
        | Command::SetQuiet { .. }
        | Command::Follow { .. }
        | Command::Unfollow { .. }
        | Command::PauseNotices { .. }
        | Command::ResumeNotices
        | Command::Refresh
        | Command::WatchClosely { .. }
        | Command::KeepAvailable { .. }
        | Command::AwayWhenLocked { .. }
        | Command::ClearOnQuit { .. }
        | Command::StartAtSignIn { .. }
        | Command::ShowLogs
        | Command::CheckForUpdates { .. }
        | Command::ShowRelease
        | Command::InstallUpdate
        | Command::SetRegistration { .. }
        | Command::DismissProblem
        | Command::Quit => Vec::new(),
    })
}
