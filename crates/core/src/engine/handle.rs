//! The only door to the engine.

use std::sync::Arc;

use tokio::sync::{broadcast, mpsc, oneshot, watch};

use super::remarks::Matter;
use crate::auth::{Registration, Tokens};
use crate::clock::{Clock, Zone};
use crate::doctor::{Doctor, OneAtATime, Report};
use crate::model::{Notice, PersonId, Photo};
use crate::view::{Command, Preview, Snapshot, preview_expiry};
use crate::{ErrorCode, UserError};

/// What became of a command: done, or why not.
pub type Outcome = Result<(), UserError>;

/// Who is told when a command fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asker {
    /// A face of the program that runs the engine: every face shows it.
    Face,
    /// Another program, which tells its own user; where it has ended meanwhile,
    /// every face shows it.
    Program,
}

/// What comes in through the door.
pub(crate) enum Request {
    Command(Command, Asker, oneshot::Sender<Outcome>),
    /// For somebody's photo; no answer where it can't be had now.
    Photo(PersonId, oneshot::Sender<Option<Photo>>),
    /// For the tokens of the account, if there is an application to sign in with.
    Tokens(oneshot::Sender<Option<Arc<Tokens>>>),
    /// To be told when nothing is on its way any more.
    Settle(oneshot::Sender<()>),
    /// Something the user should know that is no trouble of any command.
    Remark(Matter, String),
    /// What was remarked on is so no more.
    Mended(Matter),
}

impl Request {
    /// Answers without having done anything.
    pub(crate) fn refuse(self, why: impl FnOnce() -> UserError) {
        match self {
            Self::Command(_, _, answer) => {
                // Whoever asked may have stopped waiting.
                let _ = answer.send(Err(why()));
            }
            Self::Photo(..)
            | Self::Tokens(_)
            | Self::Settle(_)
            | Self::Remark(..)
            | Self::Mended(_) => {}
        }
    }
}

/// Sends commands and shows what came of them. Cheap to clone; the engine ends
/// when `Command::Quit` is done or the last handle is gone.
#[derive(Clone)]
pub struct Handle {
    pub(crate) commands: mpsc::UnboundedSender<Request>,
    pub(crate) snapshots: watch::Receiver<Arc<Snapshot>>,
    pub(crate) notices: broadcast::WeakSender<Notice>,
    pub(crate) registration: watch::Receiver<Option<Registration>>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) zone: Arc<dyn Zone>,
    pub(crate) doctor: Option<Arc<dyn Doctor>>,
    pub(crate) asker: Asker,
}

/// Why a question for a photo has no answer.
pub(crate) fn no_photo_now() -> UserError {
    UserError::new(
        ErrorCode::Failed,
        "The photo can't be had now",
        "Try again later",
    )
}

/// What whoever asked is told when the engine ends before it has answered.
pub fn ending() -> UserError {
    UserError::new(ErrorCode::Failed, "Porchlight is ending", "Try again")
}

impl Handle {
    /// The same door, at which [`Self::examine`] is answered by this doctor, once
    /// for all who ask at the same time.
    #[must_use]
    pub fn with_doctor(mut self, doctor: impl Doctor) -> Self {
        self.doctor = Some(Arc::new(OneAtATime::new(doctor)));
        self
    }

    /// The same door for another program, whose mistakes are no face's to show.
    pub(crate) fn for_another_program(mut self) -> Self {
        self.asker = Asker::Program;
        self
    }

    /// Sends a command and waits until it is done: for a write, until Graph
    /// has answered it.
    pub async fn send(&self, command: Command) -> Outcome {
        self.begin(command).await
    }

    /// Sends a command at once; what it gives waits until it is done.
    pub(crate) fn begin(&self, command: Command) -> impl Future<Output = Outcome> + Send + use<> {
        let (outcome, done) = oneshot::channel();
        let request = Request::Command(command, self.asker, outcome);
        let sent = self.commands.send(request);
        async move {
            sent.map_err(|_| ending())?;
            done.await.unwrap_or_else(|_| Err(ending()))
        }
    }

    /// Looks at what works where the engine runs, and what does not; takes a
    /// second, or a minute where nothing answers.
    ///
    /// # Errors
    /// The engine has ended, or has no doctor.
    pub async fn examine(&self) -> Result<Report, UserError> {
        match &self.doctor {
            Some(doctor) => doctor.examine().await,
            None => Err(UserError::new(
                ErrorCode::Failed,
                "This Porchlight can't look at what works",
                "Use porchlight doctor",
            )),
        }
    }

    /// Adds to what the user should know of this run, in one sentence.
    pub fn remark(&self, words: impl Into<String>) {
        self.remark_on(Matter::Run, words);
    }

    /// The same until the matter is mended.
    pub fn remark_on(&self, about: Matter, words: impl Into<String>) {
        // An engine that has ended has nobody to tell.
        let _ = self.commands.send(Request::Remark(about, words.into()));
    }

    /// Takes back what was remarked on the matter.
    pub fn mended(&self, about: Matter) {
        // An engine that has ended has nobody to tell.
        let _ = self.commands.send(Request::Mended(about));
    }

    /// Sends a command without waiting; a failure shows in the snapshot.
    pub fn submit(&self, command: Command) {
        let (outcome, _) = oneshot::channel();
        let request = Request::Command(command, self.asker, outcome);
        // An engine that has ended has no use for commands.
        let _ = self.commands.send(request);
    }

    /// Somebody's photo, small and square; none where there is none. To be
    /// asked for who is shown, whenever they are.
    ///
    /// # Errors
    /// It can't be had now; that says nothing about whether there is one.
    pub async fn photo(&self, person: &PersonId) -> Result<Option<Photo>, UserError> {
        let (answer, photo) = oneshot::channel();
        let request = Request::Photo(person.clone(), answer);
        self.commands.send(request).map_err(|_| no_photo_now())?;
        photo.await.map_err(|_| no_photo_now())
    }

    /// The tokens of the account, in the program that runs the engine; nowhere else.
    pub(crate) async fn tokens(&self) -> Option<Arc<Tokens>> {
        let (answer, tokens) = oneshot::channel();
        self.commands.send(Request::Tokens(answer)).ok()?;
        tokens.await.ok().flatten()
    }

    /// Completes once everything the engine has asked of the world by now has
    /// been answered and taken in, or the engine has ended.
    pub async fn settled(&self) {
        let (settled, wait) = oneshot::channel();
        if self.commands.send(Request::Settle(settled)).is_ok() {
            // An engine that ends has settled, too.
            let _ = wait.await;
        }
    }

    /// The newest snapshot, and each one that follows.
    pub fn snapshots(&self) -> watch::Receiver<Arc<Snapshot>> {
        self.snapshots.clone()
    }

    /// The application this engine signs in with, if it knows one.
    pub fn registration(&self) -> Option<Registration> {
        self.registration.borrow().clone()
    }

    /// What words for an end would mean if a command with them came now.
    pub fn preview_expiry(&self, words: &str) -> Preview {
        preview_expiry(words, self.clock.now(), self.zone.zone())
    }

    /// Notices from now on; ends with the engine.
    pub fn notices(&self) -> broadcast::Receiver<Notice> {
        match self.notices.upgrade() {
            Some(sender) => sender.subscribe(),
            None => broadcast::channel(1).1,
        }
    }
}
