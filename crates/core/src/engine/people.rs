//! What is known of the people watched and followed, and whom to tell about.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use super::pace::Freshness;
use crate::graph::Presences;
use crate::model::{Notice, Person, PersonId, Presence, Rule, Transition, WatchList, transitions};
use crate::view::notice_words;

/// An id that Graph does not take is asked for again after this long at first,
/// since it may not have been the id's fault; the time doubles…
const FIRST_ASIDE: TimeDelta = TimeDelta::minutes(2);

/// …up to this.
const LONGEST_ASIDE: TimeDelta = TimeDelta::hours(1);

/// The last reading of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) presence: Presence,
    pub(super) as_of: DateTime<Utc>,
    /// When we saw it become so; none if it was so when we first looked.
    pub(super) since: Option<DateTime<Utc>>,
    /// While it is good, a change from it is news; with none, the next reading
    /// is a first look.
    good: Option<Freshness>,
}

/// What to make of a reading.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    /// Changes are kept and not told.
    pub(super) silent: bool,
    /// It was asked for before the computer slept.
    pub(super) outdated: bool,
    /// The pace of rounds.
    pub(super) interval: TimeDelta,
}

#[derive(Debug, Default)]
pub(super) struct People {
    seen: BTreeMap<PersonId, Seen>,
    followed: Vec<Person>,
    /// People whose ids Graph did not take: among others they would have to be
    /// searched for in every round.
    set_aside: BTreeMap<PersonId, Aside>,
    /// People about whom Graph says nothing, without a word.
    untold: BTreeSet<PersonId>,
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

impl People {
    pub(super) fn get(&self, id: &PersonId) -> Option<&Seen> {
        self.seen.get(id)
    }

    pub(super) fn followed(&self) -> &[Person] {
        &self.followed
    }

    pub(super) fn is_refused(&self, id: &PersonId) -> bool {
        self.set_aside.contains_key(id)
    }

    /// Whether Graph does not tell their presence, with or without a word.
    pub(super) fn is_untold(&self, id: &PersonId) -> bool {
        self.is_refused(id) || self.untold.contains(id)
    }

    pub(super) fn follow(&mut self, person: Person) {
        if !self.followed.iter().any(|known| known.id == person.id) {
            self.followed.push(person);
        }
    }

    pub(super) fn unfollow(&mut self, id: &PersonId) {
        self.followed.retain(|person| person.id != *id);
    }

    /// Everybody to ask about in one go: the list, then the followed who are
    /// not on it, without those who are set aside.
    pub(super) fn ids(&self, list: &WatchList) -> Vec<PersonId> {
        let watched = list.iter().map(|w| &w.person.id);
        let followed = self
            .followed
            .iter()
            .map(|p| &p.id)
            .filter(|id| list.get(id).is_none());
        let all = watched.chain(followed);
        all.filter(|id| !self.is_refused(id)).cloned().collect()
    }

    /// Whom to ask about apart from the others, since Graph did not take their
    /// ids: all of them if `everybody` is asked for or Graph has changed its
    /// mind, else the one who waits longest, if it is time.
    pub(super) fn apart(&mut self, everybody: bool, now: DateTime<Utc>) -> Vec<PersonId> {
        if std::mem::take(&mut self.taken_again) || everybody {
            return self.set_aside.keys().cloned().collect();
        }
        let first = self.set_aside.iter_mut().min_by_key(|(_, a)| a.again_at);
        let Some((id, aside)) = first.filter(|(_, aside)| now >= aside.again_at) else {
            return Vec::new();
        };
        // Should no answer come, it has no turn in the very next round.
        aside.again_at = now + aside.wait;
        vec![id.clone()]
    }

    pub(super) fn forget(&mut self, id: &PersonId) {
        self.seen.remove(id);
        self.set_aside.remove(id);
        self.untold.remove(id);
    }

    /// Forgets everybody who is not followed.
    pub(super) fn forget_watched(&mut self) {
        let followed = &self.followed;
        let is_followed = |id: &PersonId| followed.iter().any(|person| person.id == *id);
        self.seen.retain(|id, _| is_followed(id));
        self.set_aside.retain(|id, _| is_followed(id));
        self.untold.retain(is_followed);
    }

    /// What happens next is a first look: after a sleep, a sign-in, a new network.
    pub(super) fn start_over(&mut self) {
        for seen in self.seen.values_mut() {
            seen.good = None;
        }
    }

    /// The computer slept or its clock was set: nothing was seen in the future.
    pub(super) fn woke(&mut self, now: DateTime<Utc>) {
        self.start_over();
        for seen in self.seen.values_mut() {
            seen.as_of = seen.as_of.min(now);
            seen.since = seen.since.map(|since| since.min(now));
        }
        for aside in self.set_aside.values_mut() {
            aside.again_at = aside.again_at.min(now + aside.wait);
        }
    }

    /// Rounds come at another pace from now on.
    pub(super) fn paced(&mut self, before: TimeDelta, interval: TimeDelta, now: DateTime<Utc>) {
        for good in self.seen.values_mut().filter_map(|seen| seen.good.as_mut()) {
            good.paced(before, interval, now);
        }
    }

    /// Takes a reading. Returns the notices it gives.
    pub(super) fn take(
        &mut self,
        readings: Presences,
        list: &WatchList,
        default_rule: &Rule,
        look: Look,
        now: DateTime<Utc>,
    ) -> Vec<Notice> {
        for id in readings.refused {
            if list.get(&id).is_some() || self.is_followed(&id) {
                let aside = Aside::after(self.set_aside.get(&id).copied(), now);
                self.set_aside.insert(id, aside);
            }
        }
        let mut found = readings.found;
        self.untold.retain(|id| !found.contains_key(id));
        self.untold.extend(readings.passed_over);
        let before = self.set_aside.len();
        self.set_aside.retain(|id, _| !found.contains_key(id));
        self.taken_again |= self.set_aside.len() < before;
        let mut notices = Vec::new();
        for watched in list.iter() {
            let Some(presence) = found.remove(&watched.person.id) else {
                continue;
            };
            let changes = self.note(&watched.person.id, &presence, look, now);
            let rule = watched.rule.as_ref().unwrap_or(default_rule);
            let Some(transition) = rule.matches(&changes).filter(|_| !look.silent) else {
                continue;
            };
            let (title, body) = notice_words(&watched.person, transition, &presence);
            let (person, shape) = (Some(watched.person.clone()), presence.shape());
            notices.push(Notice {
                person,
                shape,
                title,
                body,
                at: now,
            });
        }
        for (id, presence) in found {
            // Somebody removed since the question was asked stays forgotten.
            if self.is_followed(&id) {
                self.note(&id, &presence, look, now);
            }
        }
        notices
    }

    fn is_followed(&self, id: &PersonId) -> bool {
        self.followed.iter().any(|person| person.id == *id)
    }

    /// Keeps one reading; returns what changed, which is nothing at a first look.
    fn note(
        &mut self,
        id: &PersonId,
        presence: &Presence,
        look: Look,
        now: DateTime<Utc>,
    ) -> Vec<Transition> {
        let (changes, since) = match self.seen.get(id) {
            Some(seen) if is_overtaken(presence, &seen.presence, seen.as_of, now) => {
                return Vec::new();
            }
            Some(seen) => {
                let changes = transitions(&seen.presence, presence);
                let since = if is_same_state(&seen.presence, presence) {
                    seen.since
                } else {
                    Some(now)
                };
                if seen.good.is_none_or(|good| good.is_stale(now)) {
                    (Vec::new(), since.filter(|_| changes.is_empty()))
                } else {
                    (changes, since)
                }
            }
            None => (Vec::new(), None),
        };
        let mut good = Freshness::default();
        good.read(look.interval, now);
        self.seen.insert(
            id.clone(),
            Seen {
                presence: presence.clone(),
                as_of: now,
                since,
                good: Some(good).filter(|_| !look.outdated),
            },
        );
        changes
    }
}

/// Whether an answer comes after a newer one: Graph's version stamps sort as
/// text. No answer takes a minute; then the stamps themselves have begun anew.
pub(super) fn is_overtaken(
    presence: &Presence,
    by: &Presence,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> bool {
    let older = match (&presence.sequence, &by.sequence) {
        (Some(this), Some(other)) => this < other,
        (Some(_) | None, _) => false,
    };
    older && now - at < TimeDelta::minutes(1)
}

/// Whether all that changed, if anything, is the message.
fn is_same_state(before: &Presence, after: &Presence) -> bool {
    let with_message = Presence {
        message: after.message.clone(),
        ..before.clone()
    };
    transitions(&with_message, after).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOOK: Look = Look {
        silent: false,
        outdated: false,
        interval: TimeDelta::seconds(30),
    };

    fn now() -> DateTime<Utc> {
        "2026-11-21T12:00:00Z".parse().unwrap()
    }

    fn ada() -> Person {
        Person {
            id: PersonId::parse("00000000-0000-0000-0000-000000000001").unwrap(),
            name: "Ada Lovelace".to_owned(),
            address: None,
        }
    }

    fn reading(word: &str) -> Presences {
        let presence = Presence::from_graph(Some(word), Some(word));
        Presences {
            found: [(ada().id, presence)].into(),
            ..Presences::default()
        }
    }

    /// Feeds readings 30 s apart and returns the titles told at each.
    fn told(words: &[&str], rule: &Rule) -> Vec<String> {
        let mut list = WatchList::default();
        list.add(ada());
        let mut people = People::default();
        let mut titles = Vec::new();
        for (n, word) in words.iter().enumerate() {
            let at = now() + TimeDelta::seconds(30) * i32::try_from(n).unwrap();
            for notice in people.take(reading(word), &list, rule, LOOK, at) {
                titles.push(format!("{n} {}", notice.title));
            }
        }
        titles
    }

    #[test]
    fn the_first_reading_tells_nothing_and_a_change_once() {
        assert_eq!(
            told(
                &["Available", "Available", "Away", "Available", "Available"],
                &Rule::default()
            ),
            ["3 Ada Lovelace: Available"]
        );
    }

    #[test]
    fn after_a_gap_the_next_reading_is_a_baseline() {
        let mut list = WatchList::default();
        list.add(ada());
        let mut people = People::default();
        people.take(reading("Away"), &list, &Rule::default(), LOOK, now());
        let later = now() + TimeDelta::minutes(6);
        assert!(
            people
                .take(reading("Available"), &list, &Rule::default(), LOOK, later)
                .is_empty()
        );
        people.take(reading("Away"), &list, &Rule::default(), LOOK, later);
        people.start_over();
        assert!(
            people
                .take(reading("Available"), &list, &Rule::default(), LOOK, later)
                .is_empty()
        );
    }

    #[test]
    fn an_overtaken_answer_is_dropped() {
        let mut list = WatchList::default();
        list.add(ada());
        let mut people = People::default();
        let stamped = |word: &str, stamp: &str| {
            let mut reading = reading(word);
            for presence in reading.found.values_mut() {
                presence.sequence = Some(stamp.to_owned());
            }
            reading
        };
        people.take(stamped("Away", "A2"), &list, &Rule::default(), LOOK, now());
        people.take(stamped("Busy", "A1"), &list, &Rule::default(), LOOK, now());
        assert_eq!(
            people
                .get(&ada().id)
                .unwrap()
                .presence
                .availability
                .as_graph(),
            "Away"
        );
    }
}
