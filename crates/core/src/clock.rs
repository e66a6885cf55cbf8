//! The only place that asks the system for the time.
//!
//! Everything else is told. Instants are UTC on the wall clock, which goes on
//! while a computer sleeps.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;

/// A wait that ends at an instant.
pub type Wait = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Tells the time and waits for it.
pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> DateTime<Utc>;
    /// Completes at `instant`, or at once if it has passed.
    fn wait_until(&self, instant: DateTime<Utc>) -> Wait;
}

/// The computer's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    fn wait_until(&self, instant: DateTime<Utc>) -> Wait {
        let wait = (instant - self.now()).to_std().unwrap_or_default();
        Box::pin(tokio::time::sleep(wait))
    }
}

/// A clock that stands still until somebody moves it.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<watch::Sender<DateTime<Utc>>>);

impl ManualClock {
    pub fn at(instant: DateTime<Utc>) -> Self {
        Self(Arc::new(watch::Sender::new(instant)))
    }

    /// Moves on and wakes whoever waited for a moment passed by.
    pub fn advance(&self, by: TimeDelta) {
        self.0.send_modify(|now| *now += by);
    }

    pub fn set(&self, instant: DateTime<Utc>) {
        self.0.send_replace(instant);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.borrow()
    }

    fn wait_until(&self, instant: DateTime<Utc>) -> Wait {
        let mut time = self.0.subscribe();
        Box::pin(async move {
            // The sender may be gone with the test; then nothing is left to wait for.
            if time.wait_for(|now| *now >= instant).await.is_err() {
                std::future::pending::<()>().await;
            }
        })
    }
}

/// The user's time zone, which may change while we run.
pub trait Zone: Send + Sync + 'static {
    fn zone(&self) -> chrono_tz::Tz;
}

/// A zone fixed by the configuration or a test; cheap to change.
#[derive(Clone, Debug)]
pub struct FixedZone(Arc<Mutex<chrono_tz::Tz>>);

impl FixedZone {
    pub fn new(zone: chrono_tz::Tz) -> Self {
        Self(Arc::new(Mutex::new(zone)))
    }

    pub fn set(&self, zone: chrono_tz::Tz) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = zone;
    }
}

impl Zone for FixedZone {
    fn zone(&self) -> chrono_tz::Tz {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The zone the operating system names; UTC where it names none that exists.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemZone;

impl Zone for SystemZone {
    fn zone(&self) -> chrono_tz::Tz {
        iana_time_zone::get_timezone()
            .ok()
            .and_then(|name| name.parse().ok())
            .unwrap_or(chrono_tz::UTC)
    }
}
