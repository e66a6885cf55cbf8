//! The user's own: the account, what was requested, what is reported.

use chrono::{DateTime, Utc};
use porchlight_core::UserError;
use porchlight_core::model::{self as pick, PersonId};
use porchlight_core::view::{
    AccountView, FactView, HealthKind, HealthView, HoldingView, RequestedView, Snapshot, Standing,
};
use serde::Serialize;

use super::{Instant, Message, Presence, age, message, presence};

#[derive(Debug, Serialize)]
pub(crate) struct Account<'a> {
    id: &'a PersonId,
    name: &'a str,
    address: Option<&'a str>,
    sign_in_needed: bool,
    kept: bool,
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
