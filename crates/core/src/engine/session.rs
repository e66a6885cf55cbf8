//! Who is signed in, and what is only known while somebody is.

use chrono::{DateTime, Utc};

use super::input::{CommandId, FlowId};
use super::notices::Notices;
use super::own::Own;
use super::people::People;
use super::poll::Poll;
use crate::UserError;
use crate::auth::{Account, Keeping, Scopes};
use crate::model::Person;
use crate::view::SignInView;

#[derive(Debug)]
pub(super) enum Session {
    /// A kept sign-in is being looked for; commands wait for it.
    Starting {
        waiting: Vec<(CommandId, crate::view::Command)>,
    },
    SignedOut {
        why: Option<UserError>,
    },
    SignedIn(Box<SignedIn>),
}

#[derive(Debug)]
pub(super) struct SignedIn {
    pub(super) account: Account,
    pub(super) keeping: Keeping,
    /// What the user agreed to, as far as is known.
    pub(super) scopes: Scopes,
    /// Set when the sign-in ended at the server; what was read stays.
    pub(super) ended: Option<UserError>,
    pub(super) own: Own,
    pub(super) people: People,
    pub(super) notices: Notices,
    pub(super) poll: Poll,
    pub(super) search: Option<Search>,
    /// Commands that wait for people followed to be read, in the order sent.
    pub(super) following: Vec<CommandId>,
}

/// What was looked for last.
#[derive(Debug)]
pub(super) struct Search {
    pub(super) id: u32,
    pub(super) text: String,
    pub(super) answer: Option<CommandId>,
    pub(super) results: Vec<Person>,
    pub(super) problem: Option<UserError>,
}

/// A sign-in under way.
#[derive(Debug)]
pub(super) struct Flow {
    pub(super) id: FlowId,
    pub(super) step: SignInView,
    pub(super) scopes: Scopes,
    /// The user asked to see colleagues, not only to be signed in.
    pub(super) for_colleagues: bool,
    pub(super) answer: CommandId,
}

impl SignedIn {
    /// Every command whose outcome is not known yet.
    pub(super) fn waiting(&mut self) -> Vec<CommandId> {
        let mut waiting = self.own.waiting();
        waiting.append(&mut self.waiting_for_readings());
        waiting
    }

    /// The commands that wait for something to be read.
    pub(super) fn waiting_for_readings(&mut self) -> Vec<CommandId> {
        let mut waiting = self.poll.waiting();
        waiting.append(&mut self.following);
        waiting.extend(self.search.as_mut().and_then(|search| search.answer.take()));
        waiting
    }

    pub(super) fn new(account: Account, scopes: Scopes, first_poll: Option<DateTime<Utc>>) -> Self {
        Self {
            account,
            keeping: Keeping::Kept,
            scopes,
            ended: None,
            own: Own::default(),
            people: People::default(),
            notices: Notices::default(),
            poll: Poll::new(first_poll),
            search: None,
            following: Vec::new(),
        }
    }
}
