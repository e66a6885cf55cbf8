//! What `notify` did.

use porchlight_core::model::{PersonId, Transition};
use porchlight_core::view::{PersonView, RuleView};
use serde::Serialize;

use super::Instant;

/// What holds for somebody now.
#[derive(Debug, Serialize)]
pub(crate) struct Notify<'a> {
    id: &'a PersonId,
    name: &'a str,
    address: Option<&'a str>,
    /// Their own; null where their group's or everybody's applies.
    rule: Option<Rule<'a>>,
    once: Option<Rule<'a>>,
    notes: &'a [String],
}

#[derive(Debug, Serialize)]
struct Rule<'a> {
    when: &'a [Transition],
    stable_seconds: u32,
    until: Option<Instant>,
    until_words: Option<&'a str>,
    even_when_busy: bool,
}

pub(crate) fn notify<'a>(person: &'a PersonView, notes: &'a [String]) -> Notify<'a> {
    Notify {
        id: &person.id,
        name: &person.name,
        address: person.address.as_deref(),
        rule: person.rule.as_ref().map(rule),
        once: person.once.as_ref().map(rule),
        notes,
    }
}

fn rule(view: &RuleView) -> Rule<'_> {
    Rule {
        when: &view.rule.when,
        stable_seconds: view.rule.stable,
        until: view.rule.until.map(Instant),
        until_words: view.until_words.as_deref(),
        even_when_busy: view.rule.even_when_busy,
    }
}
