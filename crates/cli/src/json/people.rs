//! Other people: on the watch list, followed, found.

use chrono::{DateTime, Utc};
use porchlight_core::model::PersonId;
use porchlight_core::view::{FoundView, PersonView, Snapshot};
use serde::Serialize;

use crate::text;

use super::notify::{Rule, rule};
use super::{Instant, Message, Presence, age, message, presence};

#[derive(Debug, Serialize)]
pub(crate) struct Person<'a> {
    id: &'a PersonId,
    name: &'a str,
    address: Option<&'a str>,
    presence: Option<Presence<'a>>,
    message: Option<Message<'a>>,
    since: Option<Instant>,
    as_of: Option<Instant>,
    age_seconds: Option<i64>,
    problem: Option<&'a str>,
    watched: bool,
    group: Option<&'a str>,
    favourite: bool,
    /// Their own; null where their group's or everybody's applies.
    rule: Option<Rule<'a>>,
    /// What is told once, besides the rule.
    once: Option<Rule<'a>>,
    /// No notice about them before then.
    muted_until: Option<Instant>,
    muted_words: Option<&'a str>,
}

#[derive(Debug, Serialize)]
pub(crate) struct People<'a> {
    pub(crate) people: Vec<Person<'a>>,
}

/// What came of adding or importing people.
#[derive(Debug, Serialize)]
pub(crate) struct Additions<'a> {
    /// Those who were added.
    pub(crate) people: Vec<Person<'a>>,
    pub(crate) added: usize,
    /// On the list before, and changed by an imported file.
    pub(crate) changed: usize,
    /// On the list before, and as they were.
    pub(crate) unchanged: usize,
}

/// What came of taking people off the list.
#[derive(Debug, Serialize)]
pub(crate) struct Removed<'a> {
    /// Those who are still on it.
    pub(crate) people: Vec<Person<'a>>,
    /// Those who were taken off, with all that was set for them.
    pub(crate) removed: Vec<Person<'a>>,
}

/// What came of taking a removal back.
#[derive(Debug, Serialize)]
pub(crate) struct Undone<'a> {
    /// Everybody on the list.
    pub(crate) people: Vec<Person<'a>>,
    /// Those of them who were not on it before.
    pub(crate) brought_back: Vec<Person<'a>>,
    #[serde(flatten)]
    pub(crate) groups: Groups<'a>,
}

#[derive(Debug, Serialize)]
struct Group<'a> {
    name: &'a str,
    /// How many people are in it.
    size: usize,
    /// Null where everybody's applies.
    rule: Option<Rule<'a>>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Groups<'a> {
    groups: Vec<Group<'a>>,
}

#[derive(Debug, Serialize)]
struct Found<'a> {
    id: &'a PersonId,
    name: &'a str,
    address: Option<&'a str>,
    watched: bool,
}

#[derive(Debug, Serialize)]
pub(crate) struct Results<'a> {
    results: Vec<Found<'a>>,
}

pub(crate) fn person(person: &PersonView, now: DateTime<Utc>) -> Person<'_> {
    let said = person.presence.as_ref().and_then(|p| p.message.as_ref());
    Person {
        id: &person.id,
        name: &person.name,
        address: person.address.as_deref(),
        presence: person.presence.as_ref().map(presence),
        message: said.map(message),
        since: person.since.map(Instant),
        as_of: person.as_of.map(Instant),
        age_seconds: age(person.as_of, now),
        problem: person.problem.as_deref(),
        watched: person.watched,
        group: person.group.as_deref(),
        favourite: person.favourite,
        rule: person.rule.as_ref().map(rule),
        once: person.once.as_ref().map(rule),
        muted_until: person.muted_until.map(Instant),
        muted_words: person.muted_words.as_deref(),
    }
}

pub(crate) fn groups(snapshot: &Snapshot) -> Groups<'_> {
    let groups = snapshot.groups.iter().map(|group| Group {
        name: &group.name,
        size: text::members(snapshot, &group.name),
        rule: group.rule.as_ref().map(rule),
    });
    Groups {
        groups: groups.collect(),
    }
}

pub(crate) fn results(found: &[FoundView]) -> Results<'_> {
    let results = found.iter().map(|found| Found {
        id: &found.person.id,
        name: &found.person.name,
        address: found.person.address.as_deref(),
        watched: found.watched,
    });
    Results {
        results: results.collect(),
    }
}
