//! Waits with chance in them.

use chrono::TimeDelta;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// The first wait after a failure without a time to wait; it doubles.
const FIRST_BACKOFF: TimeDelta = TimeDelta::seconds(5);
const LONGEST_BACKOFF: TimeDelta = TimeDelta::minutes(5);

/// Waits that never fall together on many computers; a seed makes them repeatable.
#[derive(Debug)]
pub(super) struct Dice(StdRng);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// A wait within a tenth of `wait`, to either side.
    pub(super) fn around(&mut self, wait: TimeDelta) -> TimeDelta {
        let whole = wait.num_milliseconds();
        TimeDelta::milliseconds(self.0.random_range(whole * 9 / 10..=whole * 11 / 10))
    }

    /// How long to wait after the `failures`th failure in a row.
    pub(super) fn backoff(&mut self, failures: u32, retry_after: Option<TimeDelta>) -> TimeDelta {
        if let Some(asked) = retry_after {
            // A little later than asked, never earlier.
            return asked + self.around(TimeDelta::milliseconds(500));
        }
        let doubled = FIRST_BACKOFF * 2_i32.saturating_pow(failures.saturating_sub(1).min(10));
        self.around(doubled.min(LONGEST_BACKOFF))
    }
}
