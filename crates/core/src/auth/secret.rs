//! Secrets that no output can print.

use std::fmt;

use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use super::Scopes;

/// What Graph wants to see with every request. Opaque: never read, only sent.
#[derive(Clone)]
pub struct AccessToken {
    secret: SecretString,
    scopes: Scopes,
}

impl AccessToken {
    pub(super) fn new(token: &str, scopes: Scopes) -> Self {
        Self {
            secret: SecretString::from(token),
            scopes,
        }
    }

    /// What the platform said it is good for.
    pub(crate) fn scopes(&self) -> Scopes {
        self.scopes
    }

    /// The `Authorization` header; None for a token no header can carry.
    pub(crate) fn header(&self) -> Option<HeaderValue> {
        let mut value =
            HeaderValue::from_str(&format!("Bearer {}", self.secret.expose_secret())).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

impl PartialEq for AccessToken {
    fn eq(&self, other: &Self) -> bool {
        self.secret.expose_secret() == other.secret.expose_secret()
    }
}

impl Eq for AccessToken {}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("****")
    }
}
