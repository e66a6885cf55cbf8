//! How often to read, and how long what was read is good.

use chrono::{DateTime, TimeDelta, Utc};

use crate::seat::Seat;

/// The longest wait between rounds while the window is open.
const CLOSE: TimeDelta = TimeDelta::seconds(15);

/// While nobody is there, or power is short, rounds come this much rarer…
const SPARING: i32 = 4;

/// …but so often at most, and so seldom at most.
const SPARING_LEAST: TimeDelta = TimeDelta::minutes(2);
const SPARING_MOST: TimeDelta = TimeDelta::minutes(10);

/// Data are stale once so many rounds are missed…
const MISSED: i32 = 3;

/// …and the last of them had so long to arrive.
const ARRIVAL: TimeDelta = TimeDelta::seconds(10);

/// The wait between two rounds: `base` while nothing speaks for another.
pub(super) fn interval(base: TimeDelta, closely: bool, seat: Seat) -> TimeDelta {
    if closely {
        base.min(CLOSE)
    } else if seat.is_left() || seat.on_battery {
        (base * SPARING)
            .clamp(SPARING_LEAST, SPARING_MOST)
            .max(base)
    } else {
        base
    }
}

/// For how long a reading is good when rounds come this often.
pub(super) fn good_for(interval: TimeDelta) -> TimeDelta {
    interval * MISSED + ARRIVAL
}

/// When something was read, and until when that is good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Freshness {
    read_at: Option<DateTime<Utc>>,
    stale_at: Option<DateTime<Utc>>,
}

impl Freshness {
    /// It was read now, while rounds come this often.
    pub(super) fn read(&mut self, interval: TimeDelta, now: DateTime<Utc>) {
        self.read_at = Some(now);
        self.stale_at = Some(now + good_for(interval));
    }

    /// Rounds come at another pace from now on. What is stale stays so; what is
    /// not may be missed as often as the new pace allows.
    pub(super) fn paced(&mut self, before: TimeDelta, interval: TimeDelta, now: DateTime<Utc>) {
        let (Some(read_at), Some(stale_at)) = (self.read_at, self.stale_at) else {
            return;
        };
        if now < stale_at {
            self.stale_at = Some(if interval < before {
                stale_at.min(now + good_for(interval))
            } else {
                stale_at.max(read_at + good_for(interval))
            });
        }
    }

    /// The clock may have been set back: nothing was read in the future.
    pub(super) fn woke(&mut self, interval: TimeDelta, now: DateTime<Utc>) {
        let past = |at: DateTime<Utc>| at.min(now);
        self.read_at = self.read_at.map(past);
        let last = now + good_for(interval);
        self.stale_at = self.stale_at.map(|at| at.min(last));
    }

    pub(super) fn read_at(&self) -> Option<DateTime<Utc>> {
        self.read_at
    }

    /// The moment what was read is no longer good.
    pub(super) fn stale_at(&self) -> Option<DateTime<Utc>> {
        self.stale_at
    }

    /// Whether what was read is old; nothing read is not.
    pub(super) fn is_stale(&self, now: DateTime<Utc>) -> bool {
        self.stale_at.is_some_and(|at| now >= at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: TimeDelta = TimeDelta::seconds(1);

    fn left() -> Seat {
        Seat {
            locked: true,
            ..Seat::default()
        }
    }

    #[track_caller]
    fn check(base: i64, closely: bool, seat: Seat, expected: i64) {
        let interval = interval(SECOND * i32::try_from(base).unwrap(), closely, seat);
        assert_eq!(
            interval.num_seconds(),
            expected,
            "{base} {closely} {seat:?}"
        );
    }

    #[test]
    fn the_pace_follows_the_window_and_the_seat() {
        let asleep = Seat {
            asleep: true,
            ..Seat::default()
        };
        let on_battery = Seat {
            on_battery: true,
            ..Seat::default()
        };
        check(30, false, Seat::default(), 30);
        check(30, true, Seat::default(), 15);
        check(15, true, Seat::default(), 15);
        check(600, true, Seat::default(), 15);
        check(600, true, left(), 15);
        for seat in [left(), asleep, on_battery] {
            check(15, false, seat, 120);
            check(30, false, seat, 120);
            check(60, false, seat, 240);
            check(300, false, seat, 600);
            check(600, false, seat, 600);
        }
    }

    #[test]
    fn a_reading_is_good_for_three_missed_rounds() {
        let now: DateTime<Utc> = "2026-11-21T12:00:00Z".parse().unwrap();
        let mut fresh = Freshness::default();
        assert!(!fresh.is_stale(now));
        fresh.read(SECOND * 30, now);
        assert!(!fresh.is_stale(now + SECOND * 99));
        assert!(fresh.is_stale(now + SECOND * 100));
        // Rarer rounds make nothing stale that they could not have renewed.
        fresh.paced(SECOND * 30, SECOND * 120, now + SECOND * 20);
        assert_eq!(fresh.stale_at(), Some(now + SECOND * 370));
        // More frequent ones are missed from now on.
        fresh.paced(SECOND * 120, SECOND * 30, now + SECOND * 110);
        assert_eq!(fresh.stale_at(), Some(now + SECOND * 210));
        // What is stale is not made good by waiting longer.
        fresh.paced(SECOND * 30, SECOND * 120, now + SECOND * 300);
        assert!(fresh.is_stale(now + SECOND * 300));
    }

    #[test]
    fn nothing_was_read_in_the_future() {
        let now: DateTime<Utc> = "2026-11-21T12:00:00Z".parse().unwrap();
        let mut fresh = Freshness::default();
        fresh.read(SECOND * 30, now);
        let earlier = now - TimeDelta::hours(1);
        fresh.woke(SECOND * 30, earlier);
        assert_eq!(fresh.read_at(), Some(earlier));
        assert_eq!(fresh.stale_at(), Some(earlier + SECOND * 100));
    }
}
