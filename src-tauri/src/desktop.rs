//! What the engine may ask of the user's desktop.

use std::path::PathBuf;
use std::sync::Arc;

use porchlight_core::desktop::{Desktop, Offer};
use porchlight_core::settings::create_private_folder;
use porchlight_core::{ErrorCode, UserError, disk};

use crate::startup::Startup;
use crate::update::Installer;

/// The desktop this program runs on.
pub(crate) struct ThisDesktop {
    pub(crate) startup: Startup,
    pub(crate) logs: PathBuf,
    /// None where somebody else installs newer versions.
    pub(crate) installer: Option<Arc<Installer>>,
}

impl Desktop for ThisDesktop {
    fn starts_at_sign_in(&self) -> bool {
        self.startup.is_on()
    }

    fn start_at_sign_in(&self, on: bool) -> Result<(), UserError> {
        self.startup.turn(on)
    }

    fn is_packaged(&self) -> bool {
        self.startup.is_packaged()
    }

    fn installs_updates(&self) -> bool {
        self.installer.is_some()
    }

    fn install_update(&self, offer: &Offer, share: &dyn Fn(u8)) -> Result<(), UserError> {
        match &self.installer {
            Some(installer) => installer.install(offer, share),
            None => Err(UserError::usage(
                "Porchlight does not update itself here",
                "Get the newer version from its page",
            )),
        }
    }

    fn show_logs(&self) -> Result<(), UserError> {
        create_private_folder(&self.logs)
            .and_then(|()| open::that_detached(&self.logs))
            .map_err(|error| {
                UserError::new(
                    ErrorCode::Failed,
                    format!("The folder of logs can't be shown: {}", disk::why(&error)),
                    format!("Open {} yourself", self.logs.display()),
                )
            })
    }
}
