//! The last command of a face that failed, which all faces show, and what ends it.

use std::collections::{BTreeMap, BTreeSet};

use super::handle::Asker;
use super::input::CommandId;
use crate::view::Command;
use crate::{ErrorCode, UserError};

/// What a command is about: one that works ends a problem of its own kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Concern {
    Account,
    Status,
    Message,
    /// The watch list: who is on it, and in which order.
    People,
    /// Reaching somebody in another program.
    Contact,
    /// Rules, wishes, pauses and quiet times.
    Notices,
    /// Reading presence now.
    Reading,
    StartAtSignIn,
    /// Looking for newer versions.
    UpdateCheck,
    /// Putting a newer version in place.
    Update,
    /// Showing what a newer version brings.
    Release,
    Logs,
}

impl Concern {
    /// None for what the faces send by themselves, and what never fails.
    fn of(command: &Command) -> Option<Self> {
        Some(match command {
            Command::SignIn { .. }
            | Command::CancelSignIn
            | Command::SignOut
            | Command::SetRegistration { .. } => Self::Account,
            Command::SetStatus { .. } | Command::KeepAvailable { .. } => Self::Status,
            Command::SetMessage { .. } | Command::ClearMessage => Self::Message,
            Command::Search { .. }
            | Command::AddPeople { .. }
            | Command::AddByWords { .. }
            | Command::RemovePeople { .. }
            | Command::UndoRemoval
            | Command::ForgetPeople
            | Command::ImportPeople { .. }
            | Command::SetFavourite { .. }
            | Command::SetGroup { .. }
            | Command::RenameGroup { .. }
            | Command::RemoveGroup { .. }
            | Command::MoveGroup { .. }
            | Command::FoldGroup { .. }
            | Command::MovePerson { .. }
            | Command::SortPeople { .. } => Self::People,
            Command::Contact { .. } => Self::Contact,
            Command::SetRule { .. }
            | Command::SetGroupRule { .. }
            | Command::SetDefaultRule { .. }
            | Command::TellOnce { .. }
            | Command::StopTellingOnce { .. }
            | Command::Mute { .. }
            | Command::Unmute { .. }
            | Command::SetQuiet { .. }
            | Command::PauseNotices { .. }
            | Command::ResumeNotices => Self::Notices,
            Command::Follow { .. } | Command::Refresh => Self::Reading,
            Command::StartAtSignIn { .. } => Self::StartAtSignIn,
            Command::CheckForUpdates { .. } => Self::UpdateCheck,
            Command::InstallUpdate => Self::Update,
            Command::ShowRelease => Self::Release,
            Command::ShowLogs => Self::Logs,
            Command::ClearSearch
            | Command::StopAdding
            | Command::Unfollow { .. }
            | Command::WatchClosely { .. }
            | Command::DismissProblem
            | Command::AwayWhenLocked { .. }
            | Command::ClearOnQuit { .. }
            | Command::Quit => return None,
        })
    }
}

#[derive(Debug, Default)]
pub(super) struct Problem {
    shown: Option<(Option<Concern>, UserError)>,
    /// Commands that have no answer yet.
    under_way: BTreeMap<CommandId, Concern>,
    /// Those of them that another program sent, which tells of them itself.
    told_elsewhere: BTreeSet<CommandId>,
    /// The last of those that failed: it may turn out that nobody heard it.
    failed_elsewhere: Option<(CommandId, Concern, UserError)>,
}

impl Problem {
    pub(super) fn shown(&self) -> Option<&UserError> {
        self.shown.as_ref().map(|(_, error)| error)
    }

    pub(super) fn asked_by(&mut self, asker: Asker, id: CommandId) {
        if asker == Asker::Program {
            self.told_elsewhere.insert(id);
        }
    }

    pub(super) fn begun(&mut self, id: CommandId, command: &Command) {
        if let Some(concern) = Concern::of(command) {
            self.under_way.insert(id, concern);
        }
    }

    /// A command was taken up, which makes a problem of its kind old.
    pub(super) fn taken_up(&mut self, id: CommandId) {
        if self.told_elsewhere.contains(&id) {
            return;
        }
        let concern = self.under_way.get(&id).copied();
        self.end_if(|of, _| of.is_none() || of == concern);
    }

    pub(super) fn failed(&mut self, id: CommandId, error: &UserError) {
        let concern = self.under_way.get(&id).copied();
        if self.told_elsewhere.contains(&id) {
            self.failed_elsewhere = concern.map(|concern| (id, concern, error.clone()));
        } else {
            self.shown = Some((concern, error.clone()));
        }
    }

    /// The program that sent the command has ended: nobody else tells that it
    /// failed. What was only to be read for it is missed by nobody.
    pub(super) fn unheard(&mut self, id: CommandId) {
        let failed = self.failed_elsewhere.take_if(|(of, ..)| *of == id);
        if let Some((_, concern, error)) = failed.filter(|(_, of, _)| *of != Concern::Reading) {
            self.shown = Some((Some(concern), error));
        }
    }

    /// A command worked, which ends a problem of its kind.
    pub(super) fn worked(&mut self, id: CommandId) {
        if let Some(concern) = self.under_way.get(&id).copied() {
            self.end_if(|of, _| of == Some(concern));
        }
    }

    /// The command has its answer, shown or not.
    pub(super) fn answered(&mut self, id: CommandId) {
        self.under_way.remove(&id);
        self.told_elsewhere.remove(&id);
    }

    /// What could not be done for want of a connection has been done since, or
    /// the same can be done again.
    pub(super) fn reached(&mut self, concern: Concern) {
        self.end_if(|of, error| of == Some(concern) && error.code == ErrorCode::Unreachable);
    }

    /// Somebody is signed in, for want of which commands failed.
    pub(super) fn signed_in(&mut self) {
        self.end_if(|_, error| error.code == ErrorCode::SignInNeeded);
    }

    /// The user has seen it, or all of it is old.
    pub(super) fn clear(&mut self) {
        self.shown = None;
    }

    fn end_if(&mut self, ended: impl FnOnce(Option<Concern>, &UserError) -> bool) {
        self.shown.take_if(|(of, error)| ended(*of, error));
    }
}
