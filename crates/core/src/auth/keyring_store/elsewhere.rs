//! macOS and Windows: the keyring is a part of the system. It is never late, and
//! where it is locked it asks for its password by itself.

use tokio::sync::watch;

use super::{SERVICE, trouble};
use crate::auth::StoreError;

pub(super) struct Keyring;

impl Keyring {
    pub(super) fn open() -> Result<Self, StoreError> {
        let status = keyring::Entry::store_status();
        status.as_ref().map(|()| Self).map_err(trouble)
    }

    #[expect(clippy::unused_self, reason = "on Linux it needs what was opened")]
    pub(super) fn entry(&self, name: &str) -> Result<keyring::Entry, StoreError> {
        keyring::Entry::new(SERVICE, name).map_err(|e| trouble(&e))
    }
}

pub(super) fn unlock() -> Result<(), StoreError> {
    Err(StoreError::Locked)
}

pub(super) fn changes() -> watch::Receiver<()> {
    watch::channel(()).1
}
