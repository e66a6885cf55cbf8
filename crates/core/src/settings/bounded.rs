//! Reading a file that may be anything: nobody waits for a pipe or reads a device.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use crate::disk;

/// The largest file that people write, in bytes.
pub(super) const LARGEST_BY_HAND: u64 = 1 << 20;

/// The largest file of ours, in bytes: many times what ten thousand people take.
pub(super) const LARGEST_OF_OURS: u64 = 1 << 26;

/// What is in a file of at most `largest` bytes; none if there is no such file.
///
/// # Errors
/// Why it is not read, to stand behind a colon.
pub(super) fn read(path: &Path, largest: u64) -> Result<Option<Vec<u8>>, String> {
    match take(path, largest) {
        Ok(Some(bytes)) if bytes.len() as u64 <= largest => Ok(Some(bytes)),
        Ok(Some(_)) => Err(format!("it is larger than {} MB", largest >> 20)),
        Ok(None) => Err("it is a pipe or a device, and no file".to_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(disk::why(&error)),
    }
}

/// What is in a file, or enough of it to see that it is too large; none of what
/// is no file.
fn take(path: &Path, largest: u64) -> io::Result<Option<Vec<u8>>> {
    let found = fs::metadata(path)?;
    if found.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if !found.is_file() {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    let file = File::open(path)?;
    file.take(largest + 1).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_larger_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        assert_eq!(read(&file, 1 << 20), Ok(None));
        for (length, is_read) in [(0, true), (1 << 20, true), ((1 << 20) + 1, false)] {
            fs::write(&file, vec![b'#'; length]).unwrap();
            let read = read(&file, 1 << 20);
            if is_read {
                assert_eq!(read.unwrap().map(|bytes| bytes.len()), Some(length));
            } else {
                assert_eq!(read.unwrap_err(), "it is larger than 1 MB");
            }
        }
    }

    #[cfg(unix)]
    #[test]
    fn nobody_waits_for_what_is_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        let endless = folder.path().join("endless");
        std::os::unix::fs::symlink("/dev/zero", &endless).unwrap();
        for path in [pipe, endless] {
            let why = read(&path, 1 << 20).unwrap_err();
            assert_eq!(why, "it is a pipe or a device, and no file");
        }
        let why = read(folder.path(), 1 << 20).unwrap_err();
        assert_eq!(why, "it is a folder");
    }
}
