//! The people watched, followed, found and added, as everybody may see them.

use chrono::{DateTime, Utc};

use crate::auth::{AuthError, Scopes};
use crate::engine::adding::Adding;
use crate::engine::people::{People, Seen};
use crate::engine::session::{Search, SignedIn};
use crate::engine::state::State;
use crate::model::{Group, Person, PersonId, Rule, Shape, Watched, ordered, until_words};
use crate::view::{
    AddingView, FoundView, GroupView, PersonView, RuleView, SearchView, SeveralView, contacts,
    day_and_time_words, name_words, plain,
};

impl State {
    pub(super) fn people_views(
        &self,
        signed_in: Option<&SignedIn>,
        now: DateTime<Utc>,
    ) -> Vec<PersonView> {
        let list = &self.stored.watch_list;
        let people = signed_in.map(|s| &s.people);
        let unseen = signed_in.is_some_and(|s| s.ended.is_none() && s.scopes == Scopes::Own);
        let shape = |id: &PersonId| {
            let seen = people.and_then(|people| people.get(id));
            seen.map_or(Shape::Unknown, |seen| seen.presence.shape())
        };
        let watched = ordered(list, &self.stored.groups, self.stored.sort, shape);
        let watched = watched.into_iter().map(|w| (&w.person, Some(w)));
        let followed = people.map(People::followed).unwrap_or_default();
        let followed = followed
            .iter()
            .filter(|p| list.get(&p.id).is_none())
            .map(|p| (p, None));
        watched
            .chain(followed)
            .map(|(p, watched)| {
                let mut view = self.person_view(p, watched, people, now);
                if unseen {
                    view.problem = Some(AuthError::NoConsent.to_user().title);
                }
                view
            })
            .collect()
    }

    fn person_view(
        &self,
        person: &Person,
        watched: Option<&Watched>,
        people: Option<&People>,
        now: DateTime<Utc>,
    ) -> PersonView {
        let seen: Option<&Seen> = people.and_then(|people| people.get(&person.id));
        let refused = people.is_some_and(|people| people.is_untold(&person.id));
        let since = seen.and_then(|seen| seen.since);
        let muted = watched.and_then(|w| w.muted_until);
        let muted = muted.filter(|until| now < *until);
        PersonView {
            id: person.id.clone(),
            name: name_words(&person.name),
            address: person.address.as_deref().map(name_words),
            phone: person.phone.as_deref().map(name_words),
            initials: person.initials(),
            presence: seen.map(|seen| self.presence_view(&seen.presence, now)),
            since,
            since_words: since
                .map(|since| format!("since {}", day_and_time_words(since, now, self.zone))),
            as_of: seen.map(|seen| seen.as_of),
            problem: refused.then(|| "Microsoft Graph does not tell their presence".to_owned()),
            watched: watched.is_some(),
            favourite: watched.is_some_and(|w| w.favourite),
            group: watched.and_then(|w| self.group_of(w)),
            contacts: contacts(person),
            rule: watched.and_then(|w| self.rule_view(w.rule.as_ref(), now)),
            once: watched.and_then(|w| self.rule_view(w.once.as_ref(), now)),
            muted_until: muted,
            muted_words: muted.map(|until| until_words(until, now, self.zone)),
        }
    }

    /// The name of somebody's group, if it is there.
    fn group_of(&self, watched: &Watched) -> Option<String> {
        let name = watched.group.as_ref()?;
        let is_there = self.stored.groups.iter().any(|group| group.name == *name);
        is_there.then(|| plain(name))
    }

    pub(super) fn group_views(&self, now: DateTime<Utc>) -> Vec<GroupView> {
        let view = |group: &Group| GroupView {
            name: plain(&group.name),
            folded: group.folded,
            rule: self.rule_view(group.rule.as_ref(), now),
        };
        self.stored.groups.iter().map(view).collect()
    }

    fn rule_view(&self, rule: Option<&Rule>, now: DateTime<Utc>) -> Option<RuleView> {
        let rule = rule.filter(|rule| !rule.has_ended(now))?;
        Some(self.rule_in_words(rule, now))
    }

    pub(super) fn rule_in_words(&self, rule: &Rule, now: DateTime<Utc>) -> RuleView {
        RuleView {
            rule: rule.clone(),
            until_words: rule.until.map(|until| until_words(until, now, self.zone)),
        }
    }

    fn found_view(&self, person: &Person) -> FoundView {
        FoundView {
            initials: person.initials(),
            watched: self.stored.watch_list.get(&person.id).is_some(),
            person: person.clone(),
        }
    }

    pub(super) fn adding_view(&self, adding: &Adding) -> AddingView {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let names = |people: &[Person]| people.iter().map(|p| name_words(&p.name)).collect();
        let several = adding.several.iter().map(|(words, people)| SeveralView {
            words: name_words(words),
            people: people
                .iter()
                .map(|person| self.found_view(person))
                .collect(),
        });
        AddingView {
            done: number(adding.done()),
            all: number(adding.all),
            busy: adding.is_busy(),
            added: names(&adding.added),
            changed: names(&adding.changed),
            known: names(&adding.known),
            not_found: adding
                .not_found
                .iter()
                .map(|words| name_words(words))
                .collect(),
            several: several.collect(),
            problem: adding.problem.clone(),
        }
    }

    pub(super) fn search_view(&self, search: &Search) -> SearchView {
        SearchView {
            text: search.text.clone(),
            busy: search.answer.is_some(),
            results: search.results.iter().map(|p| self.found_view(p)).collect(),
            problem: search.problem.clone(),
        }
    }
}
