//! The control endpoint: the same functions over HTTP, with JSON bodies.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::{Control, NobodyCalled};
use crate::settings::SignIn;
use crate::world::fault::Fault;

/// The routes of the endpoint.
pub(crate) fn router(control: Control) -> Router {
    Router::new()
        .route("/state", get(state))
        .route("/people", post(add_people))
        .route("/people/{who}", get(person).post(change_person))
        .route("/faults", post(fault).delete(clear_faults))
        .route("/release", post(release))
        .route("/requests", get(requests).delete(clear_requests))
        .route("/clock", get(clock).post(set_clock))
        .route("/sign-in", post(sign_in))
        .route("/settings", get(settings).post(change_settings))
        .route("/tokens/revoke", post(revoke_tokens))
        .route("/tokens/expire", post(expire_access_tokens))
        .route("/consented", post(set_consented))
        .with_state(control)
}

fn done() -> Json<Value> {
    Json(json!({"done": true}))
}

fn refused(status: StatusCode, text: &str) -> Response {
    (status, Json(json!({ "error": text }))).into_response()
}

impl IntoResponse for NobodyCalled {
    fn into_response(self) -> Response {
        refused(StatusCode::NOT_FOUND, &self.to_string())
    }
}

async fn state(State(control): State<Control>) -> Json<Value> {
    Json(control.state())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Addition {
    add: u32,
}

async fn add_people(State(control): State<Control>, Json(addition): Json<Addition>) -> Json<Value> {
    let ids = control.add_people(addition.add.min(10_000));
    Json(json!({ "added": ids }))
}

async fn person(
    State(control): State<Control>,
    Path(who): Path<String>,
) -> Result<Json<Value>, NobodyCalled> {
    control.person(who).map(Json)
}

/// What changes about a person. Members that are absent stay; `null` clears.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    availability: Option<String>,
    activity: Option<String>,
    #[serde(default)]
    message: Member<String>,
    message_expires_at: Option<DateTime<Utc>>,
    #[serde(default)]
    out_of_office: Member<String>,
    #[serde(default)]
    work_location: Member<String>,
    in_meeting: Option<bool>,
    #[serde(default)]
    pin: Member<PinChange>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PinChange {
    availability: String,
    activity: String,
    expires_at: DateTime<Utc>,
}

/// A member that may be absent, null or given.
#[derive(Default)]
enum Member<T> {
    #[default]
    Absent,
    Given(Option<T>),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Member<T> {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        Option::deserialize(source).map(Self::Given)
    }
}

async fn change_person(
    State(control): State<Control>,
    Path(who): Path<String>,
    Json(change): Json<Change>,
) -> Result<Json<Value>, NobodyCalled> {
    let id = control.find(who)?;
    if let Some(availability) = &change.availability {
        let activity = change.activity.as_ref().unwrap_or(availability);
        control.set_presence(id, availability, activity)?;
    }
    if let Member::Given(message) = &change.message {
        control.set_message(id, message.as_deref(), change.message_expires_at)?;
    }
    if let Member::Given(text) = &change.out_of_office {
        control.set_out_of_office(id, text.as_deref())?;
    }
    if let Member::Given(kind) = &change.work_location {
        control.set_work_location(id, kind.as_deref())?;
    }
    if let Some(on) = change.in_meeting {
        control.set_in_meeting(id, on)?;
    }
    if let Member::Given(pin) = &change.pin {
        let pin = pin.as_ref().map(|pin| {
            (
                pin.availability.as_str(),
                pin.activity.as_str(),
                pin.expires_at,
            )
        });
        control.set_pin(id, pin)?;
    }
    Ok(done())
}

async fn fault(State(control): State<Control>, Json(fault): Json<Fault>) -> Json<Value> {
    control.fault(fault);
    done()
}

async fn clear_faults(State(control): State<Control>) -> Json<Value> {
    control.clear_faults();
    done()
}

async fn release(State(control): State<Control>) -> Json<Value> {
    control.release();
    done()
}

async fn requests(State(control): State<Control>) -> Json<Value> {
    Json(json!(control.requests()))
}

async fn clear_requests(State(control): State<Control>) -> Json<Value> {
    control.clear_requests();
    done()
}

async fn clock(State(control): State<Control>) -> Json<Value> {
    Json(json!({ "now": control.now() }))
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum ClockChange {
    AdvanceSeconds(i64),
    Set(DateTime<Utc>),
}

async fn set_clock(
    State(control): State<Control>,
    Json(change): Json<ClockChange>,
) -> Result<Json<Value>, Response> {
    match change {
        ClockChange::Set(to) => control.set_clock(to),
        ClockChange::AdvanceSeconds(seconds) => {
            let by = TimeDelta::try_seconds(seconds).ok_or_else(|| {
                refused(
                    StatusCode::BAD_REQUEST,
                    "That is too far to advance the clock",
                )
            })?;
            control.advance(by);
        }
    }
    Ok(clock(State(control)).await)
}

async fn sign_in(State(control): State<Control>, Json(script): Json<SignIn>) -> Json<Value> {
    control.sign_in(script);
    done()
}

async fn settings(State(control): State<Control>) -> Json<Value> {
    Json(json!(control.settings()))
}

/// Takes the members that are given and keeps the others.
async fn change_settings(
    State(control): State<Control>,
    Json(change): Json<serde_json::Map<String, Value>>,
) -> Result<Json<Value>, Response> {
    let mut merged = json!(control.settings());
    for (name, value) in change {
        merged[name] = value;
    }
    let new = serde_json::from_value(merged)
        .map_err(|error| refused(StatusCode::UNPROCESSABLE_ENTITY, &error.to_string()))?;
    control.change_settings(|settings| *settings = new);
    Ok(settings(State(control)).await)
}

async fn revoke_tokens(State(control): State<Control>) -> Json<Value> {
    control.revoke_tokens();
    done()
}

async fn expire_access_tokens(State(control): State<Control>) -> Json<Value> {
    control.expire_access_tokens();
    done()
}

async fn set_consented(
    State(control): State<Control>,
    Json(scopes): Json<Vec<String>>,
) -> Json<Value> {
    control.set_consented(scopes.iter().map(String::as_str));
    done()
}
