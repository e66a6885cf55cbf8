//! The lively company: somebody's Teams client changes every eight to sixteen
//! seconds, in an order that depends on the seed alone.

use chrono::{DateTime, TimeDelta, Utc};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use uuid::Uuid;

/// Any number: it only makes every run the same.
const SEED: u64 = 20_261_121;

/// After a jump of the clock, changes older than this are not made up for.
const LONGEST_GAP: TimeDelta = TimeDelta::hours(2);

/// What a Teams client reports: availability, activity and message.
type Report = (&'static str, &'static str, Option<&'static str>);

/// Days that people have, as what their Teams client reports in turn.
const ROUTINES: [&[Report]; 4] = [
    &[
        ("Available", "Available", None),
        ("Busy", "InACall", None),
        (
            "Available",
            "Available",
            Some("Free for a quick question 👋"),
        ),
        ("Away", "Away", None),
    ],
    &[
        ("Busy", "InAMeeting", None),
        ("Available", "Available", None),
        ("BeRightBack", "BeRightBack", Some("Fetching coffee ☕")),
        ("Available", "Available", None),
    ],
    &[
        (
            "DoNotDisturb",
            "Presenting",
            Some("Presenting until the hour"),
        ),
        ("Busy", "InAConferenceCall", None),
        ("Available", "Available", None),
    ],
    &[
        ("Offline", "Offline", None),
        ("Available", "Available", Some("At the office today")),
        ("Busy", "Busy", Some("Writing, write me instead")),
        ("Away", "Away", None),
    ],
];

/// A change that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Turn {
    pub(crate) at: DateTime<Utc>,
    pub(crate) person: Uuid,
    pub(crate) availability: &'static str,
    pub(crate) activity: &'static str,
    pub(crate) message: Option<&'static str>,
}

/// What is going to happen, and when next.
#[derive(Debug)]
pub(crate) struct Script {
    random: StdRng,
    /// Each person and how many turns they have had.
    cast: Vec<(Uuid, usize)>,
    next: usize,
    due: DateTime<Utc>,
}

impl Script {
    /// A script for these people, of whom everybody gets a turn in each round.
    pub(crate) fn new(mut people: Vec<Uuid>, now: DateTime<Utc>) -> Self {
        let mut random = StdRng::seed_from_u64(SEED);
        people.shuffle(&mut random);
        let mut script = Self {
            random,
            cast: people.into_iter().map(|person| (person, 0)).collect(),
            next: 0,
            due: now,
        };
        script.plan();
        script
    }

    fn plan(&mut self) {
        self.due += TimeDelta::seconds(self.random.random_range(8..=16));
    }

    /// The next change that is due at `now`; ask until there is none.
    pub(crate) fn next_turn(&mut self, now: DateTime<Utc>) -> Option<Turn> {
        self.due = self.due.max(now - LONGEST_GAP);
        if self.due > now || self.cast.is_empty() {
            return None;
        }
        let at = self.due;
        let number = self.next % self.cast.len();
        let (person, turns) = &mut self.cast[number];
        let routine = ROUTINES[number % ROUTINES.len()];
        let (availability, activity, message) = routine[*turns % routine.len()];
        let person = *person;
        *turns += 1;
        self.next += 1;
        self.plan();
        Some(Turn {
            at,
            person,
            availability,
            activity,
            message,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people() -> Vec<Uuid> {
        (1..=5).map(Uuid::from_u128).collect()
    }

    fn turns(script: &mut Script, now: DateTime<Utc>) -> Vec<Turn> {
        std::iter::from_fn(|| script.next_turn(now)).collect()
    }

    #[test]
    fn somebody_changes_every_eight_to_sixteen_seconds() {
        let start = DateTime::UNIX_EPOCH;
        let mut script = Script::new(people(), start);
        assert!(turns(&mut script, start).is_empty());
        let hour = turns(&mut script, start + TimeDelta::hours(1));
        assert!((225..=450).contains(&hour.len()), "{}", hour.len());
        for pair in hour.windows(2) {
            let gap = (pair[1].at - pair[0].at).num_seconds();
            assert!((8..=16).contains(&gap));
        }
    }

    #[test]
    fn the_same_happens_whenever_one_looks() {
        let start = DateTime::UNIX_EPOCH;
        let mut often = Script::new(people(), start);
        let mut once = Script::new(people(), start);
        let mut seen = Vec::new();
        for minute in 0..=60 {
            seen.extend(turns(&mut often, start + TimeDelta::minutes(minute)));
        }
        assert_eq!(seen, turns(&mut once, start + TimeDelta::hours(1)));
    }

    #[test]
    fn a_long_gap_is_not_made_up_for() {
        let start = DateTime::UNIX_EPOCH;
        let mut script = Script::new(people(), start);
        let year = turns(&mut script, start + TimeDelta::days(365));
        assert!(year.len() <= 901, "{}", year.len());
    }
}
