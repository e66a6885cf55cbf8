//! Status messages and how the service writes instants.

use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;
use serde::Serialize;

/// A message beside a person's presence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct StatusMessage {
    pub content: String,
    /// None: until it is replaced.
    pub expires_at: Option<DateTime<Utc>>,
    pub published_at: DateTime<Utc>,
}

impl StatusMessage {
    pub(crate) fn has_expired(&self, now: DateTime<Utc>) -> bool {
        self.expires_at.is_some_and(|end| end <= now)
    }
}

/// Escapes the markup characters, as the service has been seen to do.
pub(crate) fn sanitised(content: &str) -> String {
    content
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// An instant in UTC with the seven fractional digits the service writes, and
/// without a zone designator.
pub(crate) fn seven_digits(instant: DateTime<Utc>) -> String {
    let ticks = instant.timestamp_subsec_nanos() / 100;
    format!("{}.{ticks:07}", instant.format("%Y-%m-%dT%H:%M:%S"))
}

/// The instant of a wall-clock time. `None` if the text is not a bare date and
/// time (an offset is not allowed) or does not exist in the zone; of a repeated
/// hour the second one counts, as on a Windows server.
pub(crate) fn instant(wall_clock: &str, zone: Tz) -> Option<DateTime<Utc>> {
    let local = NaiveDateTime::parse_from_str(wall_clock, "%Y-%m-%dT%H:%M:%S%.f")
        .or_else(|_| NaiveDateTime::parse_from_str(wall_clock, "%Y-%m-%dT%H:%M"))
        .ok()?;
    let instant = zone.from_local_datetime(&local).latest()?;
    Some(instant.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(wall_clock: &str, zone: Tz, expected: Option<&str>) {
        let found = instant(wall_clock, zone).map(seven_digits);
        assert_eq!(found.as_deref(), expected);
    }

    #[test]
    fn wall_clock_times_become_instants() {
        let berlin = chrono_tz::Europe::Berlin;
        check(
            "2026-11-21T17:30:00.0000000",
            berlin,
            Some("2026-11-21T16:30:00.0000000"),
        );
        check(
            "2026-07-01T17:30:05.2079781",
            berlin,
            Some("2026-07-01T15:30:05.2079781"),
        );
        check(
            "2026-11-21T17:30",
            Tz::UTC,
            Some("2026-11-21T17:30:00.0000000"),
        );
        check(
            "9999-12-30T23:00:00",
            Tz::UTC,
            Some("9999-12-30T23:00:00.0000000"),
        );
        check("2026-11-21T17:30:00Z", Tz::UTC, None);
        check("2026-11-21T17:30:00+01:00", Tz::UTC, None);
        check("tomorrow", Tz::UTC, None);
    }

    #[test]
    fn the_missing_hour_is_refused_and_the_repeated_one_is_the_second() {
        let berlin = chrono_tz::Europe::Berlin;
        check("2026-03-29T02:30:00", berlin, None);
        check(
            "2026-10-25T02:30:00",
            berlin,
            Some("2026-10-25T01:30:00.0000000"),
        );
    }

    #[test]
    fn markup_is_escaped_once() {
        assert_eq!(sanitised("a < b & c"), "a &lt; b &amp; c");
    }

    #[test]
    fn a_message_ends_at_its_expiry() {
        let end = DateTime::UNIX_EPOCH;
        let message = StatusMessage {
            content: String::new(),
            expires_at: Some(end),
            published_at: end,
        };
        assert!(message.has_expired(end));
        assert!(!message.has_expired(end - chrono::TimeDelta::nanoseconds(1)));
    }
}
