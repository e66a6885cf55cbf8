//! Which engine this run has: the user's own, or the demonstration's.

use std::sync::Arc;

use porchlight_core::UserError;
use porchlight_core::auth::{KeyringStore, SystemBrowser};
use porchlight_core::clock::{SystemClock, SystemZone};
use porchlight_core::engine::{self, Handle, Mode, Surroundings};
use porchlight_core::seat::Seat;
use porchlight_core::settings::{Memory, Places, Settings};
use porchlight_demo::Demo;
use tokio::sync::watch;

use crate::Arguments;

/// An engine and whatever it stands on.
pub(crate) enum Engine {
    Own(Handle),
    Demo(Box<Demo>),
}

impl Engine {
    pub(crate) fn handle(&self) -> &Handle {
        match self {
            Self::Own(handle) => handle,
            Self::Demo(demo) => demo.handle(),
        }
    }
}

/// Starts the engine on a seat. A configuration that can't be read is no reason
/// not to start: the window says what is wrong with it.
///
/// # Errors
/// There is no folder to remember anything in, or the simulated company could
/// not be started.
pub(crate) async fn start(
    arguments: &Arguments,
    seat: watch::Receiver<Seat>,
) -> Result<Engine, UserError> {
    if arguments.demo {
        let demo = Demo::start(Mode::Resident, Arc::new(SystemZone), seat).await?;
        return Ok(Engine::Demo(Box::new(demo)));
    }
    let folder = arguments.config_dir.as_deref();
    let settings = Settings::load(folder, |name| std::env::var(name).ok());
    let places = match &settings {
        Ok(settings) => settings.places.clone(),
        Err(_) => Places::find(folder.map(Into::into))?,
    };
    Ok(Engine::Own(engine::start(Surroundings {
        zone: match &settings {
            Ok(settings) => settings.zone(),
            Err(_) => Arc::new(SystemZone),
        },
        registration: settings
            .as_ref()
            .map_err(Clone::clone)
            .and_then(Settings::registration),
        settings: settings.ok(),
        tokens: Arc::new(KeyringStore),
        browser: Arc::new(SystemBrowser),
        clock: Arc::new(SystemClock),
        seat,
        memory: Memory::in_file(places.state_file()),
        mode: Mode::Resident,
        demo: false,
    })))
}
