//! Properties of every form of an end in every zone.

use chrono::Offset as _;
use chrono_tz::{Europe, TZ_VARIANTS, Tz};
use proptest::prelude::*;

use super::super::*;

fn zones() -> impl Strategy<Value = Tz> {
    (0..TZ_VARIANTS.len()).prop_map(|n| TZ_VARIANTS[n])
}

/// A moment of the years 1990 to 2036 in any zone, every other time within two
/// days of a change of its clocks.
fn moments() -> impl Strategy<Value = (Tz, DateTime<Utc>)> {
    let any_time = 631_152_000_i64..2_114_380_800;
    let shift = -172_800_i64..7_200;
    (zones(), any_time, shift, any::<bool>()).prop_map(|(zone, time, shift, near)| {
        let time = DateTime::from_timestamp(time, 0).unwrap();
        let change = near.then(|| next_change(zone, time)).flatten();
        let near_it = change.map(|change| change + TimeDelta::seconds(shift));
        (zone, near_it.unwrap_or(time))
    })
}

/// The next change of a zone's clocks within a year.
fn next_change(zone: Tz, from: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let offset = |at: DateTime<Utc>| zone.offset_from_utc_datetime(&at.naive_utc()).fix();
    let mut weeks = (0..53).map(|week| from + TimeDelta::weeks(week));
    let mut before = weeks.find(|at| offset(*at) != offset(*at + TimeDelta::weeks(1)))?;
    let mut after = before + TimeDelta::weeks(1);
    while after - before > TimeDelta::seconds(1) {
        let middle = before + (after - before) / 2;
        if offset(middle) == offset(before) {
            before = middle;
        } else {
            after = middle;
        }
    }
    Some(after)
}

/// A time of day as people write it, and what it is.
fn times() -> impl Strategy<Value = (String, NaiveTime)> {
    let time = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
    let exact = (0_u32..24, 0_u32..60)
        .prop_map(move |(hour, minute)| (format!("{hour}:{minute:02}"), time(hour, minute)));
    let halves = (1_u32..=12, 0_u32..60, any::<bool>(), any::<bool>()).prop_map(
        move |(hour, minute, afternoon, blank)| {
            let half = if afternoon { "pm" } else { "am" };
            let blank = if blank { " " } else { "" };
            let words = match minute {
                0 => format!("{hour}{blank}{half}"),
                minute => format!("{hour}:{minute:02}{blank}{half}"),
            };
            (
                words,
                time(hour % 12 + if afternoon { 12 } else { 0 }, minute),
            )
        },
    );
    let names = prop_oneof![
        Just(("noon".to_owned(), time(12, 0))),
        Just(("midnight".to_owned(), time(0, 0))),
    ];
    prop_oneof![4 => exact, 4 => halves, 1 => names]
}

/// Words for a day seen from another, and how far ahead it is.
fn days_ahead() -> impl Strategy<Value = (u64, bool)> {
    (0_u64..360, any::<bool>())
}

fn day_said(day: NaiveDate, ahead: u64, in_words: bool) -> String {
    match ahead {
        0 if in_words => "today".to_owned(),
        1 if in_words => "tomorrow".to_owned(),
        2..=6 if in_words => day.format("%A").to_string(),
        _ => day.format("%Y-%m-%d").to_string(),
    }
}

/// Whether `end` is the instant of the wall time by the three rules, said a
/// second time: it shows that time, or is the first instant after it was skipped.
fn is_instant_of(end: DateTime<Utc>, wall: NaiveDateTime, now: DateTime<Utc>, zone: Tz) -> bool {
    let shown = |at: DateTime<Utc>| at.with_timezone(&zone).naive_local();
    // The same wall time up to a day earlier would have been the first.
    let earlier = (1..=4 * 24 * 4).any(|quarter| {
        let before = end - TimeDelta::minutes(15 * quarter);
        before > now && shown(before) == wall
    });
    let second = TimeDelta::seconds(1);
    (shown(end) == wall && !earlier) || (shown(end) > wall && shown(end - second) < wall)
}

/// Whether the words tell the wall time of an end, and the day if it is not today.
fn tells(words: &str, end: DateTime<Utc>, today: NaiveDate, zone: Tz) -> bool {
    let wall = end.with_timezone(&zone).naive_local();
    let before = (end - TimeDelta::seconds(1)).with_timezone(&zone);
    if before.date_naive() != wall.date() && before.date_naive() >= today {
        return words.starts_with("until the end of ");
    }
    let ahead = (wall.date() - today).num_days();
    let time = wall.format("%H:%M").to_string();
    let day = match ahead {
        0 => String::new(),
        1 => "tomorrow ".to_owned(),
        2..=6 => wall.format("%A ").to_string(),
        _ => wall.format("%-d %B ").to_string(),
    };
    let with_year = wall.format("%-d %B %Y ");
    words == format!("until {day}{time}") || words == format!("until {with_year}{time}")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// What was asked for is what is shown,
    /// and it is ahead and at most two days away.
    #[test]
    fn a_time_of_day_is_the_wall_time_asked_for(
        (zone, now) in moments(),
        hour in 0_u32..24,
        minute in 0_u32..60,
    ) {
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
    fn a_day_ends_when_the_date_changes((zone, now) in moments()) {
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

    /// A day and a time of it, in every form.
    #[test]
    fn a_day_and_a_time_are_the_wall_time_asked_for(
        (zone, now) in moments(),
        (said, time) in times(),
        (ahead, in_words) in days_ahead(),
        at_word in any::<bool>(),
    ) {
        let today = now.with_timezone(&zone).date_naive();
        let day = today + Days::new(ahead);
        let at_word = if at_word { "at " } else { "" };
        let words = format!("{} {at_word}{said}", day_said(day, ahead, in_words));
        match Expiry::parse(&words, now, zone) {
            Ok(Expiry::At(end)) => {
                prop_assert!(end > now);
                let wall = day.and_time(time);
                prop_assert!(is_instant_of(end, wall, now, zone), "{words} gave {end} in {zone}");
                let told = until_words(end, now, zone);
                prop_assert!(tells(&told, end, today, zone), "{words}: {told} in {zone}");
            }
            Err(ExpiryError::Past(_)) => {
                let last = zone.from_local_datetime(&day.and_time(time)).latest();
                let passed = last.is_none_or(|last| last <= now);
                prop_assert!(ahead == 0 && passed, "{words} at {now} in {zone}");
            }
            other => prop_assert!(false, "{words} gave {other:?} in {zone}"),
        }
    }

    /// The end of a day in words or in figures, and of the week.
    #[test]
    fn an_end_of_a_day_is_the_first_instant_of_the_next(
        (zone, now) in moments(),
        (ahead, in_words) in days_ahead(),
        week in any::<bool>(),
    ) {
        let today = now.with_timezone(&zone).date_naive();
        let left = 6 - u64::from(today.weekday().num_days_from_monday());
        let ahead = if week { left } else { ahead };
        let day = today + Days::new(ahead);
        let words = if week { "this week".to_owned() } else { day_said(day, ahead, in_words) };
        let Ok(Expiry::At(end)) = Expiry::parse(&words, now, zone) else {
            return Err(TestCaseError::fail(format!("{words} refused in {zone}")));
        };
        let date = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
        prop_assert!(end > now);
        prop_assert!(date(end) > day, "{words} gave {end} in {zone}");
        // A zone may skip the whole day, or begin the next one twice.
        let before = date(end - TimeDelta::seconds(1));
        prop_assert!(before <= day || date(now) > day, "{words} gave {end} in {zone}");
        let told = until_words(end, now, zone);
        prop_assert!(told.starts_with("until the end of "), "{words}: {told} in {zone}");
    }

    /// A length is a length, whatever the clocks do meanwhile.
    #[test]
    fn a_length_is_the_same_everywhere(
        (zone, now) in moments(),
        hours in 0_i64..48,
        minutes in 1_i64..600,
    ) {
        for words in [format!("{hours}h {minutes}m"), format!("for {hours} hours {minutes} minutes")] {
            let end = now + TimeDelta::hours(hours) + TimeDelta::minutes(minutes);
            prop_assert_eq!(Expiry::parse(&words, now, zone), Ok(Expiry::At(end)));
        }
    }
}
