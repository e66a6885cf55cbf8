//! The model of the company and its presence, without HTTP and without a
//! clock of its own.

pub(crate) mod company;
pub(crate) mod events;
pub(crate) mod fault;
pub(crate) mod message;
pub(crate) mod person;
pub(crate) mod presence;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use company::{Company, ME};
use events::Script;
use message::StatusMessage;
use person::{Kind, Person};
use presence::{Pair, Presence, Session, TEAMS};

/// The directory and everybody's presence.
#[derive(Debug)]
pub(crate) struct World {
    people: BTreeMap<Uuid, Person>,
    script: Option<Script>,
    added: u32,
}

impl World {
    pub(crate) fn new(company: Company, lively: bool, now: DateTime<Utc>) -> Self {
        let people = company::people(company, now);
        // Whoever is on holiday stays there.
        let cast = people
            .iter()
            .filter(|person| person.id != ME && person.kind == Kind::Member)
            .filter(|person| person.presence.latest().out_of_office.is_none())
            .map(|person| person.id)
            .collect();
        Self {
            people: people.into_iter().map(|p| (p.id, p)).collect(),
            script: lively.then(|| Script::new(cast, now)),
            added: 0,
        }
    }

    pub(crate) fn person(&self, id: Uuid) -> Option<&Person> {
        self.people.get(&id)
    }

    pub(crate) fn person_mut(&mut self, id: Uuid) -> Option<&mut Person> {
        self.people.get_mut(&id)
    }

    pub(crate) fn people(&self) -> impl Iterator<Item = &Person> {
        self.people.values()
    }

    /// Whose id, address or name this is.
    pub(crate) fn find(&self, who: &str) -> Option<Uuid> {
        if let Ok(id) = who.parse() {
            return self.people.contains_key(&id).then_some(id);
        }
        self.people()
            .find(|person| {
                person.address.eq_ignore_ascii_case(who)
                    || person.name().eq_ignore_ascii_case(who)
                    || person.given.eq_ignore_ascii_case(who)
            })
            .map(|person| person.id)
    }

    /// Adds so many people and returns their ids.
    pub(crate) fn add_people(&mut self, number: u32) -> Vec<Uuid> {
        let first = self.added + 1;
        self.added += number;
        (first..=self.added)
            .map(|number| {
                let person = company::added(number);
                let id = person.id;
                self.people.insert(id, person);
                id
            })
            .collect()
    }

    /// Lets happen what the script has for the time up to `now`.
    pub(crate) fn catch_up(&mut self, now: DateTime<Utc>) {
        let Some(script) = &mut self.script else {
            return;
        };
        while let Some(turn) = script.next_turn(now) {
            if let Some(person) = self.people.get_mut(&turn.person) {
                let pair = Pair::new(turn.availability, turn.activity);
                person.presence.change(turn.at, |presence| {
                    teams_reports(presence, &pair, turn.at);
                    presence.message = turn.message.map(|content| StatusMessage {
                        content: content.to_owned(),
                        expires_at: None,
                        published_at: turn.at,
                    });
                });
            }
        }
    }
}

/// A Teams client reports this pair; `Offline/Offline` signs it out.
pub(crate) fn teams_reports(presence: &mut Presence, pair: &Pair, now: DateTime<Utc>) {
    if *pair == Pair::new("Offline", "Offline") {
        presence.clear_session(TEAMS, now);
    } else {
        let session = Session {
            pair: pair.clone(),
            set_at: now,
            expires_at: None,
        };
        presence.set_session(TEAMS, session);
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn people_are_found_by_id_address_and_name() {
        let world = World::new(Company::Test, false, DateTime::UNIX_EPOCH);
        let ada = Some(company::ADA);
        assert_eq!(world.find("ada"), ada);
        assert_eq!(world.find("Ada Lovelace"), ada);
        assert_eq!(world.find("ADA@contoso.example"), ada);
        assert_eq!(world.find(&company::ADA.to_string()), ada);
        assert_eq!(world.find("Charles"), None);
        assert_eq!(world.find(&Uuid::nil().to_string()), None);
    }

    #[test]
    fn thousands_can_be_added() {
        let mut world = World::new(Company::Test, false, DateTime::UNIX_EPOCH);
        assert_eq!(world.add_people(10_000).len(), 10_000);
        assert_eq!(world.add_people(1), [company::added_id(10_001)]);
        assert!(world.person(company::added_id(10_000)).is_some());
    }

    #[test]
    fn the_lively_company_changes_without_the_signed_in_person() {
        let start = DateTime::UNIX_EPOCH;
        let later = start + TimeDelta::minutes(30);
        let mut world = World::new(Company::Demo, true, start);
        let look = |world: &World| -> Vec<_> {
            let people = world.people();
            people
                .map(|p| p.presence.visible(later).at(later))
                .collect()
        };
        let before = look(&world);
        let mine = world.person(ME).map(|me| me.presence.latest().clone());
        world.catch_up(later);
        assert_ne!(look(&world), before);
        assert_eq!(
            world.person(ME).map(|me| me.presence.latest().clone()),
            mine
        );
    }
}
