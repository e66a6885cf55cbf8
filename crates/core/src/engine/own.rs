//! My own status and message: what was asked, what is on its way, what came back.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};

use super::input::CommandId;
use super::people::is_overtaken;
use super::picks::Renewals;
use crate::UserError;
use crate::model::{Presence, Reported, Requested, StatusMessage};
use crate::view::Standing;

/// When to read back after a write: Graph's own answers lag by seconds.
const READ_BACKS: [TimeDelta; 3] = [
    TimeDelta::seconds(3),
    TimeDelta::seconds(8),
    TimeDelta::seconds(20),
];

/// So long a request is shown as pending while Graph still says otherwise.
const PATIENCE: TimeDelta = TimeDelta::seconds(30);

/// Something to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Task {
    /// The pick in force when its turn comes; a newer pick needs no second turn.
    Pick,
    Renew,
    Message {
        text: String,
        end: Option<DateTime<Utc>>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Job {
    pub(super) task: Task,
    pub(super) answers: Vec<CommandId>,
}

/// A message sent and not yet read back.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Asked {
    text: String,
    end: Option<DateTime<Utc>>,
    /// When Graph took it; none while it is on its way.
    taken_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Default)]
pub(super) struct Own {
    pub(super) reported: Option<Reported>,
    pub(super) renewals: Renewals,
    /// When Graph took the last pick; none while one is on its way.
    taken_at: Option<DateTime<Utc>>,
    /// What Graph said to the last pick instead of taking it.
    refusal: Option<UserError>,
    asked: Option<Asked>,
    queue: VecDeque<Job>,
    in_flight: Option<Job>,
    failures: u32,
    retry_at: Option<DateTime<Utc>>,
    read_backs: Vec<DateTime<Utc>>,
}

impl Own {
    /// Takes a pick to the queue; one waiting there is the same job.
    pub(super) fn pick(&mut self, answer: Option<CommandId>) {
        self.taken_at = None;
        self.refusal = None;
        self.renewals = Renewals::default();
        self.queue.retain(|job| job.task != Task::Renew);
        self.retry_at = None;
        match self.queue.iter_mut().find(|job| job.task == Task::Pick) {
            Some(job) => job.answers.extend(answer),
            None => self.queue.push_back(Job {
                task: Task::Pick,
                answers: answer.into_iter().collect(),
            }),
        }
    }

    /// Takes a message to the queue; one waiting there gives way.
    pub(super) fn message(&mut self, text: String, end: Option<DateTime<Utc>>, answer: CommandId) {
        self.asked = Some(Asked {
            text: text.clone(),
            end,
            taken_at: None,
        });
        self.retry_at = None;
        let mut answers = vec![answer];
        self.queue.retain_mut(|job| {
            let older = matches!(job.task, Task::Message { .. });
            if older {
                answers.append(&mut job.answers);
            }
            !older
        });
        self.queue.push_back(Job {
            task: Task::Message { text, end },
            answers,
        });
    }

    /// The same for a new sign-in of the same person: what was on its way keeps
    /// its turn, since nobody will hear what became of it.
    pub(super) fn carried_over(mut self) -> Self {
        if let Some(job) = self.in_flight.take() {
            self.queue.push_front(job);
        }
        self.failures = 0;
        self.retry_at = None;
        self
    }

    /// The commands that wait for something to be written.
    pub(super) fn waiting(&mut self) -> Vec<CommandId> {
        let jobs = self.in_flight.iter_mut().chain(&mut self.queue);
        jobs.flat_map(|job| std::mem::take(&mut job.answers))
            .collect()
    }

    /// Queues a renewal when one is due.
    pub(super) fn renew_when_due(&mut self, now: DateTime<Utc>) {
        let due = self.renewals.next().is_some_and(|at| now >= at);
        let idle = self.in_flight.is_none() && self.queue.is_empty();
        if due && idle {
            self.queue.push_back(Job {
                task: Task::Renew,
                answers: Vec::new(),
            });
        }
    }

    /// The next job, which is then in flight; none while one is, or while waiting.
    pub(super) fn start_next(&mut self, now: DateTime<Utc>) -> Option<Task> {
        if self.in_flight.is_some() || self.retry_at.is_some_and(|at| now < at) {
            return None;
        }
        self.retry_at = None;
        self.in_flight = self.queue.pop_front();
        self.in_flight.as_ref().map(|job| job.task.clone())
    }

    /// The job in flight was taken by Graph.
    pub(super) fn taken(
        &mut self,
        requested: Option<&Requested>,
        now: DateTime<Utc>,
    ) -> Vec<CommandId> {
        let Some(job) = self.in_flight.take() else {
            return Vec::new();
        };
        self.failures = 0;
        match &job.task {
            // What became of this one is beside the point.
            task if self.is_superseded(task) => {}
            Task::Pick => {
                self.taken_at = Some(now);
                self.renewals = Renewals::after(requested, now);
            }
            Task::Renew => {
                self.renewals = self.renewals.renewed(requested, now);
                self.refusal = None;
            }
            Task::Message { .. } => {
                if let Some(asked) = &mut self.asked {
                    asked.taken_at = Some(now);
                }
            }
        }
        if job.task != Task::Renew {
            self.read_backs = READ_BACKS.iter().map(|wait| now + *wait).collect();
        }
        job.answers
    }

    /// The computer slept or its clock was set: nobody knows how much of a
    /// lease is left, so what is set is renewed now, and nothing is planned
    /// for, or known from, a time that is not near any more.
    pub(super) fn woke(&mut self, now: DateTime<Utc>) {
        self.renewals = Renewals {
            session: self.renewals.session.map(|_| now),
            pin: self.renewals.pin.map(|_| now),
        };
        self.retry_at = None;
        let last = now + READ_BACKS[READ_BACKS.len() - 1];
        for at in &mut self.read_backs {
            *at = last.min(*at);
        }
        let past = |at: DateTime<Utc>| at.min(now);
        self.taken_at = self.taken_at.map(past);
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
        wait: impl FnOnce(u32) -> TimeDelta,
        now: DateTime<Utc>,
    ) -> Vec<CommandId> {
        let Some(job) = self.in_flight.take() else {
            return Vec::new();
        };
        self.failures = self.failures.saturating_add(1);
        self.retry_at = Some(now + wait(self.failures));
        let mut answers = job.answers;
        if !self.is_superseded(&job.task) {
            self.queue.push_front(Job {
                task: job.task,
                answers: Vec::new(),
            });
        }
        answers.append(&mut self.waiting());
        answers
    }

    /// The job in flight will not succeed.
    pub(super) fn refused(
        &mut self,
        error: &UserError,
        requested: Option<&Requested>,
        now: DateTime<Utc>,
    ) -> Vec<CommandId> {
        let Some(job) = self.in_flight.take() else {
            return Vec::new();
        };
        self.failures = 0;
        match job.task {
            ref task if self.is_superseded(task) => {}
            Task::Pick => {
                self.taken_at = Some(now);
                self.renewals = Renewals::default();
                self.refusal = Some(error.clone());
            }
            // Graph took the same before, so it may again.
            Task::Renew => {
                self.renewals = self.renewals.renewed(requested, now);
                self.refusal = Some(error.clone());
            }
            Task::Message { .. } => self.asked = None,
        }
        job.answers
    }

    /// Whether something newer of the same kind waits behind the job in flight.
    fn is_superseded(&self, task: &Task) -> bool {
        self.queue.iter().any(|newer| match task {
            Task::Pick | Task::Renew => newer.task == Task::Pick,
            Task::Message { .. } => matches!(newer.task, Task::Message { .. }),
        })
    }

    /// Takes a reading of my presence.
    pub(super) fn read(&mut self, presence: Presence, now: DateTime<Utc>) {
        let overtaken = |r: &Reported| is_overtaken(&presence, &r.presence, r.at, now);
        if self.reported.as_ref().is_some_and(overtaken) {
            return;
        }
        let arrived = self.asked.as_ref().is_some_and(|asked| {
            let text = presence.message.as_ref().map_or("", |m| &m.text);
            let end = presence.message.as_ref().and_then(|m| m.expires_at);
            let is_it = alike(text, &asked.text) && at_once(end, asked.end);
            asked
                .taken_at
                .is_some_and(|at| is_it || now - at > PATIENCE)
        });
        if arrived {
            self.asked = None;
        }
        self.reported = Some(Reported { presence, at: now });
    }

    /// Whether it is time to read back; each time once.
    pub(super) fn read_back_is_due(&mut self, now: DateTime<Utc>) -> bool {
        let before = self.read_backs.len();
        self.read_backs.retain(|at| now < *at);
        self.read_backs.len() != before
    }

    /// The message to show, and whether it is still on its way.
    pub(super) fn message_shown(&self, now: DateTime<Utc>) -> Option<(StatusMessage, bool)> {
        let asked = self.asked.as_ref().map(|asked| {
            (
                StatusMessage::from_graph(&asked.text, asked.end, None),
                true,
            )
        });
        let reported = || {
            let message = self
                .reported
                .as_ref()
                .and_then(|r| r.presence.message.clone());
            (message, false)
        };
        let (message, pending) = asked.unwrap_or_else(reported);
        message
            .filter(|message| message.is_live(now))
            .map(|message| (message, pending))
    }

    /// What became of the pick, and one sentence on it unless it is honoured.
    pub(super) fn standing(
        &self,
        requested: &Requested,
        now: DateTime<Utc>,
    ) -> (Standing, Option<String>) {
        if let Some(refusal) = &self.refusal {
            return (Standing::NotHonoured, Some(refusal.title.clone()));
        }
        if self.is_being_set() {
            let why = if self.retry_at.is_some() {
                "Not sent yet: Microsoft Graph can't be reached"
            } else {
                "Being set"
            };
            return (Standing::Pending, Some(why.to_owned()));
        }
        // A pick that nobody in this run sent was taken when it was made.
        let taken_at = self.taken_at.unwrap_or(requested.since);
        let read_since = self
            .reported
            .as_ref()
            .filter(|reported| reported.at >= taken_at);
        if read_since.is_some_and(|r| requested.status.is_honoured_by(&r.presence)) {
            return (Standing::Honoured, None);
        }
        if now < taken_at + PATIENCE || self.reported.is_none() {
            return (
                Standing::Pending,
                Some("Teams may need a few minutes to show it".to_owned()),
            );
        }
        let why = match read_since {
            None => "Microsoft Graph has not answered since",
            Some(r) if r.presence.availability == crate::model::Availability::Offline => {
                "Microsoft Graph sees no session for you"
            }
            Some(_) => "A status set in Teams, or a call or meeting there, is stronger",
        };
        (Standing::NotHonoured, Some(why.to_owned()))
    }

    pub(super) fn is_being_set(&self) -> bool {
        let jobs = self.in_flight.iter().chain(&self.queue);
        jobs.into_iter().any(|job| job.task == Task::Pick)
    }

    /// The next moment something is to be done or shown differently.
    pub(super) fn next_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let idle = self.in_flight.is_none();
        let patience = self.taken_at.map(|at| at + PATIENCE).filter(|at| *at > now);
        let message_end = self
            .message_shown(now)
            .and_then(|(message, _)| message.expires_at);
        let renewal = self
            .renewals
            .next()
            .filter(|_| idle && self.queue.is_empty());
        let retry = self.retry_at.filter(|_| idle);
        self.read_backs
            .iter()
            .copied()
            .chain(patience)
            .chain(message_end)
            .chain(renewal)
            .chain(retry)
            .min()
    }
}

/// Whether two ends are the same, but for what rounding makes of them.
fn at_once(a: Option<DateTime<Utc>>, b: Option<DateTime<Utc>>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() < TimeDelta::seconds(1),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// Graph may sanitise what was set, so texts are compared by their letters.
fn alike(a: &str, b: &str) -> bool {
    let letters = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    a.is_empty() == b.is_empty() && letters(a) == letters(b)
}
