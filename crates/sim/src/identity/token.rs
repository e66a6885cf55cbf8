//! The token endpoint: codes and refresh tokens are turned into new tokens.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::authorize::{blocked, declares_cp1};
use super::error::Error;
use super::{
    AccessToken, CODE_LIFE, Grant, LOOP_WINDOW, REFRESH_LIFE, RefreshToken, device, scope, secret,
    tenant,
};
use crate::http::wire::{Reply, Request};
use crate::server::{Server, Urls};
use crate::settings::Refresh;
use crate::world::company::{CLIENT_ID, TENANT};

/// Handles a token request.
pub(super) fn answer(
    server: &mut Server,
    tenant: &str,
    request: &Request,
    now: DateTime<Utc>,
) -> Reply {
    if !request.has_form() {
        let text = "The request body must be form encoded.";
        return Error::new("invalid_request", 900_144, text).reply(now);
    }
    let fields = request.form();
    let granted = check(server, tenant, &fields).and_then(|()| {
        match fields.get("grant_type").map(String::as_str) {
            Some("authorization_code") => redeem(server, tenant, &fields, now),
            Some("refresh_token") => refresh(server, &fields, now),
            Some("urn:ietf:params:oauth:grant-type:device_code") => {
                device::poll(server, &fields, now)
            }
            _ => {
                let text = "The provided grant type is not supported.";
                Err(Error::new("unsupported_grant_type", 70_003, text))
            }
        }
    });
    match granted {
        Ok(grant) => issue(server, &grant, &fields, now),
        Err(error) => error.reply(now),
    }
}

fn check(server: &Server, tenant: &str, fields: &BTreeMap<String, String>) -> Result<(), Error> {
    tenant::admitted(&server.settings, tenant, fields.get("client_id"))?;
    if fields.contains_key("client_secret") {
        let text = "Client is public so neither 'client_assertion' nor 'client_secret' should be \
                    presented.";
        return Err(Error::new("invalid_client", 700_025, text));
    }
    Ok(())
}

fn required<'a>(fields: &'a BTreeMap<String, String>, name: &str) -> Result<&'a str, Error> {
    fields.get(name).map(String::as_str).ok_or_else(|| {
        let text = format!("The request body must contain the following parameter: '{name}'.");
        Error::new("invalid_request", 900_144, text)
    })
}

fn redeem(
    server: &mut Server,
    tenant: &str,
    fields: &BTreeMap<String, String>,
    now: DateTime<Utc>,
) -> Result<Grant, Error> {
    let invalid = |code, text: &str| Err(Error::new("invalid_grant", code, text));
    let verifier = fields.get("code_verifier");
    server.identity.made_up("code_verifier", verifier);
    let redirect_uri = required(fields, "redirect_uri")?;
    let Some(code) = server.identity.codes.get_mut(required(fields, "code")?) else {
        return invalid(70_000, "The provided authorization code is not valid.");
    };
    if code.redeemed {
        return invalid(54_005, "OAuth2 Authorization code was already redeemed.");
    }
    if now - code.issued_at >= CODE_LIFE {
        return invalid(70_008, "The provided authorization code has expired.");
    }
    if !code.grant.tenant.eq_ignore_ascii_case(tenant) {
        let text = "Provided Authorization Code is intended to use against other tenant.";
        return invalid(700_005, text);
    }
    if code.redirect_uri != redirect_uri {
        let text = "The reply address does not match the one of the authorization request.";
        return invalid(500_112, text);
    }
    if let Some(challenge) = &code.challenge {
        let Some(verifier) = verifier else {
            let text = "The code_verifier is missing.";
            return invalid(501_481, text);
        };
        let hash = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
        if hash != *challenge || !(43..=128).contains(&verifier.len()) {
            let text = "The code_verifier does not match the code_challenge supplied in the \
                        authorization request.";
            return invalid(501_481, text);
        }
    }
    code.redeemed = true;
    let mut grant = code.grant.clone();
    grant.understands_claims |= declares_cp1(fields);
    narrowed(server, grant, fields)
}

/// A token request may ask for less than was granted, but at most for what
/// was consented to.
fn narrowed(
    server: &Server,
    mut grant: Grant,
    fields: &BTreeMap<String, String>,
) -> Result<Grant, Error> {
    let Some(text) = fields.get("scope") else {
        return Ok(grant);
    };
    let consented = server
        .identity
        .consented
        .get(&grant.person)
        .cloned()
        .unwrap_or_default();
    let asked = scope::parse(text, &server.urls.graph, &consented)?;
    let asked: BTreeSet<String> = scope::granted(&asked, &server.settings);
    if !asked.is_subset(&consented) {
        let text = format!(
            "The user or administrator has not consented to use the application with ID \
             '{CLIENT_ID}'. Send an interactive authorization request for this user and resource."
        );
        return Err(Error::new("invalid_grant", 65_001, text).suberror("consent_required"));
    }
    grant.scopes = asked;
    Ok(grant)
}

fn refresh(
    server: &mut Server,
    fields: &BTreeMap<String, String>,
    now: DateTime<Utc>,
) -> Result<Grant, Error> {
    let invalid = |code, text: &str| Error::new("invalid_grant", code, text);
    let bad_token = || {
        let text = "The provided value for the input parameter 'refresh_token' is not valid.";
        invalid(70_000, text).suberror("bad_token")
    };
    let presented = required(fields, "refresh_token")?;
    let refreshes = &mut server.identity.refreshes;
    refreshes.retain(|at| now - *at < LOOP_WINDOW);
    refreshes.push(now);
    if refreshes.len() > server.settings.loop_limit as usize {
        let text = "The server terminated an operation because it encountered a client request \
                    loop. Please contact your app vendor.";
        return Err(invalid(50_196, text));
    }
    match server.sign_in.refresh {
        Refresh::Renew => {}
        Refresh::MfaRequired => {
            let text = "Due to a configuration change made by your administrator, or because you \
                        moved to a new location, you must use multi-factor authentication.";
            return Err(invalid(50_076, text).suberror("basic_action"));
        }
        Refresh::InteractionRequired => {
            let text = "Due to a configuration change made by your administrator, you must enroll \
                        in multi-factor authentication.";
            let claims = r#"{"access_token":{"capolids":{"essential":true,"values":["1"]}}}"#;
            return Err(Error::new("interaction_required", 50_079, text).claims(claims));
        }
        Refresh::Blocked => return Err(blocked("invalid_grant")),
        Refresh::ConsentRequired => {
            let text = "The user or administrator has not consented to use the application.";
            return Err(invalid(65_001, text).suberror("consent_required"));
        }
        Refresh::BadToken => return Err(bad_token()),
        Refresh::Unavailable => {
            let text = "A transient error has occurred. Please try again.";
            return Err(Error::new("temporarily_unavailable", 90_033, text));
        }
    }
    let once = server.settings.revoke_used_refresh_tokens;
    let Some(token) = server.identity.refresh_tokens.get_mut(presented) else {
        return Err(bad_token());
    };
    if token.revoked {
        let text = "The provided grant has expired due to it being revoked, a fresh auth token is \
                    needed. The user might have changed or reset their password.";
        return Err(invalid(50_173, text));
    }
    if now - token.issued_at >= REFRESH_LIFE {
        let text = "The refresh token has expired due to inactivity.";
        return Err(invalid(700_082, text));
    }
    token.revoked = once;
    let mut grant = token.grant.clone();
    grant.understands_claims |= declares_cp1(fields);
    narrowed(server, grant, fields)
}

fn issue(
    server: &mut Server,
    grant: &Grant,
    fields: &BTreeMap<String, String>,
    now: DateTime<Utc>,
) -> Reply {
    let access = secret("sim-access-");
    let seconds = if grant.understands_claims {
        // Tokens that can be challenged live for a day.
        86_399
    } else {
        server.settings.access_token_seconds
    };
    let token = AccessToken {
        person: grant.person,
        scopes: grant.scopes.clone(),
        expires_at: now + TimeDelta::seconds(seconds.into()),
        understands_claims: grant.understands_claims,
    };
    server.identity.access_tokens.insert(access.clone(), token);
    let number = |number: u32| {
        if server.settings.numbers_as_strings {
            Value::from(number.to_string())
        } else {
            Value::from(number)
        }
    };
    let mut body = json!({
        "token_type": "Bearer",
        "scope": scope::listed(&grant.scopes),
        "expires_in": number(seconds),
        "ext_expires_in": number(seconds),
        "access_token": access,
    });
    if grant.understands_claims {
        body["refresh_in"] = number(seconds / 2);
    }
    if grant.scopes.contains("offline_access") {
        let refresh = secret("sim-refresh-");
        body["refresh_token"] = Value::from(refresh.as_str());
        let token = RefreshToken {
            grant: grant.clone(),
            issued_at: now,
            revoked: false,
        };
        server.identity.refresh_tokens.insert(refresh, token);
    }
    if grant.scopes.contains("openid") {
        let id_token = id_token(server, grant, now);
        body["id_token"] = Value::from(id_token.as_str());
        server.identity.id_tokens.push(id_token);
    }
    if fields.get("client_info").is_some_and(|asked| asked == "1") {
        let info = json!({"uid": grant.person, "utid": TENANT}).to_string();
        body["client_info"] = Value::from(URL_SAFE_NO_PAD.encode(info));
    }
    Reply::json(200, &body)
        .with("cache-control", "no-store, no-cache")
        .with("pragma", "no-cache")
}

/// Claims of the signed-in person. The signature is no signature: a native
/// client gets the token from the server itself and need not check it.
fn id_token(server: &Server, grant: &Grant, now: DateTime<Utc>) -> String {
    let person = server.world.person(grant.person);
    let mut claims = json!({
        "aud": CLIENT_ID,
        "iss": Urls::below(&server.urls.login, &format!("/{TENANT}/v2.0")),
        "iat": now.timestamp(),
        "nbf": now.timestamp(),
        "exp": now.timestamp() + 3_600,
        "oid": grant.person,
        "sub": URL_SAFE_NO_PAD.encode(Sha256::digest(grant.person.as_bytes())),
        "tid": TENANT,
        "ver": "2.0",
    });
    if grant.scopes.contains("profile")
        && let Some(person) = person
    {
        claims["name"] = Value::from(person.name());
        claims["preferred_username"] = Value::from(person.address.as_str());
    }
    if let Some(nonce) = &grant.nonce {
        claims["nonce"] = Value::from(nonce.as_str());
    }
    let header = json!({"typ": "JWT", "alg": "RS256", "kid": "simulated"});
    let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let signature = URL_SAFE_NO_PAD.encode("not a signature");
    format!("{}.{}.{signature}", encode(&header), encode(&claims))
}
