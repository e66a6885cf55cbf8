//! Whether somebody is signed in, what they agreed to, and whether Graph
//! answers them.

use std::sync::Arc;

use super::Subject;
use super::report::{Area, Check, Fact};
use crate::auth::blocked::{Cause, letter};
use crate::auth::{Account, AuthError, GRAPH, Registration, Scopes, Tokens, is_out_of_reach};
use crate::graph::Graph;
use crate::{ErrorCode, UserError};

/// What became of a kept sign-in.
enum Seen {
    /// Graph answered, or said why not.
    Asked {
        granted: Vec<String>,
        presence: Result<(), UserError>,
    },
    NoToken(UserError),
}

/// What was found, and what the sign-in service refused, if it did.
pub(super) struct Found {
    pub(super) check: Check,
    refusal: Option<AuthError>,
}

impl From<Check> for Found {
    fn from(check: Check) -> Self {
        let refusal = None;
        Self { check, refusal }
    }
}

/// A letter to IT where there is no sign-in, with the cause as far as it is known.
pub(super) fn help(subject: &Subject, found: &Found) -> Option<String> {
    let registration = subject.registration.as_ref().ok()?;
    let stopped = matches!(
        found.check.code,
        Some(ErrorCode::SignInNeeded | ErrorCode::Refused)
    );
    let refusal = found.refusal.as_ref();
    let cause = refusal.and_then(|error| Cause::of(error, false));
    stopped.then(|| letter(registration, cause, refusal.and_then(AuthError::code)))
}

/// Asks Graph as whoever is signed in, with the token of the engine at hand or
/// after a silent renewal; whoever is signed out stays so.
pub(super) async fn examine(subject: &Subject, http: Option<&reqwest::Client>) -> Found {
    let (Ok(registration), Some(http)) = (&subject.registration, http) else {
        return Check::remark(
            Area::SignIn,
            "Not checked",
            "Mend what is said above, then look again",
        )
        .into();
    };
    let Some(account) = &subject.account else {
        return check(Seen::NoToken(AuthError::SignedOut.to_user())).into();
    };
    let renewed = async {
        let tokens = match at_hand(subject, registration, account).await {
            Some(tokens) => tokens,
            None => resumed(subject, registration, account, http).await?,
        };
        tokens.access().await?;
        Ok::<_, AuthError>(tokens)
    };
    let tokens = match renewed.await {
        Ok(tokens) => tokens,
        Err(error) => {
            return Found {
                check: check(Seen::NoToken(error.to_user())),
                refusal: Some(error),
            };
        }
    };
    let graph = Graph::new(registration.clone(), http.clone(), Arc::clone(&tokens));
    let presence = graph.own_presence().await;
    check(Seen::Asked {
        granted: tokens.granted().await,
        presence: presence.map(drop).map_err(|error| error.to_user()),
    })
    .into()
}

/// The tokens of the engine at hand, unless the settings have changed since its
/// start or somebody else is signed in there.
async fn at_hand(
    subject: &Subject,
    registration: &Registration,
    account: &Account,
) -> Option<Arc<Tokens>> {
    let engine = subject.engine.as_ref()?;
    let tokens = engine.tokens().await?;
    let is_meant = engine.registration().as_ref() == Some(registration)
        && tokens.owner().as_ref() == Some(&account.id);
    is_meant.then_some(tokens)
}

/// Tokens of a kept sign-in, for this look alone.
async fn resumed(
    subject: &Subject,
    registration: &Registration,
    account: &Account,
    http: &reqwest::Client,
) -> Result<Arc<Tokens>, AuthError> {
    let tokens = Tokens::new(
        registration.clone(),
        http.clone(),
        Arc::clone(&subject.tokens),
        Arc::clone(&subject.clock),
    );
    // With all there is to agree to: it falls back where that is too much.
    tokens.resume(account, Scopes::Colleagues).await?;
    Ok(Arc::new(tokens))
}

fn check(seen: Seen) -> Check {
    let (granted, presence) = match seen {
        Seen::NoToken(mut error) => {
            if error.code == ErrorCode::SignInNeeded && !is_out_of_reach(&error) {
                "Sign in, in the window or with porchlight login".clone_into(&mut error.hint);
            }
            return Check::broken(Area::SignIn, error);
        }
        Seen::Asked { granted, presence } => (granted, presence),
    };
    let missing: Vec<&str> = GRAPH
        .into_iter()
        .filter(|wanted| !granted.iter().any(|g| g.eq_ignore_ascii_case(wanted)))
        .collect();
    let check = match presence {
        Err(error) => Check::broken(Area::SignIn, error),
        Ok(()) if granted.is_empty() || missing.is_empty() => Check::fine(
            Area::SignIn,
            "Somebody is signed in, and Graph tells their presence",
        ),
        Ok(()) => Check::remark(
            Area::SignIn,
            format!("Somebody is signed in without {}", missing.join(", ")),
            "Colleagues need these permissions: sign in again and agree, or ask your administrator to consent",
        ),
    };
    let granted = if granted.is_empty() {
        "not said".to_owned()
    } else {
        granted.join(", ")
    };
    check.with([Fact::new("granted permissions", granted)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::StoreError;
    use crate::doctor::Verdict;

    fn asked(granted: &[&str], presence: Result<(), UserError>) -> Check {
        let granted = granted.iter().map(|&name| name.to_owned()).collect();
        check(Seen::Asked { granted, presence })
    }

    #[test]
    fn missing_permissions_are_named() {
        assert_eq!(asked(&GRAPH, Ok(())).verdict, Verdict::Fine);
        assert_eq!(asked(&[], Ok(())).verdict, Verdict::Fine);
        let some = asked(
            &["User.Read", "presence.read", "Presence.ReadWrite"],
            Ok(()),
        );
        assert_eq!(some.verdict, Verdict::Remark);
        assert_eq!(
            some.words,
            "Somebody is signed in without Presence.Read.All, User.ReadBasic.All"
        );
    }

    #[test]
    fn a_kept_sign_in_that_cannot_be_read_needs_no_other() {
        let hint = |error: AuthError| check(Seen::NoToken(error.to_user())).hint;
        let locked = hint(AuthError::Store(StoreError::Locked));
        assert!(locked.starts_with("Unlock the keyring"), "{locked}");
        let signed_out = hint(AuthError::SignedOut);
        assert!(signed_out.contains("porchlight login"), "{signed_out}");
    }

    #[test]
    fn what_graph_refuses_keeps_its_request_id() {
        let error = UserError::new(ErrorCode::Refused, "Refused", "")
            .with_details(Some("Status 403, request id 1".to_owned()));
        let check = asked(&GRAPH, Err(error));
        assert_eq!(check.code, Some(ErrorCode::Refused));
        assert_eq!(check.facts[0].value, "Status 403, request id 1");
    }
}
