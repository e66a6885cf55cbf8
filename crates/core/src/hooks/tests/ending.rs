//! What becomes of the programs that a hook has started.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};

use tokio::sync::{mpsc, oneshot};

use super::*;

const PATIENCE: Duration = Duration::from_secs(20);

/// A shell that starts a child, which says back whatever it is told, and goes on
/// with `then`.
fn hook(folder: &Path, then: &str, limit: Duration) -> Hook {
    for pipe in ["leash", "voice"] {
        let made = std::process::Command::new("mkfifo")
            .arg(folder.join(pipe))
            .status();
        assert!(made.unwrap().success());
    }
    let script = format!("cd \"$0\"; cat <leash >voice & {then}");
    Hook {
        on: Whose::Me,
        when: Vec::new(),
        program: "sh".to_owned(),
        arguments: vec!["-c".to_owned(), script, folder.display().to_string()],
        limit,
    }
}

/// The child of a hook, as heard from here.
struct Child {
    leash: File,
    voice: BufReader<File>,
}

impl Child {
    /// Waits until there is one.
    async fn of_the_hook_in(folder: PathBuf) -> Self {
        let child = in_time(move || {
            let leash = File::options().write(true).open(folder.join("leash"));
            let voice = File::open(folder.join("voice")).unwrap();
            Self {
                leash: leash.unwrap(),
                voice: BufReader::new(voice),
            }
        });
        child.await.answers().await
    }

    async fn answers(mut self) -> Self {
        in_time(move || {
            self.leash.write_all(b"here?\n").unwrap();
            let mut heard = String::new();
            self.voice.read_line(&mut heard).unwrap();
            assert_eq!(heard, "here?\n");
            self
        })
        .await
    }

    /// Waits until nobody holds its voice any more. It is not let off the leash.
    async fn ends(mut self) {
        in_time(move || {
            let mut heard = Vec::new();
            self.voice.read_to_end(&mut heard).unwrap();
            assert_eq!(heard, b"");
        })
        .await;
    }
}

/// What blocks, on a thread that a failing test leaves behind.
async fn in_time<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, wait) = oneshot::channel();
    std::thread::spawn(move || done.send(work()));
    let outcome = tokio::time::timeout(PATIENCE, wait).await;
    outcome.expect("in time").expect("an outcome")
}

#[tokio::test]
async fn a_hook_that_takes_too_long_ends_with_its_children() {
    let folder = tempfile::tempdir().unwrap();
    let mut runner = Runner::new(|_, _| {});
    let hook = hook(folder.path(), "wait", Duration::from_secs(2));
    runner.run(hook, &changed());
    let child = Child::of_the_hook_in(folder.path().to_owned()).await;
    child.ends().await;
}

#[tokio::test]
async fn quitting_ends_the_children_of_a_hook() {
    let folder = tempfile::tempdir().unwrap();
    let mut runner = Runner::new(|_, _| {});
    let hook = hook(folder.path(), "wait", Duration::from_secs(3600));
    runner.run(hook, &changed());
    let child = Child::of_the_hook_in(folder.path().to_owned()).await;
    runner.end().await;
    child.ends().await;
}

#[tokio::test]
async fn what_a_hook_leaves_behind_by_itself_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (told, mut done) = mpsc::unbounded_channel();
    let mut runner = Runner::new(move |_, started| {
        told.send(started).unwrap();
    });
    let hook = hook(folder.path(), "exit 0", Duration::from_secs(3600));
    runner.run(hook, &changed());
    let child = Child::of_the_hook_in(folder.path().to_owned()).await;
    let started = tokio::time::timeout(PATIENCE, done.recv()).await;
    assert_eq!(started.unwrap(), Some(Ok(())));
    runner.end().await;
    let Child { leash, voice } = child.answers().await;
    drop(leash);
    in_time(move || voice.lines().for_each(drop)).await;
}

/// As the README says: nothing without unsafe code would end it.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn what_has_made_a_session_of_its_own_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (told, mut done) = mpsc::unbounded_channel();
    let mut runner = Runner::new(move |_, started| {
        told.send(started).unwrap();
    });
    let mut hook = hook(folder.path(), "wait", Duration::from_secs(2));
    hook.arguments[1] = hook.arguments[1].replace("cat", "setsid cat");
    runner.run(hook, &changed());
    let child = Child::of_the_hook_in(folder.path().to_owned()).await;
    let ended = tokio::time::timeout(PATIENCE, done.recv()).await;
    assert_eq!(ended.unwrap(), Some(Ok(())));
    runner.end().await;
    let Child { leash, voice } = child.answers().await;
    drop(leash);
    in_time(move || voice.lines().for_each(drop)).await;
}
