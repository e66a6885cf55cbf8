//! Sign-ins in a real keyring.
#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::Stdio;

use porchlight_tests::desktop::Desktop;
use porchlight_tests::wait::within;
use tokio::io::AsyncWriteExt;

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
