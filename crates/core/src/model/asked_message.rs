//! The message I set last, and those that come back when it ends.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{StatusMessage, alike};

/// The last message set through Porchlight. Stored before it is sent, so that a
/// restart sends it or knows what to do at its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedMessage {
    /// Empty to clear whatever is there.
    pub text: String,
    /// When it was asked for; once Graph took it, when that was.
    pub since: DateTime<Utc>,
    /// None for a message without an end.
    pub until: Option<DateTime<Utc>>,
    /// Graph has not taken it yet, and it is still to be sent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsent: bool,
    /// The text that it takes the place of at Graph; none once it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<String>,
    /// What comes back at its end, the next one last. Each ends before the one
    /// in front of it, and after the message itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<FormerMessage>,
}

/// A message that another one has replaced for a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormerMessage {
    pub text: String,
    pub until: Option<DateTime<Utc>>,
}

impl AskedMessage {
    /// A message about to be sent, with nothing to come back.
    pub fn new(text: String, until: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Self {
        Self {
            text,
            since: now,
            until,
            unsent: true,
            replaces: None,
            former: Vec::new(),
        }
    }

    /// The same, set while `shown` was my message and `last` the one set through
    /// Porchlight. Whatever ends later than it comes back at its end. The same
    /// text with another end is no other message, and does not come back.
    #[must_use]
    pub fn set_over(mut self, shown: Option<&StatusMessage>, last: Option<&Self>) -> Self {
        let last = last.filter(|last| match shown {
            Some(shown) => alike(&last.text, &shown.text),
            // It clears, or has ended, and Graph is not so yet.
            None => last.unsent || last.has_ended(self.since),
        });
        self.replaces = match last {
            Some(last) if last.was_not_taken() => last.replaces.clone(),
            Some(_) | None => shown.map(|shown| shown.text.clone()),
        };
        let Some(end) = self.until else { return self };
        self.former = last.map_or(Vec::new(), |last| last.former.clone());
        if let Some(shown) = shown.filter(|shown| !alike(&shown.text, &self.text)) {
            self.former.push(FormerMessage {
                // As it was written: what Graph shows may be altered.
                text: last.map_or(&shown.text, |last| &last.text).clone(),
                until: shown.expires_at,
            });
        }
        self.former
            .retain(|former| former.until.is_none_or(|until| until > end));
        self
    }

    pub fn has_ended(&self, now: DateTime<Utc>) -> bool {
        self.until.is_some_and(|end| now >= end)
    }

    /// Graph took it.
    pub fn take(&mut self, now: DateTime<Utc>) {
        self.unsent = false;
        self.since = now;
        self.replaces = None;
    }

    /// Whether what it was to replace may still be there.
    pub fn was_not_taken(&self) -> bool {
        self.unsent || self.replaces.is_some()
    }

    /// What comes back at its end, if anything has not ended by `now`.
    pub fn next(&self, now: DateTime<Utc>) -> Option<Self> {
        let mut former = self.former.clone();
        former.retain(|former| former.until.is_none_or(|until| now < until));
        let next = former.pop()?;
        Some(Self {
            former,
            ..Self::new(next.text, next.until, now)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> DateTime<Utc> {
        format!("2026-11-21T{time}:00Z").parse().unwrap()
    }

    fn asked(text: &str, until: Option<&str>) -> AskedMessage {
        AskedMessage::new(text.to_owned(), until.map(at), at("12:00"))
    }

    /// One message after the other, each taken by Graph and shown.
    fn after(messages: &[(&str, Option<&str>)]) -> AskedMessage {
        let mut last: Option<AskedMessage> = None;
        for (text, until) in messages {
            let shown = last
                .as_ref()
                .and_then(|last| StatusMessage::from_graph(&last.text, last.until, None));
            let mut asked = asked(text, *until).set_over(shown.as_ref(), last.as_ref());
            asked.take(at("12:00"));
            last = Some(asked);
        }
        last.unwrap()
    }

    #[track_caller]
    fn comes_back(messages: &[(&str, Option<&str>)], expected: &[&str]) {
        let former = after(messages).former;
        let texts: Vec<&str> = former.iter().rev().map(|f| f.text.as_str()).collect();
        assert_eq!(texts, expected, "{messages:?}");
    }

    #[test]
    fn what_ends_later_comes_back_and_nothing_else() {
        let tea = ("Tea", Some("13:00"));
        comes_back(&[("Trip", None), tea], &["Trip"]);
        comes_back(&[("Trip", Some("18:00")), tea], &["Trip"]);
        comes_back(&[("Trip", Some("12:30")), tea], &[]);
        comes_back(&[("Trip", Some("13:00")), tea], &[]);
        comes_back(&[tea, ("Trip", None)], &[]);
        comes_back(&[("Trip", None), tea, ("", None)], &[]);
    }

    #[test]
    fn messages_lie_on_each_other_as_long_as_each_ends_sooner() {
        let (trip, lunch) = (("Trip", None), ("Lunch", Some("14:00")));
        let tea = ("Tea", Some("13:00"));
        comes_back(&[trip, lunch, tea], &["Lunch", "Trip"]);
        comes_back(&[trip, tea, lunch], &["Trip"]);
        comes_back(&[trip, lunch, tea, ("Call", None)], &[]);
    }

    #[test]
    fn another_end_for_the_same_text_is_no_other_message() {
        let lunch = ("Lunch", Some("14:00"));
        comes_back(&[lunch, ("Lunch", Some("13:00"))], &[]);
        comes_back(
            &[("Trip", None), lunch, ("Lunch", Some("13:00"))],
            &["Trip"],
        );
        comes_back(&[("Trip", None), lunch, lunch], &["Trip"]);
    }

    #[test]
    fn what_has_ended_meanwhile_is_passed_over() {
        let day = after(&[
            ("Trip", None),
            ("Lunch", Some("14:00")),
            ("Tea", Some("13:00")),
        ]);
        let text = |time: &str| day.next(at(time)).map(|next| next.text);
        assert_eq!(text("13:00").as_deref(), Some("Lunch"));
        assert_eq!(text("14:00").as_deref(), Some("Trip"));
        assert_eq!(after(&[("Tea", Some("13:00"))]).next(at("13:00")), None);
    }

    #[test]
    fn what_was_set_elsewhere_covers_nothing_of_ours() {
        let last = after(&[("Trip", None), ("Lunch", Some("14:00"))]);
        let shown = StatusMessage::from_graph("Elsewhere", None, None);
        let tea = asked("Tea", Some("13:00")).set_over(shown.as_ref(), Some(&last));
        let texts: Vec<&str> = tea.former.iter().map(|f| f.text.as_str()).collect();
        assert_eq!(texts, ["Elsewhere"]);
    }

    #[test]
    fn what_is_about_to_come_back_is_kept_under_the_next_message() {
        let last = after(&[("Trip", None), ("Lunch", Some("11:59"))]);
        let tea = asked("Tea", Some("13:00")).set_over(None, Some(&last));
        assert_eq!(tea.next(at("13:00")).unwrap().text, "Trip");
    }

    #[test]
    fn what_was_never_sent_replaces_what_its_forerunner_would_have() {
        let trip = StatusMessage::from_graph("Trip", None, None);
        let lunch = asked("Lunch", Some("14:00")).set_over(trip.as_ref(), None);
        let shown = StatusMessage::from_graph("Lunch", lunch.until, None);
        let tea = asked("Tea", Some("13:00")).set_over(shown.as_ref(), Some(&lunch));
        assert_eq!(tea.replaces.as_deref(), Some("Trip"));
        let clear = asked("", None).set_over(trip.as_ref(), None);
        let tea = asked("Tea", Some("13:00")).set_over(None, Some(&clear));
        assert_eq!(tea.replaces.as_deref(), Some("Trip"));
    }
}
