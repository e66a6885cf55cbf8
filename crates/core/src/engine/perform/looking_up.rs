//! Asking for presence of a few, and for whom words mean.

use super::Performer;
use crate::engine::input::{Generation, Report};
use crate::graph::{Graph, GraphError, Presences};
use crate::model::{Person, PersonId, Resolution, resolve};

impl Performer {
    /// A search that nobody wants any more is not even answered: its request is
    /// dropped.
    pub(super) fn cancel_search(&mut self) {
        if let Some(work) = self.search.take() {
            work.abort();
        }
    }

    pub(super) fn look_up(&mut self, generation: Generation, id: u32, wanted: String) {
        let asked = wanted.clone();
        let told = move |outcome| Report::LookedUp(id, asked, outcome);
        let task = self.report(generation, told, |far| async move {
            meant(&far.graph, &wanted).await
        });
        self.look_ups.retain(|task| !task.is_finished());
        self.look_ups.extend(task);
    }
}

/// One person alone is asked for by the single call, several by the bulk call.
pub(super) async fn read_some(graph: &Graph, ids: &[PersonId]) -> Result<Presences, GraphError> {
    match ids {
        [id] => {
            let mut one = Presences::default();
            match graph.presence_of(id).await {
                Ok(presence) => {
                    one.found.insert(id.clone(), presence);
                }
                // A guest, for instance, as the bulk call would tell it.
                Err(GraphError::Refused { status: 404, .. }) => one.refused.push(id.clone()),
                Err(error) => return Err(error),
            }
            Ok(one)
        }
        ids => graph.presences(ids).await,
    }
}

/// Whom a word names. The directory also finds people by what they are called
/// elsewhere; such a find is offered, not taken.
async fn meant(graph: &Graph, word: &str) -> Result<Resolution, GraphError> {
    if let Some(id) = PersonId::parse(word) {
        return Ok(Resolution::One(match graph.person(&id).await {
            // Without the permission to look it up, an id stands for itself.
            Err(GraphError::Refused { status: 403, .. }) => Person {
                name: id.to_string(),
                address: None,
                phone: None,
                id,
            },
            found => found?,
        }));
    }
    if word.contains('@') {
        return graph.at_address(word).await;
    }
    let found = graph.search(word).await?;
    Ok(match resolve(word, &found) {
        Resolution::Nobody if !found.is_empty() => Resolution::Several(found),
        resolution @ (Resolution::One(_) | Resolution::Nobody | Resolution::Several(_)) => {
            resolution
        }
    })
}

/// An id names one person; any other text is looked for.
pub(super) async fn find(graph: &Graph, text: &str) -> Result<Vec<Person>, GraphError> {
    match PersonId::parse(text) {
        Some(id) => Ok(vec![graph.person(&id).await?]),
        None => graph.search(text).await,
    }
}
