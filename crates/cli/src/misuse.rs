//! Arguments that are not understood, in the words of every other failure.

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
        (None, None) if dashed(error, arguments).is_some() => {
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
        | ErrorKind::TooManyValues
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

/// Where the argument stands that begins with one dash, as no option does but
/// those for help and version: the library tells only its first letter.
fn dashed(error: &Error, arguments: &[OsString]) -> Option<usize> {
    let wrong = all(error, ContextKind::InvalidArg).concat();
    let is_one = error.kind() == ErrorKind::UnknownArgument && !wrong.starts_with("--");
    let is_meant = |word: &OsString| word.to_str().is_some_and(|word| word.starts_with(&wrong));
    let found = arguments.iter().skip(1).position(is_meant);
    found
        .filter(|_| is_one && wrong.starts_with('-'))
        .map(|at| at + 1)
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

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    #[test]
    fn each_mistake_has_a_sentence_and_a_way_out() {
        let cases = [
            (
                "stats",
                "“stats” is not a command of porchlight. Did you mean status? See porchlight --help",
            ),
            (
                "bogus",
                "“bogus” is not a command of porchlight. See porchlight --help",
            ),
            (
                "message -5",
                "“-5” is not expected here. Write -- before words that begin with a dash. See porchlight message --help",
            ),
            (
                "people add -ada",
                "“-ada” is not expected here. Write -- before words that begin with a dash. See porchlight people add --help",
            ),
            (
                "set busy --for -5m",
                "“-5m” is not a length of time. Write a length like 30m, 1h 30m or 2 days, or use --until for a time like 17:30",
            ),
            (
                "wait-for ada busy --stable -5m",
                "“-5m” is not a length of time. Write a length like 30s, 10m or 1h 30m",
            ),
            (
                "message x --until -1h",
                "“-1h” is not a time Porchlight knows. Write a length like 30m or 1h 30m, a time like 17:30 or 5pm, today, tomorrow 9:00, fri 17:00, this week, a date like 2026-11-23 09:00, or never",
            ),
            (
                "set busy --message -5",
                "--message needs a value. Write one that begins with a dash like this: --message=-5",
            ),
            (
                "people ad",
                "“ad” is not a command of porchlight people. Did you mean add? See porchlight people --help",
            ),
            (
                "people whatever",
                "“whatever” is not a command of porchlight people. See porchlight people --help",
            ),
            ("set", "STATUS is missing. See porchlight set --help"),
            (
                "wait-for --json",
                "WHO and STATUS are missing. See porchlight wait-for --help",
            ),
            (
                "people add",
                "WHO is missing. See porchlight people add --help",
            ),
            ("message", "TEXT is missing. See porchlight message --help"),
            (
                "set busy --for",
                "--for needs a value. See porchlight set --help",
            ),
            (
                "set busy --untl 1h",
                "“--untl” is not expected here. Did you mean --until? See porchlight set --help",
            ),
            (
                "set busy for 1h",
                "“for” is not expected here. Did you mean --for? See porchlight set --help",
            ),
            (
                "set busy soon",
                "“soon” is not expected here. See porchlight set --help",
            ),
            (
                "set busy --for 1h --until 17:30",
                "--for does not go together with --until. See porchlight set --help",
            ),
            (
                "set busy --for 1h --for 2h",
                "--for is given twice. See porchlight set --help",
            ),
            (
                "completions tcsh",
                "“tcsh” is no value for SHELL. Write one of bash, elvish, fish, powershell, zsh",
            ),
            (
                "watch --format dzen",
                "“dzen” is no value for --format. Write one of waybar, polybar, i3blocks, tmux",
            ),
            ("--json", "A command is missing. See porchlight --help"),
            (
                "--config-dir status set busy --x",
                "“--x” is not expected here. See porchlight set --help",
            ),
            (
                "set --config-dir status busy until 1h",
                "“until” is not expected here. Did you mean --until? See porchlight set --help",
            ),
            (
                "--config-dir=people --json xyzzy status",
                "“xyzzy” is not a command of porchlight. See porchlight --help",
            ),
            (
                "people --config-dir add ad",
                "“ad” is not a command of porchlight people. Did you mean add? See porchlight people --help",
            ),
        ];
        for (line, words) in cases {
            let arguments: Vec<OsString> = std::iter::once("porchlight")
                .chain(line.split(' '))
                .map(OsString::from)
                .collect();
            let error = Arguments::try_parse_from(&arguments).unwrap_err();
            assert_eq!(explained(&error, &arguments).to_string(), words, "{line}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_text_is_shown_as_well_as_can_be() {
        use std::os::unix::ffi::OsStringExt as _;
        let broken = OsString::from_vec(b"ad\xff\x1b[2J".to_vec());
        let arguments = ["porchlight".into(), "show".into(), broken];
        let error = Arguments::try_parse_from(&arguments).unwrap_err();
        assert_eq!(
            explained(&error, &arguments).to_string(),
            "“ad� [2J” is not text that Porchlight can read (UTF-8). See porchlight show --help"
        );
    }
}
