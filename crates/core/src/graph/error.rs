//! What can come of a request instead of its answer.

use chrono::TimeDelta;

use crate::auth::AuthError;
use crate::http::Obstacle;
use crate::{ErrorCode, UserError};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GraphError {
    /// No token could be had, or Graph refused a fresh one.
    #[error("Failed to get a token for Microsoft Graph")]
    SignIn(#[source] AuthError),
    /// Graph said no: 4xx other than 401 and 429. `message` is Graph's own, as
    /// plain text, and may be empty.
    #[error("Microsoft Graph refused the request ({status} {code})")]
    Refused {
        status: u16,
        code: String,
        message: String,
        request_id: Option<String>,
    },
    /// 404 to the presence of whoever is signed in.
    #[error("Microsoft Graph knows no presence of the signed-in person")]
    NoPresence { request_id: Option<String> },
    /// 404 to the entry of whoever is signed in.
    #[error("Microsoft Graph does not know the signed-in person")]
    NoAccount { request_id: Option<String> },
    /// 429, or 503/504/509 with a time to wait. None where Graph named none.
    #[error("Microsoft Graph asked to wait")]
    Throttled {
        retry_after: Option<TimeDelta>,
        request_id: Option<String>,
    },
    /// No useful answer came.
    #[error("Failed to reach Microsoft Graph")]
    Unreachable(#[source] Unreachable),
}

/// Why no useful answer came.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreachable {
    #[error("the connection failed: {0}")]
    Connection(String),
    #[error("no answer came in time")]
    TimedOut,
    /// The network itself stands in the way, and says how.
    #[error(transparent)]
    Network(Obstacle),
    #[error("the server answered {status}")]
    ServerTrouble {
        status: u16,
        request_id: Option<String>,
    },
    /// Cut-off JSON, a sign-in page of the network, a body of another type.
    #[error("the answer could not be read")]
    Unreadable {
        status: u16,
        request_id: Option<String>,
    },
    /// The work ended before its time, by a mistake of ours.
    #[error("the work was broken off")]
    BrokenOff,
}

impl GraphError {
    /// The words for the user.
    pub fn to_user(&self) -> UserError {
        match self {
            Self::SignIn(error) => error.to_user(),
            Self::Refused {
                status,
                code,
                message,
                request_id,
            } => {
                refused(*status, code, message).with_details(details(*status, request_id.as_ref()))
            }
            Self::NoPresence { request_id } => UserError::new(
                ErrorCode::Refused,
                "Microsoft Graph knows no presence for you",
                "Your account may have no Teams licence: ask your administrator",
            )
            .with_details(details(404, request_id.as_ref())),
            Self::NoAccount { request_id } => UserError::new(
                ErrorCode::Refused,
                "Microsoft Graph does not know your account",
                "It may have been closed or moved: ask your administrator, or sign in with another",
            )
            .with_details(details(404, request_id.as_ref())),
            Self::Throttled {
                retry_after,
                request_id,
            } => {
                let wait = match retry_after {
                    Some(wait) => format!("Try again in {} seconds", seconds_up(*wait)),
                    None => "Try again in a minute".to_owned(),
                };
                UserError::new(ErrorCode::Refused, "Microsoft Graph asked to wait", wait)
                    .with_details(details(429, request_id.as_ref()))
            }
            Self::Unreachable(why) => why.to_user(),
        }
    }

    /// The same where the question was about whoever is signed in: there is no
    /// other person whom Graph might not know.
    pub(super) fn about_oneself(self) -> Self {
        match self {
            Self::Refused {
                status: 404,
                request_id,
                ..
            } => Self::NoPresence { request_id },
            other @ (Self::SignIn(_)
            | Self::Refused { .. }
            | Self::NoPresence { .. }
            | Self::NoAccount { .. }
            | Self::Throttled { .. }
            | Self::Unreachable(_)) => other,
        }
    }

    /// The same where the question was who is signed in.
    pub(super) fn about_own_account(self) -> Self {
        match self.about_oneself() {
            Self::NoPresence { request_id } => Self::NoAccount { request_id },
            other @ (Self::SignIn(_)
            | Self::Refused { .. }
            | Self::NoAccount { .. }
            | Self::Throttled { .. }
            | Self::Unreachable(_)) => other,
        }
    }

    /// Whether the same request may well succeed later.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Throttled { .. } | Self::Unreachable(_) => true,
            Self::SignIn(error) => error.is_passing(),
            Self::Refused { .. } | Self::NoPresence { .. } | Self::NoAccount { .. } => false,
        }
    }
}

impl Unreachable {
    fn to_user(&self) -> UserError {
        let error = |title: &str, hint: &str| UserError::new(ErrorCode::Unreachable, title, hint);
        match self {
            Self::Connection(_) => error(
                "Microsoft Graph can't be reached",
                "Check the network connection, then try again",
            ),
            Self::TimedOut => error(
                "Microsoft Graph did not answer in time",
                "Check the network connection, then try again",
            ),
            Self::Network(why) => why.to_user("Microsoft Graph"),
            Self::ServerTrouble { status, request_id } => error(
                &format!("Microsoft Graph has trouble of its own (answer {status})"),
                "Try again in a few minutes",
            )
            .with_details(details(*status, request_id.as_ref())),
            Self::Unreadable { status, request_id } => error(
                "The answer was not one of Microsoft Graph's",
                "If this network wants a sign-in of its own, sign in there in a browser, then try again",
            )
            .with_details(details(*status, request_id.as_ref())),
            Self::BrokenOff => UserError::new(
                ErrorCode::Failed,
                "Something went wrong inside Porchlight",
                "Try again; if it happens again, please report it with Porchlight's log",
            ),
        }
    }
}

fn refused(status: u16, code: &str, message: &str) -> UserError {
    let (title, hint) = match (status, message) {
        (403, _) => (
            "Microsoft Graph did not allow this".to_owned(),
            "The permission may not have been granted: sign out and in again, or ask your administrator to consent".to_owned(),
        ),
        (404, _) => (
            "Microsoft Graph does not know this person".to_owned(),
            "Check the id or the address".to_owned(),
        ),
        (_, "") => (format!("Microsoft Graph refused the request ({code})"), String::new()),
        (_, message) => (
            format!("Microsoft Graph refused the request: {}", message.trim_end_matches('.')),
            String::new(),
        ),
    };
    UserError::new(ErrorCode::Refused, title, hint)
}

fn details(status: u16, request_id: Option<&String>) -> Option<String> {
    request_id.map(|id| format!("Status {status}, request id {id}"))
}

/// Whole seconds, rounded up: 2.128 s is 3.
fn seconds_up(wait: TimeDelta) -> i64 {
    (wait.num_milliseconds().max(0) + 999) / 1_000
}
