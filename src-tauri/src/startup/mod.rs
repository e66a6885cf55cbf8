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

use porchlight_core::{ErrorCode, UserError, disk};

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
        let done = if !on {
            system::turn_off(&self.name)
        } else if let Some(line) = self.words() {
            system::turn_on(&self.name, &line)
        } else {
            return Err(unchanged(on, "a folder's name is not text"));
        };
        done.map_err(|error| unchanged(on, &disk::why(&error)))
    }

    /// None where one of them is not text.
    fn words(&self) -> Option<Vec<&str>> {
        self.line.iter().map(|word| word.to_str()).collect()
    }
}

fn unchanged(on: bool, why: &str) -> UserError {
    let what = if on { "started" } else { "kept from starting" };
    UserError::new(
        ErrorCode::Failed,
        format!("Porchlight can't be {what} at sign-in: {why}"),
        system::BY_HAND,
    )
}

/// What there is no more need not be removed.
#[cfg(not(windows))]
fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        settled => settled,
    }
}
