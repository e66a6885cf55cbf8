//! Where the engine of one folder of settings is found.

use std::path::{Path, PathBuf};

use crate::settings::{Places, STATE_FILE, folder_name};

/// The place of one folder of settings: other folders are other programs.
#[derive(Clone, Debug)]
pub struct Place {
    /// Where `state.json` lies.
    pub(super) state: PathBuf,
    /// What the system names for files of a session, if anything.
    #[cfg_attr(windows, expect(dead_code, reason = "pipes lie in no folder"))]
    pub(super) runtime: Option<PathBuf>,
}

impl Place {
    /// The place beside these files. `environment` is asked for `XDG_RUNTIME_DIR`.
    pub fn of(places: &Places, environment: impl Fn(&str) -> Option<String>) -> Self {
        let runtime = environment("XDG_RUNTIME_DIR").map(PathBuf::from);
        Self {
            state: places.state_folder().to_owned(),
            runtime: runtime.filter(|folder| folder.is_absolute()),
        }
    }

    /// Whether anything was remembered there yet, or an engine has run there.
    pub fn is_used(&self) -> bool {
        self.state.join(STATE_FILE).exists() || self.lock_file().exists()
    }

    /// The name that only this folder has.
    pub(super) fn name(&self) -> String {
        folder_name(&self.state)
    }

    /// Held by whoever runs an engine that writes here.
    pub(super) fn lock_file(&self) -> PathBuf {
        self.state.join("state.lock")
    }

    pub(super) fn state_folder(&self) -> &Path {
        &self.state
    }
}
