//! Another user of the computer, who has an account and no more.

use std::fs::{self, Permissions};
use std::io::{self, BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::thread;

use porchlight_tests::wait::LIMIT;
use rustix::process::{Gid, Uid};
use rustix::thread::{set_thread_groups, set_thread_res_gid, set_thread_res_uid};

/// The user and the group that every Linux has for those without rights.
const NOBODY: u32 = 65534;

/// Does something with the rights of the neighbour: those of a thread are its own.
pub(crate) fn as_neighbour<T: Send>(act: impl FnOnce() -> T + Send) -> T {
    let (user, group) = (Uid::from_raw(NOBODY), Gid::from_raw(NOBODY));
    thread::scope(|scope| {
        let neighbour = scope.spawn(|| {
            set_thread_groups(&[])
                .and_then(|()| set_thread_res_gid(group, group, group))
                .and_then(|()| set_thread_res_uid(user, user, user))
                .expect("an administrator can become anybody");
            act()
        });
        neighbour.join().expect("the neighbour does not panic")
    })
}

/// The first line that is said on a socket to whoever connects and waits; empty
/// if it is closed on them.
///
/// # Errors
/// They can't even connect.
pub(crate) fn first_line(socket: &Path) -> io::Result<String> {
    let stream = UnixStream::connect(socket)?;
    stream.set_read_timeout(Some(LIMIT))?;
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line)?;
    Ok(line)
}

/// A file or folder that everybody may use, until this value is dropped.
pub(crate) struct Opened {
    path: PathBuf,
    before: Permissions,
}

impl Opened {
    pub(crate) fn wide(path: &Path) -> Self {
        let before = fs::metadata(path).expect("it is there").permissions();
        fs::set_permissions(path, Permissions::from_mode(0o777)).expect("it is ours");
        Self {
            path: path.to_owned(),
            before,
        }
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        // What is gone is closed.
        let _ = fs::set_permissions(&self.path, self.before.clone());
    }
}
