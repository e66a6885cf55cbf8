//! Where files lie.

use std::path::PathBuf;

use directories::ProjectDirs;

use crate::{ErrorCode, UserError};

/// The folders of this user, or one chosen folder for everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    config: PathBuf,
    state: PathBuf,
}

impl Places {
    /// The platform's folders; with `chosen`, all files lie there.
    pub fn find(chosen: Option<PathBuf>) -> Result<Self, UserError> {
        if let Some(folder) = chosen {
            return Ok(Self {
                config: folder.clone(),
                state: folder,
            });
        }
        let folders = ProjectDirs::from("", "", "porchlight").ok_or_else(|| {
            UserError::new(
                ErrorCode::Failed,
                "This user has no home folder to keep settings in",
                "Name a folder with --config-dir",
            )
        })?;
        let state = folders
            .state_dir()
            .unwrap_or_else(|| folders.data_local_dir());
        Ok(Self {
            config: folders.config_dir().to_owned(),
            state: state.to_owned(),
        })
    }

    /// The user's configuration; need not exist.
    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// What Porchlight remembers; need not exist.
    pub fn state_file(&self) -> PathBuf {
        self.state.join("state.json")
    }
}
