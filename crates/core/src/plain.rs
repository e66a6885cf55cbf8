//! Text of other people and other programs, made harmless for every face.

/// The longest line kept of what another program says, in characters.
const LONGEST_LINE: usize = 300;

/// On one line: control characters and ends of lines become spaces, and marks
/// that turn the direction of writing vanish.
pub fn plain(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => {}
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => {
                if !line.ends_with(' ') {
                    line.push(' ');
                }
            }
            c => line.push(c),
        }
    }
    line.trim().to_owned()
}

/// The same for a text that may have several lines.
pub fn plain_lines(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(plain).collect();
    lines.join("\n").trim().to_owned()
}

/// The first line alone, and no more of it than anybody would read: for what
/// servers and libraries say.
pub(crate) fn first_line(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or_default();
    let short: String = plain(line).chars().take(LONGEST_LINE).collect();
    short.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_whoever_shows_it() {
        for (text, line) in [
            (" Ada\u{7}\u{1b}[31m\n\tL ", "Ada [31m L"),
            ("Ada\u{202e}ecalevoL\u{2066}", "AdaecalevoL"),
            ("one\r\ntwo\u{2028}three", "one two three"),
            ("\u{200f}\u{61c}", ""),
        ] {
            assert_eq!(plain(text), line, "{text:?}");
        }
        assert_eq!(plain_lines("one\u{7}\r\n\u{202e}two\n"), "one\ntwo");
    }

    #[test]
    fn of_what_programs_say_the_first_line_is_enough() {
        assert_eq!(
            first_line(" No\u{1b}[31m \u{202e}entry\r\nTrace"),
            "No [31m entry"
        );
        assert_eq!(first_line(&"x".repeat(400)).len(), 300);
    }
}
