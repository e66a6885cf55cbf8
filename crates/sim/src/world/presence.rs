//! How a person's presence comes about: sessions that fade and end, the pin,
//! the calendar and the out-of-office state, and what they add up to.
//!
//! Rules of the presence service; `now` is always an argument.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use super::message::StatusMessage;

/// The session id of a person's own Teams client.
pub(crate) const TEAMS: &str = "teams";

/// An Available session of an application first fades after this time, and
/// becomes Away after twice this time.
pub(crate) const FADE_STEP: TimeDelta = TimeDelta::minutes(5);

/// The pairs `setPresence` accepts.
pub(crate) const SESSION_PAIRS: [(&str, &str); 5] = [
    ("Available", "Available"),
    ("Busy", "InACall"),
    ("Busy", "InAConferenceCall"),
    ("Away", "Away"),
    ("DoNotDisturb", "Presenting"),
];

/// The pairs `setUserPreferredPresence` accepts.
pub(crate) const PIN_PAIRS: [(&str, &str); 6] = [
    ("Available", "Available"),
    ("Busy", "Busy"),
    ("DoNotDisturb", "DoNotDisturb"),
    ("BeRightBack", "BeRightBack"),
    ("Away", "Away"),
    ("Offline", "OffWork"),
];

/// Availability and activity, as open strings: the service's own lists grow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Pair {
    pub availability: String,
    pub activity: String,
}

impl Pair {
    pub(crate) fn new(availability: &str, activity: &str) -> Self {
        Self {
            availability: availability.to_owned(),
            activity: activity.to_owned(),
        }
    }

    /// Finds the pair in `allowed`, in whatever case it was written.
    pub(crate) fn among(
        allowed: &[(&str, &str)],
        availability: &str,
        activity: &str,
    ) -> Option<Self> {
        allowed
            .iter()
            .find(|(one, other)| {
                one.eq_ignore_ascii_case(availability) && other.eq_ignore_ascii_case(activity)
            })
            .map(|(one, other)| Self::new(one, other))
    }

    /// Strength among sessions: the highest wins. `DoNotDisturb`, `Busy`,
    /// `Available` and `Away` are documented; the rest is slotted in between.
    fn strength(&self) -> u8 {
        match (self.availability.as_str(), self.activity.as_str()) {
            ("DoNotDisturb" | "Focusing", _) => 7,
            ("Busy" | "BusyIdle", _) => 6,
            ("Available", "AvailableInactive") => 4,
            ("Available", _) => 5,
            ("AvailableIdle", _) => 3,
            ("BeRightBack", _) => 2,
            ("Away", _) => 1,
            _ => 0,
        }
    }
}

/// One presence session of an application or a Teams client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Session {
    #[serde(flatten)]
    pub pair: Pair,
    pub set_at: DateTime<Utc>,
    /// A Teams client's session has no end of its own.
    pub expires_at: Option<DateTime<Utc>>,
}

impl Session {
    /// What the session says at `now`; nothing once it has ended.
    pub(crate) fn at(&self, now: DateTime<Utc>) -> Option<Pair> {
        let Some(expires_at) = self.expires_at else {
            return Some(self.pair.clone());
        };
        if expires_at <= now {
            return None;
        }
        if self.pair != Pair::new("Available", "Available") {
            return Some(self.pair.clone());
        }
        let age = now - self.set_at;
        Some(if age < FADE_STEP {
            self.pair.clone()
        } else if age < FADE_STEP * 2 {
            Pair::new("Available", "AvailableInactive")
        } else {
            Pair::new("Away", "Away")
        })
    }
}

/// The preferred presence of a person, which outranks every session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Pin {
    #[serde(flatten)]
    pub pair: Pair,
    pub set_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// How long a pin lasts when the request does not say.
pub(crate) fn default_pin_duration(pair: &Pair) -> TimeDelta {
    match pair.availability.as_str() {
        "DoNotDisturb" | "Busy" => TimeDelta::days(1),
        _ => TimeDelta::days(7),
    }
}

/// Automatic replies that are running.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct OutOfOffice {
    pub message: Option<String>,
    /// Whether the activity says so as well; it did not always.
    pub in_activity: bool,
}

/// All that the service knows about one person's presence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Presence {
    pub sessions: BTreeMap<String, Session>,
    pub pin: Option<Pin>,
    /// A meeting in the calendar is running.
    pub in_meeting: bool,
    pub out_of_office: Option<OutOfOffice>,
    /// `office`, `remote`, `timeOff` or nothing.
    pub work_location: Option<String>,
    pub message: Option<StatusMessage>,
    pub changed_at: DateTime<Utc>,
    /// How often anything was written.
    pub writes: u64,
}

impl Presence {
    /// Puts a session in place of the one with the same id.
    pub(crate) fn set_session(&mut self, id: &str, session: Session) {
        self.sessions.insert(id.to_owned(), session);
    }

    /// Ends a session; false if there was no live one with this id.
    pub(crate) fn clear_session(&mut self, id: &str, now: DateTime<Utc>) -> bool {
        self.sessions
            .remove(id)
            .is_some_and(|session| session.at(now).is_some())
    }

    /// The pin, unless it has run out.
    pub(crate) fn live_pin(&self, now: DateTime<Utc>) -> Option<&Pin> {
        self.pin.as_ref().filter(|pin| now < pin.expires_at)
    }

    /// What others see at `now`.
    pub(crate) fn at(&self, now: DateTime<Utc>) -> Pair {
        let strongest = self
            .sessions
            .values()
            .filter_map(|session| session.at(now))
            .max_by_key(Pair::strength);
        let Some(strongest) = strongest else {
            return self.with_out_of_office(Pair::new("Offline", "Offline"));
        };
        if let Some(pin) = self.live_pin(now) {
            return self.with_out_of_office(pin.pair.clone());
        }
        let met = if self.in_meeting && strongest.availability == "Available" {
            Pair::new("Busy", "InAMeeting")
        } else {
            strongest
        };
        self.with_out_of_office(met)
    }

    /// Out of office replaces the plain activities and leaves calls alone.
    fn with_out_of_office(&self, mut pair: Pair) -> Pair {
        let shown = self.out_of_office.as_ref().is_some_and(|o| o.in_activity);
        let plain = matches!(
            pair.activity.as_str(),
            "Available" | "AvailableInactive" | "Away" | "Offline"
        );
        if shown && plain {
            "OutOfOffice".clone_into(&mut pair.activity);
        }
        pair
    }

    /// A sortable stamp that grows with every change, also with those that
    /// only the passing of time brings about. Its real format is not known.
    pub(crate) fn sequence(&self, now: DateTime<Utc>) -> String {
        let turns = self.sessions.values().flat_map(|session| {
            let fades = session.expires_at.map(|_| session.set_at);
            [
                session.expires_at,
                fades.map(|at| at + FADE_STEP),
                fades.map(|at| at + FADE_STEP * 2),
            ]
        });
        let last = turns
            .chain([self.pin.as_ref().map(|pin| pin.expires_at)])
            .chain([self.message.as_ref().and_then(|m| m.expires_at)])
            .flatten()
            .filter(|turn| *turn <= now)
            .fold(self.changed_at, Ord::max);
        format!("A{:014}.{:06}", last.timestamp_millis(), self.writes)
    }
}

#[cfg(test)]
mod tests;
