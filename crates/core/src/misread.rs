//! What is wrong with a text in TOML that somebody wrote, without the words of
//! the libraries that read it.

use std::fmt;
use std::ops::Range;

use crate::plain::plain;

/// As much of a line as is shown, in characters.
const MOST_SHOWN: usize = 60;

/// What can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Misread {
    /// From one on; none where the text as a whole is meant.
    pub(crate) line: Option<usize>,
    /// "“5 5” is not understood".
    pub(crate) why: String,
}

impl Misread {
    /// From the place and the message that a library gives.
    pub(crate) fn of(text: &str, span: Option<Range<usize>>, message: &str) -> Self {
        let line = span.and_then(|span| line_at(text, span.start));
        let written = line.and_then(|line| text.lines().nth(line - 1));
        Self {
            line,
            why: meaning(message).unwrap_or_else(|| not_understood(written)),
        }
    }
}

impl fmt::Display for Misread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        f.write_str(&self.why)
    }
}

/// The line of a place in a text, from one on.
pub(crate) fn line_at(text: &str, at: usize) -> Option<usize> {
    Some(text.get(..at)?.matches('\n').count() + 1)
}

/// What a message of serde means; none for everything else, which is about the
/// form of TOML.
fn meaning(message: &str) -> Option<String> {
    let named: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let (first, others) = named.split_first().unwrap_or((&"", &[]));
    let said = plain(first);
    if message.starts_with("unknown field") || message.starts_with("unknown variant") {
        return Some(if others.is_empty() {
            format!("“{said}” means nothing here")
        } else {
            format!(
                "“{said}” means nothing here; there are {}",
                others.join(", ")
            )
        });
    }
    if message.starts_with("missing field") {
        return Some(format!("{said} is missing"));
    }
    if message.starts_with("duplicate") {
        return Some("something is said twice".to_owned());
    }
    let (_, expected) = message
        .strip_prefix("invalid type")
        .or_else(|| message.strip_prefix("invalid value"))?
        .rsplit_once("expected ")?;
    let belongs = match expected.split_whitespace().next_back()? {
        "boolean" => "true or false",
        "string" => "a text in quotes",
        "sequence" => "a list in [ ]",
        "u8" | "u32" | "u64" | "i64" | "integer" => "a whole number",
        _ => "something else",
    };
    Some(format!("{belongs} belongs there"))
}

fn not_understood(line: Option<&str>) -> String {
    let line = line.map(plain).filter(|line| !line.is_empty());
    let Some(line) = line else {
        return "something is missing there".to_owned();
    };
    let mut shown: String = line.chars().take(MOST_SHOWN).collect();
    if shown.len() < line.len() {
        shown.push('…');
    }
    format!("“{shown}” is not understood")
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::model::Transition;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only what can't be read is looked at")]
    struct Wish {
        name: String,
        on: bool,
        #[serde(default)]
        times: u32,
        #[serde(default)]
        when: Vec<Transition>,
    }

    #[track_caller]
    fn check(text: &str, words: &str) {
        let error = toml::from_str::<Wish>(text).unwrap_err();
        let misread = Misread::of(text, error.span(), error.message());
        assert_eq!(misread.to_string(), words, "{error}");
    }

    #[test]
    fn no_library_speaks() {
        check(
            "on = true\nname = 5 5",
            "line 2: “name = 5 5” is not understood",
        );
        check(
            "name = \"x\non = true",
            "line 1: “name = \"x” is not understood",
        );
        check("[wish", "line 1: “[wish” is not understood");
        check("name =", "line 1: “name =” is not understood");
        check(
            &format!("name = {}", "x".repeat(80)),
            &format!("line 1: “name = {}…” is not understood", "x".repeat(53)),
        );
        check(
            "name = 5\non = true",
            "line 1: a text in quotes belongs there",
        );
        check(
            "name = \"x\"\non = 1",
            "line 2: true or false belongs there",
        );
        check(
            "name = \"x\"\non = true\ntimes = \"y\"",
            "line 3: a whole number belongs there",
        );
        check(
            "name = \"x\"\non = true\ntimes = -1",
            "line 3: a whole number belongs there",
        );
        check(
            "name = \"x\"\non = true\nwhen = \"y\"",
            "line 3: a list in [ ] belongs there",
        );
        check(
            "name = \"x\"\non = true\nwhen = [5]",
            "line 3: “when = [5]” is not understood",
        );
        check("name = \"x\"", "line 1: on is missing");
        check(
            "name = \"x\"\nnmae = \"y\"",
            "line 2: “nmae” means nothing here; there are name, on, times, when",
        );
        check(
            "name = \"x\"\non = true\nname = \"y\"",
            "line 3: something is said twice",
        );
    }
}
