//! Files that are nobody else's business.

use std::fs::{File, OpenOptions};
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
