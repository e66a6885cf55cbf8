//! The command line on the same desktop: what one run signed in, set and
//! added, the next one knows. Beside the tray application it acts on that.

use std::process::Output;

use porchlight_tests::programs::program;
use porchlight_tests::wait::{until, within};
use serde_json::Value;
use url::Url;

use crate::stage::{Stage, shows};

/// One run of `porchlight` to its end.
pub(crate) async fn runs(stage: &Stage, arguments: &[&str]) -> Output {
    let mut command = stage.desktop.command(&program("porchlight"));
    command
        .args(arguments)
        .envs(stage.variables())
        .kill_on_drop(true);
    let what = format!("porchlight {}", arguments.join(" "));
    within(&what, command.output())
        .await
        .expect("the program is built")
}

/// A run that works; what it printed.
pub(crate) async fn prints(stage: &Stage, arguments: &[&str]) -> String {
    let output = runs(stage, arguments).await;
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub(crate) async fn logs_in(stage: &Stage) {
    let visit = async {
        let opened = stage.desktop.browser().next_address().await;
        let address = Url::parse(&opened).expect("the browser is given an address");
        let visited = stage.company().visit(&address).await;
        assert_eq!(visited.expect("the sign-in leads back"), 200);
        opened
    };
    let (printed, opened) = tokio::join!(prints(stage, &["login", "--colleagues"]), visit);
    // However soon this browser agrees, its address was printed before.
    assert_eq!(printed.lines().next(), Some(opened.as_str()));
    assert!(printed.contains("Signed in as Robin Carter"), "{printed}");
}

#[tokio::test]
async fn what_one_run_did_the_next_one_knows() {
    let stage = Stage::set().await;
    let _keyring = stage.desktop.start_keyring().await;
    assert_eq!(runs(&stage, &["status"]).await.status.code(), Some(3));

    logs_in(&stage).await;
    prints(
        &stage,
        &["set", "busy", "--for", "90m", "--message", "Writing"],
    )
    .await;
    let me = stage
        .me("the company sees Busy", |me| {
            me["reported"]["availability"] == "Busy"
        })
        .await;
    assert_eq!(me["message"]["content"], "Writing");

    let status: Value = serde_json::from_str(&prints(&stage, &["status", "--json"]).await)
        .expect("one JSON object");
    assert_eq!(status["account"]["name"], "Robin Carter");
    assert_eq!(status["presence"]["availability"], "Busy");
    assert_eq!(status["requested"]["standing"], "honoured");

    prints(&stage, &["people", "add", "ada@contoso.example"]).await;
    assert!(prints(&stage, &["people"]).await.contains("Ada Lovelace"));

    prints(&stage, &["logout"]).await;
    assert_eq!(runs(&stage, &["status"]).await.status.code(), Some(3));
    let me = stage.company().state()["me"].clone();
    assert!(me["sessions"].as_array().is_some_and(Vec::is_empty), "{me}");
}

#[tokio::test]
async fn without_a_keyring_a_login_ends_with_its_command() {
    let stage = Stage::set().await;
    let visit = async {
        let address = stage.desktop.browser().next_address().await;
        let address = Url::parse(&address).expect("the browser is given an address");
        stage
            .company()
            .visit(&address)
            .await
            .expect("the sign-in leads back")
    };
    let (output, _) = tokio::join!(runs(&stage, &["login"]), visit);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("There is no keyring"), "{said}");
    assert!(said.contains("has ended with this command"), "{said}");
    assert_eq!(output.status.code(), Some(3));
    assert_ne!(runs(&stage, &["status"]).await.status.code(), Some(0));
}

#[tokio::test]
async fn the_doctor_finds_what_this_desktop_has_and_names_nobody() {
    let stage = Stage::set().await;
    let before = runs(&stage, &["doctor"]).await;
    assert_eq!(before.status.code(), Some(3));
    let report = String::from_utf8_lossy(&before.stdout).into_owned();
    assert!(report.contains("✗ Keyring: None could be used"), "{report}");

    let _keyring = stage.desktop.start_keyring().await;
    logs_in(&stage).await;
    let report = prints(&stage, &["doctor"]).await;
    for line in [
        "✓ Keyring: It keeps",
        "✓ Sign-in: Somebody is signed in",
        "✓ Tray: The desktop has one",
        "✓ Notifications: double 1 shows them",
    ] {
        assert!(report.contains(line), "{line} in {report}");
    }
    let home = stage.desktop.home().display().to_string();
    for left_out in ["Robin", "@", &home] {
        assert!(!report.contains(left_out), "{left_out} in {report}");
    }
}

#[tokio::test]
async fn the_tray_shows_what_the_command_line_did() {
    let stage = Stage::set().await;
    let _keyring = stage.desktop.start_keyring().await;
    let mut program = stage.start(&[]);
    let tray = stage.desktop.tray().await;
    shows(&tray, "signed_out").await;

    logs_in(&stage).await;
    shows(&tray, "offline").await;
    let printed = prints(&stage, &["set", "busy"]).await;
    assert!(printed.starts_with("Busy."), "{printed}");
    shows(&tray, "busy").await;
    prints(&stage, &["people", "add", "ada@contoso.example"]).await;
    tray.entry(&["Ada Lovelace: Offline"]).await;

    let tokens = || {
        let requests = stage.company().requests();
        let asked = requests.iter().filter(|seen| seen.path.ends_with("/token"));
        asked.count()
    };
    let before = tokens();
    let status: Value = serde_json::from_str(&prints(&stage, &["status", "--json"]).await)
        .expect("one JSON object");
    assert_eq!(status["presence"]["availability"], "Busy");
    assert_eq!(tokens(), before, "a status asks for no sign-in");

    tray.click(&["Set status", "Do not disturb"]).await;
    shows(&tray, "do_not_disturb").await;
    let status: Value = serde_json::from_str(&prints(&stage, &["status", "--json"]).await)
        .expect("one JSON object");
    assert_eq!(status["requested"]["status"], "do-not-disturb");

    tray.click(&["Quit"]).await;
    assert!(program.ended().await.success());
    // Alone again, the command line goes on from what the tray left.
    let people = prints(&stage, &["people"]).await;
    assert!(people.contains("Ada Lovelace"), "{people}");
}

#[tokio::test]
async fn a_tray_that_can_not_be_reached_is_not_run_beside() {
    let stage = Stage::set().await;
    // Something lies wherever the socket would.
    for taken in [
        stage.desktop.home().join("run/porchlight"),
        stage.settings().join("run"),
    ] {
        std::fs::write(taken, "").expect("a file in a temporary folder");
    }
    let _program = stage.start(&[]);
    let tray = stage.desktop.tray().await;
    shows(&tray, "signed_out").await;
    let output = runs(&stage, &["status"]).await;
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("can't be reached"), "{said}");
}

#[tokio::test]
async fn a_notification_server_that_hangs_keeps_nobody_waiting() {
    let stage = Stage::set().await;
    let _keyring = stage.desktop.start_keyring().await;
    stage.watch_ada();
    let _program = stage.start(&[]);
    let tray = stage.desktop.tray().await;
    shows(&tray, "signed_out").await;
    logs_in(&stage).await;
    let ada_is = async |presence: &str| {
        let company = stage.company();
        company
            .set_presence("Ada", presence, presence)
            .expect("Ada works here");
        let people = prints(&stage, &["people"]).await;
        assert!(people.contains(presence), "{people}");
    };
    ada_is("Offline").await;

    stage.desktop.hang_notifications(true);
    ada_is("Available").await;
    let remarks = async || {
        let status: Value = serde_json::from_str(&prints(&stage, &["status", "--json"]).await)
            .expect("one JSON object");
        status["health"]["remarks"].to_string()
    };
    // The notice waits for an answer that never comes, which is said…
    let silent = "the program that shows them does not answer";
    until("somebody says so", async || {
        remarks().await.contains(silent).then_some(())
    })
    .await;
    let report = prints(&stage, &["doctor"]).await;
    let line = "! Notifications: The program that shows them does not answer";
    assert!(report.contains(line), "{report}");
    let wish = prints(&stage, &["notify", "ada", "--once"]).await;
    let promised = wish.contains("told now");
    assert!(wish.contains(silent) && !promised, "{wish}");
    // …and all else goes on…
    tray.click(&["Set status", "Busy"]).await;
    shows(&tray, "busy").await;
    tray.entry(&["Ada Lovelace: Available"]).await;
    // …and so do later notices, once somebody answers.
    ada_is("Offline").await;
    stage.desktop.hang_notifications(false);
    ada_is("Available").await;
    stage
        .desktop
        .notification("somebody tells that Ada is there", |one| {
            one.title == "Ada Lovelace: Available"
        })
        .await;
    until("nobody says so any more", async || {
        (!remarks().await.contains(silent)).then_some(())
    })
    .await;
}
