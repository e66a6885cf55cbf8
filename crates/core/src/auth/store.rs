//! Where refresh tokens outlive a run. Knows nothing of what it keeps.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use secrecy::SecretString;
use tokio::sync::{oneshot, watch};

/// A locked keyring with a display, or one that never answers, blocks for ever.
const LIMIT: Duration = Duration::from_secs(10);

/// A place for secrets that outlives the program. Calls may block.
pub trait TokenStore: Send + Sync {
    /// None where nothing is kept under this key.
    fn load(&self, key: &str) -> Result<Option<SecretString>, StoreError>;
    /// Replaces what was there; on failure the former secret stays readable.
    fn save(&self, key: &str, secret: &SecretString) -> Result<(), StoreError>;
    /// Deleting what is not there is no failure.
    fn delete(&self, key: &str) -> Result<(), StoreError>;

    /// Has the user asked for the password of a locked store, which no other call
    /// does where this one can. Returns once they have answered.
    fn unlock(&self) -> Result<(), StoreError> {
        Err(StoreError::Locked)
    }

    /// Changes whenever a call that failed may succeed, as far as the system tells.
    fn changes(&self) -> watch::Receiver<()> {
        watch::channel(()).1
    }
}

/// Why secrets can't be kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    #[error("No keyring could be used: {0}")]
    Unavailable(String),
    #[error("The keyring is locked")]
    Locked,
    #[error("The keyring did not answer in time")]
    TimedOut,
    /// Something is kept, but it is not what was saved.
    #[error("What the keyring holds could not be read")]
    Damaged,
}

impl StoreError {
    /// What the system said, for a support request.
    pub(super) fn cause(&self) -> Option<String> {
        match self {
            Self::Unavailable(cause) => Some(cause.clone()),
            Self::Locked | Self::TimedOut | Self::Damaged => None,
        }
    }
}

/// How every [`Keeping::remark`] ends.
pub const ENDS_WITH_THIS_RUN: &str = ": it ends when Porchlight does";

/// Whether the sign-in outlives this run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Keeping {
    /// The store holds it.
    #[default]
    Kept,
    /// The platform gave nothing that could be kept.
    NothingToKeep,
    /// The store did not take it.
    Failed(StoreError),
}

impl Keeping {
    /// Why the sign-in ends with this run, in words for the user; None if it does not.
    pub fn remark(&self) -> Option<&'static str> {
        Some(match self {
            Self::Kept => return None,
            Self::NothingToKeep => {
                "The sign-in service gave nothing to keep: the sign-in ends when Porchlight does"
            }
            Self::Failed(StoreError::Unavailable(_)) => {
                "There is no keyring to keep the sign-in: it ends when Porchlight does"
            }
            Self::Failed(StoreError::Locked) => {
                "The keyring is locked and can't keep the sign-in: it ends when Porchlight does"
            }
            Self::Failed(StoreError::TimedOut) => {
                "The keyring does not answer and can't keep the sign-in: it ends when Porchlight does"
            }
            Self::Failed(StoreError::Damaged) => {
                "The keyring can't be used to keep the sign-in: it ends when Porchlight does"
            }
        })
    }
}

/// Keeps secrets for one run: for the demo, tests, and computers without a keyring.
#[derive(Default)]
pub struct MemoryStore(Mutex<BTreeMap<String, SecretString>>);

impl MemoryStore {
    fn all(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, SecretString>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TokenStore for MemoryStore {
    fn load(&self, key: &str) -> Result<Option<SecretString>, StoreError> {
        Ok(self.all().get(key).cloned())
    }

    fn save(&self, key: &str, secret: &SecretString) -> Result<(), StoreError> {
        self.all().insert(key.to_owned(), secret.clone());
        Ok(())
    }

    fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.all().remove(key);
        Ok(())
    }
}

type Job = Box<dyn FnOnce(&dyn TokenStore) + Send>;

/// What will come of a call.
pub(super) type Outcome<T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send>>;

/// A store behind a thread of its own, with a time limit on every call.
///
/// One thread keeps the order of calls: a save that hangs can't come to life
/// after the delete that followed it. It is not one of the runtime's threads,
/// because the runtime waits for those at its end, and this one may be stuck.
#[derive(Clone)]
pub(super) struct Keeper {
    jobs: mpsc::Sender<Job>,
    store: Arc<dyn TokenStore>,
}

impl Keeper {
    pub(super) fn new(store: Arc<dyn TokenStore>) -> Self {
        let (jobs, queue) = mpsc::channel::<Job>();
        let behind = Arc::clone(&store);
        let started = std::thread::Builder::new()
            .name("token-store".to_owned())
            .spawn(move || {
                for job in queue {
                    job(behind.as_ref());
                }
            });
        if let Err(error) = started {
            // Without the thread the queue is gone, and every call says so.
            tracing::warn!(%error, "no thread for the token store");
        }
        Self { jobs, store }
    }

    pub(super) fn load(&self, key: String) -> Outcome<Option<SecretString>> {
        self.run(move |store| store.load(&key))
    }

    pub(super) fn save(&self, key: String, secret: SecretString) -> Outcome<()> {
        self.run(move |store| store.save(&key, &secret))
    }

    pub(super) fn delete(&self, key: String) -> Outcome<()> {
        self.run(move |store| store.delete(&key))
    }

    /// Has the user asked for the password, on a thread that waits for nothing
    /// else: nobody may ever answer.
    pub(super) fn unlock(&self) -> Outcome<()> {
        let (sender, outcome) = oneshot::channel();
        let store = Arc::clone(&self.store);
        let asked = std::thread::Builder::new()
            .name("keyring-password".to_owned())
            .spawn(move || drop(sender.send(store.unlock())));
        if let Err(error) = asked {
            tracing::warn!(%error, "no thread to unlock the token store");
        }
        Box::pin(in_time(outcome))
    }

    /// The call has its place in the queue when this returns, whether or not
    /// anybody waits for the outcome.
    fn run<T: Send + 'static>(
        &self,
        call: impl FnOnce(&dyn TokenStore) -> Result<T, StoreError> + Send + 'static,
    ) -> Outcome<T> {
        let (sender, outcome) = oneshot::channel();
        let queued = self.jobs.send(Box::new(move |store| {
            // Nobody waits any more after a time-out.
            drop(sender.send(call(store)));
        }));
        Box::pin(async move {
            queued.map_err(|_| gone())?;
            in_time(outcome).await
        })
    }
}

async fn in_time<T>(outcome: oneshot::Receiver<Result<T, StoreError>>) -> Result<T, StoreError> {
    match tokio::time::timeout(LIMIT, outcome).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err(gone()),
        Err(_) => Err(StoreError::TimedOut),
    }
}

fn gone() -> StoreError {
    StoreError::Unavailable("its thread has ended".to_owned())
}
