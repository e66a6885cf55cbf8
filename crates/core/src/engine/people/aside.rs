//! People whose ids Graph did not take: among others they would have to be
//! searched for in every round.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::PersonId;

/// An id that Graph does not take is asked for again after this long at first,
/// since it may not have been the id's fault; the time doubles…
const FIRST_ASIDE: TimeDelta = TimeDelta::minutes(2);

/// …up to this.
const LONGEST_ASIDE: TimeDelta = TimeDelta::hours(1);

#[derive(Debug, Default)]
pub(super) struct Asides {
    waiting: BTreeMap<PersonId, Aside>,
    /// Graph took an id that was set aside: it may take them all again.
    taken_again: bool,
}

#[derive(Clone, Copy, Debug)]
struct Aside {
    again_at: DateTime<Utc>,
    wait: TimeDelta,
}

impl Aside {
    /// After another refusal, or the first.
    fn after(former: Option<Self>, now: DateTime<Utc>) -> Self {
        let doubled = former.map_or(FIRST_ASIDE, |former| former.wait * 2);
        let wait = doubled.min(LONGEST_ASIDE);
        Self {
            again_at: now + wait,
            wait,
        }
    }
}

impl Asides {
    pub(super) fn contains(&self, id: &PersonId) -> bool {
        self.waiting.contains_key(id)
    }

    /// Graph did not take the id, be it for the first time or again.
    pub(super) fn refused(&mut self, id: PersonId, now: DateTime<Utc>) {
        let aside = Aside::after(self.waiting.get(&id).copied(), now);
        self.waiting.insert(id, aside);
    }

    /// Graph told something of those.
    pub(super) fn taken(&mut self, told: impl Fn(&PersonId) -> bool) {
        let before = self.waiting.len();
        self.retain(|id| !told(id));
        self.taken_again |= self.waiting.len() < before;
    }

    /// Whom to ask about apart from the others: all of them if `everybody` is
    /// asked for or Graph has changed its mind, else the one who waits longest,
    /// if it is time.
    pub(super) fn due(&mut self, everybody: bool, now: DateTime<Utc>) -> Vec<PersonId> {
        if std::mem::take(&mut self.taken_again) || everybody {
            return self.waiting.keys().cloned().collect();
        }
        let first = self.waiting.iter_mut().min_by_key(|(_, a)| a.again_at);
        let Some((id, aside)) = first.filter(|(_, aside)| now >= aside.again_at) else {
            return Vec::new();
        };
        // Should no answer come, it has no turn in the very next round.
        aside.again_at = now + aside.wait;
        vec![id.clone()]
    }

    pub(super) fn forget(&mut self, id: &PersonId) {
        self.waiting.remove(id);
    }

    pub(super) fn retain(&mut self, keep: impl Fn(&PersonId) -> bool) {
        self.waiting.retain(|id, _| keep(id));
    }

    /// The computer slept or its clock was set: nobody waits longer than they
    /// would from now on.
    pub(super) fn woke(&mut self, now: DateTime<Utc>) {
        for aside in self.waiting.values_mut() {
            aside.again_at = aside.again_at.min(now + aside.wait);
        }
    }
}
