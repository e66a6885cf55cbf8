//! Being started by the system when its user signs in to the computer, one file
//! for each operating system behind the same names.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(windows)]
mod windows;

use std::io;
use std::path::{Path, PathBuf};

use porchlight_core::{ErrorCode, UserError};

#[cfg(target_os = "linux")]
use linux as system;
#[cfg(target_os = "macos")]
use macos as system;
#[cfg(windows)]
use windows as system;

/// What the system is to start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Startup {
    /// The name of the entry: another folder of settings has one of its own.
    name: String,
    /// The program and its arguments.
    line: Vec<PathBuf>,
}

impl Startup {
    /// This program as it was started, without its window.
    ///
    /// # Errors
    /// Nobody can say where the program lies.
    pub(crate) fn of_this_program(name: &str, folder: Option<&Path>) -> io::Result<Self> {
        let mut line = vec![system::program()?, "--hidden".into()];
        if let Some(folder) = folder {
            line.extend(["--config-dir".into(), std::path::absolute(folder)?]);
        }
        Ok(Self {
            name: name.to_owned(),
            line,
        })
    }

    /// Whether it lies where only a package manager writes.
    pub(crate) fn is_packaged(&self) -> bool {
        let program = self.line.first();
        program.is_some_and(|program| system::PACKAGED.iter().any(|at| program.starts_with(at)))
    }

    /// Whether the system starts it; one that can't be asked does not.
    pub(crate) fn is_on(&self) -> bool {
        system::is_on(&self.name).unwrap_or_else(|error| {
            tracing::warn!(kind = %error.kind(), "What is started at sign-in can't be read");
            false
        })
    }

    /// Has the system start it from now on, or no more.
    ///
    /// # Errors
    /// The system keeps it as it was.
    pub(crate) fn turn(&self, on: bool) -> Result<(), UserError> {
        let done = if on {
            self.words()
                .and_then(|line| system::turn_on(&self.name, &line))
        } else {
            system::turn_off(&self.name)
        };
        done.map_err(|error| {
            let what = if on { "started" } else { "kept from starting" };
            UserError::new(
                ErrorCode::Failed,
                format!("Porchlight can't be {what} at sign-in: {error}"),
                system::BY_HAND,
            )
        })
    }

    fn words(&self) -> io::Result<Vec<&str>> {
        let words = self.line.iter().map(|word| word.to_str());
        let words: Option<Vec<&str>> = words.collect();
        words.ok_or_else(|| io::Error::other("a folder's name is not text"))
    }
}

/// What there is no more need not be removed.
#[cfg(not(windows))]
fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        settled => settled,
    }
}
