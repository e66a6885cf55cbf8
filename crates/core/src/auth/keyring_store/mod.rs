//! The operating system's keyring as a token store.
//!
//! Windows keeps at most 2,560 bytes in one credential, so longer secrets lie
//! in numbered parts. The entry under the key itself is the head: it holds the
//! secret, or says which parts to join. Parts are written before the head, and
//! under the generation the head does not name, so that a save cut short
//! leaves the former secret whole.

#[cfg(not(target_os = "linux"))]
#[path = "elsewhere.rs"]
mod system;
#[cfg(target_os = "linux")]
#[path = "linux.rs"]
mod system;

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::watch;

use super::{StoreError, TokenStore};
use crate::plain::first_line;
use system::Keyring;

const SERVICE: &str = "Porchlight";
const PART: usize = 2_000;

/// First byte of a head that holds the secret itself.
const WHOLE: u8 = b'=';
/// First byte of a head that names a generation and a number of parts.
const SPLIT: u8 = b'#';

/// Keychain, Windows Credential Manager or the Secret Service.
#[derive(Clone, Copy, Debug, Default)]
pub struct KeyringStore;

impl TokenStore for KeyringStore {
    fn load(&self, key: &str) -> Result<Option<SecretString>, StoreError> {
        load(&Keyring::open()?, key)
    }

    fn save(&self, key: &str, secret: &SecretString) -> Result<(), StoreError> {
        save(&Keyring::open()?, key, secret)
    }

    fn delete(&self, key: &str) -> Result<(), StoreError> {
        delete(&Keyring::open()?, key)
    }

    fn unlock(&self) -> Result<(), StoreError> {
        system::unlock()
    }

    fn changes(&self) -> watch::Receiver<()> {
        system::changes()
    }
}

/// Small named values: what every platform's keyring is.
trait Entries {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError>;
    fn set(&self, name: &str, value: &[u8]) -> Result<(), StoreError>;
    /// Whether there was one.
    fn remove(&self, name: &str) -> Result<bool, StoreError>;
}

impl Entries for Keyring {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        match self.entry(name)?.get_secret() {
            Ok(value) => Ok(Some(value)),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(trouble(&error)),
        }
    }

    fn set(&self, name: &str, value: &[u8]) -> Result<(), StoreError> {
        let set = self.entry(name)?.set_secret(value);
        set.map_err(|e| trouble(&e))
    }

    fn remove(&self, name: &str) -> Result<bool, StoreError> {
        match self.entry(name)?.delete_credential() {
            Ok(()) => Ok(true),
            Err(keyring::Error::NoEntry) => Ok(false),
            Err(error) => Err(trouble(&error)),
        }
    }
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

fn load(entries: &dyn Entries, key: &str) -> Result<Option<SecretString>, StoreError> {
    let Some(head) = entries.get(key)? else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    if let Some(secret) = head.strip_prefix(&[WHOLE]) {
        bytes.extend(secret);
    } else {
        let (generation, count) = parts_of(&head).ok_or(StoreError::Damaged)?;
        for number in 0..count {
            let part = entries.get(&part_name(key, generation, number))?;
            bytes.extend(part.ok_or(StoreError::Damaged)?);
        }
    }
    String::from_utf8(bytes)
        .map(|secret| Some(secret.into()))
        .map_err(|_| StoreError::Damaged)
}

fn save(entries: &dyn Entries, key: &str, secret: &SecretString) -> Result<(), StoreError> {
    let secret = secret.expose_secret().as_bytes();
    if secret.len() < PART {
        entries.set(key, &[&[WHOLE], secret].concat())?;
        remove_parts(entries, key, 'a', 0)?;
        return remove_parts(entries, key, 'b', 0);
    }
    let former = entries.get(key)?.as_deref().and_then(parts_of);
    let (generation, other) = match former {
        Some(('a', _)) => ('b', 'a'),
        _ => ('a', 'b'),
    };
    let parts = secret.chunks(PART);
    let count = parts.len();
    for (number, part) in parts.enumerate() {
        entries.set(&part_name(key, generation, number), part)?;
    }
    let head = format!("{}{generation}{count}", char::from(SPLIT));
    entries.set(key, head.as_bytes())?;
    remove_parts(entries, key, generation, count)?;
    remove_parts(entries, key, other, 0)
}

fn delete(entries: &dyn Entries, key: &str) -> Result<(), StoreError> {
    // The head first: parts without one are never read.
    entries.remove(key)?;
    remove_parts(entries, key, 'a', 0)?;
    remove_parts(entries, key, 'b', 0)
}

fn remove_parts(
    entries: &dyn Entries,
    key: &str,
    generation: char,
    from: usize,
) -> Result<(), StoreError> {
    let mut number = from;
    while entries.remove(&part_name(key, generation, number))? {
        number += 1;
    }
    Ok(())
}

fn parts_of(head: &[u8]) -> Option<(char, usize)> {
    let rest = std::str::from_utf8(head.strip_prefix(&[SPLIT])?).ok()?;
    let mut chars = rest.chars();
    let generation = chars.next().filter(|g| matches!(g, 'a' | 'b'))?;
    Some((generation, chars.as_str().parse().ok()?))
}

fn part_name(key: &str, generation: char, number: usize) -> String {
    format!("{key}#{generation}{number}")
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};
    use std::collections::BTreeMap;

    use super::*;

    /// A keyring with Windows' limit that can be made to fail after some writes.
    struct Fake {
        entries: RefCell<BTreeMap<String, Vec<u8>>>,
        writes_left: Cell<usize>,
    }

    impl Fake {
        fn new() -> Self {
            Self {
                entries: RefCell::default(),
                writes_left: Cell::new(usize::MAX),
            }
        }

        fn names(&self) -> Vec<String> {
            self.entries.borrow().keys().cloned().collect()
        }
    }

    impl Entries for Fake {
        fn get(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
            Ok(self.entries.borrow().get(name).cloned())
        }

        fn set(&self, name: &str, value: &[u8]) -> Result<(), StoreError> {
            if value.len() > 2_560 || self.writes_left.get() == 0 {
                return Err(StoreError::Locked);
            }
            self.writes_left.set(self.writes_left.get() - 1);
            self.entries
                .borrow_mut()
                .insert(name.to_owned(), value.to_vec());
            Ok(())
        }

        fn remove(&self, name: &str) -> Result<bool, StoreError> {
            Ok(self.entries.borrow_mut().remove(name).is_some())
        }
    }

    fn read(entries: &Fake) -> Option<String> {
        load(entries, "k")
            .unwrap()
            .map(|s| s.expose_secret().to_owned())
    }

    #[test]
    fn secrets_of_any_length_come_back_and_go() {
        let fake = Fake::new();
        for length in [0, 1, 1_999, 2_000, 2_001, 4_000, 9_999, 10] {
            let secret = "s".repeat(length);
            save(&fake, "k", &secret.clone().into()).unwrap();
            assert_eq!(read(&fake), Some(secret), "{length}");
        }
        assert_eq!(fake.names(), ["k"], "no part of a former secret stays");
        save(&fake, "k", &"s".repeat(5_000).into()).unwrap();
        delete(&fake, "k").unwrap();
        assert_eq!(fake.names(), Vec::<String>::new());
        delete(&fake, "k").unwrap();
        assert_eq!(read(&fake), None);
    }

    #[test]
    fn a_save_cut_short_leaves_the_former_secret() {
        let fake = Fake::new();
        let former = "f".repeat(5_000);
        save(&fake, "k", &former.clone().into()).unwrap();
        for writes in 0..4 {
            fake.writes_left.set(writes);
            assert!(save(&fake, "k", &"n".repeat(7_000).into()).is_err());
            assert_eq!(read(&fake), Some(former.clone()), "{writes}");
        }
    }

    #[test]
    fn a_missing_part_is_damage_and_not_absence() {
        let fake = Fake::new();
        save(&fake, "k", &"s".repeat(5_000).into()).unwrap();
        fake.remove("k#a1").unwrap();
        assert_eq!(load(&fake, "k").err(), Some(StoreError::Damaged));
    }
}
