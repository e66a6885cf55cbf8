//! Today's notices that were not given. Kept in memory alone.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::reason::{Ground, Reason};
use crate::model::PersonId;
use crate::view::{HeldBackView, time_words};

/// How many are kept.
const MOST: usize = 50;

/// The newest first.
#[derive(Debug, Default)]
pub(in crate::engine) struct HeldBack(VecDeque<Entry>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    person: PersonId,
    words: String,
    at: DateTime<Utc>,
    why: String,
}

impl HeldBack {
    /// Whatever is said again moves to the front.
    pub(super) fn add(&mut self, person: &PersonId, words: String, why: &Reason, ground: &Ground) {
        let entry = Entry {
            person: person.clone(),
            words,
            at: ground.now(),
            why: why.words(ground.now(), ground.zone),
        };
        let says_the_same = |other: &Entry| {
            (&other.person, &other.words, &other.why) == (&entry.person, &entry.words, &entry.why)
        };
        self.0.retain(|other| !says_the_same(other));
        self.0.push_front(entry);
        self.0.truncate(MOST);
    }

    pub(super) fn forget(&mut self, person: &PersonId) {
        self.0.retain(|entry| entry.person != *person);
    }

    pub(super) fn keep_today(&mut self, zone: Tz, now: DateTime<Utc>) {
        self.0.retain(|entry| is_today(entry.at, zone, now));
    }

    pub(in crate::engine) fn view(&self, zone: Tz, now: DateTime<Utc>) -> Vec<HeldBackView> {
        let today = self.0.iter().filter(|entry| is_today(entry.at, zone, now));
        let view = |entry: &Entry| HeldBackView {
            person: entry.person.clone(),
            words: entry.words.clone(),
            at: entry.at,
            at_words: time_words(entry.at, zone),
            why: entry.why.clone(),
        };
        today.map(view).collect()
    }
}

fn is_today(at: DateTime<Utc>, zone: Tz, now: DateTime<Utc>) -> bool {
    let day = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
    day(at) == day(now)
}
