//! Why I am shown as I am: everything that has a part in it, in words.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::snapshot::{FactView, HoldingView};
use super::standing::Standing;
use super::words::{day_and_time_words, presence_words, status_words, time_words};
use crate::model::{Held, Holding, KeepAvailable, Presence, Requested, until_words};

/// What has a part in how I am shown.
#[derive(Clone, Copy, Debug)]
pub struct Background<'a> {
    pub requested: Option<&'a Requested>,
    pub keep_available: Option<&'a KeepAvailable>,
    pub held: &'a Held,
    /// What Graph last said, and when.
    pub reported: Option<(&'a Presence, DateTime<Utc>)>,
    /// Since when it says so; none if that was not seen.
    pub reported_since: Option<DateTime<Utc>>,
    pub standing: Option<(Standing, Option<&'a str>)>,
}

impl Background<'_> {
    /// The facts in the order in which one follows from the other.
    pub fn facts(&self, now: DateTime<Utc>, zone: Tz) -> Vec<FactView> {
        let mut facts = vec![
            fact("Requested", self.requested_words(now, zone)),
            fact("Pin", self.pin_words(now, zone)),
            fact(
                "Session",
                session_words(self.held.session.as_ref(), now, zone),
            ),
            fact("Reported", self.reported_words(now, zone)),
        ];
        if let Some((standing, why)) = self.standing {
            facts.push(fact("Result", verdict(standing, why)));
        }
        facts
    }

    fn requested_words(&self, now: DateTime<Utc>, zone: Tz) -> String {
        let until = |end: Option<DateTime<Utc>>| {
            end.map(|end| format!(", {}", until_words(end, now, zone)))
                .unwrap_or_default()
        };
        let since = |at| day_and_time_words(at, now, zone);
        let picked = self.requested.map(|requested| {
            format!(
                "{} since {}{}",
                status_words(requested.status),
                since(requested.since),
                until(requested.until)
            )
        });
        let kept = self.keep_available.map(|keep| {
            format!(
                "Keep me available since {}{}",
                since(keep.since),
                until(keep.until)
            )
        });
        match (picked, kept) {
            (None, None) => "Nothing: Teams and your calendar decide".to_owned(),
            (Some(words), None) | (None, Some(words)) => words,
            (Some(picked), Some(kept)) => format!("{picked}. {kept}"),
        }
    }

    fn pin_words(&self, now: DateTime<Utc>, zone: Tz) -> String {
        let Some(pin) = self.held.pin.as_ref().filter(|pin| pin.is_live(now)) else {
            return "None of ours. One set in Teams can't be seen from here".to_owned();
        };
        let has_end = self.requested.is_some_and(|r| r.until.is_some());
        let renewed = if has_end { "" } else { " unless renewed" };
        let end = pin
            .until
            .map(|end| format!(", {}{renewed}", until_words(end, now, zone)));
        format!(
            "{} since {}{}. It outranks all sessions",
            presence_words(&pin.presence()),
            day_and_time_words(pin.since, now, zone),
            end.unwrap_or_default()
        )
    }

    fn reported_words(&self, now: DateTime<Utc>, zone: Tz) -> String {
        let Some((presence, at)) = self.reported else {
            return "Nothing yet".to_owned();
        };
        let since = self
            .reported_since
            .map(|since| format!(" since {}", day_and_time_words(since, now, zone)))
            .unwrap_or_default();
        let asked = time_words(at, zone);
        format!("{}{since}, as of {asked}", presence_words(presence))
    }
}

fn fact(name: &str, words: String) -> FactView {
    FactView {
        name: name.to_owned(),
        words,
    }
}

fn session_words(session: Option<&Holding>, now: DateTime<Utc>, zone: Tz) -> String {
    let Some(session) = session.filter(|session| session.is_live(now)) else {
        return "None of ours".to_owned();
    };
    let end = session
        .until
        .map(|end| format!(". It ends at {} unless renewed", time_words(end, zone)));
    format!(
        "{} since {}{}. Porchlight on your other computers shares it",
        presence_words(&session.presence()),
        day_and_time_words(session.since, now, zone),
        end.unwrap_or_default()
    )
}

fn verdict(standing: Standing, why: Option<&str>) -> String {
    let words = match standing {
        Standing::Honoured => "Honoured",
        Standing::Pending => "Pending",
        Standing::NotHonoured => "Not honoured",
    };
    match why {
        None => words.to_owned(),
        Some(why) => format!("{words}. {why}"),
    }
}

/// A holding for programs; none once it has ended by itself.
pub fn holding_view(holding: Option<&Holding>, now: DateTime<Utc>) -> Option<HoldingView> {
    let holding = holding.filter(|holding| holding.is_live(now))?;
    Some(HoldingView {
        availability: holding.availability.clone(),
        activity: holding.activity.clone(),
        since: holding.since,
        until: holding.until,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Activity, Availability, Status};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[track_caller]
    fn check(background: Background<'_>, expected: &[&str]) {
        let now = at("2026-11-21T12:40:00Z");
        let facts = background.facts(now, chrono_tz::Europe::Berlin);
        let lines: Vec<String> = facts
            .iter()
            .map(|fact| format!("{}: {}", fact.name, fact.words))
            .collect();
        assert_eq!(lines, expected);
    }

    #[test]
    fn nothing_asked_for_and_nothing_known() {
        let background = Background {
            requested: None,
            keep_available: None,
            held: &Held::default(),
            reported: None,
            reported_since: None,
            standing: None,
        };
        check(
            background,
            &[
                "Requested: Nothing: Teams and your calendar decide",
                "Pin: None of ours. One set in Teams can't be seen from here",
                "Session: None of ours",
                "Reported: Nothing yet",
            ],
        );
    }

    #[test]
    fn a_pick_under_way_with_all_that_holds_it() {
        let until = Some(at("2026-11-21T16:30:00Z"));
        let since = at("2026-11-21T12:02:00Z");
        let requested = Requested::new(Status::Busy, since, until);
        let keep = KeepAvailable {
            since: at("2026-11-20T08:00:00Z"),
            until: None,
        };
        let pair = |availability: Availability, activity: Activity| (availability, activity);
        let held = Held {
            pin: Some(Holding::new(
                &pair(Availability::Busy, Activity::Busy),
                since,
                until,
            )),
            session: Some(Holding::new(
                &pair(Availability::Away, Activity::Away),
                since,
                Some(at("2026-11-21T12:45:00Z")),
            )),
        };
        let reported = Presence::from_graph(Some("Busy"), Some("Busy"));
        let background = Background {
            requested: Some(&requested),
            keep_available: Some(&keep),
            held: &held,
            reported: Some((&reported, at("2026-11-21T12:39:31Z"))),
            reported_since: Some(at("2026-11-21T12:03:00Z")),
            standing: Some((Standing::Honoured, None)),
        };
        check(
            background,
            &[
                "Requested: Busy since 13:02, until 17:30. Keep me available since 20 November 09:00",
                "Pin: Busy since 13:02, until 17:30. It outranks all sessions",
                "Session: Away since 13:02. It ends at 13:45 unless renewed. Porchlight on your other computers shares it",
                "Reported: Busy since 13:03, as of 13:39",
                "Result: Honoured",
            ],
        );
    }
}
