//! My own status and message: what should be so, what is on its way, what came back.

mod message;
mod queue;
mod standing;

use chrono::{DateTime, TimeDelta, Utc};

use super::input::CommandId;
use super::pace::Freshness;
use super::people::is_overtaken;
use super::wish::{RENEW_PIN, Renewals, Step, Wish};
use crate::UserError;
use crate::model::{AskedMessage, Held, Presence, Reported};
use message::Asked;
use queue::Queue;
use standing::Honour;

pub(super) use message::Fate;
pub(super) use queue::Task;
pub(super) use standing::Turn;

/// When to read back after a write: Graph's own answers lag by seconds.
const READ_BACKS: [TimeDelta; 3] = [
    TimeDelta::seconds(3),
    TimeDelta::seconds(8),
    TimeDelta::seconds(20),
];

/// So long readings may tell after a sleep that somebody set another pin.
const LOOK_FIRST: TimeDelta = TimeDelta::minutes(2);

/// So long a request is shown as pending while Graph still says otherwise.
const PATIENCE: TimeDelta = TimeDelta::seconds(30);

#[derive(Debug, Default)]
pub(super) struct Own {
    pub(super) reported: Option<Reported>,
    /// While the last reading is good, a change from it is news; with none, the
    /// next round is a first look.
    good: Option<Freshness>,
    /// What Graph was last asked to make so.
    wished: Wish,
    pub(super) renewals: Renewals,
    /// When Graph took the last wish; none while one is on its way.
    taken_at: Option<DateTime<Utc>>,
    /// What Graph said to the last wish instead of taking it.
    refusal: Option<UserError>,
    /// What stood in the way of the job that waits to be tried again.
    obstacle: Option<UserError>,
    honour: Honour,
    asked: Option<Asked>,
    /// The message as Graph last took it, while another is on its way.
    message_held: Option<AskedMessage>,
    /// The end of a message that was followed by a reading.
    message_end_read: Option<DateTime<Utc>>,
    queue: Queue,
    /// The steps of the job in flight, and when they were sent.
    steps: Vec<Step>,
    sent_at: Option<DateTime<Utc>>,
    read_backs: Vec<DateTime<Utc>>,
}

impl Own {
    pub(super) fn wished(&self) -> &Wish {
        &self.wished
    }

    /// Takes a wish to the queue; one waiting there is the same job.
    pub(super) fn wish(&mut self, wish: Wish, thoroughly: bool, answer: Option<CommandId>) {
        self.wished = wish;
        self.taken_at = None;
        self.refusal = None;
        self.renewals = Renewals::default();
        self.honour = Honour::default();
        self.queue.wish(thoroughly, answer);
    }

    /// The wish is another without anything to be sent for it.
    pub(super) fn settle_for(&mut self, wish: Wish) {
        if wish.plan.pin.is_none() {
            self.renewals.pin = None;
        }
        self.wished = wish;
    }

    /// What was set elsewhere is again as wished, so it is ours to renew.
    pub(super) fn restored(&mut self, wish: Wish, now: DateTime<Utc>) {
        self.renewals.pin = Renewals::after(&wish, now).pin;
        self.wished = wish;
    }

    /// What Graph holds once it has taken what is in flight.
    pub(super) fn may_hold(&self, held: &Held, now: DateTime<Utc>) -> Held {
        let mut held = held.clone();
        let sets = |step: &&Step| matches!(step, Step::SetSession(..) | Step::SetPin(..));
        for step in self.steps.iter().filter(sets) {
            step.was_taken(&mut held, now);
        }
        held
    }

    /// Whether a wish is in flight.
    pub(super) fn is_sending_wish(&self) -> bool {
        self.queue.is_sending_wish()
    }

    /// The same for a new sign-in of the same person: what was on its way keeps
    /// its turn, since nobody will hear what became of it.
    pub(super) fn carried_over(mut self) -> Self {
        self.good = None;
        self.queue.start_over();
        self
    }

    /// The commands that wait for something to be written.
    pub(super) fn waiting(&mut self) -> Vec<CommandId> {
        self.queue.waiting()
    }

    /// Queues a renewal when one is due.
    pub(super) fn renew_when_due(&mut self, now: DateTime<Utc>) {
        let due = self.renewals.next().is_some_and(|at| now >= at);
        if due && self.queue.is_idle() {
            self.queue.renew();
        }
    }

    /// The next job, which is then in flight; none while one is, or while waiting.
    pub(super) fn start_next(&mut self, now: DateTime<Utc>) -> Option<Task> {
        self.queue.start_next(now)
    }

    /// The steps that the job in flight sends.
    pub(super) fn sends(&mut self, steps: Vec<Step>, now: DateTime<Utc>) {
        self.steps = steps;
        self.sent_at = Some(now);
    }

    /// Graph took so many of the steps in flight.
    pub(super) fn took(&mut self, steps: usize, held: &mut Held, now: DateTime<Utc>) {
        let sent_at = self.sent_at.take().unwrap_or(now).min(now);
        for step in std::mem::take(&mut self.steps).iter().take(steps) {
            step.was_taken(held, sent_at);
            self.honour.wrote(step, now);
        }
    }

    /// The job in flight was taken by Graph.
    pub(super) fn taken(&mut self, now: DateTime<Utc>) -> Vec<CommandId> {
        let Some((job, superseded)) = self.queue.finish() else {
            return Vec::new();
        };
        self.obstacle = None;
        match &job.task {
            _ if superseded => {}
            Task::Wish { .. } => {
                self.taken_at = Some(now);
                self.renewals = Renewals::after(&self.wished, now);
            }
            Task::Renew => {
                self.renewals = self.renewals.renewed(&self.wished, now);
                self.refusal = None;
            }
            Task::Message { .. } => self.message_taken(now),
        }
        if job.task != Task::Renew {
            self.read_backs = READ_BACKS.iter().map(|wait| now + *wait).collect();
        }
        job.answers
    }

    /// The computer slept or its clock was set: nobody knows how much of a
    /// lease is left, so the session is renewed now, and nothing is planned
    /// for, or known from, a time that is not near any more. A pin that still
    /// stands is not set again before readings have told whether it is ours.
    pub(super) fn woke(&mut self, pinned: bool, now: DateTime<Utc>) {
        self.good = None;
        let first = if pinned { now + LOOK_FIRST } else { now };
        self.renewals = Renewals {
            session: self.renewals.session.map(|_| now),
            pin: self.renewals.pin.map(|at| at.clamp(first, now + RENEW_PIN)),
        };
        self.queue.try_now();
        let last = now + READ_BACKS[READ_BACKS.len() - 1];
        for at in &mut self.read_backs {
            *at = last.min(*at);
        }
        let past = |at: DateTime<Utc>| at.min(now);
        self.taken_at = self.taken_at.map(past);
        self.honour.woke(now);
        if let Some(asked) = &mut self.asked {
            asked.taken_at = asked.taken_at.map(past);
        }
        if let Some(reported) = &mut self.reported {
            reported.at = past(reported.at);
        }
    }

    /// Plans nothing after a write: whoever wrote does not stay.
    pub(super) fn leave_alone(&mut self) {
        self.renewals = Renewals::default();
        self.read_backs.clear();
    }

    /// The job in flight may succeed later: it and all behind it keep their
    /// turn, without their commands, which are told now.
    pub(super) fn postponed(
        &mut self,
        error: &UserError,
        wait: impl FnOnce(u32) -> TimeDelta,
        now: DateTime<Utc>,
    ) -> Vec<CommandId> {
        self.obstacle = Some(error.clone());
        self.queue.postpone(wait, now)
    }

    /// The job in flight will not succeed.
    pub(super) fn refused(&mut self, error: &UserError, now: DateTime<Utc>) -> Vec<CommandId> {
        let Some((job, superseded)) = self.queue.finish() else {
            return Vec::new();
        };
        match job.task {
            _ if superseded => {}
            Task::Wish { .. } => {
                self.taken_at = Some(now);
                self.renewals = Renewals::default();
                self.refusal = Some(error.clone());
            }
            // Graph took the same before, so it may again.
            Task::Renew => {
                self.renewals = self.renewals.renewed(&self.wished, now);
                self.refusal = Some(error.clone());
            }
            Task::Message { .. } => self.asked = None,
        }
        job.answers
    }

    /// Takes a reading of my presence; false if a newer one came before it.
    pub(super) fn read(&mut self, presence: Presence, now: DateTime<Utc>) -> bool {
        let overtaken = |r: &Reported| is_overtaken(&presence, &r.presence, r.at, now);
        if self.reported.as_ref().is_some_and(overtaken) {
            return false;
        }
        self.asked.take_if(|asked| asked.is_over(&presence, now));
        self.reported = Some(Reported { presence, at: now });
        true
    }

    /// What a reading that comes now is compared with; none for a first look.
    pub(super) fn compared_with(&self, now: DateTime<Utc>) -> Option<Presence> {
        let good = self.good.filter(|good| !good.is_stale(now));
        let reported = self.reported.as_ref().filter(|_| good.is_some());
        reported.map(|reported| reported.presence.clone())
    }

    /// A reading was taken. After a gap only that of a round begins anew: one
    /// that is read back may have been asked for before.
    pub(super) fn looked(&mut self, of_a_round: bool, interval: TimeDelta, now: DateTime<Utc>) {
        if of_a_round || self.good.is_some() {
            self.good.get_or_insert_default().read(interval, now);
        }
    }

    /// Rounds come at another pace from now on.
    pub(super) fn paced(&mut self, before: TimeDelta, interval: TimeDelta, now: DateTime<Utc>) {
        if let Some(good) = &mut self.good {
            good.paced(before, interval, now);
        }
    }

    /// Whether it is time to read back, or my message has ended; each time once.
    pub(super) fn reads_back(
        &mut self,
        now: DateTime<Utc>,
        message_end: Option<DateTime<Utc>>,
    ) -> bool {
        let before = self.read_backs.len();
        self.read_backs.retain(|at| now < *at);
        self.message_end_read = message_end.or(self.message_end_read);
        self.read_backs.len() != before || message_end.is_some()
    }

    /// Whether a wish is on its way or waits for its turn.
    pub(super) fn is_being_set(&self) -> bool {
        self.queue.has_wish()
    }

    /// The next moment something is to be done or shown differently.
    pub(super) fn next_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let patience = self.taken_at.map(|at| at + PATIENCE).filter(|at| *at > now);
        let message_end = self
            .message_shown(now)
            .and_then(|(message, _)| message.expires_at);
        let renewal = self.renewals.next().filter(|_| self.queue.is_idle());
        self.read_backs
            .iter()
            .copied()
            .chain(patience)
            .chain(message_end)
            .chain(renewal)
            .chain(self.queue.retry_at())
            .min()
    }
}
