//! The watch list: the colleagues polled, each with a rule.

use serde::{Deserialize, Serialize};

use super::{Person, PersonId, Rule};

/// A colleague on the watch list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watched {
    #[serde(flatten)]
    pub person: Person,
    #[serde(default)]
    pub rule: Rule,
}

/// Colleagues in the order the user put them; no id twice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WatchList(Vec<Watched>);

impl WatchList {
    pub fn iter(&self) -> impl Iterator<Item = &Watched> {
        self.0.iter()
    }

    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Watched> {
        self.0.iter_mut()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn get(&self, id: &PersonId) -> Option<&Watched> {
        self.0.iter().find(|w| w.person.id == *id)
    }

    /// Adds somebody, or brings their name up to date; true if they are new.
    pub fn add(&mut self, person: Person) -> bool {
        if let Some(known) = self.0.iter_mut().find(|w| w.person.id == person.id) {
            known.person = person;
            return false;
        }
        self.0.push(Watched {
            person,
            rule: Rule::default(),
        });
        true
    }

    /// True if somebody was removed.
    pub fn remove(&mut self, id: &PersonId) -> bool {
        let before = self.0.len();
        self.0.retain(|w| w.person.id != *id);
        self.0.len() != before
    }

    /// True if the person is on the list.
    pub fn set_rule(&mut self, id: &PersonId, rule: Rule) -> bool {
        self.0
            .iter_mut()
            .find(|w| w.person.id == *id)
            .map(|w| w.rule = rule)
            .is_some()
    }
}
