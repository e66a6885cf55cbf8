//! What should be so, said a second time and in a few lines.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use porchlight_core::model::Status;
use rand::Rng as _;
use rand::rngs::StdRng;

/// Words for an end, and the end.
pub(crate) type End = (Option<String>, Option<DateTime<Utc>>);

/// A text and its end.
pub(crate) type Message = (String, Option<DateTime<Utc>>);

/// Being kept available, until an end or until switched off.
#[derive(Debug)]
pub(crate) struct Keep {
    pub(crate) end: Option<DateTime<Utc>>,
}

/// What should be so: nothing but the user's own last words, and the time.
#[derive(Debug, Default)]
pub(crate) struct Model {
    pub(crate) pick: Option<(Status, Option<DateTime<Utc>>)>,
    /// The switch that keeps me available, with its end.
    pub(crate) keep: Option<Keep>,
    /// Away when the screen locks is on from the start.
    pub(crate) locked: bool,
    /// Notices are paused.
    pub(crate) paused: bool,
    pub(crate) message: Option<Message>,
    /// The messages that come back when the one above each ends.
    pub(crate) former: Vec<Message>,
    pub(crate) zone: Tz,
}

impl Model {
    pub(crate) fn pass(&mut self, now: DateTime<Utc>) {
        let live = |end: &Option<DateTime<Utc>>| end.is_none_or(|end| now < end);
        self.pick.take_if(|(_, end)| !live(end));
        self.keep.take_if(|keep| !live(&keep.end));
        self.former.retain(|(_, end)| live(end));
        if self.message.take_if(|(_, end)| !live(end)).is_some() {
            self.message = self.former.pop();
        }
    }

    /// The user sets a message: what ends later than it waits beneath.
    pub(crate) fn says(&mut self, text: String, end: Option<DateTime<Utc>>) {
        if let Some(shown) = self.message.take().filter(|shown| shown.0 != text) {
            self.former.push(shown);
        }
        let outlives = |former: &Message| match (former.1, end) {
            (Some(former), Some(end)) => former > end,
            (None, Some(_)) => true,
            (_, None) => false,
        };
        self.former.retain(outlives);
        self.message = Some((text, end));
    }

    pub(crate) fn is_silent(&mut self) {
        self.message = None;
        self.former.clear();
    }

    /// What colleagues should see, given a Teams client that says Away.
    pub(crate) fn pair(&self) -> &'static str {
        let kept = if self.keep.is_some() {
            Status::Available
        } else {
            Status::Reset
        };
        match self.pick.map_or(kept, |(status, _)| status) {
            Status::Available if !self.locked => "Available/Available",
            Status::Available | Status::Away | Status::Reset => "Away/Away",
            Status::Busy => "Busy/Busy",
            Status::DoNotDisturb => "DoNotDisturb/DoNotDisturb",
            Status::BeRightBack => "BeRightBack/BeRightBack",
            Status::Offline => "Offline/OffWork",
            Status::InACall => "Busy/InACall",
            Status::InAConferenceCall => "Busy/InAConferenceCall",
            Status::Presenting => "DoNotDisturb/Presenting",
        }
    }

    /// Words for an end and what they mean, in the zone of the moment.
    pub(crate) fn end(&self, dice: &mut StdRng, now: DateTime<Utc>) -> End {
        let minutes = dice.random_range(1..600);
        let (hour, minute) = (dice.random_range(0..24), dice.random_range(0..60));
        match dice.random_range(0..3) {
            0 => (None, None),
            1 => {
                let end = now + TimeDelta::minutes(minutes);
                (Some(format!("{minutes}m")), Some(end))
            }
            _ => {
                // No zone of the story changes its offset in these weeks.
                let local = now.with_timezone(&self.zone);
                let today = local.with_time(NaiveTime::MIN).unwrap().to_utc();
                let end = today + TimeDelta::minutes(hour * 60 + minute);
                let passed = TimeDelta::days((end <= now).into());
                (Some(format!("{hour:02}:{minute:02}")), Some(end + passed))
            }
        }
    }
}
