//! Changes that may be told.

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::{Presence, Rule, Shape, Transition, transitions};

/// What is to be told about somebody.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    pub(super) once: Option<Candidate>,
    pub(super) rule: Option<Candidate>,
}

/// A change that is told once a reading shows that it lasted.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) transition: Transition,
    /// As it was after the change.
    presence: Presence,
    /// A reading from then on shows that it lasted.
    pub(super) due: DateTime<Utc>,
    /// Such a reading was asked for.
    pub(super) looked: bool,
    /// Something held it back.
    pub(super) held: bool,
    /// It was due before, and had to last longer since the person flaps.
    pub(super) calmed: bool,
}

/// Whether what was to be told is still so.
#[derive(PartialEq, Eq)]
pub(super) enum Still {
    So,
    Over,
    /// Graph does not know.
    Unknown,
}

impl Waiting {
    pub(super) fn candidates(&self) -> impl Iterator<Item = &Candidate> {
        self.once.iter().chain(&self.rule)
    }
}

impl Candidate {
    pub(super) fn new(transition: Transition, presence: &Presence, due: DateTime<Utc>) -> Self {
        Self {
            transition,
            presence: presence.clone(),
            due,
            looked: false,
            held: false,
            calmed: false,
        }
    }

    pub(super) fn still(&self, presence: &Presence) -> Still {
        let busy = |shape| matches!(shape, Shape::Busy | Shape::DoNotDisturb);
        let text = |presence: &Presence| presence.message.as_ref().map(|m| m.text.clone());
        let shape = presence.shape();
        let is_so = match self.transition {
            Transition::MessageChanges => text(presence) == text(&self.presence),
            _ if shape == Shape::Unknown => return Still::Unknown,
            Transition::BecomesAvailable => shape == Shape::Available,
            Transition::LeavesBusy => !busy(shape),
            Transition::GoesAway => shape == Shape::Away,
            Transition::GoesOffline => shape == Shape::Offline,
            Transition::AnyChange => transitions(&self.presence, presence).is_empty(),
        };
        if is_so { Still::So } else { Still::Over }
    }
}

/// How long a rule wants it to have lasted.
pub(super) fn lasting(rule: &Rule) -> TimeDelta {
    TimeDelta::seconds(rule.stable.into())
}
