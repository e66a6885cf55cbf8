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
mod tests {
    use super::*;

    fn start() -> DateTime<Utc> {
        "2026-11-21T09:00:00Z".parse().unwrap()
    }

    fn session(availability: &str, activity: &str, minutes: i64) -> Session {
        Session {
            pair: Pair::new(availability, activity),
            set_at: start(),
            expires_at: Some(start() + TimeDelta::minutes(minutes)),
        }
    }

    fn teams(availability: &str, activity: &str) -> Session {
        Session {
            expires_at: None,
            ..session(availability, activity, 0)
        }
    }

    fn pin(availability: &str, activity: &str, minutes: i64) -> Pin {
        Pin {
            pair: Pair::new(availability, activity),
            set_at: start(),
            expires_at: start() + TimeDelta::minutes(minutes),
        }
    }

    fn of(sessions: &[(&str, Session)]) -> Presence {
        let mut presence = Presence::default();
        for (id, session) in sessions {
            presence.set_session(id, session.clone());
        }
        presence
    }

    #[track_caller]
    fn check(presence: &Presence, after_seconds: i64, expected: &str) {
        let pair = presence.at(start() + TimeDelta::seconds(after_seconds));
        assert_eq!(format!("{}/{}", pair.availability, pair.activity), expected);
    }

    #[test]
    fn an_available_session_fades_in_two_steps_and_ends() {
        let presence = of(&[("app", session("Available", "Available", 15))]);
        check(&presence, 0, "Available/Available");
        check(&presence, 299, "Available/Available");
        check(&presence, 300, "Available/AvailableInactive");
        check(&presence, 599, "Available/AvailableInactive");
        check(&presence, 600, "Away/Away");
        check(&presence, 899, "Away/Away");
        check(&presence, 900, "Offline/Offline");
    }

    #[test]
    fn the_default_session_ends_when_it_would_fade() {
        let presence = of(&[("app", session("Available", "Available", 5))]);
        check(&presence, 299, "Available/Available");
        check(&presence, 300, "Offline/Offline");
    }

    #[test]
    fn other_sessions_do_not_fade() {
        for (availability, activity) in SESSION_PAIRS.into_iter().skip(1) {
            let presence = of(&[("app", session(availability, activity, 240))]);
            check(&presence, 14_399, &format!("{availability}/{activity}"));
            check(&presence, 14_400, "Offline/Offline");
        }
        let presence = of(&[(TEAMS, teams("Available", "Available"))]);
        check(&presence, 100_000, "Available/Available");
    }

    #[test]
    fn the_strongest_session_wins() {
        let order = [
            ("Away", "Away"),
            ("BeRightBack", "BeRightBack"),
            ("Available", "AvailableInactive"),
            ("Available", "Available"),
            ("Busy", "InACall"),
            ("DoNotDisturb", "Presenting"),
        ];
        for (weaker, stronger) in order.iter().zip(order.iter().skip(1)) {
            let (a, b) = (teams(weaker.0, weaker.1), teams(stronger.0, stronger.1));
            let expected = format!("{}/{}", stronger.0, stronger.1);
            check(&of(&[("a", a.clone()), ("b", b.clone())]), 0, &expected);
            check(&of(&[("a", b), ("b", a)]), 0, &expected);
        }
    }

    #[test]
    fn a_pin_outranks_every_session_while_one_lives() {
        let mut presence = of(&[
            ("app", session("Away", "Away", 10)),
            ("teams", session("DoNotDisturb", "Presenting", 5)),
        ]);
        presence.pin = Some(pin("BeRightBack", "BeRightBack", 8));
        check(&presence, 0, "BeRightBack/BeRightBack");
        check(&presence, 479, "BeRightBack/BeRightBack");
        check(&presence, 480, "Away/Away");
        presence.pin = Some(pin("Offline", "OffWork", 60));
        check(&presence, 0, "Offline/OffWork");
        check(&presence, 600, "Offline/Offline");
    }

    #[test]
    fn a_pin_without_a_session_shows_nothing() {
        let presence = Presence {
            pin: Some(pin("Available", "Available", 60)),
            ..Presence::default()
        };
        check(&presence, 0, "Offline/Offline");
    }

    #[test]
    fn pins_have_default_durations() {
        for (availability, activity) in PIN_PAIRS {
            let days = match availability {
                "Busy" | "DoNotDisturb" => 1,
                _ => 7,
            };
            let pair = Pair::new(availability, activity);
            assert_eq!(default_pin_duration(&pair), TimeDelta::days(days));
        }
    }

    #[test]
    fn meetings_and_out_of_office_lie_over_the_sessions() {
        let mut presence = of(&[(TEAMS, teams("Available", "Available"))]);
        presence.in_meeting = true;
        check(&presence, 0, "Busy/InAMeeting");
        presence.in_meeting = false;
        presence.out_of_office = Some(OutOfOffice {
            message: None,
            in_activity: true,
        });
        check(&presence, 0, "Available/OutOfOffice");
        presence.set_session(TEAMS, teams("Busy", "InACall"));
        check(&presence, 0, "Busy/InACall");
        presence.sessions.clear();
        check(&presence, 0, "Offline/OutOfOffice");
        if let Some(away) = &mut presence.out_of_office {
            away.in_activity = false;
        }
        check(&presence, 0, "Offline/Offline");
    }

    #[test]
    fn clearing_tells_whether_there_was_a_live_session() {
        let mut presence = of(&[("app", session("Busy", "InACall", 5))]);
        assert!(!presence.clear_session("other", start()));
        assert!(presence.clear_session("app", start()));
        assert!(!presence.clear_session("app", start()));
        presence.set_session("app", session("Busy", "InACall", 5));
        assert!(!presence.clear_session("app", start() + FADE_STEP));
    }

    #[test]
    fn the_sequence_number_grows_with_time_driven_changes() {
        let presence = of(&[("app", session("Available", "Available", 15))]);
        let mut stamps = [0, 299, 300, 600, 900]
            .map(|s| presence.sequence(start() + TimeDelta::seconds(s)))
            .to_vec();
        assert_eq!(stamps[0], stamps[1]);
        stamps.remove(0);
        assert!(stamps.is_sorted_by(|a, b| a < b), "{stamps:?}");
    }

    #[test]
    fn pairs_are_found_in_any_case() {
        assert_eq!(
            Pair::among(&SESSION_PAIRS, "doNotDisturb", "presenting"),
            Some(Pair::new("DoNotDisturb", "Presenting"))
        );
        assert_eq!(Pair::among(&SESSION_PAIRS, "Busy", "Busy"), None);
        assert_eq!(Pair::among(&PIN_PAIRS, "Offline", "Offline"), None);
    }
}
