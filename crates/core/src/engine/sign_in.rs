//! From the start of a run to somebody being signed in, and back.

use chrono::{DateTime, Utc};

use super::effect::Effect;
use super::input::FlowId;
use super::session::{Session, SignedIn};
use super::state::State;
use super::wish::Wish;
use super::{Mode, commands};
use crate::UserError;
use crate::auth::{Account, AuthError, Progress};
use crate::view::SignInView;

impl State {
    pub(super) fn started(&mut self, now: DateTime<Utc>) {
        match (&self.registration, &self.stored.account) {
            (Ok(_), Some(account)) => self.ask(Effect::Resume(account.clone())),
            (Ok(_), None) => self.sign_out_locally(None, now),
            (Err(why), _) => {
                let why = why.clone();
                self.sign_out_locally(Some(why), now);
            }
        }
    }

    pub(super) fn resumed(&mut self, outcome: Result<bool, AuthError>, now: DateTime<Utc>) {
        match (outcome, self.stored.account.clone()) {
            (Ok(kept), Some(account)) => self.begin_session(account, kept, now),
            (Err(AuthError::SignedOut), _) | (Ok(_), None) => self.sign_out_locally(None, now),
            (Err(error), _) => self.sign_out_locally(Some(error.to_user()), now),
        }
    }

    /// Nobody is signed in from here on; what was kept stays kept.
    pub(super) fn sign_out_locally(&mut self, why: Option<UserError>, now: DateTime<Utc>) {
        self.generation += 1;
        let before = std::mem::replace(&mut self.session, Session::SignedOut { why });
        self.take_waiting(before, now);
    }

    /// No command is left without an outcome: those that came early are taken
    /// now, those that waited for a session that is gone are told so.
    fn take_waiting(&mut self, before: Session, now: DateTime<Utc>) {
        match before {
            Session::Starting { waiting } => {
                for (id, command) in waiting {
                    commands::take(self, id, command, now);
                }
            }
            Session::SignedIn(mut former) => {
                for id in former.waiting() {
                    let gone = AuthError::SignedOut.to_user();
                    self.ask(Effect::Answer(id, Err(gone)));
                }
            }
            Session::SignedOut { .. } => {}
        }
    }

    fn begin_session(&mut self, account: Account, kept: bool, now: DateTime<Utc>) {
        self.generation += 1;
        let first_poll = (self.mode != Mode::OneShot).then_some(now);
        let mut fresh = SignedIn::new(account, kept, first_poll);
        let same =
            matches!(&self.session, Session::SignedIn(s) if s.account.id == fresh.account.id);
        if let (true, Some(former)) = (same, self.signed_in()) {
            fresh.people = std::mem::take(&mut former.people);
            fresh.own = std::mem::take(&mut former.own).carried_over();
            for command in former.waiting_for_readings() {
                fresh.poll.ask(command, now);
            }
            fresh.people.start_over();
        }
        let before = std::mem::replace(&mut self.session, Session::SignedIn(Box::new(fresh)));
        self.carry_on(now);
        self.take_waiting(before, now);
    }

    /// What was requested before a restart goes on until its end, or is ended.
    fn carry_on(&mut self, now: DateTime<Utc>) {
        let carries = self.sets_by_itself();
        if carries {
            self.end_what_has_ended(now);
            self.carry_on_message();
        }
        let wish = Wish::of(&self.stored, self.seat);
        let nothing = wish == Wish::default() && self.stored.held.is_nothing();
        let thoroughly = self.stored.unsent;
        if !carries || (nothing && !thoroughly) {
            return;
        }
        if let Some(signed_in) = self.signed_in() {
            signed_in.own.wish(wish, thoroughly, None);
        }
    }

    pub(super) fn sign_in_progress(&mut self, flow: FlowId, progress: Progress) {
        if let Some(current) = self.flow.as_mut().filter(|current| current.id == flow) {
            current.step = match progress {
                Progress::Browser { address } => SignInView::Browser { address },
                Progress::DeviceCode {
                    code,
                    address,
                    expires_at,
                } => SignInView::DeviceCode {
                    code,
                    address,
                    expires_at,
                },
            };
        }
    }

    pub(super) fn sign_in_ended(
        &mut self,
        flow: FlowId,
        outcome: Result<(Account, bool), AuthError>,
        now: DateTime<Utc>,
    ) {
        let Some(current) = self.flow.take_if(|current| current.id == flow) else {
            return;
        };
        match outcome {
            Ok((account, kept)) => {
                if self
                    .stored
                    .account
                    .as_ref()
                    .is_none_or(|before| before.id != account.id)
                {
                    self.stored.forget_own();
                }
                self.stored.account = Some(account.clone());
                self.save();
                self.problem = None;
                self.begin_session(account, kept, now);
                self.answer(current.answer, Ok(()));
            }
            Err(error) => self.answer(current.answer, Err(error.to_user())),
        }
    }
}
