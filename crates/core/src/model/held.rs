//! What Graph holds of ours.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Pair, Presence};

/// Our session and our pin as Graph took them. No call of Graph's tells them,
/// so they are remembered, also between runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Held {
    /// Its end is the end of its lease, unless it is renewed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<Holding>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pin: Option<Holding>,
}

/// A pair of availability and activity that has stood since a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// In Graph's own words, which are an open set.
    pub availability: String,
    pub activity: String,
    pub since: DateTime<Utc>,
    /// When it ends by itself; none if that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
}

impl Holding {
    pub fn new(pair: &Pair, since: DateTime<Utc>, until: Option<DateTime<Utc>>) -> Self {
        Self {
            availability: pair.0.as_graph().to_owned(),
            activity: pair.1.as_graph().to_owned(),
            since,
            until,
        }
    }

    /// The same with the `since` of a former holding of the same pair.
    #[must_use]
    pub fn continuing(mut self, former: Option<&Self>) -> Self {
        if let Some(former) = former.filter(|former| former.is_same_pair(&self)) {
            self.since = former.since;
        }
        self
    }

    pub fn is_same_pair(&self, other: &Self) -> bool {
        self.availability == other.availability && self.activity == other.activity
    }

    /// Whether it has not ended by itself.
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.until.is_none_or(|end| now < end)
    }

    /// As a presence, to be put in words.
    pub fn presence(&self) -> Presence {
        Presence::from_graph(Some(&self.availability), Some(&self.activity))
    }
}

impl Held {
    /// Nothing of ours is left to take back.
    pub fn is_nothing(&self) -> bool {
        self.session.is_none() && self.pin.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Activity, Availability};

    #[test]
    fn what_is_renewed_stands_since_it_was_first_set() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let (noon, later) = (at("2026-11-21T12:00:00Z"), at("2026-11-21T12:04:00Z"));
        let available = (Availability::Available, Activity::Available);
        let first = Holding::new(&available, noon, None);
        let renewed = Holding::new(&available, later, None).continuing(Some(&first));
        assert_eq!(renewed.since, noon);
        let away = (Availability::Away, Activity::Away);
        let changed = Holding::new(&away, later, None).continuing(Some(&renewed));
        assert_eq!(changed.since, later);
    }
}
