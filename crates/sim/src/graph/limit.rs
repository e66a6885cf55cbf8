//! The documented limit of presence requests, per application and tenant.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};

const WINDOW: TimeDelta = TimeDelta::seconds(30);

/// Requests of the last thirty seconds.
#[derive(Debug, Default)]
pub(crate) struct Limit {
    recent: VecDeque<DateTime<Utc>>,
}

impl Limit {
    /// Counts a request; the error is how long to wait until there is room.
    pub(crate) fn admit(&mut self, now: DateTime<Utc>, allowed: u32) -> Result<(), TimeDelta> {
        while self.recent.front().is_some_and(|at| now - *at >= WINDOW) {
            self.recent.pop_front();
        }
        self.recent.push_back(now);
        let surplus = self.recent.len().saturating_sub(allowed as usize);
        match surplus
            .checked_sub(1)
            .and_then(|last| self.recent.get(last))
        {
            None => Ok(()),
            Some(blocking) => Err(*blocking + WINDOW - now),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refused_requests_count_too() {
        let mut limit = Limit::default();
        let at = |seconds| DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds);
        assert_eq!(limit.admit(at(0), 2), Ok(()));
        assert_eq!(limit.admit(at(10), 2), Ok(()));
        assert_eq!(limit.admit(at(12), 2), Err(TimeDelta::seconds(18)));
        assert_eq!(limit.admit(at(30), 2), Err(TimeDelta::seconds(10)));
        assert_eq!(limit.admit(at(60), 2), Ok(()));
    }
}
