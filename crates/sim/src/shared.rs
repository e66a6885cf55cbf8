//! What the listeners and the control share: the server behind its lock, the
//! clock, and what somebody may wait for.

use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use tokio::sync::watch;

use crate::clock::Clock;
use crate::server::Server;

/// One simulator.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) clock: Clock,
    server: Mutex<Server>,
    /// How often held requests were released.
    released: watch::Sender<u64>,
    /// How many requests are held.
    held: watch::Sender<usize>,
    /// How many requests were answered.
    answered: watch::Sender<u64>,
    end: watch::Sender<bool>,
}

impl Shared {
    pub(crate) fn new(clock: Clock, server: Server) -> Self {
        Self {
            clock,
            server: Mutex::new(server),
            released: watch::Sender::new(0),
            held: watch::Sender::new(0),
            answered: watch::Sender::new(0),
            end: watch::Sender::new(false),
        }
    }

    /// The server. A panic in a test that holds the lock must not hide behind
    /// a second one.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Server> {
        self.server.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Holds a request until the clock shows `until`, it is released or the
    /// simulator ends.
    pub(crate) async fn hold(&self, until: Option<DateTime<Utc>>) {
        let mut released = self.released.subscribe();
        let _held = Held::new(&self.held);
        let reached = async {
            match until {
                Some(until) => self.clock.reached(until).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = reached => {}
            change = released.changed() => drop(change),
            () = self.ended() => {}
        }
    }

    /// Lets all held requests go on.
    pub(crate) fn release(&self) {
        self.released.send_modify(|times| *times += 1);
    }

    /// Waits until at least `number` requests are held.
    pub(crate) async fn wait_until_held(&self, number: usize) {
        let mut held = self.held.subscribe();
        drop(held.wait_for(|held| *held >= number).await);
    }

    pub(crate) fn note_request(&self) {
        self.answered.send_modify(|number| *number += 1);
    }

    /// Waits until `holds` of the server; it is asked after every request.
    pub(crate) async fn wait_until(&self, holds: impl Fn(&Server) -> bool) {
        let mut answered = self.answered.subscribe();
        while !holds(&self.lock()) {
            // The sender lives in `self`, so `changed` cannot fail.
            drop(answered.changed().await);
        }
    }

    /// Ends the simulator.
    pub(crate) fn end(&self) {
        self.end.send_replace(true);
    }

    pub(crate) fn has_ended(&self) -> bool {
        *self.end.borrow()
    }

    /// Completes when the simulator ends.
    pub(crate) fn ended(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut end = self.end.subscribe();
        async move {
            drop(end.wait_for(|ended| *ended).await);
        }
    }
}

/// Counts a request as held for as long as it lives.
struct Held<'a> {
    count: &'a watch::Sender<usize>,
}

impl<'a> Held<'a> {
    fn new(count: &'a watch::Sender<usize>) -> Self {
        count.send_modify(|held| *held += 1);
        Self { count }
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.count.send_modify(|held| *held -= 1);
    }
}
