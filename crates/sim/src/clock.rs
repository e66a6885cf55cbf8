//! The simulator's time. Everything else is told the time as an argument, so
//! that fading sessions and expiring tokens can be driven from a test.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;

/// A clock that all parts of one simulator share; clones show the same time.
#[derive(Clone, Debug)]
pub struct Clock {
    time: Arc<watch::Sender<Time>>,
}

#[derive(Clone, Copy, Debug)]
enum Time {
    /// The system's time plus an offset.
    Running { ahead: TimeDelta },
    /// Moves only when told to.
    Still { at: DateTime<Utc> },
}

impl Time {
    fn now(self) -> DateTime<Utc> {
        match self {
            Self::Running { ahead } => system_now() + ahead,
            Self::Still { at } => at,
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the clock")]
fn system_now() -> DateTime<Utc> {
    Utc::now()
}

#[expect(clippy::disallowed_methods, reason = "this is the clock")]
async fn system_sleep(left: TimeDelta) {
    tokio::time::sleep(left.to_std().unwrap_or_default()).await;
}

impl Clock {
    /// A clock that runs with the system's time.
    pub fn real() -> Self {
        Self::showing(Time::Running {
            ahead: TimeDelta::zero(),
        })
    }

    /// A clock that stands still at `at` until it is advanced or set.
    pub fn at(at: DateTime<Utc>) -> Self {
        Self::showing(Time::Still { at })
    }

    fn showing(time: Time) -> Self {
        Self {
            time: Arc::new(watch::Sender::new(time)),
        }
    }

    /// The present instant.
    pub fn now(&self) -> DateTime<Utc> {
        self.time.borrow().now()
    }

    /// Moves the clock by `by`; a running clock keeps running from there.
    pub fn advance(&self, by: TimeDelta) {
        self.time.send_modify(|time| match time {
            Time::Running { ahead } => *ahead += by,
            Time::Still { at } => *at += by,
        });
    }

    /// Sets the clock to `to`; a running clock keeps running from there.
    pub fn set(&self, to: DateTime<Utc>) {
        self.time.send_modify(|time| match time {
            Time::Running { ahead } => *ahead = to - system_now(),
            Time::Still { at } => *at = to,
        });
    }

    /// Waits until this clock shows `instant` or later.
    pub async fn reached(&self, instant: DateTime<Utc>) {
        let mut moves = self.time.subscribe();
        loop {
            let time = *moves.borrow_and_update();
            let left = instant - time.now();
            if left <= TimeDelta::zero() {
                return;
            }
            // The sender lives in `self`, so `changed` cannot fail.
            match time {
                Time::Still { .. } => drop(moves.changed().await),
                Time::Running { .. } => tokio::select! {
                    change = moves.changed() => drop(change),
                    () = system_sleep(left) => {}
                },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_still_clock_wakes_who_waits_for_it() {
        let clock = Clock::at(DateTime::UNIX_EPOCH);
        let goal = DateTime::UNIX_EPOCH + TimeDelta::hours(1);
        let waiting = tokio::spawn({
            let clock = clock.clone();
            async move { clock.reached(goal).await }
        });
        clock.advance(TimeDelta::minutes(30));
        clock.advance(TimeDelta::minutes(30));
        waiting.await.unwrap();
        assert_eq!(clock.now(), goal);
    }

    #[test]
    fn a_running_clock_can_be_set() {
        let clock = Clock::real();
        clock.set(DateTime::UNIX_EPOCH);
        let late = clock.now() - DateTime::UNIX_EPOCH;
        assert!(late < TimeDelta::minutes(1));
    }
}
