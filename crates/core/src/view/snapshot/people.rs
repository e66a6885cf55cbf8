//! People on the list, with their groups, and finding and adding more of them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::PresenceView;
use crate::UserError;
use crate::model::{Person, PersonId, Rule};
use crate::view::Contact;

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
    /// No notice about them before then.
    pub muted_until: Option<DateTime<Utc>>,
    /// "until 14:03".
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
    /// Names of those who were on the list before, and whom a file changed.
    pub changed: Vec<String>,
    /// Names of those who were on the list before, and are as they were.
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

/// The last removal, which can be taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RemovedView {
    /// When it was, which sets it apart from any other.
    pub at: DateTime<Utc>,
    /// "Removed Ada Lovelace".
    pub words: String,
}
