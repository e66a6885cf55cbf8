//! The tray, and desktops that have none.

use porchlight_sim::{Fault, FaultKind, Side};
use porchlight_tests::desktop::{Options, Process, Program, Tray};
use porchlight_tests::programs::program;
use porchlight_tests::wait::until;

use crate::command_line::{prints, runs};
use crate::manners::engine;
use crate::stage::{Stage, shows};

#[tokio::test]
async fn a_click_in_the_menu_reaches_the_company_and_the_icon_follows() {
    let stage = Stage::set().await;
    let _keyring = stage.desktop.start_keyring().await;
    let mut program = stage.start(&[]);
    let tray = stage.desktop.tray().await;
    shows(&tray, "signed_out").await;
    tray.until("the tooltip says so, too", async || {
        (tray.tooltip().await == "Porchlight\nSigned out").then_some(())
    })
    .await;

    stage.sign_in(&tray).await;
    shows(&tray, "offline").await;

    tray.click(&["Set status", "Busy"]).await;
    stage
        .me("the company sees Busy", |me| {
            me["reported"]["availability"] == "Busy"
        })
        .await;
    shows(&tray, "busy").await;
    marked(&tray, "Busy").await;

    // A second click on the mark does not take it away: the mark says what is.
    tray.click(&["Set status", "Busy"]).await;
    marked(&tray, "Busy").await;
    tray.click(&["Set status", "Do not disturb"]).await;
    shows(&tray, "do_not_disturb").await;
    marked(&tray, "Do not disturb").await;

    let processes = program.processes();
    assert_eq!(processes.len(), 1, "no webview lives: {processes:?}");

    tray.click(&["Quit"]).await;
    assert!(program.ended().await.success());
    let me = stage.company().state()["me"].clone();
    assert_eq!(
        me["sessions"],
        serde_json::json!([]),
        "quitting ends the session"
    );
}

#[tokio::test]
async fn a_sign_in_is_still_there_in_the_next_run() {
    let stage = Stage::set().await;
    let _keyring = stage.desktop.start_keyring().await;
    let mut first = stage.start(&[]);
    stage.sign_in(&stage.desktop.tray().await).await;
    assert!(first.terminate().await.success());

    let _second = stage.start(&[]);
    let tray = stage.desktop.tray().await;
    tray.entry(&["Set status", "Busy"]).await;
}

#[tokio::test]
async fn a_keyring_unlocked_later_brings_the_sign_in_back() {
    let stage = Stage::set().await;
    let keyring = stage.desktop.start_keyring().await;
    let mut first = stage.start(&[]);
    stage.sign_in(&stage.desktop.tray().await).await;
    assert!(first.terminate().await.success());

    keyring.lock().await;
    let _second = stage.start(&[]);
    let tray = stage.desktop.tray().await;
    shows(&tray, "signed_out").await;
    let status = runs(&stage, &["status"]).await;
    let said = String::from_utf8_lossy(&status.stderr);
    assert!(said.contains("Unlock the keyring"), "{said}");
    assert_eq!(status.status.code(), Some(3));
    keyring.unlock().await;
    tray.entry(&["Set status", "Busy"]).await;
}

#[tokio::test]
async fn a_keyring_that_comes_later_takes_the_sign_in() {
    let stage = Stage::set().await;
    let mut first = stage.start(&[]);
    stage.sign_in(&stage.desktop.tray().await).await;
    let _keyring = stage.desktop.start_keyring().await;
    until("the keyring has it", async || {
        let status = prints(&stage, &["status", "--json"]).await;
        let status: serde_json::Value = serde_json::from_str(&status).expect("JSON");
        (status["account"]["kept"] == true).then_some(())
    })
    .await;
    assert!(first.terminate().await.success());

    let _second = stage.start(&[]);
    let tray = stage.desktop.tray().await;
    tray.entry(&["Set status", "Busy"]).await;
}

#[tokio::test]
async fn without_a_keyring_it_works_for_this_run() {
    let stage = Stage::set().await;
    let _program = stage.start(&[]);
    let tray = stage.desktop.tray().await;
    stage.sign_in(&tray).await;
    tray.click(&["Set status", "Busy"]).await;
    shows(&tray, "busy").await;
}

#[tokio::test]
async fn a_server_that_does_not_answer_cannot_keep_it_from_quitting() {
    let stage = Stage::set().await;
    let mut program = stage.start(&[]);
    let tray = stage.desktop.tray().await;
    stage.sign_in(&tray).await;
    tray.click(&["Set status", "Busy"]).await;
    shows(&tray, "busy").await;
    let company = stage.company();
    company.fault(Fault::new(
        Side::Everywhere,
        FaultKind::Slow { seconds: None },
    ));
    tray.click(&["Quit"]).await;
    assert!(program.ended().await.success());
}

#[tokio::test]
async fn the_demonstration_stands_alone() {
    let stage = Stage::set().await;
    let _own = stage.start(&[]);
    shows(&stage.desktop.tray().await, "signed_out").await;
    stage.desktop.forget_tray();
    // Another program than the user's own, which goes on running.
    let mut demo = stage.start(&["--demo"]);
    let tray = stage.desktop.tray().await;
    tray.click(&["Set status", "Do not disturb"]).await;
    shows(&tray, "do_not_disturb").await;
    tray.click(&["Quit"]).await;
    assert!(demo.ended().await.success());
    assert_eq!(stage.company().requests().len(), 0);
}

#[tokio::test]
async fn a_broken_configuration_is_told_and_left_alone() {
    let stage = Stage::set().await;
    let broken = "[account\nclient_id = 5";
    let file = stage.settings().join("config.toml");
    std::fs::write(&file, broken).unwrap();
    let mut program = stage.start(&[]);
    let tray = stage.desktop.tray().await;
    shows(&tray, "signed_out").await;
    tray.click(&["Quit"]).await;
    assert!(program.ended().await.success());
    assert_eq!(std::fs::read_to_string(&file).unwrap(), broken);
}

#[tokio::test]
async fn a_tray_that_comes_late_or_again_is_used() {
    let stage = Stage::set_with(Options {
        has_tray: false,
        ..Options::default()
    })
    .await;
    let _program = stage.start(&[]);
    // Where there is no tray the window opens, so that there is something to see.
    stage.desktop.window("Porchlight").await;

    stage.desktop.show_tray().await;
    let tray = stage.desktop.tray().await;
    shows(&tray, "signed_out").await;

    stage.desktop.hide_tray().await;
    stage.desktop.show_tray().await;
    let tray = stage.desktop.tray().await;
    stage.sign_in(&tray).await;
}

/// Waits until this status has the only mark.
async fn marked(tray: &Tray, status: &str) {
    tray.until(&format!("only {status} is marked"), async || {
        let entries = tray.entry(&["Set status"]).await.children;
        let marked = entries.iter().filter(|entry| entry.checked == Some(true));
        let labels: Vec<&str> = marked.map(|entry| entry.label.as_str()).collect();
        (labels == [status]).then_some(())
    })
    .await;
}

#[tokio::test]
async fn of_two_that_start_at_once_one_stays() {
    let stage = Stage::set().await;
    let (mut one, mut two) = (stage.start(&["--hidden"]), stage.start(&["--hidden"]));
    let (ended, mut stays) = tokio::select! {
        ended = one.ended() => (ended, two),
        ended = two.ended() => (ended, one),
    };
    assert!(ended.success());
    let tray = stage.desktop.tray().await;
    shows(&tray, "signed_out").await;
    tray.click(&["Quit"]).await;
    assert!(stays.ended().await.success());
}

/// A session of its own, as `ssh` and some small desktops have it.
#[tokio::test]
async fn without_a_session_bus_a_second_start_opens_the_window_of_the_first() {
    let stage = Stage::set().await;
    let start = |arguments: &[&str]| {
        let mut command = stage.desktop.command(&program("porchlight-tray"));
        command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
        Program::start(command.args(arguments).envs(stage.variables()))
    };
    let first = start(&["--hidden"]);
    engine(&stage).await;
    assert!(start(&["--hidden"]).ended().await.success());
    assert_eq!(first.processes().len(), 1, "it was to stay hidden");

    assert!(start(&[]).ended().await.success());
    stage.desktop.window("Porchlight").await;
    let is_window = |process: &Process| process.has_argument("--window");
    assert!(first.processes().iter().any(is_window));
}
