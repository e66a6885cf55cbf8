//! Graph's error envelope and the headers that identify a request.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use uuid::Uuid;

use crate::http::wire::{Reply, Request};

/// A refusal of Graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Error {
    status: u16,
    code: &'static str,
    message: String,
    headers: Vec<(&'static str, String)>,
}

impl Error {
    pub(crate) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            headers: Vec::new(),
        }
    }

    /// A body that is missing something or has it wrong.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, "InvalidArgument", message)
    }

    /// The limit of requests is reached.
    pub(crate) fn throttled(wait: TimeDelta) -> Self {
        let milliseconds = wait.num_milliseconds();
        let text = format!("{}.{:03}", milliseconds / 1_000, milliseconds % 1_000);
        let mut error = Self::new(429, "TooManyRequests", "Please retry again later.");
        error.headers.push(("retry-after", text));
        error
    }

    pub(crate) fn is_throttled(&self) -> bool {
        self.status == 429
    }

    /// Says where a token can be had.
    #[must_use]
    pub(crate) fn challenge(mut self, authorization: &str) -> Self {
        let text = format!(
            "Bearer realm=\"\", authorization_uri=\"{authorization}\", \
             client_id=\"00000003-0000-0000-c000-000000000000\""
        );
        self.headers.push(("www-authenticate", text));
        self
    }

    pub(crate) fn reply(&self, request: &Request, now: DateTime<Utc>) -> Reply {
        let mut reply = if self.is_throttled() {
            throttled(request, now)
        } else {
            reply(request, now, self.status, self.code, &self.message)
        };
        for (name, value) in &self.headers {
            reply = reply.with(name, value);
        }
        reply
    }
}

/// What is asked for does not exist.
pub(crate) fn not_found(message: &str) -> Error {
    Error::new(404, "NotFound", message)
}

/// An error in Graph's envelope.
pub(crate) fn reply(
    request: &Request,
    now: DateTime<Utc>,
    status: u16,
    code: &str,
    message: &str,
) -> Reply {
    let id = Uuid::new_v4().to_string();
    let body = json!({
        "error": {
            "code": code,
            "message": message,
            "innerError": {
                "date": now.format("%Y-%m-%dT%H:%M:%S").to_string(),
                "request-id": id,
                "client-request-id": request.header("client-request-id").unwrap_or(&id),
            },
        },
    });
    traced(Reply::json(status, &body).with("request-id", &id), request)
}

/// The body of a 429, which has a form of its own. `Retry-After` comes from
/// whoever knows it.
pub(crate) fn throttled(request: &Request, now: DateTime<Utc>) -> Reply {
    let id = Uuid::new_v4().to_string();
    let body = json!({
        "error": {
            "code": "TooManyRequests",
            "innerError": {
                "code": "429",
                "date": now.format("%Y-%m-%dT%H:%M:%S").to_string(),
                "message": "Please retry after",
                "request-id": id,
                "status": "429",
            },
            "message": "Please retry again later.",
        },
    });
    traced(Reply::json(429, &body).with("request-id", &id), request)
}

/// Adds the headers by which a request can be found in the logs.
pub(crate) fn traced(mut reply: Reply, request: &Request) -> Reply {
    let has = |reply: &Reply, wanted: &str| reply.headers.iter().any(|(name, _)| name == wanted);
    if !has(&reply, "request-id") {
        reply = reply.with("request-id", &Uuid::new_v4().to_string());
    }
    if !has(&reply, "client-request-id")
        && let Some(own) = request.header("client-request-id")
    {
        reply = reply.with("client-request-id", own);
    }
    reply
}
