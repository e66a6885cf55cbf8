//! My status message: on its way, in force, or past its end.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Own, PATIENCE};
use crate::engine::input::CommandId;
use crate::model::{AskedMessage, Presence, StatusMessage, alike};

/// A message asked for and not yet seen in a reading. An empty text clears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) text: String,
    pub(super) end: Option<DateTime<Utc>>,
    /// When Graph took it; none while it is on its way.
    pub(super) taken_at: Option<DateTime<Utc>>,
}

impl Asked {
    /// Whether a reading ends the waiting: it shows the message, or patience is over.
    pub(super) fn is_over(&self, reading: &Presence, now: DateTime<Utc>) -> bool {
        let text = reading.message.as_ref().map_or("", |m| &m.text);
        let end = reading.message.as_ref().and_then(|m| m.expires_at);
        let is_it = alike(text, &self.text) && at_once(end, self.end);
        self.taken_at.is_some_and(|at| is_it || now - at > PATIENCE)
    }

    fn has_ended(&self, now: DateTime<Utc>) -> bool {
        self.end.is_some_and(|end| now >= end)
    }

    fn shown(&self) -> Option<StatusMessage> {
        StatusMessage::from_graph(&self.text, self.end, None)
    }
}

/// What a reading turns out to mean for the message set last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::engine) enum Fate {
    /// It is in force, or Graph lags.
    Stands,
    /// It is over, or somebody set or cleared the message elsewhere.
    Forgotten,
    /// What comes next is there already.
    Followed(AskedMessage),
    /// What comes next is to be sent; an empty text clears.
    Sends(AskedMessage),
}

impl Fate {
    /// The fate of a message that is not on its way, by a reading of now.
    pub(in crate::engine) fn of(
        asked: &AskedMessage,
        reading: &Presence,
        now: DateTime<Utc>,
    ) -> Self {
        let shown = reading.message.as_ref().filter(|m| m.is_live(now));
        let patient = now - asked.since <= PATIENCE;
        let is_it = shown.is_some_and(|shown| alike(&shown.text, &asked.text));
        if !asked.has_ended(now) {
            return if is_it || patient {
                Self::Stands
            } else {
                Self::Forgotten
            };
        }
        let next = asked.next(now);
        let sent_next = || next.clone().map_or(Self::Forgotten, Self::Sends);
        let Some(shown) = shown else {
            return sent_next();
        };
        let replaces = asked.replaces.as_ref();
        if replaces.is_some_and(|text| alike(text, &shown.text)) {
            // It ended before Graph heard of it, so what it was to replace is left.
            return match &next {
                Some(next) if alike(&next.text, &shown.text) => Self::Followed(next.clone()),
                Some(next) => Self::Sends(next.clone()),
                None => Self::Sends(AskedMessage {
                    replaces: Some(shown.text.clone()),
                    ..AskedMessage::new(String::new(), None, now)
                }),
            };
        }
        // The same text with a later end was set elsewhere.
        let is_old = shown.expires_at.is_none() || at_once(shown.expires_at, asked.until);
        if is_it && is_old {
            sent_next()
        } else if patient {
            Self::Stands
        } else {
            Self::Forgotten
        }
    }
}

impl Own {
    /// Takes a message to the queue; one waiting there gives way. `former` is
    /// what holds if Graph refuses it.
    pub(in crate::engine) fn message(
        &mut self,
        asked: &AskedMessage,
        former: Option<AskedMessage>,
        answer: Option<CommandId>,
    ) {
        self.asked = Some(Asked {
            text: asked.text.clone(),
            end: asked.until,
            taken_at: None,
        });
        if !self.queue.has_message() {
            self.message_held = former;
        }
        self.queue.message(asked.text.clone(), asked.until, answer);
    }

    /// Whether a message is on its way or waits for its turn.
    pub(in crate::engine) fn is_sending_message(&self) -> bool {
        self.queue.has_message()
    }

    /// The message as it was before the one that Graph refused.
    pub(in crate::engine) fn message_before(&mut self) -> Option<AskedMessage> {
        self.message_held.take()
    }

    /// Whether this end is still to be followed by a reading: one is enough,
    /// since others come by themselves.
    pub(in crate::engine) fn awaits_message_end(&self, end: DateTime<Utc>) -> bool {
        self.message_end_read != Some(end)
    }

    /// Graph took the message, or its end came before its turn.
    pub(super) fn message_taken(&mut self, now: DateTime<Utc>) {
        self.asked.take_if(|asked| asked.has_ended(now));
        if let Some(asked) = &mut self.asked {
            asked.taken_at = Some(now);
        }
    }

    /// The message to show, and whether it is still on its way.
    pub(in crate::engine) fn message_shown(
        &self,
        now: DateTime<Utc>,
    ) -> Option<(StatusMessage, bool)> {
        let asked = self.asked.as_ref();
        let asked = asked.filter(|asked| asked.taken_at.is_some() || !asked.has_ended(now));
        let (message, pending) = if let Some(asked) = asked {
            (asked.shown(), true)
        } else {
            let reported = self.reported.as_ref();
            (reported.and_then(|r| r.presence.message.clone()), false)
        };
        message
            .filter(|message| message.is_live(now))
            .map(|message| (message, pending))
    }
}

/// Whether two ends are the same, but for what rounding makes of them.
fn at_once(a: Option<DateTime<Utc>>, b: Option<DateTime<Utc>>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() < TimeDelta::seconds(1),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}
