//! Puts a newer version in this program's place, with Tauri's updater, where
//! nobody else does. Whether and when is the engine's business.

mod trouble;

use std::ffi::OsString;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use porchlight_core::auth::leads_safely;
use porchlight_core::desktop::Offer;
use porchlight_core::{UserError, http};
use semver::Version;
use serde_json::{Value, json};
use tauri::utils::config::BundleType;
use tauri::utils::platform::{bundle_type, current_exe};
use tauri::{AppHandle, Config, Manager, Runtime, Wry};
use tauri_plugin_updater::{Update, UpdaterBuilder, UpdaterExt};
use tokio::sync::oneshot;

use crate::{Arguments, appimage};
use trouble::Trouble;

/// Whose signature a newer version must carry: minisign's public key, once more in
/// base64, as Tauri's signer writes it. Builds without one only tell.
const KEY: Option<&str> = option_env!("PORCHLIGHT_UPDATE_KEY");

/// How long a download may take that goes on; one that stands still ends sooner.
const DOWNLOAD_LIMIT: Duration = Duration::from_secs(60 * 60);

/// More than any version ever had, in bytes: it is held in memory until it is known
/// who signed it.
const LARGEST: u64 = 512 * 1024 * 1024;

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
    /// Waits for all of it, and tells `share` how many percent are there.
    ///
    /// # Errors
    /// It is not installed, and everything is as it was.
    pub(crate) fn install(&self, offer: &Offer, share: &dyn Fn(u8)) -> Result<(), UserError> {
        self.install_with(self.app.updater_builder(), offer, share)
    }

    fn install_with(
        &self,
        updater: UpdaterBuilder,
        offer: &Offer,
        share: &dyn Fn(u8),
    ) -> Result<(), UserError> {
        tracing::info!(version = %offer.version, "A newer version is being installed");
        let fetched = tauri::async_runtime::block_on(fetch(updater, offer, share));
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
        let mut again = self.app.env();
        match next {
            None => return,
            Some(Next::Start) => again.args_os = begun_again(again.args_os, None),
            Some(Next::Install(update, file)) => {
                // Does not return where the installer has been started.
                if let Err(error) = update.install(file) {
                    let kind = Trouble::from(error).kind();
                    tracing::error!(kind, "The installer can't be started");
                }
                again.args_os = begun_again(again.args_os, Some(&update.version));
            }
        }
        self.app.cleanup_before_exit();
        tauri::process::restart(&again);
    }
}

/// How the next run learns that an installer could not be started.
const NOT_INSTALLED: &str = "--not-installed=";

/// The arguments for the next run, which tells its user of a version that is
/// `missing`: this one has no window any more.
fn begun_again(mut arguments: Vec<OsString>, missing: Option<&str>) -> Vec<OsString> {
    let is_told = |argument: &OsString| {
        let argument = argument.as_encoded_bytes();
        argument.starts_with(NOT_INSTALLED.as_bytes())
    };
    arguments.retain(|argument| !is_told(argument));
    arguments.extend(missing.map(|version| format!("{NOT_INSTALLED}{version}").into()));
    arguments
}

/// What the user should know if the run before could not have `missing` installed.
/// A newer version is started with the same arguments, and has nothing to tell.
pub(crate) fn not_installed(missing: Option<&Version>) -> Option<String> {
    let ours = Version::parse(env!("CARGO_PKG_VERSION")).ok();
    let missing = missing.filter(|missing| ours.is_none_or(|ours| **missing > ours))?;
    Some(format!(
        "Version {missing} was not installed: its installer could not be started. Try again, or get it from its page"
    ))
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
async fn fetch(
    updater: UpdaterBuilder,
    offer: &Offer,
    share: &dyn Fn(u8),
) -> Result<(Update, Vec<u8>), Trouble> {
    let manifest = http::description(&offer.manifest).await;
    let manifest = manifest.map_err(Trouble::Manifest)?;
    let wanted = offer.version.clone();
    let updater = updater
        .endpoints(vec![offer.manifest.clone()])?
        .configure_client(http::downloading()?)
        .version_comparator(move |ours, theirs| theirs.version == wanted && theirs.version > ours)
        .build()?;
    // Compares and chooses as if the updater had asked, and believes no signature
    // that does not name the version, however it is configured.
    let update = updater.restore_update(manifest)?;
    let mut update = update.ok_or(Trouble::OtherVersion)?;
    if !leads_safely(&offer.manifest, &update.download_url) {
        return Err(Trouble::Unsafe);
    }
    update.timeout = Some(DOWNLOAD_LIMIT);
    update.no_proxy = http::goes_without_proxy(&update.download_url);
    let (stop, stopped) = oneshot::channel();
    let (mut stop, mut size, mut told) = (Some(stop), 0, 0);
    let count = |part: usize, whole: Option<u64>| {
        size += part as u64;
        let tens = tens_of_percent(size, whole);
        if tens > told {
            told = tens;
            share(tens);
        }
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

/// How many percent `part` is of the whole, in whole tens; 0 where nobody knows.
fn tens_of_percent(part: u64, whole: Option<u64>) -> u8 {
    let whole = whole.filter(|whole| part <= *whole);
    let tenths = whole.and_then(|whole| (part * 10).checked_div(whole));
    tenths.map_or(0, |tenths| u8::try_from(tenths * 10).unwrap_or(0))
}

#[cfg(test)]
mod tests;
