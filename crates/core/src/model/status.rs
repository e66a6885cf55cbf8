//! Statuses a user picks, and what each means at Graph.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Activity, Availability, Presence};

/// What a user picks in Porchlight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    Available,
    Busy,
    DoNotDisturb,
    BeRightBack,
    Away,
    Offline,
    InACall,
    InAConferenceCall,
    Presenting,
    /// Back to what Teams and the calendar say by themselves.
    Reset,
}

/// Availability and activity, as a session or a pin carries them.
pub type Pair = (Availability, Activity);

/// What a pick means at Graph: our session, and the pin above all sessions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The pair of `setPresence`; none means our session is cleared.
    pub session: Option<Pair>,
    /// The pair of `setUserPreferredPresence`; none means the pin is cleared.
    pub pin: Option<Pair>,
}

impl Plan {
    /// What Graph should report once the plan is honoured; none for a plan
    /// without session and pin, after which anything is right.
    pub fn expected(&self) -> Option<Presence> {
        let pair = self.pin.as_ref().or(self.session.as_ref())?;
        Some(Presence::new(pair.0.clone(), pair.1.clone()))
    }

    /// Whether a reported presence is what this plan asks for. A pin of Appear
    /// offline reads back as `Offline` with either activity.
    pub fn is_honoured_by(&self, reported: &Presence) -> bool {
        let Some(expected) = self.expected() else {
            return true;
        };
        if expected.availability == Availability::Offline {
            return reported.availability == Availability::Offline;
        }
        reported.availability == expected.availability
            && (reported.activity == expected.activity
                || reported.activity == Activity::OutOfOffice)
    }
}

impl Status {
    /// Every pick, in the order menus show them.
    pub const ALL: [Self; 10] = [
        Self::Available,
        Self::Busy,
        Self::DoNotDisturb,
        Self::BeRightBack,
        Self::Away,
        Self::Offline,
        Self::InACall,
        Self::InAConferenceCall,
        Self::Presenting,
        Self::Reset,
    ];

    /// The pairs Graph allows for a session are few (`setPresence`), so most
    /// picks are a pin over an Away session that never fades and outranks
    /// nobody; a pin shows only while some session exists.
    pub fn plan(self) -> Plan {
        use Activity as A;
        use Availability as V;
        let pinned = |session: Pair, pin: Pair| Plan {
            session: Some(session),
            pin: Some(pin),
        };
        let session = |session: Pair| Plan {
            session: Some(session),
            pin: None,
        };
        let quiet = (V::Away, A::Away);
        match self {
            Self::Available => pinned((V::Available, A::Available), (V::Available, A::Available)),
            Self::Busy => pinned(quiet, (V::Busy, A::Busy)),
            Self::DoNotDisturb => pinned(quiet, (V::DoNotDisturb, A::DoNotDisturb)),
            Self::BeRightBack => pinned(quiet, (V::BeRightBack, A::BeRightBack)),
            Self::Away => pinned(quiet, (V::Away, A::Away)),
            Self::Offline => Plan {
                session: None,
                pin: Some((V::Offline, A::OffWork)),
            },
            Self::InACall => session((V::Busy, A::InACall)),
            Self::InAConferenceCall => session((V::Busy, A::InAConferenceCall)),
            Self::Presenting => session((V::DoNotDisturb, A::Presenting)),
            Self::Reset => Plan {
                session: None,
                pin: None,
            },
        }
    }

    /// The word of the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Busy => "busy",
            Self::DoNotDisturb => "do-not-disturb",
            Self::BeRightBack => "be-right-back",
            Self::Away => "away",
            Self::Offline => "offline",
            Self::InACall => "in-a-call",
            Self::InAConferenceCall => "in-a-conference-call",
            Self::Presenting => "presenting",
            Self::Reset => "reset",
        }
    }

    /// Reads a word in any case, with dashes, underscores, spaces or none,
    /// with or without "appear".
    ///
    /// ```
    /// use porchlight_core::model::Status;
    /// assert_eq!(Status::from_word("Do not disturb"), Some(Status::DoNotDisturb));
    /// assert_eq!(Status::from_word("appear-offline"), Some(Status::Offline));
    /// assert_eq!(Status::from_word("asleep"), None);
    /// ```
    pub fn from_word(word: &str) -> Option<Self> {
        let fold = |text: &str| -> String {
            text.chars()
                .filter(|c| c.is_alphanumeric())
                .flat_map(char::to_lowercase)
                .collect()
        };
        let folded = fold(word);
        let bare = folded.strip_prefix("appear").unwrap_or(&folded);
        let named = match bare {
            "dnd" => "donotdisturb",
            "brb" => "berightback",
            other => other,
        };
        Self::ALL
            .into_iter()
            .find(|status| fold(status.word()) == named)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back() {
        for status in Status::ALL {
            assert_eq!(Status::from_word(status.word()), Some(status));
        }
        assert_eq!(Status::from_word("DND"), Some(Status::DoNotDisturb));
        assert_eq!(Status::from_word(""), None);
    }

    #[test]
    fn sessions_and_pins_use_only_pairs_that_graph_allows() {
        let sessions = [
            "Available/Available",
            "Busy/InACall",
            "Busy/InAConferenceCall",
            "Away/Away",
            "DoNotDisturb/Presenting",
        ];
        let pins = [
            "Available/Available",
            "Busy/Busy",
            "DoNotDisturb/DoNotDisturb",
            "BeRightBack/BeRightBack",
            "Away/Away",
            "Offline/OffWork",
        ];
        let text = |(v, a): Pair| format!("{}/{}", v.as_graph(), a.as_graph());
        for status in Status::ALL {
            let plan = status.plan();
            assert!(
                plan.session
                    .map(text)
                    .is_none_or(|s| sessions.contains(&s.as_str()))
            );
            assert!(
                plan.pin
                    .map(text)
                    .is_none_or(|p| pins.contains(&p.as_str()))
            );
        }
    }

    #[test]
    fn a_pick_is_honoured_by_what_it_expects() {
        for status in Status::ALL {
            let plan = status.plan();
            if let Some(expected) = plan.expected() {
                assert!(plan.is_honoured_by(&expected));
            }
        }
        let offline = Presence::from_graph(Some("Offline"), Some("Offline"));
        assert!(Status::Offline.plan().is_honoured_by(&offline));
        assert!(!Status::Busy.plan().is_honoured_by(&offline));
    }
}
