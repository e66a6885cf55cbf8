//! Everything the engine may ask the world for.

use super::handle::Outcome;
use super::input::{CommandId, FlowId};
use crate::auth::Account;
use crate::graph::Request;
use crate::model::{Notice, PersonId};
use crate::settings::{Settings, Stored, Wanted};
use crate::view::SignInMethod;

/// Performed in order; a save is on disk before what follows it begins.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Effect {
    Resume(Account),
    SignIn {
        flow: FlowId,
        method: SignInMethod,
        hint: Option<String>,
    },
    CancelSignIn,
    /// Sends `first` within three seconds at best, then forgets the sign-in.
    SignOut {
        first: Vec<Request>,
    },
    ReadOwn,
    /// My presence again, soon after a write.
    ReadBack,
    ReadPeople(Vec<PersonId>),
    ReadFollowed(Vec<PersonId>),
    /// One after the other, stopping at the first failure.
    Write(Vec<Request>),
    Search {
        id: u32,
        text: String,
    },
    Save(Box<Stored>),
    /// Writes the registration into the configuration, and goes by it from here on.
    Register {
        settings: Box<Settings>,
        wanted: Wanted,
        answer: CommandId,
    },
    Notify(Notice),
    Answer(CommandId, Outcome),
    /// Sends `first` within three seconds at best, remembers `cleared` if Graph
    /// took it, answers, and ends the engine.
    End {
        first: Vec<Request>,
        cleared: Box<Stored>,
        answer: CommandId,
    },
}
