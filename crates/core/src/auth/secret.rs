//! Secrets that no output can print.

use std::fmt;

use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

/// What Graph wants to see with every request. Opaque: never read, only sent.
#[derive(Clone)]
pub struct AccessToken(SecretString);

impl AccessToken {
    pub(super) fn new(token: &str) -> Self {
        Self(SecretString::from(token))
    }

    /// The `Authorization` header; None for a token no header can carry.
    pub(crate) fn header(&self) -> Option<HeaderValue> {
        let mut value =
            HeaderValue::from_str(&format!("Bearer {}", self.0.expose_secret())).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

impl PartialEq for AccessToken {
    fn eq(&self, other: &Self) -> bool {
        self.0.expose_secret() == other.0.expose_secret()
    }
}

impl Eq for AccessToken {}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("****")
    }
}
