//! Replacing a file whole: a crash in the middle leaves the old one, and a
//! failure nothing beside it.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

use super::create_private;

/// Writes a file that only its user may read: what it says of their colleagues
/// is nobody else's business.
///
/// # Errors
/// It can't be written; what was there is as it was.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let whole = beside(path, create_private)?;
    #[cfg(unix)]
    if let Ok(before) = fs::metadata(path) {
        give(whole.as_file(), &before)?;
    }
    settle(whole, path, bytes)
}

/// The same for a file of the user's own making: whoever may read the old one
/// may read the new one.
///
/// # Errors
/// As [`replace`].
pub(super) fn replace_alike(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // Never readable to more people than the old one.
    let is_new = !path.exists();
    let create = |new: &Path| {
        if is_new {
            File::create_new(new)
        } else {
            create_private(new)
        }
    };
    let whole = beside(path, create)?;
    #[cfg(unix)]
    if let Ok(before) = fs::metadata(path) {
        give(whole.as_file(), &before)?;
        whole.as_file().set_permissions(before.permissions())?;
    }
    settle(whole, path, bytes)
}

/// A new file in the same folder, which is removed unless it is settled.
fn beside(
    path: &Path,
    create: impl FnMut(&Path) -> io::Result<File>,
) -> io::Result<NamedTempFile<File>> {
    let mut hidden = OsString::from(".");
    hidden.push(path.file_name().unwrap_or_default());
    hidden.push(".");
    Builder::new().prefix(&hidden).make_in(folder(path), create)
}

fn folder(path: &Path) -> &Path {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// To the owner of what was there. Nobody but root may, and nobody else need.
#[cfg(unix)]
fn give(new: &File, before: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    match fchown(new, Some(before.uid()), Some(before.gid())) {
        Err(error)
            if error.kind() == io::ErrorKind::PermissionDenied
                && !rustix::process::geteuid().is_root() =>
        {
            Ok(())
        }
        given => given,
    }
}

fn settle(mut whole: NamedTempFile<File>, path: &Path, bytes: &[u8]) -> io::Result<()> {
    whole.write_all(bytes)?;
    whole.as_file().sync_all()?;
    let (file, mut temporary) = whole.into_parts();
    drop(file);
    // The library's own way fails on Windows while somebody reads the old file.
    fs::rename(&temporary, path)?;
    temporary.disable_cleanup(true);
    // Where the system lets folders be written through, so is the new name.
    #[cfg(unix)]
    File::open(folder(path))?.sync_all()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    type Replace = fn(&Path, &[u8]) -> io::Result<()>;

    const BOTH: [Replace; 2] = [replace, replace_alike];

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name());
        names.map(|name| name.into_string().unwrap()).collect()
    }

    #[test]
    fn nothing_else_is_left_whether_it_works_or_not() {
        for replace in BOTH {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("file");
            for text in ["one", "other"] {
                replace(&path, text.as_bytes()).unwrap();
                assert_eq!(fs::read_to_string(&path).unwrap(), text);
            }
            assert_eq!(names(folder.path()), ["file"]);

            fs::remove_file(&path).unwrap();
            fs::create_dir(&path).unwrap();
            fs::write(path.join("kept"), "").unwrap();
            assert!(replace(&path, b"text").is_err(), "a folder is in the way");
            assert_eq!(names(folder.path()), ["file"]);
            assert_eq!(names(&path), ["kept"]);
        }
    }

    #[test]
    fn a_crash_in_the_middle_of_writing_leaves_the_old_file() {
        for replace in BOTH {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("file");
            replace(&path, b"old").unwrap();
            let mut half = beside(&path, create_private).unwrap();
            half.write_all(b"ne").unwrap();
            assert_eq!(fs::read(&path).unwrap(), b"old");
            // What the crash left is in nobody's way.
            half.disable_cleanup(true);
            drop(half);
            replace(&path, b"new").unwrap();
            assert_eq!(fs::read(&path).unwrap(), b"new");
        }
    }

    /// As a command line may, beside the running program.
    #[test]
    fn whoever_reads_the_old_file_keeps_nobody_from_a_new_one() {
        for replace in BOTH {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("file");
            replace(&path, b"old").unwrap();
            let old = File::open(&path).unwrap();
            replace(&path, b"new").unwrap();
            assert_eq!(io::read_to_string(old).unwrap(), "old");
            assert_eq!(fs::read(&path).unwrap(), b"new");
        }
    }

    #[cfg(unix)]
    #[test]
    fn who_may_read_it_stays_unless_it_is_the_user_s_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        for (replace, before, after) in [
            (BOTH[0], 0o644, 0o600),
            (BOTH[1], 0o640, 0o640),
            (BOTH[1], 0o600, 0o600),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("file");
            fs::write(&path, "old").unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(before)).unwrap();
            replace(&path, b"new").unwrap();
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, after, "from {before:o}");
        }
    }
}
