//! The JSON that scripts read: field names in `snake_case`, instants in UTC.
//! Their form is a contract; the snapshots of the tests hold it.

mod notify;
mod own;
mod people;

use chrono::{DateTime, SecondsFormat, Utc};
use porchlight_core::doctor::{Check, Report};
use porchlight_core::model::Shape;
use porchlight_core::view::{MessageView, PresenceView};
use serde::{Serialize, Serializer};

pub(crate) use notify::notify;
pub(crate) use own::{Login, Logout, Status, Written, account, status};
pub(crate) use people::{Additions, People, Person, Removed, Undone, groups, person, results};

/// An instant in whole seconds, which more readers understand than fractions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Instant(DateTime<Utc>);

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_rfc3339_opts(SecondsFormat::Secs, true))
    }
}

impl From<DateTime<Utc>> for Instant {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at)
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct Presence<'a> {
    availability: &'a str,
    activity: &'a str,
    label: &'a str,
    shape: Shape,
    out_of_office: bool,
    out_of_office_message: Option<&'a str>,
    work_location: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct Message<'a> {
    text: &'a str,
    expires_at: Option<Instant>,
    until_words: Option<&'a str>,
    pending: bool,
}

/// One line of `watch`.
#[derive(Debug, Serialize)]
pub(crate) struct Change<'a> {
    pub(crate) at: Instant,
    #[serde(flatten)]
    pub(crate) subject: Subject<'a>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Subject<'a> {
    Me(Box<Status<'a>>),
    Person(Box<Person<'a>>),
}

#[derive(Serialize)]
pub(crate) struct Doctor<'a> {
    fine: bool,
    checks: &'a [Check],
    /// A mail to the company's IT, where nobody is signed in.
    letter: Option<&'a str>,
}

/// A report without its text.
pub(crate) fn doctor(report: &Report) -> Doctor<'_> {
    Doctor {
        fine: report.fine,
        checks: &report.checks,
        letter: report.letter.as_deref(),
    }
}

fn presence(view: &PresenceView) -> Presence<'_> {
    Presence {
        availability: &view.availability,
        activity: &view.activity,
        label: &view.label,
        shape: view.shape,
        out_of_office: view.out_of_office,
        out_of_office_message: view.out_of_office_message.as_deref(),
        work_location: view.work_location.as_deref(),
    }
}

fn message(view: &MessageView) -> Message<'_> {
    Message {
        text: &view.text,
        expires_at: view.expires_at.map(Instant),
        until_words: view.until_words.as_deref(),
        pending: view.pending,
    }
}

fn age(at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<i64> {
    at.map(|at| (now - at).num_seconds().max(0))
}

/// The same JSON with every character escaped that a terminal would obey or
/// hide: those of the second control block and the overrides of direction.
/// Such characters stand only inside strings.
pub(crate) fn visible(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        let hidden = matches!(c,
            '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        if hidden || c.is_control() {
            text.extend(
                c.to_string()
                    .encode_utf16()
                    .map(|unit| format!("\\u{unit:04x}")),
            );
        } else {
            text.push(c);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{now, snapshot};

    #[test]
    fn the_form_scripts_rely_on() {
        let snapshot = snapshot();
        insta::assert_json_snapshot!("status", status(&snapshot, now()));
        let people = snapshot.people.iter().map(|p| person(p, now())).collect();
        insta::assert_json_snapshot!("people", People { people });
        let me = Subject::Me(Box::new(status(&snapshot, now())));
        let change = serde_json::to_value(Change {
            at: now().into(),
            subject: me,
        })
        .unwrap();
        assert_eq!(
            (&change["kind"], &change["at"]),
            (&"me".into(), &"2026-11-21T15:00:00Z".into())
        );
        let steps = [
            Login::Visit {
                address: "https://login.example",
                code: Some("ABCD"),
                expires_at: Some(now().into()),
            },
            Login::Visit {
                address: "https://login.example",
                code: None,
                expires_at: None,
            },
            Login::SignedIn {
                account: account(&snapshot),
            },
        ];
        insta::assert_json_snapshot!("login", steps);
    }

    #[test]
    fn json_keeps_its_meaning_and_cannot_steer_a_terminal() {
        let value = serde_json::json!({ "text": "a\u{9b}31m\u{7f}b\u{202e}c\u{1b}[2J é 😀" });
        let shown = visible(&value.to_string());
        assert!(shown.chars().all(|c| !c.is_control()) && !shown.contains('\u{202e}'));
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&shown).unwrap(),
            value
        );
    }
}
