//! The one way to ask the engine for anything.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::model::{Day, Person, PersonId, Sort, Status, Transition};

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
    /// Looks up everybody named in a text (addresses, names or ids, one a line
    /// or between commas or semicolons) and adds whom it finds; the snapshot's
    /// `adding` tells how far it is.
    AddByWords {
        words: String,
    },
    /// Ends adding by words, or puts away what it told.
    StopAdding,
    RemovePeople {
        ids: Vec<PersonId>,
    },
    /// Brings back whom, or which group, the last removal took off the list.
    UndoRemoval,
    /// Takes everybody off the watch list, with groups, rules and photos.
    ForgetPeople,
    /// Adds the people of an exported list, with their groups and rules.
    ImportPeople {
        text: String,
    },
    SetFavourite {
        ids: Vec<PersonId>,
        on: bool,
    },
    /// Puts people into a group, which is made where there is none of that
    /// name, or out of theirs.
    SetGroup {
        ids: Vec<PersonId>,
        #[serde(default)]
        group: Option<String>,
    },
    RenameGroup {
        group: String,
        name: String,
    },
    /// Its people stay on the list.
    RemoveGroup {
        group: String,
    },
    /// To the place before another group, or the last.
    MoveGroup {
        group: String,
        #[serde(default)]
        before: Option<String>,
    },
    FoldGroup {
        group: String,
        on: bool,
    },
    /// To the place before another person in the user's own order, or the last.
    MovePerson {
        id: PersonId,
        #[serde(default)]
        before: Option<PersonId>,
    },
    SortPeople {
        by: Sort,
    },
    /// Opens a chat, a call, a mail or the telephone with somebody, in whatever
    /// program the system has for it.
    Contact {
        id: PersonId,
        by: Contact,
    },
    /// Gives somebody on the watch list a rule of their own, or takes it away.
    SetRule {
        id: PersonId,
        rule: Option<RuleWish>,
    },
    SetGroupRule {
        group: String,
        rule: Option<RuleWish>,
    },
    /// The rule of everybody without one of their own or their group's. Should
    /// it have an end, becoming available is told from then on.
    SetDefaultRule {
        rule: RuleWish,
    },
    /// Tells once, besides any rule: at once, if it waits for somebody to become
    /// available who is. Waits for that where the rule names nothing. Adds the
    /// person to the watch list.
    TellOnce {
        person: Person,
        rule: RuleWish,
    },
    /// Tells not even once.
    StopTellingOnce {
        id: PersonId,
    },
    /// No notice about somebody on the watch list until then.
    Mute {
        id: PersonId,
        until: String,
    },
    Unmute {
        id: PersonId,
    },
    /// Quiet times; without hours and days there are none.
    SetQuiet {
        #[serde(default)]
        hours: Option<QuietWish>,
        #[serde(default)]
        days: Vec<Day>,
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
    /// Installs the newer version, quits and starts it. Heard from the window alone.
    InstallUpdate,
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

/// A rule as a user writes it. An end is in words of the expiry grammar or an
/// instant (RFC 3339).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RuleWish {
    pub when: Vec<Transition>,
    /// Seconds that it must last before it is told.
    #[serde(default)]
    pub stable: u32,
    #[serde(default)]
    pub until: Option<String>,
    /// Also while I am in a call, presenting or not to be disturbed.
    #[serde(default)]
    pub even_when_busy: bool,
}

impl RuleWish {
    /// To be told when somebody becomes available.
    pub fn available() -> Self {
        Self {
            when: vec![Transition::BecomesAvailable],
            stable: 0,
            until: None,
            even_when_busy: false,
        }
    }
}

/// From one clock time to another, in words such as `22:00` or `8am`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QuietWish {
    pub from: String,
    pub to: String,
}

/// A way to reach somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Contact {
    Chat,
    Call,
    Mail,
    Phone,
}
