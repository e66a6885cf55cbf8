//! Who changes so often that a notice each time would only be noise.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::PersonId;

/// So many notices about one person may come in a row…
const BURST: i32 = 3;

/// …and one more after each such time.
const REFILL: TimeDelta = TimeDelta::minutes(10);

/// Whoever flaps is at rest again after so long without a change.
pub(super) const REST: TimeDelta = TimeDelta::minutes(5);

#[derive(Debug, Default)]
pub(super) struct Calm(BTreeMap<PersonId, Pulse>);

#[derive(Clone, Copy, Debug)]
struct Pulse {
    /// When everything that was told is made up for.
    settled_at: DateTime<Utc>,
    changed_at: DateTime<Utc>,
    flaps: bool,
}

impl Calm {
    /// Somebody has changed. Those never told about are nobody's noise.
    pub(super) fn changed(&mut self, id: &PersonId, now: DateTime<Utc>) {
        if let Some(pulse) = self.0.get_mut(id) {
            pulse.flaps &= now - pulse.changed_at < REST;
            pulse.changed_at = now;
        }
    }

    /// Whether one more notice is no noise.
    pub(super) fn takes(&mut self, id: &PersonId, now: DateTime<Utc>) -> bool {
        let Some(pulse) = self.0.get_mut(id) else {
            return true;
        };
        pulse.flaps |= pulse.settled_at - now > REFILL * (BURST - 1);
        !pulse.flaps
    }

    /// A notice was given.
    pub(super) fn told(&mut self, id: &PersonId, now: DateTime<Utc>) {
        let new = Pulse {
            settled_at: now,
            changed_at: now,
            flaps: false,
        };
        let pulse = self.0.entry(id.clone()).or_insert(new);
        // The last change before somebody came to rest counts for one notice at most.
        let most = now + REFILL * BURST;
        pulse.settled_at = (pulse.settled_at.max(now) + REFILL).min(most);
    }

    pub(super) fn forget(&mut self, id: &PersonId) {
        self.0.remove(id);
    }

    /// Forgets those whose last change is long ago.
    pub(super) fn tidy(&mut self, now: DateTime<Utc>) {
        let is_live = |pulse: &Pulse| now < pulse.settled_at || now - pulse.changed_at < REST;
        self.0.retain(|_, pulse| is_live(pulse));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Changes this many seconds apart for a day; returns which of them are told.
    fn told(every: i32) -> Vec<i32> {
        let id = PersonId::placeholder();
        let start: DateTime<Utc> = "2026-11-21T00:00:00Z".parse().unwrap();
        let mut calm = Calm::default();
        let mut told = Vec::new();
        for n in 0..24 * 3_600 / every {
            let now = start + TimeDelta::seconds(1) * (n * every);
            calm.changed(&id, now);
            if calm.takes(&id, now) {
                calm.told(&id, now);
                told.push(n);
            }
            calm.tidy(now);
        }
        told
    }

    #[test]
    fn three_in_a_row_are_told_and_the_next_after_a_rest() {
        assert_eq!(told(30), [0, 1, 2]);
        assert_eq!(told(120), [0, 1, 2]);
        assert_eq!(told(299).len(), 4);
    }

    #[test]
    fn whoever_changes_now_and_then_is_always_told_about() {
        assert_eq!(told(600).len(), 144);
        assert_eq!(told(3_600).len(), 24);
    }

    #[test]
    fn somebody_at_rest_is_forgotten() {
        let id = PersonId::placeholder();
        let now: DateTime<Utc> = "2026-11-21T00:00:00Z".parse().unwrap();
        let mut calm = Calm::default();
        calm.told(&id, now);
        calm.tidy(now + REFILL - TimeDelta::seconds(1));
        assert_eq!(calm.0.len(), 1);
        calm.tidy(now + REFILL);
        assert!(calm.0.is_empty());
    }
}
