//! Whom the clients follow, so that nobody is left behind when one is gone.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::engine::{Handle, Outcome};
use crate::model::PersonId;
use crate::view::Command;

/// How many clients follow a person. Counting and telling the engine are one
/// step: else one client's farewell could overtake another's wish.
#[derive(Clone, Default)]
pub(super) struct Follows(Arc<Mutex<BTreeMap<PersonId, usize>>>);

impl Follows {
    /// Follows for one client more. The outcome comes from the engine.
    pub(super) fn follow(
        &self,
        handle: &Handle,
        command: Command,
        ids: &[PersonId],
    ) -> impl Future<Output = Outcome> + Send + use<> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for id in ids {
            *counts.entry(id.clone()).or_default() += 1;
        }
        handle.begin(command)
    }

    /// Follows for one client less; the engine forgets whom nobody follows.
    pub(super) fn unfollow(
        &self,
        handle: &Handle,
        ids: Vec<PersonId>,
    ) -> impl Future<Output = Outcome> + Send + use<> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut ids = ids;
        ids.retain(|id| {
            let count = counts.entry(id.clone()).or_default();
            *count = count.saturating_sub(1);
            let last = *count == 0;
            if last {
                counts.remove(id);
            }
            last
        });
        handle.begin(Command::Unfollow { ids })
    }

    #[cfg(test)]
    pub(super) fn count(&self, id: &PersonId) -> usize {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.get(id).copied().unwrap_or_default()
    }
}
