//! The state by hand: what goes in, what it asks for, what it shows.

use chrono::{DateTime, TimeDelta, Utc};

use super::Mode;
use super::effect::Effect;
use super::handle::Asker;
use super::input::{Input, Report};
use super::state::State;
use crate::UserError;
use crate::auth::{Account, AuthError, Cloud, Registration, Scopes};
use crate::graph::{GraphError, Presences, Request, Unreachable};
use crate::model::{
    Activity, Availability, Held, Holding, Person, PersonId, Presence, Requested, Shape, Status,
    StatusMessage, Transition,
};
use crate::seat::Seat;
use crate::settings::Stored;
use crate::view::{AccountView, Command, HealthKind, RuleWish, SignInMethod, Snapshot, Standing};

mod adding;
mod arranging;
mod desktop;
mod elsewhere;
mod held_back;
mod keyring;
mod message;
mod month;
mod notices;
mod own;
mod people;
mod perform;
mod polling;
mod problem;
mod races;
mod registration;
mod remarks;
mod removal;
mod session;
mod sign_in;
mod status;
mod updates;

const SECOND: TimeDelta = TimeDelta::seconds(1);

/// A state and the time, moved by hand.
struct Hand {
    state: State,
    now: DateTime<Utc>,
    effects: Vec<Effect>,
    commands: u64,
}

fn id(n: u8) -> PersonId {
    PersonId::parse(&format!("00000000-0000-0000-0000-0000000000{n:02}")).unwrap()
}

fn ada() -> Person {
    Person {
        id: id(1),
        name: "Ada Lovelace".to_owned(),
        address: None,
        phone: None,
    }
}

fn account() -> Account {
    Account {
        id: id(9),
        tenant_id: "t".to_owned(),
        name: "Me Myself".to_owned(),
        address: None,
    }
}

fn presence(words: &str) -> Presence {
    let (availability, activity) = words.split_once('/').unwrap_or((words, words));
    Presence::from_graph(Some(availability), Some(activity))
}

fn unreachable() -> GraphError {
    GraphError::Unreachable(Unreachable::TimedOut)
}

fn forbidden() -> GraphError {
    GraphError::Refused {
        status: 403,
        code: "Forbidden".to_owned(),
        message: String::new(),
        request_id: None,
    }
}

impl Hand {
    fn new(mode: Mode, stored: Stored) -> Self {
        let registration = Ok(Registration {
            client_id: "app".to_owned(),
            tenant: "organizations".to_owned(),
            cloud: Cloud::named("global").unwrap(),
        });
        Self::with(mode, registration, stored)
    }

    fn with(mode: Mode, registration: Result<Registration, UserError>, stored: Stored) -> Self {
        let now = "2026-11-21T12:00:00Z".parse().unwrap();
        let state = State::new(
            mode,
            false,
            chrono_tz::Europe::Berlin,
            (registration, None),
            (stored, None),
            1,
        );
        let mut hand = Self {
            state,
            now,
            effects: Vec::new(),
            commands: 0,
        };
        hand.feed(Input::Started);
        hand
    }

    /// Signed in, with the first round answered.
    fn signed_in(stored: Stored) -> Self {
        let mut hand = Self::starting(Mode::Resident, stored);
        hand.answer_reads("Available", "Away");
        hand.effects.clear();
        hand
    }

    fn starting(mode: Mode, mut stored: Stored) -> Self {
        stored.account = Some(account());
        stored.consent = stored.consent.or(Some(Scopes::Colleagues));
        let mut hand = Self::new(mode, stored);
        hand.feed(Input::Resumed(Ok(())));
        hand
    }

    fn feed(&mut self, input: Input) {
        let effects = self.state.handle(input, self.now);
        self.effects.extend(effects);
    }

    fn report(&mut self, report: Report) {
        let generation = self.state.generation();
        self.feed(Input::Report(generation, report));
    }

    fn command(&mut self, command: Command) -> u64 {
        self.commands += 1;
        self.feed(Input::Command(self.commands, Asker::Face, command));
        self.commands
    }

    fn pick(&mut self, status: Status, until: Option<&str>) -> u64 {
        self.command(Command::SetStatus {
            status,
            until: until.map(str::to_owned),
        })
    }

    /// Moves on, waking the state at each moment it asked for.
    fn pass(&mut self, time: TimeDelta) {
        let end = self.now + time;
        while let Some(at) = self.state.next_at(self.now).filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.feed(Input::Tick);
            let next = self.state.next_at(self.now);
            assert!(
                next.is_none_or(|at| at > self.now),
                "it asks for a moment that has come"
            );
        }
        self.now = end;
        self.feed(Input::Tick);
    }

    fn answer_reads(&mut self, own: &str, people: &str) {
        let effects = std::mem::take(&mut self.effects);
        for effect in &effects {
            match effect {
                Effect::ReadOwn => self.report(Report::Own(Ok(presence(own)))),
                Effect::ReadBack => self.report(Report::ReadBack(Ok(presence(own)))),
                Effect::ReadPeople(ids) => {
                    let found = ids
                        .iter()
                        .map(|id| (id.clone(), presence(people)))
                        .collect();
                    self.report(Report::People(Ok(Presences {
                        found,
                        ..Presences::default()
                    })));
                }
                Effect::LookAt(look, ids) => {
                    let found = ids.iter().map(|id| (id.clone(), presence(people)));
                    let readings = Presences {
                        found: found.collect(),
                        ..Presences::default()
                    };
                    self.report(Report::Looked(*look, Ok(readings)));
                }
                Effect::ReadFollowed(..)
                | Effect::Resume { .. }
                | Effect::KeepAgain
                | Effect::Adopt { .. }
                | Effect::Forget(_)
                | Effect::SignIn { .. }
                | Effect::CancelSignIn
                | Effect::SignOut { .. }
                | Effect::Write(_)
                | Effect::Search { .. }
                | Effect::CancelSearch
                | Effect::LookUp { .. }
                | Effect::CancelLookUps
                | Effect::ForgetPhotos
                | Effect::ForgetSetAside
                | Effect::Contact { .. }
                | Effect::Register { .. }
                | Effect::Save(_)
                | Effect::LookAtDesktop
                | Effect::StartAtSignIn { .. }
                | Effect::ShowLogs(_)
                | Effect::LookForUpdate { .. }
                | Effect::InstallUpdate(_)
                | Effect::ShowPage(..)
                | Effect::Notify(_)
                | Effect::RunHook(_)
                | Effect::Answer(..)
                | Effect::End { .. } => {}
            }
        }
        let answers = std::mem::take(&mut self.effects);
        self.effects = effects
            .into_iter()
            .filter(|e| !is_read(e))
            .chain(answers)
            .collect();
    }

    fn snapshot(&self) -> Snapshot {
        self.state.snapshot(self.now)
    }

    /// What the writes asked for since last time would do, by their action.
    fn writes(&mut self) -> Vec<Vec<String>> {
        let effects = std::mem::take(&mut self.effects);
        effects
            .iter()
            .filter_map(|effect| {
                let Effect::Write(requests) = effect else {
                    return None;
                };
                Some(requests.iter().map(action).collect())
            })
            .collect()
    }

    fn outcome(&self, id: u64) -> Option<Result<(), UserError>> {
        self.effects.iter().find_map(|effect| {
            let Effect::Answer(answered, outcome) = effect else {
                return None;
            };
            (*answered == id).then(|| outcome.clone())
        })
    }

    fn titles(&self) -> Vec<String> {
        self.effects
            .iter()
            .filter_map(|effect| {
                let Effect::Notify(notice) = effect else {
                    return None;
                };
                Some(notice.title.clone())
            })
            .collect()
    }

    fn standing(&self) -> Option<Standing> {
        let requested = self.snapshot().me.and_then(|me| me.requested);
        requested.map(|requested| requested.standing)
    }
}

/// The last word of a request's path.
fn action(request: &Request) -> String {
    request
        .path
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .to_owned()
}

fn is_read(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::ReadOwn | Effect::ReadBack | Effect::ReadPeople(_) | Effect::LookAt(..)
    )
}

/// Everybody asked about is away, but for those whose ids are refused.
fn refusing(ids: &[PersonId], is_refused: impl Fn(&PersonId) -> bool) -> Presences {
    let (refused, found): (Vec<PersonId>, Vec<PersonId>) =
        ids.iter().cloned().partition(|who| is_refused(who));
    let away = |id| (id, presence("Away"));
    Presences {
        found: found.into_iter().map(away).collect(),
        refused,
        ..Presences::default()
    }
}

fn watching_ada() -> Stored {
    let mut stored = Stored::default();
    stored.watch_list.add(ada());
    stored
}
