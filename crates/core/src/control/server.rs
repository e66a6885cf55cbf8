//! The side of the engine: takes programs in and speaks with each.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{broadcast, mpsc, watch};
use tokio::task::{JoinHandle, JoinSet};

use super::follows::Follows;
use super::room::{Admission, Entry, Room, full};
use super::transport::Listener;
use super::window::{Bell, Parting, Show};
use super::wire::{Ask, Asked, Greeting, Hello, Lines, Told, write};
use super::{Claim, LONGEST_COMMAND, MOST_COMMANDS, MOST_PHOTOS, PROTOCOL, Place};
use crate::UserError;
use crate::doctor::Report;
use crate::engine::{Handle, Outcome, no_photo_now};
use crate::model::{Notice, PersonId, Photo};
use crate::view::{Command, Snapshot};

/// Serves until it is dropped or its engine has ended.
#[derive(Debug)]
pub struct Server {
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Offers an engine to the programs of this user. Whoever serves holds the
/// claim to the place: what an ended program left of its socket is replaced.
///
/// # Errors
/// No socket can be made there.
pub fn serve(handle: Handle, place: &Place, _: &Claim) -> io::Result<Server> {
    begin(handle, place, None)
}

/// The same where there is a window, which `open` brings to the front.
///
/// # Errors
/// As [`serve`].
pub fn serve_with_window(
    handle: Handle,
    place: &Place,
    _: &Claim,
    open: impl Fn() + Send + Sync + 'static,
) -> io::Result<Server> {
    begin(handle, place, Some(Arc::new(open)))
}

/// Brings the window to the front.
type Open = Arc<dyn Fn() + Send + Sync>;

fn begin(handle: Handle, place: &Place, open: Option<Open>) -> io::Result<Server> {
    let listener = Listener::bind(place)?;
    let task = tokio::spawn(take_in(listener, handle, open));
    Ok(Server { task })
}

async fn take_in(mut listener: Listener, handle: Handle, open: Option<Open>) {
    let mut ended = handle.snapshots();
    let (follows, mut clients) = (Follows::default(), JoinSet::new());
    let mut room = Room::new();
    loop {
        let came = tokio::select! {
            came = listener.accept() => came,
            Some(_) = clients.join_next() => continue,
            () = until_closed(&mut ended) => return,
        };
        match came {
            Ok(stream) => {
                let door = handle.clone().for_another_program();
                let mut client = Client::new(door, follows.clone(), None);
                client.open.clone_from(&open);
                let entry = room.enter();
                clients.spawn(async move {
                    if let Err(error) = client.attend(stream, Some(entry)).await {
                        tracing::debug!(%error, "A control connection is dropped");
                    }
                });
            }
            Err(error) => {
                tracing::warn!(%error, "A program can't be taken in on the control socket");
                // Out of descriptors, perhaps; the next attempt is not sooner for haste.
                super::claim::look_again().await;
            }
        }
    }
}

async fn until_closed(snapshots: &mut watch::Receiver<Arc<Snapshot>>) {
    while snapshots.changed().await.is_ok() {}
}

type Pending = Pin<Box<dyn Future<Output = Answer> + Send>>;

/// What is said to a question.
enum Answer {
    Outcome(Outcome),
    Report(Box<Report>),
    Photo(Option<Photo>),
}

impl Answer {
    fn told(self, id: u64) -> Told {
        match self {
            Self::Outcome(outcome) => Told::Answer { id, outcome },
            Self::Report(report) => Told::Report { id, report },
            Self::Photo(photo) => Told::Photo {
                id,
                data: photo.map(|photo| STANDARD.encode(photo.bytes())),
            },
        }
    }
}

/// One program, and what must end with it.
pub(super) struct Client {
    handle: Handle,
    follows: Follows,
    /// Only where the program is another than the window's own process.
    open: Option<Open>,
    /// Only where the program is the window's own process.
    window: Option<Bell>,
    parting: Parting,
    /// It asked for closer looks.
    closely: bool,
    /// Whom it follows; once for each time it said so.
    following: Vec<PersonId>,
    /// The sign-in it waits for.
    sign_in: Option<u64>,
    /// The people it waits for to be looked up and added.
    adding: Option<u64>,
}

impl Client {
    fn new(handle: Handle, follows: Follows, window: Option<Bell>) -> Self {
        Self {
            handle,
            follows,
            open: None,
            window,
            parting: Parting::Closed,
            closely: false,
            following: Vec::new(),
            sign_in: None,
            adding: None,
        }
    }

    /// The process of the window.
    pub(super) fn window(handle: Handle, bell: Bell) -> Self {
        Self::new(handle, Follows::default(), Some(bell))
    }

    /// Speaks with it until either side ends; without an entry it needs no place.
    pub(super) async fn attend(
        mut self,
        stream: impl AsyncRead + AsyncWrite + Send + 'static,
        entry: Option<Entry>,
    ) -> io::Result<Parting> {
        let (source, mut sink) = tokio::io::split(stream);
        let greeting = Greeting {
            protocol: PROTOCOL,
            registration: self.handle.registration(),
        };
        write(&mut sink, &Told::Greeting(greeting)).await?;
        let mut lines = Lines::new(source, LONGEST_COMMAND);
        let admission = match entry {
            Some(entry) => entry.admit(lines.read()).await?,
            // It is only starting; whoever started it knows how long that may take.
            None => match lines.read::<Hello>().await? {
                Some(hello) if hello.is_ours() => Admission::In(None),
                Some(_) | None => Admission::Stranger,
            },
        };
        let _place = match admission {
            Admission::In(place) => place,
            Admission::Full => {
                write(&mut sink, &Told::Refused(full())).await?;
                return Ok(Parting::Closed);
            }
            Admission::Stranger => return Ok(Parting::Closed),
        };
        let (heard, asks) = mpsc::channel(1);
        let mut reading = JoinSet::new();
        reading.spawn(lines.read_all(heard));
        self.converse(asks, &mut sink).await?;
        Ok(self.parting)
    }

    async fn converse(
        &mut self,
        mut asks: mpsc::Receiver<Ask>,
        sink: &mut (impl AsyncWrite + Unpin),
    ) -> io::Result<()> {
        let mut snapshots = self.handle.snapshots();
        let mut notices = self.handle.notices();
        let (mut pending, mut photos) = (JoinSet::new(), JoinSet::new());
        // Before all else: a client begins with a snapshot.
        show(&mut snapshots, sink).await?;
        loop {
            tokio::select! {
                changed = snapshots.changed() => {
                    if changed.is_err() {
                        return Ok(());
                    }
                    show(&mut snapshots, sink).await?;
                }
                ask = asks.recv(), if self.window.is_some() || pending.len() < MOST_COMMANDS => {
                    let Some(ask) = ask else {
                        return Ok(());
                    };
                    let is_photo = matches!(ask.what, Asked::Photo { .. });
                    if is_photo && photos.len() == MOST_PHOTOS {
                        let told = Answer::Outcome(Err(no_photo_now())).told(ask.id);
                        write(sink, &told).await?;
                        continue;
                    }
                    let (id, answer) = (ask.id, self.take(ask));
                    if self.parting == Parting::Quit {
                        return Ok(());
                    }
                    let under_way = if is_photo { &mut photos } else { &mut pending };
                    under_way.spawn(async move { (id, answer.await) });
                }
                Some(done) = pending.join_next() => {
                    let (id, answer) = done.map_err(io::Error::other)?;
                    self.sign_in.take_if(|waiting| *waiting == id);
                    self.adding.take_if(|waiting| *waiting == id);
                    // What the command did is seen before its answer.
                    if snapshots.has_changed().unwrap_or(false) {
                        show(&mut snapshots, sink).await?;
                    }
                    write(sink, &answer.told(id)).await?;
                }
                Some(done) = photos.join_next() => {
                    let (id, answer) = done.map_err(io::Error::other)?;
                    write(sink, &answer.told(id)).await?;
                }
                Some(show) = rung(&mut self.window) => write(sink, &Told::Show(show)).await?,
                Some(notice) = next(&mut notices) => write(sink, &Told::Notice(notice)).await?,
            }
        }
    }

    /// Hands a question to the engine, unless it is not for this program.
    fn take(&mut self, ask: Ask) -> Pending {
        let handle = self.handle.clone();
        let command = match ask.what {
            Asked::Settle {} => {
                return Box::pin(async move {
                    handle.settled().await;
                    Answer::Outcome(Ok(()))
                });
            }
            Asked::Doctor {} => {
                return Box::pin(async move {
                    match handle.examine().await {
                        Ok(report) => Answer::Report(Box::new(report)),
                        Err(why) => Answer::Outcome(Err(why)),
                    }
                });
            }
            Asked::Photo { person } => {
                return Box::pin(async move {
                    match handle.photo(&person).await {
                        Ok(photo) => Answer::Photo(photo),
                        Err(why) => Answer::Outcome(Err(why)),
                    }
                });
            }
            Asked::Open {} => {
                let Some(open) = &self.open else {
                    let why = UserError::usage("There is no window to open here", "");
                    return at_once(Err(why));
                };
                open();
                return at_once(Ok(()));
            }
            Asked::Shown {} => {
                if let Some(bell) = &self.window {
                    // Who waits for it may have given up.
                    let _ = bell.answered.send(());
                }
                return at_once(Ok(()));
            }
            Asked::Command(command) => command,
        };
        if self.window.is_some() {
            if command == Command::Quit {
                // Whoever runs the engine ends it, and has something to end besides.
                self.parting = Parting::Quit;
                return at_once(Ok(()));
            }
            if let Command::WatchClosely { on } = command {
                self.closely = on;
            }
        } else if let Some(why) = refusal(&command) {
            return at_once(Err(why));
        }
        let outcome = self.begin(ask.id, command);
        Box::pin(async move { Answer::Outcome(outcome.await) })
    }

    fn begin(
        &mut self,
        id: u64,
        command: Command,
    ) -> Pin<Box<dyn Future<Output = Outcome> + Send>> {
        if let Command::Follow { people } = &command {
            let ids: Vec<_> = people.iter().map(|person| person.id.clone()).collect();
            let outcome = self.follows.follow(&self.handle, command, &ids);
            self.following.extend(ids);
            return Box::pin(outcome);
        }
        if let Command::Unfollow { mut ids } = command {
            ids.retain(|id| {
                let own = self.following.iter().position(|own| own == id);
                own.map(|own| self.following.swap_remove(own)).is_some()
            });
            return Box::pin(self.follows.unfollow(&self.handle, ids));
        }
        // A window may be closed while the browser is in front, or while a long
        // list is looked up: what it began goes on.
        if self.window.is_none() {
            if let Command::SignIn { .. } = command {
                self.sign_in = Some(id);
            }
            if let Command::AddByWords { .. } | Command::ImportPeople { .. } = command {
                self.adding = Some(id);
            }
        }
        Box::pin(self.handle.begin(command))
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        if self.sign_in.is_some() {
            self.handle.submit(Command::CancelSignIn);
        }
        if self.adding.is_some() {
            self.handle.submit(Command::StopAdding);
        }
        if !self.following.is_empty() {
            let ids = std::mem::take(&mut self.following);
            drop(self.follows.unfollow(&self.handle, ids));
        }
        if self.closely {
            self.handle.submit(Command::WatchClosely { on: false });
        }
    }
}

fn at_once(outcome: Outcome) -> Pending {
    Box::pin(std::future::ready(Answer::Outcome(outcome)))
}

/// The next wish to see the window; never one where there is none.
async fn rung(window: &mut Option<Bell>) -> Option<Show> {
    match window {
        Some(bell) => bell.shows.recv().await,
        None => std::future::pending().await,
    }
}

/// The end of the program, its successor and the pace of its window belong to its
/// own faces.
fn refusal(command: &Command) -> Option<UserError> {
    let title = if let Command::Quit = command {
        "Porchlight can't be ended from another program"
    } else if let Command::WatchClosely { .. } = command {
        "Only the window asks for closer looks"
    } else if let Command::InstallUpdate = command {
        "Updates are installed from the window alone"
    } else {
        return None;
    };
    Some(UserError::usage(title, "Use its menu or its window"))
}

async fn show(
    snapshots: &mut watch::Receiver<Arc<Snapshot>>,
    sink: &mut (impl AsyncWrite + Unpin),
) -> io::Result<()> {
    let newest = Arc::clone(&snapshots.borrow_and_update());
    write(
        sink,
        &Told::Snapshot(Box::new(Arc::unwrap_or_clone(newest))),
    )
    .await
}

/// The next notice, however many were missed; never one after the last.
async fn next(notices: &mut broadcast::Receiver<Notice>) -> Option<Notice> {
    loop {
        match notices.recv().await {
            Ok(notice) => return Some(notice),
            Err(broadcast::error::RecvError::Lagged(_)) => {}
            Err(broadcast::error::RecvError::Closed) => return None,
        }
    }
}
