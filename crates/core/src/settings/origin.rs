//! Where a setting comes from.

use std::fmt;
use std::path::PathBuf;

use url::Url;

/// One setting as it is in force, and who said so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Its name in `config.toml`, with its table: `account.client_id`.
    pub key: &'static str,
    /// As it was written; empty where nothing is set.
    pub value: String,
    pub source: Source,
}

/// A shortcut as somebody wrote it; whether it is one, the shell knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortcut {
    /// Keys as people write them: `Ctrl+Alt+P`.
    pub keys: String,
    /// Where it was written: "line 3 of the configuration file …".
    pub place: String,
}

/// What is set about looking for updates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateSettings {
    /// Whether to look, and who said so; none leaves it to the window's switch.
    pub check: Option<(bool, Source)>,
    /// Where releases are announced.
    pub feed: Url,
}

/// Who said what a setting is, weakest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Nobody: it is what Porchlight takes by itself.
    Default,
    /// The user's `config.toml`.
    File(PathBuf),
    /// An environment variable, by its name.
    Environment(&'static str),
    /// A machine-wide policy, by the place it was read from.
    Policy(String),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("Porchlight's default"),
            Self::File(path) => write!(f, "the configuration file {}", path.display()),
            Self::Environment(name) => write!(f, "the environment variable {name}"),
            Self::Policy(place) => write!(f, "your organisation ({place})"),
        }
    }
}
