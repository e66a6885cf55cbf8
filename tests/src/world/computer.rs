//! The computer an engine runs on.

use std::io;
use std::sync::Arc;

use chrono::TimeDelta;
use porchlight_core::auth::{Browser, Registration};
use porchlight_core::clock::{FixedZone, ManualClock};
use porchlight_core::engine::{Handle, Mode, Surroundings, start};
use porchlight_core::seat::Seat;
use porchlight_core::settings::{Memory, POLL_INTERVAL, PolicySource, Settings};
use porchlight_sim::Control;
use tempfile::TempDir;
use tokio::sync::watch;
use url::Url;

use crate::keyring::Keyring;

/// What an engine stands on, and what a restart finds again.
pub(super) struct Computer {
    pub(super) clock: ManualClock,
    pub(super) zone: FixedZone,
    pub(super) seat: watch::Sender<Seat>,
    pub(super) keyring: Arc<Keyring>,
    pub(super) poll_interval: TimeDelta,
    pub(super) folder: TempDir,
}

impl Computer {
    pub(super) fn at(clock: ManualClock) -> Self {
        Self {
            clock,
            zone: FixedZone::new(chrono_tz::Europe::Berlin),
            seat: watch::Sender::default(),
            keyring: Arc::default(),
            poll_interval: POLL_INTERVAL,
            folder: TempDir::new().expect("a folder"),
        }
    }

    pub(super) fn engine(
        &self,
        application: Option<&Registration>,
        mode: Mode,
        control: Control,
    ) -> Handle {
        let (registration, settings) = application.map_or_else(
            || {
                let settings = self.settings();
                (settings.registration(), Some(settings))
            },
            |given| (Ok(given.clone()), None),
        );
        start(Surroundings {
            registration,
            settings,
            tokens: Arc::clone(&self.keyring) as _,
            browser: Arc::new(Visitor(control)),
            clock: Arc::new(self.clock.clone()),
            zone: Arc::new(self.zone.clone()),
            seat: self.seat.subscribe(),
            desktop: None,
            memory: Memory::in_file(self.folder.path().join("state.json"))
                .with_photos(self.folder.path().join("photos")),
            mode,
            poll_interval: self.poll_interval,
            demo: false,
        })
    }

    fn settings(&self) -> Settings {
        let folder = self.folder.path();
        let policy = PolicySource::File(folder.join("policy.toml"));
        Settings::load_under(&[policy], Some(folder), |_| None).expect("a configuration")
    }
}

/// A browser whose user agrees to what the simulator's script says.
struct Visitor(Control);

impl Browser for Visitor {
    fn open(&self, address: &Url) -> io::Result<()> {
        let (control, address) = (self.0.clone(), address.clone());
        tokio::spawn(async move {
            // A sign-in that ends on a page is the scenario's own business.
            let _ = control.visit(&address).await;
        });
        Ok(())
    }
}
