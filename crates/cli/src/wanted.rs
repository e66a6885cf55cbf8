//! What `wait-for` can wait for.

use porchlight_core::UserError;
use porchlight_core::model::{Activity, Availability, Shape};
use porchlight_core::view::PresenceView;

use crate::alike::unknown;

/// A presence to wait for: a base state with everything under it, or one activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Available,
    Busy,
    DoNotDisturb,
    Away,
    Offline,
    BeRightBack,
    InACall,
    InAConferenceCall,
    InAMeeting,
    Presenting,
    Focusing,
    OutOfOffice,
    OffWork,
}

impl Wanted {
    pub(crate) const ALL: [Self; 13] = [
        Self::Available,
        Self::Busy,
        Self::DoNotDisturb,
        Self::Away,
        Self::Offline,
        Self::BeRightBack,
        Self::InACall,
        Self::InAConferenceCall,
        Self::InAMeeting,
        Self::Presenting,
        Self::Focusing,
        Self::OutOfOffice,
        Self::OffWork,
    ];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Busy => "busy",
            Self::DoNotDisturb => "do-not-disturb",
            Self::Away => "away",
            Self::Offline => "offline",
            Self::BeRightBack => "be-right-back",
            Self::InACall => "in-a-call",
            Self::InAConferenceCall => "in-a-conference-call",
            Self::InAMeeting => "in-a-meeting",
            Self::Presenting => "presenting",
            Self::Focusing => "focusing",
            Self::OutOfOffice => "out-of-office",
            Self::OffWork => "off-work",
        }
    }

    /// Reads a word in any case, with dashes, spaces or none.
    pub(crate) fn parse(word: &str) -> Result<Self, UserError> {
        let wanted = match folded(word).as_str() {
            "dnd" => Some(Self::DoNotDisturb),
            "brb" => Some(Self::BeRightBack),
            text => Self::ALL.into_iter().find(|w| folded(w.word()) == text),
        };
        wanted.ok_or_else(|| {
            let words = Self::ALL.map(Self::word);
            unknown(word, "not a presence to wait for", &words, "wait-for")
        })
    }

    pub(crate) fn is_met_by(self, presence: &PresenceView) -> bool {
        use Availability as V;
        let availability = V::from_graph(&presence.availability);
        let activity = Activity::from_graph(&presence.activity);
        match self {
            Self::Available => matches!(availability, V::Available | V::AvailableIdle),
            Self::Busy => matches!(availability, V::Busy | V::BusyIdle),
            Self::DoNotDisturb => availability == V::DoNotDisturb,
            Self::Away => matches!(availability, V::Away | V::BeRightBack),
            Self::Offline => availability == V::Offline,
            Self::BeRightBack => {
                availability == V::BeRightBack || activity == Activity::BeRightBack
            }
            Self::InACall => matches!(activity, Activity::InACall | Activity::InAConferenceCall),
            Self::InAConferenceCall => activity == Activity::InAConferenceCall,
            Self::InAMeeting => activity == Activity::InAMeeting,
            Self::Presenting => activity == Activity::Presenting,
            Self::Focusing => activity == Activity::Focusing,
            Self::OutOfOffice => presence.out_of_office || presence.shape == Shape::OutOfOffice,
            Self::OffWork => activity == Activity::OffWork,
        }
    }
}

fn folded(word: &str) -> String {
    word.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use porchlight_core::model::Presence;

    use super::*;

    #[track_caller]
    fn check(availability: &str, activity: &str, met: &[&str]) {
        let presence = Presence::from_graph(Some(availability), Some(activity));
        let view = PresenceView {
            shape: presence.shape(),
            label: String::new(),
            availability: availability.to_owned(),
            activity: activity.to_owned(),
            out_of_office: presence.is_out_of_office(),
            out_of_office_message: None,
            work_location: None,
            message: None,
        };
        let words: Vec<_> = Wanted::ALL
            .into_iter()
            .filter(|wanted| wanted.is_met_by(&view))
            .map(Wanted::word)
            .collect();
        assert_eq!(words, met, "{availability}/{activity}");
    }

    #[test]
    fn a_base_state_includes_its_activities() {
        check("Available", "Available", &["available"]);
        check("AvailableIdle", "AvailableInactive", &["available"]);
        check("Busy", "InAMeeting", &["busy", "in-a-meeting"]);
        check(
            "Busy",
            "InAConferenceCall",
            &["busy", "in-a-call", "in-a-conference-call"],
        );
        check(
            "DoNotDisturb",
            "Presenting",
            &["do-not-disturb", "presenting"],
        );
        check("BeRightBack", "BeRightBack", &["away", "be-right-back"]);
        check("Available", "OutOfOffice", &["available", "out-of-office"]);
        check("Offline", "OffWork", &["offline", "off-work"]);
        check("Hibernating", "InASauna", &[]);
    }

    #[test]
    fn words_are_read_as_people_write_them() {
        for wanted in Wanted::ALL {
            assert_eq!(Wanted::parse(wanted.word()), Ok(wanted));
        }
        assert_eq!(Wanted::parse("Out of Office"), Ok(Wanted::OutOfOffice));
        assert_eq!(Wanted::parse("DND"), Ok(Wanted::DoNotDisturb));
        let error = Wanted::parse("reset").unwrap_err().to_string();
        assert!(error.contains("“reset”") && error.contains("in-a-meeting"));
    }
}
