//! Reading presence, one person's or many people's.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::error::{Error, not_found};
use super::{Caller, Target, presence_allowed};
use crate::http::wire::{Reply, Request};
use crate::server::Server;
use crate::settings::{Cloud, Settings, UnknownIds};
use crate::world::message::{StatusMessage, seven_digits};
use crate::world::person::{Kind, Person};
use crate::world::presence::Presence;

/// The most ids a bulk read takes.
const MOST_IDS: usize = 650;

/// The person a path is about. Presence knows people by their id alone.
pub(super) fn person_id(caller: &Caller, target: &Target) -> Result<Uuid, Error> {
    match target {
        Target::Me => Ok(caller.person),
        Target::Person(text) => text.parse().map_err(|_| {
            let text = "The provided user identifier is not a valid GUID.";
            Error::invalid(text)
        }),
    }
}

/// Reads one person's presence.
pub(super) fn one(
    server: &mut Server,
    request: &Request,
    caller: &Caller,
    target: &Target,
    now: DateTime<Utc>,
) -> Result<Reply, Error> {
    if request.query().keys().any(|option| option.starts_with('$')) {
        let text = "Query options are not supported on presence.";
        return Err(Error::new(400, "BadRequest", text));
    }
    let id = person_id(caller, target)?;
    let scopes: &[&str] = if id == caller.person {
        &["Presence.Read", "Presence.Read.All"]
    } else {
        &["Presence.Read.All"]
    };
    presence_allowed(server, caller, scopes, now)?;
    let person = server.world.person(id).filter(|p| p.kind == Kind::Member);
    let Some(person) = person else {
        return Err(not_found("The user was not found."));
    };
    let mut body = entity(person, caller, &server.settings, now);
    // The context names the collection of users for every way of asking.
    let context =
        format!("https://graph.microsoft.com/v1.0/$metadata#users('{id}')/presence/$entity");
    body.insert("@odata.context".to_owned(), Value::from(context));
    Ok(Reply::json(200, &Value::Object(body)))
}

/// Reads the presence of the people listed in the body.
pub(super) fn many(
    server: &mut Server,
    request: &Request,
    caller: &Caller,
    now: DateTime<Utc>,
) -> Result<Reply, Error> {
    let body = super::action::body(request)?;
    let Some(Value::Array(listed)) = body.get("ids") else {
        return Err(Error::invalid("[Ids]: The Ids field is required."));
    };
    if listed.len() > MOST_IDS {
        // Nothing says what was wrong: so does the server.
        return Err(Error::new(400, "BadRequest", ""));
    }
    let ids: Option<Vec<Uuid>> = listed
        .iter()
        .map(|id| id.as_str().and_then(|text| text.parse().ok()))
        .collect();
    let Some(ids) = ids else {
        return Err(Error::invalid("[Ids]: An id is not a valid GUID."));
    };
    presence_allowed(server, caller, &["Presence.Read.All"], now)?;
    let mut value = Vec::with_capacity(ids.len());
    for id in ids {
        let person = server.world.person(id).filter(|p| p.kind == Kind::Member);
        match (person, server.settings.unknown_ids) {
            (Some(person), _) => {
                value.push(Value::Object(entity(person, caller, &server.settings, now)));
            }
            (None, UnknownIds::Omit) => {}
            (None, UnknownIds::PresenceUnknown) => value.push(json!({
                "id": id,
                "availability": "PresenceUnknown",
                "activity": "PresenceUnknown",
                "statusMessage": null,
            })),
            (None, UnknownIds::Fail) => return Err(not_found("A user was not found.")),
        }
    }
    let context = "https://graph.microsoft.com/v1.0/$metadata#Collection(microsoft.graph.presence)";
    Ok(Reply::json(
        200,
        &json!({"@odata.context": context, "value": value}),
    ))
}

/// A presence as this caller may see it.
fn entity(
    person: &Person,
    caller: &Caller,
    settings: &Settings,
    now: DateTime<Utc>,
) -> Map<String, Value> {
    let presence = person.presence.visible(now);
    let pair = presence.at(now);
    let own = person.id == caller.person;
    let message = presence
        .message
        .as_ref()
        .filter(|message| settings.expired_messages || !message.has_expired(now))
        .map(|message| status_message(message, own || settings.message_times_for_others));
    let mut body = Map::new();
    let mut put = |name: &str, value: Value| body.insert(name.to_owned(), value);
    put("id", json!(person.id));
    put("availability", json!(pair.availability));
    put("activity", json!(pair.activity));
    put("statusMessage", message.unwrap_or_default());
    match settings.cloud {
        Cloud::Global => {
            put("outOfOfficeSettings", out_of_office(presence));
            put("workLocation", work_location(presence));
            put("sequenceNumber", json!(presence.sequence(now)));
        }
        Cloud::UsGov | Cloud::China => {}
    }
    body
}

/// Others see what a message says, but not since when and until when.
fn status_message(message: &StatusMessage, times: bool) -> Value {
    let mut body = json!({
        "message": {"content": message.content, "contentType": "text"},
    });
    if times {
        let published = format!("{}Z", seven_digits(message.published_at));
        body["publishedDateTime"] = Value::from(published);
        body["expiryDateTime"] = match message.expires_at {
            // Whatever zone it was given in, it comes back in UTC.
            Some(end) => json!({"dateTime": seven_digits(end), "timeZone": "UTC"}),
            None => Value::Null,
        };
    }
    body
}

fn out_of_office(presence: &Presence) -> Value {
    let state = presence.out_of_office.as_ref();
    json!({
        "isOutOfOffice": state.is_some(),
        "message": state.and_then(|state| state.message.clone()),
    })
}

fn work_location(presence: &Presence) -> Value {
    let (kind, source) = match &presence.work_location {
        Some(kind) => (kind.as_str(), "manual"),
        None => ("unspecified", "none"),
    };
    json!({"workLocationType": kind, "source": source, "placeId": null})
}
