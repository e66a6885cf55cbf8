//! What works here and what does not, for the user and whoever helps them.
//!
//! Looking is kept apart from judging: each area first observes, then a
//! function without input or output makes a [`Check`] of what was seen.
//! Nothing is changed, but for a probe in the keyring that is taken out again.

mod configuration;
mod desktop;
mod keyring;
mod network;
mod redact;
mod report;
mod sign_in;

use std::path::PathBuf;
use std::sync::Arc;

use crate::UserError;
use crate::auth::{Account, Cloud, Registration, TokenStore};
use crate::clock::Clock;
use crate::http;

pub use report::{Area, Check, Fact, Report, Verdict};

/// What is looked at.
pub struct Subject {
    /// Each setting and where it comes from.
    pub settings: Vec<Fact>,
    pub cloud: Cloud,
    /// The application to sign in with, or why there is none.
    pub registration: Result<Registration, UserError>,
    pub tokens: Arc<dyn TokenStore>,
    /// Who signed in last, as far as it is remembered.
    pub account: Option<Account>,
    pub clock: Arc<dyn Clock>,
    /// The user's home folder, to be left out of the report.
    pub home: Option<PathBuf>,
    /// What went wrong in this run so far.
    pub errors: Vec<UserError>,
}

pub use configuration::settings;

/// Looks at everything, which takes a second, or a minute where nothing answers.
pub async fn examine(subject: &Subject) -> Report {
    let clock = subject.clock.as_ref();
    let http = http::client(&subject.cloud);
    let (network, (keyring, sign_in), desktop) = tokio::join!(
        network::examine(&subject.cloud, &subject.registration, &http, clock),
        async {
            // One after the other: both ask the keyring.
            let keyring = keyring::examine(Arc::clone(&subject.tokens)).await;
            (keyring, sign_in::examine(subject, &http).await)
        },
        desktop::examine(),
    );
    let mut checks = vec![
        desktop.program,
        configuration::check(&subject.settings, &subject.registration),
    ];
    checks.extend(network);
    checks.extend([keyring, sign_in, desktop.tray, desktop.notifications]);
    checks.extend(errors(&subject.errors));
    let name = subject
        .account
        .as_ref()
        .map(|account| account.name.as_str());
    let redaction = redact::Redaction {
        home: subject.home.as_deref(),
        name,
    };
    Report::new(checks.into_iter().map(|c| redaction.of(c)).collect())
}

/// A remark, since what went wrong once is not broken now.
fn errors(errors: &[UserError]) -> Option<Check> {
    let facts: Vec<Fact> = errors
        .iter()
        .map(|error| {
            Fact::new(
                error.title.clone(),
                error.details.clone().unwrap_or_default(),
            )
        })
        .collect();
    let words = match facts.len() {
        0 => return None,
        1 => "One since Porchlight was started".to_owned(),
        more => format!("{more} since Porchlight was started"),
    };
    Some(Check::remark(Area::Errors, words, "").with(facts))
}

#[cfg(test)]
mod tests;
