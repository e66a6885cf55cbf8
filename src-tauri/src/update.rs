//! Puts a newer version in this program's place, with Tauri's updater, where
//! nobody else does. Whether and when is the engine's business.

mod trouble;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use porchlight_core::auth::is_safe;
use porchlight_core::desktop::Offer;
use porchlight_core::{UserError, http};
use serde_json::{Value, json};
use tauri::utils::config::BundleType;
use tauri::utils::platform::{bundle_type, current_exe};
use tauri::{AppHandle, Config, Runtime, Wry};
use tauri_plugin_updater::{Update, UpdaterBuilder, UpdaterExt};
use tokio::sync::oneshot;

use crate::{Arguments, appimage};
use trouble::Trouble;

/// Whose signature a newer version must carry: minisign's public key, once more in
/// base64, as Tauri's signer writes it. Builds without one only tell.
const KEY: Option<&str> = option_env!("PORCHLIGHT_UPDATE_KEY");

/// How long the manifest may take. The download takes as long as it goes on.
const MANIFEST_LIMIT: Duration = Duration::from_secs(30);

/// More than any version ever had, in bytes: it is held in memory until it is known
/// who signed it.
const LARGEST: usize = 512 * 1024 * 1024;

/// Installs a newer version of this program.
pub(crate) struct Installer<R: Runtime = Wry> {
    app: AppHandle<R>,
    /// What comes once this program has ended.
    next: Mutex<Option<Next>>,
}

enum Next {
    /// The newer version is in place.
    Start,
    /// Only the installer can put it there, and starts it.
    Install(Box<Update>, Vec<u8>),
}

/// Tells the updater whose signature to believe. Everything that is signed names
/// its version, too: nobody can offer an old one as new.
pub(crate) fn configure(config: &mut Config) {
    if let Some(key) = key() {
        config.plugins.0.insert("updater".to_owned(), settings(key));
    }
}

fn settings(key: &str) -> Value {
    json!({ "pubkey": key, "requireSignedVersion": true })
}

/// A variable that does not exist arrives from a workflow as an empty one.
fn key() -> Option<&'static str> {
    KEY.filter(|key| !key.is_empty())
}

impl Installer {
    /// None where this program installs nothing.
    ///
    /// # Errors
    /// The updater can't be prepared.
    pub(crate) fn of_this_program(
        app: &AppHandle,
        arguments: &Arguments,
    ) -> tauri::Result<Option<Arc<Self>>> {
        let is_ours = current_exe().is_ok_and(|program| {
            let image = appimage::file_of(&program);
            is_ours_alone(bundle_type().as_ref(), &program, image.as_deref())
        });
        if arguments.demo || key().is_none() || !is_ours {
            return Ok(None);
        }
        app.plugin(tauri_plugin_updater::Builder::new().build())?;
        Ok(Some(Arc::new(Self::in_app(app))))
    }
}

impl<R: Runtime> Installer<R> {
    fn in_app(app: &AppHandle<R>) -> Self {
        Self {
            app: app.clone(),
            next: Mutex::default(),
        }
    }

    /// Downloads a newer version and puts it in place, now or at [`Self::end`].
    /// Waits for all of it.
    ///
    /// # Errors
    /// It is not installed, and everything is as it was.
    pub(crate) fn install(&self, offer: &Offer) -> Result<(), UserError> {
        self.install_with(self.app.updater_builder(), offer)
    }

    fn install_with(&self, updater: UpdaterBuilder, offer: &Offer) -> Result<(), UserError> {
        tracing::info!(version = %offer.version, "A newer version is being installed");
        let fetched = tauri::async_runtime::block_on(fetch(updater, offer));
        let installed = fetched.and_then(|(update, file)| self.put(update, file));
        installed.map_err(|trouble| {
            tracing::warn!(kind = trouble.kind(), "The newer version is not installed");
            trouble.into_user(&offer.version.to_string())
        })
    }

    fn put(&self, update: Update, file: Vec<u8>) -> Result<(), Trouble> {
        // Held meanwhile: this program does not end in the middle.
        let mut next = self.next();
        *next = Some(if cfg!(windows) {
            Next::Install(Box::new(update), file)
        } else {
            update.install(file)?;
            Next::Start
        });
        Ok(())
    }

    fn next(&self) -> MutexGuard<'_, Option<Next>> {
        self.next.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends this process for the newer version, if one was installed. Called on the
    /// main thread, last of all.
    pub(crate) fn end(&self) {
        let next = self.next().take();
        match next {
            None => return,
            Some(Next::Start) => {}
            Some(Next::Install(update, file)) => {
                // Does not return where the installer has been started.
                if let Err(error) = update.install(file) {
                    let kind = Trouble::from(error).kind();
                    tracing::error!(kind, "The installer can't be started");
                }
            }
        }
        self.app.restart();
    }
}

/// Whether nobody but us brings newer versions of a program of this kind, where
/// `image` is the `AppImage` it runs from.
fn is_ours_alone(kind: Option<&BundleType>, program: &Path, image: Option<&Path>) -> bool {
    match kind {
        Some(BundleType::AppImage) => image.is_some(),
        Some(BundleType::Nsis) => true,
        // Every program on macOS is of this kind, also one that was only built.
        Some(BundleType::App) => program
            .parent()
            .is_some_and(|folder| folder.ends_with("Contents/MacOS")),
        Some(BundleType::Deb | BundleType::Rpm | BundleType::Msi | BundleType::Dmg) | None => false,
    }
}

/// The version that is offered, downloaded and proved to be signed by us.
async fn fetch(updater: UpdaterBuilder, offer: &Offer) -> Result<(Update, Vec<u8>), Trouble> {
    let wanted = offer.version.clone();
    let updater = updater
        .endpoints(vec![offer.manifest.clone()])?
        .timeout(MANIFEST_LIMIT)
        .configure_client(http::downloading(&offer.manifest)?)
        .version_comparator(move |ours, theirs| theirs.version == wanted && theirs.version > ours)
        .build()?;
    let update = updater.check().await?.ok_or(Trouble::OtherVersion)?;
    if !is_safe(&update.download_url) {
        return Err(Trouble::Unsafe);
    }
    let (stop, stopped) = oneshot::channel();
    let (mut stop, mut size) = (Some(stop), 0_usize);
    let count = |part: usize, _| {
        size = size.saturating_add(part);
        if size > LARGEST
            && let Some(stop) = stop.take()
        {
            // Nobody waits any more for one that has arrived.
            let _ = stop.send(());
        }
    };
    let file = tokio::select! {
        file = update.download(count, || {}) => file?,
        Ok(()) = stopped => return Err(Trouble::TooLarge),
    };
    Ok((update, file))
}

#[cfg(test)]
mod tests;
