//! Tables for the words, properties for the zones.

use chrono_tz::{Africa, America, Asia, Europe, Pacific, TZ_VARIANTS, Tz};
use proptest::prelude::*;

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Saturday 21 November 2026, 16:00 in Berlin.
const NOW: &str = "2026-11-21T15:00:00Z";

#[track_caller]
fn check_in(zone: Tz, now: &str, words: &str, expected: &str) {
    let parsed = Expiry::parse(words, at(now), zone);
    assert_eq!(parsed, Ok(Expiry::At(at(expected))), "{words}");
}

#[track_caller]
fn check(words: &str, expected: &str) {
    check_in(Europe::Berlin, NOW, words, expected);
}

#[test]
fn lengths() {
    check("30m", "2026-11-21T15:30:00Z");
    check("1h 30m", "2026-11-21T16:30:00Z");
    check("1h30m", "2026-11-21T16:30:00Z");
    check("for 90 minutes", "2026-11-21T16:30:00Z");
    check("2 days", "2026-11-23T15:00:00Z");
}

#[test]
fn times_of_day_mean_their_next_occurrence() {
    check("17:30", "2026-11-21T16:30:00Z");
    check("until 17:30", "2026-11-21T16:30:00Z");
    check("5pm", "2026-11-21T16:00:00Z");
    check("5:30 PM", "2026-11-21T16:30:00Z");
    check("12am", "2026-11-21T23:00:00Z");
    check("noon", "2026-11-22T11:00:00Z");
    check("9:00", "2026-11-22T08:00:00Z");
    check("16:00", "2026-11-22T15:00:00Z");
}

#[test]
fn days() {
    check("today", "2026-11-21T23:00:00Z");
    check("today 18:00", "2026-11-21T17:00:00Z");
    check("tomorrow", "2026-11-22T23:00:00Z");
    check("tomorrow 9:00", "2026-11-22T08:00:00Z");
    check("tomorrow at 9am", "2026-11-22T08:00:00Z");
    check("this week", "2026-11-22T23:00:00Z");
    check("fri 17:00", "2026-11-27T16:00:00Z");
    check("saturday 17:00", "2026-11-21T16:00:00Z");
    check("saturday 9:00", "2026-11-28T08:00:00Z");
    check("2026-11-23 09:00", "2026-11-23T08:00:00Z");
    check("2026-11-23T09:00", "2026-11-23T08:00:00Z");
    check("2026-11-23", "2026-11-23T23:00:00Z");
    check("2026-11-21T18:00:00Z", "2026-11-21T18:00:00Z");
}

#[test]
fn never_is_never() {
    assert_eq!(
        Expiry::parse(" Never ", at(NOW), Europe::Berlin),
        Ok(Expiry::Never)
    );
}

#[test]
fn what_is_not_understood_or_past_is_refused() {
    for words in [
        "",
        "soon",
        "25:00",
        "17",
        "17:5",
        "17:30:15",
        "13pm",
        "0am",
        "30",
        "m",
        "tomorrow soon",
        "2026-02-30",
        "1h -5m",
        "🦀",
        "१७:३०",
    ] {
        let refused = Expiry::parse(words, at(NOW), Europe::Berlin);
        assert_eq!(refused, Err(ExpiryError::Unclear(words.trim().to_owned())));
    }
    for words in [
        "today 9:00",
        "2026-11-20 09:00",
        "2026-11-20",
        "0m",
        "2020-01-01T00:00:00Z",
    ] {
        let refused = Expiry::parse(words, at(NOW), Europe::Berlin);
        assert_eq!(refused, Err(ExpiryError::Past(words.to_owned())));
    }
    for words in ["3000-01-01 09:00", "99999999999d", "400d"] {
        let refused = Expiry::parse(words, at(NOW), Europe::Berlin);
        assert!(
            matches!(
                refused,
                Err(ExpiryError::TooFar(_) | ExpiryError::Unclear(_))
            ),
            "{words}"
        );
    }
}

#[test]
fn a_skipped_wall_time_moves_to_the_end_of_the_gap() {
    check_in(
        Europe::Berlin,
        "2026-03-28T12:00:00Z",
        "tomorrow 2:30",
        "2026-03-29T01:00:00Z",
    );
    // Samoa skipped all of 30 December 2011.
    check_in(
        Pacific::Apia,
        "2011-12-29T20:00:00Z",
        "today",
        "2011-12-30T10:00:00Z",
    );
}

#[test]
fn a_repeated_wall_time_is_its_first_occurrence_ahead() {
    let zone = Europe::Berlin;
    check_in(
        zone,
        "2026-10-24T12:00:00Z",
        "tomorrow 2:30",
        "2026-10-25T00:30:00Z",
    );
    check_in(zone, "2026-10-25T00:45:00Z", "2:30", "2026-10-25T01:30:00Z");
}

#[test]
fn days_without_midnight_end_at_the_first_instant_of_the_next() {
    // Cairo skips from 00:00 to 01:00 on 24 April 2026.
    check_in(
        Africa::Cairo,
        "2026-04-23T12:00:00Z",
        "today",
        "2026-04-23T22:00:00Z",
    );
    check_in(
        America::Asuncion,
        "2023-09-30T12:00:00Z",
        "today",
        "2023-10-01T04:00:00Z",
    );
}

#[test]
fn ends_read_as_people_say_them() {
    #[track_caller]
    fn says(instant: &str, words: &str) {
        assert_eq!(until_words(at(instant), at(NOW), Europe::Berlin), words);
    }
    says("2026-11-21T16:30:00Z", "until 17:30");
    says("2026-11-21T16:30:20Z", "until 17:30");
    says("2026-11-21T15:00:45Z", "until 16:00:45");
    says("2026-11-22T08:00:00Z", "until tomorrow 09:00");
    says("2026-11-27T16:00:00Z", "until Friday 17:00");
    says("2026-12-01T08:00:00Z", "until 1 December 09:00");
    says("2027-01-04T08:00:00Z", "until 4 January 2027 09:00");
    says("2026-11-21T23:00:00Z", "until the end of today");
    says("2026-11-22T23:00:00Z", "until the end of tomorrow");
    says("2026-11-20T08:00:00Z", "until yesterday 09:00");
    assert_eq!(
        until_words(
            at("2026-04-23T22:00:00Z"),
            at("2026-04-23T12:00:00Z"),
            Africa::Cairo
        ),
        "until the end of today"
    );
    assert_eq!(
        until_words(at("2026-11-21T18:30:00Z"), at(NOW), Asia::Kolkata),
        "until the end of today"
    );
}

fn zones() -> impl Strategy<Value = Tz> {
    (0..TZ_VARIANTS.len()).prop_map(|n| TZ_VARIANTS[n])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Years 1990 to 2037, every zone: what was asked for is what is shown,
    /// and it is ahead and at most two days away.
    #[test]
    fn a_time_of_day_is_the_wall_time_asked_for(
        zone in zones(),
        now in 631_152_000_i64..2_145_916_800,
        hour in 0_u32..24,
        minute in 0_u32..60,
    ) {
        let now = DateTime::from_timestamp(now, 0).unwrap();
        let words = format!("{hour}:{minute:02}");
        let Ok(Expiry::At(end)) = Expiry::parse(&words, now, zone) else {
            return Err(TestCaseError::fail("refused"));
        };
        prop_assert!(end > now);
        prop_assert!(end - now <= TimeDelta::hours(50));
        let wall = end.with_timezone(&zone);
        let skipped = matches!(
            zone.from_local_datetime(&wall.date_naive().and_hms_opt(hour, minute, 0).unwrap()),
            LocalResult::None
        );
        let exact = (wall.hour(), wall.minute()) == (hour, minute);
        let after_gap = zone.from_utc_datetime(&(end - TimeDelta::seconds(1)).naive_utc()).naive_local()
            + TimeDelta::seconds(1) < wall.naive_local();
        prop_assert!(exact || skipped || after_gap, "{words} gave {wall} in {zone}");
    }

    #[test]
    fn a_day_ends_when_the_date_changes(zone in zones(), now in 631_152_000_i64..2_145_916_800) {
        let now = DateTime::from_timestamp(now, 0).unwrap();
        let end = end_of_day(now, zone);
        prop_assert!(end > now);
        prop_assert!(end - now <= TimeDelta::hours(26));
        let date = |instant: DateTime<Utc>| instant.with_timezone(&zone).date_naive();
        prop_assert!(date(end) > date(now));
        prop_assert!(date(end - TimeDelta::seconds(1)) == date(now));
    }

    #[test]
    fn nothing_typed_panics(words in "\\PC{0,24}", now in 631_152_000_i64..2_145_916_800) {
        let now = DateTime::from_timestamp(now, 0).unwrap();
        if let Ok(Expiry::At(end)) = Expiry::parse(&words, now, Europe::Berlin) {
            prop_assert!(end > now);
        }
    }
}
