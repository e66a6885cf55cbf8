//! My status message on its way: sent, and not yet read back.

use chrono::{DateTime, TimeDelta, Utc};

use super::PATIENCE;
use crate::model::{Presence, StatusMessage};

/// A message asked for and not yet seen in a reading. An empty text clears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) text: String,
    pub(super) end: Option<DateTime<Utc>>,
    /// When Graph took it; none while it is on its way.
    pub(super) taken_at: Option<DateTime<Utc>>,
}

impl Asked {
    /// Whether a reading ends the waiting: it shows the message, or patience is over.
    pub(super) fn is_over(&self, reading: &Presence, now: DateTime<Utc>) -> bool {
        let text = reading.message.as_ref().map_or("", |m| &m.text);
        let end = reading.message.as_ref().and_then(|m| m.expires_at);
        let is_it = alike(text, &self.text) && at_once(end, self.end);
        self.taken_at.is_some_and(|at| is_it || now - at > PATIENCE)
    }

    pub(super) fn shown(&self) -> Option<StatusMessage> {
        StatusMessage::from_graph(&self.text, self.end, None)
    }
}

/// Whether two ends are the same, but for what rounding makes of them.
fn at_once(a: Option<DateTime<Utc>>, b: Option<DateTime<Utc>>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() < TimeDelta::seconds(1),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// Graph may sanitise what was set, so texts are compared by their letters.
fn alike(a: &str, b: &str) -> bool {
    let letters = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    a.is_empty() == b.is_empty() && letters(a) == letters(b)
}
