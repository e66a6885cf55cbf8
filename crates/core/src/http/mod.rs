//! The one HTTP client, and what any server's answer may say about waiting
//! and failing. Knows neither Graph nor the identity platform.

mod download;
mod failure;
pub(crate) mod names;
pub(crate) mod proxy;
pub(crate) mod trust;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::redirect::Policy;
use url::Url;

use crate::auth::{Cloud, is_loopback};
use crate::{ErrorCode, UserError};

pub(crate) use download::{LONGEST_DESCRIPTION, limited};
pub use download::{description, download_failed, downloading, goes_without_proxy, something_else};
pub(crate) use failure::Failure;
pub use failure::Obstacle;
use failure::reason;

const CONNECT_LIMIT: Duration = Duration::from_secs(10);
const TOTAL_LIMIT: Duration = Duration::from_secs(30);

/// How long a server may say nothing in the middle of a download.
const SILENCE_LIMIT: Duration = Duration::from_secs(30);

/// Hosts of files send on to others; none needs more.
const MOST_REDIRECTS: usize = 5;

/// No server may silence us for longer.
pub(crate) const LONGEST_WAIT: TimeDelta = TimeDelta::hours(1);

/// Why there is no client: usually a broken trust store or proxy setting.
#[derive(Debug, thiserror::Error)]
#[error("Failed to set up HTTP: {0}")]
pub struct ClientError(String);

impl ClientError {
    /// The words for the user.
    pub fn to_user(&self) -> UserError {
        UserError::new(
            ErrorCode::Failed,
            "This computer can't make safe connections",
            "Check its proxy settings and its trusted certificates",
        )
        .with_details(Some(self.0.clone()))
    }
}

/// Builds the client: the system's proxy and trust store, time-outs, and no
/// redirect followed, since a token must not travel on.
///
/// A cloud on this computer is reached without the proxy, which could not
/// find it and has no business with its tokens.
pub fn client(cloud: &Cloud) -> Result<reqwest::Client, ClientError> {
    let tls = trust::tls().map_err(|e| ClientError(reason(&e)))?;
    client_over(tls, cloud.is_on_this_computer())
}

/// The same for an address that is told nothing about anybody.
pub(crate) fn client_for(address: &Url) -> Result<reqwest::Client, ClientError> {
    let tls = trust::tls().map_err(|e| ClientError(reason(&e)))?;
    client_over(tls, is_loopback(address))
}

fn client_over(
    tls: rustls::ClientConfig,
    without_proxy: bool,
) -> Result<reqwest::Client, ClientError> {
    over(reqwest::Client::builder(), tls, without_proxy)
        .timeout(TOTAL_LIMIT)
        .redirect(Policy::none())
        // For the doctor, which says whose certificates are presented.
        .tls_info(true)
        .build()
        .map_err(|e| ClientError(reason(&e)))
}

/// Our name, and the system's proxy, trust store and names.
fn over(
    builder: reqwest::ClientBuilder,
    tls: rustls::ClientConfig,
    without_proxy: bool,
) -> reqwest::ClientBuilder {
    let builder = builder
        .user_agent(concat!("Porchlight/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_LIMIT)
        .tls_backend_preconfigured(tls)
        .dns_resolver(Arc::new(names::SystemNames));
    if without_proxy {
        builder.no_proxy()
    } else {
        builder
    }
}

/// How long the server asks to wait: seconds, which may be fractional, or a date.
pub(crate) fn retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<TimeDelta> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = match text.parse::<f64>() {
        Ok(seconds) if seconds.is_nan() || seconds < 0.0 => return None,
        Ok(seconds) => Duration::try_from_secs_f64(seconds)
            .ok()
            .and_then(|wait| TimeDelta::from_std(wait).ok())
            .unwrap_or(LONGEST_WAIT),
        Err(_) => DateTime::parse_from_rfc2822(text).ok()?.to_utc() - now,
    };
    Some(wait.clamp(TimeDelta::zero(), LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(header: &str, milliseconds: Option<i64>) {
        let now = "2026-11-21T12:00:00Z".parse().unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, header.parse().unwrap());
        let wait = retry_after(&headers, now).map(|wait| wait.num_milliseconds());
        assert_eq!(wait, milliseconds, "{header}");
    }

    #[test]
    fn waits_are_read_as_seconds_or_dates() {
        check("10", Some(10_000));
        check(" 2.128 ", Some(2_128));
        check("0", Some(0));
        check("Sat, 21 Nov 2026 12:00:30 GMT", Some(30_000));
    }

    #[test]
    fn the_words_of_a_library_are_details() {
        let error = ClientError("no native root CA certificates found".to_owned()).to_user();
        assert!(!error.to_string().contains("root CA"), "{error}");
        assert!(error.details.is_some_and(|words| words.contains("root CA")));
    }

    #[test]
    fn odd_waits_do_no_harm() {
        check("-5", None);
        check("NaN", None);
        check("soon", None);
        check("1e300", Some(3_600_000));
        check("inf", Some(3_600_000));
        check("86400", Some(3_600_000));
        check("Sat, 21 Nov 2026 11:00:00 GMT", Some(0));
    }
}
