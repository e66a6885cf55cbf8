//! My status message from its asking to its end, and what comes back then.

use chrono::{DateTime, Utc};

use super::input::CommandId;
use super::own::Fate;
use super::session::Session;
use super::state::State;
use crate::model::{AskedMessage, StatusMessage, alike};

impl State {
    /// Sends a message. A run that stays stores it first, and sends it again
    /// after a crash; another tells at once what became of it, and that is all.
    pub(super) fn send_message(
        &mut self,
        text: String,
        until: Option<DateTime<Utc>>,
        answer: CommandId,
        now: DateTime<Utc>,
    ) {
        let stays = self.sets_by_itself();
        let last = self.stored.message.clone();
        let Some(signed_in) = self.signed_in() else {
            return;
        };
        let mut shown = signed_in.own.message_shown(now).map(|(message, _)| message);
        if signed_in.own.reported.is_none() {
            shown = shown.or_else(|| last.as_ref().and_then(|last| in_force(last, now)));
        }
        let mut asked = AskedMessage::new(text, until, now).set_over(shown.as_ref(), last.as_ref());
        asked.unsent = stays;
        signed_in.own.message(&asked, last, Some(answer));
        self.stored.message = Some(asked);
        if stays {
            self.save();
        }
    }

    /// What was stored and not sent before a restart is sent now.
    pub(super) fn carry_on_message(&mut self) {
        let unsent = self.stored.message.clone().filter(|asked| asked.unsent);
        if let (Some(signed_in), Some(asked)) = (self.signed_in(), unsent) {
            signed_in.own.message(&asked, None, None);
        }
    }

    /// The message on its way is settled: Graph `took` it, or it ended before
    /// its turn, or Graph refused it.
    pub(super) fn message_settled(&mut self, took: bool, refused: bool, now: DateTime<Utc>) {
        let Session::SignedIn(signed_in) = &mut self.session else {
            return;
        };
        let before = signed_in.own.message_before();
        if refused {
            self.stored.message = before;
        } else if let Some(asked) = &mut self.stored.message {
            asked.unsent = false;
            if took {
                asked.take(now);
            }
        }
        // Nothing more is to be done about a message that was cleared.
        let stored = &mut self.stored.message;
        stored.take_if(|asked| asked.text.is_empty() && !asked.unsent);
    }

    /// What the last reading means for my message; true if that is news.
    pub(super) fn judge_message(&mut self, now: DateTime<Utc>) -> bool {
        let Session::SignedIn(signed_in) = &mut self.session else {
            return false;
        };
        let (Some(asked), Some(reported)) = (&self.stored.message, &signed_in.own.reported) else {
            return false;
        };
        if signed_in.own.is_sending_message() {
            return false;
        }
        match Fate::of(asked, &reported.presence, now) {
            Fate::Stands => return false,
            Fate::Forgotten => self.stored.message = None,
            Fate::Followed(mut next) => {
                next.take(now);
                self.stored.message = Some(next);
            }
            Fate::Sends(next) => {
                signed_in.own.message(&next, None, None);
                self.stored.message = Some(next);
            }
        }
        true
    }

    /// When the end of my message asks for a reading of its own.
    pub(super) fn message_end(&self) -> Option<DateTime<Utc>> {
        let Session::SignedIn(signed_in) = &self.session else {
            return None;
        };
        let asked = self.stored.message.as_ref();
        let asked = asked.filter(|asked| asked.was_not_taken() || !asked.former.is_empty());
        asked
            .and_then(|asked| asked.until)
            .filter(|end| self.sets_by_itself() && signed_in.own.awaits_message_end(*end))
    }

    /// Forgets a message that has ended and that nothing follows.
    pub(super) fn end_message(&mut self, now: DateTime<Utc>) -> bool {
        let is_over = |asked: &mut AskedMessage| {
            asked.has_ended(now) && !asked.was_not_taken() && asked.next(now).is_none()
        };
        self.stored.message.take_if(is_over).is_some()
    }

    /// The computer slept or its clock was set: nothing was taken in a time to come.
    pub(super) fn message_woke(&mut self, now: DateTime<Utc>) {
        if let Some(asked) = &mut self.stored.message {
            asked.since = asked.since.min(now);
        }
    }

    /// The text that comes back when this message of mine ends.
    pub(super) fn comes_after(&self, shown: &StatusMessage, now: DateTime<Utc>) -> Option<String> {
        let asked = self.stored.message.as_ref();
        let asked = asked.filter(|asked| alike(&asked.text, &shown.text));
        asked
            .and_then(|asked| asked.next(now))
            .map(|next| next.text)
    }
}

/// What Graph shows of a message in force, though nobody has read it yet.
fn in_force(asked: &AskedMessage, now: DateTime<Utc>) -> Option<StatusMessage> {
    StatusMessage::from_graph(&asked.text, asked.until, None).filter(|shown| shown.is_live(now))
}
