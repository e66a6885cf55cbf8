//! Locks, sleep and power, as the computer tells the program of them.

use chrono::{DateTime, TimeDelta, Utc};
use porchlight_sim::{Fault, FaultKind, Seen, Side};
use porchlight_tests::desktop::{Program, Tray};
use porchlight_tests::wait::within;

use crate::stage::{Stage, shows};

/// Clearly less than the half minute between two readings that nothing hurries.
const AT_ONCE: TimeDelta = TimeDelta::seconds(20);

/// A program that is signed in and has read the user's presence.
async fn signed_in(stage: &Stage) -> (Program, Tray) {
    let program = stage.start(&[]);
    let tray = stage.desktop.tray().await;
    stage.sign_in(&tray).await;
    shows(&tray, "offline").await;
    (program, tray)
}

/// When the user's presence was read.
fn readings(requests: &[Seen]) -> Vec<DateTime<Utc>> {
    requests
        .iter()
        .filter(|seen| seen.method == "GET" && seen.path.ends_with("/me/presence"))
        .map(|seen| seen.at)
        .collect()
}

/// Waits for a reading after those before, and says that it was hurried.
async fn reads_at_once(stage: &Stage, before: &[DateTime<Utc>]) {
    let company = stage.company();
    within(
        "the program reads the presence",
        company.wait_for_requests(|requests| readings(requests).len() > before.len()),
    )
    .await;
    let after = readings(&company.requests());
    let waited = after[before.len()] - before[before.len() - 1];
    assert!(waited < AT_ONCE, "it came by itself after {waited}");
}

/// After a sleep the program has taken in whatever came before.
async fn sleeps_and_wakes(stage: &Stage) {
    stage.desktop.sleeps().await;
    let before = readings(&stage.company().requests());
    stage.desktop.wakes().await;
    reads_at_once(stage, &before).await;
}

#[tokio::test]
async fn after_a_sleep_it_looks_at_once() {
    let stage = Stage::set().await;
    let _running = signed_in(&stage).await;
    sleeps_and_wakes(&stage).await;
    sleeps_and_wakes(&stage).await;
}

#[tokio::test]
async fn whoever_unlocks_the_screen_sees_what_is_so_now() {
    let stage = Stage::set().await;
    let _running = signed_in(&stage).await;
    stage.desktop.lock_screen().await;
    sleeps_and_wakes(&stage).await;
    let before = readings(&stage.company().requests());
    stage.desktop.unlock_screen().await;
    reads_at_once(&stage, &before).await;
}

#[tokio::test]
async fn a_screen_is_locked_as_long_as_a_saver_covers_it() {
    let stage = Stage::set().await;
    let _running = signed_in(&stage).await;
    stage.desktop.screen_saver(true).await;
    stage.desktop.lock_screen().await;
    stage.desktop.unlock_screen().await;
    sleeps_and_wakes(&stage).await;
    let before = readings(&stage.company().requests());
    stage.desktop.screen_saver(false).await;
    reads_at_once(&stage, &before).await;
}

#[tokio::test]
async fn a_server_that_does_not_answer_cannot_keep_the_computer_awake() {
    let stage = Stage::set().await;
    let _running = signed_in(&stage).await;
    let company = stage.company();
    stage.desktop.sleeps().await;
    company.fault(Fault::new(
        Side::Everywhere,
        FaultKind::Slow { seconds: None },
    ));
    stage.desktop.wakes().await;
    within("a request waits", company.wait_until_held(1)).await;
    stage.desktop.sleeps().await;
    stage.desktop.wakes().await;
}

#[tokio::test]
async fn services_that_start_again_are_heard_again() {
    let stage = Stage::set().await;
    let _running = signed_in(&stage).await;
    stage.desktop.on_battery(true).await;
    stage.desktop.restart_logind().await;
    stage.desktop.lock_screen().await;
    sleeps_and_wakes(&stage).await;
    let before = readings(&stage.company().requests());
    stage.desktop.unlock_screen().await;
    reads_at_once(&stage, &before).await;
    stage.desktop.on_battery(false).await;
}
