//! Linux: the Secret Service on the session bus. It is found anew for each call,
//! since it may come late, end and start again. Only [`unlock`] has it ask for a
//! password: the store below `keyring` would do so for whatever is locked, so
//! that is looked for first.

use std::collections::HashMap;
use std::sync::Arc;

use futures_util::StreamExt;
use keyring_core::api::CredentialStoreApi as _;
use secret_service::blocking::SecretService;
use secret_service::{EncryptionType, Error};
use tokio::sync::watch;
use zbus::fdo::DBusProxy;
use zbus::{Connection, MatchRule, MessageStream, message};
use zbus_secret_service_keyring_store::Store;

use super::SERVICE;
use crate::auth::StoreError;
use crate::plain::first_line;

const NAME: &str = "org.freedesktop.secrets";
const PATH: &str = "/org/freedesktop/secrets";

pub(super) struct Keyring {
    service: SecretService<'static>,
    store: Arc<Store>,
}

impl Keyring {
    pub(super) fn open() -> Result<Self, StoreError> {
        let service = connect().map_err(|e| trouble(&e))?;
        let store = Store::new().map_err(|e| super::trouble(&e))?;
        Ok(Self { service, store })
    }

    /// What lies under a name, if no password has to be asked for.
    pub(super) fn entry(&self, name: &str) -> Result<keyring::Entry, StoreError> {
        self.ensure_unlocked(name).map_err(|e| trouble(&e))?;
        let inner = self.store.build(SERVICE, name, None);
        let inner = inner.map_err(|e| super::trouble(&e))?;
        Ok(keyring::Entry { inner })
    }

    /// Not every keyring looks behind a lock, so where nothing is found nothing
    /// may be locked.
    fn ensure_unlocked(&self, name: &str) -> Result<(), Error> {
        let found = self.service.search_items(attributes(name))?;
        if !found.locked.is_empty() {
            return Err(Error::Locked);
        }
        if found.unlocked.is_empty() {
            self.service.get_default_collection()?.ensure_unlocked()?;
        }
        Ok(())
    }
}

fn connect() -> Result<SecretService<'static>, Error> {
    SecretService::connect(EncryptionType::Dh)
}

pub(super) fn unlock() -> Result<(), StoreError> {
    let unlocked = connect().and_then(|service| {
        let collection = service.get_default_collection()?;
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

/// What the store finds an entry by.
fn attributes(name: &str) -> HashMap<&str, &str> {
    HashMap::from([("service", SERVICE), ("username", name)])
}

fn trouble(error: &Error) -> StoreError {
    // Without a collection there is none that is open.
    if let Error::Locked | Error::NoResult | Error::Prompt = error {
        return StoreError::Locked;
    }
    StoreError::Unavailable(first_line(&error.to_string()))
}
