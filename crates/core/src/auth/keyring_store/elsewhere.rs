//! macOS and Windows: the keyring is a part of the system. It is never late, and
//! where it is locked it asks for its password by itself.

use tokio::sync::watch;

use super::{Entries, SERVICE};
use crate::auth::StoreError;
use crate::plain::first_line;

pub(super) struct Keyring;

impl Keyring {
    pub(super) fn open() -> Result<Self, StoreError> {
        let status = keyring::Entry::store_status();
        status.as_ref().map(|()| Self).map_err(trouble)
    }
}

impl Entries for Keyring {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        match entry(name)?.get_secret() {
            Ok(value) => Ok(Some(value)),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(trouble(&error)),
        }
    }

    fn set(&self, name: &str, value: &[u8]) -> Result<(), StoreError> {
        entry(name)?.set_secret(value).map_err(|e| trouble(&e))
    }

    fn remove(&self, name: &str) -> Result<bool, StoreError> {
        match entry(name)?.delete_credential() {
            Ok(()) => Ok(true),
            Err(keyring::Error::NoEntry) => Ok(false),
            Err(error) => Err(trouble(&error)),
        }
    }
}

fn entry(name: &str) -> Result<keyring::Entry, StoreError> {
    keyring::Entry::new(SERVICE, name).map_err(|e| trouble(&e))
}

pub(super) fn unlock() -> Result<(), StoreError> {
    Err(StoreError::Locked)
}

pub(super) fn changes() -> watch::Receiver<()> {
    watch::channel(()).1
}

/// Never prints what an entry held: some of these errors carry it.
fn trouble(error: &keyring::Error) -> StoreError {
    use keyring::Error;
    if let Error::NoStorageAccess(_) = error {
        return StoreError::Locked;
    }
    if let Error::BadEncoding(_) | Error::BadDataFormat(..) = error {
        return StoreError::Damaged;
    }
    StoreError::Unavailable(first_line(&error.to_string()))
}
