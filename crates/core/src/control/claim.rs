//! Who may run an engine that writes into a folder: one program at a time.

use std::fs::{File, TryLockError};
use std::io::{self, Write as _};
use std::time::Duration;

use super::Place;
use crate::settings::{create_private_folder, open_private};

/// What stands in the file of a claim that one command line has for its time.
const COMMAND: &str = "command\n";

/// How often a claim that others hold is looked at again.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// The sole right to write into a folder of settings. Ends with the program,
/// however that ends.
#[derive(Debug)]
pub struct Claim {
    lock: File,
}

impl Claim {
    /// Takes the claim; none while another program has it.
    ///
    /// # Errors
    /// The folder can't be written to, or its file system knows no locks.
    pub fn take(place: &Place) -> io::Result<Option<Self>> {
        create_private_folder(place.state_folder())?;
        let lock = open_private(&place.lock_file())?;
        match lock.try_lock() {
            Ok(()) => {
                // Whatever the last one wrote there.
                lock.set_len(0)?;
                Ok(Some(Self { lock }))
            }
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Lets others know that it is kept only until a command line is done.
    pub(super) fn is_of_command(&mut self) {
        // Without it they are told less.
        let _ = self.lock.write_all(COMMAND.as_bytes());
    }

    /// Whether whoever holds it is a command line. Not known on Windows, where
    /// nobody else reads a file that is locked.
    pub(super) fn is_with_command(place: &Place) -> bool {
        std::fs::read_to_string(place.lock_file()).is_ok_and(|text| text == COMMAND)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "nothing tells that another program has let go"
)]
pub(super) async fn look_again() {
    tokio::time::sleep(LOOK_AGAIN).await;
}
