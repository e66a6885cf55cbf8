//! What goes wrong, in the words a user reads.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What kind of trouble it is. A code exists only where a face acts upon it:
/// the command line turns it into its exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorCode {
    /// The words given were not understood or not allowed.
    Usage,
    /// Nobody is signed in, or the sign-in has ended.
    SignInNeeded,
    /// Graph or the identity platform answered and said no.
    Refused,
    /// No useful answer came: no network, a time-out, a server in trouble.
    Unreachable,
    /// Anything else.
    Failed,
}

/// One trouble, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{title}{}{hint}", if hint.is_empty() { "" } else { ". " })]
pub struct UserError {
    pub code: ErrorCode,
    /// What happened: one sentence without its full stop.
    pub title: String,
    /// What to do next; may be empty.
    pub hint: String,
    /// For a support request: Graph's request id and the like, never a token or a body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub details: Option<String>,
}

impl UserError {
    pub fn new(code: ErrorCode, title: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            code,
            title: title.into(),
            hint: hint.into(),
            details: None,
        }
    }

    /// Words that were not understood.
    pub fn usage(title: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(ErrorCode::Usage, title, hint)
    }

    #[must_use]
    pub fn with_details(mut self, details: Option<String>) -> Self {
        self.details = details;
        self
    }
}
