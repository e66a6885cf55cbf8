//! The one way to ask the engine for anything.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::model::{Person, PersonId, Rule, Status};

/// A wish of the user, from any face.
///
/// Ends (`until`) are words of the expiry grammar (`30m`, `17:30`, `today`),
/// read by the engine in the user's zone at the moment the command arrives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Command {
    SignIn {
        method: SignInMethod,
        /// Asks to see colleagues, too, which is the second step of consent.
        #[serde(default)]
        #[ts(as = "Option<bool>", optional)]
        colleagues: bool,
    },
    CancelSignIn,
    SignOut,
    SetStatus {
        status: Status,
        #[serde(default)]
        until: Option<String>,
    },
    SetMessage {
        text: String,
        #[serde(default)]
        until: Option<String>,
    },
    ClearMessage,
    /// Looks for people in the directory by name, address or id; the answer is
    /// the snapshot's `search`.
    Search {
        text: String,
    },
    ClearSearch,
    AddPeople {
        people: Vec<Person>,
    },
    RemovePeople {
        ids: Vec<PersonId>,
    },
    SetRule {
        id: PersonId,
        rule: Rule,
    },
    /// Reads and polls people for this run without putting them on the list.
    Follow {
        people: Vec<Person>,
    },
    /// Ends following; people on the watch list stay there.
    Unfollow {
        ids: Vec<PersonId>,
    },
    PauseNotices {
        /// None pauses until resumed.
        #[serde(default)]
        until: Option<String>,
    },
    ResumeNotices,
    /// Asks Graph now instead of at the next poll.
    Refresh,
    /// The window is open: poll faster while it is.
    WatchClosely {
        on: bool,
    },
    /// Shows me as available while Porchlight runs and nothing else was picked.
    KeepAvailable {
        on: bool,
        #[serde(default)]
        until: Option<String>,
    },
    /// Shows me as away instead of available while the screen is locked or the
    /// computer sleeps.
    AwayWhenLocked {
        on: bool,
    },
    /// Whether quitting ends our session at Graph or leaves it to run out.
    ClearOnQuit {
        on: bool,
    },
    /// Whether the system starts Porchlight when its user signs in to the computer.
    StartAtSignIn {
        on: bool,
    },
    /// Whether Porchlight looks once a day for a newer version. Refused where the
    /// configuration or the organisation says.
    CheckForUpdates {
        on: bool,
    },
    /// Opens the page of the newer version in the browser.
    ShowRelease,
    /// Opens the folder with the logs in the file manager.
    ShowLogs,
    /// Names the application to sign in with, in the words of `config.toml`,
    /// where it is written. Refused while somebody is signed in.
    SetRegistration {
        client_id: String,
        tenant: String,
        cloud: String,
    },
    DismissProblem,
    Quit,
}

/// How to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum SignInMethod {
    /// The system browser and a port on this computer.
    Browser,
    /// The same, but the address is only shown and nothing is opened.
    Address,
    /// A code typed on any device.
    DeviceCode,
}
