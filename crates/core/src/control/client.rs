//! The side of the command line and of the window: finds a running engine and
//! speaks with it.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::claim::look_again;
use super::wire::{Ask, Asked, Hello, Lines, Told, Version, line, write, write_line};
use super::{Claim, LONGEST_COMMAND, LONGEST_SNAPSHOT, PATIENCE, PROTOCOL, Place, Show, transport};
use crate::clock::{SystemClock, Zone};
use crate::doctor::{Doctor, Examination, Report};
use crate::engine::{Asker, Handle, Outcome, Request};
use crate::model::{Notice, Photo};
use crate::view::Snapshot;
use crate::{ErrorCode, UserError};

/// Notices kept for whoever is slow to take them.
const NOTICES: usize = 256;

/// Which engine a command is for.
pub enum Joined {
    /// The one of another program.
    Running(Handle),
    /// None runs, and none will as long as the claim is kept. There is no claim
    /// where the folder can't be written to or its file system knows no locks.
    Alone(Option<Claim>),
}

/// The engine that runs for this place, or the claim to run one.
///
/// # Errors
/// One runs but can't be spoken with, or for longer than `patience` another
/// command runs one of its own.
pub async fn join(place: &Place, patience: Duration) -> Result<Joined, UserError> {
    let deadline = Instant::now() + patience;
    loop {
        if let Some(handle) = connect(place).await? {
            return Ok(Joined::Running(handle));
        }
        match Claim::take(place) {
            Ok(Some(mut claim)) => {
                claim.is_of_command();
                return Ok(Joined::Alone(Some(claim)));
            }
            Ok(None) => {}
            Err(error) => {
                tracing::debug!(%error, "Nobody can be kept from these settings");
                return Ok(Joined::Alone(None));
            }
        }
        if Instant::now() > deadline {
            let (title, hint) = if Claim::is_with_command(place) {
                (
                    "A porchlight command is still at work with these settings",
                    "Wait until it is done, or end it",
                )
            } else {
                (
                    "Another Porchlight is at work with these settings and can't be reached",
                    "Wait until it is done, or quit it",
                )
            };
            return Err(UserError::new(ErrorCode::Failed, title, hint));
        }
        look_again().await;
    }
}

/// The engine that runs for this place, if one does.
///
/// # Errors
/// One runs that is of another version, takes nobody in or does not answer.
pub async fn connect(place: &Place) -> Result<Option<Handle>, UserError> {
    connect_for(place, false).await
}

/// The same for a program that stays until its user ends it.
///
/// # Errors
/// As [`connect`].
pub async fn connect_to_stay(place: &Place) -> Result<Option<Handle>, UserError> {
    connect_for(place, true).await
}

async fn connect_for(place: &Place, stays: bool) -> Result<Option<Handle>, UserError> {
    let mute = |error: io::Error| {
        UserError::new(
            ErrorCode::Failed,
            "A Porchlight is running, but does not answer",
            "Quit it and start it again",
        )
        .with_details(Some(error.to_string()))
    };
    let Some(stream) = transport::connect(place).await.map_err(mute)? else {
        return Ok(None);
    };
    let meeting = tokio::time::timeout(PATIENCE, meet(stream, stays)).await;
    match meeting.map_err(|late| mute(late.into()))? {
        Ok(met) => Ok(met.map(|met| met.handle)),
        Err(Trouble::Told(why)) => Err(why),
        // It ended in this moment: then it does not run.
        Err(Trouble::Io(error)) if is_gone(&error) => Ok(None),
        Err(Trouble::Io(error)) => Err(mute(error)),
    }
}

pub(super) enum Trouble {
    Told(UserError),
    Io(io::Error),
}

impl<E: Into<io::Error>> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self::Io(error.into())
    }
}

fn is_gone(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset
    )
}

/// An engine that was met.
pub(super) struct Met {
    pub(super) handle: Handle,
    /// What it wants its window to show.
    pub(super) shows: mpsc::UnboundedReceiver<Show>,
    pub(super) words: mpsc::UnboundedSender<Word>,
}

/// What is said to an engine beside what goes through its door.
pub(super) enum Word {
    Examine(oneshot::Sender<Result<Report, UserError>>),
    Open(oneshot::Sender<Outcome>),
    Shown,
}

/// Exchanges greetings and waits for the first snapshot.
pub(super) async fn meet(
    stream: impl AsyncRead + AsyncWrite + Send + 'static,
    stays: bool,
) -> Result<Option<Met>, Trouble> {
    let (source, mut sink) = tokio::io::split(stream);
    let mut lines = Lines::new(source, LONGEST_SNAPSHOT);
    let Some(first) = lines.next().await? else {
        return Ok(None);
    };
    if let Ok(theirs) = serde_json::from_slice::<Hello>(first)
        && theirs.greeting.protocol != PROTOCOL
    {
        return Err(Trouble::Told(UserError::new(
            ErrorCode::Failed,
            "A Porchlight of another version is running",
            "Restart it",
        )));
    }
    let registration = match serde_json::from_slice(first)? {
        Told::Greeting(greeting) => greeting.registration,
        Told::Snapshot(_)
        | Told::Notice(_)
        | Told::Refused(_)
        | Told::Answer { .. }
        | Told::Report { .. }
        | Told::Photo { .. }
        | Told::Show(_) => return Err(unexpected()),
    };
    let protocol = PROTOCOL;
    let greeting = Version { protocol, stays };
    // Whoever has closed already may have said why.
    let _ = write(&mut sink, &Hello { greeting }).await;
    let snapshot = match lines.read().await? {
        Some(Told::Snapshot(snapshot)) => snapshot,
        Some(Told::Refused(why)) => return Err(Trouble::Told(why)),
        Some(_) => return Err(unexpected()),
        None => return Ok(None),
    };
    let (commands, mut requests) = mpsc::unbounded_channel();
    let (words, mut spoken) = mpsc::unbounded_channel();
    let (show, shows) = mpsc::unbounded_channel();
    let snapshots = watch::Sender::new(Arc::new(*snapshot));
    let notices = broadcast::Sender::new(NOTICES);
    let handle = Handle {
        commands,
        snapshots: snapshots.subscribe(),
        notices: notices.downgrade(),
        registration: watch::channel(registration).1,
        clock: Arc::new(SystemClock),
        zone: Arc::new(TheirZone(snapshots.subscribe())),
        doctor: Some(Arc::new(TheirDoctor(words.clone()))),
        // The side of the engine knows whose line this is.
        asker: Asker::Face,
    };
    let line = Line {
        snapshots,
        notices,
        show,
        waiting: BTreeMap::new(),
        last: 0,
    };
    let (heard, told) = mpsc::channel(1);
    tokio::spawn(async move {
        let mut reading = JoinSet::new();
        reading.spawn(lines.read_all(heard));
        line.speak((&mut requests, &mut spoken), told, &mut sink)
            .await;
        drop((sink, reading));
        // Whoever still asks is told.
        while let Some(request) = requests.recv().await {
            request.refuse(ended);
        }
    });
    Ok(Some(Met {
        handle,
        shows,
        words,
    }))
}

/// The zone in which the engine reads and writes times.
struct TheirZone(watch::Receiver<Arc<Snapshot>>);

impl Zone for TheirZone {
    fn zone(&self) -> chrono_tz::Tz {
        let name = &self.0.borrow().settings.zone;
        name.parse().unwrap_or(chrono_tz::UTC)
    }
}

/// The doctor at the engine's side: it is that program which needs help.
struct TheirDoctor(mpsc::UnboundedSender<Word>);

impl Doctor for TheirDoctor {
    fn examine(&self) -> Examination {
        let (answer, report) = oneshot::channel();
        let asked = self.0.send(Word::Examine(answer));
        Box::pin(async move {
            asked.map_err(|_| ended())?;
            report.await.unwrap_or_else(|_| Err(ended()))
        })
    }
}

fn unexpected() -> Trouble {
    Trouble::Io(io::ErrorKind::InvalidData.into())
}

/// What whoever asked is told when the engine they joined is gone.
pub fn ended() -> UserError {
    let title = "Porchlight has ended meanwhile";
    UserError::new(ErrorCode::Failed, title, "Try again")
}

/// A conversation with an engine.
struct Line {
    snapshots: watch::Sender<Arc<Snapshot>>,
    notices: broadcast::Sender<Notice>,
    show: mpsc::UnboundedSender<Show>,
    waiting: BTreeMap<u64, Waiting>,
    last: u64,
}

enum Waiting {
    Outcome(oneshot::Sender<Outcome>),
    Settled(oneshot::Sender<()>),
    Report(oneshot::Sender<Result<Report, UserError>>),
    Photo(oneshot::Sender<Option<Photo>>),
}

impl Line {
    /// Speaks until the last handle is gone or the other side is.
    async fn speak(
        mut self,
        (requests, words): (
            &mut mpsc::UnboundedReceiver<Request>,
            &mut mpsc::UnboundedReceiver<Word>,
        ),
        mut told: mpsc::Receiver<Told>,
        sink: &mut (impl AsyncWrite + Unpin),
    ) {
        loop {
            tokio::select! {
                request = requests.recv() => {
                    let Some(ask) = request.and_then(|request| self.ask(request)) else {
                        return;
                    };
                    if self.write(sink, &ask).await.is_err() {
                        return;
                    }
                }
                Some(word) = words.recv() => {
                    let ask = self.say(word);
                    if write(sink, &ask).await.is_err() {
                        return;
                    }
                }
                said = told.recv() => match said {
                    Some(said) => self.hear(said),
                    None => return,
                },
            }
        }
    }

    /// Writes a question, unless the other side would hang up at its length.
    async fn write(&mut self, sink: &mut (impl AsyncWrite + Unpin), ask: &Ask) -> io::Result<()> {
        let line = line(ask)?;
        if line.len() <= LONGEST_COMMAND {
            return write_line(sink, &line).await;
        }
        let why = UserError::usage("This is too long to be taken at once", "Give it in parts");
        self.hear(Told::Answer {
            id: ask.id,
            outcome: Err(why),
        });
        Ok(())
    }

    fn ask(&mut self, request: Request) -> Option<Ask> {
        let (what, waiting) = match request {
            Request::Command(command, _, answer) => {
                (Asked::Command(command), Waiting::Outcome(answer))
            }
            Request::Photo(person, answer) => (Asked::Photo { person }, Waiting::Photo(answer)),
            Request::Settle(settled) => (Asked::Settle {}, Waiting::Settled(settled)),
            Request::Tokens(_) | Request::Remark(..) | Request::Mended(_) => return None,
        };
        Some(self.numbered(what, Some(waiting)))
    }

    fn say(&mut self, word: Word) -> Ask {
        match word {
            Word::Examine(report) => self.numbered(Asked::Doctor {}, Some(Waiting::Report(report))),
            Word::Open(answer) => self.numbered(Asked::Open {}, Some(Waiting::Outcome(answer))),
            Word::Shown => self.numbered(Asked::Shown {}, None),
        }
    }

    fn numbered(&mut self, what: Asked, waiting: Option<Waiting>) -> Ask {
        self.last += 1;
        if let Some(waiting) = waiting {
            self.waiting.insert(self.last, waiting);
        }
        Ask {
            id: self.last,
            what,
        }
    }

    fn hear(&mut self, said: Told) {
        match said {
            Told::Snapshot(snapshot) => {
                self.snapshots.send_replace(Arc::new(*snapshot));
            }
            Told::Notice(notice) => {
                // Nobody listening is nobody to tell.
                let _ = self.notices.send(notice);
            }
            Told::Answer { id, outcome } => match self.waiting.remove(&id) {
                Some(Waiting::Outcome(answer)) => {
                    let _ = answer.send(outcome);
                }
                Some(Waiting::Settled(settled)) => {
                    let _ = settled.send(());
                }
                Some(Waiting::Report(report)) => {
                    // An outcome instead of a report is why there is none.
                    let why = outcome.err().unwrap_or_else(ended);
                    let _ = report.send(Err(why));
                }
                Some(Waiting::Photo(_)) | None => {}
            },
            Told::Report { id, report } => {
                if let Some(Waiting::Report(asked)) = self.waiting.remove(&id) {
                    let _ = asked.send(Ok(*report));
                }
            }
            Told::Show(show) => {
                // A program that is no window has nothing to show.
                let _ = self.show.send(show);
            }
            Told::Photo { id, data } => {
                if let Some(Waiting::Photo(answer)) = self.waiting.remove(&id) {
                    let bytes = data.and_then(|data| STANDARD.decode(data).ok());
                    let _ = answer.send(bytes.and_then(Photo::read));
                }
            }
            Told::Greeting(_) | Told::Refused(_) => {}
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        for (_, waiting) in std::mem::take(&mut self.waiting) {
            if let Waiting::Outcome(answer) = waiting {
                let _ = answer.send(Err(ended()));
            }
        }
    }
}
