//! Whether a store can be used, tried with a secret that is none.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

use super::store::Keeper;
use super::{StoreError, TokenStore};

/// No sign-in is kept under this name.
const NAME: &str = "probe";

/// Keeps a worthless secret, reads it back and removes it.
///
/// # Errors
/// What stood in the way; [`StoreError::Damaged`] if something else came back.
pub(crate) async fn probe(store: Arc<dyn TokenStore>) -> Result<(), StoreError> {
    let keeper = Keeper::new(store);
    let secret = uuid::Uuid::new_v4().to_string();
    keeper
        .save(NAME.to_owned(), SecretString::from(secret.as_str()))
        .await?;
    let back = keeper.load(NAME.to_owned()).await;
    keeper.delete(NAME.to_owned()).await?;
    match back? {
        Some(back) if back.expose_secret() == secret => Ok(()),
        Some(_) | None => Err(StoreError::Damaged),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::MemoryStore;

    /// Takes everything and keeps nothing.
    struct Sieve;

    impl TokenStore for Sieve {
        fn load(&self, _: &str) -> Result<Option<SecretString>, StoreError> {
            Ok(None)
        }

        fn save(&self, _: &str, _: &SecretString) -> Result<(), StoreError> {
            Ok(())
        }

        fn delete(&self, _: &str) -> Result<(), StoreError> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_probe_leaves_nothing_behind() {
        let store = Arc::new(MemoryStore::default());
        assert_eq!(probe(store.clone()).await, Ok(()));
        assert!(store.load(NAME).unwrap().is_none());
    }

    #[tokio::test]
    async fn a_store_that_loses_secrets_is_found_out() {
        assert_eq!(probe(Arc::new(Sieve)).await, Err(StoreError::Damaged));
    }
}
