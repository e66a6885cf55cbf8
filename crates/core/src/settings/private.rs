//! Files and folders that are nobody else's business.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::path::Path;

/// Makes a file that only its user may read, where none is yet.
///
/// # Errors
/// There is one already, or it can't be made there.
pub fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

/// Opens a file that only its user may read to write into it, and makes it
/// where none is yet.
///
/// # Errors
/// It can't be written to, or can't be made there.
pub(crate) fn open_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let file = options.open(path)?;
    // One that is another user's is theirs to close.
    let _ = close_to_others(path);
    Ok(file)
}

/// Makes a folder that only this user can enter, and those it lies in; leaves
/// as it is what is there already.
///
/// # Errors
/// None can be made there.
pub fn create_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder)
}

/// Takes from others what they may do with a file or a folder.
///
/// # Errors
/// It is not there, or another user's.
#[cfg(unix)]
pub fn close_to_others(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    let mode = fs::metadata(path)?.permissions().mode();
    if mode & 0o077 != 0 {
        fs::set_permissions(path, fs::Permissions::from_mode(mode & 0o700))?;
    }
    Ok(())
}

/// Looks for a file or a folder; that it lies in the user's own keeps others out.
///
/// # Errors
/// It is not there.
#[cfg(not(unix))]
pub fn close_to_others(path: &Path) -> io::Result<()> {
    fs::metadata(path)?;
    Ok(())
}

/// Makes a folder that only this user can enter, or makes sure it is one.
///
/// # Errors
/// What is there is no folder or another user's, or none can be made there.
#[cfg(unix)]
pub(crate) fn make_private(folder: &Path) -> io::Result<()> {
    use std::fs::Permissions;
    use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};

    match DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let found = fs::symlink_metadata(folder)?;
    if !found.is_dir() || found.uid() != rustix::process::geteuid().as_raw() {
        return Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            "the folder is not this user's own",
        ));
    }
    if found.mode() & 0o077 != 0 {
        fs::set_permissions(folder, Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Makes a folder; that it lies in the user's own keeps others out.
///
/// # Errors
/// None can be made there.
#[cfg(not(unix))]
pub(crate) fn make_private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn what_is_made_is_the_user_s_alone_and_what_was_there_stays() {
        let folder = tempfile::tempdir().unwrap();
        let there = folder.path().join("there");
        fs::create_dir(&there).unwrap();
        fs::set_permissions(&there, Permissions::from_mode(0o755)).unwrap();
        let made = there.join("made");
        create_private_folder(&made.join("within")).unwrap();
        create_private_folder(&made.join("within")).unwrap();
        let modes = [&there, &made, &made.join("within")].map(|path| mode(path));
        assert_eq!(modes, [0o755, 0o700, 0o700]);
    }

    #[test]
    fn a_file_is_closed_to_others_however_it_was_before() {
        let folder = tempfile::tempdir().unwrap();
        for before in [None, Some(0o644), Some(0o666), Some(0o600)] {
            let file = folder.path().join("file");
            if let Some(before) = before {
                fs::write(&file, "kept").unwrap();
                fs::set_permissions(&file, Permissions::from_mode(before)).unwrap();
            }
            open_private(&file).unwrap();
            assert_eq!(mode(&file), 0o600, "{before:?}");
            let kept = fs::read_to_string(&file).unwrap();
            assert_eq!(kept, before.map_or("", |_| "kept"));
            fs::remove_file(file).unwrap();
        }
    }
}
