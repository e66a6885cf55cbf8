//! One account and the tokens it has.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::SecretString;
use tokio::sync::Mutex;

use super::endpoint::Grant;
use super::{AccessToken, Account, AuthError, Scopes};

/// A token this near its end is renewed first; one with a short life, halfway.
const MARGIN: TimeDelta = TimeDelta::minutes(5);

/// One account and its tokens.
#[derive(Clone)]
pub(super) struct Session {
    pub(super) account: Account,
    pub(super) held: Arc<Mutex<Held>>,
}

/// Locked for the whole of a refresh.
pub(super) struct Held {
    /// What a refresh asks for: what was granted last.
    pub(super) scopes: Scopes,
    pub(super) refresh: Refresh,
    pub(super) access: Option<Access>,
    /// What the platform last said, and until when that is the answer.
    pub(super) refusal: Option<(AuthError, DateTime<Utc>)>,
}

pub(super) enum Refresh {
    Token(SecretString),
    /// In the store, which could not be asked yet.
    Unread,
    /// The platform gave none.
    None,
}

pub(super) struct Access {
    pub(super) token: AccessToken,
    pub(super) listed: Vec<String>,
    pub(super) renew_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

impl Session {
    pub(super) fn new(account: Account, held: Held) -> Self {
        Self {
            account,
            held: Arc::new(Mutex::new(held)),
        }
    }
}

/// Whether both are one session, or none.
pub(super) fn same(one: Option<&Session>, other: Option<&Session>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => Arc::ptr_eq(&one.held, &other.held),
        (one, other) => one.is_none() && other.is_none(),
    }
}

impl Held {
    /// Whether the store is not needed any more.
    pub(super) fn was_read(&self) -> bool {
        !matches!(self.refresh, Refresh::Unread)
    }

    /// The token at hand while it lasts, for when no other is to be had.
    pub(super) fn still_good(&self, now: DateTime<Utc>) -> Option<AccessToken> {
        let access = self.access.as_ref().filter(|a| now < a.expires_at)?;
        Some(access.token.clone())
    }
}

impl Access {
    pub(super) fn new(grant: &Grant, now: DateTime<Utc>) -> Self {
        let life = grant.life;
        Self {
            token: grant.access.clone(),
            listed: grant.listed.clone(),
            renew_at: now + (life - MARGIN).max(life / 2),
            expires_at: now + life,
        }
    }
}
