//! Which engine this run has: the user's own, or the demonstration's.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use porchlight_core::auth::{KeyringStore, SystemBrowser};
use porchlight_core::clock::{SystemClock, SystemZone};
use porchlight_core::control::{self, Beginning, Claim, Place, Server};
use porchlight_core::desktop::Desktop;
use porchlight_core::doctor::{self, Doctor, Examination, Subject};
use porchlight_core::engine::{self, Handle, Mode, Surroundings};
use porchlight_core::seat::Seat;
use porchlight_core::settings::{Memory, POLL_INTERVAL, Places, Settings, Shortcut};
use porchlight_core::{UserError, disk};
use porchlight_demo::Demo;
use tokio::sync::watch;

use crate::Arguments;
use crate::desktop::ThisDesktop;
use crate::startup::Startup;
use crate::update::Installer;

/// An engine and whatever it stands on.
pub(crate) enum Engine {
    Own(Box<Own>),
    Demo(Box<Demo>),
}

/// The user's own.
pub(crate) struct Own {
    handle: Handle,
    shortcut: Option<Shortcut>,
    _door: Door,
}

/// Looks at the user's own engine and what is around it.
struct OwnDoctor {
    folder: Option<PathBuf>,
    memory: Memory,
    engine: Handle,
}

impl OwnDoctor {
    /// The settings are read anew: they may have been changed since the start.
    fn subject(&self) -> Subject {
        let settings = load(self.folder.as_deref());
        Subject {
            settings: settings.as_ref().map(doctor::settings).unwrap_or_default(),
            remarks: settings.as_ref().map(doctor::remarks).unwrap_or_default(),
            cloud: settings.as_ref().ok().and_then(|s| s.cloud().ok()),
            registration: settings.and_then(|settings| settings.registration()),
            tokens: Arc::new(KeyringStore),
            engine: Some(self.engine.clone()),
            account: self.memory.load().0.account,
            set_aside: self.memory.set_aside(),
            clock: Arc::new(SystemClock),
            home: std::env::home_dir(),
            errors: doctor::last_errors(&self.engine.snapshots().borrow()),
        }
    }
}

impl Doctor for OwnDoctor {
    fn examine(&self) -> Examination {
        let subject = self.subject();
        Box::pin(async move { Ok(doctor::examine(&subject).await) })
    }
}

fn load(folder: Option<&Path>) -> Result<Settings, UserError> {
    Settings::load(folder, |name| std::env::var(name).ok())
}

/// What keeps other programs from running an engine of their own.
#[derive(Default)]
pub(crate) struct Door {
    _server: Option<Server>,
    // Last: nobody else may begin before we have ended.
    _claim: Option<Claim>,
}

/// How long another program may still be at work when we start.
const PATIENCE: Duration = Duration::from_secs(3);

impl Engine {
    pub(crate) fn handle(&self) -> &Handle {
        match self {
            Self::Own(own) => &own.handle,
            Self::Demo(demo) => demo.handle(),
        }
    }

    /// What opens the window from every program; the demonstration takes none.
    pub(crate) fn shortcut(&self) -> Option<&Shortcut> {
        match self {
            Self::Own(own) => own.shortcut.as_ref(),
            Self::Demo(_) => None,
        }
    }
}

/// Starts the engine on a seat, in a program the system knows by `name`, which
/// `installer` updates, if anything does, and whose window `open` brings to the
/// front. None where another Porchlight runs with these settings: then its window
/// comes to the front. A configuration that can't be read is no reason not to
/// start: the window says what is wrong with it.
///
/// # Errors
/// There is no folder to remember anything in, or the simulated company could
/// not be started.
pub(crate) async fn start(
    arguments: &Arguments,
    name: &str,
    installer: Option<Arc<Installer>>,
    seat: watch::Receiver<Seat>,
    open: impl Fn() + Send + Sync + 'static,
) -> Result<Option<Engine>, UserError> {
    if arguments.demo {
        let demo = Demo::start(Mode::Resident, Arc::new(SystemZone), seat).await?;
        return Ok(Some(Engine::Demo(Box::new(demo))));
    }
    let folder = arguments.config_dir.as_deref();
    let settings = load(folder);
    let places = match &settings {
        Ok(settings) => settings.places.clone(),
        Err(_) => Places::find(folder.map(Into::into))?,
    };
    if let Err(error) = places.close_state_to_others() {
        tracing::warn!(kind = %error.kind(), "Others may look into the folder of what is remembered");
    }
    let place = Place::of(&places, |name| std::env::var(name).ok());
    // Before anything is read that a command may be about to change.
    let beginning = control::begin(&place, !arguments.hidden, PATIENCE).await;
    if let Ok(Beginning::Theirs) = beginning {
        return Ok(None);
    }
    let registration = settings
        .as_ref()
        .map_err(Clone::clone)
        .and_then(Settings::registration);
    let memory = Memory::at(&places);
    let shortcut = settings.as_ref().ok().and_then(|s| s.shortcut.clone());
    let handle = engine::start(Surroundings {
        zone: match &settings {
            Ok(settings) => settings.zone(),
            Err(_) => Arc::new(SystemZone),
        },
        registration,
        poll_interval: settings
            .as_ref()
            .map_or(POLL_INTERVAL, |settings| settings.poll_interval),
        settings: settings.ok(),
        tokens: Arc::new(KeyringStore),
        browser: Arc::new(SystemBrowser),
        clock: Arc::new(SystemClock),
        seat,
        desktop: this_desktop(name, folder, &places, installer),
        memory: memory.clone(),
        mode: Mode::Resident,
        demo: false,
    });
    let doctor = OwnDoctor {
        folder: folder.map(Into::into),
        memory,
        engine: handle.clone(),
    };
    let handle = handle.with_doctor(doctor);
    let door = open_door(&handle, &place, beginning, open);
    Ok(Some(Engine::Own(Box::new(Own {
        handle,
        shortcut,
        _door: door,
    }))))
}

/// None where nobody can say where the program lies.
fn this_desktop(
    name: &str,
    folder: Option<&Path>,
    places: &Places,
    installer: Option<Arc<Installer>>,
) -> Option<Arc<dyn Desktop>> {
    match Startup::of_this_program(name, folder) {
        Ok(startup) => Some(Arc::new(ThisDesktop {
            startup,
            logs: places.logs_folder().to_owned(),
            installer,
        })),
        Err(error) => {
            tracing::warn!(kind = %error.kind(), "Where this program lies can't be read");
            None
        }
    }
}

/// Lets the command line and a second start in. Without that the window still
/// works, so trouble is only told.
fn open_door(
    handle: &Handle,
    place: &Place,
    beginning: io::Result<Beginning>,
    open: impl Fn() + Send + Sync + 'static,
) -> Door {
    let told = |why: String| {
        tracing::warn!("{why}");
        handle.remark(why);
    };
    let unreached = |error: &io::Error| {
        let why = disk::why(error);
        told(format!(
            "The command line can't reach this Porchlight: {why}"
        ));
    };
    let claim = match beginning {
        Ok(Beginning::Ours(claim)) => claim,
        Ok(Beginning::Theirs | Beginning::Unreached) => {
            told("Another Porchlight is at work with these settings: either may undo what the other does".to_owned());
            return Door::default();
        }
        Err(error) => {
            unreached(&error);
            return Door::default();
        }
    };
    let server = control::serve_with_window(handle.clone(), place, &claim, open);
    if let Err(error) = &server {
        unreached(error);
    }
    Door {
        _server: server.ok(),
        _claim: Some(claim),
    }
}
