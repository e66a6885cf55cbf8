//! What the engine may ask of the user's desktop.

use std::path::PathBuf;

use porchlight_core::desktop::Desktop;
use porchlight_core::{ErrorCode, UserError};

use crate::startup::Startup;

/// The desktop this program runs on.
pub(crate) struct ThisDesktop {
    pub(crate) startup: Startup,
    pub(crate) logs: PathBuf,
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

    fn show_logs(&self) -> Result<(), UserError> {
        std::fs::create_dir_all(&self.logs)
            .and_then(|()| open::that_detached(&self.logs))
            .map_err(|error| {
                UserError::new(
                    ErrorCode::Failed,
                    format!("The folder of logs can't be shown: {error}"),
                    format!("Open {} yourself", self.logs.display()),
                )
            })
    }
}
