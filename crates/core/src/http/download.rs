//! Downloads by another library's client, under the same rules as our own
//! requests, but without a limit on how long a large file may take.

use reqwest::ClientBuilder;
use reqwest::redirect::{Attempt, Policy};
use url::Url;

use super::failure::Failure;
use super::{ClientError, MOST_REDIRECTS, SILENCE_LIMIT, over, reason, trust};
use crate::auth::is_loopback;
use crate::{ErrorCode, UserError};

/// What makes a client ours that downloads from `address` and from wherever that
/// leads: our proxy, trust and names.
///
/// # Errors
/// The system's trust store could not be read.
pub fn downloading(
    address: &Url,
) -> Result<impl Fn(ClientBuilder) -> ClientBuilder + Clone + Send + Sync + 'static, ClientError> {
    let tls = trust::tls().map_err(|e| ClientError(reason(&e)))?;
    let without_proxy = is_loopback(address);
    Ok(move |builder| {
        over(builder, tls.clone(), without_proxy)
            .read_timeout(SILENCE_LIMIT)
            .redirect(Policy::custom(|attempt| {
                if attempt.previous().len() > MOST_REDIRECTS || !is_kept_safe(&attempt) {
                    return attempt.error("the download leads somewhere else");
                }
                attempt.follow()
            }))
    })
}

/// Nothing that began safely goes on in the clear, nor on this computer.
fn is_kept_safe(attempt: &Attempt<'_>) -> bool {
    attempt.url().scheme() == "https"
        || attempt
            .previous()
            .iter()
            .chain([attempt.url()])
            .all(is_loopback)
}

/// Why a download failed, in words for the user.
pub fn download_failed(error: reqwest::Error) -> UserError {
    match Failure::from(error) {
        Failure::Network(obstacle) => obstacle.to_user("The newer version"),
        failure @ (Failure::TimedOut | Failure::Connection(_)) => UserError::new(
            ErrorCode::Unreachable,
            format!("The newer version can't be downloaded: {failure}"),
            "Try again later, or get it from its page",
        ),
    }
}
