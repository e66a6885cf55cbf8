//! Arguments that are not understood, in the words of every other failure.

#[cfg(test)]
mod tests;

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory, Error};
use porchlight_core::UserError;
use porchlight_core::model::ExpiryError;
use porchlight_core::view::plain;

use crate::alike::is_alike;
use crate::args::Arguments;
use crate::when;

/// What was wrong with these arguments, the program's own name first, and what
/// to write instead.
pub(crate) fn explained(error: &Error, arguments: &[OsString]) -> UserError {
    let help = format!("See porchlight{} --help", path(arguments));
    if let Some(fault) = dashed_value(error, arguments) {
        return fault;
    }
    let title = title(error, arguments);
    let suggestion = suggestion(error).or_else(|| option_meant(error, arguments));
    let hint = match (suggestion, choices(error)) {
        (Some(word), _) => format!("Did you mean {word}? {help}"),
        (None, Some(words)) => format!("Write one of {words}"),
        (None, None) if dashed(error, arguments).is_some() && takes_words(arguments) => {
            format!("Write -- before words that begin with a dash. {help}")
        }
        (None, None) => help,
    };
    UserError::usage(title, hint)
}

fn title(error: &Error, arguments: &[OsString]) -> String {
    let wrong = || quoted(&all(error, ContextKind::InvalidArg));
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let word = quoted(&all(error, ContextKind::InvalidSubcommand));
            format!("{word} is not a command of porchlight{}", path(arguments))
        }
        ErrorKind::UnknownArgument => match dashed(error, arguments) {
            Some(at) => format!("{} is not expected here", quoted(&[written(arguments, at)])),
            None => format!("{} is not expected here", wrong()),
        },
        ErrorKind::MissingRequiredArgument => {
            let missing = all(error, ContextKind::InvalidArg);
            let names: Vec<&str> = missing.iter().map(|name| bare(name)).collect();
            match &names[..] {
                [] => "Something is missing".to_owned(),
                [name] => format!("{name} is missing"),
                names => format!("{} are missing", names.join(" and ")),
            }
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "A command is missing".to_owned()
        }
        ErrorKind::InvalidValue => {
            let option = all(error, ContextKind::InvalidArg).concat();
            match &all(error, ContextKind::InvalidValue)[..] {
                [value] if !value.is_empty() => {
                    format!(
                        "{} is no value for {}",
                        quoted(std::slice::from_ref(value)),
                        bare(&option)
                    )
                }
                _ => format!("{} needs a value", bare(&option)),
            }
        }
        ErrorKind::ArgumentConflict => {
            let prior = all(error, ContextKind::PriorArg);
            match (&all(error, ContextKind::InvalidArg)[..], &prior[..]) {
                ([one], [other]) if one == other => format!("{} is given twice", bare(one)),
                ([one], others) if !others.is_empty() => {
                    let others: Vec<&str> = others.iter().map(|other| bare(other)).collect();
                    let (one, others) = (bare(one), others.join(" or "));
                    format!("{one} does not go together with {others}")
                }
                _ => "Two of the options do not go together".to_owned(),
            }
        }
        ErrorKind::TooManyValues => format!(
            "{} takes no value",
            bare(&all(error, ContextKind::InvalidArg).concat())
        ),
        ErrorKind::InvalidUtf8 => {
            let broken = arguments
                .iter()
                .find(|argument| argument.to_str().is_none());
            let broken = broken.map(|argument| argument.to_string_lossy());
            format!(
                "“{}” is not text that Porchlight can read (UTF-8)",
                plain(&broken.unwrap_or_default())
            )
        }
        ErrorKind::NoEquals
        | ErrorKind::ValueValidation
        | ErrorKind::TooFewValues
        | ErrorKind::WrongNumberOfValues
        | ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::Io
        | ErrorKind::Format
        | _ => {
            let words = error.to_string();
            let first = words.lines().next().unwrap_or_default();
            plain(first.strip_prefix("error: ").unwrap_or(first))
        }
    }
}

/// Where the argument stands that begins with a dash and can't be meant as an
/// option, of which all but two have longer names. Of such an argument the
/// library may tell only the first letter.
fn dashed(error: &Error, arguments: &[OsString]) -> Option<usize> {
    let wrong = all(error, ContextKind::InvalidArg).concat();
    let is_option = wrong.starts_with("--") && !wrong.starts_with("---");
    if error.kind() != ErrorKind::UnknownArgument || !wrong.starts_with('-') || is_option {
        return None;
    }
    let is_meant = |word: &OsString| word.to_str().is_some_and(|word| word.starts_with(&wrong));
    let found = arguments.iter().skip(1).position(is_meant);
    found.map(|at| at + 1)
}

fn takes_words(arguments: &[OsString]) -> bool {
    command(arguments).0.get_positionals().next().is_some()
}

fn written(arguments: &[OsString], at: usize) -> String {
    let word = arguments.get(at).map(|word| word.to_string_lossy());
    word.unwrap_or_default().into_owned()
}

/// What begins with a dash behind an option that takes a value.
fn dashed_value(error: &Error, arguments: &[OsString]) -> Option<UserError> {
    let at = dashed(error, arguments)?;
    let (option, value) = (written(arguments, at - 1), written(arguments, at));
    let (command, _) = command(arguments);
    let name = option.strip_prefix("--")?;
    if !takes_value(&command, name) && !takes_value(&Arguments::command(), name) {
        return None;
    }
    match name {
        "for" => when::length(&value, "--until").err(),
        "stable" => when::length(&value, "").err(),
        "until" | "timeout" => Some(when::refused(&ExpiryError::Unclear(value))),
        _ => Some(UserError::usage(
            format!("{option} needs a value"),
            format!(
                "Write one that begins with a dash like this: {option}={}",
                plain(&value)
            ),
        )),
    }
}

/// " people add": the commands among the arguments.
fn path(arguments: &[OsString]) -> String {
    command(arguments).1
}

fn command(arguments: &[OsString]) -> (Command, String) {
    let whole = Arguments::command();
    let mut command = whole.clone();
    let mut path = String::new();
    let mut words = arguments.iter().skip(1);
    while let Some(word) = words.next().and_then(|word| word.to_str()) {
        if let Some(option) = word.strip_prefix("--") {
            if takes_value(&command, option) || takes_value(&whole, option) {
                words.next();
            }
            continue;
        }
        if word == "help" {
            continue;
        }
        let Some(next) = command.find_subcommand(word).cloned() else {
            break;
        };
        path.push(' ');
        path.push_str(word);
        command = next;
    }
    (command, path)
}

/// Whether the word behind this option is its value, and nothing of its own.
fn takes_value(command: &Command, option: &str) -> bool {
    let mut options = command.get_arguments();
    options.any(|arg| arg.get_long() == Some(option) && arg.get_action().takes_values())
}

/// The option whose dashes were left out, as in `set busy for 1h`.
fn option_meant(error: &Error, arguments: &[OsString]) -> Option<String> {
    let word = all(error, ContextKind::InvalidArg).concat();
    let (command, _) = command(arguments);
    let mut options = command.get_arguments().filter_map(|arg| arg.get_long());
    let option = options.find(|option| *option == word)?;
    Some(format!("--{option}"))
}

fn all(error: &Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(word)) => vec![word.clone()],
        Some(ContextValue::Strings(words)) => words.clone(),
        Some(_) | None => Vec::new(),
    }
}

/// What is most like what was written. The library also guesses at words that
/// have little in common.
fn suggestion(error: &Error) -> Option<String> {
    let kinds = [
        (
            ContextKind::InvalidSubcommand,
            ContextKind::SuggestedSubcommand,
        ),
        (ContextKind::InvalidArg, ContextKind::SuggestedArg),
        (ContextKind::InvalidValue, ContextKind::SuggestedValue),
    ];
    let mut words = kinds.into_iter().flat_map(|(wrong, suggested)| {
        let wrong = all(error, wrong).concat();
        let guesses = all(error, suggested).into_iter();
        guesses.filter(move |guess| is_alike(&wrong, guess))
    });
    words.next().map(|word| plain(&word))
}

/// The few words that an argument may be.
fn choices(error: &Error) -> Option<String> {
    let words = all(error, ContextKind::ValidValue);
    (!words.is_empty()).then(|| words.join(", "))
}

fn quoted(words: &[String]) -> String {
    format!("“{}”", plain(&words.concat()))
}

/// "WHO" of "<WHO>...", "--for" of "--for <TIME>".
fn bare(name: &str) -> &str {
    let name = match name.split_once(' ') {
        Some((option, _)) if option.starts_with("--") => option,
        Some(_) | None => name,
    };
    name.trim_end_matches("...")
        .trim_matches(['<', '>', '[', ']'])
}
