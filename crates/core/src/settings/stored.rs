//! What Porchlight remembers between runs.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::auth::{Account, Scopes};
use crate::model::{
    AskedMessage, Group, Held, KeepAvailable, Quiet, ReportedSince, Requested, Rule, Sort,
    WatchList,
};

/// The version of the file's form. A file of a later one is set aside unread.
const VERSION: u32 = 1;

/// Everything remembered. No secret and no history of other people's presence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Stored {
    pub(super) version: u32,
    /// Who is signed in; the sign-in itself lies in the keyring.
    pub account: Option<Account>,
    /// What the user agreed to; absent where nobody was asked in steps yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<Scopes>,
    /// Entries of the keyring whose accounts have signed out, but which it
    /// would not give up yet.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left_behind: Vec<String>,
    pub requested: Option<Requested>,
    /// Graph has not taken the user's last word yet, be it a pick or a reset.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unsent: bool,
    /// The last message set through Porchlight; none once nothing more is to be
    /// done about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<AskedMessage>,
    /// What Graph took of ours.
    #[serde(skip_serializing_if = "Held::is_nothing")]
    pub held: Held,
    /// What Graph reported of me, and since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reported: Option<ReportedSince>,
    /// Set while the switch is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep_available: Option<KeepAvailable>,
    /// The switch "away when the screen locks or the computer sleeps".
    pub away_when_locked: bool,
    pub watch_list: WatchList,
    pub groups: Vec<Group>,
    /// The rule of everybody without one of their own or their group's.
    pub default_rule: Rule,
    pub sort: Sort,
    pub quiet: Quiet,
    pub pause: Option<Pause>,
    pub clear_on_quit: bool,
    #[serde(skip_serializing_if = "UpdateLooks::is_nothing")]
    pub updates: UpdateLooks,
}

/// Whether a file is of a later version, whatever else that one wrote.
pub(super) fn is_newer(file: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Form {
        version: u32,
    }
    serde_json::from_slice::<Form>(file).is_ok_and(|form| form.version > VERSION)
}

impl Stored {
    /// Forgets what belongs to the person who was signed in.
    pub fn forget_own(&mut self) {
        self.requested = None;
        self.unsent = false;
        self.message = None;
        self.held = Held::default();
        self.reported = None;
        self.keep_available = None;
    }
}

/// Looking for updates.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UpdateLooks {
    /// The window's switch.
    pub wanted: bool,
    /// When Porchlight last looked.
    pub looked_at: Option<DateTime<Utc>>,
    /// What was announced the last time that something could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub announced: Option<Announcement>,
}

/// An announcement of releases. All of it is text: whoever reads it looks whether
/// it is still to be believed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announcement {
    /// The address it was read at.
    pub feed: String,
    /// The version of Porchlight that read it.
    pub by: String,
    /// What the server knows it by.
    pub mark: Option<String>,
    /// None where nothing newer was announced.
    pub newer: Option<NewerRelease>,
}

/// A release that was newer than the Porchlight that read of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewerRelease {
    pub version: String,
    pub page: String,
    pub manifest: Option<String>,
}

impl UpdateLooks {
    fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// A pause of notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// None until resumed.
    pub until: Option<DateTime<Utc>>,
}

impl Default for Stored {
    fn default() -> Self {
        Self {
            version: VERSION,
            account: None,
            consent: None,
            left_behind: Vec::new(),
            requested: None,
            unsent: false,
            message: None,
            held: Held::default(),
            reported: None,
            keep_available: None,
            away_when_locked: false,
            watch_list: WatchList::default(),
            groups: Vec::new(),
            default_rule: Rule::default(),
            sort: Sort::default(),
            quiet: Quiet::default(),
            pause: None,
            clear_on_quit: true,
            updates: UpdateLooks::default(),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::{FormerMessage, Person, PersonId};

    /// With one person on the watch list.
    pub(in crate::settings) fn stored() -> Stored {
        let mut stored = Stored::default();
        stored.watch_list.add(Person {
            id: PersonId::parse("00000000-0000-0000-0000-000000000001").unwrap(),
            name: "Ada Lovelace".to_owned(),
            address: None,
            phone: None,
        });
        stored
    }

    #[test]
    fn the_form_of_the_file_is_known() {
        insta::assert_json_snapshot!(stored());
    }

    #[test]
    fn the_form_of_a_message_is_known() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let mut asked = AskedMessage::new(
            "Lunch".to_owned(),
            Some(at("2026-11-21T13:00:00Z")),
            at("2026-11-21T12:00:00Z"),
        );
        asked.replaces = Some("Trip".to_owned());
        asked.former = vec![FormerMessage {
            text: "Trip".to_owned(),
            until: None,
        }];
        insta::assert_json_snapshot!(asked);
    }
}
