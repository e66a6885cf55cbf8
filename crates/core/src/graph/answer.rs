//! What Graph's status, headers and body mean where they are no success.

use chrono::{DateTime, Utc};
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde_json::Value;

use super::wire::text;
use super::{GraphError, Unreachable, surrogates};
use crate::auth::AuthError;
use crate::http::{Failure, retry_after};
use crate::plain::first_line;

/// An answer whose body has arrived.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// The JSON of a success. One person's broken name must not blind the rest:
    /// half a character is read as none.
    pub(super) fn json(&self) -> Result<Value, GraphError> {
        serde_json::from_slice(&self.body)
            .or_else(|_| serde_json::from_str(&surrogates::mended(&self.body)))
            .map_err(|_| self.unreadable())
    }

    pub(super) fn is_image(&self) -> bool {
        self.is_of_kind("image/")
    }

    /// Not what Graph would say: cut-off JSON, a page of the network's own.
    pub(super) fn unreadable(&self) -> GraphError {
        GraphError::Unreachable(Unreachable::Unreadable {
            status: self.status.as_u16(),
            request_id: self.request_id(),
        })
    }

    /// The answer itself if it is a success, else what it means.
    pub(super) fn success(self, now: DateTime<Utc>) -> Result<Self, GraphError> {
        if self.status.is_success() {
            return Ok(self);
        }
        let status = self.status.as_u16();
        let request_id = self.request_id();
        let wait = retry_after(&self.headers, now);
        Err(match status {
            401 if !self.is_about_another_user() => {
                GraphError::SignIn(AuthError::Ended { code: self.code() })
            }
            408 => GraphError::Unreachable(Unreachable::TimedOut),
            429 => GraphError::Throttled {
                retry_after: wait,
                request_id,
            },
            503 | 504 | 509 if wait.is_some() => GraphError::Throttled {
                retry_after: wait,
                request_id,
            },
            400..=499 => GraphError::Refused {
                status,
                code: self.code(),
                message: self.error_text("message").unwrap_or_default(),
                request_id,
            },
            500.. => GraphError::Unreachable(Unreachable::ServerTrouble { status, request_id }),
            // A redirect: Graph never sends one, networks with a sign-in page do.
            _ => self.unreadable(),
        })
    }

    /// A page for people instead of an answer for programs.
    pub(super) fn is_page(&self) -> bool {
        self.is_of_kind("text/html")
    }

    fn is_of_kind(&self, wanted: &str) -> bool {
        let kind = self
            .headers
            .get(CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok());
        kind.is_some_and(|kind| kind.to_ascii_lowercase().starts_with(wanted))
    }

    /// Graph's 401 for a write to somebody else, which no new token cures.
    pub(super) fn is_about_another_user(&self) -> bool {
        self.error_text("message")
            .is_some_and(|message| message.contains("presence of another user"))
    }

    fn code(&self) -> String {
        self.error_text("code").unwrap_or_else(|| {
            let reason = self.status.canonical_reason().unwrap_or("Unknown");
            reason.replace(' ', "")
        })
    }

    fn error_text(&self, name: &str) -> Option<String> {
        let body: Value = serde_json::from_slice(&self.body).ok()?;
        text(body.get("error")?, name).map(first_line)
    }

    pub(super) fn request_id(&self) -> Option<String> {
        let id = self.headers.get("request-id")?.to_str().ok()?;
        Some(first_line(id)).filter(|id| !id.is_empty())
    }
}

impl From<Failure> for GraphError {
    fn from(failure: Failure) -> Self {
        Self::Unreachable(match failure {
            Failure::TimedOut => Unreachable::TimedOut,
            Failure::Connection { said, .. } => Unreachable::Connection(said),
            Failure::Network(obstacle) => Unreachable::Network(obstacle),
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn meaning(status: u16, headers: &[(&'static str, &str)], body: &str) -> GraphError {
        let mut all = HeaderMap::new();
        for (name, value) in headers {
            all.insert(*name, value.parse().unwrap());
        }
        let answer = Answer {
            status: StatusCode::from_u16(status).unwrap(),
            headers: all,
            body: body.as_bytes().to_vec(),
        };
        let now = "2026-11-21T12:00:00Z".parse().unwrap();
        answer.success(now).err().unwrap()
    }

    fn refused(status: u16, code: &str, message: &str) -> GraphError {
        GraphError::Refused {
            status,
            code: code.to_owned(),
            message: message.to_owned(),
            request_id: None,
        }
    }

    #[test]
    fn a_refusal_is_read_from_the_envelope_as_far_as_there_is_one() {
        let body = r#"{"error":{"code":"Forbidden","message":"","innerError":{}}}"#;
        assert_eq!(meaning(403, &[], body), refused(403, "Forbidden", ""));
        let body =
            r#"{"error":{"code":"InvalidArgument","message":"[Field]: \u001b[1mrequired\r\nx"}}"#;
        assert_eq!(
            meaning(400, &[], body),
            refused(400, "InvalidArgument", "[Field]: [1mrequired")
        );
        assert_eq!(meaning(404, &[], ""), refused(404, "NotFound", ""));
        assert_eq!(
            meaning(403, &[], "<html>no</html>"),
            refused(403, "Forbidden", "")
        );
        assert_eq!(
            meaning(400, &[], r#"{"error":"bad"}"#),
            refused(400, "BadRequest", "")
        );
        assert_eq!(
            meaning(400, &[], r#"{"error":{"code":7}}"#),
            refused(400, "BadRequest", "")
        );
    }

    #[test]
    fn waiting_is_told_from_trouble() {
        let throttled = |seconds: Option<f64>| GraphError::Throttled {
            retry_after: seconds
                .map(|s| TimeDelta::from_std(std::time::Duration::from_secs_f64(s)).unwrap()),
            request_id: None,
        };
        assert_eq!(
            meaning(429, &[("retry-after", "2.128")], "{}"),
            throttled(Some(2.128))
        );
        assert_eq!(meaning(429, &[], "{}"), throttled(None));
        assert_eq!(
            meaning(503, &[("retry-after", "7")], ""),
            throttled(Some(7.0))
        );
        let trouble = |status| {
            GraphError::Unreachable(Unreachable::ServerTrouble {
                status,
                request_id: Some("r-1".to_owned()),
            })
        };
        for status in [500, 502, 503, 504, 509] {
            assert_eq!(
                meaning(status, &[("request-id", "r-1")], "<h1>"),
                trouble(status)
            );
        }
    }

    #[test]
    fn a_second_401_ends_the_sign_in_unless_it_is_about_another_user() {
        let body = r#"{"error":{"code":"InvalidAuthenticationToken","message":"x"}}"#;
        let ended = GraphError::SignIn(AuthError::Ended {
            code: "InvalidAuthenticationToken".to_owned(),
        });
        assert_eq!(meaning(401, &[], body), ended);
        let message = "Cannot set the presence of another user.";
        let body = format!(r#"{{"error":{{"code":"Unauthorized","message":"{message}"}}}}"#);
        assert_eq!(
            meaning(401, &[], &body),
            refused(401, "Unauthorized", message)
        );
    }

    #[test]
    fn a_redirect_is_not_graph() {
        let portal = meaning(302, &[("location", "http://hotel.example")], "");
        assert_eq!(
            portal,
            GraphError::Unreachable(Unreachable::Unreadable {
                status: 302,
                request_id: None,
            })
        );
    }
}
