//! A hook: a program of the user's that is run when something changes.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Person, Presence, Transition};

/// Whose change it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whose {
    /// What Graph reports of me.
    Me,
    /// What it reports of somebody on the watch list.
    Watched,
}

/// What to run, and on what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook {
    pub on: Whose,
    /// The transitions it is run on.
    pub when: Vec<Transition>,
    /// A path, or a name that the operating system finds.
    pub program: String,
    /// As they were configured: nothing is put into them.
    pub arguments: Vec<String>,
    /// How long a run may take.
    pub limit: Duration,
}

/// What happened between two readings of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    pub on: Whose,
    pub who: Person,
    pub before: Presence,
    pub after: Presence,
    pub transitions: Vec<Transition>,
    pub at: DateTime<Utc>,
}

impl Hook {
    /// Whether it is to be run on this.
    pub fn wants(&self, changed: &Changed) -> bool {
        self.on == changed.on && changed.transitions.iter().any(|t| self.when.contains(t))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{PersonId, transitions};

    fn changed(on: Whose, before: &str, after: &str) -> Changed {
        let presence = |word: &str| Presence::from_graph(Some(word), Some(word));
        let (before, after) = (presence(before), presence(after));
        Changed {
            on,
            who: Person {
                id: PersonId::parse("00000000-0000-0000-0000-000000000001").unwrap(),
                name: "Ada Lovelace".to_owned(),
                address: None,
                phone: None,
            },
            transitions: transitions(&before, &after),
            before,
            after,
            at: "2026-11-21T12:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn a_hook_is_run_on_its_own_changes_only() {
        let hook = Hook {
            on: Whose::Watched,
            when: vec![Transition::BecomesAvailable],
            program: "true".to_owned(),
            arguments: Vec::new(),
            limit: Duration::from_secs(10),
        };
        assert!(hook.wants(&changed(Whose::Watched, "Away", "Available")));
        assert!(!hook.wants(&changed(Whose::Me, "Away", "Available")));
        assert!(!hook.wants(&changed(Whose::Watched, "Available", "Away")));
        assert!(!hook.wants(&changed(Whose::Watched, "Available", "Available")));
    }
}
