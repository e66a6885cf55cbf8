//! When to ask again: rounds, jitter, backoff, and what the last round said.

use chrono::{DateTime, TimeDelta, Utc};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::input::CommandId;
use crate::UserError;
use crate::graph::GraphError;
use crate::http::LONGEST_WAIT;

/// Between rounds while nobody looks.
pub(super) const INTERVAL: TimeDelta = TimeDelta::seconds(30);

/// Between rounds while the window is open.
pub(super) const CLOSE_INTERVAL: TimeDelta = TimeDelta::seconds(15);

/// The first wait after a failure without a time to wait; it doubles.
const FIRST_BACKOFF: TimeDelta = TimeDelta::seconds(5);
const LONGEST_BACKOFF: TimeDelta = TimeDelta::minutes(5);

/// Shown data are called old after this long without a good answer.
const STALE_AFTER: TimeDelta = TimeDelta::seconds(100);

/// Waits that never fall together on many computers; a seed makes them repeatable.
#[derive(Debug)]
pub(super) struct Dice(StdRng);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// A wait within a tenth of `wait`, to either side.
    fn around(&mut self, wait: TimeDelta) -> TimeDelta {
        let whole = wait.num_milliseconds();
        TimeDelta::milliseconds(self.0.random_range(whole * 9 / 10..=whole * 11 / 10))
    }

    /// How long to wait after the `failures`th failure in a row.
    pub(super) fn backoff(&mut self, failures: u32, retry_after: Option<TimeDelta>) -> TimeDelta {
        if let Some(asked) = retry_after {
            // A little later than asked, never earlier.
            return asked + self.around(TimeDelta::milliseconds(500));
        }
        let doubled = FIRST_BACKOFF * 2_i32.saturating_pow(failures.saturating_sub(1).min(10));
        self.around(doubled.min(LONGEST_BACKOFF))
    }
}

/// One round reads my presence and everybody watched.
#[derive(Debug)]
pub(super) struct Poll {
    /// None while nothing is to be read by itself.
    next_at: Option<DateTime<Utc>>,
    running: Option<Round>,
    failures: u32,
    /// What stood in the way of the last round.
    trouble: Option<GraphError>,
    trouble_since: Option<DateTime<Utc>>,
    good_at: Option<DateTime<Utc>>,
    /// Commands that wait for a round begun after them.
    asked: Vec<CommandId>,
}

#[derive(Debug)]
struct Round {
    parts_left: u8,
    trouble: Option<GraphError>,
    asked: Vec<CommandId>,
}

impl Poll {
    pub(super) fn new(first_at: Option<DateTime<Utc>>) -> Self {
        Self {
            next_at: first_at,
            running: None,
            failures: 0,
            trouble: None,
            trouble_since: None,
            good_at: None,
            asked: Vec::new(),
        }
    }

    /// Brings the next round forward, unless Graph asked to wait.
    pub(super) fn hurry(&mut self, now: DateTime<Utc>) {
        if self.waits_for().is_none() {
            self.next_at = Some(now);
        }
    }

    /// The computer slept or its clock was set: the next round is now, or when
    /// Graph's longest wait would be over.
    pub(super) fn woke(&mut self, now: DateTime<Utc>) {
        self.good_at = self.good_at.map(|at| at.min(now));
        self.trouble_since = self.trouble_since.map(|at| at.min(now));
        self.next_at = self.next_at.map(|at| at.min(now + LONGEST_WAIT));
        self.hurry(now);
    }

    /// A command asks for a round whatever the schedule says.
    pub(super) fn ask(&mut self, command: CommandId, now: DateTime<Utc>) {
        self.asked.push(command);
        self.next_at = Some(now);
    }

    /// The commands that wait for a round, begun or not.
    pub(super) fn waiting(&mut self) -> Vec<CommandId> {
        let running = self.running.as_mut();
        let mut waiting = running.map_or(Vec::new(), |round| std::mem::take(&mut round.asked));
        waiting.append(&mut self.asked);
        waiting
    }

    /// The moment of the next round; none while one runs.
    pub(super) fn due_at(&self) -> Option<DateTime<Utc>> {
        self.next_at.filter(|_| self.running.is_none())
    }

    /// Begins a round of `parts` answers to wait for.
    pub(super) fn begin(&mut self, parts: u8) {
        self.next_at = None;
        self.running = Some(Round {
            parts_left: parts,
            trouble: None,
            asked: std::mem::take(&mut self.asked),
        });
    }

    /// One of the round's answers has come; `interval` is the wait until the
    /// next round, none for no next. Returns the commands that waited
    /// for the whole of it once it is complete, and what to tell them.
    pub(super) fn part_done(
        &mut self,
        trouble: Option<&GraphError>,
        interval: Option<TimeDelta>,
        dice: &mut Dice,
        now: DateTime<Utc>,
    ) -> Option<(Vec<CommandId>, Result<(), UserError>)> {
        let round = self.running.as_mut()?;
        round.parts_left = round.parts_left.saturating_sub(1);
        if round.trouble.is_none() {
            round.trouble = trouble.cloned();
        }
        if round.parts_left > 0 {
            return None;
        }
        let round = self.running.take()?;
        let wait = match &round.trouble {
            Some(error) if error.is_passing() => {
                self.failures = self.failures.saturating_add(1);
                dice.backoff(self.failures, retry_after(error))
            }
            Some(_) | None => {
                self.failures = 0;
                dice.around(interval.unwrap_or(INTERVAL))
            }
        };
        match &round.trouble {
            Some(_) if self.trouble.is_none() => self.trouble_since = Some(now),
            Some(_) => {}
            None => {
                self.trouble_since = None;
                self.good_at = Some(now);
            }
        }
        self.trouble = round.trouble;
        // Somebody was in a hurry while the round ran.
        let hurried = self.next_at.take().filter(|_| !self.has_passing_trouble());
        self.next_at = match (interval, self.asked.is_empty()) {
            (_, false) => Some(now),
            (Some(_), true) => hurried.or(Some(now + wait)),
            (None, true) => None,
        };
        let outcome = self
            .trouble
            .as_ref()
            .map_or(Ok(()), |error| Err(error.to_user()));
        Some((round.asked, outcome))
    }

    pub(super) fn trouble(&self) -> Option<&GraphError> {
        self.trouble.as_ref()
    }

    pub(super) fn trouble_since(&self) -> Option<DateTime<Utc>> {
        self.trouble_since
    }

    pub(super) fn good_at(&self) -> Option<DateTime<Utc>> {
        self.good_at
    }

    /// The end of a wait that trouble imposed.
    pub(super) fn waits_for(&self) -> Option<DateTime<Utc>> {
        self.next_at.filter(|_| self.has_passing_trouble())
    }

    fn has_passing_trouble(&self) -> bool {
        self.trouble.as_ref().is_some_and(GraphError::is_passing)
    }

    pub(super) fn is_stale(&self, now: DateTime<Utc>) -> bool {
        self.good_at.is_some_and(|good| now - good > STALE_AFTER)
    }
}

pub(super) fn retry_after(error: &GraphError) -> Option<TimeDelta> {
    match error {
        GraphError::Throttled { retry_after, .. } => *retry_after,
        GraphError::SignIn(_) | GraphError::Refused { .. } | GraphError::Unreachable(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Unreachable;

    fn now() -> DateTime<Utc> {
        "2026-11-21T12:00:00Z".parse().unwrap()
    }

    fn after(error: Option<&GraphError>, rounds: u32) -> TimeDelta {
        let mut poll = Poll::new(Some(now()));
        let mut dice = Dice::new(7);
        for _ in 0..rounds {
            poll.begin(1);
            poll.part_done(error, Some(INTERVAL), &mut dice, now());
        }
        poll.due_at().unwrap() - now()
    }

    #[track_caller]
    fn within(wait: TimeDelta, low: i64, high: i64) {
        assert!(
            (low * 1_000..=high * 1_000).contains(&wait.num_milliseconds()),
            "{wait}"
        );
    }

    #[test]
    fn rounds_follow_each_other_with_jitter() {
        within(after(None, 1), 27, 33);
        within(after(None, 9), 27, 33);
    }

    #[test]
    fn failures_double_the_wait_up_to_a_ceiling() {
        let down = GraphError::Unreachable(Unreachable::TimedOut);
        within(after(Some(&down), 1), 4, 6);
        within(after(Some(&down), 3), 18, 22);
        within(after(Some(&down), 50), 270, 330);
    }

    #[test]
    fn graphs_own_wait_is_kept_to_the_fraction() {
        let wait = TimeDelta::milliseconds(2_128);
        let busy = GraphError::Throttled {
            retry_after: Some(wait),
            request_id: None,
        };
        let waited = after(Some(&busy), 1);
        assert!(waited > wait && waited < TimeDelta::seconds(3), "{waited}");
    }

    #[test]
    fn a_command_is_answered_by_a_round_begun_after_it() {
        let mut poll = Poll::new(Some(now()));
        let mut dice = Dice::new(7);
        poll.begin(1);
        poll.ask(5, now());
        let (answered, _) = poll
            .part_done(None, Some(INTERVAL), &mut dice, now())
            .unwrap();
        assert!(answered.is_empty());
        assert_eq!(poll.due_at(), Some(now()));
        poll.begin(2);
        assert!(
            poll.part_done(None, Some(INTERVAL), &mut dice, now())
                .is_none()
        );
        let (answered, outcome) = poll
            .part_done(None, Some(INTERVAL), &mut dice, now())
            .unwrap();
        assert_eq!((answered, outcome), (vec![5], Ok(())));
    }
}
