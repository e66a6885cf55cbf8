//! Linux: the Secret Service on the session bus. It is found anew for each call,
//! since it may come late, end and start again. Only [`unlock`] has it ask for a
//! password.

use std::collections::HashMap;

use futures_util::StreamExt;
use secret_service::blocking::{Collection, Item, SecretService};
use secret_service::{EncryptionType, Error};
use tokio::sync::watch;
use zbus::fdo::DBusProxy;
use zbus::{Connection, MatchRule, MessageStream, message};

use super::{Entries, SERVICE};
use crate::auth::StoreError;
use crate::plain::first_line;

const NAME: &str = "org.freedesktop.secrets";
const PATH: &str = "/org/freedesktop/secrets";
const BINARY: &str = "application/octet-stream";

pub(super) struct Keyring(SecretService<'static>);

impl Keyring {
    pub(super) fn open() -> Result<Self, StoreError> {
        let service = SecretService::connect(EncryptionType::Dh);
        service.map(Self).map_err(|e| trouble(&e))
    }

    /// Where secrets are kept, if it is open.
    fn collection(&self) -> Result<Collection<'_>, StoreError> {
        let collection = self.0.get_default_collection();
        let collection = collection.map_err(|e| trouble(&e))?;
        collection.ensure_unlocked().map_err(|e| trouble(&e))?;
        Ok(collection)
    }

    /// None only where nothing can lie behind a lock: not every keyring looks
    /// for secrets there.
    fn find(&self, name: &str) -> Result<Option<Item<'_>>, StoreError> {
        let found = self.0.search_items(attributes(name));
        let found = found.map_err(|e| trouble(&e))?;
        if let Some(item) = found.unlocked.into_iter().next() {
            return Ok(Some(item));
        }
        if !found.locked.is_empty() {
            return Err(StoreError::Locked);
        }
        self.collection().map(|_| None)
    }
}

impl Entries for Keyring {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let item = self.find(name)?;
        let secret = item.map(|item| item.get_secret()).transpose();
        secret.map_err(|e| trouble(&e))
    }

    fn set(&self, name: &str, value: &[u8]) -> Result<(), StoreError> {
        let set = if let Some(item) = self.find(name)? {
            item.set_secret(value, BINARY)
        } else {
            let label = format!("keyring:{name}@{SERVICE}");
            let collection = self.collection()?;
            let item = collection.create_item(&label, attributes(name), value, true, BINARY);
            item.map(drop)
        };
        set.map_err(|e| trouble(&e))
    }

    fn remove(&self, name: &str) -> Result<bool, StoreError> {
        let Some(item) = self.find(name)? else {
            return Ok(false);
        };
        item.delete().map(|()| true).map_err(|e| trouble(&e))
    }
}

pub(super) fn unlock() -> Result<(), StoreError> {
    let keyring = Keyring::open()?;
    let collection = keyring.0.get_default_collection();
    let unlocked = collection.and_then(|collection| {
        if collection.is_locked()? {
            collection.unlock()?;
        }
        collection.ensure_unlocked()
    });
    unlocked.map_err(|e| trouble(&e))
}

/// A keyring has come to the bus, or was locked or unlocked.
pub(super) fn changes() -> watch::Receiver<()> {
    let (teller, changes) = watch::channel(());
    tokio::spawn(async move {
        let told = tokio::select! {
            told = tell(&teller) => told,
            () = teller.closed() => Ok(()),
        };
        if let Err(error) = told {
            tracing::info!(%error, "No word of the keyring");
        }
    });
    changes
}

async fn tell(teller: &watch::Sender<()>) -> zbus::Result<()> {
    let bus = Connection::session().await?;
    let proxy = DBusProxy::new(&bus).await?;
    let owners = proxy.receive_name_owner_changed_with_args(&[(0, NAME)]);
    let mut owners = owners.await?;
    let signals = MatchRule::builder()
        .msg_type(message::Type::Signal)
        .sender(NAME)
        .path_namespace(PATH)
        .build()?;
    let mut signals = MessageStream::for_match_rule(signals, &bus, None).await?;
    loop {
        let opens = tokio::select! {
            Some(change) = owners.next() => {
                change.args().is_ok_and(|args| args.new_owner().is_some())
            }
            Some(signal) = signals.next() => signal.is_ok_and(|signal| {
                signal.header().member().is_some_and(|member| {
                    matches!(member.as_str(), "CollectionChanged" | "PropertiesChanged")
                })
            }),
            else => return Ok(()),
        };
        if opens {
            teller.send_replace(());
        }
    }
}

/// As secrets of earlier versions lie there.
fn attributes(name: &str) -> HashMap<&str, &str> {
    HashMap::from([("service", SERVICE), ("username", name)])
}

fn trouble(error: &Error) -> StoreError {
    // Without a collection there is none that is open.
    if let Error::Locked | Error::NoResult | Error::Prompt = error {
        return StoreError::Locked;
    }
    let words = error.to_string();
    // It was locked between two calls.
    if words.contains("org.freedesktop.Secret.Error.IsLocked") {
        return StoreError::Locked;
    }
    StoreError::Unavailable(first_line(&words))
}
