//! What works here and what does not, for the user and whoever helps them.
//!
//! Looking is kept apart from judging: each area first observes, then a
//! function without input or output makes a [`Check`] of what was seen.
//! Nothing is changed, but for a probe in the keyring that is taken out again.

mod configuration;
mod desktop;
mod keyring;
mod memory;
mod network;
mod redact;
mod report;
mod sign_in;
mod turns;

use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;

use crate::UserError;
use crate::auth::{Account, Cloud, Registration, TokenStore};
use crate::clock::Clock;
use crate::engine::Handle;
use crate::http;
use crate::settings::SetAside;
use crate::view::Snapshot;

pub use report::{Area, Check, Fact, Report, Verdict};
pub(crate) use turns::OneAtATime;

/// What is looked at.
pub struct Subject {
    /// Each setting and where it comes from.
    pub settings: Vec<Fact>,
    /// What is amiss in them, a sentence each.
    pub remarks: Vec<String>,
    /// None where the configuration can't be read.
    pub cloud: Option<Cloud>,
    /// The application to sign in with, or why there is none.
    pub registration: Result<Registration, UserError>,
    pub tokens: Arc<dyn TokenStore>,
    /// The engine at whose side the look is taken: its access token does, if it is
    /// of this registration and account. Without one the kept sign-in is renewed.
    pub engine: Option<Handle>,
    /// Who signed in last, as far as it is remembered.
    pub account: Option<Account>,
    /// What was remembered and had to be set aside.
    pub set_aside: Vec<SetAside>,
    pub clock: Arc<dyn Clock>,
    /// The user's home folder, to be left out of the report.
    pub home: Option<PathBuf>,
    /// What went wrong in this run so far.
    pub errors: Vec<UserError>,
}

pub use configuration::{remarks, settings};

/// A look at everything, under way.
pub type Examination = Pin<Box<dyn Future<Output = Result<Report, UserError>> + Send>>;

/// Whoever looks at everything when somebody asks.
pub trait Doctor: Send + Sync + 'static {
    fn examine(&self) -> Examination;
}

/// What an engine has to say of its own troubles.
pub fn last_errors(snapshot: &Snapshot) -> Vec<UserError> {
    let errors = [&snapshot.health.problem, &snapshot.problem];
    errors.into_iter().flatten().cloned().collect()
}

/// Looks at everything, which takes a second, or a minute where nothing answers.
pub async fn examine(subject: &Subject) -> Report {
    let far_side = far_side(subject.cloud.as_ref());
    // Boxed: all these at once would make whoever waits for them as large.
    let (network, (keyring, sign_in), desktop) = Box::pin(async {
        tokio::join!(
            async {
                match &far_side {
                    Ok((cloud, http)) => network::examine(subject, cloud, http).await,
                    Err(check) => vec![check.clone()],
                }
            },
            async {
                // One after the other: both ask the keyring.
                let keyring = keyring::examine(Arc::clone(&subject.tokens)).await;
                let http = far_side.as_ref().ok().map(|(_, http)| http);
                (keyring, sign_in::examine(subject, http).await)
            },
            desktop::examine(),
        )
    })
    .await;
    let mut checks = vec![desktop.program, configuration::check(subject)];
    checks.extend(memory::check(&subject.set_aside));
    let letter = sign_in::help(subject, &sign_in);
    checks.extend(network);
    checks.extend([keyring, sign_in.check, desktop.tray, desktop.notifications]);
    checks.extend(errors(&subject.errors));
    let name = subject.account.as_ref();
    let redaction = redact::Redaction {
        home: subject.home.as_deref(),
        name: name.map(|account| account.name.as_str()),
    };
    Report::new(checks.into_iter().map(|c| redaction.of(c)).collect()).with_letter(letter)
}

/// Whom to ask and how, or why nobody can be asked.
fn far_side(cloud: Option<&Cloud>) -> Result<(&Cloud, reqwest::Client), Check> {
    let Some(cloud) = cloud else {
        return Err(Check::remark(
            Area::Graph,
            "Not checked",
            "Mend the configuration, then look again",
        ));
    };
    match http::client(cloud) {
        Ok(http) => Ok((cloud, http)),
        Err(error) => Err(Check::broken(Area::Graph, error.to_user())),
    }
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
