//! What the identity platform says instead of tokens, and what it means.
//!
//! Classified by `error` and `suberror` as Microsoft asks; AADSTS numbers are,
//! but for one, kept for support and wording only.

use serde_json::Value;

use super::AuthError;
use crate::plain::first_line;

/// The one number that means something else than its `error`: the platform
/// takes many questions in a row for a loop, and nothing has ended.
const ASKED_TOO_OFTEN: &str = "AADSTS50196";

/// An error answer, from a body or from the browser's return.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) error: String,
    pub(super) suberror: String,
    pub(super) description: String,
    /// What the next sign-in must prove, to be passed on as it came.
    pub(super) claims: Option<String>,
}

/// What was asked when the problem came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asking {
    /// With a refresh token and nobody watching.
    Silently,
    /// With the user taking part.
    WithUser,
}

impl Problem {
    /// The problem a body tells of; None if it tells of none.
    pub(super) fn in_body(body: &Value) -> Option<Self> {
        let text = |name| {
            body.get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        Some(Self {
            error: body.get("error")?.as_str()?.to_owned(),
            suberror: text("suberror"),
            description: text("error_description"),
            claims: Some(text("claims")).filter(|claims| !claims.is_empty()),
        })
    }

    /// Whether the sign-in on the other device is only not finished yet.
    pub(super) fn is_pending(&self) -> bool {
        matches!(self.error.as_str(), "authorization_pending" | "slow_down")
    }

    pub(super) fn meaning(&self, asking: Asking) -> AuthError {
        match (self.error.as_str(), asking) {
            ("temporarily_unavailable" | "server_error", _) => AuthError::Unreachable(self.code()),
            _ if self.code() == ASKED_TOO_OFTEN => AuthError::Throttled { retry_after: None },
            ("expired_token" | "code_expired", _) => AuthError::TimedOut,
            (
                "invalid_grant" | "interaction_required" | "login_required" | "consent_required",
                Asking::Silently,
            ) if !self.blames_the_program() => AuthError::Ended { code: self.code() },
            _ => AuthError::Refused {
                code: self.code(),
                message: self.message(),
            },
        }
    }

    /// Nothing is wrong with the sign-in: the user never agreed to so much, or
    /// an administrator took it back.
    pub(super) fn wants_consent(&self) -> bool {
        self.error == "consent_required"
            || (self.error == "invalid_grant" && self.suberror == "consent_required")
    }

    /// Signing in again would not help.
    fn blames_the_program(&self) -> bool {
        matches!(
            self.suberror.as_str(),
            "client_mismatch" | "protection_policy_required"
        )
    }

    /// `AADSTS50076`, or the plain `error` where there is no number.
    fn code(&self) -> String {
        let (code, _) = self.split_description();
        code.unwrap_or_else(|| first_line(&self.error))
    }

    fn message(&self) -> String {
        match self.split_description() {
            (_, "") => first_line(&self.error.replace('_', " ")),
            (_, message) => first_line(message),
        }
    }

    /// `AADSTS65004: User declined…` as its number and the rest.
    fn split_description(&self) -> (Option<String>, &str) {
        let text = self.description.trim();
        let number = text.strip_prefix("AADSTS").and_then(|rest| {
            let digits = rest
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(rest.len());
            (digits > 0).then(|| rest.split_at(digits))
        });
        match number {
            Some((digits, rest)) => (
                Some(format!("AADSTS{digits}")),
                rest.trim_start_matches(':').trim_start(),
            ),
            None => (None, text),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn problem(body: &Value) -> Problem {
        Problem::in_body(body).unwrap()
    }

    #[track_caller]
    fn silently(error: &str, suberror: &str, ended: bool) {
        let body = json!({ "error": error, "suberror": suberror, "error_codes": [1] });
        let meaning = problem(&body).meaning(Asking::Silently);
        assert_eq!(
            matches!(meaning, AuthError::Ended { .. }),
            ended,
            "{error}/{suberror}"
        );
    }

    #[test]
    fn a_silent_refusal_ends_the_sign_in_only_where_the_user_can_help() {
        silently("invalid_grant", "", true);
        silently("invalid_grant", "bad_token", true);
        silently("invalid_grant", "consent_required", true);
        silently("interaction_required", "basic_action", true);
        silently("consent_required", "", true);
        silently("login_required", "", true);
        silently("invalid_grant", "client_mismatch", false);
        silently("unauthorized_client", "", false);
        silently("temporarily_unavailable", "", false);
        silently("server_error", "", false);
    }

    #[test]
    fn missing_consent_is_told_from_every_other_refusal() {
        for (error, suberror, wants) in [
            ("invalid_grant", "consent_required", true),
            ("consent_required", "", true),
            ("invalid_grant", "bad_token", false),
            ("interaction_required", "consent_required", false),
        ] {
            let problem = problem(&json!({ "error": error, "suberror": suberror }));
            assert_eq!(problem.wants_consent(), wants, "{error}/{suberror}");
        }
    }

    #[test]
    fn trouble_at_the_server_is_passing() {
        let body =
            json!({ "error": "temporarily_unavailable", "error_description": "AADSTS90033: x" });
        let meaning = problem(&body).meaning(Asking::Silently);
        assert!(meaning.is_passing());
        assert_eq!(meaning, AuthError::Unreachable("AADSTS90033".to_owned()));
    }

    #[test]
    fn a_refusal_carries_its_number_and_its_first_line() {
        let body = json!({
            "error": "access_denied",
            "error_description": "AADSTS65004: User declined to consent.\r\nTrace ID: 1\r\nCorrelation ID: 2",
        });
        assert_eq!(
            problem(&body).meaning(Asking::WithUser),
            AuthError::Refused {
                code: "AADSTS65004".to_owned(),
                message: "User declined to consent.".to_owned(),
            }
        );
        let bare = problem(&json!({ "error": "access_denied", "error_description": null }));
        assert_eq!(
            bare.meaning(Asking::WithUser),
            AuthError::Refused {
                code: "access_denied".to_owned(),
                message: "access denied".to_owned(),
            }
        );
    }

    #[test]
    fn only_an_error_is_a_problem() {
        assert!(Problem::in_body(&json!({ "access_token": "x" })).is_none());
        assert!(Problem::in_body(&json!({ "error": null })).is_none());
        assert!(Problem::in_body(&json!("error")).is_none());
    }
}
