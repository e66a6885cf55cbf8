//! When no notice is given, whatever the rules say.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::instant_of;

/// Quiet times, in the user's zone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Quiet {
    /// Quiet every day from one time to the other.
    #[serde(default)]
    pub hours: Option<QuietHours>,
    /// Quiet for the whole of these days.
    #[serde(default)]
    pub days: Vec<Day>,
}

/// Where `to` is not after `from`, they reach into the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QuietHours {
    pub from: NaiveTime,
    pub to: NaiveTime,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Day {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Day {
    /// The days of a week, from Monday on.
    pub const ALL: [Self; 7] = [
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
        Self::Sunday,
    ];
}

/// How many days are looked at for the end of a quiet time: a week of them, and
/// the day that hours may reach into.
const AHEAD: u64 = 8;

type Span = (DateTime<Utc>, DateTime<Utc>);

impl Quiet {
    /// The end of the quiet time that it is now; none while it is not quiet.
    pub fn until(&self, now: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
        let spans = self.spans(now, zone);
        let mut end = now;
        // One quiet time may go over into another.
        while let Some((_, to)) = spans.iter().find(|(from, to)| *from <= end && end < *to) {
            end = *to;
        }
        (end > now).then_some(end)
    }

    /// When it will next be another time than now, quiet or not.
    pub fn changes_at(&self, now: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
        let begins = || self.spans(now, zone).into_iter().map(|(from, _)| from);
        self.until(now, zone)
            .or_else(|| begins().filter(|from| *from > now).min())
    }

    /// The quiet times from yesterday on, which may overlap.
    fn spans(&self, now: DateTime<Utc>, zone: Tz) -> Vec<Span> {
        if self.hours.is_none() && self.days.is_empty() {
            return Vec::new();
        }
        let today = now.with_timezone(&zone).date_naive();
        let Some(first) = today.checked_sub_days(Days::new(1)) else {
            return Vec::new();
        };
        let days = (0..AHEAD + 2).filter_map(|ahead| first.checked_add_days(Days::new(ahead)));
        days.flat_map(|day| [self.hours_of(day, zone), self.whole(day, zone)])
            .flatten()
            .collect()
    }

    fn hours_of(&self, day: NaiveDate, zone: Tz) -> Option<Span> {
        let QuietHours { from, to } = self.hours?;
        let last = if from < to { day } else { day.succ_opt()? };
        Some((wall(day, from, zone)?, wall(last, to, zone)?))
    }

    fn whole(&self, day: NaiveDate, zone: Tz) -> Option<Span> {
        let is_quiet = self.days.contains(&day.weekday().into());
        let begin = |day| wall(day, NaiveTime::MIN, zone);
        Some((begin(day)?, begin(day.succ_opt()?)?)).filter(|_| is_quiet)
    }
}

/// The first instant of a wall time, or the first after the gap that skips it.
fn wall(day: NaiveDate, time: NaiveTime, zone: Tz) -> Option<DateTime<Utc>> {
    instant_of(day.and_time(time), DateTime::<Utc>::MIN_UTC, zone)
}

impl From<Weekday> for Day {
    fn from(weekday: Weekday) -> Self {
        match weekday {
            Weekday::Mon => Self::Monday,
            Weekday::Tue => Self::Tuesday,
            Weekday::Wed => Self::Wednesday,
            Weekday::Thu => Self::Thursday,
            Weekday::Fri => Self::Friday,
            Weekday::Sat => Self::Saturday,
            Weekday::Sun => Self::Sunday,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BERLIN: Tz = chrono_tz::Europe::Berlin;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    fn hours(from: &str, to: &str) -> Quiet {
        Quiet {
            hours: Some(QuietHours {
                from: from.parse().unwrap(),
                to: to.parse().unwrap(),
            }),
            days: Vec::new(),
        }
    }

    fn weekend() -> Vec<Day> {
        vec![Day::Saturday, Day::Sunday]
    }

    /// Until when it is quiet, and when that changes.
    #[track_caller]
    fn check(quiet: &Quiet, now: &str, until: Option<&str>, changes: Option<&str>) {
        let now = at(now);
        assert_eq!(quiet.until(now, BERLIN), until.map(at), "until");
        assert_eq!(quiet.changes_at(now, BERLIN), changes.map(at), "changes");
    }

    #[test]
    fn without_hours_and_days_it_is_never_quiet() {
        check(&Quiet::default(), "2026-11-21T03:00:00Z", None, None);
    }

    #[test]
    fn hours_may_reach_over_midnight() {
        let night = hours("22:00:00", "08:00:00");
        let (evening, morning) = ("2026-11-24T22:00:00+01:00", "2026-11-25T08:00:00+01:00");
        check(&night, "2026-11-24T21:59:59+01:00", None, Some(evening));
        for now in [
            evening,
            "2026-11-25T00:00:00+01:00",
            "2026-11-25T07:59:59+01:00",
        ] {
            check(&night, now, Some(morning), Some(morning));
        }
        let next = Some("2026-11-25T22:00:00+01:00");
        check(&night, morning, None, next);
        let noon = hours("12:00:00", "13:00:00");
        let one = Some("2026-11-24T13:00:00+01:00");
        check(&noon, "2026-11-24T12:30:00+01:00", one, one);
    }

    #[test]
    fn quiet_days_and_hours_go_over_into_each_other() {
        let quiet = Quiet {
            days: weekend(),
            ..hours("22:00:00", "08:00:00")
        };
        // Friday evening is quiet until Monday morning.
        let monday = Some("2026-11-23T08:00:00+01:00");
        check(&quiet, "2026-11-20T22:30:00+01:00", monday, monday);
        let days_alone = Quiet {
            hours: None,
            days: weekend(),
        };
        let end = Some("2026-11-23T00:00:00+01:00");
        check(&days_alone, "2026-11-21T12:00:00+01:00", end, end);
        let friday = "2026-11-20T23:59:59+01:00";
        check(&days_alone, friday, None, Some("2026-11-21T00:00:00+01:00"));
    }

    #[test]
    fn a_skipped_or_repeated_hour_moves_no_other() {
        // 02:30 is skipped on 29 March, and occurs twice on 25 October.
        let early = hours("23:00:00", "02:30:00");
        let spring = Some("2026-03-29T03:00:00+02:00");
        check(&early, "2026-03-29T01:00:00+01:00", spring, spring);
        let autumn = Some("2026-10-25T02:30:00+02:00");
        check(&early, "2026-10-25T01:00:00+02:00", autumn, autumn);
        let evening = Some("2026-10-25T23:00:00+01:00");
        check(&early, "2026-10-25T02:15:00+01:00", None, evening);
        let late = hours("02:30:00", "04:00:00");
        let four = Some("2026-03-29T04:00:00+02:00");
        check(&late, "2026-03-29T03:00:00+02:00", four, four);
    }

    #[test]
    fn a_day_without_a_midnight_begins_with_its_first_instant() {
        let cairo = chrono_tz::Africa::Cairo;
        let quiet = Quiet {
            hours: None,
            days: vec![Day::Friday],
        };
        // Clocks go from Thursday 23:59:59 to Friday 01:00.
        let first = at("2026-04-24T01:00:00+03:00");
        let before = first - chrono::TimeDelta::seconds(1);
        assert_eq!(quiet.until(before, cairo), None);
        assert_eq!(quiet.changes_at(before, cairo), Some(first));
        let end = at("2026-04-25T00:00:00+03:00");
        assert_eq!(quiet.until(first, cairo), Some(end));
    }
}
