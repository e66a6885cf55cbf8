//! Errors of the identity platform. Their `error` is what clients must act
//! upon; codes and texts are for people.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::http::wire::Reply;

/// An error with its AADSTS code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Error {
    /// Sent as `error`.
    pub(crate) kind: &'static str,
    pub(crate) code: u32,
    pub(crate) text: String,
    pub(crate) suberror: Option<&'static str>,
    /// To be passed on to the next interactive request.
    pub(crate) claims: Option<&'static str>,
}

impl Error {
    pub(crate) fn new(kind: &'static str, code: u32, text: impl Into<String>) -> Self {
        Self {
            kind,
            code,
            text: text.into(),
            suberror: None,
            claims: None,
        }
    }

    #[must_use]
    pub(crate) fn suberror(mut self, suberror: &'static str) -> Self {
        self.suberror = Some(suberror);
        self
    }

    #[must_use]
    pub(crate) fn claims(mut self, claims: &'static str) -> Self {
        self.claims = Some(claims);
        self
    }

    /// The code with the text, as it stands in front of every description.
    pub(crate) fn sentence(&self) -> String {
        format!("AADSTS{}: {}", self.code, self.text)
    }

    /// The description with its trace lines.
    pub(crate) fn description(&self, now: DateTime<Utc>) -> String {
        self.traced(now, Uuid::new_v4(), Uuid::new_v4())
    }

    fn traced(&self, now: DateTime<Utc>, trace: Uuid, correlation: Uuid) -> String {
        format!(
            "{} \r\nTrace ID: {trace}\r\nCorrelation ID: {correlation}\r\nTimestamp: {}",
            self.sentence(),
            timestamp(now)
        )
    }

    /// The reply of the token and device code endpoints.
    pub(crate) fn reply(&self, now: DateTime<Utc>) -> Reply {
        let status = match self.kind {
            "invalid_client" | "unauthorized_client" => 401,
            "temporarily_unavailable" => 503,
            _ => 400,
        };
        self.reply_with(status, now)
    }

    /// The reply with a status of its own.
    pub(crate) fn reply_with(&self, status: u16, now: DateTime<Utc>) -> Reply {
        let (trace, correlation) = (Uuid::new_v4(), Uuid::new_v4());
        let mut body = json!({
            "error": self.kind,
            "error_description": self.traced(now, trace, correlation),
            "error_codes": [self.code],
            "timestamp": timestamp(now),
            "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": format!("https://login.microsoftonline.com/error?code={}", self.code),
        });
        if let Some(suberror) = self.suberror {
            body["suberror"] = Value::from(suberror);
        }
        if let Some(claims) = self.claims {
            body["claims"] = Value::from(claims);
        }
        Reply::json(status, &body).with("cache-control", "no-store, no-cache")
    }
}

fn timestamp(now: DateTime<Utc>) -> String {
    now.format("%Y-%m-%d %H:%M:%SZ").to_string()
}
