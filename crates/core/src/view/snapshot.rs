//! Everything a face may show, whole at every revision.

mod people;
mod settings;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Standing;
use crate::UserError;
use crate::model::{PersonId, Quiet, Shape, Sort, Status};

pub use people::{
    AddingView, FoundView, GroupView, PersonView, RemovedView, RuleView, SearchView, SeveralView,
};
pub use settings::{
    InstallView, KeepView, RegistrationView, SetBy, SettingView, SettingsView, UpdatesView,
};

/// The state of the engine at one revision. Two snapshots with equal revision
/// are equal; there is no second store anywhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Snapshot {
    pub revision: u32,
    pub account: AccountView,
    /// A sign-in under way, also on top of an account that is signed in.
    pub sign_in: Option<SignInView>,
    /// Mine; absent before anybody signed in.
    pub me: Option<MeView>,
    /// The watch list: those in no group, then group by group, favourites first
    /// and sorted as the user wants; then people followed for this run.
    pub people: Vec<PersonView>,
    /// The groups, in the user's order.
    pub groups: Vec<GroupView>,
    pub sort: Sort,
    pub search: Option<SearchView>,
    /// Adding many people at once: under way, or what came of it.
    pub adding: Option<AddingView>,
    /// What was removed last and can be brought back.
    pub removed: Option<RemovedView>,
    pub health: HealthView,
    pub notices: NoticesView,
    pub settings: SettingsView,
    /// The last command that failed, until dismissed or followed by one that works.
    pub problem: Option<UserError>,
    /// What to ask the company for, after it stopped a sign-in.
    pub help: Option<HelpView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum AccountView {
    /// The first moments of a run, while a kept sign-in is looked for.
    Starting,
    SignedOut {
        /// Why, if it was not the user's wish.
        reason: Option<UserError>,
    },
    SignedIn {
        id: PersonId,
        name: String,
        address: Option<String>,
        initials: String,
        /// The sign-in has ended at the server; data stay on screen.
        sign_in_needed: bool,
        /// False when no keyring could take the sign-in: it ends with this run.
        kept: bool,
        /// The user has not agreed to what colleagues need: nobody can be found,
        /// added or polled until a sign-in with `colleagues`.
        consent_needed: bool,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum SignInView {
    Starting,
    /// The browser was asked to show this address, or the user visits it.
    Browser {
        address: String,
    },
    DeviceCode {
        code: String,
        address: String,
        expires_at: DateTime<Utc>,
    },
}

/// My own presence: requested and reported, never mixed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MeView {
    /// What the icon shows: the request while it is young, else the report.
    pub shape: Shape,
    /// The words that go with `shape`.
    pub label: String,
    /// What Graph last said; absent before its first answer.
    pub reported: Option<PresenceView>,
    pub reported_at: Option<DateTime<Utc>>,
    pub requested: Option<RequestedView>,
    /// My live message; absent when there is none.
    pub message: Option<MessageView>,
    /// Since when Graph reports it so; absent if that was not seen.
    pub reported_since: Option<DateTime<Utc>>,
    /// Our session; its end is that of its lease.
    pub session: Option<HoldingView>,
    /// Our pin.
    pub pin: Option<HoldingView>,
    /// Why I am shown as I am: one fact a line, each following from the former.
    pub why: Vec<FactView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RequestedView {
    pub status: Status,
    pub label: String,
    pub since: DateTime<Utc>,
    pub until: Option<DateTime<Utc>>,
    /// "until 17:30"; absent without an end.
    pub until_words: Option<String>,
    pub standing: Standing,
    /// One sentence on the standing; absent when there is nothing to say.
    pub why: Option<String>,
}

/// A pair that Graph holds of ours, in Graph's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HoldingView {
    pub availability: String,
    pub activity: String,
    pub since: DateTime<Utc>,
    /// When it ends by itself unless it is renewed.
    pub until: Option<DateTime<Utc>>,
}

/// One line of an explanation: "Pin: Busy since 13:02, until 17:30".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FactView {
    pub name: String,
    pub words: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MessageView {
    /// Plain text of any length and script; never markup.
    pub text: String,
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was set; absent where Graph does not say.
    pub published_at: Option<DateTime<Utc>>,
    /// "until tomorrow 09:00"; absent without a known end.
    pub until_words: Option<String>,
    /// Sent but not yet read back.
    pub pending: bool,
    /// The message that comes back when this one ends; only for my own.
    pub then: Option<String>,
}

/// A reported presence in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PresenceView {
    pub shape: Shape,
    /// "In a call", "Available, out of office".
    pub label: String,
    /// Graph's own two words.
    pub availability: String,
    pub activity: String,
    pub out_of_office: bool,
    pub out_of_office_message: Option<String>,
    pub work_location: Option<String>,
    pub message: Option<MessageView>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum HealthKind {
    Starting,
    Fine,
    Offline,
    Throttled,
    SignedOut,
    /// Graph answers, but not with what was asked for.
    Trouble,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HealthView {
    pub kind: HealthKind,
    /// The line at the window's foot: "Updated 10:42".
    pub words: String,
    pub updated_at: Option<DateTime<Utc>>,
    pub next_try_at: Option<DateTime<Utc>>,
    /// What is shown is old; icons look it.
    pub stale: bool,
    pub problem: Option<UserError>,
    /// Things to know that are no trouble now: no keyring, settings set aside.
    pub remarks: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NoticesView {
    pub paused: bool,
    pub paused_until: Option<DateTime<Utc>>,
    /// "until 17:30".
    pub paused_words: Option<String>,
    pub quiet: Quiet,
    /// While it is a quiet time: "until 08:00".
    pub quiet_words: Option<String>,
    /// The rule of everybody without one of their own or their group's.
    pub default_rule: RuleView,
    /// Notices that were not given today, the newest first. Kept in memory alone.
    pub held_back: Vec<HeldBackView>,
}

/// A notice that was not given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HeldBackView {
    pub person: PersonId,
    /// "Ada Lovelace: Available".
    pub words: String,
    pub at: DateTime<Utc>,
    /// "14:03".
    pub at_words: String,
    /// "You were in a call", "Quiet until 08:00".
    pub why: String,
}

/// For somebody whose company stops the sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HelpView {
    /// What happened: one sentence.
    pub cause: String,
    /// Who can do what.
    pub what_to_do: String,
    /// Where an administrator consents; absent where that would not help.
    pub admin_consent_address: Option<String>,
    /// A mail to the company's IT; the first line is its subject.
    pub letter: String,
}

/// What words for an end would mean, while they are typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case", tag = "outcome")]
pub enum Preview {
    /// "until tomorrow 09:00"; `at` is absent for "never".
    Ends {
        words: String,
        at: Option<DateTime<Utc>>,
    },
    /// What was wrong and what to write instead.
    Unclear { words: String },
}
