//! When no notice is given, whatever the rules say.

use chrono::NaiveTime;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Quiet times, in the user's zone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Quiet {
    /// Quiet every day from one time to the other.
    #[serde(default)]
    pub hours: Option<QuietHours>,
    /// Quiet for the whole of these days.
    #[serde(default)]
    pub days: Vec<Day>,
}

/// Where `to` is not after `from`, they reach into the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QuietHours {
    pub from: NaiveTime,
    pub to: NaiveTime,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Day {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}
