//! A file for the user to keep, where browsers would put it.

use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use directories::UserDirs;
use porchlight_core::settings::create_private;
use porchlight_core::{ErrorCode, UserError, disk};

/// Saves a text under a name that no file has yet.
///
/// # Errors
/// There is no folder for it, or it can't be written there.
pub(crate) fn save(name: &str, ending: &str, text: &str) -> Result<PathBuf, UserError> {
    let dirs = UserDirs::new().ok_or_else(|| {
        UserError::new(
            ErrorCode::Failed,
            "The file can't be saved: this user has no home folder",
            "Name a place yourself: porchlight people export FILE",
        )
    })?;
    let folder = dirs.download_dir().unwrap_or_else(|| dirs.home_dir());
    save_in(folder, name, ending, text).map_err(|error| {
        let what = format!("The file can't be saved in {}", folder.display());
        disk::unwritten(&what, &error)
    })
}

fn save_in(folder: &Path, name: &str, ending: &str, text: &str) -> io::Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    let mut number = 1;
    loop {
        let file = folder.join(match number {
            1 => format!("{name}.{ending}"),
            _ => format!("{name}-{number}.{ending}"),
        });
        match create_private(&file) {
            Ok(mut whole) => {
                whole.write_all(text.as_bytes())?;
                return Ok(file);
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => number += 1,
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("new");
        let first = save_in(&place, "people", "toml", "one").unwrap();
        let second = save_in(&place, "people", "toml", "two").unwrap();
        assert_eq!(first, place.join("people.toml"));
        assert_eq!(second, place.join("people-2.toml"));
        assert_eq!(std::fs::read_to_string(first).unwrap(), "one");
        assert_eq!(std::fs::read_to_string(second).unwrap(), "two");
    }
}
