//! The state as everybody may see it.

use chrono::{DateTime, Utc};

use super::adding::Adding;
use super::own::Own;
use super::people::{People, Seen};
use super::saving::Unsaved;
use super::session::{Search, Session, SignedIn};
use super::state::State;
use super::wish::Wish;
use crate::auth::{AuthError, Keeping, Scopes};
use crate::graph::{GraphError, Unreachable};
use crate::model::{
    Group, Person, PersonId, Presence, Requested, Rule, Shape, StatusMessage, Watched, ordered,
    until_words,
};
use crate::view::{
    AccountView, AddingView, Background, FoundView, GroupView, HealthKind, HealthView, KeepView,
    MeView, MessageView, NoticesView, PersonView, PresenceView, RequestedView, RuleView,
    SearchView, SettingsView, SeveralView, Snapshot, Standing, contacts, day_and_time_words,
    holding_view, message_words, name_words, plain, plain_lines, presence_words, status_words,
    time_words, work_location_words,
};

impl State {
    /// A whole snapshot; its revision is set by who publishes it.
    pub(super) fn snapshot(&self, now: DateTime<Utc>) -> Snapshot {
        let signed_in = match &self.session {
            Session::SignedIn(signed_in) => Some(signed_in.as_ref()),
            Session::Starting { .. } | Session::SignedOut { .. } => None,
        };
        Snapshot {
            revision: 0,
            account: self.account_view(),
            sign_in: self.flow.as_ref().map(|flow| flow.step.clone()),
            me: signed_in.map(|s| self.me_view(&s.own, now)),
            people: self.people_views(signed_in, now),
            groups: self.group_views(now),
            sort: self.stored.sort,
            search: signed_in
                .and_then(|s| s.search.as_ref())
                .map(|s| self.search_view(s)),
            adding: self.adding.as_ref().map(|a| self.adding_view(a)),
            health: self.health_view(signed_in, now),
            notices: self.notices_view(signed_in, now),
            settings: self.settings_view(now),
            problem: self.problem.clone(),
            help: self.help.clone(),
        }
    }

    fn settings_view(&self, now: DateTime<Utc>) -> SettingsView {
        let keep = self.stored.keep_available;
        SettingsView {
            zone: self.zone.name().to_owned(),
            clear_on_quit: self.stored.clear_on_quit,
            keep_available: keep.map(|keep| KeepView {
                until: keep.until,
                until_words: keep.until.map(|end| until_words(end, now, self.zone)),
            }),
            away_when_locked: self.stored.away_when_locked,
            poll_seconds: u32::try_from(self.poll_interval.num_seconds()).unwrap_or(u32::MAX),
            demo: self.demo,
            registration: self.registration_view(),
        }
    }

    fn account_view(&self) -> AccountView {
        match &self.session {
            Session::Starting { .. } => AccountView::Starting,
            Session::SignedOut { why } => AccountView::SignedOut {
                reason: why.clone(),
            },
            Session::SignedIn(signed_in) => {
                let account = &signed_in.account;
                let person = Person {
                    id: account.id.clone(),
                    name: account.name.clone(),
                    address: account.address.clone(),
                    phone: None,
                };
                AccountView::SignedIn {
                    initials: person.initials(),
                    id: person.id,
                    name: person.name,
                    address: person.address,
                    sign_in_needed: signed_in.ended.is_some(),
                    kept: signed_in.keeping == Keeping::Kept,
                    consent_needed: signed_in.scopes == Scopes::Own,
                }
            }
        }
    }

    fn me_view(&self, own: &Own, now: DateTime<Utc>) -> MeView {
        let wish = Wish::of(&self.stored, self.seat);
        let stored = &self.stored;
        let requested = stored.requested.as_ref();
        let requested = requested.map(|requested| self.requested_view(own, requested, &wish, now));
        let reported = own.reported.as_ref();
        let young = requested
            .as_ref()
            .filter(|r| r.standing == Standing::Pending);
        let expected = young.and_then(|_| wish.plan.expected());
        let since = stored.reported.as_ref().filter(|_| reported.is_some());
        let background = Background {
            requested: stored.requested.as_ref(),
            keep_available: stored.keep_available.as_ref(),
            held: &stored.held,
            reported: reported.map(|reported| (&reported.presence, reported.at)),
            reported_since: since.and_then(|since| since.since),
            standing: requested.as_ref().map(|r| (r.standing, r.why.as_deref())),
        };
        let why = background.facts(now, self.zone);
        let reported_since = background.reported_since;
        let shown = expected
            .as_ref()
            .or(reported.map(|reported| &reported.presence));
        let message = own
            .message_shown(now)
            .map(|(message, pending)| MessageView {
                pending,
                then: self.comes_after(&message, now).as_deref().map(plain_lines),
                ..self.message_view(&message, now)
            });
        MeView {
            shape: shown.map_or(Shape::Unknown, Presence::shape),
            label: shown.map_or_else(|| "Unknown".to_owned(), presence_words),
            reported: reported.map(|reported| self.presence_view(&reported.presence, now)),
            reported_at: reported.map(|reported| reported.at),
            requested,
            message,
            reported_since,
            session: holding_view(stored.held.session.as_ref(), now),
            pin: holding_view(stored.held.pin.as_ref(), now),
            why,
        }
    }

    fn requested_view(
        &self,
        own: &Own,
        requested: &Requested,
        wish: &Wish,
        now: DateTime<Utc>,
    ) -> RequestedView {
        let (standing, why) = own.standing(requested, wish, now);
        RequestedView {
            status: requested.status,
            label: status_words(requested.status).to_owned(),
            since: requested.since,
            until: requested.until,
            until_words: requested.until.map(|end| until_words(end, now, self.zone)),
            standing,
            why: why.map(|why| why.words(self.zone)),
        }
    }

    fn message_view(&self, message: &StatusMessage, now: DateTime<Utc>) -> MessageView {
        MessageView {
            text: message_words(&message.text),
            expires_at: message.expires_at,
            published_at: message.published_at,
            until_words: message
                .expires_at
                .map(|end| until_words(end, now, self.zone)),
            pending: false,
            then: None,
        }
    }

    fn presence_view(&self, presence: &Presence, now: DateTime<Utc>) -> PresenceView {
        let message = presence
            .message
            .as_ref()
            .filter(|message| message.is_live(now));
        PresenceView {
            shape: presence.shape(),
            label: presence_words(presence),
            availability: name_words(presence.availability.as_graph()),
            activity: name_words(presence.activity.as_graph()),
            out_of_office: presence.is_out_of_office(),
            out_of_office_message: presence
                .out_of_office
                .as_ref()
                .and_then(|o| o.message.as_deref().map(message_words)),
            work_location: presence.work_location.as_deref().map(work_location_words),
            message: message.map(|message| self.message_view(message, now)),
        }
    }

    fn people_views(&self, signed_in: Option<&SignedIn>, now: DateTime<Utc>) -> Vec<PersonView> {
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
            muted_words: watched
                .and_then(|w| w.muted_until)
                .filter(|until| now < *until)
                .map(|until| until_words(until, now, self.zone)),
        }
    }

    /// The name of somebody's group, if it is there.
    fn group_of(&self, watched: &Watched) -> Option<String> {
        let name = watched.group.as_ref()?;
        let is_there = self.stored.groups.iter().any(|group| group.name == *name);
        is_there.then(|| plain(name))
    }

    fn group_views(&self, now: DateTime<Utc>) -> Vec<GroupView> {
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

    fn rule_in_words(&self, rule: &Rule, now: DateTime<Utc>) -> RuleView {
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

    fn adding_view(&self, adding: &Adding) -> AddingView {
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

    fn search_view(&self, search: &Search) -> SearchView {
        SearchView {
            text: search.text.clone(),
            busy: search.answer.is_some(),
            results: search.results.iter().map(|p| self.found_view(p)).collect(),
            problem: search.problem.clone(),
        }
    }

    fn notices_view(&self, signed_in: Option<&SignedIn>, now: DateTime<Utc>) -> NoticesView {
        let held_back = signed_in.map(|s| s.notices.held_back());
        let quiet = self.stored.quiet.until(now, self.zone);
        let until = self.stored.pause.and_then(|pause| pause.until);
        NoticesView {
            paused: self.stored.pause.is_some(),
            paused_until: until,
            paused_words: until.map(|until| until_words(until, now, self.zone)),
            quiet: self.stored.quiet.clone(),
            quiet_words: quiet.map(|until| until_words(until, now, self.zone)),
            default_rule: self.rule_in_words(&self.stored.default_rule, now),
            held_back: held_back.map_or_else(Vec::new, |held| held.view(self.zone, now)),
        }
    }

    fn health_view(&self, signed_in: Option<&SignedIn>, now: DateTime<Utc>) -> HealthView {
        let mut health = HealthView {
            kind: HealthKind::Fine,
            words: String::new(),
            updated_at: signed_in.and_then(|s| s.poll.good_at()),
            next_try_at: signed_in.and_then(|s| s.poll.waits_for()),
            stale: signed_in.is_some_and(|s| s.ended.is_some() || s.poll.is_stale(now)),
            problem: None,
            remarks: self.remarks.clone(),
        };
        let unsaved = self.unsaved.as_ref().map(Unsaved::remark);
        health.remarks.extend(unsaved);
        let not_kept = signed_in.filter(|_| !self.demo);
        let not_kept = not_kept.and_then(|s| s.keeping.remark());
        let held_back = self.keyring.holds_back().then_some(
            "A sign-in that was ended still lies in the keyring: it is removed once the keyring lets it be",
        );
        health
            .remarks
            .extend(not_kept.into_iter().chain(held_back).map(str::to_owned));
        (health.kind, health.words) = match (&self.session, signed_in) {
            (Session::Starting { .. }, _) => (HealthKind::Starting, "Starting".to_owned()),
            (_, None) => (HealthKind::SignedOut, "Signed out".to_owned()),
            (
                _,
                Some(SignedIn {
                    ended: Some(why), ..
                }),
            ) => {
                health.problem = Some(why.clone());
                (
                    HealthKind::SignedOut,
                    format!("Sign-in needed{}", self.as_of(&health, now)),
                )
            }
            (_, Some(signed_in)) => match signed_in.poll.trouble() {
                None => match health.updated_at {
                    None => (HealthKind::Starting, "Asking Microsoft Graph".to_owned()),
                    Some(_) if health.stale => (
                        HealthKind::Fine,
                        format!("Asking Microsoft Graph{}", self.as_of(&health, now)),
                    ),
                    Some(at) => (
                        HealthKind::Fine,
                        format!("Updated {}", time_words(at, self.zone)),
                    ),
                },
                Some(trouble) => {
                    health.problem = Some(trouble.to_user());
                    self.trouble_words(trouble, signed_in, &health, now)
                }
            },
        };
        health
    }

    fn trouble_words(
        &self,
        trouble: &GraphError,
        signed_in: &SignedIn,
        health: &HealthView,
        now: DateTime<Utc>,
    ) -> (HealthKind, String) {
        let old = self.as_of(health, now);
        let until = health.next_try_at.map(|at| time_words(at, self.zone));
        let until = until.map(|at| format!(" until {at}")).unwrap_or_default();
        let since = signed_in.poll.trouble_since();
        let since = since.map(|at| day_and_time_words(at, now, self.zone));
        let since = since.map(|at| format!(" since {at}")).unwrap_or_default();
        match trouble {
            GraphError::Throttled { .. } => (
                HealthKind::Throttled,
                format!("Microsoft Graph asked to wait{until}{old}"),
            ),
            GraphError::SignIn(AuthError::Throttled { .. }) => (
                HealthKind::Offline,
                format!("The sign-in service asked to wait{until}{old}"),
            ),
            GraphError::Refused { .. }
            | GraphError::NoPresence { .. }
            | GraphError::Unreachable(Unreachable::BrokenOff) => (
                HealthKind::Trouble,
                format!("{}{old}", trouble.to_user().title),
            ),
            GraphError::Unreachable(_) => (
                HealthKind::Offline,
                format!("Microsoft Graph can't be reached{since}{old}"),
            ),
            GraphError::SignIn(_) => (
                HealthKind::Offline,
                format!("The sign-in service can't be reached{since}{old}"),
            ),
        }
    }

    /// ", as of 10:42" for data that stay on screen in trouble.
    fn as_of(&self, health: &HealthView, now: DateTime<Utc>) -> String {
        let at = health.updated_at;
        at.map(|at| format!(", as of {}", day_and_time_words(at, now, self.zone)))
            .unwrap_or_default()
    }
}
