//! Locks, sleep, power and log-outs, as the computer tells the program of them.

use chrono::{DateTime, TimeDelta, Utc};
use porchlight_core::clock::{Clock as _, SystemClock};
use porchlight_sim::{Fault, FaultKind, Operation, Seen, Side};
use porchlight_tests::desktop::{Program, Reception, SessionManager, Tray};
use porchlight_tests::programs::program;
use porchlight_tests::wait::within;

use crate::stage::{Stage, has_session, shows};

/// As long as the session is kept from ending at most.
const LONGEST_WAIT: TimeDelta = TimeDelta::seconds(4);

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

/// What a client says that does not mind.
fn yes() -> (bool, String) {
    (true, String::new())
}

/// The session ends, but only once the one at Microsoft has.
async fn logs_out(stage: &Stage, manager: &mut SessionManager, mut program: Program) {
    let company = stage.company();
    let slow = FaultKind::Slow { seconds: None };
    company.fault(Fault::new(Operation::ClearPresence, slow));
    let told = SystemClock.now();
    manager.end().await;
    within("the session is being ended", company.wait_until_held(1)).await;
    // However slow this computer is, the session is not kept for longer.
    let is_answered = manager.is_answered();
    let is_late = SystemClock.now() - told >= LONGEST_WAIT;
    assert!(is_late || !is_answered, "it has not ended yet");
    company.clear_faults();
    assert_eq!(manager.answer().await, yes());
    stage
        .me("the company has no session", |me| !has_session(me))
        .await;
    let ended = program.ended().await;
    assert!(ended.success(), "{ended}");
}

#[tokio::test]
async fn a_log_out_waits_until_the_session_at_microsoft_has_ended() {
    let stage = Stage::set().await;
    let mut manager = stage.desktop.start_session_manager(Reception::Kind).await;
    let mut command = stage.desktop.command(&program("porchlight-tray"));
    command.env("DESKTOP_AUTOSTART_ID", "10ab");
    let program = Program::start(command.envs(stage.variables()));
    let client = manager.client().await;
    assert_eq!(client.application, "io.github.porchlight_app.Porchlight");
    assert_eq!(client.startup, "10ab");
    stage.begin_session().await;

    // A question ends nothing, nor does a log-out that its user thinks better of.
    for _ in 0..2 {
        manager.ask().await;
        assert_eq!(manager.answer().await, yes());
        manager.cancel().await;
    }
    manager.end_others(&stage.desktop).await;
    manager.ask().await;
    assert_eq!(manager.answer().await, yes());
    assert!(has_session(&stage.company().state()["me"]));
    logs_out(&stage, &mut manager, program).await;
}

#[tokio::test]
async fn a_session_manager_that_comes_late_or_again_is_heard() {
    let stage = Stage::set().await;
    let program = stage.start_with_session().await;
    for _ in 0..2 {
        let manager = stage.desktop.start_session_manager(Reception::Kind).await;
        assert_eq!(manager.client().await.startup, "");
        manager.crash().await;
    }
    let mut manager = stage.desktop.start_session_manager(Reception::Kind).await;
    logs_out(&stage, &mut manager, program).await;
}

#[tokio::test]
async fn a_server_that_does_not_answer_cannot_keep_the_session_from_ending() {
    let stage = Stage::set().await;
    let mut manager = stage.desktop.start_session_manager(Reception::Kind).await;
    let mut program = stage.start_with_session().await;
    stage.company().fault(Fault::new(
        Side::Everywhere,
        FaultKind::Slow { seconds: None },
    ));
    manager.end().await;
    assert_eq!(manager.answer().await, yes());
    assert!(program.ended().await.success());
}

#[tokio::test]
async fn a_session_that_has_ended_ends_the_one_at_microsoft() {
    let stage = Stage::set().await;
    let manager = stage.desktop.start_session_manager(Reception::Kind).await;
    let mut program = stage.start_with_session().await;
    manager.stop().await;
    assert!(program.ended().await.success());
    assert!(!has_session(&stage.company().state()["me"]));
    assert!(!manager.is_answered(), "nobody has asked");
}

#[tokio::test]
async fn a_session_manager_that_wants_no_clients_changes_nothing() {
    for reception in [Reception::Refused, Reception::Silent] {
        let stage = Stage::set().await;
        let manager = stage.desktop.start_session_manager(reception).await;
        let mut program = stage.start_with_session().await;
        manager.asked().await;
        assert!(program.terminate().await.success(), "{reception:?}");
        assert!(
            !has_session(&stage.company().state()["me"]),
            "{reception:?}"
        );
    }
}
