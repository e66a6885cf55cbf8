//! The engine: one writer of state between the faces and Graph.
//!
//! `State::handle` decides, `run` does. The state never awaits, reads a clock
//! or knows a token; whatever it wants is an [`effect`].

mod adding;
mod commands;
mod desktop;
mod dice;
mod dry_run;
mod effect;
mod handle;
mod help;
mod hooks;
mod importing;
mod input;
mod keyring;
mod messages;
mod notices;
mod own;
mod pace;
mod people;
mod perform;
mod poll;
mod problem;
mod publish;
mod registration;
mod rehearsal;
mod remarks;
mod removal;
mod reports;
mod run;
mod saving;
mod session;
mod sign_in;
mod state;
mod telling;
mod updates;
mod wish;
mod writing;

pub use dry_run::dry_run;
pub(crate) use handle::{Asker, Request, no_photo_now};
pub use handle::{Handle, Outcome, ending};
pub use rehearsal::Rehearsal;
pub use remarks::{Matter, UNSHOWN};
pub use run::{Surroundings, start};
pub use saving::UNSAVED;

/// What an engine is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Lives beside the user: polls, renews what was set, gives notices.
    Resident,
    /// Lives for one command: reads only when asked, reports every error at
    /// once, and sets sessions for the whole time since nobody will renew them.
    OneShot,
    /// Lives to look: polls, but sets nothing and remembers nothing.
    Watching,
}

#[cfg(test)]
mod tests;
