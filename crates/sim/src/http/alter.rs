//! Faults as they look on the wire: replies that come instead of the right
//! one, and replies that are spoilt on their way.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::wire::{Reply, Request};
use crate::graph::error;
use crate::server::Urls;
use crate::world::fault::{ErrorBody, FaultKind};

/// The time as HTTP writes it.
pub(crate) fn http_date(at: DateTime<Utc>) -> String {
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// The reply that comes in place of the right one, if this fault is one.
pub(crate) fn instead(
    fault: &FaultKind,
    request: &Request,
    understands_claims: bool,
    urls: &Urls,
    now: DateTime<Utc>,
) -> Option<Reply> {
    let failed =
        |status, code: &str, message: &str| error::reply(request, now, status, code, message);
    match fault {
        FaultKind::Unauthorized => Some(failed(401, "Unauthorized", "Unauthorized")),
        FaultKind::ClaimsChallenge { claims } => {
            let reply = failed(
                401,
                "InvalidAuthenticationToken",
                "Continuous access evaluation resulted in challenge.",
            );
            Some(if understands_claims {
                challenged(reply, claims, urls)
            } else {
                reply
            })
        }
        FaultKind::Forbidden => Some(failed(403, "Forbidden", "")),
        FaultKind::NotFound => Some(failed(404, "NotFound", "The resource was not found.")),
        FaultKind::Throttled { retry_after } => Some(retry_later(
            error::throttled(request, now),
            retry_after.as_deref(),
        )),
        FaultKind::ServerError {
            status,
            body,
            retry_after,
        } => {
            let reply = match body {
                ErrorBody::Html => Reply::html(*status, broken_page(*status)),
                ErrorBody::Empty => Reply::empty(*status),
                ErrorBody::Json => failed(*status, "generalException", "An error has occurred."),
            };
            Some(retry_later(reply, retry_after.as_deref()))
        }
        FaultKind::CaptivePortal => Some(Reply::html(
            200,
            "<html><head><title>Welcome</title></head><body>\
             <h1>Hotel Wi-Fi</h1><p>Enter your room number to continue.</p></body></html>"
                .to_owned(),
        )),
        FaultKind::Answer {
            status,
            content_type,
            body,
        } => {
            let kind = content_type.as_deref().unwrap_or("application/json");
            Some(Reply::of(*status, kind, body.clone().into_bytes()))
        }
        FaultKind::TruncatedJson
        | FaultKind::Slow { .. }
        | FaultKind::ConnectionReset
        | FaultKind::LostAnswer
        | FaultKind::CamelCase
        | FaultKind::UnknownValues
        | FaultKind::MissingFields
        | FaultKind::ExtraFields
        | FaultKind::WrongPerson
        | FaultKind::Ignored
        | FaultKind::DateSkew { .. } => None,
    }
}

/// Challenges come beside another one, and their parts in any order.
fn challenged(reply: Reply, claims: &str, urls: &Urls) -> Reply {
    let authorization = Urls::below(&urls.login, "/common/oauth2/authorize");
    let claims = STANDARD.encode(claims);
    reply.with("www-authenticate", "PoP realm=\"\"").with(
        "www-authenticate",
        &format!(
            "Bearer realm=\"\", authorization_uri=\"{authorization}\", \
                 error=\"insufficient_claims\", claims=\"{claims}\""
        ),
    )
}

fn retry_later(reply: Reply, retry_after: Option<&str>) -> Reply {
    match retry_after {
        Some(text) => reply.with("retry-after", text),
        None => reply,
    }
}

fn broken_page(status: u16) -> String {
    format!("<html><body><center><h1>{status} Server Error</h1></center><hr></body></html>")
}

/// Spoils a reply on its way, if this fault does so.
pub(crate) fn alter(fault: &FaultKind, reply: &mut Reply, now: DateTime<Utc>) {
    match fault {
        FaultKind::TruncatedJson => {
            // Half of the body, with a length to match: a proxy did it.
            reply.body.truncate(reply.body.len() / 2);
        }
        FaultKind::DateSkew { seconds } => {
            let date = http_date(now + TimeDelta::seconds(*seconds));
            reply.headers.push(("date".to_owned(), date));
        }
        FaultKind::CamelCase => each_presence(reply, |presence| {
            for name in ["availability", "activity"] {
                if let Some(Value::String(text)) = presence.get_mut(name) {
                    *text = lower_first(text);
                }
            }
        }),
        FaultKind::UnknownValues => each_presence(reply, |presence| {
            presence.insert("availability".to_owned(), json!("Telepathic"));
            presence.insert("activity".to_owned(), json!("unknownFutureValue"));
        }),
        FaultKind::MissingFields => each_presence(reply, |presence| {
            for name in [
                "activity",
                "outOfOfficeSettings",
                "sequenceNumber",
                "statusMessage",
                "workLocation",
            ] {
                presence.remove(name);
            }
        }),
        FaultKind::ExtraFields => each_presence(reply, |presence| {
            presence.insert("mood".to_owned(), json!({"colour": ["teal", 7, null]}));
            presence.insert("@odata.type".to_owned(), json!("#microsoft.graph.presence"));
        }),
        FaultKind::WrongPerson => each_presence(reply, |presence| {
            let stranger = Uuid::from_u128(0xbad);
            presence.insert("id".to_owned(), json!(stranger));
        }),
        FaultKind::Unauthorized
        | FaultKind::ClaimsChallenge { .. }
        | FaultKind::Forbidden
        | FaultKind::NotFound
        | FaultKind::Throttled { .. }
        | FaultKind::ServerError { .. }
        | FaultKind::Slow { .. }
        | FaultKind::ConnectionReset
        | FaultKind::LostAnswer
        | FaultKind::CaptivePortal
        | FaultKind::Ignored
        | FaultKind::Answer { .. } => {}
    }
}

/// Applies a change to every presence in a reply, alone or in a list.
fn each_presence(reply: &mut Reply, change: impl Fn(&mut Map<String, Value>)) {
    let Some(mut value) = reply.value() else {
        return;
    };
    let entities: Vec<&mut Value> = match value.get_mut("value") {
        Some(Value::Array(list)) => list.iter_mut().collect(),
        _ => vec![&mut value],
    };
    for entity in entities {
        if let Value::Object(entity) = entity
            && entity.contains_key("availability")
        {
            change(entity);
        }
    }
    reply.set_value(&value);
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}
