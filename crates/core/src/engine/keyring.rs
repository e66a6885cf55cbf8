//! What waits for a keyring that could not be asked: a kept sign-in that was
//! not read, one that was not taken, and ended ones that it would not give up.

use chrono::{DateTime, TimeDelta, Utc};

use super::Mode;
use super::effect::Effect;
use super::handle::Outcome;
use super::input::CommandId;
use super::session::Session;
use super::state::State;
use crate::auth::{AuthError, Keeping, StoreError, left_behind};

/// Until it is asked again after something about it changed, in which moment it
/// may not be ready.
const SOON: TimeDelta = TimeDelta::seconds(1);
/// Until it is asked again unless the system tells of it: seldom, since a locked
/// one may ask for its password where the system does that by itself.
const WHILE_OPEN: TimeDelta = TimeDelta::seconds(30);
const WHILE_CLOSED: TimeDelta = TimeDelta::minutes(2);

#[derive(Debug, Default)]
pub(super) struct Keyring {
    /// A kept sign-in lies there unread.
    unread: bool,
    /// The question is on its way.
    asking: bool,
    /// It changed while the question was on its way.
    changed: bool,
    /// Commands that wait for its answer.
    waiting: Vec<CommandId>,
    /// Why it holds back what is to be removed, as far as it was asked.
    holds_back: Option<StoreError>,
    pub(super) next_at: Option<DateTime<Utc>>,
}

impl Keyring {
    /// Whether it said what the user should know.
    pub(super) fn holds_back(&self) -> bool {
        self.holds_back.is_some()
    }

    /// The kept sign-in is of no interest any more; returns who waited for it.
    pub(super) fn leave_unread(&mut self) -> Vec<CommandId> {
        (self.unread, self.asking, self.changed) = (false, false, false);
        std::mem::take(&mut self.waiting)
    }

    /// The kept sign-in was asked for, in vain; returns who waited for it.
    pub(super) fn stays_unread(&mut self) -> Vec<CommandId> {
        (self.unread, self.asking) = (true, false);
        std::mem::take(&mut self.waiting)
    }
}

impl State {
    /// Looks for the sign-in of a former run, and for what should be gone by now.
    pub(super) fn ask_keyring_first(&mut self, now: DateTime<Utc>) {
        if let Some(account) = self.stored.account.clone() {
            self.keyring.asking = true;
            self.ask(Effect::Resume {
                account,
                scopes: self.consented(),
                may_ask: true,
            });
        }
        self.ask_to_forget(now);
    }

    /// A command wants the sign-in now; false if the keyring has none to give.
    pub(super) fn ask_keyring_for(&mut self, command: CommandId, now: DateTime<Utc>) -> bool {
        if self.keyring.unread {
            self.keyring.waiting.push(command);
            self.ask_keyring(now);
        }
        self.keyring.unread
    }

    /// Brings the next question forward, if there is one to be asked.
    pub(super) fn hurry_keyring(&mut self, now: DateTime<Utc>) {
        self.keyring.next_at = self.keyring.next_at.map(|at| at.min(now));
    }

    pub(super) fn keyring_changed(&mut self, now: DateTime<Utc>) {
        self.keyring.changed = self.keyring.asking;
        self.hurry_keyring(now + SOON);
    }

    pub(super) fn ask_keyring_when_due(&mut self, now: DateTime<Utc>) {
        if self.keyring.next_at.is_some_and(|at| now >= at) {
            self.ask_keyring(now);
            self.ask_to_forget(now);
            if self.is_unkept() {
                self.ask(Effect::KeepAgain);
            }
        }
    }

    /// Whether the keyring did not take the sign-in.
    fn is_unkept(&self) -> bool {
        match &self.session {
            Session::SignedIn(signed_in) => matches!(signed_in.keeping, Keeping::Failed(_)),
            Session::Starting { .. } | Session::SignedOut { .. } => false,
        }
    }

    /// Only a run that stays has a next time.
    pub(super) fn ask_keyring_later(&mut self, now: DateTime<Utc>) {
        let left_behind = !self.stored.left_behind.is_empty();
        let waits = self.keyring.unread || self.is_unkept() || left_behind;
        let pause = if self.closely {
            WHILE_OPEN
        } else {
            WHILE_CLOSED
        };
        self.keyring.next_at = (waits && self.mode == Mode::Resident).then(|| now + pause);
    }

    fn ask_keyring(&mut self, now: DateTime<Utc>) {
        let account = self.stored.account.clone();
        if let Some(account) = account.filter(|_| self.keyring.unread && !self.keyring.asking) {
            self.keyring.asking = true;
            self.ask(Effect::Resume {
                account,
                scopes: self.consented(),
                may_ask: false,
            });
        }
        self.ask_keyring_later(now);
    }

    fn ask_to_forget(&mut self, now: DateTime<Utc>) {
        // A run that only looks could not remember that it is done.
        if self.mode == Mode::Watching || self.registration.is_err() {
            return;
        }
        for key in self.stored.left_behind.clone() {
            self.ask(Effect::Forget(key));
        }
        self.ask_keyring_later(now);
    }

    pub(super) fn signed_out(
        &mut self,
        answer: CommandId,
        key: Option<String>,
        outcome: Result<(), StoreError>,
        now: DateTime<Utc>,
    ) {
        let told: Outcome = outcome.clone().map_err(|why| left_behind(&why));
        if let Some(key) = key
            && outcome.is_err()
        {
            self.stored.left_behind.push(key.clone());
            self.forgotten(&key, outcome, now);
            self.save();
        }
        self.answer(answer, told);
    }

    pub(super) fn forgotten(
        &mut self,
        key: &str,
        outcome: Result<(), StoreError>,
        now: DateTime<Utc>,
    ) {
        match outcome {
            Ok(()) => self.not_left_behind(key),
            Err(why) => self.keyring.holds_back = Some(why),
        }
        self.ask_keyring_later(now);
    }

    /// What lies there is in use again, or gone.
    pub(super) fn not_left_behind(&mut self, key: &str) {
        let before = self.stored.left_behind.len();
        self.stored.left_behind.retain(|left| left != key);
        if self.stored.left_behind.len() < before {
            self.save();
        }
        if self.stored.left_behind.is_empty() {
            self.keyring.holds_back = None;
        }
    }

    pub(super) fn resumed(&mut self, outcome: Result<(), AuthError>, now: DateTime<Utc>) {
        // Somebody signed in while the keyring was asked.
        if let Session::SignedIn(_) = self.session {
            return;
        }
        match (outcome, self.stored.account.clone()) {
            (Ok(()), Some(account)) => self.begin_session(account, self.consented(), now),
            (Err(AuthError::SignedOut), _) | (Ok(()), None) => self.sign_out_locally(None, now),
            (Err(error), _) => {
                let why = error.to_user();
                let passes = matches!(&error, AuthError::Store(why) if *why != StoreError::Damaged);
                let waiting = if passes && self.mode == Mode::Resident {
                    self.keyring.stays_unread()
                } else {
                    self.keyring.leave_unread()
                };
                self.ask_keyring_later(now);
                if std::mem::take(&mut self.keyring.changed) {
                    self.hurry_keyring(now + SOON);
                }
                match &mut self.session {
                    Session::SignedOut { why: before } => *before = Some(why.clone()),
                    Session::Starting { .. } | Session::SignedIn(_) => {
                        self.sign_out_locally(Some(why.clone()), now);
                    }
                }
                self.answer_all(waiting, &Err(why));
            }
        }
    }
}
