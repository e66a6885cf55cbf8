//! Presence: what Graph reports about a person.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::StatusMessage;

/// What Graph reports about a person at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presence {
    pub availability: Availability,
    pub activity: Activity,
    pub out_of_office: Option<OutOfOffice>,
    /// Where the person works today, in Graph's own word ("office", "remote").
    pub work_location: Option<String>,
    pub message: Option<StatusMessage>,
    /// Graph's version stamp; sorts as text. Only used to drop late answers.
    pub sequence: Option<String>,
}

/// Whether a person's automatic replies say they are out of office.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct OutOfOffice {
    pub is_out: bool,
    pub message: Option<String>,
}

/// The base state, which decides shape and colour.
///
/// Graph's values are an open set: a word nobody knows yet is kept and shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Availability {
    Available,
    AvailableIdle,
    Busy,
    BusyIdle,
    DoNotDisturb,
    BeRightBack,
    Away,
    Offline,
    /// Graph says it does not know.
    PresenceUnknown,
    /// A word this version does not know, as Graph sent it.
    Unknown(String),
}

/// The finer state, which decides the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Activity {
    Available,
    AvailableInactive,
    Away,
    BeRightBack,
    Busy,
    DoNotDisturb,
    Focusing,
    InACall,
    InAConferenceCall,
    Inactive,
    InAMeeting,
    Offline,
    OffWork,
    OutOfOffice,
    PresenceUnknown,
    Presenting,
    UrgentInterruptionsOnly,
    /// A word this version does not know, as Graph sent it.
    Unknown(String),
}

/// The drawn form of a presence: each has its own outline, not only a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    Available,
    Busy,
    DoNotDisturb,
    Away,
    Offline,
    OutOfOffice,
    Unknown,
}

impl Shape {
    /// Every shape, for tests and generated icons.
    pub const ALL: [Self; 7] = [
        Self::Available,
        Self::Busy,
        Self::DoNotDisturb,
        Self::Away,
        Self::Offline,
        Self::OutOfOffice,
        Self::Unknown,
    ];
}

/// Lower case without spaces, dashes and underscores, so that `InACall`,
/// `inACall` and `in a call` are one word.
fn folded(word: &str) -> String {
    word.chars()
        .filter(|c| !matches!(c, ' ' | '-' | '_'))
        .flat_map(char::to_lowercase)
        .collect()
}

impl Availability {
    /// Reads Graph's word in any case. Six words that documentation lists for
    /// either field are understood here too.
    pub fn from_graph(word: &str) -> Self {
        match folded(word).as_str() {
            "available" => Self::Available,
            "availableidle" | "availableinactive" => Self::AvailableIdle,
            "busy" | "inacall" | "inaconferencecall" | "inameeting" => Self::Busy,
            "busyidle" => Self::BusyIdle,
            "donotdisturb" | "presenting" | "focusing" | "urgentinterruptionsonly" => {
                Self::DoNotDisturb
            }
            "berightback" => Self::BeRightBack,
            "away" | "inactive" | "offwork" => Self::Away,
            "offline" => Self::Offline,
            "" | "presenceunknown" => Self::PresenceUnknown,
            _ => Self::Unknown(word.to_owned()),
        }
    }

    /// Graph's spelling.
    pub fn as_graph(&self) -> &str {
        match self {
            Self::Available => "Available",
            Self::AvailableIdle => "AvailableIdle",
            Self::Busy => "Busy",
            Self::BusyIdle => "BusyIdle",
            Self::DoNotDisturb => "DoNotDisturb",
            Self::BeRightBack => "BeRightBack",
            Self::Away => "Away",
            Self::Offline => "Offline",
            Self::PresenceUnknown => "PresenceUnknown",
            Self::Unknown(word) => word,
        }
    }
}

impl Activity {
    /// Reads Graph's word in any case.
    pub fn from_graph(word: &str) -> Self {
        match folded(word).as_str() {
            "available" => Self::Available,
            "availableinactive" | "availableidle" => Self::AvailableInactive,
            "away" => Self::Away,
            "berightback" => Self::BeRightBack,
            "busy" | "busyidle" => Self::Busy,
            "donotdisturb" => Self::DoNotDisturb,
            "focusing" => Self::Focusing,
            "inacall" => Self::InACall,
            "inaconferencecall" => Self::InAConferenceCall,
            "inactive" => Self::Inactive,
            "inameeting" => Self::InAMeeting,
            "offline" => Self::Offline,
            "offwork" => Self::OffWork,
            "outofoffice" => Self::OutOfOffice,
            "" | "presenceunknown" => Self::PresenceUnknown,
            "presenting" => Self::Presenting,
            "urgentinterruptionsonly" => Self::UrgentInterruptionsOnly,
            _ => Self::Unknown(word.to_owned()),
        }
    }

    /// Graph's spelling.
    pub fn as_graph(&self) -> &str {
        match self {
            Self::Available => "Available",
            Self::AvailableInactive => "AvailableInactive",
            Self::Away => "Away",
            Self::BeRightBack => "BeRightBack",
            Self::Busy => "Busy",
            Self::DoNotDisturb => "DoNotDisturb",
            Self::Focusing => "Focusing",
            Self::InACall => "InACall",
            Self::InAConferenceCall => "InAConferenceCall",
            Self::Inactive => "Inactive",
            Self::InAMeeting => "InAMeeting",
            Self::Offline => "Offline",
            Self::OffWork => "OffWork",
            Self::OutOfOffice => "OutOfOffice",
            Self::PresenceUnknown => "PresenceUnknown",
            Self::Presenting => "Presenting",
            Self::UrgentInterruptionsOnly => "UrgentInterruptionsOnly",
            Self::Unknown(word) => word,
        }
    }
}

impl Presence {
    /// A presence of the two words alone.
    pub fn new(availability: Availability, activity: Activity) -> Self {
        Self {
            availability,
            activity,
            out_of_office: None,
            work_location: None,
            message: None,
            sequence: None,
        }
    }

    /// Builds a presence from Graph's two words, either of which may be absent.
    ///
    /// ```
    /// use porchlight_core::model::{Activity, Availability, Presence};
    /// let presence = Presence::from_graph(Some("inACall"), None);
    /// assert_eq!(presence.availability, Availability::Busy);
    /// assert_eq!(presence.activity, Activity::InACall);
    /// ```
    pub fn from_graph(availability: Option<&str>, activity: Option<&str>) -> Self {
        let either = |first: Option<&str>, second: Option<&str>| {
            first.or(second).unwrap_or_default().to_owned()
        };
        Self::new(
            Availability::from_graph(&either(availability, activity)),
            Activity::from_graph(&either(activity, availability)),
        )
    }

    /// True when the automatic replies or the activity say so.
    pub fn is_out_of_office(&self) -> bool {
        self.activity == Activity::OutOfOffice
            || self.out_of_office.as_ref().is_some_and(|o| o.is_out)
    }

    /// The form in which this presence is drawn. Out of office has its own
    /// arrow only while nothing stronger is going on, as Teams draws it.
    pub fn shape(&self) -> Shape {
        if self.activity == Activity::OutOfOffice {
            return Shape::OutOfOffice;
        }
        match &self.availability {
            Availability::Available | Availability::AvailableIdle => Shape::Available,
            Availability::Busy | Availability::BusyIdle => Shape::Busy,
            Availability::DoNotDisturb => Shape::DoNotDisturb,
            Availability::BeRightBack | Availability::Away => Shape::Away,
            Availability::Offline if self.is_out_of_office() => Shape::OutOfOffice,
            Availability::Offline => Shape::Offline,
            Availability::PresenceUnknown | Availability::Unknown(_) => Shape::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(availability: &str, activity: &str, shape: Shape) {
        let presence = Presence::from_graph(Some(availability), Some(activity));
        assert_eq!(presence.shape(), shape, "{availability}/{activity}");
    }

    #[test]
    fn words_are_read_in_any_case() {
        check("Available", "Available", Shape::Available);
        check("available", "available", Shape::Available);
        check("BUSY", "inACall", Shape::Busy);
        check("doNotDisturb", "Presenting", Shape::DoNotDisturb);
        check("Away", "BeRightBack", Shape::Away);
        check("Offline", "OffWork", Shape::Offline);
        check("Available", "OutOfOffice", Shape::OutOfOffice);
    }

    #[test]
    fn finer_words_are_understood_in_the_coarse_field() {
        check("focusing", "focusing", Shape::DoNotDisturb);
        check("inAMeeting", "busy", Shape::Busy);
    }

    #[test]
    fn unknown_words_are_kept() {
        let presence = Presence::from_graph(Some("Hibernating"), Some("InASauna"));
        assert_eq!(presence.shape(), Shape::Unknown);
        assert_eq!(presence.availability.as_graph(), "Hibernating");
        assert_eq!(presence.activity.as_graph(), "InASauna");
    }

    #[test]
    fn a_missing_word_is_taken_from_the_other() {
        let presence = Presence::from_graph(None, Some("Away"));
        assert_eq!(presence.availability, Availability::Away);
        assert_eq!(Presence::from_graph(None, None).shape(), Shape::Unknown);
    }
}
