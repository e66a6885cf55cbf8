//! One notice instead of a storm.

use chrono::{DateTime, Utc};

use crate::engine::people::Seen;
use crate::model::{Notice, Transition, Watched};
use crate::view::{digest_words, notice_words};

/// So many notices may be given in one go.
const MOST_APART: usize = 3;

/// A notice that is to be given.
#[derive(Debug)]
pub(super) struct Told {
    notice: Notice,
    /// Somebody asked for it just once.
    is_wish: bool,
}

impl Told {
    pub(super) fn new(
        watched: &Watched,
        transition: Transition,
        seen: &Seen,
        is_wish: bool,
        at: DateTime<Utc>,
    ) -> Self {
        let (title, body) = notice_words(&watched.person, transition, &seen.presence);
        let notice = Notice {
            person: Some(watched.person.clone()),
            shape: seen.presence.shape(),
            title,
            body,
            at,
        };
        Self { notice, is_wish }
    }
}

/// The notices of one go: few are given one by one; of many, those that
/// somebody asked for just once come first in the digest.
pub(super) fn gathered(mut told: Vec<Told>, at: DateTime<Utc>) -> Vec<Notice> {
    told.sort_by_key(|told| !told.is_wish);
    let notices: Vec<Notice> = told.into_iter().map(|told| told.notice).collect();
    let Some(first) = notices.first().filter(|_| notices.len() > MOST_APART) else {
        return notices;
    };
    let shape = first.shape;
    let titles: Vec<&str> = notices.iter().map(|notice| notice.title.as_str()).collect();
    let (title, body) = digest_words(&titles);
    vec![Notice {
        person: None,
        shape,
        title,
        body,
        at,
    }]
}
