//! What a command stands on: configuration, clock and output, and an engine:
//! the one that runs, or one for the time of the command.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use porchlight_core::auth::{
    AuthError, Browser, Cloud, KeyringStore, Registration, SystemBrowser, TokenStore,
};
use porchlight_core::clock::{Clock, SystemClock, SystemZone, Zone};
use porchlight_core::control::{self, Claim, Joined, Place};
use porchlight_core::doctor::{self, Fact, Subject};
use porchlight_core::engine::{self, Handle, Mode, Surroundings};
use porchlight_core::graph::Method;
use porchlight_core::model::PersonId;
use porchlight_core::seat::Seat;
use porchlight_core::settings::{Memory, POLL_INTERVAL, Places, Settings};
use porchlight_core::view::{AccountView, Command, FoundView, Snapshot};
use porchlight_core::{ErrorCode, UserError};
use porchlight_demo::Demo;
use serde::Serialize;
use serde_json::Value;
use url::Url;

use crate::args::Global;
use crate::failure::Failure;
use crate::output::Output;

/// Stands for an id that is not known while nobody is signed in.
const NO_ID: &str = "00000000-0000-0000-0000-000000000000";

/// How long a command waits for another one that runs an engine of its own.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often a search is tried that the window's searches overtake.
const SEARCHES: u32 = 5;

pub(crate) struct Run {
    pub(crate) output: Output,
    pub(crate) no_input: bool,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) zone: Arc<dyn Zone>,
    pub(crate) ground: Ground,
}

/// Where an engine stands.
pub(crate) enum Ground {
    /// The user's own company.
    Own(Box<Own>),
    /// A simulated one, anew for each command.
    Demo,
}

pub(crate) struct Own {
    /// For `doctor`: the settings, and whom to ask without a registration.
    pub(crate) settings: Vec<Fact>,
    pub(crate) cloud: Option<Cloud>,
    pub(crate) registration: Result<Registration, UserError>,
    pub(crate) tokens: Arc<dyn TokenStore>,
    pub(crate) browser: Arc<dyn Browser>,
    pub(crate) memory: Memory,
    pub(crate) poll_interval: TimeDelta,
    /// Where an engine that runs is found.
    pub(crate) place: Place,
    /// The zone that was configured.
    pub(crate) chosen_zone: Option<Tz>,
}

impl Own {
    /// What is there without a configuration that could be read.
    fn unsettled(
        folder: Option<&Path>,
        error: &UserError,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, UserError> {
        let places = Places::find(folder.map(Into::into))?;
        Ok(Self {
            settings: Vec::new(),
            cloud: None,
            registration: Err(error.clone()),
            tokens: Arc::new(KeyringStore),
            browser: Arc::new(SystemBrowser),
            memory: Memory::at(&places),
            poll_interval: POLL_INTERVAL,
            place: Place::of(&places, environment),
            chosen_zone: None,
        })
    }
}

/// A request as a dry run prints it.
#[derive(Debug, Serialize)]
pub(crate) struct Planned {
    method: Method,
    url: String,
    body: Option<Value>,
}

impl Run {
    /// `looks_only` is for the doctor, who reports a configuration that can't be
    /// read instead of ending with it.
    pub(crate) fn new(global: &Global, output: Output, looks_only: bool) -> Result<Self, Failure> {
        let environment = |name: &str| std::env::var(name).ok();
        let settings = Settings::load(global.config_dir.as_deref(), environment);
        let (ground, zone): (Ground, Arc<dyn Zone>) = if global.demo {
            // The demonstration has nothing to do with the user's configuration but its zone.
            let zone = settings.map_or_else(|_| Arc::new(SystemZone) as _, |s| s.zone());
            (Ground::Demo, zone)
        } else if let (Err(error), true) = (&settings, looks_only) {
            let own = Own::unsettled(global.config_dir.as_deref(), error, environment)?;
            (Ground::Own(Box::new(own)), Arc::new(SystemZone))
        } else {
            let settings = settings?;
            let own = Own {
                settings: doctor::settings(&settings),
                cloud: settings.cloud().ok(),
                registration: settings.registration(),
                tokens: Arc::new(KeyringStore),
                browser: Arc::new(SystemBrowser),
                memory: Memory::at(&settings.places),
                poll_interval: settings.poll_interval,
                place: Place::of(&settings.places, environment),
                chosen_zone: settings.chosen_zone(),
            };
            (Ground::Own(Box::new(own)), settings.zone())
        };
        Ok(Self {
            output,
            no_input: global.no_input,
            clock: Arc::new(SystemClock),
            zone,
            ground,
        })
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub(crate) fn zone(&self) -> Tz {
        self.zone.zone()
    }

    /// The engine that runs for this user, or else one for this command; it
    /// knows from then on whether somebody is signed in.
    pub(crate) async fn start(&self, mode: Mode) -> Result<Engine, Failure> {
        let engine = match &self.ground {
            Ground::Demo => {
                let demo = Demo::start(mode, Arc::clone(&self.zone), Seat::untold()).await?;
                Engine {
                    handle: demo.handle().clone(),
                    misconfigured: None,
                    life: Life::Demo {
                        _demo: Box::new(demo),
                    },
                }
            }
            Ground::Own(own) => self.own_engine(own, mode).await?,
        };
        let mut snapshots = engine.handle.snapshots();
        // An engine that ends early says so to the first command.
        let _ = snapshots
            .wait_for(|snapshot| snapshot.account != AccountView::Starting)
            .await;
        // Those of a running engine stand in its window.
        if !engine.is_resident() {
            for remark in &engine.snapshot().health.remarks {
                self.output.note(remark);
            }
        }
        Ok(engine)
    }

    async fn own_engine(&self, own: &Own, mode: Mode) -> Result<Engine, Failure> {
        let joined = match mode {
            // It writes nothing, so nobody need be alone for it.
            Mode::Watching => control::connect(&own.place).await?.map(Joined::Running),
            Mode::OneShot | Mode::Resident => Some(control::join(&own.place, PATIENCE).await?),
        };
        let misconfigured = own.registration.as_ref().err().cloned();
        let claim = match joined {
            Some(Joined::Running(handle)) => {
                own.is_meant(&handle)?;
                return Ok(Engine {
                    handle,
                    misconfigured,
                    life: Life::Resident,
                });
            }
            Some(Joined::Alone(claim)) => claim,
            None => None,
        };
        let handle = engine::start(Surroundings {
            registration: own.registration.clone(),
            settings: None,
            tokens: Arc::clone(&own.tokens),
            browser: Arc::clone(&own.browser),
            clock: Arc::clone(&self.clock),
            zone: Arc::clone(&self.zone),
            seat: Seat::untold(),
            desktop: None,
            memory: own.memory.clone(),
            mode,
            poll_interval: own.poll_interval,
            demo: false,
        });
        Ok(Engine {
            handle,
            misconfigured,
            life: Life::Command { _claim: claim },
        })
    }

    /// What the commands would send. Ids that are not known yet are zeros.
    pub(crate) fn requests(
        &self,
        commands: &[Command],
        now: DateTime<Utc>,
        zone: Tz,
    ) -> Result<Vec<Planned>, UserError> {
        let registration = match &self.ground {
            Ground::Own(own) => Some(&own.registration),
            Ground::Demo => None,
        };
        let (client_id, graph) = match registration {
            Some(Ok(known)) => (known.client_id.clone(), known.cloud.graph.clone()),
            Some(Err(error)) if error.code != ErrorCode::SignInNeeded => return Err(error.clone()),
            Some(Err(_)) | None => (NO_ID.to_owned(), global_graph()?),
        };
        let me = self.me()?;
        let mut planned = Vec::new();
        for command in commands {
            let requests = engine::dry_run(command, &client_id, &me, now, zone)?;
            planned.extend(requests.into_iter().map(|request| Planned {
                method: request.method,
                url: request.url(&graph),
                body: request.body,
            }));
        }
        Ok(planned)
    }

    fn me(&self) -> Result<PersonId, UserError> {
        let known = match &self.ground {
            Ground::Own(own) => own.memory.load().0.account.map(|account| account.id),
            Ground::Demo => None,
        };
        known
            .or_else(|| PersonId::parse(NO_ID))
            .ok_or_else(|| AuthError::SignedOut.to_user())
    }
}

impl Own {
    /// What `doctor` looks at.
    pub(crate) fn subject(&self, clock: &Arc<dyn Clock>) -> Subject {
        Subject {
            settings: self.settings.clone(),
            cloud: self.cloud.clone(),
            registration: self.registration.clone(),
            tokens: Arc::clone(&self.tokens),
            account: self.memory.load().0.account,
            clock: Arc::clone(clock),
            home: std::env::home_dir(),
            errors: Vec::new(),
        }
    }
}

fn global_graph() -> Result<Url, UserError> {
    let cloud = Cloud::named("global");
    cloud
        .map(|cloud| cloud.graph)
        .ok_or_else(|| AuthError::SignedOut.to_user())
}

impl Own {
    /// Whether the engine that runs is of the settings that this command was
    /// given. What the command's settings leave open is as the engine has it.
    pub(crate) fn is_meant(&self, running: &Handle) -> Result<(), UserError> {
        let other = |what: &str| {
            UserError::usage(
                format!("Porchlight is running with {what}"),
                "Restart it, or give this command the same settings",
            )
        };
        if let Ok(registration) = &self.registration
            && running.registration().as_ref() != Some(registration)
        {
            return Err(other("another application registration or cloud"));
        }
        let zone = running.snapshots().borrow().settings.zone.clone();
        match self.chosen_zone {
            Some(chosen) if chosen.name() != zone => Err(other("another time zone")),
            Some(_) | None => Ok(()),
        }
    }
}

/// The engine a command speaks with.
pub(crate) struct Engine {
    handle: Handle,
    misconfigured: Option<UserError>,
    life: Life,
}

/// How long an engine lives, and what ends with it.
enum Life {
    /// Longer than the command: the tray application's.
    Resident,
    /// As long as the command.
    Command {
        _claim: Option<Claim>,
    },
    Demo {
        _demo: Box<Demo>,
    },
}

/// An engine was there and is no more.
pub(crate) fn ended() -> UserError {
    UserError::new(ErrorCode::Failed, "Porchlight has ended meanwhile", "")
}

impl Engine {
    pub(crate) fn handle(&self) -> &Handle {
        &self.handle
    }

    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.handle.snapshots().borrow().clone()
    }

    /// Sends a command and waits until it is done.
    pub(crate) async fn send(&self, command: Command) -> Result<(), Failure> {
        let outcome = self.handle.send(command).await;
        outcome.map_err(|error| self.with_way_in(error).into())
    }

    /// Whether it goes on after the command and renews what was set.
    pub(crate) fn is_resident(&self) -> bool {
        match self.life {
            Life::Resident => true,
            Life::Command { .. } | Life::Demo { .. } => false,
        }
    }

    /// Looks for people. A running engine has one search for all its faces, so
    /// one that another face overtook is tried again.
    pub(crate) async fn search(&self, text: &str) -> Result<Vec<FoundView>, Failure> {
        let text = text.trim();
        for _ in 0..SEARCHES {
            let wanted = text.to_owned();
            self.send(Command::Search { text: wanted }).await?;
            let found = self.snapshot().search.clone();
            if let Some(found) = found.filter(|found| found.text == text && !found.busy) {
                return Ok(found.results);
            }
        }
        let title = "Somebody is searching in the window at the same time";
        Err(UserError::new(ErrorCode::Failed, title, "Try again in a moment").into())
    }

    /// Fails if nobody is signed in, or no longer.
    pub(crate) fn signed_in(&self, snapshot: &Snapshot) -> Result<(), Failure> {
        let why = match &snapshot.account {
            AccountView::SignedIn {
                sign_in_needed: false,
                ..
            } => return Ok(()),
            AccountView::SignedIn { .. } => snapshot.health.problem.clone(),
            AccountView::SignedOut { reason } => reason.clone(),
            AccountView::Starting => None,
        };
        let why = why.unwrap_or_else(|| AuthError::SignedOut.to_user());
        Err(self.with_way_in(why).into())
    }

    /// Fails if the user has not agreed to see colleagues.
    pub(crate) fn sees_colleagues(&self, snapshot: &Snapshot) -> Result<(), Failure> {
        self.signed_in(snapshot)?;
        match &snapshot.account {
            AccountView::SignedIn {
                consent_needed: true,
                ..
            } => Err(self.with_way_in(AuthError::NoConsent.to_user()).into()),
            AccountView::SignedIn { .. }
            | AccountView::SignedOut { .. }
            | AccountView::Starting => Ok(()),
        }
    }

    /// Every face has its own way to sign in; this is the one of the shell.
    fn with_way_in(&self, mut error: UserError) -> UserError {
        if error == AuthError::NoConsent.to_user() {
            "Give it with porchlight login --colleagues".clone_into(&mut error.hint);
            return error;
        }
        let configured = self.misconfigured.as_ref() != Some(&error);
        if error.code == ErrorCode::SignInNeeded && configured {
            "Sign in with porchlight login".clone_into(&mut error.hint);
        }
        error
    }
}
