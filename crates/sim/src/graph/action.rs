//! The five actions that change one's own presence.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde_json::{Map, Value};

use super::error::{Error, not_found};
use super::{Caller, Target, duration, presence_allowed, read};
use crate::http::wire::{Reply, Request};
use crate::server::Server;
use crate::settings::Settings;
use crate::world::company::CLIENT_ID;
use crate::world::fault::Operation;
use crate::world::message::{StatusMessage, instant, sanitised};
use crate::world::presence::{
    PIN_PAIRS, Pair, Pin, Presence, SESSION_PAIRS, Session, default_pin_duration,
};
use crate::zones;

/// The shortest life of a session, which is also the default.
const SHORTEST: TimeDelta = TimeDelta::minutes(5);
/// The longest life of a session.
const LONGEST: TimeDelta = TimeDelta::hours(4);

/// An action with a valid body.
#[derive(Clone, Debug)]
pub(super) enum Action {
    SetSession { id: String, session: Session },
    ClearSession { id: String },
    Pin(Pin),
    Unpin,
    SetMessage(Option<StatusMessage>),
}

/// The JSON object in the body of a request.
pub(super) fn body(request: &Request) -> Result<Map<String, Value>, Error> {
    if let Some(Value::Object(body)) = request.json() {
        return Ok(body);
    }
    let text = "Unable to read JSON request payload. Please ensure Content-Type header is set and \
                payload is of valid JSON format.";
    Err(Error::new(400, "BadRequest", text))
}

/// Reads and checks the body, which comes before the scope and the target.
pub(super) fn parse(
    operation: Operation,
    request: &Request,
    settings: &Settings,
    now: DateTime<Utc>,
) -> Result<Action, Error> {
    if operation == Operation::ClearUserPreferredPresence {
        // An empty object is documented, but nothing at all does as well.
        return if request.body.is_empty() {
            Ok(Action::Unpin)
        } else {
            body(request).map(|_| Action::Unpin)
        };
    }
    let body = body(request)?;
    if operation == Operation::ClearPresence {
        let id = session_id(&body, settings)?;
        return Ok(Action::ClearSession { id });
    }
    if operation == Operation::SetPresence {
        return set_session(&body, settings, now);
    }
    if operation == Operation::SetUserPreferredPresence {
        return pin(&body, now).map(Action::Pin);
    }
    message(&body, settings, now).map(Action::SetMessage)
}

fn required<'a>(body: &'a Map<String, Value>, name: &str, title: &str) -> Result<&'a str, Error> {
    body.get(name)
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty())
        .ok_or_else(|| Error::invalid(format!("[{title}]: The {title} field is required.")))
}

fn session_id(body: &Map<String, Value>, settings: &Settings) -> Result<String, Error> {
    let id = required(body, "sessionId", "SessionId")?;
    if settings.foreign_session_ids || id.eq_ignore_ascii_case(CLIENT_ID) {
        return Ok(id.to_lowercase());
    }
    let text = "[SessionId]: The SessionId must be the ID of the calling application.";
    Err(Error::invalid(text))
}

fn pair(body: &Map<String, Value>, allowed: &[(&str, &str)]) -> Result<Pair, Error> {
    let availability = required(body, "availability", "Availability")?;
    let activity = required(body, "activity", "Activity")?;
    Pair::among(allowed, availability, activity).ok_or_else(|| {
        let text = format!(
            "The provided combination of [Availability] {availability} and [Activity] {activity} \
             is not supported."
        );
        Error::invalid(text)
    })
}

fn expiration(body: &Map<String, Value>) -> Result<Option<TimeDelta>, Error> {
    let text = match body.get("expirationDuration") {
        None | Some(Value::Null) => return Ok(None),
        Some(value) => value.as_str().unwrap_or_default(),
    };
    duration::parse(text).map(Some).ok_or_else(|| {
        let text = format!("Cannot convert '{text}' to the expected type 'Edm.Duration'.");
        Error::new(400, "BadRequest", text)
    })
}

fn out_of_range() -> Error {
    Error::invalid("The provided [ExpirationDuration] is out of range.")
}

fn set_session(
    body: &Map<String, Value>,
    settings: &Settings,
    now: DateTime<Utc>,
) -> Result<Action, Error> {
    let id = session_id(body, settings)?;
    let pair = pair(body, &SESSION_PAIRS)?;
    let life = expiration(body)?.unwrap_or(SHORTEST);
    if !(SHORTEST..=LONGEST).contains(&life) {
        return Err(out_of_range());
    }
    let session = Session {
        pair,
        set_at: now,
        expires_at: Some(now + life),
    };
    Ok(Action::SetSession { id, session })
}

/// Bounds of a pin's life are not documented: any future end will do.
fn pin(body: &Map<String, Value>, now: DateTime<Utc>) -> Result<Pin, Error> {
    let pair = pair(body, &PIN_PAIRS)?;
    let life = expiration(body)?.unwrap_or_else(|| default_pin_duration(&pair));
    let expires_at = now.checked_add_signed(life).ok_or_else(out_of_range)?;
    if life <= TimeDelta::zero() {
        return Err(out_of_range());
    }
    Ok(Pin {
        pair,
        set_at: now,
        expires_at,
    })
}

fn message(
    body: &Map<String, Value>,
    settings: &Settings,
    now: DateTime<Utc>,
) -> Result<Option<StatusMessage>, Error> {
    let Some(Value::Object(status)) = body.get("statusMessage") else {
        let text = "[StatusMessage]: The StatusMessage field is required.";
        return Err(Error::invalid(text));
    };
    let expires_at = expiry(status.get("expiryDateTime"))?;
    let text = match status.get("message") {
        None | Some(Value::Null) => return Ok(None),
        Some(text) => text,
    };
    let kind = text.get("contentType").and_then(Value::as_str);
    if !kind.unwrap_or("text").eq_ignore_ascii_case("text") {
        return Err(Error::invalid(
            "The provided [ContentType] is not supported.",
        ));
    }
    let content = text.get("content").and_then(Value::as_str);
    let content = content.unwrap_or_default();
    let longest = settings.message_characters;
    if content.chars().count() > longest {
        let text = format!(
            "The provided [StatusMessage] exceeds the maximum length of {longest} characters."
        );
        return Err(Error::invalid(text));
    }
    Ok((!content.is_empty()).then(|| StatusMessage {
        content: content.to_owned(),
        expires_at,
        published_at: now,
    }))
}

fn expiry(value: Option<&Value>) -> Result<Option<DateTime<Utc>>, Error> {
    let value = match value {
        None | Some(Value::Null) => return Ok(None),
        Some(value) => value,
    };
    let part = |name: &str| value.get(name).and_then(Value::as_str);
    let zone: Tz = part("timeZone").and_then(zones::zone).ok_or_else(|| {
        Error::invalid("The provided [ExpiryDateTime.TimeZone] is not a known time zone.")
    })?;
    part("dateTime")
        .and_then(|wall_clock| instant(wall_clock, zone))
        .map(Some)
        .ok_or_else(|| Error::invalid("The provided [ExpiryDateTime.DateTime] is not valid."))
}

/// Makes the checks that follow the body, and acts.
pub(super) fn answer(
    server: &mut Server,
    caller: &Caller,
    target: &Target,
    action: Action,
    writes: bool,
    now: DateTime<Utc>,
) -> Result<Reply, Error> {
    let id = read::person_id(caller, target)?;
    let allowed = presence_allowed(server, caller, &["Presence.ReadWrite"], now);
    let throttled = allowed.as_ref().is_err_and(Error::is_throttled);
    if !throttled {
        allowed.clone()?;
    }
    if id != caller.person {
        let text = "Cannot set the presence of another user.";
        return Err(Error::new(401, "Unauthorized", text));
    }
    allowed?;
    let visible_at = now + server.settings.lag();
    let sanitise = server.settings.sanitise_messages;
    let Some(person) = server.world.person_mut(id) else {
        return Err(not_found("The user was not found."));
    };
    if let Action::ClearSession { id } = &action {
        let session = person.presence.latest().sessions.get(id);
        if session.and_then(|session| session.at(now)).is_none() {
            return Err(not_found("The presence session was not found."));
        }
    }
    if writes {
        person.presence.write(now, visible_at, |presence| {
            act(presence, action, sanitise, now);
        });
    }
    Ok(Reply::empty(200))
}

fn act(presence: &mut Presence, action: Action, sanitise: bool, now: DateTime<Utc>) {
    match action {
        Action::SetSession { id, session } => presence.set_session(&id, session),
        Action::ClearSession { id } => drop(presence.clear_session(&id, now)),
        Action::Pin(pin) => presence.pin = Some(pin),
        Action::Unpin => presence.pin = None,
        Action::SetMessage(message) => {
            presence.message = message.map(|message| StatusMessage {
                content: if sanitise {
                    sanitised(&message.content)
                } else {
                    message.content
                },
                ..message
            });
        }
    }
}
