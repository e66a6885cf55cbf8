//! Names and messages as somebody might choose them who means no good, or who
//! merely writes another script.

use std::collections::BTreeMap;

/// What is hostile about it, and the text.
pub fn texts() -> BTreeMap<String, String> {
    let table = include_str!("../hostile.json");
    let mut texts: BTreeMap<String, String> = serde_json::from_str(table).expect("a table");
    texts.insert("length".to_owned(), "long ".repeat(2_000));
    texts.insert("length without spaces".to_owned(), "ß".repeat(10_000));
    texts
}

/// Whether a line of any face can hold it: nothing that a terminal obeys or
/// that turns the direction of what stands beside it.
pub fn is_harmless(text: &str) -> bool {
    let turns = |c: char| {
        matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{2028}' | '\u{2029}')
    };
    !text.chars().any(|c| c.is_control() || turns(c))
}
