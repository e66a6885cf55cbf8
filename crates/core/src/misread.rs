//! What is wrong with a text in TOML that somebody wrote, without the words of
//! the libraries that read it.

use std::fmt;
use std::ops::Range;

use crate::plain::plain;

/// As much of a line as is shown, in characters.
const MOST_SHOWN: usize = 60;

/// What of a text may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quoted<'a> {
    /// A line that is not understood, as far as it is not too long.
    Line,
    /// The one of these names that stands before the line's `=`: what a name is
    /// set to may be a secret, and any other word a part of one.
    Name(&'a [&'a str]),
}

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
    pub(crate) fn of(
        text: &str,
        span: Option<Range<usize>>,
        message: &str,
        quoted: Quoted<'_>,
    ) -> Self {
        let line = span.and_then(|span| line_at(text, span.start));
        let written = line.and_then(|line| text.lines().nth(line - 1));
        Self {
            line,
            why: meaning(message, quoted).unwrap_or_else(|| match quoted {
                Quoted::Line => not_understood(written),
                Quoted::Name(names) => name_not_understood(written, names),
            }),
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
fn meaning(message: &str, quoted: Quoted<'_>) -> Option<String> {
    if message.starts_with("unknown field") || message.starts_with("unknown variant") {
        // What was written stands before, and may hold anything.
        let (before, known) = message.rsplit_once("expected ").unwrap_or((message, ""));
        let written = before.split_once('`').and_then(|(_, rest)| {
            let (written, _) = rest.rsplit_once('`')?;
            Some(shortened(&plain(written)))
        });
        let known: Vec<String> = known.split('`').skip(1).step_by(2).map(plain).collect();
        let is_value = message.starts_with("unknown variant");
        let means_nothing = match quoted {
            Quoted::Name(_) if is_value => "this means nothing here".to_owned(),
            Quoted::Name(_) | Quoted::Line => {
                format!("“{}” means nothing here", written.unwrap_or_default())
            }
        };
        return Some(if known.is_empty() {
            means_nothing
        } else {
            format!("{means_nothing}; there are {}", known.join(", "))
        });
    }
    if message.starts_with("missing field") {
        let name = message.split('`').nth(1).map(plain);
        return Some(format!("{} is missing", name.unwrap_or_default()));
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
    format!("“{}” is not understood", shortened(&line))
}

/// No name is shown but a known one: a text that goes on from the line above
/// may have anything before a `=`.
fn name_not_understood(line: Option<&str>, names: &[&str]) -> String {
    let before = line.and_then(|line| line.split_once('='));
    let name = before.map(|(name, _)| name.trim());
    match name.filter(|name| names.contains(name)) {
        Some(name) => format!("what “{name}” is set to is not understood"),
        None => "this is not understood".to_owned(),
    }
}

fn shortened(text: &str) -> String {
    let mut shown: String = text.chars().take(MOST_SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
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
        let misread = Misread::of(text, error.span(), error.message(), Quoted::Line);
        assert_eq!(misread.to_string(), words, "{error}");
    }

    /// The same where only a name may be shown.
    #[track_caller]
    fn check_named(text: &str, words: &str) {
        let error = toml::from_str::<Wish>(text).unwrap_err();
        let known = Quoted::Name(&["name", "on", "times", "when"]);
        let misread = Misread::of(text, error.span(), error.message(), known);
        assert_eq!(misread.to_string(), words, "{error}");
    }

    #[test]
    fn what_may_be_a_secret_is_not_repeated() {
        check_named(
            "on = true\nname = \"sk-1",
            "line 2: what “name” is set to is not understood",
        );
        check_named(
            "name = sk-1 sk-2",
            "line 1: what “name” is set to is not understood",
        );
        check_named(
            "when = [\n\"sk-1\", \"sk-2=",
            "line 2: this is not understood",
        );
        check_named(
            "when = [\n\"sk-1\",\nsk_token = 1",
            "line 3: this is not understood",
        );
        check_named(
            "when = [\n\"sk-1\",\nname.sk_token = 1",
            "line 3: this is not understood",
        );
        check_named("sk-1== x", "line 1: this is not understood");
        check_named("= \"sk-1", "line 1: this is not understood");
        check_named("[sk-1", "line 1: this is not understood");
        check_named(
            "name = \"x\"\non = true\nwhen = [5]",
            "line 3: what “when” is set to is not understood",
        );
        check_named(
            "name = \"x\"\non = true\nwhen = [\"sk-1\"]",
            "line 3: this means nothing here; there are becomes-available, leaves-busy, goes-away, goes-offline, message-changes, any-change",
        );
        check_named(
            "name = \"x\"\nnmae = \"sk-1\"",
            "line 2: “nmae” means nothing here; there are name, on, times, when",
        );
    }

    #[test]
    fn a_name_that_means_nothing_says_no_more_than_itself() {
        check(
            r#""x``\u001b[31mRED" = 1"#,
            "line 1: “x`` [31mRED” means nothing here; there are name, on, times, when",
        );
        check(
            r#""x`, expected one of `\u001b[31mRED`, `y" = 1"#,
            "line 1: “x`, expected one of ` [31mRED`, `y” means nothing here; there are name, on, times, when",
        );
        check(
            &format!("{} = 1", "x".repeat(80)),
            &format!(
                "line 1: “{}…” means nothing here; there are name, on, times, when",
                "x".repeat(60)
            ),
        );
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
