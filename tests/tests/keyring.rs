//! Sign-ins in a real keyring.
#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::Stdio;

use porchlight_tests::desktop::Desktop;
use porchlight_tests::wait::within;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout};

const KEY: &str = "a client and an account";

/// What the keyring said, through a process of its own: success and its words.
async fn ask(desktop: &Desktop, verb: &str, secret: &str) -> (bool, String) {
    let mut child = desktop
        .command(Path::new(env!("CARGO_BIN_EXE_keyring-probe")))
        .args([verb, KEY])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("the probe starts");
    let mut input = child.stdin.take().expect("the input is a pipe");
    input
        .write_all(secret.as_bytes())
        .await
        .expect("the probe reads");
    drop(input);
    let output = within("the keyring answers", child.wait_with_output())
        .await
        .expect("the probe ends");
    let words = String::from_utf8(output.stdout).expect("the probe writes text");
    (output.status.success(), words.trim_end().to_owned())
}

/// A process that stays while keyrings come and go.
struct Probe {
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    _child: Child,
}

impl Probe {
    fn start(desktop: &Desktop) -> Self {
        let mut child = desktop
            .command(Path::new(env!("CARGO_BIN_EXE_keyring-probe")))
            .args(["stay", KEY])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the probe starts");
        let output = child.stdout.take().expect("the output is a pipe");
        Self {
            input: child.stdin.take().expect("the input is a pipe"),
            output: BufReader::new(output).lines(),
            _child: child,
        }
    }

    async fn begin(&mut self, question: &str) {
        let line = format!("{question}\n");
        let written = self.input.write_all(line.as_bytes()).await;
        written.expect("the probe reads");
    }

    async fn says(&mut self, question: &str) -> String {
        self.begin(question).await;
        let answer = within(question, self.output.next_line()).await;
        answer.expect("text").expect("the probe goes on")
    }
}

#[track_caller]
fn done(answer: (bool, String)) -> String {
    assert!(answer.0, "{}", answer.1);
    answer.1
}

#[tokio::test]
async fn a_sign_in_outlives_the_process_that_kept_it() {
    let desktop = Desktop::start().await;
    let _keyring = desktop.start_keyring().await;
    assert_eq!(done(ask(&desktop, "load", "").await), "");
    done(ask(&desktop, "save", "a refresh token").await);
    assert_eq!(done(ask(&desktop, "load", "").await), "a refresh token");
    done(ask(&desktop, "save", "a newer one").await);
    assert_eq!(done(ask(&desktop, "load", "").await), "a newer one");
    done(ask(&desktop, "delete", "").await);
    assert_eq!(done(ask(&desktop, "load", "").await), "");
    // Deleting what is not there is no failure.
    done(ask(&desktop, "delete", "").await);
}

#[tokio::test]
async fn a_long_secret_comes_back_whole_and_leaves_nothing() {
    let desktop = Desktop::start().await;
    let _keyring = desktop.start_keyring().await;
    let long: String = ('a'..='z').cycle().take(5_000).collect();
    done(ask(&desktop, "save", &long).await);
    assert_eq!(done(ask(&desktop, "load", "").await), long);
    done(ask(&desktop, "save", "short").await);
    assert_eq!(done(ask(&desktop, "load", "").await), "short");
    done(ask(&desktop, "delete", "").await);
    assert_eq!(done(ask(&desktop, "load", "").await), "");
}

#[tokio::test]
async fn a_desktop_without_a_keyring_is_told_from_an_empty_one() {
    let desktop = Desktop::start().await;
    for verb in ["load", "save", "delete"] {
        let (success, words) = ask(&desktop, verb, "a refresh token").await;
        assert!(!success, "{verb} needs a keyring");
        assert!(words.starts_with("Unavailable"), "{verb}: {words}");
    }
}

#[tokio::test]
async fn a_keyring_that_comes_late_or_again_is_found() {
    let desktop = Desktop::start().await;
    let mut probe = Probe::start(&desktop);
    assert!(probe.says("load").await.starts_with("Unavailable"));
    let keyring = desktop.start_keyring().await;
    assert_eq!(probe.says("change").await, "changed");
    assert_eq!(probe.says("load").await, "");
    assert_eq!(probe.says("save a refresh token").await, "");
    drop(keyring);
    assert!(probe.says("load").await.starts_with("Unavailable"));
    let _keyring = desktop.start_keyring().await;
    assert_eq!(probe.says("load").await, "a refresh token");
}

#[tokio::test]
async fn a_locked_keyring_asks_for_its_password_only_where_it_should() {
    let desktop = Desktop::start().await;
    let keyring = desktop.start_keyring().await;
    let mut probe = Probe::start(&desktop);
    assert_eq!(probe.says("save a refresh token").await, "");
    let mut asked = keyring.has_prompter().await;
    keyring.lock().await;
    for question in ["load", "save another", "delete"] {
        assert_eq!(probe.says(question).await, "Locked", "{question}");
    }
    assert!(asked.borrow().is_empty(), "nobody was asked");

    let mut other = Probe::start(&desktop);
    other.begin("unlock").await;
    within(
        "somebody is asked",
        asked.wait_for(|asked| asked.len() == 1),
    )
    .await
    .expect("the prompter stays");
    assert_eq!(probe.says("change").await, "changed");
    keyring.unlock().await;
    assert_eq!(probe.says("change").await, "changed");
    assert_eq!(probe.says("load").await, "a refresh token");
}
