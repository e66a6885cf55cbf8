//! Tables for the words; properties for the zones beside them.

use chrono_tz::{Africa, America, Asia, Europe, Pacific, Tz};

use super::*;

mod zones;

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
    for words in [
        "3000-01-01 09:00",
        "400d",
        "99999999999d",
        "100000000000h",
        "99999999999999999999h",
        "9223372036854775807s 1s",
    ] {
        let refused = Expiry::parse(words, at(NOW), Europe::Berlin);
        assert_eq!(refused, Err(ExpiryError::TooFar(words.to_owned())));
    }
}

#[test]
fn no_end_lies_in_a_year_of_five_digits() {
    for words in ["1h", "00:59", "today"] {
        let now = at("9999-12-31T23:59:59Z");
        let refused = Expiry::parse(words, now, Tz::UTC);
        assert_eq!(refused, Err(ExpiryError::TooFar(words.to_owned())));
    }
    check_in(
        Tz::UTC,
        "9999-12-31T23:00:00Z",
        "59m",
        "9999-12-31T23:59:00Z",
    );
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

#[test]
fn a_week_ends_with_its_sunday() {
    let sunday = "2026-11-22T10:00:00Z";
    check_in(Europe::Berlin, sunday, "this week", "2026-11-22T23:00:00Z");
    let monday = "2026-11-22T23:30:00Z";
    check_in(Europe::Berlin, monday, "this week", "2026-11-29T23:00:00Z");
}

#[test]
fn a_weekday_at_this_very_moment_is_a_week_ahead() {
    let friday = "2026-11-20T16:00:00Z";
    check_in(Europe::Berlin, friday, "fri 17:00", "2026-11-27T16:00:00Z");
    check_in(Europe::Berlin, friday, "fri 17:01", "2026-11-20T16:01:00Z");
    check_in(Europe::Berlin, friday, "fri", "2026-11-20T23:00:00Z");
}

#[test]
fn a_day_of_23_or_25_hours_is_a_day_and_24_hours_are_24_hours() {
    // Noon in Berlin, before each of the two changes of 2026.
    let (spring, autumn) = ("2026-03-28T11:00:00Z", "2026-10-24T10:00:00Z");
    check_in(
        Europe::Berlin,
        spring,
        "tomorrow 12:00",
        "2026-03-29T10:00:00Z",
    );
    check_in(Europe::Berlin, spring, "24h", "2026-03-29T11:00:00Z");
    check_in(
        Europe::Berlin,
        autumn,
        "tomorrow 12:00",
        "2026-10-25T11:00:00Z",
    );
    check_in(Europe::Berlin, autumn, "24h", "2026-10-25T10:00:00Z");
    for (start, hours) in [("2026-03-28T23:00:00Z", 23), ("2026-10-24T22:00:00Z", 25)] {
        let end = end_of_day(at(start), Europe::Berlin);
        assert_eq!(end - at(start), TimeDelta::hours(hours));
    }
}

#[test]
fn a_time_repeated_across_midnight_may_be_one_of_yesterday() {
    // Goose Bay set its clocks from 00:01 back to 23:01 on 7 November 2010.
    check_in(
        America::Goose_Bay,
        "2010-11-07T03:00:30Z",
        "23:30",
        "2010-11-07T03:30:00Z",
    );
}
