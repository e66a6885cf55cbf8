//! People in the menu: how they are, and whom to tell about once.

use super::{Action, Entry, shortened};
use crate::model::{Person, Shape, Transition};
use crate::plain::plain;
use crate::view::{Command, PersonView, RuleWish, Snapshot};

/// How many people the menu names; more are one click away in the window.
const MOST_PEOPLE: usize = 20;

pub(super) fn people(snapshot: &Snapshot) -> Vec<Entry> {
    let watched: Vec<&PersonView> = snapshot.people.iter().filter(|p| p.watched).collect();
    if watched.is_empty() {
        return Vec::new();
    }
    let line = |person: &&PersonView| Entry::Item {
        text: person_line(person),
        action: Action::OpenWindow,
    };
    let mut entries: Vec<Entry> = watched.iter().take(MOST_PEOPLE).map(line).collect();
    entries.extend(more(watched.len()));
    entries.extend(telling_once(&watched));
    entries.push(Entry::Separator);
    entries
}

fn more(people: usize) -> Option<Entry> {
    let more = people.checked_sub(MOST_PEOPLE).filter(|more| *more > 0)?;
    Some(Entry::Item {
        text: format!("{more} more…"),
        action: Action::OpenWindow,
    })
}

fn person_line(person: &PersonView) -> String {
    let presence = person.presence.as_ref().map_or("Unknown", |p| &p.label);
    shortened(&format!("{}: {presence}", plain(&person.name)))
}

/// Whoever is not available, with a mark where that is told once they are. Those
/// come first, so that a click can take it back.
fn telling_once(watched: &[&PersonView]) -> Option<Entry> {
    let is_available = |person: &PersonView| {
        let presence = person.presence.as_ref();
        presence.is_some_and(|presence| presence.shape == Shape::Available)
    };
    let told = watched.iter().filter(|person| awaits_available(person));
    let others = watched
        .iter()
        .filter(|person| person.once.is_none() && !is_available(person));
    let offered: Vec<&&PersonView> = told.chain(others).collect();
    if offered.is_empty() {
        return None;
    }
    let first = offered.iter().take(MOST_PEOPLE);
    let mut entries: Vec<Entry> = first.map(|person| tell_once(person)).collect();
    entries.extend(more(offered.len()));
    Some(Entry::Submenu {
        text: "Tell me once when available".to_owned(),
        entries,
    })
}

fn awaits_available(person: &PersonView) -> bool {
    let wish = person.once.as_ref();
    wish.is_some_and(|wish| wish.rule.when.contains(&Transition::BecomesAvailable))
}

/// A click turns it over.
fn tell_once(person: &PersonView) -> Entry {
    let id = person.id.clone();
    let name = plain(&person.name);
    let action = match &person.once {
        Some(_) => Command::StopTellingOnce { id },
        None => Command::TellOnce {
            person: Person {
                id,
                name: name.clone(),
                address: person.address.clone(),
                phone: person.phone.clone(),
            },
            rule: RuleWish::available(),
        },
    };
    Entry::Check {
        text: shortened(&name),
        checked: person.once.is_some(),
        action: Action::Send(action),
    }
}
