//! Why a command stopped, in words for whoever ran it.

use std::fmt;
use std::path::Path;

/// What happened, and what to do next.
#[derive(Debug)]
pub(crate) struct Failure {
    what: String,
    hint: String,
}

impl Failure {
    /// An empty hint is left out.
    pub(crate) fn new(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            hint: hint.into(),
        }
    }

    /// For `map_err`: the cause, after what was being done.
    pub(crate) fn during<E: fmt::Display>(doing: &str) -> impl FnOnce(E) -> Self + use<E> {
        let doing = doing.to_owned();
        move |error| Self::new(format!("Failed to {doing}: {error}."), "")
    }

    /// For `map_err` on whatever reads or writes `path`.
    pub(crate) fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self + use<> {
        Self::during(&format!("use {}", path.display()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.what)?;
        if !self.hint.is_empty() {
            write!(formatter, "\n{}", self.hint)?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}
