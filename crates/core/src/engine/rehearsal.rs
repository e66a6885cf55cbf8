//! Rounds of polling without a network, to measure what the engine itself costs.

use chrono::{DateTime, TimeDelta, Utc};

use super::Mode;
use super::effect::Effect;
use super::input::{Input, Report};
use super::state::State;
use crate::auth::{Account, Cloud, Registration};
use crate::graph::Presences;
use crate::model::{Group, Person, PersonId, Presence, Rule, Sort, Transition};
use crate::settings::Stored;
use crate::view::{Entry, Snapshot, menu};

/// How many groups there are where there are rules.
const GROUPS: usize = 40;

/// A signed-in resident engine that watches many people.
#[derive(Debug)]
pub struct Rehearsal {
    state: State,
    now: DateTime<Utc>,
    ids: Vec<PersonId>,
    rounds: usize,
}

impl Rehearsal {
    /// An engine that watches so many people, after its first round.
    pub fn watching(people: u32) -> Self {
        let ids: Vec<PersonId> = (0..people).filter_map(id).collect();
        let mut stored = Stored::default();
        for (n, id) in ids.iter().enumerate() {
            stored.watch_list.add(Person {
                id: id.clone(),
                name: format!("Colleague Number{n}"),
                address: Some(format!("colleague{n}@contoso.example")),
                phone: None,
            });
        }
        Self::of(stored, ids)
    }

    /// The same with forty groups that have rules, and people with rules, wishes
    /// and mutes of their own.
    pub fn ruling(people: u32) -> Self {
        let mut rehearsal = Self::watching(people);
        let stored = &mut rehearsal.state.stored;
        let stable = Rule {
            stable: 30,
            ..Rule::default()
        };
        for n in 0..GROUPS {
            stored.groups.push(Group {
                name: format!("Group {n}"),
                rule: Some(stable.clone()).filter(|_| n % 2 == 0),
                folded: false,
            });
        }
        for (n, watched) in stored.watch_list.iter_mut().enumerate() {
            watched.group = Some(format!("Group {}", n % GROUPS));
            match n % 10 {
                0 => {
                    watched.rule = Some(Rule {
                        when: Transition::ALL.to_vec(),
                        ..Rule::default()
                    });
                }
                1 => watched.once = Some(stable.clone()),
                3 => watched.muted_until = Some(rehearsal.now + TimeDelta::days(1)),
                _ => {}
            }
        }
        rehearsal
    }

    fn of(mut stored: Stored, ids: Vec<PersonId>) -> Self {
        stored.account = id(u32::MAX).map(|id| Account {
            id,
            tenant_id: "rehearsal".to_owned(),
            name: "Robin Carter".to_owned(),
            address: None,
        });
        let registration = Cloud::named("global")
            .map(|cloud| Registration {
                client_id: "rehearsal".to_owned(),
                tenant: "organizations".to_owned(),
                cloud,
            })
            .ok_or_else(|| crate::UserError::usage("There is no global cloud", ""));
        let zone = chrono_tz::Europe::Berlin;
        let stored = (stored, None);
        let application = (registration, None);
        let state = State::new(Mode::Resident, true, zone, application, stored, 1);
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let mut rehearsal = Self {
            state,
            now,
            ids,
            rounds: 0,
        };
        rehearsal.feed(Input::Started);
        rehearsal.feed(Input::Resumed(Ok(())));
        rehearsal.round(0);
        rehearsal
    }

    /// One round in which so many people changed: reading, comparing, rules,
    /// snapshot and menu. Returns how many notices it gave.
    pub fn round(&mut self, changed: usize) -> usize {
        self.rounds += 1;
        self.now += TimeDelta::seconds(40);
        self.feed(Input::Tick);
        let free = Presence::from_graph(Some("Available"), Some("Available"));
        let busy = Presence::from_graph(Some("Busy"), Some("InAMeeting"));
        let odd = self.rounds % 2 == 1;
        let found = self.ids.iter().enumerate().map(|(n, id)| {
            let presence = if n < changed && odd { &free } else { &busy };
            (id.clone(), presence.clone())
        });
        let readings = Presences {
            found: found.collect(),
            ..Presences::default()
        };
        let generation = self.state.generation();
        self.feed(Input::Report(generation, Report::Own(Ok(free.clone()))));
        let effects = self.feed(Input::Report(generation, Report::People(Ok(readings))));
        let told = |effect: &&Effect| matches!(effect, Effect::Notify(_));
        effects.iter().filter(told).count()
    }

    /// The list in this order, in groups of five hundred with a favourite in each.
    pub fn sort(&mut self, by: Sort) {
        for (n, watched) in self.state.stored.watch_list.iter_mut().enumerate() {
            watched.group = Some(format!("Group {}", n / 500));
            watched.favourite = n % 500 == 0;
        }
        let groups = (0..=self.ids.len() / 500).map(|n| Group {
            name: format!("Group {n}"),
            rule: None,
            folded: false,
        });
        self.state.stored.groups = groups.collect();
        self.state.stored.sort = by;
    }

    /// What the faces would be shown.
    pub fn snapshot(&self) -> (Snapshot, Vec<Entry>) {
        let snapshot = self.state.snapshot(self.now);
        let menu = menu(&snapshot);
        (snapshot, menu)
    }

    fn feed(&mut self, input: Input) -> Vec<Effect> {
        self.state.handle(input, self.now)
    }
}

fn id(n: u32) -> Option<PersonId> {
    PersonId::parse(&uuid::Uuid::from_u128(u128::from(n) + 1).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rehearsed_round_is_a_real_one() {
        let mut rehearsal = Rehearsal::watching(10);
        let told: Vec<usize> = (0..4).map(|_| rehearsal.round(3)).collect();
        assert_eq!(told.iter().sum::<usize>(), 6, "{told:?}");
        let (snapshot, menu) = rehearsal.snapshot();
        assert_eq!(snapshot.people.len(), 10);
        assert!(menu.len() > 10);
    }

    #[test]
    fn a_rehearsal_with_rules_tells_what_they_name() {
        let mut rehearsal = Rehearsal::ruling(60);
        assert_eq!(rehearsal.round(0), 0);
        // One digest: half of the groups wait whether it lasts.
        assert_eq!(rehearsal.round(60), 1);
        let (snapshot, _) = rehearsal.snapshot();
        assert_eq!(snapshot.groups.len(), GROUPS);
        assert_eq!(snapshot.notices.held_back.len(), 6, "those who are muted");
    }
}
