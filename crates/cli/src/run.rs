//! What a command stands on: configuration, clock and output, and an engine
//! for the time of the command.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use porchlight_core::auth::{
    AuthError, Browser, Cloud, KeyringStore, Registration, SystemBrowser, TokenStore,
};
use porchlight_core::clock::{Clock, SystemClock, SystemZone, Zone};
use porchlight_core::doctor::{self, Fact, Subject};
use porchlight_core::engine::{self, Handle, Mode, Surroundings};
use porchlight_core::graph::Method;
use porchlight_core::model::PersonId;
use porchlight_core::seat::Seat;
use porchlight_core::settings::{Memory, Settings};
use porchlight_core::view::{AccountView, Command, Snapshot};
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
}

/// A request as a dry run prints it.
#[derive(Debug, Serialize)]
pub(crate) struct Planned {
    method: Method,
    url: String,
    body: Option<Value>,
}

impl Run {
    pub(crate) fn new(global: &Global, output: Output) -> Result<Self, Failure> {
        let environment = |name: &str| std::env::var(name).ok();
        let settings = Settings::load(global.config_dir.as_deref(), environment);
        let (ground, zone): (Ground, Arc<dyn Zone>) = if global.demo {
            // The demonstration has nothing to do with the user's configuration but its zone.
            let zone = settings.map_or_else(|_| Arc::new(SystemZone) as _, |s| s.zone());
            (Ground::Demo, zone)
        } else {
            let settings = settings?;
            let own = Own {
                settings: doctor::settings(&settings),
                cloud: settings.cloud().ok(),
                registration: settings.registration(),
                tokens: Arc::new(KeyringStore),
                browser: Arc::new(SystemBrowser),
                memory: Memory::in_file(settings.places.state_file()),
                poll_interval: settings.poll_interval,
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

    /// Starts an engine, which knows from then on whether somebody is signed in.
    pub(crate) async fn start(&self, mode: Mode) -> Result<Engine, Failure> {
        let engine = match &self.ground {
            Ground::Demo => {
                let demo = Demo::start(mode, Arc::clone(&self.zone), Seat::untold()).await?;
                Engine {
                    handle: demo.handle().clone(),
                    misconfigured: None,
                    _demo: Some(demo),
                }
            }
            Ground::Own(own) => Engine {
                handle: engine::start(Surroundings {
                    registration: own.registration.clone(),
                    settings: None,
                    tokens: Arc::clone(&own.tokens),
                    browser: Arc::clone(&own.browser),
                    clock: Arc::clone(&self.clock),
                    zone: Arc::clone(&self.zone),
                    seat: Seat::untold(),
                    memory: own.memory.clone(),
                    mode,
                    poll_interval: own.poll_interval,
                    demo: false,
                }),
                misconfigured: own.registration.as_ref().err().cloned(),
                _demo: None,
            },
        };
        let mut snapshots = engine.handle.snapshots();
        // An engine that ends early says so to the first command.
        let _ = snapshots
            .wait_for(|snapshot| snapshot.account != AccountView::Starting)
            .await;
        for remark in &engine.snapshot().health.remarks {
            self.output.note(remark);
        }
        Ok(engine)
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

/// An engine that lives for one command.
pub(crate) struct Engine {
    handle: Handle,
    misconfigured: Option<UserError>,
    /// Ends with the engine.
    _demo: Option<Demo>,
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
