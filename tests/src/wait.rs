//! Waiting for something to be true, with a limit. Nothing here waits for time
//! to pass.

use std::future::Future;
use std::time::Duration;

/// Long enough for a busy machine; nothing waits this long unless it fails.
pub const LIMIT: Duration = Duration::from_secs(30);

/// How often something is looked at that tells nobody when it changes.
const LOOK: Duration = Duration::from_millis(20);

/// The outcome of `future`, which must come within [`LIMIT`].
pub async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    tokio::time::timeout(LIMIT, future)
        .await
        .unwrap_or_else(|_| panic!("{what}: not within {LIMIT:?}"))
}

/// Looks again and again until there is something to see: for processes and
/// sockets, which send no signal. Where there is a signal, wait for that.
pub async fn until<T, F>(what: &str, mut look: impl FnMut() -> F) -> T
where
    F: Future<Output = Option<T>>,
{
    let mut looks = tokio::time::interval(LOOK);
    within(what, async {
        loop {
            looks.tick().await;
            if let Some(value) = look().await {
                return value;
            }
        }
    })
    .await
}
