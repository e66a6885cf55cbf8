//! How it goes, in a line.

use chrono::{DateTime, Utc};

use crate::auth::AuthError;
use crate::engine::saving::Unsaved;
use crate::engine::session::{Session, SignedIn};
use crate::engine::state::State;
use crate::graph::{GraphError, Unreachable};
use crate::view::{HealthKind, HealthView, day_and_time_words, time_words};

impl State {
    pub(super) fn health_view(
        &self,
        signed_in: Option<&SignedIn>,
        now: DateTime<Utc>,
    ) -> HealthView {
        let mut health = HealthView {
            kind: HealthKind::Fine,
            words: String::new(),
            updated_at: signed_in.and_then(|s| s.poll.good_at()),
            next_try_at: signed_in.and_then(|s| s.poll.waits_for()),
            stale: signed_in.is_some_and(|s| s.ended.is_some() || s.poll.is_stale(now)),
            problem: None,
            remarks: self.remarks.words().cloned().collect(),
        };
        let unsaved = self.unsaved.as_ref().map(Unsaved::remark);
        health.remarks.extend(unsaved);
        let not_kept = signed_in.filter(|_| !self.demo);
        let not_kept = not_kept.and_then(|s| s.keeping.remark());
        let held_back = self.keyring.holds_back().then_some(
            "A sign-in that was ended still lies in the keyring: it is removed once the keyring lets it be",
        );
        health
            .remarks
            .extend(not_kept.into_iter().chain(held_back).map(str::to_owned));
        let newer = self.updates_view().and_then(|updates| updates.newer);
        health.remarks.extend(newer);
        (health.kind, health.words) = match (&self.session, signed_in) {
            (Session::Starting { .. }, _) => (HealthKind::Starting, "Starting".to_owned()),
            (_, None) => (HealthKind::SignedOut, "Signed out".to_owned()),
            (
                _,
                Some(SignedIn {
                    ended: Some(why), ..
                }),
            ) => {
                health.problem = Some(why.clone());
                (
                    HealthKind::SignedOut,
                    format!("Sign-in needed{}", self.as_of(&health, now)),
                )
            }
            (_, Some(signed_in)) => match signed_in.poll.trouble() {
                None => match health.updated_at {
                    None => (HealthKind::Starting, "Asking Microsoft Graph".to_owned()),
                    Some(_) if health.stale => (
                        HealthKind::Fine,
                        format!("Asking Microsoft Graph{}", self.as_of(&health, now)),
                    ),
                    Some(at) => (
                        HealthKind::Fine,
                        format!("Updated {}", time_words(at, self.zone)),
                    ),
                },
                Some(trouble) => {
                    health.problem = Some(trouble.to_user());
                    self.trouble_words(trouble, signed_in, &health, now)
                }
            },
        };
        health
    }

    fn trouble_words(
        &self,
        trouble: &GraphError,
        signed_in: &SignedIn,
        health: &HealthView,
        now: DateTime<Utc>,
    ) -> (HealthKind, String) {
        let old = self.as_of(health, now);
        let until = health.next_try_at.map(|at| time_words(at, self.zone));
        let until = until.map(|at| format!(" until {at}")).unwrap_or_default();
        let since = signed_in.poll.trouble_since();
        let since = since.map(|at| day_and_time_words(at, now, self.zone));
        let since = since.map(|at| format!(" since {at}")).unwrap_or_default();
        match trouble {
            GraphError::Throttled { .. } => (
                HealthKind::Throttled,
                format!("Microsoft Graph asked to wait{until}{old}"),
            ),
            GraphError::SignIn(AuthError::Throttled { .. }) => (
                HealthKind::Offline,
                format!("The sign-in service asked to wait{until}{old}"),
            ),
            GraphError::Refused { .. }
            | GraphError::NoPresence { .. }
            | GraphError::NoAccount { .. }
            | GraphError::Unreachable(Unreachable::BrokenOff) => (
                HealthKind::Trouble,
                format!("{}{old}", trouble.to_user().title),
            ),
            GraphError::Unreachable(Unreachable::ServerTrouble { .. }) => (
                HealthKind::Offline,
                format!("{}{since}{old}", trouble.to_user().title),
            ),
            GraphError::Unreachable(_) => (
                HealthKind::Offline,
                format!("Microsoft Graph can't be reached{since}{old}"),
            ),
            GraphError::SignIn(_) => (
                HealthKind::Offline,
                format!("The sign-in service can't be reached{since}{old}"),
            ),
        }
    }

    /// ", as of 10:42" for data that stay on screen in trouble.
    fn as_of(&self, health: &HealthView, now: DateTime<Utc>) -> String {
        let at = health.updated_at;
        at.map(|at| format!(", as of {}", day_and_time_words(at, now, self.zone)))
            .unwrap_or_default()
    }
}
