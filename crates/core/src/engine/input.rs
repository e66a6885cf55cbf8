//! Everything that can happen to the engine.

use chrono_tz::Tz;

use super::handle::{Asker, Outcome};
use super::remarks::Matter;
use crate::UserError;
use crate::auth::{
    Account, AuthError, Keeping, Progress, Registration, Scopes, Standing, StoreError,
};
use crate::graph::{GraphError, Presences};
use crate::model::{Person, Presence, Resolution};
use crate::seat::Seat;
use crate::settings::Settings;
use crate::updates::{Announced, LookError};
use crate::view::Command;

/// Names a command until its outcome is known.
pub(super) type CommandId = u64;

/// Which sign-in, of the attempts of one run.
pub(super) type FlowId = u32;

/// Which account's work a report belongs to. Reports of an earlier one are dropped.
pub(super) type Generation = u32;

#[derive(Debug)]
pub(super) enum Input {
    /// The first input of a run.
    Started,
    /// A deadline may have come.
    Tick,
    /// The computer slept, or its clock jumped: what was last seen is long ago.
    Woke,
    Zone(Tz),
    /// The screen was locked or unlocked, the computer goes to sleep, the
    /// charger was plugged in: anything the computer tells of the desk.
    Seat(Seat),
    /// A keyring has come, or was unlocked, or something else about it changed.
    Keyring,
    Command(CommandId, Asker, Command),
    /// Whoever asked for it did not wait for its answer.
    Unheard(CommandId),
    /// A kept sign-in was looked for.
    Resumed(Result<(), AuthError>),
    /// What became of a new registration: it is written, or why not.
    Registered(CommandId, Result<(Box<Settings>, Registration), UserError>),
    SignInProgress(FlowId, Progress),
    /// Somebody proved who they are, and what was granted; or why not.
    SignInEnded(FlowId, Result<(Account, Scopes), AuthError>),
    /// A proof was taken, and the keyring took it or not.
    Adopted {
        answer: CommandId,
        outcome: Outcome,
        keeping: Keeping,
    },
    /// The sign-in is kept or granted otherwise than before.
    Standing(Standing),
    /// The sign-in was forgotten here, and in the keyring or not.
    SignedOut {
        answer: CommandId,
        key: Option<String>,
        outcome: Result<(), StoreError>,
    },
    /// What a keyring held back was asked for again.
    Forgotten(String, Result<(), StoreError>),
    /// What is remembered could not be saved, or can be again.
    Saved(Result<(), String>),
    /// A program was opened to reach somebody, or none could be.
    Contacted(CommandId, Outcome),
    /// Something the user should know that is no trouble of any command.
    Remark(Matter, String),
    /// What was remarked on is so no more.
    Mended(Matter),
    /// How the desktop stands, after what was asked of it.
    Desktop {
        starts_at_sign_in: bool,
        answer: Option<(CommandId, Outcome)>,
    },
    UpdateLooked(Result<Announced, LookError>),
    /// So many percent of a newer version are downloaded.
    UpdateDownloaded(u8),
    /// A newer version is in our place, or will be once we have ended; or not.
    UpdateInstalled(Outcome),
    /// A page was opened, or not.
    PageShown(CommandId, Outcome),
    Report(Generation, Report),
}

/// What came of work for the signed-in account.
#[derive(Debug)]
pub(super) enum Report {
    Own(Result<Presence, GraphError>),
    /// My presence, read back after a write.
    ReadBack(Result<Presence, GraphError>),
    People(Result<Presences, GraphError>),
    /// The first reading of people followed, for the command that asked.
    Followed(CommandId, Result<Presences, GraphError>),
    /// Some people were looked at between two rounds.
    Looked(u32, Result<Presences, GraphError>),
    /// How many requests of a write Graph took, and what became of it.
    Written(usize, Result<(), GraphError>),
    Found(u32, Result<Vec<Person>, GraphError>),
    /// Whom a word names, for an adding under way.
    LookedUp(u32, String, Result<Resolution, GraphError>),
}
