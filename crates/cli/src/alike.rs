//! Which of a few words was meant by one that is none of them.

use porchlight_core::UserError;
use porchlight_core::view::plain;

/// How much of two words must be the same, from 0 to 1.
const ALIKE: f64 = 0.6;

/// A word that is none of `words`: which one was meant, with where to read more,
/// or else all of them.
pub(crate) fn unknown(word: &str, what: &str, words: &[&str], command: &str) -> UserError {
    let title = format!("“{}” is {what}", plain(word));
    let hint = match alike(word, words) {
        Some(meant) => format!("Did you mean {meant}? See porchlight {command} --help"),
        None => format!("Write one of {}", words.join(", ")),
    };
    UserError::usage(title, hint)
}

/// Whether one of two words may be a slip of the hand for the other.
pub(crate) fn is_alike(one: &str, other: &str) -> bool {
    strsim::normalized_damerau_levenshtein(one, other) >= ALIKE
}

fn alike<'a>(word: &str, words: &[&'a str]) -> Option<&'a str> {
    let wanted = word.trim().to_lowercase();
    let rated = words
        .iter()
        .map(|word| (strsim::normalized_damerau_levenshtein(&wanted, word), *word));
    let best = rated.max_by(|(one, _), (other, _)| one.total_cmp(other));
    best.filter(|(rate, _)| *rate >= ALIKE)
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_hand_is_understood_and_a_guess_is_not_made() {
        let words = ["available", "busy", "do-not-disturb", "away", "offline"];
        let cases = [
            ("bsy", Some("busy")),
            ("Bussy", Some("busy")),
            ("availble", Some("available")),
            ("donotdisturb", Some("do-not-disturb")),
            ("asleep", None),
            ("x", None),
            ("", None),
        ];
        for (word, meant) in cases {
            assert_eq!(alike(word, &words), meant, "{word}");
        }
    }
}
