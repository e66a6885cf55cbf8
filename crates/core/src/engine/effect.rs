//! Everything the engine may ask the world for.

use url::Url;

use super::handle::Outcome;
use super::input::{CommandId, FlowId};
use crate::auth::{Account, Scopes, SignInWish};
use crate::desktop::Offer;
use crate::graph::Request;
use crate::model::{Changed, Hook, Notice, PersonId};
use crate::settings::{Settings, Stored, Wanted};

/// Performed in order; a save is on disk before what follows it begins.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Effect {
    Resume {
        account: Account,
        scopes: Scopes,
        /// A locked keyring may ask for its password.
        may_ask: bool,
    },
    SignIn {
        flow: FlowId,
        wish: SignInWish,
    },
    CancelSignIn,
    /// Takes the proof of a sign-in that has ended well, before anything that
    /// follows asks for its tokens. The keyring is waited for in passing.
    /// Sends `first` in the former account's name.
    Adopt {
        first: Vec<Request>,
        flow: FlowId,
        answer: CommandId,
        outcome: Outcome,
    },
    /// Sends `first` within three seconds at best, then forgets the sign-in.
    SignOut {
        first: Vec<Request>,
        /// Where it is kept.
        key: Option<String>,
        answer: CommandId,
    },
    /// Gives the keyring what it did not take; that it took it is told as standing.
    KeepAgain,
    /// Removes from the keyring what an earlier account left there.
    Forget(String),
    ReadOwn,
    /// My presence again, soon after a write.
    ReadBack,
    ReadPeople(Vec<PersonId>),
    /// For a command that follows these people.
    ReadFollowed(CommandId, Vec<PersonId>),
    /// The presence of a few people between two rounds; the number goes back
    /// with what came of it.
    LookAt(u32, Vec<PersonId>),
    /// One after the other, stopping at the first failure.
    Write(Vec<Request>),
    Search {
        id: u32,
        text: String,
    },
    /// Whatever is being searched for is of no interest any more.
    CancelSearch,
    /// Looks for whom a word names, for an adding under way.
    LookUp {
        id: u32,
        word: String,
    },
    CancelLookUps,
    /// Removes every photo, here and on disk.
    ForgetPhotos,
    /// Removes what was set aside unread: it names people, too.
    ForgetSetAside,
    /// Opens the first of these addresses that the system has a program for.
    Contact {
        addresses: Vec<Url>,
        answer: CommandId,
    },
    Save(Box<Stored>),
    /// Asks the desktop how it stands now.
    LookAtDesktop,
    StartAtSignIn {
        on: bool,
        answer: CommandId,
    },
    ShowLogs(CommandId),
    /// Asks whether there is another announcement than the one of this mark.
    LookForUpdate {
        feed: Url,
        mark: Option<String>,
    },
    /// Has the desktop install a newer version.
    InstallUpdate(Offer),
    /// Opens a page in the browser.
    ShowPage(Url, CommandId),
    /// Writes the registration into the configuration, and goes by it from here on.
    Register {
        settings: Box<Settings>,
        wanted: Wanted,
        answer: CommandId,
    },
    Notify(Notice),
    /// Runs a hook on what changed, beside everything else.
    RunHook(Box<(Hook, Changed)>),
    Answer(CommandId, Outcome),
    /// Sends `first` within three seconds at best, remembers `cleared` if Graph
    /// took it, answers, and ends the engine.
    End {
        first: Vec<Request>,
        cleared: Box<Stored>,
        answer: CommandId,
    },
}
