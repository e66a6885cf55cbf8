//! The side of the command line: finds a running engine and speaks with it.

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
use super::wire::{Ask, Asked, Hello, Lines, Told, Version, write};
use super::{Claim, LONGEST_SNAPSHOT, PATIENCE, PROTOCOL, Place, transport};
use crate::clock::{FixedZone, SystemClock};
use crate::engine::{Handle, Outcome, Request};
use crate::model::Notice;
use crate::photos::Photo;
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
            Ok(Some(claim)) => return Ok(Joined::Alone(Some(claim))),
            Ok(None) => {}
            Err(error) => {
                tracing::debug!(%error, "Nobody can be kept from these settings");
                return Ok(Joined::Alone(None));
            }
        }
        if Instant::now() > deadline {
            return Err(UserError::new(
                ErrorCode::Failed,
                "Another Porchlight is at work with these settings and can't be reached",
                "Wait until it is done, or quit it",
            ));
        }
        look_again().await;
    }
}

/// The engine that runs for this place, if one does.
///
/// # Errors
/// One runs that is of another version, takes nobody in or does not answer.
pub async fn connect(place: &Place) -> Result<Option<Handle>, UserError> {
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
    let meeting = tokio::time::timeout(PATIENCE, meet(stream)).await;
    match meeting.map_err(|late| mute(late.into()))? {
        Ok(handle) => Ok(handle),
        Err(Trouble::Told(why)) => Err(why),
        // It ended in this moment: then it does not run.
        Err(Trouble::Io(error)) if is_gone(&error) => Ok(None),
        Err(Trouble::Io(error)) => Err(mute(error)),
    }
}

enum Trouble {
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

/// Exchanges greetings and waits for the first snapshot.
async fn meet(
    stream: impl AsyncRead + AsyncWrite + Send + 'static,
) -> Result<Option<Handle>, Trouble> {
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
        Told::Refused(why) => return Err(Trouble::Told(why)),
        Told::Snapshot(_) | Told::Notice(_) | Told::Answer { .. } | Told::Photo { .. } => {
            return Err(unexpected());
        }
    };
    let greeting = Version { protocol: PROTOCOL };
    write(&mut sink, &Hello { greeting }).await?;
    let snapshot = match lines.read().await? {
        Some(Told::Snapshot(snapshot)) => snapshot,
        Some(_) => return Err(unexpected()),
        None => return Ok(None),
    };
    let zone = snapshot.settings.zone.parse().unwrap_or(chrono_tz::UTC);
    let (commands, requests) = mpsc::unbounded_channel();
    let snapshots = watch::Sender::new(Arc::new(*snapshot));
    let notices = broadcast::Sender::new(NOTICES);
    let handle = Handle {
        commands,
        snapshots: snapshots.subscribe(),
        notices: notices.downgrade(),
        registration: watch::channel(registration).1,
        clock: Arc::new(SystemClock),
        zone: Arc::new(FixedZone::new(zone)),
    };
    let line = Line {
        snapshots,
        notices,
        waiting: BTreeMap::new(),
        last: 0,
    };
    let (heard, told) = mpsc::channel(1);
    tokio::spawn(async move {
        let mut reading = JoinSet::new();
        reading.spawn(lines.read_all(heard));
        let mut requests = requests;
        line.speak(&mut requests, told, &mut sink).await;
        drop((sink, reading));
        // Whoever still asks is told.
        while let Some(request) = requests.recv().await {
            request.refuse(ended);
        }
    });
    Ok(Some(handle))
}

fn unexpected() -> Trouble {
    Trouble::Io(io::ErrorKind::InvalidData.into())
}

fn ended() -> UserError {
    UserError::new(ErrorCode::Failed, "Porchlight has ended meanwhile", "")
}

/// A conversation with an engine.
struct Line {
    snapshots: watch::Sender<Arc<Snapshot>>,
    notices: broadcast::Sender<Notice>,
    waiting: BTreeMap<u64, Waiting>,
    last: u64,
}

enum Waiting {
    Outcome(oneshot::Sender<Outcome>),
    Settled(oneshot::Sender<()>),
    Photo(oneshot::Sender<Option<Photo>>),
}

impl Line {
    /// Speaks until the last handle is gone or the other side is.
    async fn speak(
        mut self,
        requests: &mut mpsc::UnboundedReceiver<Request>,
        mut told: mpsc::Receiver<Told>,
        sink: &mut (impl AsyncWrite + Unpin),
    ) {
        loop {
            tokio::select! {
                request = requests.recv() => {
                    let Some(ask) = request.and_then(|request| self.ask(request)) else {
                        return;
                    };
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

    fn ask(&mut self, request: Request) -> Option<Ask> {
        self.last += 1;
        let (what, waiting) = match request {
            Request::Command(command, answer) => {
                (Asked::Command(command), Waiting::Outcome(answer))
            }
            Request::Photo(person, answer) => (Asked::Photo { person }, Waiting::Photo(answer)),
            Request::Settle(settled) => (Asked::Settle {}, Waiting::Settled(settled)),
            Request::Remark(_) => return None,
        };
        self.waiting.insert(self.last, waiting);
        Some(Ask {
            id: self.last,
            what,
        })
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
                Some(Waiting::Photo(_)) | None => {}
            },
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
