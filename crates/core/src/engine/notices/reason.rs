//! Why a notice is held back.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::model::{Activity, Group, Presence, Rule, Shape, Watched, until_words};
use crate::settings::Pause;

/// What decides besides the change itself.
#[derive(Debug)]
pub(in crate::engine) struct Ground<'a> {
    pub(in crate::engine) rules: Rules<'a>,
    pub(in crate::engine) pause: Option<Pause>,
    /// The end of the quiet time that it is.
    pub(in crate::engine) quiet_until: Option<DateTime<Utc>>,
    /// My own presence, as reported.
    pub(in crate::engine) me: Option<&'a Presence>,
    /// More may be heard of this round.
    pub(in crate::engine) round_runs: bool,
    /// A reading may be asked for apart from the rounds.
    pub(in crate::engine) may_look: bool,
    pub(in crate::engine) zone: Tz,
}

/// The rules of whoever has none of their own, and the time.
#[derive(Clone, Copy, Debug)]
pub(in crate::engine) struct Rules<'a> {
    pub(in crate::engine) groups: &'a [Group],
    pub(in crate::engine) default_rule: &'a Rule,
    pub(in crate::engine) now: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    Muted(DateTime<Utc>),
    Paused(Option<DateTime<Utc>>),
    Quiet(DateTime<Utc>),
    InACall,
    Presenting,
    DoNotDisturb,
    Flapping,
}

impl<'a> Rules<'a> {
    /// The rule in force for somebody.
    pub(super) fn rule_of(&self, watched: &'a Watched) -> Option<&'a Rule> {
        watched.rule_in_force(self.groups, self.default_rule, self.now)
    }

    /// What is to be told once about somebody.
    pub(super) fn wish_of(&self, watched: &'a Watched) -> Option<&'a Rule> {
        let wish = watched.once.as_ref();
        wish.filter(|wish| !wish.has_ended(self.now))
    }
}

impl Ground<'_> {
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.rules.now
    }

    /// What stands in the way of a notice about somebody, if anything does.
    pub(super) fn reason(&self, watched: &Watched, rule: &Rule) -> Option<Reason> {
        let muted = watched.muted_until.filter(|until| self.now() < *until);
        let paused = self.pause.map(|pause| pause.until);
        let paused = paused.filter(|until| until.is_none_or(|until| self.now() < until));
        let busy = || self.me.filter(|_| !rule.even_when_busy).and_then(busy_with);
        muted
            .map(Reason::Muted)
            .or(paused.map(Reason::Paused))
            .or(self.quiet_until.map(Reason::Quiet))
            .or_else(busy)
    }
}

/// Why I am not to be interrupted.
fn busy_with(me: &Presence) -> Option<Reason> {
    match me.activity {
        Activity::InACall | Activity::InAConferenceCall => Some(Reason::InACall),
        Activity::Presenting => Some(Reason::Presenting),
        Activity::Available
        | Activity::AvailableInactive
        | Activity::Away
        | Activity::BeRightBack
        | Activity::Busy
        | Activity::DoNotDisturb
        | Activity::Focusing
        | Activity::Inactive
        | Activity::InAMeeting
        | Activity::Offline
        | Activity::OffWork
        | Activity::OutOfOffice
        | Activity::PresenceUnknown
        | Activity::UrgentInterruptionsOnly
        | Activity::Unknown(_) => {
            (me.shape() == Shape::DoNotDisturb).then_some(Reason::DoNotDisturb)
        }
    }
}

impl Reason {
    /// As the list of what was held back says it.
    pub(super) fn words(self, now: DateTime<Utc>, zone: Tz) -> String {
        let until = |what: &str, end| format!("{what} {}", until_words(end, now, zone));
        match self {
            Self::Muted(end) => until("Muted", end),
            Self::Paused(Some(end)) => until("Paused", end),
            Self::Paused(None) => "Paused".to_owned(),
            Self::Quiet(end) => until("Quiet", end),
            Self::InACall => "You were in a call".to_owned(),
            Self::Presenting => "You were presenting".to_owned(),
            Self::DoNotDisturb => "You were not to be disturbed".to_owned(),
            Self::Flapping => "Changed too often".to_owned(),
        }
    }
}
