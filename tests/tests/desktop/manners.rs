//! How it behaves among the other programs of the computer: started at sign-in
//! when told so, ended by its session, its logs where they belong.

use std::path::{Path, PathBuf};

use porchlight_core::control::{self, Place};
use porchlight_core::engine::Handle;
use porchlight_core::settings::Places;
use porchlight_core::view::Command;
use porchlight_tests::desktop::Program;
use porchlight_tests::programs::program;
use porchlight_tests::wait::{until, within};
use rustix::process::Signal;

use crate::stage::{Stage, has_session, shows};

/// The engine of the program that runs, once it can be spoken to.
pub(crate) async fn engine(stage: &Stage) -> Handle {
    let places = Places::find(Some(stage.settings())).expect("a folder");
    let run = stage.desktop.home().join("run").display().to_string();
    let place = Place::of(&places, |name| {
        (name == "XDG_RUNTIME_DIR").then(|| run.clone())
    });
    until("the engine can be spoken to", async || {
        control::connect(&place).await.ok().flatten()
    })
    .await
}

async fn sees(handle: &Handle, starts_at_sign_in: bool) {
    let mut snapshots = handle.snapshots();
    let what = format!("starting at sign-in is seen as {starts_at_sign_in}");
    let seen = snapshots
        .wait_for(|snapshot| snapshot.settings.start_at_sign_in == Some(starts_at_sign_in));
    within(&what, seen).await.expect("the engine runs");
}

/// The only entry among the programs that the desktop starts.
fn entry(stage: &Stage) -> Option<PathBuf> {
    let folder = stage.desktop.home().join("config/autostart");
    let mut entries = std::fs::read_dir(folder)
        .ok()?
        .map(|entry| entry.expect("its entries can be listed").path());
    let only = entries.next();
    assert_eq!(entries.next(), None);
    only
}

/// The program and arguments of an entry whose words hold nothing to escape.
fn line(entry: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(entry).expect("the entry is text");
    let line = text.lines().find_map(|line| line.strip_prefix("Exec="));
    let words = line
        .expect("the entry starts something")
        .trim_matches('"')
        .split("\" \"");
    words.map(str::to_owned).collect()
}

#[tokio::test]
async fn the_desktop_starts_it_at_sign_in_once_told_so() {
    let stage = Stage::set().await;
    let mut first = stage.start(&["--hidden"]);
    let tray = stage.desktop.tray().await;
    let handle = engine(&stage).await;
    sees(&handle, false).await;
    assert_eq!(entry(&stage), None, "it is off until it is wanted");

    handle
        .send(Command::StartAtSignIn { on: true })
        .await
        .unwrap();
    sees(&handle, true).await;
    let file = entry(&stage).expect("an entry");
    let name = file.file_name().unwrap().to_str().unwrap();
    assert!(
        name.starts_with("io.github.porchlight_app.Porchlight"),
        "{name}"
    );
    first.terminate().await;

    // What the desktop starts is this program with these settings, in the tray.
    let line = line(&file);
    assert_eq!(Path::new(&line[0]), program("porchlight-tray"));
    stage.desktop.forget_tray();
    let mut command = stage.desktop.command(Path::new(&line[0]));
    let _second = Program::start(command.args(&line[1..]));
    drop(tray);
    shows(&stage.desktop.tray().await, "signed_out").await;
    let handle = engine(&stage).await;
    sees(&handle, true).await;

    handle
        .send(Command::StartAtSignIn { on: false })
        .await
        .unwrap();
    assert_eq!(entry(&stage), None);
    sees(&handle, false).await;
}

#[tokio::test]
async fn an_entry_that_was_removed_by_hand_is_seen_when_the_window_opens() {
    let stage = Stage::set().await;
    let _program = stage.start(&["--hidden"]);
    let tray = stage.desktop.tray().await;
    let handle = engine(&stage).await;
    handle
        .send(Command::StartAtSignIn { on: true })
        .await
        .unwrap();
    std::fs::remove_file(entry(&stage).unwrap()).unwrap();
    tray.click(&["Open Porchlight"]).await;
    sees(&handle, false).await;
}

#[tokio::test]
async fn a_folder_that_takes_no_entry_is_told_in_a_sentence() {
    let stage = Stage::set().await;
    std::fs::write(stage.desktop.home().join("config/autostart"), "a file").unwrap();
    let _program = stage.start(&["--hidden"]);
    let handle = engine(&stage).await;
    let on = handle.send(Command::StartAtSignIn { on: true }).await;
    let why = on.unwrap_err();
    assert!(
        why.title
            .starts_with("Porchlight can't be started at sign-in"),
        "{why}"
    );
    assert!(!why.hint.is_empty());
    sees(&handle, false).await;
}

#[tokio::test]
async fn the_menu_shows_the_logs_which_name_nobody() {
    let stage = Stage::set().await;
    stage.watch_ada();
    let mut program = stage.start(&[]);
    let tray = stage.desktop.tray().await;
    stage.sign_in(&tray).await;
    tray.click(&["Set status", "Busy"]).await;
    shows(&tray, "busy").await;

    tray.click(&["Show logs"]).await;
    let shown = stage.desktop.browser().next_address().await;
    let folder = stage.settings().join("logs");
    assert_eq!(Path::new(&shown), folder);
    assert!(program.terminate().await.success());

    let logs = read_all(&folder);
    assert!(logs.contains("Porchlight 0.1.0 has started"), "{logs}");
    let company = stage.company().state();
    let people = company["people"].as_array().unwrap();
    for person in people.iter().chain([&company["me"]]) {
        for key in ["id", "name", "address"] {
            let said = person[key].as_str();
            assert!(
                said.is_none_or(|said| !logs.contains(said)),
                "{said:?}: {logs}"
            );
        }
    }
}

#[tokio::test]
async fn what_it_says_to_a_file_is_plain() {
    let stage = Stage::set().await;
    let said = stage.desktop.home().join("said");
    let file = std::fs::File::create(&said).expect("a file in a temporary folder");
    let mut command = stage.desktop.command(&program("porchlight-tray"));
    command
        .args(["--hidden"])
        .env("RUST_LOG", "porchlight=info");
    let mut program = Program::start(command.envs(stage.variables()).stderr(file));
    shows(&stage.desktop.tray().await, "signed_out").await;
    assert!(program.terminate().await.success());
    let said = std::fs::read_to_string(said).expect("text");
    assert!(said.contains("has started"), "{said}");
    assert!(!said.contains('\u{1b}'), "{said}");
}

/// What is chosen for the tray's own sake is not chosen for others.
#[tokio::test]
async fn programs_it_starts_see_the_variables_it_was_started_with() {
    for chosen in [None, Some("always")] {
        let stage = Stage::set().await;
        let mut command = stage.desktop.command(&program("porchlight-tray"));
        command.envs(chosen.map(|chosen| ("GDK_GL", chosen)));
        // Meant for this program alone.
        command.env("DESKTOP_AUTOSTART_ID", "10ab");
        let tray = Program::start(command.envs(stage.variables()));
        stage.desktop.tray().await.click(&["Show logs"]).await;
        stage.desktop.browser().next_address().await;
        let seen = stage.desktop.browser().environment();
        let mut given = tray.environment();
        assert_eq!(
            given.remove("DESKTOP_AUTOSTART_ID").as_deref(),
            Some("10ab")
        );
        assert_eq!(seen, given);
        assert_eq!(seen.get("GDK_GL").map(String::as_str), chosen);
        // The driver itself, where there is one; what finds it is linked.
        let finder = tray.loaded("libGLX.so").expect("it is linked");
        let has_driver = finder.with_file_name("libGLX_mesa.so.0").exists();
        let drives = tray.loaded("libGLX_").is_some();
        assert_eq!(drives, chosen.is_some() && has_driver);
    }
}

#[tokio::test]
async fn logs_lie_where_the_system_looks_for_them() {
    let stage = Stage::set().await;
    let mut command = stage.desktop.command(&program("porchlight-tray"));
    let variables = stage.variables().into_iter();
    let variables = variables.filter(|(name, _)| *name != "PORCHLIGHT_CONFIG_DIR");
    let mut program = Program::start(command.arg("--hidden").envs(variables));
    shows(&stage.desktop.tray().await, "signed_out").await;
    assert!(program.terminate().await.success());
    let logs = stage.desktop.home().join("state/porchlight/logs");
    assert!(read_all(&logs).contains("has started"));
}

#[tokio::test]
async fn whatever_ends_the_session_of_the_desktop_ends_the_one_at_microsoft() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let stage = Stage::set().await;
        let mut program = stage.start_with_session().await;
        let ended = program.end_with(signal).await;
        assert!(ended.success(), "{signal:?}: {ended}");
        assert!(!has_session(&stage.company().state()["me"]), "{signal:?}");
    }
}

#[tokio::test]
async fn a_shutdown_waits_until_the_session_at_microsoft_has_ended() {
    let stage = Stage::set().await;
    let mut program = stage.start_with_session().await;
    stage.desktop.shuts_down().await;
    assert!(!has_session(&stage.company().state()["me"]));
    assert!(program.ended().await.success());
}

/// The window opens with this shortcut in `config.toml`.
fn wants(stage: &Stage, shortcut: &str) {
    let text = format!("# mine\n[window]\nshortcut = \"{shortcut}\"\n");
    std::fs::write(stage.settings().join("config.toml"), text)
        .expect("a file in a temporary folder");
}

#[tokio::test]
async fn a_shortcut_opens_the_window_which_bears_the_name_of_the_application() {
    let stage = Stage::set().await;
    wants(&stage, "Ctrl+Alt+P");
    let _program = stage.start(&["--hidden"]);
    shows(&stage.desktop.tray().await, "signed_out").await;
    stage.desktop.press_ctrl_alt_p();
    stage.desktop.window("Porchlight").await;
    let name = "io.github.porchlight_app.Porchlight";
    assert_eq!(stage.desktop.window_class("Porchlight").await, [name; 2]);
}

#[tokio::test]
async fn a_shortcut_that_can_not_be_had_is_a_remark_and_all_else_works() {
    for (shortcut, words) in [
        ("Ctrl+Alt+P", "another program may have it"),
        ("Strg+Alt+P", "is not one: write keys like Ctrl+Alt+P"),
        ("P", "would be taken from every program"),
    ] {
        let stage = Stage::set().await;
        stage.desktop.take_ctrl_alt_p();
        wants(&stage, shortcut);
        let _program = stage.start(&["--hidden"]);
        shows(&stage.desktop.tray().await, "signed_out").await;
        let handle = engine(&stage).await;
        let mut snapshots = handle.snapshots();
        let what = format!("{shortcut} is a remark: {words}");
        let seen = snapshots.wait_for(|snapshot| {
            let mut remarks = snapshot.health.remarks.iter();
            remarks.any(|remark| remark.contains(words) && remark.contains("line 3 of"))
        });
        within(&what, seen).await.expect("the engine runs");
    }
}

/// All that stands in the files of a folder.
pub(crate) fn read_all(folder: &Path) -> String {
    let files = std::fs::read_dir(folder).expect("the folder of logs");
    let paths = files.map(|file| file.expect("its entries can be listed").path());
    let texts = paths.map(|path| std::fs::read_to_string(path).expect("a log is text"));
    texts.collect()
}
