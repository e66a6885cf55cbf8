//! The words people read on a terminal. Text of others is made harmless, and
//! columns line up by what a terminal shows.

mod people;
mod rules;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use porchlight_core::model::{Status, until_words};
use porchlight_core::view::{
    AccountView, HealthKind, MessageView, PersonView, RequestedView, Snapshot, Standing, plain,
    status_words, time_words,
};

use crate::table;
use people::remark;

pub(crate) use people::{
    UNDO, UNTOLD_HINT, arranged, back, brought_back, found, groups, members, people, presence,
    refusal, removed, watch_list,
};
pub(crate) use rules::{raised, told};

/// The longest session Graph grants, and the shortest.
const LONGEST: TimeDelta = TimeDelta::hours(4);
const SHORTEST: TimeDelta = TimeDelta::minutes(5);

/// How long Appear offline is kept where no end was given.
const PIN: TimeDelta = TimeDelta::days(1);

/// How the user's own lines begin.
const YOU: &str = "You";

/// The column of presences in lines that come one by one; most fit.
const PRESENCES: usize = 20;

/// Who is signed in: "Ada Lovelace (ada@contoso.com)".
pub(crate) fn account(snapshot: &Snapshot) -> Option<String> {
    match &snapshot.account {
        AccountView::Starting | AccountView::SignedOut { .. } => None,
        AccountView::SignedIn { name, address, .. } => Some(named(name, address.as_deref())),
    }
}

/// Name and address of somebody.
pub(crate) fn named(name: &str, address: Option<&str>) -> String {
    match address.map(plain) {
        Some(address) if !address.is_empty() => format!("{} ({address})", plain(name)),
        Some(_) | None => plain(name),
    }
}

/// The user's own presence on a few lines.
pub(crate) fn status(snapshot: &Snapshot, now: DateTime<Utc>) -> String {
    let zone = zone(snapshot);
    let mut rows = Vec::new();
    let mut row = |title: &str, words: String| rows.push(vec![title.to_owned(), words]);
    if let Some(account) = account(snapshot) {
        row("Account", account);
    }
    if let Some(me) = &snapshot.me {
        let reported = match (&me.reported, me.reported_at) {
            (None, _) => "Teams has not said yet".to_owned(),
            (Some(presence), None) => plain(&presence.label),
            (Some(presence), Some(at)) => format!(
                "{} (reported at {}, {})",
                plain(&presence.label),
                time_words(at, zone),
                ago(now - at)
            ),
        };
        row("Presence", reported);
        if let Some(requested) = &me.requested {
            row("Requested", request(requested));
            if let Some(why) = &requested.why {
                row("", plain(why));
            }
        }
        if let Some(words) = me.message.as_ref().map(message) {
            row("Message", words);
        }
        let location = me.reported.as_ref().and_then(|p| p.work_location.as_ref());
        if let Some(location) = location {
            row("Location", plain(location));
        }
    }
    if snapshot.health.stale || !matches!(snapshot.health.kind, HealthKind::Fine) {
        row("Trouble", plain(&snapshot.health.words));
    }
    table::aligned(rows)
}

/// "Busy until 17:30 (being set)".
pub(crate) fn request(requested: &RequestedView) -> String {
    let standing = match requested.standing {
        Standing::Honoured => "honoured",
        Standing::Pending => "being set",
        Standing::NotHonoured => "not honoured",
    };
    format!(
        "{} ({standing})",
        ended(&requested.label, requested.until_words.as_deref())
    )
}

/// "At lunch (until 13:00)".
pub(crate) fn message(message: &MessageView) -> String {
    let text = plain(&message.text);
    match (&message.until_words, message.pending) {
        (Some(until), true) => format!("{text} ({until}, being set)"),
        (Some(until), false) => format!("{text} ({until})"),
        (None, true) => format!("{text} (being set)"),
        (None, false) => text,
    }
}

/// What a status that was just set will be: one sentence.
pub(crate) fn set(status: Status, until: Option<&str>) -> String {
    if status == Status::Reset {
        return "Status reset: Teams and your calendar decide again.".to_owned();
    }
    format!("{}.", ended(status_words(status), until))
}

/// What a message that was just set will be: one sentence.
pub(crate) fn messaged(until: Option<&str>) -> String {
    match until {
        Some(until) => format!("Status message set {}.", plain(until)),
        None => "Status message set until cleared.".to_owned(),
    }
}

/// Somebody else set a status while one was being set: one sentence.
pub(crate) fn replaced(by: &RequestedView) -> String {
    let by = ended(&by.label, by.until_words.as_deref());
    format!("It was replaced meanwhile: {by}.")
}

/// The same of a message.
pub(crate) fn message_replaced(by: &MessageView) -> String {
    format!("Another message is shown by now: {}", message(by))
}

fn ended(label: &str, until: Option<&str>) -> String {
    match until {
        Some(until) => format!("{} {}", plain(label), plain(until)),
        None => plain(label),
    }
}

/// What becomes of a status when nothing renews it, as after this command.
pub(crate) fn fading(
    status: Status,
    until: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
    zone: Tz,
) -> Option<String> {
    let too_long = until.is_none_or(|until| until - now > LONGEST);
    let too_short = until.is_some_and(|until| until - now < SHORTEST);
    let at_most = || {
        let end = until_words(whole_minute(now + LONGEST), now, zone);
        format!("Without Porchlight running, it lasts {end}: Teams keeps it for 4 hours at most.")
    };
    match status {
        Status::InACall | Status::InAConferenceCall | Status::Presenting if too_short => {
            Some("It lasts 5 minutes, the shortest time that Teams takes.".to_owned())
        }
        // A pin shows as long as there is a session, even one that fades.
        Status::Available
        | Status::Busy
        | Status::DoNotDisturb
        | Status::BeRightBack
        | Status::Away
        | Status::InACall
        | Status::InAConferenceCall
        | Status::Presenting => too_long.then(at_most),
        Status::Offline if until.is_none() => {
            let end = until_words(whole_minute(now + PIN), now, zone);
            Some(format!(
                "Without Porchlight running, it lasts {end}: Teams keeps it for a day."
            ))
        }
        Status::Offline | Status::Reset => None,
    }
}

fn whole_minute(at: DateTime<Utc>) -> DateTime<Utc> {
    let seconds = at.timestamp();
    DateTime::from_timestamp(seconds - seconds.rem_euclid(60), 0).unwrap_or(at)
}

/// One line of `watch` about the user.
pub(crate) fn own_change(snapshot: &Snapshot, now: DateTime<Utc>) -> String {
    let me = snapshot.me.as_ref();
    let reported = me.and_then(|me| me.reported.as_ref());
    let label = reported.map_or_else(|| "Unknown".to_owned(), |p| plain(&p.label));
    let message = messages(me.and_then(|me| me.message.as_ref()));
    change_line(snapshot, now, YOU, &label, &message)
}

/// One line of `watch` about somebody.
pub(crate) fn change(person: &PersonView, snapshot: &Snapshot, now: DateTime<Utc>) -> String {
    change_line(
        snapshot,
        now,
        &plain(&person.name),
        &presence(person),
        &remark(person),
    )
}

/// Names take one column over all lines, as wide as the watch list needs.
fn change_line(
    snapshot: &Snapshot,
    now: DateTime<Utc>,
    name: &str,
    presence: &str,
    message: &str,
) -> String {
    let names = snapshot.people.iter().filter(|person| person.watched);
    let widest = names.map(|person| table::width(&plain(&person.name)));
    let name = table::padded(name, widest.fold(table::width(YOU), usize::max));
    let time = now.with_timezone(&zone(snapshot)).format("%H:%M:%S");
    let presence = table::padded(presence, if message.is_empty() { 0 } else { PRESENCES });
    format!("{time}  {name}  {presence}  {message}")
        .trim_end()
        .to_owned()
}

fn messages(message: Option<&MessageView>) -> String {
    message.map(self::message).unwrap_or_default()
}

/// The zone of the snapshot's words.
pub(crate) fn zone(snapshot: &Snapshot) -> Tz {
    snapshot.settings.zone.parse().unwrap_or(chrono_tz::UTC)
}

/// An age in words: "12 s ago".
fn ago(age: TimeDelta) -> String {
    let seconds = age.num_seconds();
    match seconds {
        ..5 => "just now".to_owned(),
        5..60 => format!("{seconds} s ago"),
        60..3_600 => format!("{} min ago", seconds / 60),
        3_600..86_400 => format!("{} h ago", seconds / 3_600),
        _ => format!("{} d ago", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{at, now, snapshot};

    #[test]
    fn my_own_presence_is_told_on_a_few_lines() {
        let mut snapshot = snapshot();
        insta::assert_snapshot!("status", status(&snapshot, now()));
        snapshot.health.stale = true;
        snapshot.health.words = "Asking Microsoft Graph, as of 15:39".to_owned();
        let stale = status(&snapshot, now());
        assert!(
            stale
                .trim_end()
                .ends_with("Asking Microsoft Graph, as of 15:39"),
            "{stale}"
        );
        snapshot.health.kind = HealthKind::Offline;
        snapshot.health.words =
            "Microsoft Graph can't be reached since 15:40, as of 15:39".to_owned();
        if let Some(me) = &mut snapshot.me {
            (me.requested, me.message) = (None, None);
        }
        insta::assert_snapshot!("status_in_trouble", status(&snapshot, now()));
    }

    #[test]
    fn changes_share_their_columns() {
        let snapshot = snapshot();
        let mut lines = vec![own_change(&snapshot, now())];
        lines.extend(snapshot.people.iter().map(|p| change(p, &snapshot, now())));
        insta::assert_snapshot!(lines.join("\n"));
    }

    #[test]
    fn what_fades_is_said() {
        #[track_caller]
        fn check(status: Status, until: Option<&str>, expected: Option<&str>) {
            let now = at("2026-11-21T15:00:20Z");
            let words = fading(status, until.map(at), now, chrono_tz::Europe::Berlin);
            assert_eq!(words.as_deref(), expected, "{status:?}");
        }
        let four =
            "Without Porchlight running, it lasts until 20:00: Teams keeps it for 4 hours at most.";
        check(Status::Available, Some("2026-11-21T15:30:00Z"), None);
        check(Status::Available, None, Some(four));
        check(Status::Busy, Some("2026-11-21T15:30:00Z"), None);
        check(Status::Busy, Some("2026-11-22T15:30:00Z"), Some(four));
        check(Status::Presenting, None, Some(four));
        check(
            Status::InACall,
            Some("2026-11-21T15:02:00Z"),
            Some("It lasts 5 minutes, the shortest time that Teams takes."),
        );
        check(
            Status::Offline,
            None,
            Some(
                "Without Porchlight running, it lasts until tomorrow 16:00: Teams keeps it for a day.",
            ),
        );
        check(Status::Offline, Some("2026-11-21T18:00:00Z"), None);
        check(Status::Reset, None, None);
    }

    #[test]
    fn ages_read_well() {
        let words = |seconds| ago(TimeDelta::seconds(seconds));
        assert_eq!(words(-3), "just now");
        assert_eq!(words(12), "12 s ago");
        assert_eq!(words(150), "2 min ago");
        assert_eq!(words(7_300), "2 h ago");
        assert_eq!(words(200_000), "2 d ago");
    }
}
