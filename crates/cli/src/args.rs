//! The arguments, and the help that explains them. Words of the user's (a
//! status, a time, a person) are read elsewhere, where a mistake gets its hint.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueHint};
use clap_complete::Shell;

use crate::bar::Bar;

const EXAMPLES: &str = "\
Examples:
  porchlight login
  porchlight login --colleagues
  porchlight set busy --until 17:30 --message \"Writing, back at half past five\"
  porchlight message \"At lunch\" --for 45m
  porchlight status --json
  porchlight wait-for ada@contoso.com available --stable 30s --timeout 2h
  porchlight notify ada --once
  porchlight --demo watch

Exit codes:
  0  done
  1  another failure
  2  wrong usage: unknown words, a name nobody or several people have, a broken configuration
  3  sign-in needed
  4  refused by Microsoft Graph
  5  Microsoft Graph can't be reached
  6  timed out (wait-for)";

const SET_EXAMPLES: &str = "\
STATUS is one of:
  available, busy, do-not-disturb, be-right-back, away, offline, in-a-call,
  in-a-conference-call, presenting, or reset for what Teams and the calendar say

Examples:
  porchlight set available
  porchlight set do-not-disturb --for 1h30m
  porchlight set busy --until \"tomorrow 9:00\" --message \"Out with customers\"
  porchlight set reset";

const MESSAGE_EXAMPLES: &str = "\
Examples:
  porchlight message \"At lunch\" --for 45m
  porchlight message \"On holiday\" --until 2026-08-17
  porchlight message --clear";

const TIMES: &str = "\
A length like 30m or 1h 30m, a time like 17:30 or 5pm, today, tomorrow 9:00, fri 17:00, this week, \
a date like 2026-11-23 09:00, or never";

const WHO: &str = "\
An id, an address, or a name that only one person has: on the watch list first, then in the directory";

const WATCHED: &str = "An id, an address, or a name that only one person on the list has";

const ADD_NOTES: &str = "\
Names, addresses and ids stand on lines of their own or between commas or semicolons, as in
“Ada Lovelace <ada@contoso.com>; Hopper, Grace <grace@contoso.com>”; 500 at most at once.

Exits with 1 when some of many were not found, or may be several people: the others are added.";

const WAIT_WORDS: &str = "\
STATUS is one of:
  available             also when idle, also when out of office
  busy                  also in a call or a meeting
  do-not-disturb        also presenting or focusing
  away                  also be right back
  offline               also off work
  be-right-back
  in-a-call             also in a conference call
  in-a-conference-call
  in-a-meeting
  presenting
  focusing
  out-of-office         whatever else is going on
  off-work

Examples:
  porchlight wait-for grace available && notify-send \"Grace is there\"
  porchlight wait-for ada@contoso.com available --stable 30s --timeout 17:30

Exits with 6 when the time is over. A network in trouble is waited out.";

const NOTIFY_NOTES: &str = "\
WORD is one or more of these, with commas between them:
  becomes-available, leaves-busy, goes-away, goes-offline, message-changes, any-change

Examples:
  porchlight notify ada --once
  porchlight notify ada --once --stable 30s --until today
  porchlight notify grace@contoso.com --when goes-away,goes-offline --until 17:30
  porchlight notify ada --off

The notices are given by Porchlight in the tray. Without --once they are given each time; what is
asked for with --once is told once, besides, and at once to whoever waits for somebody who is
available already.";

const DOCTOR_NOTES: &str = "\
Each line begins with ✓ (works), ! (works with a limit, or can't be looked at) or ✗ (broken).
The report names no people, tokens or folders of yours and can be pasted in public; it does name
the application's id, the tenant, hosts and request ids, because support needs them.

Exits with 0 when nothing is broken, else with the code of the first cause: 5 for the network,
3 for the sign-in, 4 for a refusal, 2 for the configuration, 1 for the rest.";

const WATCH_NOTES: &str = "\
For a status bar, --format prints one line at once and another whenever what it shows has changed:
your own presence, your message and how many of the watch list are available. It goes on while
Porchlight ends and starts again, and marks what it shows as old meanwhile.
  waybar    JSON for a custom module with \"return-type\": \"json\"
  polybar   text with colours for custom/script with tail = true
  i3blocks  JSON for a block with format=json and interval=persist
  tmux      text with colours for #(…) in status-right

Examples:
  porchlight watch
  porchlight watch --json | jq --unbuffered .kind
  porchlight watch --format waybar";
const COMPLETIONS_EXAMPLES: &str = "\
Packages bring completions along. Without one:
  bash        porchlight completions bash > ~/.local/share/bash-completion/completions/porchlight
  zsh         porchlight completions zsh > _porchlight, in a folder of $fpath
  fish        porchlight completions fish > ~/.config/fish/completions/porchlight.fish
  powershell  porchlight completions powershell >> $PROFILE
  elvish      eval (porchlight completions elvish | slurp), in rc.elv";

/// See and set your Microsoft Teams presence, and watch that of colleagues
#[derive(Debug, Parser)]
#[command(name = "porchlight", version, after_help = EXAMPLES, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Task,
}

/// Flags that stand before or after the command.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// Use a simulated company: no account, network or keyring is needed
    #[arg(long, global = true)]
    pub(crate) demo: bool,
    /// Keep configuration and state in this folder
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) config_dir: Option<PathBuf>,
    /// Print JSON: one object, or one per line for login and watch
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Never ask anything and never open a browser
    #[arg(long, global = true)]
    pub(crate) no_input: bool,
}

/// What a run is for.
#[derive(Debug, Subcommand)]
pub(crate) enum Task {
    #[command(flatten)]
    Do(Verb),
    #[command(flatten)]
    Tell(Manual),
}

/// What the program tells of itself. Needs neither settings nor an engine.
#[derive(Debug, Subcommand)]
pub(crate) enum Manual {
    /// Print a script that lets a shell complete commands
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions {
        /// The shell the script is for
        shell: Shell,
    },
    /// Write the manual's pages into a folder, for packages
    #[command(hide = true)]
    Man {
        #[arg(value_hint = ValueHint::DirPath)]
        folder: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Sign in; prints the address to visit and waits until it is done
    Login {
        /// Sign in with a code typed on any device
        #[arg(long)]
        device_code: bool,
        /// Only print the address, for a browser opened by hand on this computer
        #[arg(long, conflicts_with = "device_code")]
        no_browser: bool,
        /// Ask to see colleagues, too: needed once for people, show and wait-for
        #[arg(long)]
        colleagues: bool,
    },
    /// Sign out and forget the sign-in
    Logout,
    /// Show your own presence, what was requested, and the status message
    Status,
    /// Set your status
    #[command(after_help = SET_EXAMPLES)]
    Set {
        /// The status to set, listed below
        status: String,
        #[command(flatten)]
        end: End,
        /// Set this status message too, with the same end
        #[arg(long, value_name = "TEXT")]
        message: Option<String>,
        #[command(flatten)]
        trial: Trial,
    },
    /// Set or clear your status message
    #[command(after_help = MESSAGE_EXAMPLES)]
    Message {
        /// At most 280 characters
        #[arg(required_unless_present = "clear")]
        text: Option<String>,
        /// Clear the status message
        #[arg(long, conflicts_with_all = ["text", "length", "until"])]
        clear: bool,
        #[command(flatten)]
        end: End,
        #[command(flatten)]
        trial: Trial,
    },
    /// Show the watch list, change it, or look for people
    People {
        #[command(subcommand)]
        change: Option<People>,
    },
    /// Show the presence of anyone, without adding them to the watch list
    Show {
        #[arg(required = true, help = WHO)]
        who: Vec<String>,
    },
    /// Print your own presence and the watch list's, then one line per change
    #[command(after_help = WATCH_NOTES)]
    Watch {
        /// Print lines for a status bar
        #[arg(long, value_enum, value_name = "BAR", hide_possible_values = true)]
        format: Option<Bar>,
    },
    /// Wait until somebody has a presence
    #[command(after_help = WAIT_WORDS)]
    WaitFor {
        #[arg(help = WHO)]
        who: String,
        /// The presence to wait for, listed below
        status: String,
        /// How long it must have lasted, like 30s or 5m
        #[arg(long, value_name = "TIME")]
        stable: Option<String>,
        /// When to give up: a length like 2h or a time like 17:30
        #[arg(long, value_name = "TIME")]
        timeout: Option<String>,
    },
    /// Be told when somebody becomes available, or changes otherwise
    #[command(after_help = NOTIFY_NOTES)]
    Notify(Notify),
    /// Look at what works here and what does not, ready to paste
    #[command(after_help = DOCTOR_NOTES)]
    Doctor,
}

#[derive(Debug, Args)]
pub(crate) struct Notify {
    #[arg(help = WHO)]
    pub(crate) who: String,
    /// What to be told, listed below [default: becomes-available]
    #[arg(long, value_name = "WORD", value_delimiter = ',')]
    pub(crate) when: Vec<String>,
    /// Be told once and no more
    #[arg(long)]
    pub(crate) once: bool,
    /// How long it must last before it is told, like 30s or 5m
    #[arg(long, value_name = "TIME")]
    pub(crate) stable: Option<String>,
    #[arg(long, value_name = "TIME", help = TIMES)]
    pub(crate) until: Option<String>,
    /// Also while you are in a call, presenting or not to be disturbed
    #[arg(long)]
    pub(crate) even_when_busy: bool,
    /// Be told nothing about them; with --once, not even once
    #[arg(long, conflicts_with_all = ["when", "stable", "until", "even_when_busy"])]
    pub(crate) off: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum People {
    /// Put people on the watch list
    #[command(after_help = ADD_NOTES)]
    Add {
        #[arg(required_unless_present = "from", help = WHO)]
        who: Vec<String>,
        /// Read names, addresses and ids from this file, or - for standard input
        #[arg(long, value_name = "FILE")]
        from: Option<String>,
    },
    /// Take people off the watch list
    Remove {
        #[arg(required = true, help = WATCHED)]
        who: Vec<String>,
    },
    /// Look for people in the directory
    Search {
        /// The beginning of a name or an address
        text: String,
    },
    /// Put people on the watch list into a group, which is made if it is new
    Group {
        name: String,
        #[arg(required = true, help = WATCHED)]
        who: Vec<String>,
    },
    /// Take people out of their groups
    Ungroup {
        #[arg(required = true, help = WATCHED)]
        who: Vec<String>,
    },
    /// Show people before the others of their group
    Favourite {
        #[arg(required = true, help = WATCHED)]
        who: Vec<String>,
        /// No longer
        #[arg(long)]
        off: bool,
    },
    /// Print the watch list with groups and rules, or write it into a new file
    Export { file: Option<String> },
    /// Add the people of an exported list; it wins for those it names
    Import {
        /// The file, or - for standard input
        file: String,
    },
    /// Forget everything about other people: watch list, groups, rules, photos
    Forget {
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct End {
    /// How long it lasts: 30m, 1h30m, 2 days
    #[arg(
        id = "length",
        long = "for",
        value_name = "TIME",
        conflicts_with = "until"
    )]
    pub(crate) length: Option<String>,
    #[arg(long, value_name = "TIME", help = TIMES)]
    pub(crate) until: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Trial {
    /// Print the requests as JSON and send nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// The time zone to read times in
    #[arg(long, value_name = "NAME", requires = "dry_run")]
    pub(crate) zone: Option<String>,
    /// The present instant, like 2026-11-21T15:00:00Z
    #[arg(long, value_name = "RFC3339", requires = "dry_run")]
    pub(crate) now: Option<String>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definition_holds_together() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn help_explains_every_command() {
        let mut command = Arguments::command();
        command.build();
        insta::assert_snapshot!("help", command.render_help());
        for name in [
            "login",
            "set",
            "message",
            "people",
            "show",
            "watch",
            "wait-for",
            "notify",
            "doctor",
            "completions",
        ] {
            let help = command.find_subcommand_mut(name).unwrap().render_help();
            insta::assert_snapshot!(format!("help_{}", name.replace('-', "_")), help);
        }
    }

    #[track_caller]
    fn parse(line: &str) -> Result<Arguments, clap::Error> {
        Arguments::try_parse_from(line.split(' '))
    }

    #[test]
    fn global_flags_stand_before_or_after_the_command() {
        for line in [
            "porchlight --json --demo --no-input --config-dir x status",
            "porchlight status --json --demo --no-input --config-dir x",
            "porchlight --demo people search ada --json --config-dir x --no-input",
        ] {
            let global = parse(line).unwrap().global;
            assert!(global.json && global.demo && global.no_input, "{line}");
            assert_eq!(global.config_dir, Some(PathBuf::from("x")), "{line}");
        }
    }

    #[test]
    fn what_does_not_belong_together_is_refused() {
        for line in [
            "porchlight set busy --for 1h --until 17:30",
            "porchlight set busy --zone Europe/Berlin",
            "porchlight message --clear --for 1h",
            "porchlight message --clear text",
            "porchlight message",
            "porchlight people add",
            "porchlight show",
            "porchlight login --device-code --no-browser",
            "porchlight wait-for ada",
            "porchlight notify",
            "porchlight notify ada --off --until 17:30",
            "porchlight dance",
            "porchlight completions",
            "porchlight completions tcsh",
        ] {
            assert_eq!(parse(line).unwrap_err().exit_code(), 2, "{line}");
        }
    }
}
