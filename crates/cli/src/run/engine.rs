//! The engine a command speaks with: the one that runs, or its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use porchlight_core::auth::{AuthError, is_out_of_reach};
use porchlight_core::control::Claim;
use porchlight_core::engine::{Handle, UNSAVED};
use porchlight_core::view::{AccountView, Command, FoundView, Snapshot};
use porchlight_core::{ErrorCode, UserError};
use porchlight_demo::Demo;

use crate::failure::Failure;
use crate::output::Output;

/// How often a search is tried that the window's searches overtake.
const SEARCHES: u32 = 5;

/// The engine a command speaks with.
pub(crate) struct Engine {
    pub(super) handle: Handle,
    pub(super) output: Output,
    /// Whether it was said that nothing can be saved.
    pub(super) warned: AtomicBool,
    pub(super) misconfigured: Option<UserError>,
    pub(super) life: Life,
}

/// How long an engine lives, and what ends with it.
pub(super) enum Life {
    /// Longer than the command: the tray application's.
    Resident,
    /// As long as the command.
    Command {
        _claim: Option<Claim>,
    },
    Demo {
        demo: Box<Demo>,
    },
}

/// Whether a command changes something that is remembered. What a sign-in
/// brings up is said where it is made.
fn changes(command: &Command) -> bool {
    !matches!(
        command,
        Command::Follow { .. }
            | Command::Unfollow { .. }
            | Command::Refresh
            | Command::Search { .. }
            | Command::SignIn { .. }
            | Command::StopAdding
    )
}

impl Engine {
    pub(crate) fn handle(&self) -> &Handle {
        &self.handle
    }

    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.handle.snapshots().borrow().clone()
    }

    /// Sends a command and waits until it is done. Says so, once, if a running
    /// engine can't save what it changed: one for this command fails instead.
    pub(crate) async fn send(&self, command: Command) -> Result<(), Failure> {
        let changes = changes(&command);
        let outcome = self.handle.send(command).await;
        outcome.map_err(|error| self.with_way_in(error))?;
        if changes && self.is_resident() {
            let snapshot = self.snapshot();
            let mut remarks = snapshot.health.remarks.iter();
            let unsaved = remarks.find(|remark| remark.starts_with(UNSAVED));
            if let Some(words) = unsaved.filter(|_| !self.warned.swap(true, Ordering::Relaxed)) {
                self.output.note(words);
            }
        }
        Ok(())
    }

    /// Whether it goes on after the command and renews what was set.
    pub(crate) fn is_resident(&self) -> bool {
        match self.life {
            Life::Resident => true,
            Life::Command { .. } | Life::Demo { .. } => false,
        }
    }

    /// Looks for people. A running engine has one search for all its faces, so
    /// one that another face overtook is tried again.
    pub(crate) async fn search(&self, text: &str) -> Result<Vec<FoundView>, Failure> {
        let text = text.trim();
        for _ in 0..SEARCHES {
            let wanted = text.to_owned();
            self.send(Command::Search { text: wanted }).await?;
            let found = self.snapshot().search.clone();
            if let Some(found) = found.filter(|found| found.text == text && !found.busy) {
                return Ok(found.results);
            }
        }
        let title = "Somebody is searching in the window at the same time";
        Err(UserError::new(ErrorCode::Failed, title, "Try again in a moment").into())
    }

    /// Fails if nobody is signed in, or no longer.
    pub(crate) fn signed_in(&self, snapshot: &Snapshot) -> Result<(), Failure> {
        let why = match &snapshot.account {
            AccountView::SignedIn {
                sign_in_needed: false,
                ..
            } => return Ok(()),
            AccountView::SignedIn { .. } => snapshot.health.problem.clone(),
            AccountView::SignedOut { reason } => reason.clone(),
            AccountView::Starting => None,
        };
        let why = why.unwrap_or_else(|| AuthError::SignedOut.to_user());
        Err(self.with_way_in(why).into())
    }

    /// Fails if the user has not agreed to see colleagues.
    pub(crate) fn sees_colleagues(&self, snapshot: &Snapshot) -> Result<(), Failure> {
        self.signed_in(snapshot)?;
        match &snapshot.account {
            AccountView::SignedIn {
                consent_needed: true,
                ..
            } => Err(self.with_way_in(AuthError::NoConsent.to_user()).into()),
            AccountView::SignedIn { .. }
            | AccountView::SignedOut { .. }
            | AccountView::Starting => Ok(()),
        }
    }

    /// Every face has its own way to sign in; this is the one of the shell.
    fn with_way_in(&self, mut error: UserError) -> UserError {
        if error == AuthError::NoConsent.to_user() {
            "Give it with porchlight login --colleagues".clone_into(&mut error.hint);
            return error;
        }
        let configured = self.misconfigured.as_ref() != Some(&error);
        let needed = error.code == ErrorCode::SignInNeeded && !is_out_of_reach(&error);
        if needed && configured {
            "Sign in with porchlight login".clone_into(&mut error.hint);
        }
        error
    }
}
