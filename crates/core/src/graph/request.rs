//! Every request to Graph as a value: what is sent, and what a dry run prints.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use serde_json::{Value, json};
use url::Url;

use crate::auth::Scopes;
use crate::model::{Pair, PersonId};

/// The shortest and the longest life of a session that `setPresence` takes.
const SHORTEST_LEASE: TimeDelta = TimeDelta::minutes(5);
const LONGEST_LEASE: TimeDelta = TimeDelta::hours(4);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    Get,
    Post,
}

/// A request below a Graph root's `/v1.0`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub method: Method,
    /// Starts with a slash: `/users/{id}/presence/setPresence`.
    pub path: String,
    pub body: Option<Value>,
}

impl Request {
    pub(super) fn get(path: String) -> Self {
        Self {
            method: Method::Get,
            path,
            body: None,
        }
    }

    /// Asks for many presences at once.
    pub(super) fn presences(ids: &[PersonId]) -> Self {
        Self {
            method: Method::Post,
            path: "/communications/getPresencesByUserId".to_owned(),
            body: Some(json!({ "ids": ids })),
        }
    }

    /// What the user must have agreed to for it. Whatever changes something
    /// changes one's own presence.
    pub(super) fn needs(&self) -> Scopes {
        let own = self.path.starts_with("/me") || self.path.contains("/presence/");
        if own { Scopes::Own } else { Scopes::Colleagues }
    }

    fn post(me: &str, action: &str, body: Value) -> Self {
        Self {
            method: Method::Post,
            path: format!("/users/{me}/presence/{action}"),
            body: Some(body),
        }
    }

    /// Starts or renews our session. The session's id is the application's id:
    /// Graph refuses any other. A lease outside what Graph takes is moved to
    /// the nearest it does.
    pub fn set_presence(me: &PersonId, client_id: &str, pair: &Pair, lease: TimeDelta) -> Self {
        let lease = lease.clamp(SHORTEST_LEASE, LONGEST_LEASE);
        Self::post(
            me.as_str(),
            "setPresence",
            json!({
                "sessionId": client_id,
                "availability": pair.0.as_graph(),
                "activity": pair.1.as_graph(),
                "expirationDuration": iso_duration(lease),
            }),
        )
    }

    /// Ends our session.
    pub fn clear_presence(me: &PersonId, client_id: &str) -> Self {
        Self::post(
            me.as_str(),
            "clearPresence",
            json!({ "sessionId": client_id }),
        )
    }

    /// Sets the pin for a time; whole seconds, at least one minute.
    pub fn set_preferred(me: &PersonId, pair: &Pair, lasting: TimeDelta) -> Self {
        Self::post(
            me.as_str(),
            "setUserPreferredPresence",
            json!({
                "availability": pair.0.as_graph(),
                "activity": pair.1.as_graph(),
                "expirationDuration": iso_duration(lasting.max(TimeDelta::minutes(1))),
            }),
        )
    }

    /// Clears the pin.
    pub fn clear_preferred(me: &PersonId) -> Self {
        Self::post(me.as_str(), "clearUserPreferredPresence", json!({}))
    }

    /// Sets the message. The end goes as UTC: Graph answers in UTC whatever was
    /// sent, and UTC has no repeated hour.
    pub fn set_message(me: &PersonId, text: &str, end: Option<DateTime<Utc>>) -> Self {
        let mut message = json!({ "message": { "content": text, "contentType": "text" } });
        if let (Some(end), Some(fields)) = (end, message.as_object_mut()) {
            fields.insert(
                "expiryDateTime".to_owned(),
                json!({
                    "dateTime": end.format("%Y-%m-%dT%H:%M:%S%.6f0").to_string(),
                    "timeZone": "UTC",
                }),
            );
        }
        Self::post(
            me.as_str(),
            "setStatusMessage",
            json!({ "statusMessage": message }),
        )
    }

    /// Clears the message: Graph has no call of its own for it.
    pub fn clear_message(me: &PersonId) -> Self {
        Self::set_message(me, "", None)
    }

    /// The whole address below a cloud's Graph root.
    pub fn url(&self, root: &Url) -> String {
        format!("{}/v1.0{}", root.as_str().trim_end_matches('/'), self.path)
    }
}

/// An ISO 8601 duration in whole seconds: `PT10M`, `PT1H30M`, `P1D`.
fn iso_duration(length: TimeDelta) -> String {
    let seconds = length.num_seconds().max(0);
    let part = |number: i64, unit: char| match number {
        0 => String::new(),
        number => format!("{number}{unit}"),
    };
    let days = part(seconds / 86_400, 'D');
    let time = [
        part(seconds / 3_600 % 24, 'H'),
        part(seconds / 60 % 60, 'M'),
        part(seconds % 60, 'S'),
    ]
    .concat();
    match (days.as_str(), time.as_str()) {
        ("", "") => "PT0S".to_owned(),
        (days, "") => format!("P{days}"),
        (days, time) => format!("P{days}T{time}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Status;

    fn me() -> PersonId {
        PersonId::parse("00000000-0000-0000-0000-000000000001").unwrap()
    }

    #[test]
    fn durations_are_written_as_graph_reads_them() {
        let seconds = |n| iso_duration(TimeDelta::seconds(n));
        assert_eq!(seconds(600), "PT10M");
        assert_eq!(seconds(5_400), "PT1H30M");
        assert_eq!(seconds(86_400), "P1D");
        assert_eq!(seconds(90_061), "P1DT1H1M1S");
        assert_eq!(seconds(0), "PT0S");
    }

    #[test]
    fn a_lease_is_kept_within_what_graph_takes() {
        let pair = Status::Available.plan().session.unwrap();
        let lease = |length| {
            Request::set_presence(&me(), "app", &pair, length)
                .body
                .unwrap()["expirationDuration"]
                .clone()
        };
        assert_eq!(lease(TimeDelta::minutes(1)), "PT5M");
        assert_eq!(lease(TimeDelta::hours(9)), "PT4H");
    }

    #[test]
    fn a_message_ends_in_utc_with_seven_digits() {
        let end = "2026-11-21T16:30:00Z".parse().unwrap();
        let request = Request::set_message(&me(), "Lunch", Some(end));
        assert_eq!(
            request.body.unwrap()["statusMessage"]["expiryDateTime"],
            json!({ "dateTime": "2026-11-21T16:30:00.0000000", "timeZone": "UTC" })
        );
        let root = Url::parse("https://graph.microsoft.com/").unwrap();
        assert_eq!(
            Request::clear_message(&me()).url(&root),
            "https://graph.microsoft.com/v1.0/users/00000000-0000-0000-0000-000000000001/presence/setStatusMessage"
        );
    }
}
