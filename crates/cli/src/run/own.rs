//! The user's own company, as the configuration names it.

use std::path::Path;
use std::sync::Arc;

use chrono::TimeDelta;
use chrono_tz::Tz;
use porchlight_core::UserError;
use porchlight_core::auth::{
    Browser, Cloud, KeyringStore, Registration, SystemBrowser, TokenStore,
};
use porchlight_core::clock::Clock;
use porchlight_core::control::Place;
use porchlight_core::doctor::{self, Fact, Subject};
use porchlight_core::engine::Handle;
use porchlight_core::settings::{Memory, POLL_INTERVAL, Places, Settings};

pub(crate) struct Own {
    /// For `doctor`: the settings, and whom to ask without a registration.
    pub(crate) settings: Vec<Fact>,
    pub(crate) remarks: Vec<String>,
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
    /// What the settings name.
    pub(super) fn settled(
        settings: &Settings,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Self {
        Self {
            settings: doctor::settings(settings),
            remarks: doctor::remarks(settings),
            cloud: settings.cloud().ok(),
            registration: settings.registration(),
            tokens: Arc::new(KeyringStore),
            browser: Arc::new(SystemBrowser),
            memory: Memory::at(&settings.places),
            poll_interval: settings.poll_interval,
            place: Place::of(&settings.places, environment),
            chosen_zone: settings.chosen_zone(),
        }
    }

    /// What is there without a configuration that could be read.
    pub(super) fn unsettled(
        folder: Option<&Path>,
        error: &UserError,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, UserError> {
        let places = Places::find(folder.map(Into::into))?;
        Ok(Self {
            settings: Vec::new(),
            remarks: Vec::new(),
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

    /// What `doctor` looks at.
    pub(crate) fn subject(&self, clock: &Arc<dyn Clock>) -> Subject {
        Subject {
            settings: self.settings.clone(),
            remarks: self.remarks.clone(),
            cloud: self.cloud.clone(),
            registration: self.registration.clone(),
            tokens: Arc::clone(&self.tokens),
            engine: None,
            account: self.memory.load().0.account,
            set_aside: self.memory.set_aside(),
            clock: Arc::clone(clock),
            home: std::env::home_dir(),
            errors: Vec::new(),
        }
    }

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
