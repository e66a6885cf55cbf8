//! What is to be written, in order, one at a time.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};

use crate::engine::input::CommandId;

/// Something to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::engine) enum Task {
    /// What should be so when its turn comes; a newer wish needs no second turn.
    Wish {
        /// The user's own word: also what others set gives way to it.
        thoroughly: bool,
    },
    Renew,
    Message {
        text: String,
        end: Option<DateTime<Utc>>,
    },
}

impl Task {
    fn is_wish(&self) -> bool {
        matches!(self, Self::Wish { .. })
    }

    fn is_message(&self) -> bool {
        matches!(self, Self::Message { .. })
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Job {
    pub(super) task: Task,
    pub(super) answers: Vec<CommandId>,
}

/// What waits and what is on its way.
#[derive(Debug, Default)]
pub(super) struct Queue {
    jobs: VecDeque<Job>,
    in_flight: Option<Job>,
    failures: u32,
    retry_at: Option<DateTime<Utc>>,
}

impl Queue {
    /// A wish takes its turn; one that waits is the same job. Whatever kept a
    /// job waiting is no reason to wait for somebody's new word.
    pub(super) fn wish(&mut self, thoroughly: bool, answer: Option<CommandId>) {
        self.jobs.retain(|job| job.task != Task::Renew);
        self.retry_at = None;
        let waiting = self.jobs.iter_mut().find(|job| job.task.is_wish());
        if let Some(job) = waiting {
            let before = matches!(job.task, Task::Wish { thoroughly: true });
            job.task = Task::Wish {
                thoroughly: thoroughly || before,
            };
            job.answers.extend(answer);
        } else {
            self.push(Task::Wish { thoroughly }, answer.into_iter().collect());
        }
    }

    /// A message takes its turn; one that waits gives way.
    pub(super) fn message(
        &mut self,
        text: String,
        end: Option<DateTime<Utc>>,
        answer: Option<CommandId>,
    ) {
        self.retry_at = None;
        let mut answers: Vec<CommandId> = answer.into_iter().collect();
        self.jobs.retain_mut(|job| {
            let older = job.task.is_message();
            if older {
                answers.append(&mut job.answers);
            }
            !older
        });
        self.push(Task::Message { text, end }, answers);
    }

    pub(super) fn renew(&mut self) {
        self.push(Task::Renew, Vec::new());
    }

    fn wish_waiting_is_thorough(&mut self) {
        for job in self.jobs.iter_mut().filter(|job| job.task.is_wish()) {
            job.task = Task::Wish { thoroughly: true };
        }
    }

    fn push(&mut self, task: Task, answers: Vec<CommandId>) {
        self.jobs.push_back(Job { task, answers });
    }

    /// The next job's task, which is then in flight; none while one is, or
    /// while waiting to try again.
    pub(super) fn start_next(&mut self, now: DateTime<Utc>) -> Option<Task> {
        if self.in_flight.is_some() || self.retry_at.is_some_and(|at| now < at) {
            return None;
        }
        self.retry_at = None;
        self.in_flight = self.jobs.pop_front();
        self.in_flight.as_ref().map(|job| job.task.clone())
    }

    /// The job in flight is over. Also whether something newer of the same kind
    /// waits behind it, so that what became of it is beside the point.
    pub(super) fn finish(&mut self) -> Option<(Job, bool)> {
        let job = self.in_flight.take()?;
        self.failures = 0;
        let superseded = self.is_superseded(&job.task);
        Some((job, superseded))
    }

    /// The job in flight may succeed later: it and all behind it keep their
    /// turn, without their commands, which are returned.
    pub(super) fn postpone(
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
            self.jobs.push_front(Job {
                task: job.task,
                answers: Vec::new(),
            });
        } else if job.task == (Task::Wish { thoroughly: true }) {
            // The newer wish has still to overcome what this one would have.
            self.wish_waiting_is_thorough();
        }
        answers.append(&mut self.waiting());
        answers
    }

    /// What was on its way keeps its turn, since nobody will hear what became of it.
    pub(super) fn start_over(&mut self) {
        if let Some(job) = self.in_flight.take() {
            self.jobs.push_front(job);
        }
        self.failures = 0;
        self.retry_at = None;
    }

    /// Nothing is planned for a time that is not near any more.
    pub(super) fn try_now(&mut self) {
        self.retry_at = None;
    }

    /// The commands that wait for something to be written.
    pub(super) fn waiting(&mut self) -> Vec<CommandId> {
        let jobs = self.in_flight.iter_mut().chain(&mut self.jobs);
        jobs.flat_map(|job| std::mem::take(&mut job.answers))
            .collect()
    }

    /// Whether a wish is in flight.
    pub(super) fn is_sending_wish(&self) -> bool {
        self.in_flight
            .as_ref()
            .is_some_and(|job| job.task.is_wish())
    }

    pub(super) fn is_idle(&self) -> bool {
        self.in_flight.is_none() && self.jobs.is_empty()
    }

    /// Whether a wish is on its way or waits.
    pub(super) fn has_wish(&self) -> bool {
        let mut jobs = self.in_flight.iter().chain(&self.jobs);
        jobs.any(|job| job.task.is_wish())
    }

    /// Whether a message is on its way or waits.
    pub(super) fn has_message(&self) -> bool {
        let mut jobs = self.in_flight.iter().chain(&self.jobs);
        jobs.any(|job| job.task.is_message())
    }

    /// Whether what could not be sent waits to be tried again.
    pub(super) fn is_waiting_to_retry(&self) -> bool {
        self.retry_at.is_some()
    }

    pub(super) fn retry_at(&self) -> Option<DateTime<Utc>> {
        self.retry_at.filter(|_| self.in_flight.is_none())
    }

    fn is_superseded(&self, task: &Task) -> bool {
        self.jobs.iter().any(|newer| match task {
            Task::Wish { .. } | Task::Renew => newer.task.is_wish(),
            Task::Message { .. } => newer.task.is_message(),
        })
    }
}
