//! Where files lie.

use std::io;
use std::path::{Path, PathBuf};

use directories::{ProjectDirs, UserDirs};
use uuid::Uuid;

use super::close_to_others;
use crate::{ErrorCode, UserError};

/// What is remembered between runs.
pub(crate) const STATE_FILE: &str = "state.json";

/// The folders of this user, or one chosen folder for everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    config: PathBuf,
    state: PathBuf,
    logs: PathBuf,
    cache: PathBuf,
}

impl Places {
    /// The platform's folders; with `chosen`, all files lie there.
    pub fn find(chosen: Option<PathBuf>) -> Result<Self, UserError> {
        if let Some(folder) = chosen {
            return Ok(Self {
                config: folder.clone(),
                logs: folder.join("logs"),
                cache: folder.clone(),
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
            logs: logs(&folders, state),
            cache: folders.cache_dir().to_owned(),
        })
    }

    /// The user's configuration; need not exist.
    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// What Porchlight remembers; need not exist.
    pub fn state_file(&self) -> PathBuf {
        self.state.join(STATE_FILE)
    }

    /// Where the tray application logs; need not exist.
    pub fn logs_folder(&self) -> &Path {
        &self.logs
    }

    /// Photos of people; need not exist, and may be removed at any time.
    pub fn photos_folder(&self) -> PathBuf {
        self.cache.join("photos")
    }

    /// Where Porchlight remembers; need not exist.
    pub fn state_folder(&self) -> &Path {
        &self.state
    }

    /// Closes to others the folder where an earlier version remembered. One that
    /// holds the user's own files, too, is theirs to close.
    ///
    /// # Errors
    /// It is another user's.
    pub fn close_state_to_others(&self) -> io::Result<()> {
        if self.state == self.config {
            return Ok(());
        }
        match close_to_others(&self.state) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            closed => closed,
        }
    }
}

/// Where each system looks for logs.
fn logs(folders: &ProjectDirs, state: &Path) -> PathBuf {
    if cfg!(target_os = "macos") {
        let home = UserDirs::new().map(|user| user.home_dir().to_owned());
        home.map_or_else(
            || state.join("logs"),
            |home| home.join("Library/Logs/Porchlight"),
        )
    } else if cfg!(windows) {
        folders.data_local_dir().with_file_name("logs")
    } else {
        state.join("logs")
    }
}

/// A name that only this folder has, however its path is written: 32 digits.
/// A link leads to the same name only once the folder exists.
pub fn folder_name(folder: &Path) -> String {
    let whole = folder
        .canonicalize()
        .or_else(|_| std::path::absolute(folder))
        .unwrap_or_else(|_| folder.to_owned());
    let bytes = whole.as_os_str().as_encoded_bytes();
    Uuid::new_v5(&Uuid::NAMESPACE_URL, bytes)
        .simple()
        .to_string()
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_folder_that_was_chosen_is_left_as_its_user_has_it() {
        let folder = tempfile::tempdir().unwrap();
        let chosen = Places::find(Some(folder.path().to_owned())).unwrap();
        let ours = Places {
            config: folder.path().join("elsewhere"),
            ..chosen.clone()
        };
        for (places, after) in [(chosen, 0o755), (ours.clone(), 0o700)] {
            fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
            places.close_state_to_others().unwrap();
            let mode = fs::metadata(folder.path()).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, after);
        }
        fs::remove_dir(folder.path()).unwrap();
        assert!(ours.close_state_to_others().is_ok(), "there is none yet");
    }
}
