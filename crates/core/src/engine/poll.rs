//! When to ask again: rounds, waits after failures, and what the last round said.

use chrono::{DateTime, TimeDelta, Utc};

use super::dice::Dice;
use super::input::CommandId;
use super::pace::Freshness;
use crate::UserError;
use crate::auth::AuthError;
use crate::graph::GraphError;
use crate::http::LONGEST_WAIT;

/// One round reads my presence and everybody watched.
#[derive(Debug)]
pub(super) struct Poll {
    /// None while nothing is to be read by itself.
    next_at: Option<DateTime<Utc>>,
    running: Option<Round>,
    failures: Failures,
    /// What stood in the way of the last round.
    trouble: Option<GraphError>,
    trouble_since: Option<DateTime<Utc>>,
    /// The last round in which nothing stood in the way.
    good: Freshness,
    /// Commands that wait for a round begun after them.
    asked: Vec<CommandId>,
}

/// Failures in a row. The sign-in service and Graph fail each for itself: what
/// one of them suffers says nothing about the other.
#[derive(Debug, Default)]
struct Failures {
    sign_in: u32,
    graph: u32,
}

#[derive(Debug)]
struct Round {
    parts_left: usize,
    trouble: Option<GraphError>,
    asked: Vec<CommandId>,
    /// The computer slept since it was begun: its answers are of before.
    outdated: bool,
}

impl Poll {
    pub(super) fn new(first_at: Option<DateTime<Utc>>) -> Self {
        Self {
            next_at: first_at,
            running: None,
            failures: Failures::default(),
            trouble: None,
            trouble_since: None,
            good: Freshness::default(),
            asked: Vec::new(),
        }
    }

    /// Brings the next round forward, unless Graph asked to wait.
    pub(super) fn hurry(&mut self, now: DateTime<Utc>) {
        if self.waits_for().is_none() {
            self.next_at = Some(now);
        }
    }

    /// Rounds come at another pace from now on.
    pub(super) fn paced(
        &mut self,
        before: TimeDelta,
        interval: TimeDelta,
        dice: &mut Dice,
        now: DateTime<Utc>,
    ) {
        self.good.paced(before, interval, now);
        if interval < before && self.waits_for().is_none() {
            let sooner = now + dice.around(interval);
            self.next_at = self.next_at.map(|at| at.min(sooner));
        }
    }

    /// The computer slept or its clock was set: the next round is now, or when
    /// Graph's longest wait would be over.
    pub(super) fn woke(&mut self, interval: TimeDelta, now: DateTime<Utc>) {
        self.good.woke(interval, now);
        self.trouble_since = self.trouble_since.map(|at| at.min(now));
        self.next_at = self.next_at.map(|at| at.min(now + LONGEST_WAIT));
        if let Some(round) = &mut self.running {
            round.outdated = true;
        }
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

    /// Whether a round is under way.
    pub(super) fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// Whether somebody asked for the next round.
    pub(super) fn is_asked(&self) -> bool {
        !self.asked.is_empty()
    }

    /// Whether the round under way began before the computer slept.
    pub(super) fn is_outdated(&self) -> bool {
        self.running.as_ref().is_some_and(|round| round.outdated)
    }

    /// Begins a round of `parts` answers to wait for.
    pub(super) fn begin(&mut self, parts: usize) {
        self.next_at = None;
        self.running = Some(Round {
            parts_left: parts,
            trouble: None,
            asked: std::mem::take(&mut self.asked),
            outdated: false,
        });
    }

    /// One of the round's answers has come; `interval` is the pace of rounds, and
    /// `goes_on` whether there is a next one. Returns the commands that waited
    /// for the whole of it once it is complete, and what to tell them.
    pub(super) fn part_done(
        &mut self,
        trouble: Option<&GraphError>,
        (interval, goes_on): (TimeDelta, bool),
        dice: &mut Dice,
        now: DateTime<Utc>,
    ) -> Option<(Vec<CommandId>, Result<(), UserError>)> {
        let round = self.running.as_mut()?;
        round.parts_left = round.parts_left.saturating_sub(1);
        if let Some(trouble) = trouble
            && (round.trouble.as_ref()).is_none_or(|first| asks_for_more_time(trouble, first))
        {
            round.trouble = Some(trouble.clone());
        }
        if round.parts_left > 0 {
            return None;
        }
        let round = self.running.take()?;
        let wait = self.wait_after(round.trouble.as_ref(), interval, dice);
        match (&round.trouble, &self.trouble) {
            (Some(now_in), Some(before))
                if is_about_sign_in(now_in) == is_about_sign_in(before) => {}
            (Some(_), _) => self.trouble_since = Some(now),
            (None, _) => {
                self.trouble_since = None;
                if !round.outdated {
                    self.good.read(interval, now);
                }
            }
        }
        self.trouble = round.trouble;
        // Somebody was in a hurry while the round ran.
        let hurried = self.next_at.take().filter(|_| !self.has_passing_trouble());
        self.next_at = match (goes_on, self.asked.is_empty()) {
            (_, false) => Some(now),
            (true, true) => hurried.or(Some(now + wait)),
            (false, true) => None,
        };
        let outcome = self
            .trouble
            .as_ref()
            .map_or(Ok(()), |error| Err(error.to_user()));
        Some((round.asked, outcome))
    }

    /// The wait until the next round. Trouble with one of the two services
    /// leaves what the other has failed as it was.
    fn wait_after(
        &mut self,
        trouble: Option<&GraphError>,
        interval: TimeDelta,
        dice: &mut Dice,
    ) -> TimeDelta {
        let Some(error) = trouble.filter(|error| error.is_passing()) else {
            self.failures = Failures::default();
            return dice.around(interval);
        };
        let failures = if is_about_sign_in(error) {
            &mut self.failures.sign_in
        } else {
            &mut self.failures.graph
        };
        *failures = failures.saturating_add(1);
        dice.backoff(*failures, retry_after(error))
    }

    pub(super) fn trouble(&self) -> Option<&GraphError> {
        self.trouble.as_ref()
    }

    pub(super) fn trouble_since(&self) -> Option<DateTime<Utc>> {
        self.trouble_since
    }

    pub(super) fn good_at(&self) -> Option<DateTime<Utc>> {
        self.good.read_at()
    }

    /// The moment what was read is no longer good.
    pub(super) fn stale_at(&self) -> Option<DateTime<Utc>> {
        self.good.stale_at()
    }

    /// The end of a wait that trouble imposed.
    pub(super) fn waits_for(&self) -> Option<DateTime<Utc>> {
        self.next_at.filter(|_| self.has_passing_trouble())
    }

    fn has_passing_trouble(&self) -> bool {
        self.trouble.as_ref().is_some_and(GraphError::is_passing)
    }

    pub(super) fn is_stale(&self, now: DateTime<Utc>) -> bool {
        self.good.is_stale(now)
    }
}

pub(super) fn retry_after(error: &GraphError) -> Option<TimeDelta> {
    match error {
        GraphError::Throttled { retry_after, .. }
        | GraphError::SignIn(AuthError::Throttled { retry_after }) => *retry_after,
        GraphError::SignIn(_)
        | GraphError::Refused { .. }
        | GraphError::NoPresence { .. }
        | GraphError::NoAccount { .. }
        | GraphError::Unreachable(_) => None,
    }
}

fn asks_for_more_time(error: &GraphError, than: &GraphError) -> bool {
    retry_after(error) > retry_after(than)
}

fn is_about_sign_in(error: &GraphError) -> bool {
    matches!(error, GraphError::SignIn(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Unreachable;

    const INTERVAL: TimeDelta = TimeDelta::seconds(30);

    fn now() -> DateTime<Utc> {
        "2026-11-21T12:00:00Z".parse().unwrap()
    }

    fn after(error: Option<&GraphError>, rounds: u32) -> TimeDelta {
        let mut poll = Poll::new(Some(now()));
        let mut dice = Dice::new(7);
        for _ in 0..rounds {
            poll.begin(1);
            poll.part_done(error, (INTERVAL, true), &mut dice, now());
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
    fn each_service_has_failures_of_its_own() {
        let login = |retry_after| GraphError::SignIn(AuthError::Throttled { retry_after });
        let no_login = GraphError::SignIn(AuthError::Unreachable("down".to_owned()));
        let no_graph = GraphError::Unreachable(Unreachable::TimedOut);
        let mut poll = Poll::new(Some(now()));
        let mut dice = Dice::new(7);
        let mut wait = |error: Option<&GraphError>| {
            poll.begin(1);
            poll.part_done(error, (INTERVAL, true), &mut dice, now());
            poll.due_at().unwrap() - now()
        };
        within(wait(Some(&no_graph)), 4, 6);
        within(wait(Some(&no_graph)), 9, 11);
        within(wait(Some(&no_login)), 4, 6);
        within(wait(Some(&login(Some(TimeDelta::seconds(90))))), 90, 91);
        within(wait(Some(&no_login)), 18, 22);
        within(wait(Some(&no_graph)), 18, 22);
        within(wait(None), 27, 33);
        within(wait(Some(&no_graph)), 4, 6);
        within(wait(Some(&no_login)), 4, 6);
    }

    #[test]
    fn of_two_troubles_in_a_round_the_longer_wait_counts() {
        let down = GraphError::Unreachable(Unreachable::TimedOut);
        let busy = GraphError::Throttled {
            retry_after: Some(TimeDelta::seconds(60)),
            request_id: None,
        };
        for troubles in [[&down, &busy], [&busy, &down]] {
            let mut poll = Poll::new(Some(now()));
            let mut dice = Dice::new(7);
            poll.begin(2);
            for trouble in troubles {
                poll.part_done(Some(trouble), (INTERVAL, true), &mut dice, now());
            }
            within(poll.due_at().unwrap() - now(), 60, 61);
        }
    }

    #[test]
    fn a_command_is_answered_by_a_round_begun_after_it() {
        let mut poll = Poll::new(Some(now()));
        let mut dice = Dice::new(7);
        poll.begin(1);
        poll.ask(5, now());
        let (answered, _) = poll
            .part_done(None, (INTERVAL, true), &mut dice, now())
            .unwrap();
        assert!(answered.is_empty());
        assert_eq!(poll.due_at(), Some(now()));
        poll.begin(2);
        assert!(
            poll.part_done(None, (INTERVAL, true), &mut dice, now())
                .is_none()
        );
        let (answered, outcome) = poll
            .part_done(None, (INTERVAL, true), &mut dice, now())
            .unwrap();
        assert_eq!((answered, outcome), (vec![5], Ok(())));
    }
}
