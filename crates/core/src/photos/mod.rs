//! Photos of people: asked for when somebody is shown, at most four at a time,
//! and kept for a week. Whoever has none is not asked about for a day.

mod shelf;

use std::collections::{BTreeMap, VecDeque};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::FutureExt as _;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use self::shelf::Shelf;
use crate::auth::AuthError;
use crate::clock::Clock;
use crate::graph::{Graph, GraphError};
use crate::model::{PersonId, Photo};
use crate::settings::Memory;

/// How long a photo is good.
const GOOD: TimeDelta = TimeDelta::days(7);

/// How long nobody asks for a photo that is not there.
const MISSING: TimeDelta = TimeDelta::days(1);

/// Microsoft's servers for mail, where photos lie, take no more at once.
const MOST_AT_ONCE: usize = 4;

/// Questions that wait; of more, the oldest are given up: whoever was scrolled
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

type Waiting = Vec<oneshot::Sender<Option<Photo>>>;

/// All photos, in memory and on disk.
pub(crate) struct Photos {
    shelf: Shelf,
    clock: Arc<dyn Clock>,
    held: BTreeMap<PersonId, Known>,
    /// Those held, the oldest first.
    order: VecDeque<PersonId>,
    held_bytes: usize,
    /// Who waits for whose photo.
    waiting: BTreeMap<PersonId, Waiting>,
    /// Whose photo is to be fetched, the newest question last.
    queue: VecDeque<PersonId>,
    work: JoinSet<(PersonId, Option<Known>)>,
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
            waiting: BTreeMap::new(),
            queue: VecDeque::new(),
            work: JoinSet::new(),
            rest: Arc::default(),
            graph: None,
            swept: false,
        }
    }

    /// Looks for a photo; `answer` is told at once or later. Without `graph`
    /// there is nobody to ask.
    pub(crate) fn ask(
        &mut self,
        graph: Option<Arc<Graph>>,
        id: PersonId,
        answer: oneshot::Sender<Option<Photo>>,
    ) {
        self.graph = graph;
        let now = self.clock.now();
        if let Some(known) = self.held.get(&id).filter(|known| now < known.until) {
            // Whoever asked may have stopped waiting.
            let _ = answer.send(known.photo.clone());
            return;
        }
        let waiting = self.waiting.entry(id.clone()).or_default();
        waiting.push(answer);
        if waiting.len() == 1 {
            self.queue.push_back(id);
            if self.queue.len() > MOST_WAITING
                && let Some(given_up) = self.queue.pop_front()
            {
                self.waiting.remove(&given_up);
            }
        }
        self.fetch_next();
    }

    /// Takes in the next photo that has come. Never completes while none is on
    /// its way.
    pub(crate) async fn done(&mut self) {
        match self.work.join_next().await {
            Some(Ok((id, known))) => self.take(id, known),
            // Ended when everything was forgotten: nobody waits for it.
            Some(Err(_)) => {}
            None => std::future::pending().await,
        }
        self.fetch_next();
    }

    /// Removes every photo, also those on their way.
    pub(crate) async fn forget(&mut self) {
        self.work = JoinSet::new();
        self.waiting.clear();
        self.queue.clear();
        self.held.clear();
        self.order.clear();
        self.held_bytes = 0;
        let kept = self.shelf.clone();
        // A panic in there has been reported by its own message.
        let _ = tokio::task::spawn_blocking(move || kept.clear()).await;
    }

    fn fetch_next(&mut self) {
        while self.work.len() < MOST_AT_ONCE {
            let Some(id) = self.queue.pop_back() else {
                return;
            };
            let sweeps = !std::mem::replace(&mut self.swept, true);
            let fetch = Fetch {
                shelf: self.shelf.clone(),
                clock: Arc::clone(&self.clock),
                rest: Arc::clone(&self.rest),
                graph: self.graph.clone(),
                id: id.clone(),
            };
            self.work.spawn(async move {
                let known = AssertUnwindSafe(fetch.run(sweeps)).catch_unwind().await;
                (id, known.ok().flatten())
            });
        }
    }

    fn take(&mut self, id: PersonId, known: Option<Known>) {
        let photo = known.as_ref().and_then(|known| known.photo.clone());
        for answer in self.waiting.remove(&id).unwrap_or_default() {
            let _ = answer.send(photo.clone());
        }
        if let Some(known) = known {
            self.hold(id, known);
        }
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

/// The way to one photo: the disk, then Graph.
struct Fetch {
    shelf: Shelf,
    clock: Arc<dyn Clock>,
    rest: Arc<Mutex<Option<DateTime<Utc>>>>,
    graph: Option<Arc<Graph>>,
    id: PersonId,
}

impl Fetch {
    /// None where nothing could be learnt; then the next question asks anew.
    async fn run(self, sweeps: bool) -> Option<Known> {
        let era = self.shelf.era();
        let (disk, id, now) = (self.shelf.clone(), self.id.clone(), self.clock.now());
        let kept = tokio::task::spawn_blocking(move || {
            if sweeps {
                disk.sweep(now);
            }
            disk.read(&id, now)
        });
        if let Some(kept) = kept.await.ok().flatten() {
            return Some(kept);
        }
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
        Some(known)
    }

    async fn ask(&self) -> Option<Option<Photo>> {
        let graph = self.graph.as_ref()?;
        for _ in 0..ATTEMPTS {
            let until = *self.rest.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(until) = until.filter(|until| self.clock.now() < *until) {
                self.clock.wait_until(until).await;
            }
            match graph.photo(&self.id).await {
                Ok(photo) => return Some(photo),
                Err(
                    GraphError::Throttled { retry_after, .. }
                    | GraphError::SignIn(AuthError::Throttled { retry_after }),
                ) => {
                    let wait = retry_after.unwrap_or(REST);
                    let until = self.clock.now() + wait;
                    let mut rest = self.rest.lock().unwrap_or_else(PoisonError::into_inner);
                    *rest = (*rest).max(Some(until));
                    if wait > LONGEST_REST {
                        return None;
                    }
                }
                Err(error) => {
                    tracing::debug!(%error, "A photo can't be had");
                    return None;
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;

    fn nobody_to_ask() -> Photos {
        let clock = ManualClock::at("2026-11-21T12:00:00Z".parse().unwrap());
        Photos::new(&Memory::none(), Arc::new(clock))
    }

    fn id(n: u128) -> PersonId {
        PersonId::parse(&uuid::Uuid::from_u128(n).to_string()).unwrap()
    }

    #[tokio::test]
    async fn four_are_fetched_at_a_time_and_the_newest_question_comes_next() {
        let mut photos = nobody_to_ask();
        let mut answers = Vec::new();
        for n in 1..=6 {
            let (answer, photo) = oneshot::channel();
            photos.ask(None, id(n), answer);
            answers.push(photo);
        }
        assert_eq!((photos.work.len(), photos.queue.len()), (4, 2));
        photos.done().await;
        assert_eq!((photos.work.len(), &photos.queue), (4, &[id(5)].into()));
        while !photos.work.is_empty() {
            photos.done().await;
        }
        for photo in answers {
            assert_eq!(photo.await, Ok(None));
        }
    }

    #[tokio::test]
    async fn whoever_was_scrolled_past_is_given_up() {
        let mut photos = nobody_to_ask();
        let all = MOST_AT_ONCE + MOST_WAITING + 1;
        let mut answers = Vec::new();
        for n in 1..=all {
            let (answer, photo) = oneshot::channel();
            photos.ask(None, id(n as u128), answer);
            answers.push(photo);
        }
        assert_eq!(photos.waiting.len(), all - 1);
        assert!(answers[MOST_AT_ONCE].try_recv().is_err());
    }

    #[tokio::test]
    async fn memory_holds_no_more_than_it_may() {
        let mut photos = nobody_to_ask();
        let mut bytes = b"\xff\xd8\xff".to_vec();
        bytes.resize(Photo::LARGEST, 0);
        let photo = Photo::read(bytes);
        for n in 1..=200 {
            let until = photos.clock.now() + GOOD;
            let photo = photo.clone();
            photos.hold(id(n), Known { photo, until });
        }
        assert!(photos.held_bytes <= MOST_HELD);
        assert!(photos.held.contains_key(&id(200)) && !photos.held.contains_key(&id(1)));
    }
}
