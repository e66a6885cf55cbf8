//! A keyring of which a scenario says how it behaves.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use porchlight_core::auth::{StoreError, TokenStore};
use secrecy::SecretString;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Door {
    #[default]
    Open,
    Locked,
    /// There is no keyring at all.
    Gone,
    /// Calls wait until the door is another.
    Stuck,
}

/// Keeps what it is given, as long as its door is open.
#[derive(Default)]
pub struct Keyring {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    door: Door,
    waiting: usize,
    entries: BTreeMap<String, SecretString>,
}

impl Keyring {
    pub fn is(&self, door: Door) {
        self.lock().door = door;
        self.changed.notify_all();
    }

    /// How many sign-ins lie in it.
    pub fn len(&self) -> usize {
        self.lock().entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Somebody throws everything away.
    pub fn clear(&self) {
        self.lock().entries.clear();
    }

    /// Whether somebody waits before a stuck door.
    pub fn is_waited_for(&self) -> bool {
        self.lock().waiting > 0
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn opened(&self) -> Result<MutexGuard<'_, State>, StoreError> {
        let mut state = self.lock();
        while state.door == Door::Stuck {
            state.waiting += 1;
            let woken = self.changed.wait(state);
            state = woken.unwrap_or_else(PoisonError::into_inner);
            state.waiting -= 1;
        }
        match state.door {
            Door::Locked => Err(StoreError::Locked),
            Door::Gone => Err(StoreError::Unavailable("no bus".to_owned())),
            Door::Open | Door::Stuck => Ok(state),
        }
    }
}

impl TokenStore for Keyring {
    fn load(&self, key: &str) -> Result<Option<SecretString>, StoreError> {
        Ok(self.opened()?.entries.get(key).cloned())
    }

    fn save(&self, key: &str, secret: &SecretString) -> Result<(), StoreError> {
        let mut state = self.opened()?;
        state.entries.insert(key.to_owned(), secret.clone());
        Ok(())
    }

    fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.opened()?.entries.remove(key);
        Ok(())
    }
}
