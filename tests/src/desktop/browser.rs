//! The system browser of the desktop: takes addresses and shows nothing.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, FileType, Mode};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::net::unix::pipe;
use tokio::sync::Mutex;

use super::process::variables;
use crate::wait::within;

/// A file with the variables of whoever opened the browser last.
const ENVIRONMENT: &str = "environment";

/// Stands first in the search path as `xdg-open` and hands on what it is told
/// to open.
#[derive(Debug)]
pub struct Browser {
    folder: PathBuf,
    addresses: Mutex<Lines<BufReader<pipe::Receiver>>>,
}

impl Browser {
    pub(super) fn install(folder: &Path) -> Self {
        std::fs::create_dir(folder).expect("a folder in a temporary folder");
        let pipe = folder.join("addresses");
        rustix::fs::mknodat(CWD, &pipe, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0)
            .expect("a pipe in a temporary folder");
        let program = folder.join("xdg-open");
        let script = format!(
            "#!/bin/sh\nenv --null > '{}'\nprintf '%s\\n' \"$1\" > '{}'\n",
            folder.join(ENVIRONMENT).display(),
            pipe.display()
        );
        std::fs::write(&program, script)
            .and_then(|()| {
                std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700))
            })
            .expect("a program in a temporary folder");
        // Also opened for writing, so that it does not end with its first writer.
        let receiver = pipe::OpenOptions::new()
            .read_write(true)
            .open_receiver(&pipe)
            .expect("the pipe opens");
        Self {
            folder: folder.to_owned(),
            addresses: Mutex::new(BufReader::new(receiver).lines()),
        }
    }

    /// A search path on which this browser comes first.
    pub(super) fn search_path(&self) -> OsString {
        let own = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(self.folder.clone()).chain(std::env::split_paths(&own));
        std::env::join_paths(folders).expect("no colon in a temporary folder's name")
    }

    /// The next address a program wants opened.
    pub async fn next_address(&self) -> String {
        let mut addresses = self.addresses.lock().await;
        within("a program opens the browser", addresses.next_line())
            .await
            .ok()
            .flatten()
            .expect("the pipe stays open")
    }

    /// The variables of the program that opened the last address.
    pub fn environment(&self) -> BTreeMap<String, String> {
        let file = self.folder.join(ENVIRONMENT);
        let mut variables = variables(&std::fs::read(file).expect("an address came"));
        // The shell's own.
        for own in ["PWD", "OLDPWD", "SHLVL", "_"] {
            variables.remove(own);
        }
        variables
    }
}
