//! What the user or their organisation decided, and whose word it is.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::UserError;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SettingsView {
    /// IANA name of the zone in which times are read and shown.
    pub zone: String,
    pub clear_on_quit: bool,
    /// The switch "keep me available while Porchlight runs"; absent when off.
    pub keep_available: Option<KeepView>,
    /// The switch "away when the screen locks or the computer sleeps".
    pub away_when_locked: bool,
    /// Seconds between two readings, as configured; the window, the seat and
    /// trouble make them more or fewer.
    pub poll_seconds: u32,
    /// Whether the system starts Porchlight when its user signs in to the
    /// computer; absent where this run leaves nothing behind, logs included.
    pub start_at_sign_in: Option<bool>,
    /// Absent where this run does not look for updates.
    pub updates: Option<UpdatesView>,
    /// True in the demo, where nothing is real.
    pub demo: bool,
    pub registration: RegistrationView,
}

/// Looking for a newer version, which is told, and installed only when asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UpdatesView {
    /// Somebody looks once a day.
    pub check: bool,
    /// Whose word that is; the window's switch, where it is the default.
    pub set_by: SetBy,
    /// "Version 0.2.0 is available"; absent where none is known.
    pub newer: Option<String>,
    /// Absent where somebody else has to install it.
    pub install: Option<InstallView>,
}

/// Installing the newer version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum InstallView {
    /// Porchlight can do it.
    Offered,
    UnderWay {
        /// "Installing version 0.2.0…"
        words: String,
    },
    /// It failed, and can be tried again.
    Failed { why: UserError },
}

/// The application to sign in with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RegistrationView {
    /// Whether somebody can sign in with it as it is.
    pub ready: bool,
    /// Whether something of it is the user's to change.
    pub changeable: bool,
    /// Empty while none is known.
    pub client_id: SettingView,
    pub tenant: SettingView,
    pub cloud: SettingView,
}

/// A setting as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SettingView {
    pub value: String,
    pub set_by: SetBy,
}

/// Whose setting it is. Only the first two are the user's to change here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum SetBy {
    Default,
    File,
    Environment,
    Organisation,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KeepView {
    pub until: Option<DateTime<Utc>>,
    /// "until 17:30"; absent without an end.
    pub until_words: Option<String>,
}
