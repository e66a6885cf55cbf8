//! The identity platform: sign-in in the browser and by device code, tokens
//! and consent. It knows nothing of presence.

mod authorize;
mod device;
pub(crate) mod error;
mod page;
mod scope;
mod tenant;
mod token;

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use rand::Rng;
use uuid::Uuid;

use crate::http::wire::{Reply, Request};
use crate::server::Server;
use crate::world::fault::Operation;

/// An authorisation code lives this long.
const CODE_LIFE: TimeDelta = TimeDelta::minutes(10);
/// A device code lives this long.
const DEVICE_LIFE: TimeDelta = TimeDelta::minutes(15);
/// A refresh token dies after this time without use.
const REFRESH_LIFE: TimeDelta = TimeDelta::days(90);
/// Refreshes are counted over this time to find clients in a loop.
const LOOP_WINDOW: TimeDelta = TimeDelta::minutes(5);

/// What somebody agreed to.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub(crate) person: Uuid,
    pub(crate) scopes: BTreeSet<String>,
    /// The name of the tenant in the address: a code is bound to it.
    pub(crate) tenant: String,
    /// The client declared `cp1`.
    pub(crate) understands_claims: bool,
    pub(crate) nonce: Option<String>,
}

#[derive(Clone, Debug)]
struct Code {
    grant: Grant,
    redirect_uri: String,
    challenge: Option<String>,
    issued_at: DateTime<Utc>,
    redeemed: bool,
}

#[derive(Clone, Debug)]
struct RefreshToken {
    grant: Grant,
    issued_at: DateTime<Utc>,
    revoked: bool,
}

/// A token that opens Graph.
#[derive(Clone, Debug)]
pub(crate) struct AccessToken {
    pub(crate) person: Uuid,
    pub(crate) scopes: BTreeSet<String>,
    pub(crate) expires_at: DateTime<Utc>,
    pub(crate) understands_claims: bool,
}

/// What was chosen on the device page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    Open,
    Approved,
    Declined,
}

#[derive(Clone, Debug)]
struct DeviceCode {
    user_code: String,
    grant: Grant,
    expires_at: DateTime<Utc>,
    polls: u32,
    choice: Choice,
    redeemed: bool,
}

/// Everything that was issued.
#[derive(Debug, Default)]
pub(crate) struct Identity {
    codes: BTreeMap<String, Code>,
    refresh_tokens: BTreeMap<String, RefreshToken>,
    access_tokens: BTreeMap<String, AccessToken>,
    device_codes: BTreeMap<String, DeviceCode>,
    /// Sign-in pages that wait for a click.
    asked: BTreeMap<String, authorize::Question>,
    /// What each person has agreed to so far.
    pub(crate) consented: BTreeMap<Uuid, BTreeSet<String>>,
    refreshes: Vec<DateTime<Utc>>,
    id_tokens: Vec<String>,
    made_up: Vec<Secret>,
}

/// Something that only a client and the platform may know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// The member of a request or an answer in which it travels.
    pub name: &'static str,
    pub text: String,
}

impl Secret {
    fn new(name: &'static str, text: &str) -> Self {
        let text = text.to_owned();
        Self { name, text }
    }
}

impl Identity {
    /// The token a request carries, if it was issued here.
    pub(crate) fn bearer(&self, request: &Request) -> Option<&AccessToken> {
        let header = request.header("authorization")?;
        let (scheme, token) = header.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return None;
        }
        self.access_tokens.get(token.trim())
    }

    /// Notes a secret that a client made up.
    fn made_up(&mut self, name: &'static str, text: Option<&String>) {
        self.made_up
            .extend(text.map(|text| Secret::new(name, text)));
    }

    /// All that was issued, and all that clients made up.
    pub(crate) fn secrets(&self) -> Vec<Secret> {
        let named = |name| move |text: &String| Secret::new(name, text);
        let issued = self.codes.keys().map(named("code"));
        issued
            .chain(self.access_tokens.keys().map(named("access_token")))
            .chain(self.refresh_tokens.keys().map(named("refresh_token")))
            .chain(self.id_tokens.iter().map(named("id_token")))
            .chain(self.device_codes.keys().map(named("device_code")))
            .chain(self.made_up.iter().cloned())
            .collect()
    }

    /// Makes every refresh token worthless. Access tokens live on, as they do.
    pub(crate) fn revoke_tokens(&mut self) {
        for token in self.refresh_tokens.values_mut() {
            token.revoked = true;
        }
    }

    /// Ends the life of every access token.
    pub(crate) fn expire_access_tokens(&mut self, now: DateTime<Utc>) {
        for token in self.access_tokens.values_mut() {
            token.expires_at = token.expires_at.min(now);
        }
    }

    /// How many tokens there are that still work: refresh, access.
    pub(crate) fn live_tokens(&self, now: DateTime<Utc>) -> (usize, usize) {
        let refresh = self.refresh_tokens.values().filter(|t| !t.revoked).count();
        let access = self.access_tokens.values();
        (refresh, access.filter(|t| now < t.expires_at).count())
    }
}

/// A string nobody can guess.
fn secret(prefix: &str) -> String {
    let bytes: [u8; 32] = rand::rng().random();
    format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// Which operation a request asks for.
pub(crate) fn operation(request: &Request) -> Operation {
    let segments = request.segments();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match segments.as_slice() {
        [_, "oauth2", "v2.0", "authorize"] => Operation::Authorize,
        [_, "oauth2", "v2.0", "token"] => Operation::Token,
        [_, "oauth2", "v2.0", "devicecode"] => Operation::DeviceCode,
        [_, "v2.0", "adminconsent"]
        | [_, "v2.0", ".well-known", "openid-configuration"]
        | ["device" | "decide"] => Operation::SignInPage,
        _ => Operation::Unknown,
    }
}

/// Answers a request to the identity platform.
pub(crate) fn answer(server: &mut Server, request: &Request, now: DateTime<Utc>) -> Reply {
    let segments = request.segments();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (request.method.as_str(), segments.as_slice()) {
        ("GET", [tenant, "oauth2", "v2.0", "authorize"]) => {
            authorize::start(server, tenant, &request.query(), now)
        }
        ("POST", [tenant, "oauth2", "v2.0", "authorize"]) if request.has_form() => {
            authorize::start(server, tenant, &request.form(), now)
        }
        ("POST", ["decide"]) => authorize::decide(server, &request.form(), now),
        ("POST", [tenant, "oauth2", "v2.0", "token"]) => {
            token::answer(server, tenant, request, now)
        }
        ("POST", [tenant, "oauth2", "v2.0", "devicecode"]) => {
            device::start(server, tenant, request, now)
        }
        ("GET", ["device"]) => device::page(&request.query()),
        ("POST", ["device"]) => device::decide(server, &request.form()),
        ("GET", [tenant, "v2.0", "adminconsent"]) => {
            tenant::admin_consent(server, tenant, &request.query(), now)
        }
        ("GET", [tenant, "v2.0", ".well-known", "openid-configuration"]) => {
            tenant::configuration(server, tenant)
        }
        _ => Reply::html(404, page::message("Not found", "There is no such page.")),
    }
}
