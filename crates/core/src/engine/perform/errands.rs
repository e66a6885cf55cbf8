//! What is done for the user outside of Graph: by the desktop, the browser and
//! whoever announces releases.

use std::sync::Arc;

use url::Url;

use super::{Performer, blocking};
use crate::desktop::{Desktop, Offer};
use crate::engine::handle::Outcome;
use crate::engine::input::{CommandId, Input};
use crate::{ErrorCode, UserError, disk, updates};

impl Performer {
    /// Opens the first of the addresses that a program takes.
    pub(super) fn contact(&self, addresses: Vec<Url>, answer: CommandId) {
        let (browser, inputs) = (Arc::clone(&self.browser), self.inputs.clone());
        tokio::spawn(async move {
            let opened = tokio::task::spawn_blocking(move || browser.open_first(&addresses)).await;
            let outcome = match opened {
                Ok(Ok(())) => Ok(()),
                Ok(Err(_)) | Err(_) => Err(UserError::new(
                    ErrorCode::Failed,
                    "No program on this computer could be opened for it",
                    "Install one, or copy the address",
                )),
            };
            let _ = inputs.send(Input::Contacted(answer, outcome));
        });
    }

    /// Has the desktop do something, away from the threads that others wait on,
    /// and tells how it stands then.
    pub(super) fn desktop(
        &self,
        answer: Option<CommandId>,
        act: impl FnOnce(&dyn Desktop) -> Outcome + Send + 'static,
    ) {
        let Some(desktop) = self.desktop.clone() else {
            return;
        };
        let inputs = self.inputs.clone();
        tokio::spawn(async move {
            let asked = Arc::clone(&desktop);
            let outcome = blocking(move || act(&*asked)).await;
            let stands = blocking(move || Ok(desktop.starts_at_sign_in())).await;
            let _ = inputs.send(Input::Desktop {
                starts_at_sign_in: stands.unwrap_or(false),
                answer: answer.map(|id| (id, outcome)),
            });
        });
    }

    /// Looks once whether a newer version is announced.
    pub(super) fn look_for_update(&self, feed: Url, mark: Option<String>) {
        let inputs = self.inputs.clone();
        tokio::spawn(async move {
            let outcome = updates::look(&feed, mark.as_deref()).await;
            if let Err(error) = &outcome {
                tracing::info!(%error, "Nobody knows whether there is an update");
            }
            let _ = inputs.send(Input::UpdateLooked(outcome));
        });
    }

    /// Has the desktop install a newer version, which may take minutes.
    pub(super) fn install_update(&self, offer: Offer) {
        let Some(desktop) = self.desktop.clone() else {
            return;
        };
        let inputs = self.inputs.clone();
        tokio::spawn(async move {
            let told = inputs.clone();
            let share = move |percent| {
                let _ = told.send(Input::UpdateDownloaded(percent));
            };
            let outcome = blocking(move || desktop.install_update(&offer, &share)).await;
            let _ = inputs.send(Input::UpdateInstalled(outcome));
        });
    }

    /// Opens a page in the browser.
    pub(super) fn show_page(&self, page: &Url, answer: CommandId) {
        let outcome = self.browser.open(page).map_err(|error| {
            UserError::new(
                ErrorCode::Failed,
                format!("The browser can't be opened: {}", disk::why(&error)),
                format!("Open {page} yourself"),
            )
        });
        let _ = self.inputs.send(Input::PageShown(answer, outcome));
    }
}
