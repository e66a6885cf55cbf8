//! A notice: one desktop notification about one person.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Person, Shape};

/// What the shell shows; the words are ready, plain text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Whom it is about. A later notice about the same person replaces it. None
    /// in a digest: of many changes at once only the last one stands.
    pub person: Option<Person>,
    pub shape: Shape,
    pub title: String,
    pub body: String,
    pub at: DateTime<Utc>,
}
