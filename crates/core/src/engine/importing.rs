//! A file of people laid over the watch list. What the file says wins; what it
//! does not say, and everybody it does not name, stays as it is.

use std::collections::{HashMap, HashSet};

use super::commands::{group_name, named_or_new};
use crate::UserError;
use crate::model::{Person, PersonId, Rule, Watched};
use crate::settings::Stored;
use crate::view::{FilePerson, PeopleFile};

/// Reads a file whose groups have names that groups can have.
pub(super) fn read(text: &str) -> Result<PeopleFile, UserError> {
    let file = PeopleFile::parse(text)?;
    let groups = file.groups.iter().map(|group| &group.name);
    let of_people = file.people.iter().filter_map(|p| p.group.as_ref());
    for name in groups.chain(of_people) {
        group_name(name)?;
    }
    Ok(file)
}

/// The addresses of those who have no id in the file, each once.
pub(super) fn words(file: &PeopleFile) -> Vec<String> {
    let mut seen = HashSet::new();
    let open = file.people.iter().filter(|person| person.id.is_none());
    open.filter_map(|person| person.address.as_ref())
        .filter(|address| seen.insert(address.to_lowercase()))
        .cloned()
        .collect()
}

/// What a file did to the people it names.
#[derive(Debug, Default)]
pub(super) struct Laid {
    pub(super) added: Vec<Person>,
    pub(super) changed: Vec<Person>,
    pub(super) unchanged: Vec<Person>,
}

/// Lays a file over the list.
pub(super) fn apply(
    stored: &mut Stored,
    file: &PeopleFile,
    found: &HashMap<String, Person>,
) -> Laid {
    // A list taken home again brings it along; somebody else's must not change
    // what is told of my own people.
    if let Some(rule) = &file.default_rule
        && stored.watch_list.is_empty()
    {
        stored.default_rule = rule.into();
    }
    for group in &file.groups {
        let name = group_called(stored, &group.name);
        let mut groups = stored.groups.iter_mut();
        if let Some(rule) = &group.rule
            && let Some(known) = groups.find(|group| group.name == name)
        {
            known.rule = Some(rule.into());
        }
    }
    let mut groups = HashMap::new();
    for name in file.people.iter().filter_map(|entry| entry.group.as_ref()) {
        if !groups.contains_key(name) {
            groups.insert(name, group_called(stored, name));
        }
    }
    let named = file.people.iter();
    let named: Vec<(Person, &FilePerson)> = named
        .filter_map(|entry| Some((meant(stored, entry, found)?, entry)))
        .collect();
    let before: HashMap<PersonId, Watched> = {
        let list = stored.watch_list.by_id().into_iter();
        let meant: HashSet<&PersonId> = named.iter().map(|(person, _)| &person.id).collect();
        let meant = list.filter(|(id, _)| meant.contains(id));
        meant.map(|(id, watched)| (id, watched.clone())).collect()
    };
    let people = named.iter().map(|(person, _)| person.clone());
    let new = stored.watch_list.add_all(people);
    let mut list = stored.watch_list.by_id();
    for (person, entry) in &named {
        if let Some(watched) = list.get_mut(&person.id) {
            let group = entry.group.as_ref().and_then(|name| groups.get(name));
            watched.group = group.cloned().or(watched.group.take());
            watched.favourite |= entry.favourite;
            watched.rule = entry.rule.as_ref().map(Rule::from).or(watched.rule.take());
        }
    }
    let mut laid = Laid::default();
    let mut told = HashSet::new();
    for (person, _) in named {
        if !told.insert(person.id.clone()) {
            continue;
        }
        let is_now = list.get(&person.id).map(|watched| &**watched);
        let kind = if new.contains(&person.id) {
            &mut laid.added
        } else if before.get(&person.id) == is_now {
            &mut laid.unchanged
        } else {
            &mut laid.changed
        };
        kind.push(person);
    }
    laid
}

/// The name of this group as it is written there; it is made where there is none.
fn group_called(stored: &mut Stored, name: &str) -> String {
    // The names were checked when the file was read.
    named_or_new(stored, name).unwrap_or_else(|_| name.to_owned())
}

fn meant(stored: &Stored, entry: &FilePerson, found: &HashMap<String, Person>) -> Option<Person> {
    let Some(id) = &entry.id else {
        let address = entry.address.as_ref()?.to_lowercase();
        return found.get(&address).cloned();
    };
    let known = || stored.watch_list.get(id).map(|watched| &watched.person);
    let address = entry.address.clone();
    let address = address.or_else(|| known()?.address.clone());
    let name = entry.name.clone();
    let name = name.or_else(|| Some(known()?.name.clone()));
    Some(Person {
        name: name
            .or_else(|| address.clone())
            .unwrap_or_else(|| id.to_string()),
        address,
        phone: None,
        id: id.clone(),
    })
}
