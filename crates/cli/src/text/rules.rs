//! Rules in words.

use porchlight_core::view::{RuleView, transition_words};

/// What a rule tells of somebody: "once when Ada Lovelace becomes available".
pub(crate) fn told(name: &str, view: &RuleView, once: bool) -> String {
    let rule = &view.rule;
    let once = if once { "once " } else { "" };
    let named: Vec<String> = rule
        .when
        .iter()
        .map(|t| lowered(transition_words(*t)))
        .collect();
    let named = match named.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => return format!("nothing about {name}"),
    };
    let stable = match rule.stable {
        0 => String::new(),
        seconds if seconds % 60 == 0 => format!(" and stays so for {} min", seconds / 60),
        seconds => format!(" and stays so for {seconds} s"),
    };
    let busy = if rule.even_when_busy {
        ", even when you are busy"
    } else {
        ""
    };
    let until = view
        .until_words
        .as_deref()
        .map(|until| format!(", {until}"));
    let until = until.unwrap_or_default();
    format!("{once}when {name} {named}{stable}{until}{busy}")
}

/// The same words in the middle of a sentence.
fn lowered(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(char::to_lowercase);
    first.into_iter().flatten().chain(letters).collect()
}

/// The same words at the beginning of a sentence.
pub(crate) fn raised(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}
