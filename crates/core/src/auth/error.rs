//! What can go wrong with a sign-in.

use chrono::TimeDelta;

use super::StoreError;
use crate::http::Obstacle;
use crate::{ErrorCode, UserError};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthError {
    /// Nobody has signed in.
    #[error("Nobody is signed in")]
    SignedOut,
    /// Somebody signed in once, but the keyring holds nothing of it.
    #[error("The keyring holds no sign-in any more")]
    NotThere,
    /// The user has not agreed to what colleagues need.
    #[error("There is no consent to see colleagues")]
    NoConsent,
    /// The kept sign-in is no longer good: revoked, too old, or a new rule of
    /// the company wants the user to be present.
    #[error("The sign-in has ended ({code})")]
    Ended { code: String },
    /// The user or the company said no.
    #[error("The sign-in was refused ({code})")]
    Refused {
        /// The platform's `error`, or its AADSTS number where it gave one.
        code: String,
        /// The first line of its description, plain.
        message: String,
    },
    #[error("The sign-in was cancelled")]
    Cancelled,
    /// The browser did not come back, or the code was not used in time.
    #[error("The sign-in was not finished in time")]
    TimedOut,
    /// The answer did not belong to this sign-in: a wrong `state`, a replay.
    #[error("The answer did not belong to this sign-in")]
    Mismatch,
    /// The identity platform asked to wait.
    #[error("The identity platform asked to wait")]
    Throttled { retry_after: Option<TimeDelta> },
    #[error("Failed to reach the identity platform: {0}")]
    Unreachable(String),
    /// The network itself stands in the way, and says how.
    #[error("Failed to reach the identity platform: {0}")]
    Network(#[source] Obstacle),
    /// Somebody signed in once, but the keyring does not hand out the token.
    #[error("Failed to read the kept sign-in")]
    Store(#[from] StoreError),
    /// No port, no browser: this computer could not begin.
    #[error("Failed to begin the sign-in: {0}")]
    Local(String),
}

impl AuthError {
    /// What the sign-in service called its refusal, if it said so.
    pub(crate) fn code(&self) -> Option<&str> {
        if let Self::Refused { code, .. } | Self::Ended { code } = self {
            Some(code)
        } else {
            None
        }
    }

    /// Whether only the network or the server's load stood in the way.
    pub fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Throttled { .. } | Self::Unreachable(_) | Self::Network(_)
        )
    }

    /// The words for the user.
    pub fn to_user(&self) -> UserError {
        let error = |code, title: &str, hint: &str| UserError::new(code, title, hint);
        match self {
            Self::SignedOut => error(
                ErrorCode::SignInNeeded,
                "Nobody is signed in",
                "Sign in first",
            ),
            Self::NotThere => error(
                ErrorCode::SignInNeeded,
                "The keyring holds no sign-in any more",
                "Sign in again",
            ),
            Self::NoConsent => error(
                ErrorCode::SignInNeeded,
                "Porchlight needs your consent to see colleagues",
                "Sign in once more and allow Porchlight to read the profiles and presence of your colleagues",
            ),
            Self::Ended { code } => error(
                ErrorCode::SignInNeeded,
                "Your sign-in has ended",
                "Sign in again",
            )
            .with_details(Some(code.clone())),
            Self::Refused { code, message } => UserError::new(
                ErrorCode::Refused,
                format!("The sign-in was refused: {}", message.trim_end_matches('.')),
                "Try again, or ask your administrator about this application",
            )
            .with_details(Some(code.clone())),
            Self::Cancelled => error(ErrorCode::SignInNeeded, "The sign-in was cancelled", ""),
            Self::TimedOut => error(
                ErrorCode::SignInNeeded,
                "The sign-in was not finished in time",
                "Start it again",
            ),
            Self::Mismatch => error(
                ErrorCode::Failed,
                "The answer did not belong to this sign-in",
                "Finish the sign-in in the page that Porchlight opened last, or start it again",
            ),
            Self::Throttled { .. } => error(
                ErrorCode::Unreachable,
                "The sign-in service asked to wait",
                "Try again in a minute",
            ),
            Self::Unreachable(_) => error(
                ErrorCode::Unreachable,
                "The sign-in service can't be reached",
                "Check the network connection, then try again",
            ),
            Self::Network(why) => why.to_user("The sign-in service"),
            Self::Store(why) => store(why),
            Self::Local(why) => UserError::new(
                ErrorCode::Failed,
                format!("The sign-in could not begin: {why}"),
                "Try the device code instead",
            ),
        }
    }
}

/// What a sign-in that was left behind in the keyring is told as.
pub(crate) fn left_behind(why: &StoreError) -> UserError {
    let (title, hint) = match why {
        StoreError::Locked => (
            "You are signed out, but the locked keyring still holds the sign-in",
            "Unlock the keyring: Porchlight removes it then, or at its next start",
        ),
        StoreError::TimedOut => (
            "You are signed out, but the keyring did not answer and may still hold the sign-in",
            "See whether it asks for its password: Porchlight tries again, also at its next start",
        ),
        StoreError::Unavailable(_) | StoreError::Damaged => (
            "You are signed out, but the sign-in could not be removed from the keyring",
            "Porchlight tries again, also at its next start",
        ),
    };
    UserError::new(ErrorCode::Failed, title, hint).with_details(why.cause())
}

/// Whether a sign-in is kept that only the keyring keeps from being read: then
/// another sign-in is not what the user needs first.
pub fn is_out_of_reach(error: &UserError) -> bool {
    [
        StoreError::Unavailable(String::new()),
        StoreError::Locked,
        StoreError::TimedOut,
    ]
    .iter()
    .any(|why| store(why).title == error.title)
}

fn store(why: &StoreError) -> UserError {
    let error = |title: &str, hint: &str| UserError::new(ErrorCode::SignInNeeded, title, hint);
    match why {
        StoreError::Unavailable(_) => error(
            "The kept sign-in can't be read: no keyring could be used",
            "Start a keyring, or sign in again for this run",
        )
        .with_details(why.cause()),
        StoreError::Locked => error(
            "The kept sign-in can't be read: the keyring is locked",
            "Unlock the keyring, usually with the password of your computer account",
        ),
        StoreError::TimedOut => error(
            "The kept sign-in can't be read: the keyring did not answer",
            "See whether it asks for its password, or sign in again",
        ),
        StoreError::Damaged => error("The kept sign-in is damaged", "Sign in again"),
    }
}
