//! The arguments, and the help that explains them. Words of the user's (a
//! status, a time, a person) are read elsewhere, where a mistake gets its hint.

#[cfg(test)]
mod tests;
mod words;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueHint};
use clap_complete::Shell;

use crate::bar::Bar;
use words::{
    ADD_NOTES, ADDED, COMPLETIONS_EXAMPLES, DOCTOR_NOTES, EXAMPLES, MESSAGE_EXAMPLES, NOTIFY_NOTES,
    PEOPLE_NOTES, SET_EXAMPLES, SURELY_WATCHED, TIMES, WAIT_WORDS, WATCH_NOTES, WATCHED, WHO,
};

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
    /// Sign in: print the address to visit, and wait until it is done
    Login {
        /// Sign in with a code typed on any device
        #[arg(long)]
        device_code: bool,
        /// Only print the address, for a browser opened by hand on this computer
        #[arg(long, conflicts_with = "device_code")]
        no_browser: bool,
        /// Ask to see colleagues, too: needed once for people, show, wait-for and notify
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
        /// The status message, of at most 280 characters
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
    #[command(after_help = PEOPLE_NOTES)]
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
        /// Print lines for one of the status bars listed below
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
    /// Be told nothing about them; with --once, take back what was to be told once
    #[arg(long, conflicts_with_all = ["when", "stable", "until", "even_when_busy"])]
    pub(crate) off: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum People {
    /// Show the watch list, as without a command
    List,
    /// Put people on the watch list
    #[command(after_help = ADD_NOTES)]
    Add {
        #[arg(required_unless_present = "from", help = ADDED)]
        who: Vec<String>,
        /// Read names, addresses and ids from this file, or - for standard input
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        from: Option<String>,
    },
    /// Take people off the watch list
    Remove {
        #[arg(required = true, help = SURELY_WATCHED)]
        who: Vec<String>,
    },
    /// Bring back what was removed last, while Porchlight runs in the tray
    Undo,
    /// Look for people in the directory
    Search {
        /// The beginning of a name or an address, of two letters or more
        text: String,
    },
    /// Put people on the watch list into a group, which is made if it is new
    Group {
        /// The name of the group
        name: String,
        #[arg(required = true, help = WATCHED)]
        who: Vec<String>,
    },
    /// Take people out of their groups
    Ungroup {
        #[arg(required = true, help = WATCHED)]
        who: Vec<String>,
    },
    /// Show the groups, with their sizes and rules
    Groups,
    /// Give a group another name
    RenameGroup {
        /// The name it has
        #[arg(value_name = "OLD")]
        name: String,
        /// The name it is given
        #[arg(value_name = "NEW")]
        new_name: String,
    },
    /// Take a group away; its people stay on the watch list, in no group
    RemoveGroup {
        /// The name of the group
        name: String,
    },
    /// Show people before the others of their group
    Favourite {
        #[arg(required = true, help = WATCHED)]
        who: Vec<String>,
        /// Show them among the others again
        #[arg(long)]
        off: bool,
    },
    /// Print the watch list with groups and rules, or write it into a new file
    Export {
        /// The new file; without one the list is printed
        #[arg(value_hint = ValueHint::FilePath)]
        file: Option<String>,
    },
    /// Add the people of an exported list; it wins for those it names
    Import {
        /// The file, or - for standard input
        #[arg(value_hint = ValueHint::FilePath)]
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
    /// With --dry-run: the time zone to read times in
    #[arg(long, value_name = "NAME", requires = "dry_run")]
    pub(crate) zone: Option<String>,
    /// With --dry-run: the present instant, like 2026-11-21T15:00:00Z
    #[arg(long, value_name = "RFC3339", requires = "dry_run")]
    pub(crate) now: Option<String>,
}
