//! Sign-in with a code that is typed into a browser elsewhere.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rand::Rng;
use serde_json::{Value, json};

use super::authorize::{admin_needed, blocked, declares_cp1};
use super::error::Error;
use super::{Choice, DEVICE_LIFE, DeviceCode, Grant, page, scope, secret, tenant};
use crate::http::wire::{Reply, Request};
use crate::server::{Server, Urls};
use crate::settings::DeviceEnd;

/// Seconds a client waits between its polls.
const INTERVAL: u32 = 5;

/// Handles the request for a device code.
pub(super) fn start(
    server: &mut Server,
    tenant: &str,
    request: &Request,
    now: DateTime<Utc>,
) -> Reply {
    let fields = request.form();
    let issued = issue(server, tenant, &fields, now);
    match issued {
        Ok(body) => Reply::json(200, &body),
        // Seen in the wild: this endpoint can fail with a 200.
        Err(error) if server.sign_in.device.refuse_with_200 => error.reply_with(200, now),
        Err(error) => error.reply(now),
    }
}

fn issue(
    server: &mut Server,
    tenant: &str,
    fields: &BTreeMap<String, String>,
    now: DateTime<Utc>,
) -> Result<Value, Error> {
    tenant::admitted(&server.settings, tenant, fields.get("client_id"))?;
    if server.sign_in.device.refuse_with_200 {
        let text = "The device code flow is not available at the moment.";
        return Err(Error::new("invalid_request", 90_120, text));
    }
    if !server.settings.public_client_flows {
        let text = "The request body must contain the following parameter: 'client_assertion' or \
                    'client_secret'.";
        return Err(Error::new("invalid_client", 7_000_218, text));
    }
    let person = server.visitor();
    let consented = server.identity.consented.get(&person).cloned();
    let text = fields.get("scope").map_or("", String::as_str);
    let scopes = scope::parse(text, &server.urls.graph, &consented.unwrap_or_default())?;
    let code = secret("device-");
    let user_code = user_code();
    let issued = DeviceCode {
        user_code: user_code.clone(),
        grant: Grant {
            person,
            scopes,
            tenant: tenant.to_owned(),
            understands_claims: declares_cp1(fields),
            nonce: None,
        },
        expires_at: now + DEVICE_LIFE,
        polls: 0,
        choice: Choice::Open,
        redeemed: false,
    };
    server.identity.device_codes.insert(code.clone(), issued);
    let number = |number: i64| {
        if server.settings.numbers_as_strings {
            Value::from(number.to_string())
        } else {
            Value::from(number)
        }
    };
    let address = Urls::below(&server.urls.login, "/device");
    Ok(json!({
        "device_code": code,
        "user_code": user_code,
        "verification_uri": address,
        "expires_in": number(DEVICE_LIFE.num_seconds()),
        "interval": number(INTERVAL.into()),
        "message": format!(
            "To sign in, use a web browser to open the page {address} and enter the code \
             {user_code} to authenticate."
        ),
    }))
}

/// A code without letters and digits that look alike.
fn user_code() -> String {
    const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let mut random = rand::rng();
    (0..9)
        .map(|_| char::from(LETTERS[random.random_range(0..LETTERS.len())]))
        .collect()
}

/// Handles a poll of the token endpoint.
pub(super) fn poll(
    server: &mut Server,
    fields: &BTreeMap<String, String>,
    now: DateTime<Utc>,
) -> Result<Grant, Error> {
    let script = server.sign_in.device.clone();
    let presented = fields.get("device_code").map_or("", String::as_str);
    let Some(code) = server.identity.device_codes.get_mut(presented) else {
        let text = "The verification code is not valid.";
        return Err(Error::new("bad_verification_code", 70_018, text));
    };
    if code.redeemed {
        let text = "OAuth2 device code was already redeemed.";
        return Err(Error::new("invalid_grant", 54_005, text));
    }
    let expired = || {
        Error::new(
            "expired_token",
            70_019,
            "The verification code has expired.",
        )
    };
    if now >= code.expires_at {
        return Err(expired());
    }
    let pending = || {
        let text = "OAuth 2.0 device flow error. Authorization is pending. Continue polling.";
        Error::new("authorization_pending", 70_016, text)
    };
    code.polls += 1;
    if code.polls <= script.slow_down {
        return Err(Error::new(
            "slow_down",
            90_037,
            "The client polls too often.",
        ));
    }
    if code.polls <= script.slow_down + script.pending {
        return Err(pending());
    }
    let declined = || {
        let text = "The end user denied the authorization request.";
        Error::new("authorization_declined", 70_020, text)
    };
    match (code.choice, script.end) {
        (Choice::Declined, _) | (Choice::Open, DeviceEnd::Decline) => return Err(declined()),
        (Choice::Open, DeviceEnd::Ask) => return Err(pending()),
        (Choice::Open, DeviceEnd::Expire) => return Err(expired()),
        (Choice::Open, DeviceEnd::Blocked) => return Err(blocked("access_denied")),
        (Choice::Approved, _) | (Choice::Open, DeviceEnd::Approve) => {}
    }
    if scope::for_admin(&code.grant.scopes, &server.settings) {
        return Err(admin_needed());
    }
    code.redeemed = true;
    let mut grant = code.grant.clone();
    grant.scopes = scope::granted(&grant.scopes, &server.settings);
    let consented = server.identity.consented.entry(grant.person).or_default();
    consented.extend(grant.scopes.iter().cloned());
    Ok(grant)
}

/// The page that asks for the code.
pub(super) fn page(fields: &BTreeMap<String, String>) -> Reply {
    let user_code = fields.get("user_code").map_or("", String::as_str);
    Reply::html(200, page::device(user_code))
}

/// Handles what was chosen on the page.
pub(super) fn decide(server: &mut Server, fields: &BTreeMap<String, String>) -> Reply {
    let typed = fields.get("user_code").map_or("", String::as_str).trim();
    let code = server
        .identity
        .device_codes
        .values_mut()
        .find(|code| code.user_code.eq_ignore_ascii_case(typed));
    let Some(code) = code else {
        let text = "That code is not known. Check what the application shows.";
        return Reply::html(400, page::message("No such code", text));
    };
    if fields.get("answer").map(String::as_str) == Some("approve") {
        code.choice = Choice::Approved;
        let text = "You can close this page and go back to the application.";
        Reply::html(200, page::message("Signed in", text))
    } else {
        code.choice = Choice::Declined;
        Reply::html(200, page::message("Declined", "Nobody was signed in."))
    }
}
