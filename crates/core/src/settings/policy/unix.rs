//! Who may change a file, as Linux and macOS say it.

use std::fs::Metadata;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rustix::process::geteuid;

/// Writing by others.
const OTHERS: u32 = 0o002;

/// Writing by the group.
const GROUP: u32 = 0o020;

/// In a folder: others may add files, but not replace those of somebody else.
const STICKY: u32 = 0o1000;

const ADMINISTRATOR: u32 = 0;

/// Whether not everybody can change the file, nor put another in its place.
pub(in crate::settings) fn is_guarded(file: &Path) -> io::Result<bool> {
    holds(file, |found| found.mode() & OTHERS == 0)
}

/// Whether nobody can but the user and the administrator.
pub(in crate::settings) fn is_personal(file: &Path) -> io::Result<bool> {
    let user = geteuid().as_raw();
    holds(file, |found| is_of(user, found))
}

fn is_of(user: u32, found: &Metadata) -> bool {
    // Where files are made writable for groups, each user has a group of their own,
    // with their number.
    let writers = if found.gid() == found.uid() {
        OTHERS
    } else {
        OTHERS | GROUP
    };
    [user, ADMINISTRATOR].contains(&found.uid()) && found.mode() & writers == 0
}

/// Whether this is so for the file and its folder; for a link, also for the
/// folder of what it leads to.
fn holds(file: &Path, is_closed: impl Fn(&Metadata) -> bool) -> io::Result<bool> {
    let real = file.canonicalize()?;
    for folder in [file.parent(), real.parent()].into_iter().flatten() {
        let folder = folder.metadata()?;
        if folder.mode() & STICKY == 0 && !is_closed(&folder) {
            return Ok(false);
        }
    }
    Ok(is_closed(&real.metadata()?))
}

#[cfg(test)]
mod tests {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::path::PathBuf;

    use super::*;

    fn file(folder_mode: u32, file_mode: u32) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("policy.toml");
        std::fs::write(&file, "").unwrap();
        set_permissions(folder.path(), Permissions::from_mode(folder_mode)).unwrap();
        set_permissions(&file, Permissions::from_mode(file_mode)).unwrap();
        (folder, file)
    }

    #[test]
    fn what_everybody_can_change_is_not_guarded() {
        for (folder_mode, file_mode, guarded) in [
            (0o755, 0o644, true),
            (0o775, 0o664, true),
            (0o1777, 0o644, true),
            (0o777, 0o644, false),
            (0o755, 0o666, false),
        ] {
            let (_folder, file) = file(folder_mode, file_mode);
            let said = format!("{folder_mode:o} {file_mode:o}");
            assert_eq!(is_guarded(&file).unwrap(), guarded, "{said}");
            if !guarded {
                assert!(!is_personal(&file).unwrap(), "{said}");
            }
        }
    }

    #[test]
    fn what_a_link_leads_to_counts_too() {
        for (folder_mode, file_mode, personal) in [
            (0o755, 0o644, true),
            (0o777, 0o644, false),
            (0o755, 0o666, false),
        ] {
            let (_there, there) = file(folder_mode, file_mode);
            let here = tempfile::tempdir().unwrap();
            let link = here.path().join("policy.toml");
            symlink(there, &link).unwrap();
            assert_eq!(is_personal(&link).unwrap(), personal, "{folder_mode:o}");
        }
    }

    #[test]
    fn what_belongs_to_somebody_else_is_not_personal() {
        let (_folder, file) = file(0o755, 0o644);
        let found = file.metadata().unwrap();
        assert!(is_of(found.uid(), &found));
        let is_the_administrators = found.uid() == ADMINISTRATOR;
        assert_eq!(is_of(found.uid() + 1, &found), is_the_administrators);
    }

    #[test]
    fn a_group_of_others_makes_a_file_theirs_too() {
        let (_folder, file) = file(0o755, 0o664);
        let found = file.metadata().unwrap();
        let is_the_users_own_group = found.gid() == found.uid();
        assert_eq!(is_of(found.uid(), &found), is_the_users_own_group);
    }
}
