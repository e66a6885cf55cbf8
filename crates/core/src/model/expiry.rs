//! When something ends: words people use, the instant they mean in a zone, and
//! the words for that instant.
//!
//! Three rules decide the awkward days:
//!
//! - a wall time that a zone skips moves to the first instant after the gap;
//! - a wall time that occurs twice means its first occurrence still ahead;
//! - a day ends at the first instant of the next day, even without a midnight.

use std::num::IntErrorKind;

use chrono::{
    DateTime, Datelike, Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta,
    TimeZone, Timelike, Utc, Weekday,
};
use chrono_tz::Tz;

/// The end of a status or a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    Never,
    At(DateTime<Utc>),
}

/// Why words for an end were not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExpiryError {
    #[error("“{0}” is not a time Porchlight knows")]
    Unclear(String),
    #[error("“{0}” has already passed")]
    Past(String),
    #[error("“{0}” is too far away")]
    TooFar(String),
}

impl ExpiryError {
    /// What to write instead.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unclear(_) => {
                "Write a length like 30m or 1h 30m, a time like 17:30 or 5pm, today, tomorrow 9:00, fri 17:00, this week, a date like 2026-11-23 09:00, or never"
            }
            Self::Past(_) => "Write a time that is still ahead",
            Self::TooFar(_) => "Write an end within a year, or never",
        }
    }
}

/// Nearer than this, an end is told to the second.
const SECONDS_COUNT: TimeDelta = TimeDelta::minutes(2);

/// The farthest end, in days. Beyond it "never" is what people mean.
const FARTHEST_DAYS: i64 = 366;

/// The last year that four digits can write, as an instant on the wire is written.
const LAST_YEAR: i32 = 9999;

impl Expiry {
    /// Reads an end as people write it.
    ///
    /// ```
    /// use chrono::{DateTime, Utc};
    /// use porchlight_core::model::Expiry;
    /// let berlin = chrono_tz::Europe::Berlin;
    /// let at = |t: &str| Expiry::At(t.parse::<DateTime<Utc>>().unwrap());
    /// let now: DateTime<Utc> = "2026-11-21T15:00:00Z".parse().unwrap(); // 16:00 in Berlin
    ///
    /// assert_eq!(Expiry::parse("17:30", now, berlin), Ok(at("2026-11-21T16:30:00Z")));
    /// assert_eq!(Expiry::parse("9:00", now, berlin), Ok(at("2026-11-22T08:00:00Z"))); // tomorrow
    /// assert_eq!(Expiry::parse("today", now, berlin), Ok(at("2026-11-21T23:00:00Z")));
    ///
    /// // 02:30 does not exist on 29 March 2026 in Berlin: the first instant after the gap.
    /// assert_eq!(Expiry::parse("2026-03-29 02:30", "2026-03-01T00:00:00Z".parse().unwrap(), berlin),
    ///            Ok(at("2026-03-29T01:00:00Z")));
    /// ```
    pub fn parse(words: &str, now: DateTime<Utc>, zone: Tz) -> Result<Self, ExpiryError> {
        let said = words.trim();
        let text = said
            .to_lowercase()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let text = text
            .strip_prefix("until ")
            .or_else(|| text.strip_prefix("for "))
            .unwrap_or(&text);
        let unclear = || ExpiryError::Unclear(said.to_owned());
        if text == "never" {
            return Ok(Self::Never);
        }
        let farthest = now + TimeDelta::days(FARTHEST_DAYS);
        let instant = match parse_length(text) {
            Some(length) => now.checked_add_signed(length),
            None => Some(wall_clock(text, now, zone).ok_or_else(unclear)?),
        };
        match instant {
            Some(at) if at <= now => Err(ExpiryError::Past(said.to_owned())),
            Some(at) if at <= farthest && at.year() <= LAST_YEAR => Ok(Self::At(at)),
            Some(_) | None => Err(ExpiryError::TooFar(said.to_owned())),
        }
    }

    /// The instant, or none for never.
    pub fn instant(self) -> Option<DateTime<Utc>> {
        match self {
            Self::Never => None,
            Self::At(at) => Some(at),
        }
    }
}

/// Reads a length: `30m`, `1h 30m`, `90 minutes`, `2 days`, `45s`. One longer
/// than can be counted is as long as can be.
pub fn parse_length(text: &str) -> Option<TimeDelta> {
    let mut rest = text.trim();
    let mut seconds: i64 = 0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let number = counted(rest.get(..digits)?)?;
        rest = rest.get(digits..)?.trim_start();
        let letters = rest
            .find(|c: char| !c.is_alphabetic())
            .unwrap_or(rest.len());
        let unit = match rest.get(..letters)? {
            "s" | "sec" | "secs" | "second" | "seconds" => 1,
            "m" | "min" | "mins" | "minute" | "minutes" => 60,
            "h" | "hr" | "hrs" | "hour" | "hours" => 3_600,
            "d" | "day" | "days" => 86_400,
            "w" | "week" | "weeks" => 604_800,
            _ => return None,
        };
        seconds = seconds.saturating_add(number.saturating_mul(unit));
        rest = rest.get(letters..)?.trim_start();
    }
    Some(TimeDelta::try_seconds(seconds).unwrap_or(TimeDelta::MAX))
}

/// The number of some digits; none where there are none.
fn counted(digits: &str) -> Option<i64> {
    match digits.parse() {
        Ok(number) => Some(number),
        Err(error) if *error.kind() == IntErrorKind::PosOverflow => Some(i64::MAX),
        Err(_) => None,
    }
}

/// Reads a time of day: `17:30`, `9:05`, `5pm`, `5:30 pm`, `noon`.
pub fn parse_time_of_day(text: &str) -> Option<NaiveTime> {
    time_of_day(&text.trim().to_lowercase())
}

/// Words that name a day, a time of day, or both.
fn wall_clock(text: &str, now: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
    if let Ok(exact) = DateTime::parse_from_rfc3339(&text.to_uppercase()) {
        return Some(exact.with_timezone(&Utc));
    }
    let today = now.with_timezone(&zone).date_naive();
    if let Some(time) = time_of_day(text) {
        // Where an hour around midnight is repeated, yesterday may come again.
        return (-1..3).find_map(|ahead| {
            let day = today.checked_add_signed(TimeDelta::days(ahead))?;
            Some(instant_of(day.and_time(time), now, zone)?).filter(|at| *at > now)
        });
    }
    if matches!(text, "this week" | "week") {
        let left = 6 - u64::from(today.weekday().num_days_from_monday());
        return end_of(today.checked_add_days(Days::new(left))?, now, zone);
    }
    let (day_word, time_word) = match text.split_once([' ', 't']).filter(|(d, _)| is_date(d)) {
        Some((day, time)) => (day, Some(time)),
        None => match text.split_once(' ') {
            Some((day, time)) => (day, Some(time)),
            None => (text, None),
        },
    };
    let time = match time_word {
        Some(word) => Some(time_of_day(word.strip_prefix("at ").unwrap_or(word))?),
        None => None,
    };
    let on = |day: NaiveDate| match time {
        Some(time) => instant_of(day.and_time(time), now, zone),
        None => end_of(day, now, zone),
    };
    if let Some(weekday) = weekday(day_word) {
        return (0..8).find_map(|ahead| {
            let day = today.checked_add_days(Days::new(ahead))?;
            on(day).filter(|at| day.weekday() == weekday && *at > now)
        });
    }
    let day = match day_word {
        "today" => today,
        "tomorrow" => today.checked_add_days(Days::new(1))?,
        date => NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()?,
    };
    on(day)
}

fn is_date(word: &str) -> bool {
    NaiveDate::parse_from_str(word, "%Y-%m-%d").is_ok()
}

fn weekday(word: &str) -> Option<Weekday> {
    // chrono's reader takes "fri" and "friday" and nothing between.
    word.parse().ok()
}

fn time_of_day(text: &str) -> Option<NaiveTime> {
    match text {
        "noon" => return NaiveTime::from_hms_opt(12, 0, 0),
        "midnight" => return NaiveTime::from_hms_opt(0, 0, 0),
        _ => {}
    }
    let half = |suffix: &[&str]| {
        suffix
            .iter()
            .find_map(|s| text.strip_suffix(s))
            .map(str::trim_end)
    };
    let (clock, afternoon) = match (half(&["am", "a.m."]), half(&["pm", "p.m."])) {
        (Some(clock), _) => (clock, Some(false)),
        (None, Some(clock)) => (clock, Some(true)),
        (None, None) => (text, None),
    };
    let number = |part: &str| -> Option<u32> {
        let digits = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| part.parse().ok()).flatten()
    };
    let (hour, minute) = match clock.split(':').collect::<Vec<_>>()[..] {
        [hour] if afternoon.is_some() => (number(hour)?, 0),
        [hour, minute] if minute.len() == 2 => (number(hour)?, number(minute)?),
        _ => return None,
    };
    let hour = match afternoon {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(afternoon) => hour % 12 + if afternoon { 12 } else { 0 },
    };
    NaiveTime::from_hms_opt(hour, minute, 0)
}

/// The instant of a wall time: see the three rules at the top.
pub fn instant_of(wall: NaiveDateTime, now: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
    match zone.from_local_datetime(&wall) {
        LocalResult::Single(at) => Some(at.to_utc()),
        LocalResult::Ambiguous(first, second) => {
            let (first, second) = (first.min(second).to_utc(), first.max(second).to_utc());
            Some(if first > now { first } else { second })
        }
        LocalResult::None => first_after_gap(wall, zone),
    }
}

/// The first instant whose wall time is not before `wall`, which a zone skips.
/// No zone is more than 15 hours from UTC and no gap is longer than a day.
fn first_after_gap(wall: NaiveDateTime, zone: Tz) -> Option<DateTime<Utc>> {
    let mut before = wall.checked_sub_signed(TimeDelta::hours(40))?;
    let mut after = wall.checked_add_signed(TimeDelta::hours(40))?;
    while after - before > TimeDelta::seconds(1) {
        let middle = before + TimeDelta::seconds((after - before).num_seconds() / 2);
        if zone.from_utc_datetime(&middle).naive_local() < wall {
            before = middle;
        } else {
            after = middle;
        }
    }
    Some(after.and_utc())
}

/// The first instant of the day after `day`.
fn end_of(day: NaiveDate, now: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
    instant_of(
        day.checked_add_days(Days::new(1))?.and_time(NaiveTime::MIN),
        now,
        zone,
    )
}

/// The end of the day that `now` lies in.
pub fn end_of_day(now: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    end_of(now.with_timezone(&zone).date_naive(), now, zone).unwrap_or(now + TimeDelta::days(1))
}

/// An end in words, as seen from `now`: "until 17:30", "until tomorrow 09:00",
/// "until Friday 17:00", "until 23 November 09:00", "until the end of today".
pub fn until_words(at: DateTime<Utc>, now: DateTime<Utc>, zone: Tz) -> String {
    let today = now.with_timezone(&zone).date_naive();
    let wall = at.with_timezone(&zone).naive_local();
    let last_day = (at - TimeDelta::seconds(1))
        .with_timezone(&zone)
        .date_naive();
    if last_day != wall.date() && last_day >= today {
        return match day_words(last_day, today) {
            Some(day) => format!("until the end of {day}"),
            None => "until the end of today".to_owned(),
        };
    }
    let near = at - now < SECONDS_COUNT && wall.second() != 0;
    let time = wall.format(if near { "%H:%M:%S" } else { "%H:%M" });
    match day_words(wall.date(), today) {
        Some(day) => format!("until {day} {time}"),
        None => format!("until {time}"),
    }
}

/// The name of a day seen from another; none for the day itself.
fn day_words(day: NaiveDate, today: NaiveDate) -> Option<String> {
    match day.signed_duration_since(today).num_days() {
        0 => None,
        1 => Some("tomorrow".to_owned()),
        -1 => Some("yesterday".to_owned()),
        2..=6 => Some(day.format("%A").to_string()),
        _ if day.year() == today.year() => Some(day.format("%-d %B").to_string()),
        _ => Some(day.format("%-d %B %Y").to_string()),
    }
}

#[cfg(test)]
mod tests;
