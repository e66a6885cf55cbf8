//! What `notify` did.

use porchlight_core::model::{PersonId, Transition};
use porchlight_core::view::{PersonView, RuleView};
use serde::Serialize;

use super::Instant;
use crate::hold::{By, Hold};

/// What holds for somebody now.
#[derive(Debug, Serialize)]
pub(crate) struct Notify<'a> {
    id: &'a PersonId,
    name: &'a str,
    address: Option<&'a str>,
    /// Their own; null where their group's or everybody's applies.
    rule: Option<Rule<'a>>,
    once: Option<Rule<'a>>,
    /// What holds their notices back now.
    held_back: Vec<HeldBack<'a>>,
    notes: &'a [String],
}

#[derive(Debug, Serialize)]
struct HeldBack<'a> {
    by: By,
    until: Option<Instant>,
    until_words: Option<&'a str>,
}

#[derive(Debug, Serialize)]
pub(super) struct Rule<'a> {
    when: &'a [Transition],
    stable_seconds: u32,
    until: Option<Instant>,
    until_words: Option<&'a str>,
    even_when_busy: bool,
}

pub(crate) fn notify<'a>(
    person: &'a PersonView,
    holds: &'a [Hold],
    notes: &'a [String],
) -> Notify<'a> {
    Notify {
        id: &person.id,
        name: &person.name,
        address: person.address.as_deref(),
        rule: person.rule.as_ref().map(rule),
        once: person.once.as_ref().map(rule),
        held_back: holds.iter().map(held_back).collect(),
        notes,
    }
}

fn held_back(hold: &Hold) -> HeldBack<'_> {
    HeldBack {
        by: hold.by,
        until: hold.until.map(Instant),
        until_words: hold.until_words.as_deref(),
    }
}

pub(super) fn rule(view: &RuleView) -> Rule<'_> {
    Rule {
        when: &view.rule.when,
        stable_seconds: view.rule.stable,
        until: view.rule.until.map(Instant),
        until_words: view.until_words.as_deref(),
        even_when_busy: view.rule.even_when_busy,
    }
}
