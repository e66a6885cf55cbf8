//! What became of a request, and why.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::words::time_words;

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Sent or being sent; Graph's answers lag by seconds.
    Pending,
    Honoured,
    NotHonoured,
}

/// Why a request stands as it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    BeingSet,
    /// It waits to be sent; the words say what stood in the way.
    Unsent(String),
    /// Graph took it and does not report it yet.
    Lagging,
    /// Nothing was read since.
    Unread,
    /// Without any session a pin does not show.
    NoSession,
    /// Another pin is shown, and ours never was.
    OtherPin,
    /// A pin or a stronger session of another application is shown.
    Stronger,
    /// Somebody set another status elsewhere at this moment.
    Overridden(DateTime<Utc>),
    /// Graph refused; the words say what it said.
    Refused(String),
    /// Honoured as away while the desk is left.
    Left,
}

impl Reason {
    /// One sentence without a full stop.
    pub fn words(&self, zone: Tz) -> String {
        match self {
            Self::BeingSet => "Being set".to_owned(),
            Self::Unsent(why) => format!("Not sent yet: {why}"),
            Self::Lagging => "Teams may need a few minutes to show it".to_owned(),
            Self::Unread => "Microsoft Graph has not answered since".to_owned(),
            Self::NoSession => {
                "Microsoft Graph sees no session for you, so you appear offline".to_owned()
            }
            Self::OtherPin => "A status set in Teams or on another computer is stronger".to_owned(),
            Self::Stronger => {
                "A status set in Teams, or a call or meeting there, is stronger".to_owned()
            }
            Self::Overridden(at) => format!(
                "Changed in Teams or on another computer at {}; Porchlight leaves it so",
                time_words(*at, zone)
            ),
            Self::Refused(why) => why.clone(),
            Self::Left => "Away while the computer is locked or asleep".to_owned(),
        }
    }
}
