//! What happened between two readings of one person.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Activity, Presence, Shape};

/// Something a rule may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Transition {
    BecomesAvailable,
    LeavesBusy,
    GoesAway,
    GoesOffline,
    MessageChanges,
    AnyChange,
}

impl Transition {
    /// Every transition, in the order a rule's editor shows them.
    pub const ALL: [Self; 6] = [
        Self::BecomesAvailable,
        Self::LeavesBusy,
        Self::GoesAway,
        Self::GoesOffline,
        Self::MessageChanges,
        Self::AnyChange,
    ];

    /// The word for a shell.
    pub fn word(self) -> &'static str {
        match self {
            Self::BecomesAvailable => "becomes-available",
            Self::LeavesBusy => "leaves-busy",
            Self::GoesAway => "goes-away",
            Self::GoesOffline => "goes-offline",
            Self::MessageChanges => "message-changes",
            Self::AnyChange => "any-change",
        }
    }

    /// Reads a word in any case, with dashes, spaces or none.
    pub fn from_word(word: &str) -> Option<Self> {
        let fold = |text: &str| -> String {
            let letters = text.chars().filter(|c| c.is_alphanumeric());
            letters.flat_map(char::to_lowercase).collect()
        };
        let folded = fold(word);
        let mut all = Self::ALL.into_iter();
        all.find(|transition| fold(transition.word()) == folded)
    }
}

/// The transitions between two readings, the most telling first; empty when
/// nothing a person would notice changed. Idle variants of a state are that
/// state, and an unknown presence is a gap, not a change.
pub fn transitions(before: &Presence, after: &Presence) -> Vec<Transition> {
    let (from, to) = (before.shape(), after.shape());
    let mut found = Vec::new();
    let gap = from == Shape::Unknown || to == Shape::Unknown;
    let busy = |shape: Shape| matches!(shape, Shape::Busy | Shape::DoNotDisturb);
    if !gap && from != to {
        if to == Shape::Available {
            found.push(Transition::BecomesAvailable);
        }
        if busy(from) && !busy(to) {
            found.push(Transition::LeavesBusy);
        }
        if to == Shape::Away {
            found.push(Transition::GoesAway);
        }
        if to == Shape::Offline {
            found.push(Transition::GoesOffline);
        }
    }
    let text = |p: &Presence| p.message.as_ref().map(|m| m.text.clone());
    let message_changed = text(before) != text(after);
    if message_changed {
        found.push(Transition::MessageChanges);
    }
    let words_changed = awake(&before.activity) != awake(&after.activity);
    if message_changed || (!gap && (from != to || words_changed)) {
        found.push(Transition::AnyChange);
    }
    found
}

/// Idling at the desk is still the state one idles in.
fn awake(activity: &Activity) -> &Activity {
    if *activity == Activity::AvailableInactive {
        &Activity::Available
    } else {
        activity
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::StatusMessage;

    fn presence(words: &str) -> Presence {
        let (availability, activity) = words.split_once('/').unwrap();
        Presence::from_graph(Some(availability), Some(activity))
    }

    #[track_caller]
    fn check(before: &str, after: &str, expected: &[Transition]) {
        assert_eq!(transitions(&presence(before), &presence(after)), expected);
    }

    #[test]
    fn each_transition_is_found() {
        use Transition as T;
        check(
            "Busy/InACall",
            "Available/Available",
            &[T::BecomesAvailable, T::LeavesBusy, T::AnyChange],
        );
        check(
            "Away/Away",
            "Available/Available",
            &[T::BecomesAvailable, T::AnyChange],
        );
        check("Busy/Busy", "DoNotDisturb/Presenting", &[T::AnyChange]);
        check(
            "Available/Available",
            "BeRightBack/BeRightBack",
            &[T::GoesAway, T::AnyChange],
        );
        check(
            "Available/Available",
            "Offline/Offline",
            &[T::GoesOffline, T::AnyChange],
        );
    }

    #[test]
    fn words_are_read_in_any_form() {
        for transition in Transition::ALL {
            assert_eq!(Transition::from_word(transition.word()), Some(transition));
        }
        assert_eq!(
            Transition::from_word("Any change"),
            Some(Transition::AnyChange)
        );
        assert_eq!(Transition::from_word("change"), None);
    }

    #[test]
    fn idling_and_gaps_are_no_change() {
        check(
            "Available/Available",
            "AvailableIdle/AvailableInactive",
            &[],
        );
        check(
            "PresenceUnknown/PresenceUnknown",
            "Available/Available",
            &[],
        );
        check("Available/Available", "Hibernating/Hibernating", &[]);
    }

    #[test]
    fn a_new_message_is_a_change_of_its_own() {
        let before = presence("Away/Away");
        let mut after = before.clone();
        after.message = StatusMessage::from_graph("On the train", None, None);
        assert_eq!(
            transitions(&before, &after),
            [Transition::MessageChanges, Transition::AnyChange]
        );
    }

    proptest! {
        #[test]
        fn the_same_reading_twice_tells_nothing(a in "\\PC{0,12}", b in "\\PC{0,12}") {
            let p = Presence::from_graph(Some(&a), Some(&b));
            prop_assert!(transitions(&p, &p).is_empty());
        }
    }
}
