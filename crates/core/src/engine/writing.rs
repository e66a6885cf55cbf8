//! Bringing Graph to what should be so, and hearing what came of it.

use chrono::{DateTime, TimeDelta, Utc};

use super::Mode;
use super::effect::Effect;
use super::own::{Task, Turn};
use super::poll::retry_after;
use super::problem::Concern;
use super::session::Session;
use super::state::State;
use super::wish::Wish;
use crate::graph::{GraphError, Request};
use crate::model::{Presence, ReportedSince};

/// A pin so long past its end has ended at Graph, too, whose clock may differ.
const ENDED: TimeDelta = TimeDelta::minutes(1);

impl State {
    /// Whether this run sets and renews without being asked each time.
    pub(super) fn sets_by_itself(&self) -> bool {
        self.mode == Mode::Resident
    }

    /// What should be so may have changed by itself: a pick has ended, the
    /// screen was locked, a switch was turned.
    pub(super) fn wish_anew(&mut self) {
        let sets = self.sets_by_itself();
        let wish = Wish::of(&self.stored, self.seat);
        if let Some(signed_in) = self.signed_in()
            && sets
            && *signed_in.own.wished() != wish
        {
            signed_in.own.wish(wish, false, None);
        }
    }

    pub(super) fn write_next(&mut self, now: DateTime<Utc>) {
        while let Some(requests) = self.next_requests(now) {
            if !requests.is_empty() {
                return self.ask(Effect::Write(requests));
            }
            // Graph is as it should be already.
            self.written(0, Ok(()), now);
        }
    }

    /// The requests of the next job, if one may begin.
    fn next_requests(&mut self, now: DateTime<Utc>) -> Option<Vec<Request>> {
        let (mode, sets) = (self.mode, self.sets_by_itself());
        let (Session::SignedIn(signed_in), Ok(registration)) =
            (&mut self.session, &self.registration)
        else {
            return None;
        };
        if signed_in.ended.is_some() {
            return None;
        }
        let own = &mut signed_in.own;
        // A pin that ended by itself is gone: what stands there now is not ours.
        let pin = &mut self.stored.held.pin;
        pin.take_if(|pin| pin.until.is_some_and(|end| now > end + ENDED));
        if sets {
            own.renew_when_due(now);
        }
        let (me, app) = (&signed_in.account.id, registration.client_id.as_str());
        let steps = match own.start_next(now)? {
            // Its end came before its turn.
            Task::Message { end, .. } if end.is_some_and(|end| now >= end) => {
                return Some(Vec::new());
            }
            Task::Message { text, end } => {
                return Some(vec![Request::set_message(me, &text, end)]);
            }
            Task::Wish { thoroughly } => {
                own.wished().steps(&self.stored.held, thoroughly, mode, now)
            }
            Task::Renew => own.wished().renewal(own.renewals, now),
        };
        let requests = steps.iter().map(|step| step.request(me, app)).collect();
        own.sends(steps, now);
        Some(requests)
    }

    pub(super) fn written(
        &mut self,
        taken: usize,
        outcome: Result<(), GraphError>,
        now: DateTime<Utc>,
    ) {
        self.sign_in_may_have_ended(outcome.as_ref().err());
        let keeps_trying = self.sets_by_itself();
        let Session::SignedIn(signed_in) = &mut self.session else {
            return;
        };
        let held = self.stored.held.clone();
        let sent_message = signed_in.own.is_sending_message();
        let sent_wish = signed_in.own.is_sending_wish();
        signed_in.own.took(taken, &mut self.stored.held, now);
        let (ids, told) = match outcome {
            Ok(()) => {
                let ids = signed_in.own.taken(now);
                if !keeps_trying {
                    signed_in.own.leave_alone();
                }
                (ids, Ok(()))
            }
            Err(error) => {
                let told = error.to_user();
                let later = error.is_passing() || matches!(error, GraphError::SignIn(_));
                let ids = if later && keeps_trying {
                    let dice = &mut self.dice;
                    let wait = |n| dice.backoff(n, retry_after(&error));
                    signed_in.own.postponed(&told, wait, now)
                } else {
                    signed_in.own.refused(&told, now)
                };
                (ids, Err(told))
            }
        };
        let heard = self.stored.unsent && sent_wish && !signed_in.own.is_being_set();
        let settled = sent_message && !signed_in.own.is_sending_message();
        if settled {
            self.message_settled(taken > 0, told.is_err(), now);
        }
        if told.is_ok() && sent_wish {
            self.problem.reached(Concern::Status);
        }
        if told.is_ok() && settled {
            self.problem.reached(Concern::Message);
        }
        self.answer_all(ids, &told);
        let failed = told.is_err() && sent_wish;
        let taken_back = self.before_pick.take_if(|_| failed);
        if heard || settled || taken_back.is_some() || held != self.stored.held {
            self.stored.unsent &= !heard;
            if let Some((requested, unsent)) = taken_back {
                self.stored.requested = requested;
                self.stored.unsent = unsent;
            }
            self.save();
        }
    }

    /// Takes a reading of my presence and what it means for the pick.
    pub(super) fn take_own(&mut self, presence: Presence, of_a_round: bool, now: DateTime<Utc>) {
        let (sets, interval) = (self.sets_by_itself(), self.interval());
        let left = Wish::of(&self.stored, self.seat).left;
        let Session::SignedIn(signed_in) = &mut self.session else {
            return;
        };
        let looking = signed_in.own.reported.is_some();
        let former = self.stored.reported.as_ref();
        let reported = Some(ReportedSince::after(former, &presence, looking, now));
        let before = signed_in.own.compared_with(now);
        let after = presence.clone();
        if !signed_in.own.read(presence, now) || !sets {
            return;
        }
        let outdated = signed_in.poll.is_outdated();
        signed_in.own.looked(of_a_round && !outdated, interval, now);
        let mut is_news = self.stored.reported != reported;
        self.stored.reported = reported;
        let requested = self.stored.requested.as_mut().filter(|_| !left);
        let plan = requested.as_ref().map(|requested| requested.status.plan());
        let plan = plan.unwrap_or_else(|| signed_in.own.wished().plan.clone());
        let overridden = requested.as_ref().is_some_and(|r| r.overridden.is_some());
        let pin = self.stored.held.pin.as_ref();
        let pinned = pin.is_some_and(|pin| pin.is_live(now));
        match (
            signed_in.own.turn(&plan, (overridden, pinned), now),
            requested,
        ) {
            (Some(Turn::Overridden), Some(requested)) => {
                requested.overridden = Some(now);
                self.stored.held.pin = None;
                let wish = Wish::of(&self.stored, self.seat);
                signed_in.own.settle_for(wish);
                is_news = true;
            }
            (Some(Turn::Restored), Some(requested)) => {
                requested.overridden = None;
                let wish = Wish::of(&self.stored, self.seat);
                self.stored.held.pin = wish.pin_now(now);
                signed_in.own.restored(wish, now);
                is_news = true;
            }
            (Some(Turn::SessionLost), _) => signed_in.own.renew_session(now),
            (Some(Turn::Overridden | Turn::Restored), None) | (None, _) => {}
        }
        is_news |= self.judge_message(now);
        if is_news {
            self.save();
        }
        if let Some(before) = before {
            self.own_has_changed(before, after, now);
        }
    }
}
