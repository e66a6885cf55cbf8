//! Runs the user's hooks: programs and their arguments as configured, never
//! through a shell. What changed goes to their standard input as one JSON
//! object; what they print goes nowhere.

mod story;

use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use process_wrap::tokio::{ChildWrapper, CommandWrap};
use tokio::io::AsyncWriteExt;
use tokio::task::JoinSet;

use crate::disk;
use crate::model::{Changed, Hook};
use crate::settings::{NO_PROGRAM, unrunnable};

#[cfg(unix)]
#[path = "unix.rs"]
mod platform;
#[cfg(windows)]
#[path = "windows.rs"]
mod platform;

/// Runs at a time; more wait for their turn.
const MOST_RUNNING: usize = 4;

/// Runs that wait; the oldest makes room for a newer one.
const MOST_WAITING: usize = 64;

/// Told by program whether it could be run, or why not in words for the user.
type Tell = Arc<dyn Fn(&str, Result<(), String>) + Send + Sync>;

/// A run of a hook.
struct Run {
    hook: Hook,
    story: String,
}

/// Runs hooks beside whatever else goes on.
pub(crate) struct Runner {
    workers: JoinSet<()>,
    turns: Arc<Mutex<Turns>>,
    tell: Tell,
}

#[derive(Default)]
struct Turns {
    waiting: VecDeque<Run>,
    working: usize,
}

impl Runner {
    pub(crate) fn new(tell: impl Fn(&str, Result<(), String>) + Send + Sync + 'static) -> Self {
        Self {
            workers: JoinSet::new(),
            turns: Arc::default(),
            tell: Arc::new(tell),
        }
    }

    /// Runs a hook now, or when others are done.
    pub(crate) fn run(&mut self, hook: Hook, changed: &Changed) {
        // What has ended is not kept.
        while self.workers.try_join_next().is_some() {}
        let story = story::of(changed);
        let mut turns = held(&self.turns);
        if let Some(dropped) = turns.add(Run { hook, story }) {
            tracing::warn!("Too many hooks wait: the oldest is not run");
            tracing::debug!(program = %dropped.hook.program, "The oldest hook");
        }
        if turns.working < MOST_RUNNING {
            turns.working += 1;
            let (turns, tell) = (Arc::clone(&self.turns), Arc::clone(&self.tell));
            self.workers.spawn(work(turns, tell));
        }
    }

    /// Ends every run, and waits until each has ended.
    pub(crate) async fn end(&mut self) {
        held(&self.turns).waiting.clear();
        self.workers.shutdown().await;
    }
}

impl Turns {
    /// Returns the run that has to make room.
    fn add(&mut self, run: Run) -> Option<Run> {
        self.waiting.push_back(run);
        if self.waiting.len() > MOST_WAITING {
            self.waiting.pop_front()
        } else {
            None
        }
    }

    /// The next run; without one, the worker that asks has nothing more to do.
    fn next(&mut self) -> Option<Run> {
        let next = self.waiting.pop_front();
        if next.is_none() {
            self.working -= 1;
        }
        next
    }
}

fn held(turns: &Mutex<Turns>) -> MutexGuard<'_, Turns> {
    turns.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn work(turns: Arc<Mutex<Turns>>, tell: Tell) {
    loop {
        let Some(run) = held(&turns).next() else {
            return;
        };
        let program = &run.hook.program;
        match tokio::time::timeout(run.hook.limit, perform(&run)).await {
            Ok(Ok(())) => tell(program, Ok(())),
            Ok(Err(error)) => tell(program, Err(unrunnable(program, &why(program, &error)))),
            Err(_) => {
                tell(program, Ok(()));
                tracing::warn!("A hook took too long and was ended");
                // Its path may name the user.
                tracing::debug!(%program, "The hook that took too long");
            }
        }
    }
}

/// Where a program lies.
///
/// # Errors
/// Why it can't be run, in words to stand behind a colon.
pub(crate) fn program(program: &str) -> Result<PathBuf, String> {
    which::which(program).map_err(|_| not_found(program))
}

/// Why there is nothing to run: what was found in its place is no program.
fn not_found(program: &str) -> String {
    let path = Path::new(program);
    let is_name = path
        .parent()
        .is_none_or(|folder| folder.as_os_str().is_empty());
    if is_name {
        return NO_PROGRAM.to_owned();
    }
    let error = match std::fs::metadata(path) {
        Ok(found) if found.is_dir() => io::ErrorKind::IsADirectory.into(),
        Ok(_) if cfg!(unix) => io::ErrorKind::PermissionDenied.into(),
        Ok(_) => return "it is no program".to_owned(),
        Err(error) => error,
    };
    if error.kind() == io::ErrorKind::NotFound {
        return NO_PROGRAM.to_owned();
    }
    disk::why(&error)
}

fn why(name: &str, error: &io::Error) -> String {
    match program(name) {
        Ok(_) if platform::is_unknown(error) => platform::UNKNOWN.to_owned(),
        Ok(_) if error.kind() == io::ErrorKind::NotFound => {
            "what it is written for is not on this computer".to_owned()
        }
        Ok(_) => disk::why(error),
        Err(why) => why,
    }
}

/// Runs it to its end. Whatever it started ends with it if this is given up.
async fn perform(run: &Run) -> io::Result<()> {
    let mut command = CommandWrap::with_new(&run.hook.program, |command| {
        command
            .args(&run.hook.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
    });
    platform::apart(&mut command);
    let mut child = Offspring(Some(command.spawn()?));
    let Some(running) = child.0.as_mut() else {
        return Ok(());
    };
    if let Some(mut input) = running.stdin().take() {
        // One that does not care reads nothing.
        let _ = input.write_all(run.story.as_bytes()).await;
    }
    // Only for the program: what it leaves behind on purpose may go on.
    let status = running.inner_mut().wait().await?;
    child.0 = None;
    if !status.success() {
        let program = &run.hook.program;
        tracing::debug!(%program, %status, "A hook was not content");
    }
    Ok(())
}

/// A running program, which is ended with all it started when this is dropped.
struct Offspring(Option<Box<dyn ChildWrapper>>);

impl Drop for Offspring {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            // It may have ended in this moment.
            let _ = child.start_kill();
        }
    }
}

#[cfg(test)]
mod tests;
