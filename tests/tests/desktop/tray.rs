//! The tray, and desktops that have none.

use porchlight_tests::desktop::Options;
use porchlight_tests::wait::until;

use crate::stage::{Stage, shows};

#[tokio::test]
async fn a_click_in_the_menu_reaches_the_company_and_the_icon_follows() {
    let stage = Stage::set().await;
    let _keyring = stage.desktop.start_keyring().await;
    let mut program = stage.start(&[]);
    let tray = stage.desktop.tray().await;
    shows(&tray, "signed_out").await;
    assert_eq!(tray.tooltip().await, "Porchlight\nPorchlight: Signed out");

    stage.sign_in(&tray).await;
    shows(&tray, "offline").await;

    tray.click(&["Set status", "Busy"]).await;
    stage
        .me("the company sees Busy", |me| me["reported"]["availability"] == "Busy")
        .await;
    shows(&tray, "busy").await;
    assert_eq!(tray.entry(&["Set status", "Busy"]).await.checked, Some(true));

    // A second click on the mark does not take it away: the mark says what is.
    tray.click(&["Set status", "Busy"]).await;
    tray.click(&["Set status", "Do not disturb"]).await;
    shows(&tray, "do_not_disturb").await;
    tray.until("one mark is set", async || {
        let marks = tray.entry(&["Set status"]).await.children;
        let set = marks.iter().filter(|entry| entry.checked == Some(true));
        let labels: Vec<&str> = set.map(|entry| entry.label.as_str()).collect();
        (labels == ["Do not disturb"]).then_some(())
    })
    .await;

    assert!(
        !program.processes().iter().any(|name| name.starts_with("WebKit")),
        "no webview lives before the window was opened"
    );

    tray.click(&["Quit"]).await;
    assert!(program.ended().await.success());
    let me = stage.company().state()["me"].clone();
    assert_eq!(me["sessions"], serde_json::json!([]), "quitting ends the session");
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
async fn without_a_keyring_it_works_for_this_run() {
    let stage = Stage::set().await;
    let _program = stage.start(&[]);
    let tray = stage.desktop.tray().await;
    stage.sign_in(&tray).await;
    tray.click(&["Set status", "Busy"]).await;
    shows(&tray, "busy").await;
}

#[tokio::test]
async fn a_tray_that_comes_late_or_again_is_used() {
    let stage = Stage::set_with(Options { has_tray: false, ..Options::default() }).await;
    let program = stage.start(&[]);
    // Where there is no tray the window opens, so that there is something to see.
    until("the window opens", async || {
        let processes = program.processes();
        processes.iter().any(|name| name == "WebKitWebProcess").then_some(())
    })
    .await;

    stage.desktop.show_tray().await;
    let tray = stage.desktop.tray().await;
    shows(&tray, "signed_out").await;

    stage.desktop.hide_tray().await;
    stage.desktop.show_tray().await;
    let tray = stage.desktop.tray().await;
    stage.sign_in(&tray).await;
}
