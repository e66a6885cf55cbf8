//! What I asked for and what Graph last said: two types, never one.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Presence, Status};

/// The pick in force. Stored before it is sent, so that a restart knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requested {
    pub status: Status,
    pub since: DateTime<Utc>,
    /// None for a pick without an end.
    pub until: Option<DateTime<Utc>>,
}

impl Requested {
    pub fn has_ended(&self, now: DateTime<Utc>) -> bool {
        self.until.is_some_and(|end| now >= end)
    }
}

/// A reading and its moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reported {
    pub presence: Presence,
    pub at: DateTime<Utc>,
}
