//! Signing in with the program itself, and what that leaves behind.

#[cfg(unix)]
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use porchlight_sim::{Options, Sim};

mod program;
use program::{porchlight, text};

#[tokio::test(flavor = "multi_thread")]
async fn login_waits_until_its_address_was_visited() {
    let sim = Sim::start(Options::default()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut login = login(&sim, folder.path(), &["login", "--no-input"])
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(login.stdout.take().unwrap()).lines();
    let address = lines.next().unwrap().unwrap();
    let visited = sim.control().visit(&address.parse().unwrap()).await;
    assert_eq!(visited.unwrap(), 200);
    let last = lines.next().map(Result::unwrap);
    let signed_in = "Signed in as Robin Carter (robin@contoso.example)";
    assert_eq!(last.as_deref(), HAS_KEYRING.then_some(signed_in));
    let done = login.wait_with_output().unwrap();
    ended_well(&done);
    forget(&sim, folder.path());
}

/// The program signing in at a simulated company.
fn login(sim: &Sim, folder: &Path, words: &[&str]) -> Command {
    let mut login = porchlight(folder, words);
    login
        .env("PORCHLIGHT_CLIENT_ID", sim.client_id())
        .env("PORCHLIGHT_TENANT", sim.tenant())
        .env("PORCHLIGHT_LOGIN_URL", sim.login_url().as_str())
        .env("PORCHLIGHT_GRAPH_URL", sim.graph_url().as_str())
        .env("RUST_LOG", "trace")
        .env("RUST_BACKTRACE", "full")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    login
}

/// Whether there is a keyring that can't be hidden from the program: only on
/// Linux is it found by an address.
const HAS_KEYRING: bool = !cfg!(target_os = "linux");

/// The sign-in was made; without a keyring it has ended with its command.
#[track_caller]
fn ended_well(login: &Output) {
    let told = text(&login.stderr).contains("it has ended with this command");
    assert_eq!(told, !HAS_KEYRING, "{login:?}");
    let code = if HAS_KEYRING { 0 } else { 3 };
    assert_eq!(login.status.code(), Some(code), "{login:?}");
}

/// Takes a sign-in back out of the keyring.
fn forget(sim: &Sim, folder: &Path) {
    if HAS_KEYRING {
        let done = login(sim, folder, &["logout"])
            .output()
            .expect("the program runs");
        assert!(done.status.success(), "{done:?}");
    }
}

/// Every file below a folder but a dump of memory, which holds what it held.
#[cfg(unix)]
fn files(folder: &Path) -> String {
    let mut all = String::new();
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("its entries can be listed").path();
        if path.is_dir() {
            all.push_str(&files(&path));
        } else if path.file_stem().is_none_or(|name| name != "core") {
            all.push_str(&text(&fs::read(&path).expect("a file of ours")));
        }
    }
    all
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_is_left_behind_holds_a_secret() {
    let sim = Sim::start(Options::default()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut left = String::new();
    let fault = |what| {
        let fault = porchlight_sim::Fault::once(porchlight_sim::Operation::Token, what);
        sim.control().fault(fault);
    };

    // It works, its answer is cut off, and it crashes while it waits for one.
    for trouble in ["", "cut", "crash"] {
        match trouble {
            "cut" => fault(porchlight_sim::FaultKind::TruncatedJson),
            "crash" => fault(porchlight_sim::FaultKind::Slow { seconds: None }),
            _ => {}
        }
        let mut login = login(&sim, folder.path(), &["login", "--no-input"])
            .current_dir(folder.path())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(login.stdout.take().unwrap()).lines();
        // The address must be seen to be visited; it carries a state.
        let address = lines.next().unwrap().unwrap();
        let control = sim.control();
        let visit = tokio::spawn(async move { control.visit(&address.parse().unwrap()).await });
        if trouble == "crash" {
            sim.control().wait_until_held(1).await;
            let id = login.id().to_string();
            let kill = Command::new("kill").args(["-s", "ABRT", &id]).status();
            assert!(kill.unwrap().success());
        }
        left.extend(lines.map_while(Result::ok));
        let done = login.wait_with_output().unwrap();
        if trouble.is_empty() {
            ended_well(&done);
        } else {
            assert!(!done.status.success(), "{done:?}");
        }
        left.push_str(&text(&done.stderr));
        // A browser that is not answered any more is no concern of this test.
        drop(visit.await);
        sim.control().clear_faults();
    }
    let words = ["login", "--device-code", "--json", "--colleagues"];
    let done = login(&sim, folder.path(), &words).output().unwrap();
    ended_well(&done);
    left.push_str(&text(&done.stdout));
    left.push_str(&text(&done.stderr));
    left.push_str(&files(folder.path()));
    forget(&sim, folder.path());

    assert!(left.contains("Robin Carter") && left.contains("watch_list"));
    let secrets = sim.control().secrets();
    for kind in [
        "access_token",
        "refresh_token",
        "id_token",
        "code",
        "device_code",
    ] {
        assert!(secrets.iter().any(|s| s.name == kind), "no {kind} was used");
    }
    for secret in secrets {
        assert!(!left.contains(&secret.text), "a {} in {left}", secret.name);
    }
}
