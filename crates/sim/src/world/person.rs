//! A person of the directory, and the delay between writing a presence and
//! reading it back.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::presence::Presence;

/// What sort of account somebody has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Member,
    /// From another tenant: in the directory, but without a presence here.
    Guest,
}

/// A person of the directory.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Person {
    pub id: Uuid,
    pub given: String,
    pub surname: String,
    pub address: String,
    pub job_title: String,
    pub business_phones: Vec<String>,
    pub mobile_phone: Option<String>,
    pub kind: Kind,
    /// The colour of the generated photo; no photo if there is none.
    pub photo: Option<[u8; 3]>,
    #[serde(skip)]
    pub presence: Delayed,
}

impl Person {
    /// A member without photo and telephone whose presence nobody has set.
    pub(crate) fn new(
        id: Uuid,
        given: &str,
        surname: &str,
        address: &str,
        job_title: &str,
    ) -> Self {
        Self {
            id,
            given: given.to_owned(),
            surname: surname.to_owned(),
            address: address.to_owned(),
            job_title: job_title.to_owned(),
            business_phones: Vec::new(),
            mobile_phone: None,
            kind: Kind::Member,
            photo: None,
            presence: Delayed::default(),
        }
    }

    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.given, self.surname).trim().to_owned()
    }
}

/// A presence whose writes become visible only later, in their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Delayed {
    visible: Presence,
    waiting: VecDeque<(DateTime<Utc>, Presence)>,
}

impl Delayed {
    /// The presence as the last write left it, visible or not.
    pub(crate) fn latest(&self) -> &Presence {
        self.waiting
            .back()
            .map_or(&self.visible, |(_, presence)| presence)
    }

    /// The presence as readers see it at `now`.
    pub(crate) fn visible(&self, now: DateTime<Utc>) -> &Presence {
        self.waiting
            .iter()
            .take_while(|(at, _)| *at <= now)
            .last()
            .map_or(&self.visible, |(_, presence)| presence)
    }

    /// A write that readers see from `visible_at` on.
    pub(crate) fn write(
        &mut self,
        now: DateTime<Utc>,
        visible_at: DateTime<Utc>,
        change: impl FnOnce(&mut Presence),
    ) {
        self.settle(now);
        let mut next = self.latest().clone();
        change(&mut next);
        stamp(&mut next, now);
        // A later write is never seen before an earlier one.
        let visible_at = self
            .waiting
            .back()
            .map_or(visible_at, |(at, _)| visible_at.max(*at));
        self.waiting.push_back((visible_at, next));
        self.settle(now);
    }

    /// A change that readers see at once and that waiting writes keep.
    pub(crate) fn change(&mut self, now: DateTime<Utc>, change: impl Fn(&mut Presence)) {
        self.settle(now);
        let waiting = self.waiting.iter_mut().map(|(_, presence)| presence);
        for presence in waiting.chain([&mut self.visible]) {
            change(presence);
            stamp(presence, now);
        }
    }

    fn settle(&mut self, now: DateTime<Utc>) {
        while self.waiting.front().is_some_and(|(at, _)| *at <= now) {
            if let Some((_, presence)) = self.waiting.pop_front() {
                self.visible = presence;
            }
        }
    }
}

fn stamp(presence: &mut Presence, now: DateTime<Utc>) {
    presence.changed_at = presence.changed_at.max(now);
    presence.writes += 1;
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    fn place(name: &str) -> impl Fn(&mut Presence) {
        let name = name.to_owned();
        move |presence| presence.work_location = Some(name.clone())
    }

    #[track_caller]
    fn check(delayed: &Delayed, now: i64, expected: Option<&str>) {
        let seen = delayed.visible(at(now)).work_location.as_deref();
        assert_eq!(seen, expected, "after {now} s");
    }

    #[test]
    fn a_write_is_seen_after_its_delay() {
        let mut delayed = Delayed::default();
        delayed.write(at(0), at(6), place("office"));
        delayed.write(at(1), at(7), place("remote"));
        check(&delayed, 5, None);
        check(&delayed, 6, Some("office"));
        check(&delayed, 7, Some("remote"));
        assert_eq!(delayed.latest().work_location.as_deref(), Some("remote"));
    }

    #[test]
    fn writes_keep_their_order_when_the_delay_shrinks() {
        let mut delayed = Delayed::default();
        delayed.write(at(0), at(10), place("office"));
        delayed.write(at(1), at(1), place("remote"));
        check(&delayed, 1, None);
        check(&delayed, 10, Some("remote"));
    }

    #[test]
    fn a_change_from_outside_is_seen_at_once_and_stays() {
        let mut delayed = Delayed::default();
        delayed.write(at(0), at(6), |presence| presence.in_meeting = true);
        delayed.change(at(1), place("remote"));
        check(&delayed, 1, Some("remote"));
        check(&delayed, 6, Some("remote"));
        assert!(delayed.visible(at(6)).in_meeting);
    }
}
