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
    /// When it was seen that somebody set another status elsewhere: from then
    /// on the pin is theirs and left alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overridden: Option<DateTime<Utc>>,
}

/// The switch "keep me available while Porchlight runs".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeepAvailable {
    pub since: DateTime<Utc>,
    /// None until switched off.
    pub until: Option<DateTime<Utc>>,
}

impl KeepAvailable {
    pub fn has_ended(&self, now: DateTime<Utc>) -> bool {
        self.until.is_some_and(|end| now >= end)
    }
}

impl Requested {
    pub fn new(status: Status, since: DateTime<Utc>, until: Option<DateTime<Utc>>) -> Self {
        Self {
            status,
            since,
            until,
            overridden: None,
        }
    }

    pub fn has_ended(&self, now: DateTime<Utc>) -> bool {
        self.until.is_some_and(|end| now >= end)
    }
}

/// What Graph reported of me, and since when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportedSince {
    /// In Graph's own words.
    pub availability: String,
    pub activity: String,
    /// None if it was so when we first looked.
    pub since: Option<DateTime<Utc>>,
}

impl ReportedSince {
    /// The same after a reading: the moment stays while the words do. `looking`
    /// is whether the change, if there is one, happened under our eyes.
    pub fn after(
        former: Option<&Self>,
        reading: &Presence,
        looking: bool,
        now: DateTime<Utc>,
    ) -> Self {
        let availability = reading.availability.as_graph();
        let activity = reading.activity.as_graph();
        let same = former.filter(|f| f.availability == availability && f.activity == activity);
        Self {
            availability: availability.to_owned(),
            activity: activity.to_owned(),
            since: same.map_or(looking.then_some(now), |same| same.since),
        }
    }
}

/// A reading and its moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reported {
    pub presence: Presence,
    pub at: DateTime<Utc>,
}
