//! What the program tells of itself, made from the definition of its
//! arguments: scripts for shells that complete commands, and the manual.

mod notes;
mod synopsis;

use std::fs;
use std::io;
use std::path::Path;

use clap::builder::{PossibleValuesParser, Resettable};
use clap::{Arg, Command, CommandFactory, ValueHint};
use clap_complete::Shell;
use clap_mangen::Man;
use porchlight_core::model::{Status, Transition};
use porchlight_core::{UserError, disk};

use crate::args::{Arguments, Manual};
use crate::failure::Failure;
use crate::output::Output;
use crate::wanted::Wanted;

/// What the head and the foot of a page name.
const SOURCE: &str = concat!("\"porchlight ", env!("CARGO_PKG_VERSION"), "\"");
const MANUAL: &str = "\"General Commands Manual\"";

pub(crate) fn tell(manual: &Manual, output: &Output) -> Result<(), Failure> {
    match manual {
        Manual::Completions { shell } => output.text(&completions(*shell)),
        Manual::Man { folder } => {
            write_pages(folder).map_err(|error| unwritten(folder, &error).into())
        }
    }
}

fn completions(shell: Shell) -> String {
    let (mut command, mut script) = (completable(), Vec::new());
    clap_complete::generate(shell, &mut command, "porchlight", &mut script);
    let mut script = String::from_utf8_lossy(&script).into_owned();
    if shell == Shell::Fish {
        script.push_str(&fish_words(&command, "__fish_porchlight_using_subcommand"));
    }
    script
}

/// What the library knows for fish of options alone: the words that stand for
/// themselves, and that where a text belongs there are no files.
fn fish_words(command: &Command, before: &str) -> String {
    let mut lines = Vec::new();
    for one in command.get_subcommands() {
        let is_there = format!("{before} {}", one.get_name());
        let all: Vec<&Arg> = one.get_positionals().collect();
        let is_text = |one: &&Arg| one.get_value_hint() == ValueHint::Other;
        if !all.is_empty() && all.iter().all(is_text) {
            let words = all.iter().flat_map(|one| one.get_possible_values());
            let words: Vec<String> = words.map(|word| word.get_name().to_owned()).collect();
            let words = words.join(" ");
            lines.push(format!(
                "complete -c porchlight -n \"{is_there}\" -f -a \"{words}\"\n"
            ));
        }
        let below = format!("{is_there}; and __fish_seen_subcommand_from");
        lines.push(fish_words(one, &below));
    }
    lines.concat()
}

/// Files are offered where one belongs, and nowhere else.
fn without_files(command: Command) -> Command {
    command
        .mut_args(|argument| {
            let is_text = argument.get_action().takes_values()
                && argument.get_value_hint() == ValueHint::Unknown;
            if is_text {
                argument.value_hint(ValueHint::Other)
            } else {
                argument
            }
        })
        .mut_subcommands(without_files)
}

/// The arguments that nobody hid, with the words a user may write in them.
/// Reading is more lenient, and has its own hint for a word that is none of these.
fn completable() -> Command {
    let words = |words: Vec<&'static str>| {
        move |argument: Arg| argument.value_parser(PossibleValuesParser::new(words))
    };
    let statuses = Status::ALL.map(Status::word).to_vec();
    let presences = Wanted::ALL.map(Wanted::word).to_vec();
    let transitions = Transition::ALL.map(Transition::word).to_vec();
    let whole = Arguments::command();
    let shown = whole.get_subcommands().filter(|one| !one.is_hide_set());
    let command = Command::new("porchlight")
        .version(env!("CARGO_PKG_VERSION"))
        .args(whole.get_arguments())
        .subcommands(shown)
        .mut_subcommand("set", |set| set.mut_arg("status", words(statuses)))
        .mut_subcommand("wait-for", |wait| wait.mut_arg("status", words(presences)))
        .mut_subcommand("notify", |notify| {
            notify.mut_arg("when", words(transitions))
        });
    without_files(command)
}

/// One page for the program, and one for each command.
fn write_pages(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut whole = Arguments::command().disable_help_subcommand(true);
    // Names of subcommands are whole, and know of options, once it is built.
    whole.build();
    write_page(&synopsis::given(whole), folder)
}

fn write_page(command: &Command, folder: &Path) -> io::Result<()> {
    for one in command.get_subcommands().filter(|one| !one.is_hide_set()) {
        write_page(one, folder)?;
    }
    let notes = command.get_after_help().map(ToString::to_string);
    let notes = notes::sections(&notes.unwrap_or_default());
    let page = Man::new(command.clone().after_help(Resettable::Reset));
    let mut text = Vec::new();
    page.render(&mut text)?;
    let text = String::from_utf8_lossy(&text);
    // The program's own page ends with its version.
    let text = match text.split_once(".SH VERSION\n") {
        Some((page, version)) => format!("{page}{notes}.SH VERSION\n{version}"),
        None => format!("{text}{notes}"),
    };
    fs::write(folder.join(page.get_filename()), readable(&text))
}

/// The same page with all that belongs into its head and foot, and without words
/// parted or drawn out to fill a line, as nobody wants to find them in an example.
fn readable(page: &str) -> String {
    let line = |line: &str| match line.strip_prefix(".TH ") {
        Some(title) => {
            let name = title.split(' ').next().unwrap_or_default();
            format!(".TH {name} 1 \"\" {SOURCE} {MANUAL}\n.ad l\n.nh\n")
        }
        None => format!("{line}\n"),
    };
    page.lines().map(line).collect()
}

fn unwritten(folder: &Path, error: &io::Error) -> UserError {
    let what = format!("The manual can't be written to {}", folder.display());
    disk::unwritten(&what, error)
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;

    use super::*;

    #[test]
    fn every_shell_has_its_script() {
        for shell in Shell::value_variants() {
            let script = completions(*shell);
            for word in ["wait-for", "no-input", "dry-run"] {
                assert!(script.contains(word), "{shell}: {word}");
            }
            assert!(!script.contains("manual"), "{shell} tells what is hidden");
        }
    }

    #[test]
    fn a_status_is_completed_where_the_shell_can() {
        for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
            let script = completions(shell);
            for word in ["do-not-disturb", "reset", "out-of-office"] {
                assert!(script.contains(word), "{shell}: {word}");
            }
        }
    }

    #[test]
    fn files_are_offered_where_one_belongs_alone() {
        let bash = completions(Shell::Bash);
        let zsh = completions(Shell::Zsh);
        assert!(!zsh.contains("_default'"), "{zsh}");
        for option in ["--for", "--zone", "--stable"] {
            let (_, rest) = bash.split_once(&format!("{option})\n")).expect(option);
            let offered = rest.lines().next().unwrap_or_default();
            assert!(offered.contains("\"${cur}\""), "{option}: {offered}");
        }
        let fish = completions(Shell::Fish);
        let own: Vec<&str> = fish
            .lines()
            .filter(|line| line.ends_with(" -a \"\"") || line.contains(" -f -a \"available "))
            .collect();
        for line in [
            "\"__fish_porchlight_using_subcommand show\" -f -a \"\"",
            "\"__fish_porchlight_using_subcommand people; and __fish_seen_subcommand_from remove\" -f -a \"\"",
            "\"__fish_porchlight_using_subcommand set\" -f -a \"available ",
        ] {
            assert!(own.iter().any(|own| own.contains(line)), "{line}: {own:#?}");
        }
        assert!(!own.iter().any(|line| line.contains("import")), "{own:#?}");
    }

    #[test]
    fn each_command_has_a_page_and_nothing_hidden_has_one() {
        let folder = tempfile::tempdir().unwrap();
        write_pages(folder.path()).unwrap();
        let mut pages: Vec<String> = fs::read_dir(folder.path())
            .unwrap()
            .map(|page| page.unwrap().file_name().into_string().unwrap())
            .collect();
        pages.sort();
        assert_eq!(
            pages,
            [
                "porchlight-completions.1",
                "porchlight-doctor.1",
                "porchlight-login.1",
                "porchlight-logout.1",
                "porchlight-message.1",
                "porchlight-notify.1",
                "porchlight-people-add.1",
                "porchlight-people-export.1",
                "porchlight-people-favourite.1",
                "porchlight-people-forget.1",
                "porchlight-people-group.1",
                "porchlight-people-groups.1",
                "porchlight-people-import.1",
                "porchlight-people-list.1",
                "porchlight-people-remove-group.1",
                "porchlight-people-remove.1",
                "porchlight-people-rename-group.1",
                "porchlight-people-search.1",
                "porchlight-people-undo.1",
                "porchlight-people-ungroup.1",
                "porchlight-people.1",
                "porchlight-set.1",
                "porchlight-show.1",
                "porchlight-status.1",
                "porchlight-wait-for.1",
                "porchlight-watch.1",
                "porchlight.1",
            ]
        );
        let page = fs::read_to_string(folder.path().join("porchlight.1")).unwrap();
        assert!(page.contains("Microsoft Teams presence"), "{page}");
        assert!(page.contains(".SH \"EXIT STATUS\"\n"), "{page}");
        let title = ".TH porchlight 1 \"\" \"porchlight ";
        assert!(page.contains(title), "{page}");
        let page = fs::read_to_string(folder.path().join("porchlight-set.1")).unwrap();
        assert!(page.contains(r"[\-\-for TIME | \-\-until TIME]"), "{page}");
        assert!(
            page.contains(".ad l\n") && page.contains(".SH EXAMPLES\n"),
            "{page}"
        );
    }

    #[test]
    fn a_folder_that_can_not_be_made_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("taken");
        fs::write(&taken, "").unwrap();
        let error = write_pages(&taken).unwrap_err();
        let told = unwritten(&taken, &error);
        assert!(told.title.contains(&taken.display().to_string()));
    }
}
