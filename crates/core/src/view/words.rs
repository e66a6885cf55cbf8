//! The words users read. Every face takes them from here.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::model::{Activity, Availability, Person, Presence, Shape, Status, Transition};
use crate::plain::{plain, plain_lines};

/// A pick's name in menus.
pub fn status_words(status: Status) -> &'static str {
    match status {
        Status::Available => "Available",
        Status::Busy => "Busy",
        Status::DoNotDisturb => "Do not disturb",
        Status::BeRightBack => "Be right back",
        Status::Away => "Appear away",
        Status::Offline => "Appear offline",
        Status::InACall => "In a call",
        Status::InAConferenceCall => "In a conference call",
        Status::Presenting => "Presenting",
        Status::Reset => "Reset status",
    }
}

/// A shape's name, for screen readers and tests.
pub fn shape_words(shape: Shape) -> &'static str {
    match shape {
        Shape::Available => "Available",
        Shape::Busy => "Busy",
        Shape::DoNotDisturb => "Do not disturb",
        Shape::Away => "Away",
        Shape::Offline => "Offline",
        Shape::OutOfOffice => "Out of office",
        Shape::Unknown => "Unknown",
    }
}

/// A transition as a rule's choice.
pub fn transition_words(transition: Transition) -> &'static str {
    match transition {
        Transition::BecomesAvailable => "Becomes available",
        Transition::LeavesBusy => "Is no longer busy",
        Transition::GoesAway => "Goes away",
        Transition::GoesOffline => "Goes offline",
        Transition::MessageChanges => "Changes the status message",
        Transition::AnyChange => "Changes in any way",
    }
}

/// A presence in words: the activity, and out of office where it is not said yet.
pub fn presence_words(presence: &Presence) -> String {
    let activity = activity_words(presence);
    if presence.is_out_of_office() && presence.activity != Activity::OutOfOffice {
        match &presence.availability {
            Availability::Offline => "Out of office".to_owned(),
            Availability::Available
            | Availability::AvailableIdle
            | Availability::Busy
            | Availability::BusyIdle
            | Availability::DoNotDisturb
            | Availability::BeRightBack
            | Availability::Away
            | Availability::PresenceUnknown
            | Availability::Unknown(_) => format!("{activity}, out of office"),
        }
    } else {
        activity
    }
}

fn activity_words(presence: &Presence) -> String {
    let words = match &presence.activity {
        Activity::Available => "Available",
        Activity::AvailableInactive => "Available, idle",
        Activity::Away | Activity::Inactive => "Away",
        Activity::BeRightBack => "Be right back",
        Activity::Busy => "Busy",
        Activity::DoNotDisturb => "Do not disturb",
        Activity::Focusing => "Focusing",
        Activity::InACall => "In a call",
        Activity::InAConferenceCall => "In a conference call",
        Activity::InAMeeting => "In a meeting",
        Activity::Offline => "Offline",
        Activity::OffWork => "Off work",
        Activity::OutOfOffice => match presence.availability {
            Availability::Available | Availability::AvailableIdle => "Available, out of office",
            Availability::Busy | Availability::BusyIdle => "Busy, out of office",
            Availability::DoNotDisturb
            | Availability::BeRightBack
            | Availability::Away
            | Availability::Offline
            | Availability::PresenceUnknown
            | Availability::Unknown(_) => "Out of office",
        },
        Activity::PresenceUnknown => "Unknown",
        Activity::Presenting => "Presenting",
        Activity::UrgentInterruptionsOnly => "Urgent interruptions only",
        Activity::Unknown(word) => return format!("Unknown ({})", name_words(word)),
    };
    words.to_owned()
}

/// Graph's word for where somebody works today, as people say it.
pub fn work_location_words(word: &str) -> String {
    match word {
        "office" => "In the office".to_owned(),
        "remote" => "Working remotely".to_owned(),
        "timeOff" => "Time off".to_owned(),
        other => name_words(other),
    }
}

/// Title and body of a notice.
pub fn notice_words(person: &Person, transition: Transition, after: &Presence) -> (String, String) {
    let name = name_words(&person.name);
    let presence = presence_words(after);
    let text = after
        .message
        .as_ref()
        .map(|m| shortened(&plain(&m.text), LONGEST_NOTICE))
        .unwrap_or_default();
    match transition {
        Transition::MessageChanges if text.is_empty() => {
            (format!("{name} has cleared the status message"), presence)
        }
        Transition::MessageChanges => (format!("{name} has a new status message"), text),
        Transition::BecomesAvailable
        | Transition::LeavesBusy
        | Transition::GoesAway
        | Transition::GoesOffline
        | Transition::AnyChange => (format!("{name}: {presence}"), text),
    }
}

/// How many lines a digest has before it only counts.
const MOST_LINES: usize = 8;

/// Title and body of one notice about several changes.
pub fn digest_words(titles: &[&str]) -> (String, String) {
    let mut lines: Vec<String> = titles
        .iter()
        .take(MOST_LINES)
        .map(ToString::to_string)
        .collect();
    if titles.len() > MOST_LINES {
        lines.push(format!("and {} more", titles.len() - MOST_LINES));
    }
    (format!("{} people changed", titles.len()), lines.join("\n"))
}

/// A time of day in a zone: "10:42".
pub fn time_words(instant: DateTime<Utc>, zone: Tz) -> String {
    instant.with_timezone(&zone).format("%H:%M").to_string()
}

/// The same, with the day in front where it is long ago: "20 November 10:42".
pub fn day_and_time_words(instant: DateTime<Utc>, now: DateTime<Utc>, zone: Tz) -> String {
    let time = time_words(instant, zone);
    if now - instant < TimeDelta::hours(20) {
        return time;
    }
    format!("{} {time}", instant.with_timezone(&zone).format("%-d %B"))
}

/// The longest name that is shown, in characters.
const LONGEST_NAME: usize = 100;

/// The longest message of somebody, in characters; Teams itself allows 280.
const LONGEST_MESSAGE: usize = 1_000;

/// The longest text of a notice, in characters.
const LONGEST_NOTICE: usize = 280;

/// Somebody's name, on one line of any face.
pub fn name_words(name: &str) -> String {
    shortened(&plain(name), LONGEST_NAME)
}

/// What somebody wrote, on lines of any face.
pub fn message_words(text: &str) -> String {
    shortened(&plain_lines(text), LONGEST_MESSAGE)
}

/// A text of so many characters at most, with an ellipsis where it was longer.
pub fn shortened(text: &str, longest: usize) -> String {
    if text.chars().nth(longest).is_none() {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(longest.saturating_sub(1)).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(availability: &str, activity: &str, words: &str) {
        let presence = Presence::from_graph(Some(availability), Some(activity));
        assert_eq!(presence_words(&presence), words);
    }

    #[test]
    fn presences_read_as_teams_says_them() {
        check("Busy", "InACall", "In a call");
        check("Available", "OutOfOffice", "Available, out of office");
        check("Offline", "OffWork", "Off work");
        check("Hibernating", "InA\u{202E}Sauna", "Unknown (InASauna)");
    }

    #[test]
    fn out_of_office_settings_are_said_beside_the_activity() {
        let mut presence = Presence::from_graph(Some("Busy"), Some("InAMeeting"));
        presence.out_of_office = Some(crate::model::OutOfOffice {
            is_out: true,
            message: None,
        });
        assert_eq!(presence_words(&presence), "In a meeting, out of office");
    }

    #[test]
    fn long_text_of_others_is_shortened() {
        assert_eq!(shortened("four", 4), "four");
        assert_eq!(shortened("so long", 4), "so…");
        assert_eq!(shortened("ßßß", 2), "ß…");
        assert_eq!(name_words(&"x".repeat(10_000)).chars().count(), 100);
    }
}
