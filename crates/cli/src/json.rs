//! The JSON that scripts read: field names in `snake_case`, instants in UTC.
//! Their form is a contract; the snapshots of the tests hold it.

mod notify;

use chrono::{DateTime, SecondsFormat, Utc};
use porchlight_core::UserError;
use porchlight_core::doctor::{Check, Report};
use porchlight_core::model::{self as pick, PersonId, Shape};
use porchlight_core::view::{
    AccountView, FactView, FoundView, HealthKind, HealthView, HoldingView, MessageView, PersonView,
    PresenceView, RequestedView, Snapshot, Standing,
};
use serde::{Serialize, Serializer};

pub(crate) use notify::notify;

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
pub(crate) struct Account<'a> {
    id: &'a PersonId,
    name: &'a str,
    address: Option<&'a str>,
    sign_in_needed: bool,
    kept: bool,
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
struct Requested<'a> {
    status: pick::Status,
    label: &'a str,
    since: Instant,
    until: Option<Instant>,
    until_words: Option<&'a str>,
    standing: Standing,
    why: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct Message<'a> {
    text: &'a str,
    expires_at: Option<Instant>,
    until_words: Option<&'a str>,
    pending: bool,
}

/// Our session or our pin. `until` is the end of the lease, or of the pin.
#[derive(Debug, Serialize)]
struct Holding<'a> {
    availability: &'a str,
    activity: &'a str,
    since: Instant,
    until: Option<Instant>,
}

/// One line of the explanation, for people.
#[derive(Debug, Serialize)]
struct Fact<'a> {
    name: &'a str,
    words: &'a str,
}

#[derive(Debug, Serialize)]
struct Health<'a> {
    kind: HealthKind,
    words: &'a str,
    updated_at: Option<Instant>,
    next_try_at: Option<Instant>,
    stale: bool,
    problem: Option<&'a UserError>,
    remarks: &'a [String],
}

/// The user's own presence.
#[derive(Debug, Serialize)]
pub(crate) struct Status<'a> {
    account: Option<Account<'a>>,
    /// What Graph last said.
    presence: Option<Presence<'a>>,
    requested: Option<Requested<'a>>,
    message: Option<Message<'a>>,
    pin: Option<Holding<'a>>,
    session: Option<Holding<'a>>,
    why: Vec<Fact<'a>>,
    /// Since when Graph says so; absent if that was not seen.
    reported_since: Option<Instant>,
    reported_at: Option<Instant>,
    age_seconds: Option<i64>,
    health: Health<'a>,
}

/// The answer to a write: the status after it, and what will become of it.
#[derive(Debug, Serialize)]
pub(crate) struct Written<'a> {
    #[serde(flatten)]
    pub(crate) status: Status<'a>,
    pub(crate) notes: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Person<'a> {
    id: &'a PersonId,
    name: &'a str,
    address: Option<&'a str>,
    presence: Option<Presence<'a>>,
    message: Option<Message<'a>>,
    since: Option<Instant>,
    as_of: Option<Instant>,
    age_seconds: Option<i64>,
    problem: Option<&'a str>,
    watched: bool,
    group: Option<&'a str>,
    favourite: bool,
}

#[derive(Debug, Serialize)]
pub(crate) struct People<'a> {
    pub(crate) people: Vec<Person<'a>>,
}

#[derive(Debug, Serialize)]
struct Found<'a> {
    id: &'a PersonId,
    name: &'a str,
    address: Option<&'a str>,
    watched: bool,
}

#[derive(Debug, Serialize)]
pub(crate) struct Results<'a> {
    results: Vec<Found<'a>>,
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

/// One line of `login`.
#[derive(Debug, Serialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub(crate) enum Login<'a> {
    Visit {
        address: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        code: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        expires_at: Option<Instant>,
    },
    SignedIn {
        account: Option<Account<'a>>,
    },
}

/// What `logout` did.
#[derive(Debug, Serialize)]
pub(crate) struct Logout {
    /// False if nobody was signed in.
    pub(crate) signed_out: bool,
}

pub(crate) fn account(snapshot: &Snapshot) -> Option<Account<'_>> {
    match &snapshot.account {
        AccountView::Starting | AccountView::SignedOut { .. } => None,
        AccountView::SignedIn {
            id,
            name,
            address,
            sign_in_needed,
            kept,
            initials: _,
            consent_needed: _,
        } => Some(Account {
            id,
            name,
            address: address.as_deref(),
            sign_in_needed: *sign_in_needed,
            kept: *kept,
        }),
    }
}

pub(crate) fn status(snapshot: &Snapshot, now: DateTime<Utc>) -> Status<'_> {
    let me = snapshot.me.as_ref();
    let reported_at = me.and_then(|me| me.reported_at);
    Status {
        account: account(snapshot),
        presence: me.and_then(|me| me.reported.as_ref()).map(presence),
        requested: me.and_then(|me| me.requested.as_ref()).map(requested),
        message: me.and_then(|me| me.message.as_ref()).map(message),
        pin: me.and_then(|me| me.pin.as_ref()).map(holding),
        session: me.and_then(|me| me.session.as_ref()).map(holding),
        why: me.map_or_else(Vec::new, |me| me.why.iter().map(fact).collect()),
        reported_since: me.and_then(|me| me.reported_since).map(Instant),
        reported_at: reported_at.map(Instant),
        age_seconds: age(reported_at, now),
        health: health(&snapshot.health),
    }
}

pub(crate) fn person(person: &PersonView, now: DateTime<Utc>) -> Person<'_> {
    let said = person.presence.as_ref().and_then(|p| p.message.as_ref());
    Person {
        id: &person.id,
        name: &person.name,
        address: person.address.as_deref(),
        presence: person.presence.as_ref().map(presence),
        message: said.map(message),
        since: person.since.map(Instant),
        as_of: person.as_of.map(Instant),
        age_seconds: age(person.as_of, now),
        problem: person.problem.as_deref(),
        watched: person.watched,
        group: person.group.as_deref(),
        favourite: person.favourite,
    }
}

pub(crate) fn results(found: &[FoundView]) -> Results<'_> {
    let results = found.iter().map(|found| Found {
        id: &found.person.id,
        name: &found.person.name,
        address: found.person.address.as_deref(),
        watched: found.watched,
    });
    Results {
        results: results.collect(),
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

fn requested(view: &RequestedView) -> Requested<'_> {
    Requested {
        status: view.status,
        label: &view.label,
        since: Instant(view.since),
        until: view.until.map(Instant),
        until_words: view.until_words.as_deref(),
        standing: view.standing,
        why: view.why.as_deref(),
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

fn holding(view: &HoldingView) -> Holding<'_> {
    Holding {
        availability: &view.availability,
        activity: &view.activity,
        since: Instant(view.since),
        until: view.until.map(Instant),
    }
}

fn fact(view: &FactView) -> Fact<'_> {
    Fact {
        name: &view.name,
        words: &view.words,
    }
}

fn health(view: &HealthView) -> Health<'_> {
    Health {
        kind: view.kind,
        words: &view.words,
        updated_at: view.updated_at.map(Instant),
        next_try_at: view.next_try_at.map(Instant),
        stale: view.stale,
        problem: view.problem.as_ref(),
        remarks: &view.remarks,
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
