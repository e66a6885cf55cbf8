//! What about a person is worth a notice.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Transition;

/// A rule for one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Rule {
    /// The transitions that give a notice; none means silence.
    pub when: Vec<Transition>,
    /// Whether the rule falls silent after its first notice.
    #[serde(default)]
    pub once: bool,
}

impl Default for Rule {
    fn default() -> Self {
        Self {
            when: vec![Transition::BecomesAvailable],
            once: false,
        }
    }
}

impl Rule {
    /// The first of a change's transitions that this rule names.
    pub fn matches(&self, transitions: &[Transition]) -> Option<Transition> {
        transitions.iter().copied().find(|t| self.when.contains(t))
    }

    /// The rule after it has given a notice.
    #[must_use]
    pub fn after_notice(&self) -> Self {
        if self.once {
            Self {
                when: Vec::new(),
                once: true,
            }
        } else {
            self.clone()
        }
    }
}
