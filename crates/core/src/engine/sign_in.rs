//! From the start of a run to somebody being signed in, and back.

use chrono::{DateTime, Utc};

use super::effect::Effect;
use super::handle::Outcome;
use super::input::{CommandId, FlowId};
use super::session::{Flow, Session, SignedIn};
use super::state::State;
use super::wish::Wish;
use super::{Mode, commands};
use crate::UserError;
use crate::auth::{Account, AuthError, Keeping, Progress, Scopes, Standing};
use crate::view::SignInView;

impl State {
    pub(super) fn started(&mut self, now: DateTime<Utc>) {
        match (&self.registration, &self.stored.account) {
            (Ok(_), Some(_)) => {}
            (Ok(_), None) => self.sign_out_locally(None, now),
            (Err(why), _) => {
                let why = why.clone();
                self.sign_out_locally(Some(why), now);
                return;
            }
        }
        self.ask_keyring_first(now);
    }

    /// What the user agreed to. Whoever had a watch list before anybody was
    /// asked in steps has agreed to all; if not, the first refresh will tell.
    pub(super) fn consented(&self) -> Scopes {
        let all = !self.stored.watch_list.is_empty();
        self.stored
            .consent
            .unwrap_or(if all { Scopes::Colleagues } else { Scopes::Own })
    }

    /// Where a sign-in of this account is kept.
    pub(super) fn key(&self, account: &Account) -> Option<String> {
        let registration = self.registration.as_ref().ok()?;
        Some(registration.key(account))
    }

    /// Nobody is signed in from here on; what was kept stays kept.
    pub(super) fn sign_out_locally(&mut self, why: Option<UserError>, now: DateTime<Utc>) {
        self.generation += 1;
        self.fail_adding(&AuthError::SignedOut.to_user());
        self.adding = None;
        self.removal = None;
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

    pub(super) fn begin_session(&mut self, account: Account, scopes: Scopes, now: DateTime<Utc>) {
        self.generation += 1;
        self.problem.signed_in();
        let first_poll = (self.mode != Mode::OneShot).then_some(now);
        let mut fresh = SignedIn::new(account, scopes, first_poll);
        for command in self.keyring.leave_unread() {
            fresh.poll.ask(command, now);
        }
        self.ask_keyring_later(now);
        let same =
            matches!(&self.session, Session::SignedIn(s) if s.account.id == fresh.account.id);
        if let (true, Some(former)) = (same, self.signed_in()) {
            fresh.people = std::mem::take(&mut former.people);
            fresh.own = std::mem::take(&mut former.own).carried_over();
            for command in former.waiting_for_readings() {
                fresh.poll.ask(command, now);
            }
            fresh.notices = std::mem::take(&mut former.notices);
            fresh.people.start_over();
            fresh.notices.start_over();
        }
        if !same {
            self.removal = None;
        }
        match &mut self.adding {
            Some(adding) if same => adding.ask_anew(),
            Some(_) => {
                self.fail_adding(&AuthError::SignedOut.to_user());
                self.adding = None;
            }
            None => {}
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
        id: FlowId,
        outcome: Result<(Account, Scopes), AuthError>,
        now: DateTime<Utc>,
    ) {
        // Of a flow that was cancelled or replaced even a good end counts for
        // nothing: its proof is not taken.
        let Some(flow) = self.flow.take_if(|current| current.id == id) else {
            return;
        };
        match outcome {
            Ok((account, scopes)) => self.take_proof(&flow, account, scopes, now),
            Err(error) => {
                let was_no = matches!(error, AuthError::Refused { .. } | AuthError::Cancelled);
                if was_no && flow.scopes == Scopes::Colleagues {
                    self.refused = Some(flow.scopes);
                    // Whoever did not ask for colleagues is not asked about them again.
                    if !flow.for_colleagues {
                        self.stored.consent = Some(Scopes::Own);
                        self.save();
                    }
                }
                self.offer_help(&error, &flow.step);
                self.answer(flow.answer, Err(error.to_user()));
            }
        }
    }

    /// From here on there is no way back: the account and its tokens change
    /// together, whatever command comes next.
    fn take_proof(&mut self, flow: &Flow, account: Account, scopes: Scopes, now: DateTime<Utc>) {
        let falls_short = flow.for_colleagues && scopes < flow.scopes;
        let former = self.stored.account.as_ref();
        let first = if former.is_some_and(|former| former.id != account.id) {
            commands::farewell(self, now)
        } else {
            Vec::new()
        };
        self.ask(Effect::Adopt {
            first,
            flow: flow.id,
            answer: flow.answer,
            outcome: if falls_short {
                Err(AuthError::NoConsent.to_user())
            } else {
                Ok(())
            },
        });
        let former = self.stored.account.replace(account.clone());
        if let Some(left) = former.as_ref().and_then(|former| self.key(former)) {
            self.stored.left_behind.push(left);
        }
        if let Some(taken) = self.key(&account) {
            self.not_left_behind(&taken);
        }
        for left in self.stored.left_behind.clone() {
            self.ask(Effect::Forget(left));
        }
        if former.is_none_or(|former| former.id != account.id) {
            self.stored.forget_own();
            self.ask(Effect::ForgetPhotos);
        }
        self.stored.consent = Some(scopes);
        self.refused = self.refused.filter(|refused| scopes < *refused);
        self.problem.clear();
        self.help = None;
        self.save();
        self.begin_session(account, scopes, now);
    }

    pub(super) fn adopted(
        &mut self,
        answer: CommandId,
        outcome: Outcome,
        keeping: Keeping,
        now: DateTime<Utc>,
    ) {
        if let Some(signed_in) = self.signed_in() {
            signed_in.keeping = keeping;
        }
        self.ask_keyring_later(now);
        self.answer(answer, outcome);
    }

    pub(super) fn stands(&mut self, standing: Standing, now: DateTime<Utc>) {
        let Session::SignedIn(signed_in) = &mut self.session else {
            return;
        };
        signed_in.keeping = standing.keeping;
        if std::mem::replace(&mut signed_in.scopes, standing.scopes) != standing.scopes {
            if self.mode != Mode::OneShot {
                signed_in.poll.hurry(now);
            }
            self.stored.consent = Some(standing.scopes);
            self.save();
        }
        self.ask_keyring_later(now);
    }
}
