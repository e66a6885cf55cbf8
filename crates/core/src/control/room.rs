//! How many programs are spoken with at once, so that no kind of them keeps
//! another out.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::wire::Hello;
use super::{
    MOST_CLIENTS, MOST_FOLLOWERS, MOST_NEWCOMERS, PATIENCE, PATIENCE_FOR_A_PLACE, PROTOCOL,
};
use crate::{ErrorCode, UserError};

/// The places there are, and who waits for one.
pub(super) struct Room {
    places: Places,
    newcomers: VecDeque<oneshot::Sender<()>>,
}

#[derive(Clone)]
struct Places {
    /// For programs that stay.
    followers: Arc<Semaphore>,
    /// For all others: soon one of them is done.
    passing: Arc<Semaphore>,
}

/// A newcomer's way to a place.
pub(super) struct Entry {
    places: Places,
    /// Answered when newer ones need the room.
    sent_away: oneshot::Receiver<()>,
}

/// What becomes of a newcomer.
pub(super) enum Admission {
    /// It may stay as long as it holds this; the window needs no place.
    In(Option<OwnedSemaphorePermit>),
    Full,
    /// It does not speak our protocol.
    Stranger,
}

impl Room {
    pub(super) fn new() -> Self {
        Self {
            places: Places {
                followers: Arc::new(Semaphore::new(MOST_FOLLOWERS)),
                passing: Arc::new(Semaphore::new(MOST_CLIENTS)),
            },
            newcomers: VecDeque::new(),
        }
    }

    /// One more program has come. Of too many that have no place yet the one that
    /// came first is sent away: it had the most time.
    pub(super) fn enter(&mut self) -> Entry {
        self.newcomers.retain(|newcomer| !newcomer.is_closed());
        if self.newcomers.len() == MOST_NEWCOMERS
            && let Some(oldest) = self.newcomers.pop_front()
        {
            // It may have found a place in this moment.
            let _ = oldest.send(());
        }
        let (newcomer, sent_away) = oneshot::channel();
        self.newcomers.push_back(newcomer);
        Entry {
            places: self.places.clone(),
            sent_away,
        }
    }
}

impl Entry {
    /// Hears a greeting, then waits a moment for a place.
    ///
    /// # Errors
    /// No greeting came in time, or the line broke.
    pub(super) async fn admit(
        self,
        greeting: impl Future<Output = io::Result<Option<Hello>>>,
    ) -> io::Result<Admission> {
        let Self { places, sent_away } = self;
        let admission = async {
            let hello = tokio::time::timeout(PATIENCE, greeting).await??;
            let Some(hello) = hello.filter(Hello::is_ours) else {
                return Ok(Admission::Stranger);
            };
            let place = if hello.greeting.stays {
                places.followers.acquire_owned()
            } else {
                places.passing.acquire_owned()
            };
            let place = tokio::time::timeout(PATIENCE_FOR_A_PLACE, place).await;
            Ok(match place {
                Ok(Ok(place)) => Admission::In(Some(place)),
                Ok(Err(_)) | Err(_) => Admission::Full,
            })
        };
        tokio::select! {
            admission = admission => admission,
            Ok(()) = sent_away => Ok(Admission::Full),
        }
    }
}

impl Hello {
    pub(super) fn is_ours(&self) -> bool {
        self.greeting.protocol == PROTOCOL
    }
}

pub(super) fn full() -> UserError {
    UserError::new(
        ErrorCode::Failed,
        "Too many programs speak with Porchlight at once",
        "End some of them, then try again",
    )
}
