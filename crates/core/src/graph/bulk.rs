//! Many presences at once, such that one bad id does not blind the rest.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;

use super::{Graph, GraphError, Request, wire};
use crate::model::{PersonId, Presence};

/// What Graph takes in one request.
const MOST_IDS: usize = 650;

/// How many such requests may be on their way at once, of all calls together:
/// a company shares 1,500 in 30 s among everybody who runs Porchlight.
pub(super) const MOST_AT_ONCE: usize = 4;

/// How many requests one call may spend on finding bad ids by halving. One
/// among 650 takes 20; were everything refused, it would never end.
const MOST_SEARCHING: usize = 60;

/// What came of a question for many.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Presences {
    /// Whom Graph told of. Somebody in no place was not reached by this call's
    /// search for bad ids.
    pub found: BTreeMap<PersonId, Presence>,
    /// Ids that Graph does not take: asked for alone, they were refused.
    pub refused: Vec<PersonId>,
    /// Whom Graph said nothing about, as it does with guests.
    pub passed_over: Vec<PersonId>,
    /// Why nothing is known of the rest, where a part of the question failed.
    pub trouble: Option<GraphError>,
}

impl Graph {
    /// The presence of many people.
    ///
    /// # Errors
    /// Trouble before anybody was told of, and a refusal that no single id
    /// accounts for.
    pub async fn presences(&self, ids: &[PersonId]) -> Result<Presences, GraphError> {
        let asked: BTreeSet<&PersonId> = ids.iter().collect();
        let asked: Vec<PersonId> = asked.into_iter().cloned().collect();
        let mut all = Presences::default();
        let mut searching = MOST_SEARCHING;
        // A stack, so that the halves of a refused chunk come next.
        let mut chunks: Vec<&[PersonId]> = asked.chunks(MOST_IDS).rev().collect();
        let mut first_refusal = None;
        while !chunks.is_empty() && all.trouble.is_none() {
            let next = chunks.split_off(chunks.len().saturating_sub(MOST_AT_ONCE));
            let answers = join_all(next.iter().map(|chunk| self.presences_once(chunk))).await;
            for (chunk, answer) in next.into_iter().zip(answers) {
                match answer {
                    Ok(found) => {
                        let silent = chunk.iter().filter(|id| !found.contains_key(id));
                        all.passed_over.extend(silent.cloned());
                        all.found.extend(found);
                    }
                    Err(error) if !may_be_one_id(&error) => all.trouble = Some(error),
                    Err(error) => {
                        first_refusal.get_or_insert(error);
                        if let [id] = chunk {
                            all.refused.push(id.clone());
                        } else if searching > 0 {
                            searching = searching.saturating_sub(2);
                            let (one, other) = chunk.split_at(chunk.len() / 2);
                            chunks.extend([other, one]);
                        }
                    }
                }
            }
        }
        match first_refusal {
            // Not one id was taken: then it is not about ids.
            Some(refusal) if all.found.is_empty() && searching == 0 => Err(refusal),
            _ => match all.trouble.take_if(|_| all.found.is_empty()) {
                Some(trouble) => Err(trouble),
                None => Ok(all),
            },
        }
    }

    async fn presences_once(
        &self,
        ids: &[PersonId],
    ) -> Result<BTreeMap<PersonId, Presence>, GraphError> {
        // The semaphore is never closed.
        let _permit = self.bulk.acquire().await;
        let answer = self.send(&Request::presences(ids)).await?;
        let body = answer.json()?;
        let entries = wire::entries(&body).ok_or_else(|| answer.unreadable())?;
        Ok(entries
            .iter()
            .filter_map(wire::presence)
            .filter_map(|(id, presence)| Some((id?, presence)))
            // Nobody may slip in whom we did not ask for. The ids are sorted.
            .filter(|(id, _)| ids.binary_search(id).is_ok())
            .collect())
    }
}

fn may_be_one_id(error: &GraphError) -> bool {
    matches!(
        error,
        GraphError::Refused {
            status: 400 | 404,
            ..
        }
    )
}
