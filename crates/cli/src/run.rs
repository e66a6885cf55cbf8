//! What a command stands on: configuration, clock and output, and an engine:
//! the one that runs, or one for the time of the command.

mod dry;
mod engine;
mod own;

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use porchlight_core::auth::Browser as _;
use porchlight_core::clock::{Clock, SystemClock, SystemZone, Zone};
use porchlight_core::control::{self, Joined, Place};
use porchlight_core::engine::{Mode, Surroundings, start};
use porchlight_core::seat::Seat;
use porchlight_core::settings::Settings;
use porchlight_core::view::AccountView;
use porchlight_demo::Demo;
use url::Url;

use crate::args::Global;
use crate::failure::Failure;
use crate::output::Output;
use engine::Life;

pub(crate) use engine::Engine;
pub(crate) use own::Own;

/// How long a command waits for another one that runs an engine of its own.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often to look whether another engine is to be asked.
const LOOK_AGAIN: TimeDelta = TimeDelta::seconds(10);

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
            let own = Own::settled(&settings, environment);
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
    /// knows from then on whether somebody is signed in. Where nothing was ever
    /// remembered nobody is, and nothing is written to say so.
    pub(crate) async fn start(&self, mode: Mode) -> Result<Engine, Failure> {
        self.start_where(mode, Place::is_used).await
    }

    /// The same for a command that may be the first to have something remembered.
    pub(crate) async fn begin(&self) -> Result<Engine, Failure> {
        self.start_where(Mode::OneShot, |_| true).await
    }

    async fn start_where(
        &self,
        mode: Mode,
        may_write: impl Fn(&Place) -> bool,
    ) -> Result<Engine, Failure> {
        let engine = match &self.ground {
            Ground::Demo => {
                let demo = Demo::start(mode, Arc::clone(&self.zone), Seat::untold()).await?;
                Engine {
                    handle: demo.handle().clone(),
                    output: self.output.clone(),
                    warned: AtomicBool::new(false),
                    misconfigured: None,
                    life: Life::Demo {
                        demo: Box::new(demo),
                    },
                }
            }
            Ground::Own(own) => self.own_engine(own, mode, may_write(&own.place)).await?,
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

    /// Says that the engine a command had joined is gone, and that this is not the end.
    pub(crate) fn goes_on(&self) {
        self.output
            .note("Porchlight has ended, and this command goes on without it");
    }

    /// When what is remembered was last written; none if never.
    pub(crate) fn remembered_at(&self) -> Option<SystemTime> {
        match &self.ground {
            Ground::Own(own) => own.memory.written_at(),
            Ground::Demo => None,
        }
    }

    pub(crate) async fn until_another_look(&self) {
        self.clock.wait_until(self.now() + LOOK_AGAIN).await;
    }

    /// Completes when an engine of this command alone should be asked no more:
    /// one that stays has come, or another command has written what this one
    /// began with, at `began`.
    pub(crate) async fn until_overtaken(&self, engine: &Engine, began: Option<SystemTime>) {
        let own = match &self.ground {
            Ground::Own(own) if !engine.is_resident() => own,
            Ground::Own(_) | Ground::Demo => return std::future::pending().await,
        };
        loop {
            self.until_another_look().await;
            let comes = control::connect(&own.place).await;
            if matches!(comes, Ok(Some(_))) || own.memory.written_at() != began {
                return;
            }
        }
    }

    /// Shows an address in the user's browser.
    pub(crate) fn open(&self, engine: &Engine, address: &str) -> io::Result<()> {
        let address = Url::parse(address).map_err(io::Error::other)?;
        match (&self.ground, &engine.life) {
            (Ground::Own(own), _) => own.browser.open(&address),
            (Ground::Demo, Life::Demo { demo }) => demo.browser().open(&address),
            (Ground::Demo, Life::Resident | Life::Command { .. }) => {
                Err(io::ErrorKind::NotFound.into())
            }
        }
    }

    async fn own_engine(&self, own: &Own, mode: Mode, may_write: bool) -> Result<Engine, Failure> {
        // What writes nothing need not be alone.
        let joined = if mode == Mode::Watching {
            control::connect_to_stay(&own.place)
                .await?
                .map(Joined::Running)
        } else if !may_write {
            control::connect(&own.place).await?.map(Joined::Running)
        } else {
            Some(control::join(&own.place, PATIENCE).await?)
        };
        let misconfigured = own.registration.as_ref().err().cloned();
        let claim = match joined {
            Some(Joined::Running(handle)) => {
                own.is_meant(&handle)?;
                return Ok(Engine {
                    handle,
                    output: self.output.clone(),
                    warned: AtomicBool::new(false),
                    misconfigured,
                    life: Life::Resident,
                });
            }
            Some(Joined::Alone(claim)) => claim,
            None => None,
        };
        let handle = start(Surroundings {
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
            output: self.output.clone(),
            warned: AtomicBool::new(false),
            misconfigured,
            life: Life::Command { _claim: claim },
        })
    }
}
