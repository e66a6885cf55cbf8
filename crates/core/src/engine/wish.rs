//! What should be so at Graph, and the steps that bring it there.
//!
//! The order of steps is chosen so that no moment shows a wrong state: a pin is
//! set before the session below it changes, and cleared after.

use chrono::{DateTime, TimeDelta, Utc};

use super::Mode;
use crate::graph::Request;
use crate::model::{
    Activity, Availability, Held, Holding, Pair, PersonId, Plan, Requested, Status,
};
use crate::seat::Seat;
use crate::settings::Stored;

/// A session's life while Porchlight runs: a dead computer falls back within it.
const LEASE: TimeDelta = TimeDelta::minutes(10);

/// A session's life when nobody stays to renew it: the longest Graph allows.
const LONE_LEASE: TimeDelta = TimeDelta::hours(4);

/// A session that says Available fades after five minutes, so it is renewed before.
const RENEW_AVAILABLE: TimeDelta = TimeDelta::minutes(4);

/// Other sessions are renewed this long after they were set.
const RENEW_OTHERS: TimeDelta = TimeDelta::minutes(7);

/// A pin without an end is set for a day and renewed at half of it.
const PIN: TimeDelta = TimeDelta::days(1);
pub(super) const RENEW_PIN: TimeDelta = TimeDelta::hours(12);

/// Ends so near each other are the same.
const SLACK: TimeDelta = TimeDelta::minutes(1);

/// What should be so, whoever wants it: the pick, else the switch that keeps me
/// available, else nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wish {
    pub(super) plan: Plan,
    pub(super) until: Option<DateTime<Utc>>,
    /// Available is wished for, but the desk is left.
    pub(super) left: bool,
}

impl Wish {
    pub(super) fn of(stored: &Stored, seat: Seat) -> Self {
        let left = stored.away_when_locked && seat.is_left();
        match (&stored.requested, &stored.keep_available) {
            (Some(requested), _) => Self::of_pick(requested, left),
            (None, Some(keep)) => {
                let availability = if left {
                    quiet()
                } else {
                    (Availability::Available, Activity::Available)
                };
                Self {
                    plan: Plan {
                        session: Some(availability),
                        pin: None,
                    },
                    until: keep.until,
                    left,
                }
            }
            (None, None) => Self::default(),
        }
    }

    /// Whoever said they are busy is so wherever they are; only Available
    /// promises that somebody is there.
    pub(super) fn of_pick(requested: &Requested, left: bool) -> Self {
        let left = left && requested.status == Status::Available;
        let mut plan = requested.status.plan();
        if left {
            plan = Plan {
                session: Some(quiet()),
                pin: None,
            };
        } else if requested.overridden.is_some() {
            plan.pin = None;
        }
        Self {
            plan,
            until: requested.until,
            left,
        }
    }

    /// The steps that bring Graph from what it holds of ours to the wish.
    /// `thoroughly` clears what others set, too: that is for a user's own word.
    pub(super) fn steps(
        &self,
        held: &Held,
        thoroughly: bool,
        mode: Mode,
        now: DateTime<Utc>,
    ) -> Vec<Step> {
        let session = match &self.plan.session {
            Some(pair) => Some(self.session_step(pair, mode, now)),
            None => (thoroughly || held.session.is_some()).then_some(Step::ClearSession),
        };
        match &self.plan.pin {
            Some(_) if !thoroughly && self.is_pinned_by(held, now) => session.into_iter().collect(),
            Some(pair) => Some(self.pin_step(pair, now))
                .into_iter()
                .chain(session)
                .collect(),
            None => session
                .into_iter()
                .chain((thoroughly || held.pin.is_some()).then_some(Step::ClearPin))
                .collect(),
        }
    }

    /// The pin of the wish as if Graph had taken it now.
    pub(super) fn pin_now(&self, now: DateTime<Utc>) -> Option<Holding> {
        let end = self.until.unwrap_or(now + PIN);
        let pin = self.plan.pin.as_ref();
        pin.map(|pair| Holding::new(pair, now, Some(end)))
    }

    /// Whether the pin stands already, for as long as it is wished or half its life.
    fn is_pinned_by(&self, held: &Held, now: DateTime<Utc>) -> bool {
        let (Some(wished), Some(held)) = (self.pin_now(now), &held.pin) else {
            return false;
        };
        let needed = self.until.unwrap_or(now + RENEW_PIN);
        let longest = self.until.unwrap_or(now + PIN);
        held.is_same_pair(&wished)
            && held
                .until
                .is_some_and(|end| end >= needed - SLACK && end <= longest + SLACK)
    }

    /// The steps that keep the wish as it is.
    pub(super) fn renewal(&self, due: Renewals, now: DateTime<Utc>) -> Vec<Step> {
        let is_due = |at: Option<DateTime<Utc>>| at.is_some_and(|at| now >= at);
        let pin = self.plan.pin.as_ref().filter(|_| is_due(due.pin));
        let session = self.plan.session.as_ref().filter(|_| is_due(due.session));
        let pin = pin.map(|pair| self.pin_step(pair, now));
        let session = session.map(|pair| self.session_step(pair, Mode::Resident, now));
        pin.into_iter().chain(session).collect()
    }

    fn session_step(&self, pair: &Pair, mode: Mode, now: DateTime<Utc>) -> Step {
        let longest = match mode {
            Mode::Resident | Mode::Watching => LEASE,
            Mode::OneShot => LONE_LEASE,
        };
        let left = self.until.map_or(longest, |until| until - now);
        Step::SetSession(pair.clone(), left.min(longest))
    }

    fn pin_step(&self, pair: &Pair, now: DateTime<Utc>) -> Step {
        Step::SetPin(pair.clone(), self.until.map_or(PIN, |until| until - now))
    }
}

/// A session that does not fade and outranks nobody.
fn quiet() -> Pair {
    (Availability::Away, Activity::Away)
}

/// One write, with the time what it sets shall last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    SetSession(Pair, TimeDelta),
    ClearSession,
    SetPin(Pair, TimeDelta),
    ClearPin,
}

impl Step {
    pub(super) fn request(&self, me: &PersonId, client_id: &str) -> Request {
        match self {
            Self::SetSession(pair, lease) => Request::set_presence(me, client_id, pair, *lease),
            Self::ClearSession => Request::clear_presence(me, client_id),
            Self::SetPin(pair, lasting) => Request::set_preferred(me, pair, *lasting),
            Self::ClearPin => Request::clear_preferred(me),
        }
    }

    /// Graph took the step at `now`.
    pub(super) fn was_taken(&self, held: &mut Held, now: DateTime<Utc>) {
        let holding = |pair, lasting: TimeDelta, former: &Option<Holding>| {
            Some(Holding::new(pair, now, Some(now + lasting)).continuing(former.as_ref()))
        };
        match self {
            Self::SetSession(pair, lease) => held.session = holding(pair, *lease, &held.session),
            Self::ClearSession => held.session = None,
            Self::SetPin(pair, lasting) => held.pin = holding(pair, *lasting, &held.pin),
            Self::ClearPin => held.pin = None,
        }
    }
}

/// When something we set wants to be set again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct Renewals {
    pub(super) session: Option<DateTime<Utc>>,
    pub(super) pin: Option<DateTime<Utc>>,
}

impl Renewals {
    pub(super) fn next(self) -> Option<DateTime<Utc>> {
        self.session.into_iter().chain(self.pin).min()
    }

    /// The renewals that follow a wish fulfilled at `now`.
    pub(super) fn after(wish: &Wish, now: DateTime<Utc>) -> Self {
        let session = wish.plan.session.as_ref().map(|(availability, _)| {
            now + if *availability == Availability::Available {
                RENEW_AVAILABLE
            } else {
                RENEW_OTHERS
            }
        });
        let pin = wish.plan.pin.as_ref().filter(|_| wish.until.is_none());
        Self {
            session,
            pin: pin.map(|_| now + RENEW_PIN),
        }
    }

    /// The renewals once what was due at `now` has been renewed.
    pub(super) fn renewed(self, wish: &Wish, now: DateTime<Utc>) -> Self {
        let fresh = Self::after(wish, now);
        let later = |due: Option<DateTime<Utc>>, fresh| due.filter(|at| now < *at).or(fresh);
        Self {
            session: later(self.session, fresh.session),
            pin: later(self.pin, fresh.pin),
        }
    }
}

#[cfg(test)]
mod tests;
