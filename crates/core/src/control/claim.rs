//! Who may run an engine that writes into a folder: one program at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::time::Duration;

use super::Place;

/// How often a claim that others hold is looked at again.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// The sole right to write into a folder of settings. Ends with the program,
/// however that ends.
#[derive(Debug)]
pub struct Claim {
    _lock: File,
}

impl Claim {
    /// Takes the claim; none while another program has it.
    ///
    /// # Errors
    /// The folder can't be written to, or its file system knows no locks.
    pub fn take(place: &Place) -> io::Result<Option<Self>> {
        std::fs::create_dir_all(place.state_folder())?;
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(place.lock_file())?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(Self { _lock: lock })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// The same, for a program that may wait until a command line is done.
    ///
    /// # Errors
    /// As [`Claim::take`].
    pub async fn take_within(place: &Place, longest: Duration) -> io::Result<Option<Self>> {
        let taken = tokio::time::timeout(longest, async {
            loop {
                match Self::take(place) {
                    Ok(None) => look_again().await,
                    taken => return taken,
                }
            }
        });
        taken.await.unwrap_or(Ok(None))
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "nothing tells that another program has let go"
)]
pub(super) async fn look_again() {
    tokio::time::sleep(LOOK_AGAIN).await;
}
