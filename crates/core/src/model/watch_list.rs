//! The watch list: the colleagues polled, each with a rule.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Person, PersonId, Rule};

/// A colleague on the watch list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watched {
    #[serde(flatten)]
    pub person: Person,
    /// Their own; without one, their group's applies, or everybody's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Rule>,
    /// Besides the rule: tells once, and is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub once: Option<Rule>,
    /// No notice about them before then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub muted_until: Option<DateTime<Utc>>,
    /// Favourites come first.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub favourite: bool,
    /// The name of their group, if they are in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

impl Watched {
    pub fn new(person: Person) -> Self {
        Self {
            person,
            rule: None,
            once: None,
            muted_until: None,
            favourite: false,
            group: None,
        }
    }

    /// Brings name and address up to date. A number stays where none is told:
    /// not everybody who names a person may read it.
    fn is_now(&mut self, person: Person) {
        let phone = self.person.phone.take();
        self.person = person;
        self.person.phone = self.person.phone.take().or(phone);
    }
}

impl Watched {
    /// Their own rule, else their group's, else everybody's. An ended one is none.
    pub fn rule_in_force<'a>(
        &'a self,
        groups: &'a [Group],
        default_rule: &'a Rule,
        now: DateTime<Utc>,
    ) -> Option<&'a Rule> {
        let of_group = || {
            let name = self.group.as_deref()?;
            groups
                .iter()
                .find(|group| group.name == name)?
                .rule
                .as_ref()
        };
        let is_live = |rule: &&Rule| !rule.has_ended(now);
        let own = self.rule.as_ref().filter(is_live);
        own.or_else(|| of_group().filter(is_live))
            .or_else(|| Some(default_rule).filter(is_live))
    }
}

/// A group of the watch list. Groups have an order of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    pub name: String,
    /// Without one, everybody's applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Rule>,
    /// The window shows its name alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub folded: bool,
}

/// How the people of a group are ordered; favourites always come first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Sort {
    /// As the user put them.
    #[default]
    Own,
    Name,
    /// Who can be reached first, then by name.
    Presence,
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
            known.is_now(person);
            return false;
        }
        self.0.push(Watched::new(person));
        true
    }

    /// The same for many at once; returns the ids of those who are new.
    pub fn add_all(&mut self, people: impl IntoIterator<Item = Person>) -> HashSet<PersonId> {
        let places = self.0.iter().enumerate();
        let mut places: HashMap<PersonId, usize> =
            places.map(|(n, w)| (w.person.id.clone(), n)).collect();
        let mut new = HashSet::new();
        for person in people {
            if let Some(place) = places.get(&person.id) {
                self.0[*place].is_now(person);
            } else {
                places.insert(person.id.clone(), self.0.len());
                new.insert(person.id.clone());
                self.0.push(Watched::new(person));
            }
        }
        new
    }

    /// Takes the numbers that the directory tells of those on the list; true if
    /// one was not known.
    pub fn learn_phones(&mut self, people: &[Person]) -> bool {
        let mut learnt = false;
        for person in people.iter().filter(|person| person.phone.is_some()) {
            if let Some(known) = self.get_mut(&person.id)
                && known.person.phone != person.phone
            {
                known.person.phone.clone_from(&person.phone);
                learnt = true;
            }
        }
        learnt
    }

    /// Everybody on the list by their id.
    pub fn by_id(&mut self) -> HashMap<PersonId, &mut Watched> {
        let all = self.0.iter_mut();
        all.map(|w| (w.person.id.clone(), w)).collect()
    }

    /// Who is called just so, by id, address and name in lower case; none where
    /// several are.
    pub fn by_word(&self) -> HashMap<String, Option<&Person>> {
        let mut called: HashMap<String, Option<&Person>> = HashMap::new();
        for person in self.iter().map(|watched| &watched.person) {
            let words = [person.id.as_str(), person.name.as_str()].into_iter();
            let words = words.chain(person.address.as_deref());
            for word in words.map(str::to_lowercase).collect::<BTreeSet<_>>() {
                let known = called.entry(word).or_insert(Some(person));
                known.take_if(|known| known.id != person.id);
            }
        }
        called
    }

    /// Takes people off the list; returns those who were on it, in its order,
    /// each with their place.
    pub fn take_off(&mut self, ids: &[PersonId]) -> Vec<(usize, Watched)> {
        let ids: HashSet<&PersonId> = ids.iter().collect();
        let all = std::mem::take(&mut self.0).into_iter().enumerate();
        let (gone, left): (Vec<_>, Vec<_>) = all.partition(|(_, w)| ids.contains(&w.person.id));
        self.0 = left.into_iter().map(|(_, watched)| watched).collect();
        gone
    }

    /// Puts people back where they were taken off, as they were then; whoever
    /// was added anew stays. Places beyond the end are the end.
    pub fn put_back(&mut self, gone: Vec<(usize, Watched)>) {
        let others = std::mem::take(&mut self.0);
        let there: HashSet<PersonId> = others.iter().map(|w| w.person.id.clone()).collect();
        let mut others = others.into_iter();
        for (place, watched) in gone {
            if there.contains(&watched.person.id) {
                continue;
            }
            let before = place.saturating_sub(self.0.len());
            self.0.extend(others.by_ref().take(before));
            self.0.push(watched);
        }
        self.0.extend(others);
    }

    pub fn get_mut(&mut self, id: &PersonId) -> Option<&mut Watched> {
        self.0.iter_mut().find(|w| w.person.id == *id)
    }

    /// The place in the user's own order.
    pub fn position(&self, id: &PersonId) -> Option<usize> {
        self.0.iter().position(|w| w.person.id == *id)
    }

    /// Takes whoever is at one place to another; places beyond the end are the end.
    pub fn put(&mut self, from: usize, to: usize) {
        if from < self.0.len() {
            let moved = self.0.remove(from);
            self.0.insert(to.min(self.0.len()), moved);
        }
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }
}
