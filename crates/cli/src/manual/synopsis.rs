//! The line of a page of the manual that shows how a command is written, with
//! the values of its options and with what excludes what.

use clap::{Arg, ArgAction, Command};

/// The same command, with such a line for each of its pages.
pub(super) fn given(command: Command) -> Command {
    let line = line(&command);
    command.override_usage(line).mut_subcommands(given)
}

/// Options that every command takes stand on the program's own page alone.
fn line(command: &Command) -> String {
    let name = command.get_bin_name().unwrap_or(command.get_name());
    let is_program = !name.contains(' ');
    let options: Vec<&Arg> = command
        .get_arguments()
        .filter(|arg| is_option(arg) && (is_program || !arg.is_global_set()))
        .collect();
    let mut parts = vec![name.to_owned()];
    let mut told: Vec<&Arg> = Vec::new();
    for &option in &options {
        if told.contains(&option) {
            continue;
        }
        let choice = choice(command, option, &options);
        let words: Vec<String> = choice.iter().map(|option| written(option)).collect();
        parts.push(format!("[{}]", words.join(" | ")));
        told.extend(choice);
    }
    parts.extend(command.get_positionals().map(positional));
    if command.has_subcommands() {
        let required = command.is_subcommand_required_set();
        parts.push(if required { "COMMAND" } else { "[COMMAND]" }.to_owned());
    }
    parts.join(" ")
}

/// Help and version are no part of how a command is used.
fn is_option(arg: &Arg) -> bool {
    let is_used = arg.get_action().takes_values() || matches!(arg.get_action(), ArgAction::SetTrue);
    is_used && arg.get_long().is_some() && !arg.is_hide_set()
}

/// The options of which one at most is given: each of them excludes all others
/// and nothing else. One alone where there are no such others.
fn choice<'a>(command: &'a Command, option: &'a Arg, options: &[&'a Arg]) -> Vec<&'a Arg> {
    let excluded = |one: &Arg| -> Vec<&'a Arg> {
        let excludes = |a: &Arg, b: &Arg| command.get_arg_conflicts_with(a).contains(&b);
        let others = options
            .iter()
            .filter(|other| other.get_id() != one.get_id());
        let others = others.filter(|other| excludes(one, other) || excludes(other, one));
        others.copied().collect()
    };
    let others = excluded(option);
    let all: Vec<&Arg> = std::iter::once(option)
        .chain(others.iter().copied())
        .collect();
    let is_closed = all.iter().all(|one| {
        let excluded = excluded(one);
        excluded.len() + 1 == all.len() && excluded.iter().all(|other| all.contains(other))
    });
    if is_closed { all } else { vec![option] }
}

/// "--for TIME".
fn written(option: &Arg) -> String {
    let name = option.get_long().unwrap_or_default();
    let value = option.get_value_names().and_then(<[_]>::first);
    match value.filter(|_| option.get_action().takes_values()) {
        None => format!("--{name}"),
        Some(value) if option.get_value_delimiter().is_some() => {
            format!("--{name} {value}[,{value}...]")
        }
        Some(value) => format!("--{name} {value}"),
    }
}

/// "WHO...", "[FILE]".
fn positional(arg: &Arg) -> String {
    let named = arg.get_value_names().and_then(<[_]>::first);
    let name = named.map_or_else(|| arg.get_id().as_str(), |name| name.as_str());
    let more = if arg
        .get_num_args()
        .is_some_and(|number| number.max_values() > 1)
    {
        "..."
    } else {
        ""
    };
    if arg.is_required_set() {
        format!("{name}{more}")
    } else {
        format!("[{name}{more}]")
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::args::Arguments;

    #[test]
    fn each_command_is_written_with_its_values() {
        let mut whole = Arguments::command();
        whole.build();
        let mut lines = vec![line(&whole)];
        let shown = |command: &&Command| !command.is_hide_set() && command.get_name() != "help";
        for command in whole.get_subcommands().filter(shown) {
            lines.push(line(command));
            lines.extend(command.get_subcommands().filter(shown).map(line));
        }
        insta::assert_snapshot!(lines.join("\n"));
    }
}
