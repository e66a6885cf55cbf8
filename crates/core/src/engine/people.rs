//! What is known of the people watched and followed, and whom to tell about.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::graph::Presences;
use crate::model::{Notice, Person, PersonId, Presence, Transition, WatchList, transitions};
use crate::view::notice_words;

/// After this long without a reading, the next one is a baseline.
const GAP: TimeDelta = TimeDelta::minutes(5);

/// The last reading of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) presence: Presence,
    pub(super) as_of: DateTime<Utc>,
    /// When we saw it become so; none if it was so when we first looked.
    pub(super) since: Option<DateTime<Utc>>,
}

#[derive(Debug, Default)]
pub(super) struct People {
    seen: BTreeMap<PersonId, Seen>,
    followed: Vec<Person>,
    /// People Graph would not speak about, at the last reading.
    refused: Vec<PersonId>,
    /// The next reading tells nothing: what lies between is long ago.
    baseline: bool,
    read_at: Option<DateTime<Utc>>,
}

impl People {
    pub(super) fn get(&self, id: &PersonId) -> Option<&Seen> {
        self.seen.get(id)
    }

    pub(super) fn followed(&self) -> &[Person] {
        &self.followed
    }

    pub(super) fn is_refused(&self, id: &PersonId) -> bool {
        self.refused.contains(id)
    }

    pub(super) fn follow(&mut self, person: Person) {
        if !self.followed.iter().any(|known| known.id == person.id) {
            self.followed.push(person);
        }
    }

    /// Everybody to ask about: the list, then the followed who are not on it.
    pub(super) fn ids(&self, list: &WatchList) -> Vec<PersonId> {
        let watched = list.iter().map(|w| &w.person.id);
        let followed = self
            .followed
            .iter()
            .map(|p| &p.id)
            .filter(|id| list.get(id).is_none());
        watched.chain(followed).cloned().collect()
    }

    pub(super) fn forget(&mut self, id: &PersonId) {
        self.seen.remove(id);
        self.refused.retain(|refused| refused != id);
    }

    /// What happens next is a first look: after a sleep, a sign-in, a new network.
    pub(super) fn start_over(&mut self) {
        self.baseline = true;
    }

    /// Takes a reading. Returns the notices it gives, and marks spent rules on
    /// the list; with `silent` changes are only kept.
    pub(super) fn take(
        &mut self,
        readings: Presences,
        list: &mut WatchList,
        silent: bool,
        now: DateTime<Utc>,
    ) -> Vec<Notice> {
        let long_ago = self.read_at.is_none_or(|at| now - at > GAP);
        let baseline = std::mem::take(&mut self.baseline) || long_ago;
        self.read_at = Some(now);
        self.refused = readings.refused;
        let mut found = readings.found;
        let mut notices = Vec::new();
        for watched in list.iter_mut() {
            let Some(presence) = found.remove(&watched.person.id) else {
                continue;
            };
            let changes = self.note(&watched.person.id, &presence, baseline, now);
            let Some(transition) = watched.rule.matches(&changes).filter(|_| !silent) else {
                continue;
            };
            let (title, body) = notice_words(&watched.person, transition, &presence);
            watched.rule = watched.rule.after_notice();
            let (person, shape) = (watched.person.clone(), presence.shape());
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
            if self.followed.iter().any(|person| person.id == id) {
                self.note(&id, &presence, baseline, now);
            }
        }
        notices
    }

    /// Keeps one reading; returns what changed, which is nothing at a first look.
    fn note(
        &mut self,
        id: &PersonId,
        presence: &Presence,
        baseline: bool,
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
                if baseline {
                    (Vec::new(), since.filter(|_| changes.is_empty()))
                } else {
                    (changes, since)
                }
            }
            None => (Vec::new(), None),
        };
        self.seen.insert(
            id.clone(),
            Seen {
                presence: presence.clone(),
                as_of: now,
                since,
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
    use crate::model::Rule;

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
            refused: Vec::new(),
        }
    }

    /// Feeds readings 30 s apart and returns the titles told at each.
    fn told(words: &[&str], rule: Rule) -> Vec<String> {
        let mut list = WatchList::default();
        list.add(ada());
        list.set_rule(&ada().id, rule);
        let mut people = People::default();
        let mut titles = Vec::new();
        for (n, word) in words.iter().enumerate() {
            let at = now() + TimeDelta::seconds(30) * i32::try_from(n).unwrap();
            for notice in people.take(reading(word), &mut list, false, at) {
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
                Rule::default()
            ),
            ["3 Ada Lovelace: Available"]
        );
    }

    #[test]
    fn a_rule_for_once_falls_silent() {
        let rule = Rule {
            when: vec![Transition::BecomesAvailable],
            once: true,
        };
        assert_eq!(
            told(&["Away", "Available", "Away", "Available"], rule).len(),
            1
        );
    }

    #[test]
    fn after_a_gap_the_next_reading_is_a_baseline() {
        let mut list = WatchList::default();
        list.add(ada());
        let mut people = People::default();
        people.take(reading("Away"), &mut list, false, now());
        let later = now() + TimeDelta::minutes(6);
        assert!(
            people
                .take(reading("Available"), &mut list, false, later)
                .is_empty()
        );
        people.take(reading("Away"), &mut list, false, later);
        people.start_over();
        assert!(
            people
                .take(reading("Available"), &mut list, false, later)
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
        people.take(stamped("Away", "A2"), &mut list, false, now());
        people.take(stamped("Busy", "A1"), &mut list, false, now());
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
