//! The status message a person shows beside their presence.

use chrono::{DateTime, Utc};

/// Teams' own limit, in characters as a person counts them roughly: Unicode
/// scalar values. Graph's limit is not documented.
const LONGEST: usize = 280;

/// The marker Teams appends to a message pinned to chats. Undocumented, so it
/// is hidden when shown and never written by us.
const PINNED_MARKER: &str = "<pinnednote></pinnednote>";

/// A message and its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusMessage {
    pub text: String,
    /// None for "never", and for other people, whose end Graph does not tell.
    pub expires_at: Option<DateTime<Utc>>,
    pub published_at: Option<DateTime<Utc>>,
}

/// A message over the limit; the number is its length in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The message has {0} characters; Teams allows {LONGEST}")]
pub struct MessageTooLong(pub usize);

/// Checks a text before it is sent.
pub fn check_message(text: &str) -> Result<(), MessageTooLong> {
    match text.chars().count() {
        length if length > LONGEST => Err(MessageTooLong(length)),
        _ => Ok(()),
    }
}

impl StatusMessage {
    /// From what Graph sent: the marker is dropped, an empty text is no
    /// message, and an end in year 9999 means never.
    pub fn from_graph(
        content: &str,
        expires_at: Option<DateTime<Utc>>,
        published_at: Option<DateTime<Utc>>,
    ) -> Option<Self> {
        let text = content.replace(PINNED_MARKER, "").trim().to_owned();
        let never = |at: &DateTime<Utc>| chrono::Datelike::year(at) >= 9999;
        (!text.is_empty()).then(|| Self {
            text,
            expires_at: expires_at.filter(|at| !never(at)),
            published_at,
        })
    }

    /// A message past its end is not shown, even if Graph still returns it.
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }
}

/// Whether two texts are one message. Graph may sanitise what was set, so they
/// are compared by their letters, or by all they have if there are none.
pub fn alike(a: &str, b: &str) -> bool {
    let (a, b) = (plainly(a), plainly(b));
    let letters = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    match (letters(&a), letters(&b)) {
        (a_letters, b_letters) if a_letters.is_empty() && b_letters.is_empty() => a == b,
        (a_letters, b_letters) => a_letters == b_letters,
    }
}

/// A text without blanks, and with markup characters as they were typed.
fn plainly(text: &str) -> String {
    const ESCAPES: [(&str, &str); 6] = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&apos;", "'"),
        // Last, so that nothing is undone twice.
        ("&amp;", "&"),
    ];
    let whole = text.split_whitespace().collect::<String>();
    ESCAPES
        .iter()
        .fold(whole, |text, (escaped, typed)| text.replace(escaped, typed))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert_eq!(check_message(&"ü".repeat(280)), Ok(()));
        assert_eq!(check_message(&"x".repeat(281)), Err(MessageTooLong(281)));
    }

    #[test]
    fn reading_drops_the_marker_empty_texts_and_far_ends() {
        let message = StatusMessage::from_graph(
            "Back soon<pinnednote></pinnednote>",
            Some(at("9999-12-30T23:00:00Z")),
            None,
        )
        .unwrap();
        assert_eq!(
            (message.text.as_str(), message.expires_at),
            ("Back soon", None)
        );
        assert_eq!(
            StatusMessage::from_graph(" <pinnednote></pinnednote>", None, None),
            None
        );
    }

    #[test]
    fn a_message_ends_at_its_instant() {
        let end = at("2026-11-21T16:30:00Z");
        let message = StatusMessage::from_graph("Lunch", Some(end), None).unwrap();
        assert!(message.is_live(end - chrono::TimeDelta::seconds(1)));
        assert!(!message.is_live(end));
    }

    #[test]
    fn a_text_is_known_again_after_graph_has_altered_it() {
        for (asked, shown) in [
            ("Lunch", "Lunch"),
            (
                "Café & <b>cake</b> 🎂",
                "Café &amp; &lt;b&gt;cake&lt;/b&gt; ??",
            ),
            ("don't", "don&#39;t"),
            ("\u{1f3a7}", " \u{1f3a7} "),
            ("", ""),
        ] {
            assert!(alike(asked, shown), "{asked} {shown}");
        }
        for (asked, other) in [
            ("Lunch", "Launch"),
            ("Lunch", ""),
            ("", "-"),
            ("\u{1f3a7}", "\u{1f382}"),
        ] {
            assert!(!alike(asked, other), "{asked} {other}");
        }
    }
}
