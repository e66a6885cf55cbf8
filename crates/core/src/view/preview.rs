//! What words for an end would mean.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::Preview;
use crate::model::{Expiry, until_words};

/// Reads the words as a command sent at `now` would.
pub fn preview_expiry(words: &str, now: DateTime<Utc>, zone: Tz) -> Preview {
    match Expiry::parse(words, now, zone) {
        Ok(Expiry::Never) => Preview::Ends {
            words: "without an end".to_owned(),
            at: None,
        },
        Ok(Expiry::At(at)) => Preview::Ends {
            words: until_words(at, now, zone),
            at: Some(at),
        },
        Err(error) => Preview::Unclear {
            words: format!("{error}. {}", error.hint()),
        },
    }
}
