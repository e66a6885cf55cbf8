//! Photos of people: asked for when somebody is shown, at most four at a time,
//! and kept for a week. What is kept waits for no question to Graph. Whoever has
//! none is not asked about for a day, and whose photo Graph keeps to itself, or has in
//! a form that is not shown, not for an hour; trouble on the way says nothing, so the
//! next question tries again.

mod shelf;

use std::collections::{BTreeMap, VecDeque};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::FutureExt as _;
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinSet;

use self::shelf::Shelf;
use crate::auth::AuthError;
use crate::clock::Clock;
use crate::graph::{Graph, GraphError, PhotoAnswer};
use crate::model::{PersonId, Photo};
use crate::settings::Memory;

/// How long a photo is good.
const GOOD: TimeDelta = TimeDelta::days(7);

/// How long nobody asks for a photo that is not there.
const MISSING: TimeDelta = TimeDelta::days(1);

/// How long nobody asks for a photo that Graph does not hand out: an
/// administrator may allow it meanwhile.
const REFUSED: TimeDelta = TimeDelta::hours(1);

/// Microsoft's servers for mail, where photos lie, take no more at once.
const MOST_AT_ONCE: usize = 4;

/// Files read at once.
const MOST_READ: usize = 4;

/// Questions that wait for Graph; of more, the oldest are given up: whoever was scrolled
/// past is not looked at any more.
const MOST_WAITING: usize = 256;

/// The photos held in memory, in bytes of all together.
const MOST_HELD: usize = 4 * 1024 * 1024;

/// What to wait where Graph does not say, and what is too long to wait.
const REST: TimeDelta = TimeDelta::seconds(10);
const LONGEST_REST: TimeDelta = TimeDelta::minutes(2);

/// How often one photo is asked for while Graph asks to wait.
const ATTEMPTS: u32 = 3;

/// What is known about somebody's photo, and how long it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Known {
    /// None where there is none.
    photo: Option<Photo>,
    until: DateTime<Utc>,
}

/// Why nothing is known about a photo that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Missed {
    /// Graph does not hand it out, or not in a form that is shown.
    Refused,
    /// No answer came, or nobody could be asked.
    Trouble,
}

/// Told the photo, or that there is none; dropped where nothing could be learnt.
pub(crate) type Answer = oneshot::Sender<Option<Photo>>;

/// All photos, in memory and on disk.
pub(crate) struct Photos {
    shelf: Shelf,
    clock: Arc<dyn Clock>,
    held: BTreeMap<PersonId, Known>,
    /// Those held, the oldest first.
    order: VecDeque<PersonId>,
    held_bytes: usize,
    /// Whose photo Graph does not hand out, and until when nobody asks again. It is
    /// kept in memory alone.
    refused: BTreeMap<PersonId, DateTime<Utc>>,
    /// Who waits for whose photo.
    waiting: BTreeMap<PersonId, Vec<Answer>>,
    /// What is looked for on disk.
    looks: JoinSet<(PersonId, Option<Known>)>,
    readers: Arc<Semaphore>,
    /// Whose photo is to be fetched, the newest question last.
    queue: VecDeque<PersonId>,
    work: JoinSet<(PersonId, Result<Known, Missed>)>,
    /// Until when Graph is left alone.
    rest: Arc<Mutex<Option<DateTime<Utc>>>>,
    graph: Option<Arc<Graph>>,
    swept: bool,
}

impl Photos {
    pub(crate) fn new(memory: &Memory, clock: Arc<dyn Clock>) -> Self {
        Self {
            shelf: Shelf::at(memory.photos()),
            clock,
            held: BTreeMap::new(),
            order: VecDeque::new(),
            held_bytes: 0,
            refused: BTreeMap::new(),
            waiting: BTreeMap::new(),
            looks: JoinSet::new(),
            readers: Arc::new(Semaphore::new(MOST_READ)),
            queue: VecDeque::new(),
            work: JoinSet::new(),
            rest: Arc::default(),
            graph: None,
            swept: false,
        }
    }

    /// Looks for a photo; `answer` is told at once or later. Without `graph`
    /// there is nobody to ask.
    pub(crate) fn ask(&mut self, graph: Option<Arc<Graph>>, id: PersonId, answer: Answer) {
        self.graph = graph;
        let now = self.clock.now();
        if let Some(known) = self.held.get(&id).filter(|known| now < known.until) {
            // Whoever asked may have stopped waiting.
            let _ = answer.send(known.photo.clone());
            return;
        }
        if self.refused.get(&id).is_some_and(|until| now < *until) {
            return;
        }
        let waiting = self.waiting.entry(id.clone()).or_default();
        waiting.push(answer);
        if waiting.len() == 1 {
            self.look_for(id);
        }
    }

    /// Takes in the next photo that has come, or sees that it is not on disk.
    /// Never completes while none is on its way.
    pub(crate) async fn done(&mut self) {
        // An error: ended when everything was forgotten, so nobody waits for it.
        tokio::select! {
            Some(look) = self.looks.join_next() => match look {
                Ok((id, Some(known))) => self.take(id, Ok(known)),
                Ok((id, None)) => self.enqueue(id),
                Err(_) => {}
            },
            Some(fetch) = self.work.join_next() => if let Ok((id, known)) = fetch {
                self.take(id, known);
            },
            else => std::future::pending().await,
        }
        self.fetch_next();
    }

    /// Removes every photo, also those on their way.
    pub(crate) async fn forget(&mut self) {
        self.looks = JoinSet::new();
        self.work = JoinSet::new();
        self.waiting.clear();
        self.queue.clear();
        self.held.clear();
        self.order.clear();
        self.held_bytes = 0;
        self.refused.clear();
        let kept = self.shelf.clone();
        // A panic in there has been reported by its own message.
        let _ = tokio::task::spawn_blocking(move || kept.clear()).await;
    }

    fn look_for(&mut self, id: PersonId) {
        let sweeps = !std::mem::replace(&mut self.swept, true);
        let (disk, now) = (self.shelf.clone(), self.clock.now());
        let readers = Arc::clone(&self.readers);
        self.looks.spawn(async move {
            // Nobody closes it.
            let _turn = readers.acquire_owned().await;
            let wanted = id.clone();
            let kept = tokio::task::spawn_blocking(move || {
                if sweeps {
                    disk.sweep(now);
                }
                disk.read(&wanted, now)
            });
            // A panic in there has been reported by its own message.
            (id, kept.await.ok().flatten())
        });
    }

    fn enqueue(&mut self, id: PersonId) {
        self.queue.push_back(id);
        if self.queue.len() > MOST_WAITING
            && let Some(given_up) = self.queue.pop_front()
        {
            self.waiting.remove(&given_up);
        }
    }

    fn fetch_next(&mut self) {
        while self.work.len() < MOST_AT_ONCE {
            let Some(id) = self.queue.pop_back() else {
                return;
            };
            let fetch = Fetch {
                shelf: self.shelf.clone(),
                clock: Arc::clone(&self.clock),
                rest: Arc::clone(&self.rest),
                graph: self.graph.clone(),
                id: id.clone(),
            };
            self.work.spawn(async move {
                let known = AssertUnwindSafe(fetch.run()).catch_unwind().await;
                // A panic in there has been reported by its own message.
                (id, known.unwrap_or(Err(Missed::Trouble)))
            });
        }
    }

    fn take(&mut self, id: PersonId, known: Result<Known, Missed>) {
        let answers = self.waiting.remove(&id).unwrap_or_default();
        let known = match known {
            Ok(known) => known,
            Err(Missed::Refused) => {
                let now = self.clock.now();
                self.refused.retain(|_, until| now < *until);
                self.refused.insert(id, now + REFUSED);
                return;
            }
            Err(Missed::Trouble) => return,
        };
        for answer in answers {
            let _ = answer.send(known.photo.clone());
        }
        self.hold(id, known);
    }

    fn hold(&mut self, id: PersonId, known: Known) {
        let size = |known: &Known| 128 + known.photo.as_ref().map_or(0, |p| p.bytes().len());
        self.held_bytes += size(&known);
        if let Some(former) = self.held.insert(id.clone(), known) {
            self.held_bytes -= size(&former);
        } else {
            self.order.push_back(id);
        }
        while self.held_bytes > MOST_HELD {
            let oldest = self.order.pop_front();
            let Some(gone) = oldest.and_then(|id| self.held.remove(&id)) else {
                return;
            };
            self.held_bytes -= size(&gone);
        }
    }
}

/// The way to one photo that is not on disk.
struct Fetch {
    shelf: Shelf,
    clock: Arc<dyn Clock>,
    rest: Arc<Mutex<Option<DateTime<Utc>>>>,
    graph: Option<Arc<Graph>>,
    id: PersonId,
}

impl Fetch {
    async fn run(self) -> Result<Known, Missed> {
        let era = self.shelf.era();
        let photo = self.ask().await?;
        let now = self.clock.now();
        let known = Known {
            until: now + if photo.is_some() { GOOD } else { MISSING },
            photo,
        };
        let (disk, id, kept) = (self.shelf.clone(), self.id.clone(), known.clone());
        let written = move || disk.write(era, &id, kept.photo.as_ref(), now);
        // Without its file it is asked for again by the next run.
        let _ = tokio::task::spawn_blocking(written).await;
        Ok(known)
    }

    async fn ask(&self) -> Result<Option<Photo>, Missed> {
        let graph = self.graph.as_ref().ok_or(Missed::Trouble)?;
        for _ in 0..ATTEMPTS {
            let until = *self.rest.lock().unwrap_or_else(PoisonError::into_inner);
            let now = self.clock.now();
            if let Some(until) = until.filter(|until| now < *until) {
                if until - now > LONGEST_REST {
                    return Err(Missed::Trouble);
                }
                self.clock.wait_until(until).await;
            }
            match graph.photo(&self.id).await {
                Ok(PhotoAnswer::Photo(photo)) => return Ok(Some(photo)),
                Ok(PhotoAnswer::None) => return Ok(None),
                Ok(PhotoAnswer::Unusable) => {
                    tracing::debug!("A photo is of no kind that is shown");
                    return Err(Missed::Refused);
                }
                Err(
                    GraphError::Throttled { retry_after, .. }
                    | GraphError::SignIn(AuthError::Throttled { retry_after }),
                ) => {
                    let until = self.clock.now() + retry_after.unwrap_or(REST);
                    let mut rest = self.rest.lock().unwrap_or_else(PoisonError::into_inner);
                    *rest = (*rest).max(Some(until));
                }
                Err(error) => {
                    tracing::debug!(%error, "A photo can't be had");
                    return Err(match error {
                        GraphError::Refused { .. } => Missed::Refused,
                        GraphError::SignIn(_)
                        | GraphError::NoPresence { .. }
                        | GraphError::NoAccount { .. }
                        | GraphError::Throttled { .. }
                        | GraphError::Unreachable(_) => Missed::Trouble,
                    });
                }
            }
        }
        Err(Missed::Trouble)
    }
}

#[cfg(test)]
mod tests;
