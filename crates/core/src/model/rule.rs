//! What about a person is worth a notice.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Transition;

/// A rule for one person, a group, or everybody without one of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Rule {
    /// The transitions that give a notice; none means silence.
    pub when: Vec<Transition>,
    /// Seconds that what it waits for must last before it is told; 0 tells at once.
    #[serde(default)]
    pub stable: u32,
    /// When it ends; without an end it stays.
    #[serde(default)]
    pub until: Option<DateTime<Utc>>,
    /// Tells also while I am in a call, presenting or not to be disturbed.
    #[serde(default)]
    pub even_when_busy: bool,
}

impl Default for Rule {
    fn default() -> Self {
        Self {
            when: vec![Transition::BecomesAvailable],
            stable: 0,
            until: None,
            even_when_busy: false,
        }
    }
}

impl Rule {
    /// The longest time something may have to last, in seconds.
    pub const LONGEST_STABLE: u32 = 60 * 60;

    /// The first of a change's transitions that this rule names.
    pub fn matches(&self, transitions: &[Transition]) -> Option<Transition> {
        transitions.iter().copied().find(|t| self.when.contains(t))
    }

    pub fn has_ended(&self, now: DateTime<Utc>) -> bool {
        self.until.is_some_and(|until| now >= until)
    }
}
