//! Sign-in in the browser: the authorisation request, the page and the way
//! back to the application.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::Value;
use url::{Url, form_urlencoded};
use uuid::Uuid;

use super::error::Error;
use super::{Code, Grant, page, scope, secret, tenant};
use crate::http::wire::{Landing, Reply};
use crate::server::Server;
use crate::settings::Browser;

/// A checked authorisation request that waits for an answer.
#[derive(Clone, Debug)]
pub(super) struct Question {
    grant: Grant,
    redirect_uri: String,
    mode: Mode,
    state: Option<String>,
    challenge: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Query,
    Fragment,
    FormPost,
}

/// Handles an authorisation request.
pub(super) fn start(
    server: &mut Server,
    tenant: &str,
    fields: &BTreeMap<String, String>,
    now: DateTime<Utc>,
) -> Reply {
    // Errors in who asks and where to answer stay in the browser: nobody may
    // be sent to an address that is not registered.
    let checked = tenant::admitted(&server.settings, tenant, fields.get("client_id"))
        .and_then(|()| redirect_uri(server, fields));
    let redirect_uri = match checked {
        Ok(redirect_uri) => redirect_uri,
        Err(error) => return Reply::html(400, page::failure(&error, now, None)),
    };
    let question = match checked_question(server, tenant, &redirect_uri, fields) {
        Ok(question) => question,
        Err(error) => {
            let mode = mode(fields).unwrap_or(Mode::Query);
            let state = fields.get("state").map(String::as_str);
            return back(&redirect_uri, mode, &failed(&error, state, now));
        }
    };
    let unseen = fields.get("prompt").map(String::as_str) == Some("none");
    if unseen && server.sign_in.browser == Browser::Ask {
        let text = "Session information is not sufficient for single-sign-on.";
        let error = Error::new("login_required", 50_058, text);
        let fields = failed(&error, question.state.as_deref(), now);
        return back(&question.redirect_uri, question.mode, &fields);
    }
    decide_by_script(server, question, now)
}

fn redirect_uri(server: &Server, fields: &BTreeMap<String, String>) -> Result<String, Error> {
    let uri = fields.get("redirect_uri").cloned().unwrap_or_default();
    if tenant::is_registered(&server.settings, &uri) {
        return Ok(uri);
    }
    let text = format!(
        "The redirect URI '{uri}' specified in the request does not match the redirect URIs \
         configured for the application."
    );
    Err(Error::new("invalid_request", 50_011, text))
}

fn mode(fields: &BTreeMap<String, String>) -> Option<Mode> {
    match fields.get("response_mode").map(String::as_str) {
        None | Some("query") => Some(Mode::Query),
        Some("fragment") => Some(Mode::Fragment),
        Some("form_post") => Some(Mode::FormPost),
        Some(_) => None,
    }
}

fn checked_question(
    server: &mut Server,
    tenant: &str,
    redirect_uri: &str,
    fields: &BTreeMap<String, String>,
) -> Result<Question, Error> {
    let invalid = |code, text: &str| Err(Error::new("invalid_request", code, text));
    if fields.get("response_type").map(String::as_str) != Some("code") {
        let text = "The provided value for the input parameter 'response_type' is not allowed.";
        return Err(Error::new("unsupported_response_type", 700_054, text));
    }
    let Some(mode) = mode(fields) else {
        return invalid(90_114, "The input parameter 'response_mode' is not valid.");
    };
    let challenge = fields.get("code_challenge").cloned();
    let method = fields.get("code_challenge_method").map(String::as_str);
    match (&challenge, method) {
        (None, _) | (Some(_), Some("S256")) => {}
        (Some(_), _) => return invalid(501_491, "Only the S256 challenge method is allowed here."),
    }
    if challenge.as_ref().is_some_and(|text| text.len() != 43) {
        return invalid(50_147, "The size of the code challenge is not valid.");
    }
    server.identity.made_up("state", fields.get("state"));
    let person = visitor(server, fields);
    let consented = server.identity.consented.get(&person).cloned();
    let text = fields.get("scope").map_or("", String::as_str);
    let scopes = scope::parse(text, &server.urls.graph, &consented.unwrap_or_default())?;
    Ok(Question {
        grant: Grant {
            person,
            scopes,
            tenant: tenant.to_owned(),
            understands_claims: declares_cp1(fields),
            nonce: fields.get("nonce").cloned(),
        },
        redirect_uri: redirect_uri.to_owned(),
        mode,
        state: fields.get("state").cloned(),
        challenge,
    })
}

/// A hint chooses among the people who have a password here.
fn visitor(server: &Server, fields: &BTreeMap<String, String>) -> Uuid {
    let hinted = fields.get("login_hint").filter(|hint| hint.contains('@'));
    hinted
        .and_then(|hint| server.world.find(hint))
        .unwrap_or_else(|| server.visitor())
}

/// Whether the claims of a request say that the client understands challenges.
pub(super) fn declares_cp1(fields: &BTreeMap<String, String>) -> bool {
    fields
        .get("claims")
        .and_then(|claims| serde_json::from_str::<Value>(claims).ok())
        .and_then(|claims| {
            let values = claims.pointer("/access_token/xms_cc/values")?.as_array()?;
            Some(values.iter().any(|value| value == "cp1"))
        })
        .unwrap_or_default()
}

fn decide_by_script(server: &mut Server, question: Question, now: DateTime<Utc>) -> Reply {
    let state = question.state.clone();
    let stop = |error: Error, stays: bool| {
        let fields = failed(&error, state.as_deref(), now);
        let reply = back(&question.redirect_uri, question.mode, &fields);
        if !stays {
            return reply;
        }
        // The way back is a link, and a link can only carry a query.
        let landing = back(&question.redirect_uri, Mode::Query, &fields).landing;
        let target = landing.as_ref().map(|landing| landing.url.as_str());
        let mut reply = Reply::html(200, page::failure(&error, now, target));
        reply.landing = landing;
        reply
    };
    let for_admin = scope::for_admin(&question.grant.scopes, &server.settings);
    match server.sign_in.browser {
        Browser::Approve | Browser::Ask | Browser::WrongState if for_admin => {
            stop(admin_needed(), true)
        }
        Browser::Approve => approved(server, &question, question.state.as_deref(), now),
        Browser::WrongState => approved(server, &question, Some("not-your-state"), now),
        Browser::Ask => ask(server, question),
        Browser::Deny => stop(declined(), false),
        Browser::AdminConsentRequired => stop(admin_needed(), true),
        Browser::Blocked => stop(blocked("access_denied"), true),
        Browser::WrongAccount => {
            let text = "User account from identity provider 'live.com' does not exist in tenant \
                        'Contoso' and cannot access the application.";
            let error = Error::new("access_denied", 50_020, text);
            Reply::html(400, page::failure(&error, now, None))
        }
        Browser::Unavailable => {
            let text = "The service is temporarily unavailable.";
            stop(Error::new("temporarily_unavailable", 90_006, text), false)
        }
    }
}

/// The person said no.
fn declined() -> Error {
    Error::new(
        "access_denied",
        65_004,
        "User declined to consent to access the app.",
    )
}

/// The company's policy says that this is not the person's to grant.
pub(super) fn admin_needed() -> Error {
    let text = "An administrator of Contoso has set a policy that prevents you from granting the \
                application the permissions it is requesting.";
    Error::new("access_denied", 90_094, text)
}

/// Conditional Access says no.
pub(super) fn blocked(error: &'static str) -> Error {
    let text = "Access has been blocked by Conditional Access policies. The access policy does \
                not allow token issuance.";
    Error::new(error, 53_003, text).suberror("message_only")
}

fn ask(server: &mut Server, question: Question) -> Reply {
    let Some(person) = server.world.person(question.grant.person) else {
        return Reply::html(400, page::message("Nobody", "This person does not exist."));
    };
    let id = secret("");
    let scopes: Vec<&str> = question.grant.scopes.iter().map(String::as_str).collect();
    let html = page::question(&id, &person.name(), &person.address, &scopes);
    server.identity.asked.insert(id, question);
    Reply::html(200, html)
}

/// Handles a click on the sign-in page.
pub(super) fn decide(
    server: &mut Server,
    fields: &BTreeMap<String, String>,
    now: DateTime<Utc>,
) -> Reply {
    let id = fields.get("question").map_or("", String::as_str);
    let Some(question) = server.identity.asked.remove(id) else {
        let text = "This page was answered before. Start again from the application.";
        return Reply::html(400, page::message("Answered before", text));
    };
    let state = question.state.as_deref();
    if fields.get("answer").map(String::as_str) == Some("approve") {
        approved(server, &question, state, now)
    } else {
        let fields = failed(&declined(), state, now);
        back(&question.redirect_uri, question.mode, &fields)
    }
}

fn approved(
    server: &mut Server,
    question: &Question,
    state: Option<&str>,
    now: DateTime<Utc>,
) -> Reply {
    let mut grant = question.grant.clone();
    grant.scopes = scope::granted(&grant.scopes, &server.settings);
    let consented = server.identity.consented.entry(grant.person).or_default();
    consented.extend(grant.scopes.iter().cloned());
    let code = secret("1.code-");
    let issued = Code {
        grant,
        redirect_uri: question.redirect_uri.clone(),
        challenge: question.challenge.clone(),
        issued_at: now,
        redeemed: false,
    };
    server.identity.codes.insert(code.clone(), issued);
    let mut fields = vec![("code", code)];
    fields.extend(state.map(|state| ("state", state.to_owned())));
    fields.push(("session_state", Uuid::new_v4().to_string()));
    back(&question.redirect_uri, question.mode, &fields)
}

fn failed(error: &Error, state: Option<&str>, now: DateTime<Utc>) -> Vec<(&'static str, String)> {
    let mut fields = vec![
        ("error", error.kind.to_owned()),
        ("error_description", error.description(now)),
    ];
    if error.code == 65_004 {
        fields.push(("error_subcode", "cancel".to_owned()));
    }
    fields.extend(state.map(|state| ("state", state.to_owned())));
    fields
}

/// Sends the browser back to the application.
fn back(redirect_uri: &str, mode: Mode, fields: &[(&'static str, String)]) -> Reply {
    let pairs = fields.iter().map(|(name, value)| (*name, value.as_str()));
    let encoded = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs.clone())
        .finish();
    // Parsing adds the slash that a URI without a path comes back with.
    let target = Url::parse(redirect_uri).map_or_else(|_| redirect_uri.to_owned(), String::from);
    let separator = if target.contains('?') { '&' } else { '?' };
    let (mut reply, landing) = match mode {
        Mode::Query => {
            let url = format!("{target}{separator}{encoded}");
            (
                Reply::empty(302).with("location", &url),
                Landing { url, form: None },
            )
        }
        Mode::Fragment => {
            let url = format!("{target}#{encoded}");
            (
                Reply::empty(302).with("location", &url),
                Landing { url, form: None },
            )
        }
        Mode::FormPost => {
            let form = Some(encoded);
            let html = page::form_post(redirect_uri, pairs);
            (Reply::html(200, html), Landing { url: target, form })
        }
    };
    reply.landing = Some(landing);
    reply
}
