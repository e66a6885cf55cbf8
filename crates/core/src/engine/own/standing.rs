//! What became of a wish: whether Graph reports it, and if not, why.

use chrono::{DateTime, TimeDelta, Utc};

use super::super::wish::{Step, Wish};
use super::{Own, PATIENCE};
use crate::model::{Availability, Plan, Presence, Requested};
use crate::view::{Reason, Standing};

/// Two readings so far apart that differ from the pin are no lag.
const SURE: TimeDelta = TimeDelta::seconds(20);

/// A session written so lately is there, whatever a reading says of it.
const FRESH: TimeDelta = TimeDelta::minutes(1);

/// A session is set again so often at most, however readings flap.
const MEND_AGAIN: TimeDelta = TimeDelta::minutes(4);

/// What readings say of a wish since it was sent.
#[derive(Debug, Default)]
pub(super) struct Honour {
    was_honoured: bool,
    differs_since: Option<DateTime<Utc>>,
    session_written_at: Option<DateTime<Utc>>,
    /// When a session that was lost was last set again.
    mended_at: Option<DateTime<Utc>>,
}

/// What a reading turns out to mean for a pick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::engine) enum Turn {
    /// Somebody set another status elsewhere.
    Overridden,
    /// What was overridden is so again.
    Restored,
    /// Our session is gone before its end.
    SessionLost,
}

impl Honour {
    pub(super) fn wrote(&mut self, step: &Step, now: DateTime<Utc>) {
        if matches!(step, Step::SetSession(..)) {
            self.session_written_at = Some(now);
        }
    }

    pub(super) fn woke(&mut self, now: DateTime<Utc>) {
        self.differs_since = None;
        self.session_written_at = self.session_written_at.map(|at| at.min(now));
        self.mended_at = None;
    }

    /// A pin outranks every session, so a reading that differs from ours after
    /// it was honoured tells of another pin, unless no session is left at all.
    fn turn(
        &mut self,
        plan: &Plan,
        (overridden, pinned): (bool, bool),
        reading: &Presence,
        now: DateTime<Utc>,
    ) -> Option<Turn> {
        if plan.is_honoured_by(reading) {
            self.was_honoured = true;
            self.differs_since = None;
            return overridden.then_some(Turn::Restored);
        }
        match &reading.availability {
            Availability::PresenceUnknown | Availability::Unknown(_) => return None,
            Availability::Offline => {
                let fresh = |at: DateTime<Utc>| now - at < FRESH;
                let lost = plan.session.is_some() && !self.session_written_at.is_some_and(fresh);
                let mended = |at: DateTime<Utc>| now - at < MEND_AGAIN;
                // Without a session nothing shows, whatever the pin. If mending
                // does not help, somebody chose to appear offline.
                if lost && !self.mended_at.is_some_and(mended) {
                    self.mended_at = Some(now);
                    return Some(Turn::SessionLost);
                }
            }
            Availability::Available
            | Availability::AvailableIdle
            | Availability::Busy
            | Availability::BusyIdle
            | Availability::DoNotDisturb
            | Availability::BeRightBack
            | Availability::Away => {}
        }
        if overridden || !pinned || !self.was_honoured || plan.pin.is_none() {
            return None;
        }
        let since = *self.differs_since.get_or_insert(now);
        (now - since >= SURE).then_some(Turn::Overridden)
    }
}

impl Own {
    /// What the last reading means for a pick of this plan, which may be
    /// overridden, and whose pin may stand. Nothing while something newer is on
    /// its way.
    pub(in crate::engine) fn turn(
        &mut self,
        plan: &Plan,
        (overridden, pinned): (bool, bool),
        now: DateTime<Utc>,
    ) -> Option<Turn> {
        if self.queue.has_wish() || self.refusal.is_some() {
            return None;
        }
        let reported = self.reported.as_ref()?;
        self.honour
            .turn(plan, (overridden, pinned), &reported.presence, now)
    }

    /// Our session is to be written again at once.
    pub(in crate::engine) fn renew_session(&mut self, now: DateTime<Utc>) {
        if self.renewals.session.is_some() {
            self.renewals.session = Some(now);
        }
    }

    /// What became of the pick, and why it is not as it should be.
    pub(in crate::engine) fn standing(
        &self,
        requested: &Requested,
        wish: &Wish,
        now: DateTime<Utc>,
    ) -> (Standing, Option<Reason>) {
        if let Some(refusal) = &self.refusal {
            let why = refusal.title.clone();
            return (Standing::NotHonoured, Some(Reason::Refused(why)));
        }
        if self.is_being_set() {
            let obstacle = self.obstacle.as_ref();
            let obstacle = obstacle.filter(|_| self.queue.is_waiting_to_retry());
            let why = obstacle.map_or(Reason::BeingSet, |why| Reason::Unsent(why.title.clone()));
            return (Standing::Pending, Some(why));
        }
        if let Some(at) = requested.overridden {
            return (Standing::NotHonoured, Some(Reason::Overridden(at)));
        }
        // A pick that nobody in this run sent was taken when it was made.
        let taken_at = self.taken_at.unwrap_or(requested.since);
        let reported = self.reported.as_ref();
        let read_since = reported.filter(|reported| reported.at >= taken_at);
        if read_since.is_some_and(|r| wish.plan.is_honoured_by(&r.presence)) {
            return (Standing::Honoured, wish.left.then_some(Reason::Left));
        }
        if now < taken_at + PATIENCE || reported.is_none() {
            return (Standing::Pending, Some(Reason::Lagging));
        }
        let why = match read_since {
            None => Reason::Unread,
            Some(r) if r.presence.availability == Availability::Offline => Reason::NoSession,
            Some(_) if wish.plan.pin.is_some() => Reason::OtherPin,
            Some(_) => Reason::Stronger,
        };
        (Standing::NotHonoured, Some(why))
    }
}
