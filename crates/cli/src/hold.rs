//! What keeps notices about somebody back for now, whatever their rule says.

use chrono::{DateTime, Utc};
use porchlight_core::view::{PersonView, Snapshot, plain};
use serde::Serialize;

use crate::text;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum By {
    /// The one person is muted.
    Mute,
    /// All notices are paused.
    Pause,
    /// Now is one of the user's quiet times.
    QuietTime,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hold {
    pub(crate) by: By,
    /// None for a pause until it is ended.
    pub(crate) until: Option<DateTime<Utc>>,
    /// "until 17:30".
    pub(crate) until_words: Option<String>,
}

/// Everything that holds notices about this person back at this moment.
pub(crate) fn holds(person: &PersonView, snapshot: &Snapshot, now: DateTime<Utc>) -> Vec<Hold> {
    let notices = &snapshot.notices;
    let mute = person.muted_until.map(|until| Hold {
        by: By::Mute,
        until: Some(until),
        until_words: person.muted_words.clone(),
    });
    let pause = notices.paused.then(|| Hold {
        by: By::Pause,
        until: notices.paused_until,
        until_words: notices.paused_words.clone(),
    });
    let quiet = notices.quiet.until(now, text::zone(snapshot));
    let quiet = quiet.map(|until| Hold {
        by: By::QuietTime,
        until: Some(until),
        until_words: notices.quiet_words.clone(),
    });
    mute.into_iter().chain(pause).chain(quiet).collect()
}

/// One sentence on what holds back, and on what becomes of it; `once` for what
/// is told once. Nothing where nothing holds back.
pub(crate) fn sentence(holds: &[Hold], name: &str, once: bool) -> Option<String> {
    let cause = |hold: &Hold| {
        let until = hold.until_words.as_deref().map(plain);
        let until = until.map(|until| format!(" {until}")).unwrap_or_default();
        match hold.by {
            By::Mute => format!("{} is muted{until}", plain(name)),
            By::Pause => format!("notices are paused{until}"),
            By::QuietTime => format!("it is a quiet time{until}"),
        }
    };
    let causes: Vec<String> = holds.iter().map(cause).collect();
    let (last, others) = causes.split_last()?;
    let causes = match others {
        [] => last.clone(),
        others => format!("{} and {last}", others.join(", ")),
    };
    let outcome = if once {
        "you are told afterwards if it is still so"
    } else {
        "what happens meanwhile is not told"
    };
    Some(text::raised(&format!("{causes}: {outcome}")))
}

#[cfg(test)]
mod tests {
    use porchlight_core::model::Day;

    use super::*;
    use crate::fixture::{at, now, snapshot};

    #[test]
    fn what_holds_back_is_said_in_one_sentence() {
        let mut snapshot = snapshot();
        let said = |snapshot: &Snapshot, once| {
            let person = &snapshot.people[1];
            sentence(&holds(person, snapshot, now()), "Ada", once)
        };
        assert_eq!(said(&snapshot, false), None);
        snapshot.notices.paused = true;
        assert_eq!(
            said(&snapshot, true).unwrap(),
            "Notices are paused: you are told afterwards if it is still so"
        );
        snapshot.notices.paused_words = Some("until 17:30".to_owned());
        snapshot.people[1].muted_until = Some(at("2026-11-21T15:30:00Z"));
        snapshot.people[1].muted_words = Some("until 16:30".to_owned());
        assert_eq!(
            said(&snapshot, false).unwrap(),
            "Ada is muted until 16:30 and notices are paused until 17:30: what happens meanwhile is not told"
        );
        snapshot.notices.paused = false;
        snapshot.people[1].muted_until = None;
        // It is a Saturday.
        snapshot.notices.quiet.days = vec![Day::Saturday];
        snapshot.notices.quiet_words = Some("until tomorrow 00:00".to_owned());
        assert_eq!(
            said(&snapshot, true).unwrap(),
            "It is a quiet time until tomorrow 00:00: you are told afterwards if it is still so"
        );
        let quiet = &holds(&snapshot.people[1], &snapshot, now())[0];
        assert_eq!(
            (quiet.by, quiet.until),
            (By::QuietTime, Some(at("2026-11-21T23:00:00Z")))
        );
    }
}
