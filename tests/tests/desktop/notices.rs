//! Notifications as their server is given them, and what is done about them.

use std::path::Path;

use porchlight_tests::desktop::{Icon, Notification};
use porchlight_tests::wait::until;
use serde_json::Value;
use url::Url;

use crate::command_line::{logs_in, prints};
use crate::stage::Stage;

/// Somebody signed in who watches Ada, who is offline.
async fn watching() -> (Stage, porchlight_tests::desktop::Program) {
    let stage = Stage::set().await;
    stage.watch_ada();
    let program = stage.start(&[]);
    let tray = stage.desktop.tray().await;
    logs_in(&stage).await;
    tray.entry(&["Ada Lovelace: Offline"]).await;
    (stage, program)
}

/// Ada's own client says something else, and Porchlight reads it.
async fn ada_is(stage: &Stage, presence: &str) {
    stage
        .company()
        .set_presence("Ada", presence, presence)
        .expect("Ada works here");
    prints(stage, &["status"]).await;
    let tray = stage.desktop.tray().await;
    tray.entry(&[&format!("Ada Lovelace: {presence}")]).await;
}

async fn told(stage: &Stage, number: usize) -> Notification {
    until(&format!("notification {number} comes"), async || {
        stage.desktop.notifications().get(number - 1).cloned()
    })
    .await
}

/// No theme knows the name of a program that is not installed.
fn shows_our_icon(notification: &Notification) {
    let file = Url::parse(&notification.icon).expect("an address");
    let shown = Icon::read(&file.to_file_path().expect("of a file"));
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("../icons/generated/128x128.png");
    assert_eq!(shown, Icon::read(&ours));
}

#[tokio::test]
async fn a_notification_replaces_the_one_before_and_offers_silence() {
    let (stage, _program) = watching().await;
    ada_is(&stage, "Available").await;
    let first = told(&stage, 1).await;
    assert_eq!(first.title, "Ada Lovelace: Available");
    let words: Vec<&str> = first.actions.iter().map(String::as_str).collect();
    for offered in ["Chat", "Mute for an hour"] {
        assert!(words.contains(&offered), "{words:?}");
    }
    shows_our_icon(&first);
    ada_is(&stage, "Offline").await;
    ada_is(&stage, "Available").await;
    let second = told(&stage, 2).await;
    let shown: Vec<u32> = stage
        .desktop
        .notifications()
        .iter()
        .filter(|one| one.shown)
        .map(|one| one.id)
        .collect();
    assert_eq!(shown, [second.id]);

    stage.desktop.invoke(&second, "Mute for an hour").await;
    let remembered = stage.settings().join("state.json");
    until("Ada is muted", async || {
        let text = std::fs::read_to_string(&remembered).ok()?;
        let kept: Value = serde_json::from_str(&text).ok()?;
        kept["watch_list"][0]["muted_until"].as_str().map(drop)
    })
    .await;
}

#[tokio::test]
async fn one_click_in_the_menu_tells_once() {
    let (stage, _program) = watching().await;
    prints(&stage, &["notify", "ada", "--off"]).await;
    let tray = stage.desktop.tray().await;
    let entry = ["Tell me once when available", "Ada Lovelace"];
    tray.click(&entry).await;
    tray.until("she is marked", async || {
        (tray.entry(&entry).await.checked == Some(true)).then_some(())
    })
    .await;
    ada_is(&stage, "Available").await;
    assert_eq!(told(&stage, 1).await.title, "Ada Lovelace: Available");
    ada_is(&stage, "Offline").await;
    assert_eq!(tray.entry(&entry).await.checked, Some(false));
}
