//! What is known of the people watched and followed, and what changed.

mod aside;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use super::pace::Freshness;
use crate::graph::Presences;
use crate::model::{Person, PersonId, Presence, Transition, WatchList, Watched, transitions};

use aside::Asides;

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

impl Seen {
    /// Whether a change from here on would be news.
    pub(super) fn is_good(&self, now: DateTime<Utc>) -> bool {
        self.good.is_some_and(|good| !good.is_stale(now))
    }
}

/// What a reading says about somebody on the watch list.
#[derive(Debug)]
pub(super) struct News<'a> {
    pub(super) watched: &'a Watched,
    pub(super) what: Finding,
}

/// What came between the last reading of somebody and this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Finding {
    /// Nobody knows: this reading is the first, or the first after a gap.
    FirstLook,
    /// The most telling comes first.
    Changed(Vec<Transition>),
}

/// What to make of a reading.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    /// It was asked for before the computer slept.
    pub(super) outdated: bool,
    /// The pace of rounds.
    pub(super) interval: TimeDelta,
}

#[derive(Debug, Default)]
pub(super) struct People {
    seen: BTreeMap<PersonId, Seen>,
    followed: Vec<Person>,
    set_aside: Asides,
    /// People about whom Graph says nothing, without a word.
    untold: BTreeSet<PersonId>,
    /// What changed since it was last asked for.
    changes: Vec<Change>,
}

/// A change that was no first look.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) id: PersonId,
    pub(super) before: Presence,
    pub(super) after: Presence,
    pub(super) transitions: Vec<Transition>,
}

impl People {
    pub(super) fn get(&self, id: &PersonId) -> Option<&Seen> {
        self.seen.get(id)
    }

    pub(super) fn followed(&self) -> &[Person] {
        &self.followed
    }

    pub(super) fn is_refused(&self, id: &PersonId) -> bool {
        self.set_aside.contains(id)
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
        self.set_aside.due(everybody, now)
    }

    pub(super) fn forget(&mut self, id: &PersonId) {
        self.seen.remove(id);
        self.set_aside.forget(id);
        self.untold.remove(id);
    }

    /// Forgets everybody who is not followed.
    pub(super) fn forget_watched(&mut self) {
        let followed = &self.followed;
        let is_followed = |id: &PersonId| followed.iter().any(|person| person.id == *id);
        self.seen.retain(|id, _| is_followed(id));
        self.set_aside.retain(is_followed);
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
        self.set_aside.woke(now);
    }

    /// Rounds come at another pace from now on.
    pub(super) fn paced(&mut self, before: TimeDelta, interval: TimeDelta, now: DateTime<Utc>) {
        for good in self.seen.values_mut().filter_map(|seen| seen.good.as_mut()) {
            good.paced(before, interval, now);
        }
    }

    /// Takes a reading. Returns what is new of those on the list.
    pub(super) fn take<'a>(
        &mut self,
        readings: Presences,
        list: &'a WatchList,
        look: Look,
        now: DateTime<Utc>,
    ) -> Vec<News<'a>> {
        for id in readings.refused {
            if list.get(&id).is_some() || self.is_followed(&id) {
                self.set_aside.refused(id, now);
            }
        }
        let mut found = readings.found;
        self.untold.retain(|id| !found.contains_key(id));
        self.untold.extend(readings.passed_over);
        self.set_aside.taken(|id| found.contains_key(id));
        let mut news = Vec::new();
        for watched in list.iter() {
            let id = &watched.person.id;
            let presence = found.remove(id);
            let what = presence.and_then(|presence| self.note(id, presence, look, now));
            news.extend(what.map(|what| News { watched, what }));
        }
        for (id, presence) in found {
            // Somebody removed since the question was asked stays forgotten.
            if self.is_followed(&id) {
                self.note(&id, presence, look, now);
            }
        }
        news
    }

    /// What changed since this was last asked.
    pub(super) fn changes(&mut self) -> Vec<Change> {
        std::mem::take(&mut self.changes)
    }

    fn is_followed(&self, id: &PersonId) -> bool {
        self.followed.iter().any(|person| person.id == *id)
    }

    /// Keeps one reading; returns what is new in it, if anything is.
    fn note(
        &mut self,
        id: &PersonId,
        presence: Presence,
        look: Look,
        now: DateTime<Utc>,
    ) -> Option<Finding> {
        let mut good = Freshness::default();
        good.read(look.interval, now);
        let good = Some(good).filter(|_| !look.outdated);
        let Some(seen) = self.seen.get_mut(id) else {
            let seen = Seen {
                presence,
                as_of: now,
                since: None,
                good,
            };
            self.seen.insert(id.clone(), seen);
            return Some(Finding::FirstLook);
        };
        if is_overtaken(&presence, &seen.presence, seen.as_of, now) {
            return None;
        }
        let changes = transitions(&seen.presence, &presence);
        if !is_same_state(&seen.presence, &presence) {
            seen.since = Some(now);
        }
        let before = std::mem::replace(&mut seen.presence, presence.clone());
        let finding = if !seen.is_good(now) {
            seen.since = seen.since.filter(|_| changes.is_empty());
            Some(Finding::FirstLook)
        } else if changes.is_empty() {
            None
        } else {
            self.changes.push(Change {
                id: id.clone(),
                before,
                after: presence,
                transitions: changes.clone(),
            });
            Some(Finding::Changed(changes))
        };
        (seen.as_of, seen.good) = (now, good);
        finding
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
            phone: None,
        }
    }

    fn reading(word: &str) -> Presences {
        let presence = Presence::from_graph(Some(word), Some(word));
        Presences {
            found: [(ada().id, presence)].into(),
            ..Presences::default()
        }
    }

    /// Feeds readings 30 s apart and returns what was new at each.
    fn news(words: &[&str]) -> Vec<Option<Finding>> {
        let mut people = People::default();
        let times = (0..).map(|n| now() + TimeDelta::seconds(30) * n);
        let mut read = |(word, at): (&&str, _)| take(&mut people, reading(word), at);
        words.iter().zip(times).map(&mut read).collect()
    }

    fn take(people: &mut People, readings: Presences, at: DateTime<Utc>) -> Option<Finding> {
        let mut list = WatchList::default();
        list.add(ada());
        let news = people.take(readings, &list, LOOK, at);
        news.into_iter().next().map(|news| news.what)
    }

    #[test]
    fn the_first_reading_is_a_first_look_and_a_change_is_told_once() {
        use Transition as T;
        let changed = |what: &[T]| Some(Finding::Changed(what.to_vec()));
        assert_eq!(
            news(&["Available", "Available", "Away", "Available", "Available"]),
            [
                Some(Finding::FirstLook),
                None,
                changed(&[T::GoesAway, T::AnyChange]),
                changed(&[T::BecomesAvailable, T::AnyChange]),
                None,
            ]
        );
    }

    #[test]
    fn after_a_gap_the_next_reading_is_a_first_look() {
        let mut people = People::default();
        let first = Some(Finding::FirstLook);
        take(&mut people, reading("Away"), now());
        let later = now() + TimeDelta::minutes(6);
        assert_eq!(take(&mut people, reading("Available"), later), first);
        assert!(people.get(&ada().id).unwrap().is_good(later));
        people.start_over();
        assert!(!people.get(&ada().id).unwrap().is_good(later));
        assert_eq!(take(&mut people, reading("Away"), later), first);
    }

    #[test]
    fn an_overtaken_answer_is_dropped() {
        let mut people = People::default();
        let stamped = |word: &str, stamp: &str| {
            let mut reading = reading(word);
            for presence in reading.found.values_mut() {
                presence.sequence = Some(stamp.to_owned());
            }
            reading
        };
        take(&mut people, stamped("Away", "A2"), now());
        assert_eq!(take(&mut people, stamped("Busy", "A1"), now()), None);
        let seen = people.get(&ada().id).unwrap();
        assert_eq!(seen.presence.availability.as_graph(), "Away");
    }
}
