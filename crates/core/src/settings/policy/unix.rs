//! Who may change a file, as Linux and macOS say it.

use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// Writing by others.
const OTHERS: u32 = 0o002;

/// In a folder: others may add files, but not replace those of somebody else.
const STICKY: u32 = 0o1000;

/// Whether not everybody can change the file, nor put another in its place.
pub(in crate::settings) fn is_guarded(file: &Path) -> io::Result<bool> {
    let mode = |path: &Path| Ok::<_, io::Error>(path.metadata()?.permissions().mode());
    let folder = file.parent().map(mode).transpose()?.unwrap_or(0);
    Ok(mode(file)? & OTHERS == 0 && folder & (OTHERS | STICKY) != OTHERS)
}

#[cfg(test)]
mod tests {
    use std::fs::{Permissions, set_permissions};

    use super::*;

    #[test]
    fn what_everybody_can_change_is_not_guarded() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("policy.toml");
        std::fs::write(&file, "").unwrap();
        for (folder_mode, file_mode, guarded) in [
            (0o755, 0o644, true),
            (0o1777, 0o644, true),
            (0o777, 0o644, false),
            (0o755, 0o666, false),
        ] {
            set_permissions(folder.path(), Permissions::from_mode(folder_mode)).unwrap();
            set_permissions(&file, Permissions::from_mode(file_mode)).unwrap();
            assert_eq!(
                is_guarded(&file).unwrap(),
                guarded,
                "{folder_mode:o} {file_mode:o}"
            );
        }
    }
}
