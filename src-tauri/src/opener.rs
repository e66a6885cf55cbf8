//! Opens the window, which runs in a process of its own: what happens to it
//! happens to nothing else, and nothing of it stays when it is closed.

use std::io;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use porchlight_core::control::{self, Area, Bell, Parting, Show};
use porchlight_core::disk;
use porchlight_core::engine::{Handle, Matter};
use porchlight_core::model::PersonId;
use porchlight_core::view::Command;
use tauri::AppHandle;
use tokio::process::{Child, ChildStdin, ChildStdout};
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use crate::{app, platform, window};

/// How long a window may take to start before it counts as stuck.
const START: Duration = Duration::from_secs(30);

/// How long an open window may take to come to the front.
const FRONT: Duration = Duration::from_secs(5);

/// How long a window may take to end by itself, and then to be ended.
const END: Duration = Duration::from_secs(1);

/// How long the program waits for its window's end before it ends without it:
/// less than it takes for its own.
const LAST_END: Duration = Duration::from_secs(3);

/// Takes wishes at any time, the first already before there is an engine.
pub(crate) struct Opener(mpsc::UnboundedSender<Wish>);

enum Wish {
    Show(Show),
    End(oneshot::Sender<()>),
}

impl Opener {
    pub(crate) fn new() -> (Self, Wishes) {
        let (wishes, taken) = mpsc::unbounded_channel();
        (Self(wishes), Wishes(taken))
    }

    /// Opens the window or brings it to the front, where `person` is to be seen.
    pub(crate) fn open(&self, person: Option<PersonId>) {
        self.wish(Show { person, icon: None });
    }

    /// Opens the window beside the icon in the tray, where the system says where
    /// that is, or brings it to the front.
    pub(crate) fn open_beside(&self, icon: Area) {
        let (person, icon) = (None, Some(icon));
        self.wish(Show { person, icon });
    }

    fn wish(&self, show: Show) {
        // After the end there is nothing to open.
        let _ = self.0.send(Wish::Show(show));
    }

    /// Closes the window for good; completes when its process is gone, or does
    /// not go in time.
    pub(crate) async fn end(&self) {
        let (done, ended) = oneshot::channel();
        if self.0.send(Wish::End(done)).is_ok() {
            let _ = tokio::time::timeout(LAST_END, ended).await;
        }
    }
}

/// The wishes, for the one task that fulfils them: so however many come at
/// once, there is one window.
pub(crate) struct Wishes(mpsc::UnboundedReceiver<Wish>);

impl Wishes {
    /// Fulfils them until the end.
    pub(crate) async fn fulfil(mut self, app: AppHandle, handle: Handle) {
        let mut again = None;
        loop {
            let show = match again.take() {
                Some(show) => show,
                None => match self.0.recv().await {
                    Some(Wish::Show(show)) => show,
                    Some(Wish::End(done)) => {
                        let _ = done.send(());
                        return;
                    }
                    None => return,
                },
            };
            let window = match Window::start() {
                Ok(window) => window,
                Err(error) => {
                    tracing::error!(%error, "The window can't be started");
                    let why = disk::why(&error);
                    let words = format!("The window could not be opened: {why}");
                    handle.remark_on(Matter::Window, words);
                    continue;
                }
            };
            match window.attend(&app, &handle, show, &mut self.0).await {
                After::Nothing => {}
                After::Again(show) => again = Some(show),
                After::End(done) => {
                    let _ = done.send(());
                    return;
                }
            }
        }
    }
}

/// What comes after a window.
enum After {
    Nothing,
    /// It was to show something, and could not any more.
    Again(Show),
    End(oneshot::Sender<()>),
}

/// The process of a window.
struct Window {
    process: Child,
    input: ChildStdin,
    output: ChildStdout,
}

impl Window {
    /// Starts this program once more, as the window's process.
    fn start() -> io::Result<Self> {
        let mut command = tokio::process::Command::from(platform::this_program()?);
        let mut process = command
            .args(std::env::args_os().skip(1))
            .arg("--window")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        match (process.stdin.take(), process.stdout.take()) {
            (Some(input), Some(output)) => Ok(Self {
                process,
                input,
                output,
            }),
            (_, _) => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    /// Speaks with the process until it has ended, or has to.
    async fn attend(
        self,
        app: &AppHandle,
        handle: &Handle,
        first: Show,
        wishes: &mut mpsc::UnboundedReceiver<Wish>,
    ) -> After {
        let Self {
            mut process,
            input,
            output,
        } = self;
        let_come_to_front(&process);
        let (tell, shows) = mpsc::unbounded_channel();
        let (answered, mut words) = mpsc::unbounded_channel();
        let bell = Bell { shows, answered };
        let line = tokio::io::join(output, input);
        let mut conversation = Box::pin(control::attend_window(handle.clone(), line, bell));

        let _ = tell.send(first.clone());
        let mut open = false;
        // What it has not shown yet, and by when it has to.
        let mut waiting = Some((first, Instant::now() + START));
        let after = loop {
            let deadline = waiting.as_ref().map(|(_, by)| *by);
            tokio::select! {
                parting = &mut conversation => {
                    part(app, parting);
                    break None;
                }
                _ = process.wait() => {
                    // What it said last may still be on its way.
                    let parting = tokio::time::timeout(END, &mut conversation);
                    if let Ok(parting) = parting.await {
                        part(app, parting);
                    }
                    break None;
                }
                wish = wishes.recv() => match wish {
                    Some(Wish::Show(show)) => {
                        let_come_to_front(&process);
                        let _ = tell.send(show.clone());
                        let by = deadline.unwrap_or_else(|| Instant::now() + FRONT);
                        waiting = Some((show, by));
                    }
                    Some(Wish::End(done)) => break Some(After::End(done)),
                    None => break Some(After::Nothing),
                },
                in_time = word(&mut words, deadline) => {
                    if !in_time {
                        tracing::error!("The window does not answer and is ended");
                        break None;
                    }
                    open = true;
                    waiting = None;
                }
            }
        };
        // Its line ends here, which ends the process, too.
        drop(conversation);
        // One that was in front and closed then was closed by its user.
        if words.try_recv().is_ok() {
            open = true;
            waiting = None;
        }
        match tokio::time::timeout(END, process.wait()).await {
            Ok(Ok(status)) if after.is_none() => tell_of_failure(status),
            Ok(_) => {}
            Err(_) => {
                if let Err(error) = kill(&mut process).await {
                    tracing::error!(%error, "The window can't be ended");
                }
            }
        }
        match (after, waiting) {
            (Some(after), _) => after,
            (None, None) => After::Nothing,
            (None, Some((show, _))) if open => After::Again(show),
            (None, Some(_)) => {
                // Another try would end like this one.
                tracing::error!("The window ended before it could be seen");
                let words = "The window was opened and ended before it could be seen";
                handle.remark_on(Matter::Window, words);
                After::Nothing
            }
        }
    }
}

/// Does what a window wants that leaves.
fn part(app: &AppHandle, parting: io::Result<Parting>) {
    match parting {
        Ok(Parting::Closed) => {}
        Ok(Parting::Quit) => app::submit(app, Command::Quit),
        Err(error) => tracing::warn!(%error, "The window is spoken with no more"),
    }
}

/// Logs an end that its user did not want: the window's process itself tells the
/// terminal alone.
fn tell_of_failure(status: ExitStatus) {
    if status.code() == Some(window::PAGE_DIED) {
        tracing::error!("The window's page has died");
    } else if !status.success() {
        tracing::error!(%status, "The window ended unexpectedly");
    }
}

/// Ends a process that does not end by itself. One that hangs in the system
/// itself takes no notice, and is not waited for.
async fn kill(process: &mut Child) -> io::Result<()> {
    process.start_kill()?;
    tokio::time::timeout(END, process.wait()).await??;
    Ok(())
}

fn let_come_to_front(process: &Child) {
    if let Some(id) = process.id() {
        platform::let_come_to_front(id);
    }
}

/// True when the window said that it is in front, false at the deadline.
async fn word(words: &mut mpsc::UnboundedReceiver<()>, deadline: Option<Instant>) -> bool {
    let Some(deadline) = deadline else {
        return words.recv().await.is_some();
    };
    let said = tokio::time::timeout_at(deadline, words.recv()).await;
    matches!(said, Ok(Some(())))
}
