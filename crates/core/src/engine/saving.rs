//! Remembering the state, and what comes of a disk that does not take it.

use chrono::{DateTime, TimeDelta, Utc};

use super::Mode;
use super::effect::Effect;
use super::state::State;

/// Until what could not be saved is tried again.
const SAVE_AGAIN: TimeDelta = TimeDelta::minutes(1);

/// How the remark begins that what was changed is not on the disk.
pub const UNSAVED: &str = "What was changed can't be saved";

/// What is remembered is not what lies on the disk.
#[derive(Debug)]
pub(super) struct Unsaved {
    why: String,
    again_at: DateTime<Utc>,
}

impl Unsaved {
    /// One sentence for the user.
    pub(super) fn remark(&self) -> String {
        format!("{UNSAVED}, which is tried again every minute: {}", self.why)
    }
}

impl State {
    /// Remembers the state as it is; a run that only looks remembers nothing.
    pub(super) fn save(&mut self) {
        if self.mode != Mode::Watching {
            self.ask(Effect::Save(Box::new(self.stored.clone())));
        }
    }

    /// The state could not be saved, or can be again.
    pub(super) fn saved(&mut self, outcome: Result<(), String>, now: DateTime<Utc>) {
        self.unsaved = outcome.err().map(|why| Unsaved {
            why,
            again_at: now + SAVE_AGAIN,
        });
    }

    /// When a run that stays tries again.
    pub(super) fn save_at(&self) -> Option<DateTime<Utc>> {
        let unsaved = self.unsaved.as_ref().filter(|_| self.sets_by_itself());
        unsaved.map(|unsaved| unsaved.again_at)
    }

    /// What could not be saved is tried again, as it is by then.
    pub(super) fn save_when_due(&mut self, now: DateTime<Utc>) {
        if self.save_at().is_some_and(|at| now >= at) {
            if let Some(unsaved) = &mut self.unsaved {
                unsaved.again_at = now + SAVE_AGAIN;
            }
            self.save();
        }
    }
}
