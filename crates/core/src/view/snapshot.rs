//! Everything a face may show, whole at every revision.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Contact;
use super::Standing;
use crate::UserError;
use crate::model::{Person, PersonId, Quiet, Rule, Shape, Sort, Status};

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

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PersonView {
    pub id: PersonId,
    pub name: String,
    pub address: Option<String>,
    /// A telephone number as it is written in the directory.
    pub phone: Option<String>,
    pub initials: String,
    /// Absent until Graph has said something about this person.
    pub presence: Option<PresenceView>,
    /// When Porchlight first saw this presence; absent if it was so at the start.
    pub since: Option<DateTime<Utc>>,
    /// "since 14:03".
    pub since_words: Option<String>,
    pub as_of: Option<DateTime<Utc>>,
    /// What Graph said instead of a presence.
    pub problem: Option<String>,
    /// False for somebody only followed.
    pub watched: bool,
    pub favourite: bool,
    /// The name of their group.
    pub group: Option<String>,
    /// How they can be reached from here.
    pub contacts: Vec<Contact>,
    /// Their own rule; without one, their group's applies, or everybody's.
    pub rule: Option<RuleView>,
    /// What is told once, besides the rule.
    pub once: Option<RuleView>,
    /// "until 14:03"; no notice about them before then.
    pub muted_words: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RuleView {
    #[serde(flatten)]
    pub rule: Rule,
    /// "until 17:30"; absent without an end.
    pub until_words: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GroupView {
    pub name: String,
    pub folded: bool,
    /// Without one, everybody's applies.
    pub rule: Option<RuleView>,
}

/// Adding everybody a text names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AddingView {
    /// Those looked up so far, of all.
    pub done: u32,
    pub all: u32,
    pub busy: bool,
    /// Names of those who were added.
    pub added: Vec<String>,
    /// Names of those who were on the list before.
    pub known: Vec<String>,
    /// Words that name nobody in the directory.
    pub not_found: Vec<String>,
    /// Words that name several people, who are listed to choose from.
    pub several: Vec<SeveralView>,
    /// Why it came to an early end.
    pub problem: Option<UserError>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SeveralView {
    pub words: String,
    pub people: Vec<FoundView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SearchView {
    pub text: String,
    pub busy: bool,
    pub results: Vec<FoundView>,
    pub problem: Option<UserError>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FoundView {
    pub person: Person,
    pub initials: String,
    pub watched: bool,
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

/// Looking for a newer version, which is told and never installed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UpdatesView {
    /// Somebody looks once a day.
    pub check: bool,
    /// Whose word that is; the window's switch, where it is the default.
    pub set_by: SetBy,
    /// "Version 0.2.0 is available"; absent where none is known.
    pub newer: Option<String>,
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
