//! The window's process: what happens to it happens to nothing else, and it
//! never outlives what it belongs to.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write;
use std::os::unix::fs::FileExt;
use std::process::{Command, Stdio};

use porchlight_tests::desktop::{Options, Process, Program, Tray};
use porchlight_tests::wait::until;

use crate::manners::read_all;
use crate::stage::{Stage, shows};

const TITLE: &str = "Porchlight";

/// A program whose window was opened from the menu, and that window's process.
async fn with_window(stage: &Stage) -> (Program, Tray, Process) {
    let program = stage.start(&[]);
    let tray = stage.desktop.tray().await;
    shows(&tray, "signed_out").await;
    tray.click(&["Open Porchlight"]).await;
    stage.desktop.window(TITLE).await;
    let window = window(&program);
    (program, tray, window)
}

/// The one process that is a window.
#[track_caller]
fn window(program: &Program) -> Process {
    let mut windows = windows(program);
    assert_eq!(windows.len(), 1, "{windows:?}");
    windows.remove(0)
}

fn windows(program: &Program) -> Vec<Process> {
    let mut processes = program.processes();
    processes.retain(|process| process.has_argument("--window"));
    processes
}

/// Waits until nothing of a window lives, the webview's own processes included.
async fn only(program: &Program, count: usize) {
    until("nothing of the window lives", async || {
        (program.processes().len() == count).then_some(())
    })
    .await;
}

/// Waits until the log that a user finds says so.
async fn logged(stage: &Stage, words: &str) {
    let folder = stage.settings().join("logs");
    until(&format!("the log says: {words}"), async || {
        read_all(&folder).contains(words).then_some(())
    })
    .await;
}

/// Waits until a window can be seen whose process is another than before.
async fn another(stage: &Stage, program: &Program, before: &Process) -> Process {
    until("another window's process starts", async || {
        windows(program)
            .into_iter()
            .find(|process| process.id() != before.id())
    })
    .await;
    stage.desktop.window(TITLE).await;
    window(program)
}

#[tokio::test]
async fn a_window_that_crashes_takes_nothing_along() {
    let stage = Stage::set().await;
    let (mut program, tray, window) = with_window(&stage).await;
    window.crash();
    only(&program, 1).await;
    logged(&stage, "The window ended unexpectedly status=signal: 9").await;

    stage.sign_in(&tray).await;
    tray.click(&["Set status", "Busy"]).await;
    shows(&tray, "busy").await;
    tray.click(&["Open Porchlight"]).await;
    another(&stage, &program, &window).await;
    tray.click(&["Quit"]).await;
    assert!(program.ended().await.success());
    only(&program, 0).await;
}

#[tokio::test]
async fn a_window_whose_page_crashes_is_replaced() {
    let stage = Stage::set().await;
    let (program, tray, window) = with_window(&stage).await;
    let page = program
        .processes()
        .into_iter()
        .find(|process| process.name() == "WebKitWebProcess");
    page.expect("a process of its own draws the page").crash();
    only(&program, 1).await;
    logged(&stage, "The window's page has died").await;
    tray.click(&["Open Porchlight"]).await;
    another(&stage, &program, &window).await;
}

#[tokio::test]
async fn a_window_that_hangs_is_replaced() {
    let stage = Stage::set().await;
    let (program, tray, window) = with_window(&stage).await;
    window.hang();
    shows(&tray, "signed_out").await;
    tray.click(&["Open Porchlight"]).await;
    let replacement = another(&stage, &program, &window).await;
    // Nor does one keep the program from ending.
    replacement.hang();
    let mut program = program;
    assert!(program.terminate().await.success());
    only(&program, 0).await;
}

#[tokio::test]
async fn many_clicks_open_one_window() {
    let stage = Stage::set().await;
    let program = stage.start(&[]);
    let tray = stage.desktop.tray().await;
    for _ in 0..5 {
        tray.activate().await;
        tray.click(&["Open Porchlight"]).await;
    }
    stage.desktop.window(TITLE).await;
    let first = window(&program);
    tray.activate().await;
    // A click that the window has not answered when it closes opens another one,
    // which is closed in its turn.
    until("the window stays closed", async || {
        stage.desktop.close_if_open(TITLE);
        (program.processes().len() == 1).then_some(())
    })
    .await;
    tray.activate().await;
    another(&stage, &program, &first).await;
}

#[tokio::test]
async fn the_window_ends_with_its_program_however_that_ends() {
    let stage = Stage::set().await;
    let (mut program, _, _) = with_window(&stage).await;
    program.crash().await;
    only(&program, 0).await;

    stage.desktop.forget_tray();
    let (mut program, _, _) = with_window(&stage).await;
    assert!(program.terminate().await.success());
    only(&program, 0).await;
}

#[tokio::test]
async fn where_no_socket_can_be_made_the_window_opens_all_the_same() {
    let stage = Stage::set().await;
    for taken in [
        stage.desktop.home().join("run/porchlight"),
        stage.settings().join("run"),
    ] {
        std::fs::write(taken, "").expect("a file in a temporary folder");
    }
    let (program, _, _) = with_window(&stage).await;
    stage.desktop.close_window(TITLE).await;
    only(&program, 1).await;
    let mut program = program;
    assert!(program.terminate().await.success());
    let logs = read_all(&stage.settings().join("logs"));
    assert!(!logs.contains("The window"), "its user closed it: {logs}");
}

#[tokio::test]
async fn the_demonstration_has_a_window_of_its_own_where_there_is_no_tray() {
    let stage = Stage::set_with(Options {
        has_tray: false,
        ..Options::default()
    })
    .await;
    let mut demo = stage.start(&["--demo"]);
    stage.desktop.window(TITLE).await;
    window(&demo);
    assert!(demo.terminate().await.success());
    only(&demo, 0).await;
}

#[tokio::test]
async fn a_window_that_nobody_opened_does_not_stay() {
    let stage = Stage::set().await;
    let mut stray = stage.start(&["--window"]);
    assert_eq!(stray.ended().await.code(), Some(1));
}

#[tokio::test]
async fn no_token_is_in_the_process_of_the_window() {
    let stage = Stage::set().await;
    let _keyring = stage.desktop.start_keyring().await;
    let (program, tray, process) = with_window(&stage).await;
    stage.sign_in(&tray).await;
    tray.click(&["Set status", "Busy"]).await;
    shows(&tray, "busy").await;

    let secrets = stage.company().secrets();
    let tokens: Vec<_> = secrets
        .iter()
        .filter(|secret| secret.name.ends_with("_token") || secret.name == "code_verifier")
        .collect();
    for name in ["access_token", "refresh_token", "code_verifier"] {
        assert!(tokens.iter().any(|token| token.name == name), "no {name}");
    }
    let tokens: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
    // The window knows who signed in, so it is its memory that is searched.
    until("the window shows who signed in", async || {
        let found = finds(process.id(), &["Robin Carter"]);
        (!found.is_empty()).then_some(())
    })
    .await;
    for process in program.processes() {
        let found = finds(process.id(), &tokens);
        let is_engine = process.id() == program.id();
        // That one proves that the search finds what is there.
        assert_eq!(!found.is_empty(), is_engine, "{process:?}: {found:?}");
    }
}

/// Those of the texts that stand anywhere in what a process has written into
/// its memory. That is much to search, and `grep` is fast.
fn finds(process: u32, texts: &[&str]) -> BTreeSet<String> {
    const PART: usize = 1 << 20;
    let maps = std::fs::read_to_string(format!("/proc/{process}/maps")).expect("it runs");
    let memory = File::open(format!("/proc/{process}/mem")).expect("it is ours");
    let pages = File::open(format!("/proc/{process}/pagemap")).expect("it is ours");
    let mut grep = Command::new("grep")
        .args([
            "--null-data",
            "--text",
            "--only-matching",
            "--fixed-strings",
        ])
        .arg(texts.join("\n"))
        .env("LC_ALL", "C")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("every Linux has it");
    let mut searched = grep.stdin.take().expect("the input is a pipe");
    let mut part = vec![0; PART];
    for (from, to) in maps.lines().filter_map(writable) {
        for at in (from..to).step_by(PART) {
            let wanted = PART.min(usize::try_from(to - at).unwrap_or(PART));
            // A part may be gone by the time it is read.
            if is_used(&pages, at, wanted)
                && let Ok(read) = memory.read_at(&mut part[..wanted], at)
            {
                searched.write_all(&part[..read]).expect("grep reads on");
            }
        }
    }
    drop(searched);
    let output = grep.wait_with_output().expect("grep ends");
    let found = String::from_utf8_lossy(&output.stdout).into_owned();
    found
        .split('\0')
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether a part of memory was ever written to: a webview reserves gigabytes
/// that it does not use.
fn is_used(pages: &File, at: u64, length: usize) -> bool {
    const PAGE: u64 = 4096;
    const ENTRY: usize = 8;
    // Present, or swapped out.
    const USED: u8 = 0b1100_0000;
    let mut entries = vec![0; length / 4096 * ENTRY];
    let read = pages.read_exact_at(&mut entries, at / PAGE * ENTRY as u64);
    read.is_ok() && entries.chunks(ENTRY).any(|entry| entry[7] & USED != 0)
}

/// The addresses of a part of memory, if the process may write there.
fn writable(line: &str) -> Option<(u64, u64)> {
    let mut fields = line.split_whitespace();
    let (from, to) = fields.next()?.split_once('-')?;
    if !fields.next()?.starts_with("rw") {
        return None;
    }
    let address = |text| u64::from_str_radix(text, 16).ok();
    Some((address(from)?, address(to)?))
}
