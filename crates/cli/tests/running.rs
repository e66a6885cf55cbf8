//! The real program beside an engine that runs, as the tray application's does:
//! commands act on that engine, and nobody else writes what it remembers.

use std::fs;
use std::io::{self, BufRead, BufReader, Lines};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::Arc;
use std::time::Duration;

use porchlight_core::auth::{Browser, Cloud, MemoryStore, Registration};
use porchlight_core::clock::{FixedZone, SystemClock};
use porchlight_core::control::{self, Claim, Place, Server};
use porchlight_core::doctor::{Doctor, Examination, Report};
use porchlight_core::engine::{Handle, Mode, Surroundings, start};
use porchlight_core::model::Status;
use porchlight_core::seat::Seat;
use porchlight_core::settings::{Memory, POLL_INTERVAL, Places};
use porchlight_core::view::{self, SignInMethod, Snapshot};
use porchlight_sim::{Control, Options, Sim};
use serde_json::Value;
use tempfile::TempDir;
use url::Url;

/// How long a test waits for what it wants to see.
const LIMIT: Duration = Duration::from_secs(20);

/// An engine that runs, and the company it speaks with.
struct Stage {
    sim: Sim,
    handle: Handle,
    server: Option<Server>,
    _claim: Claim,
    folder: TempDir,
}

/// Agrees to everything.
struct Visitor(Control);

impl Browser for Visitor {
    fn open(&self, address: &Url) -> io::Result<()> {
        let (control, address) = (self.0.clone(), address.clone());
        tokio::spawn(async move { control.visit(&address).await });
        Ok(())
    }
}

/// Has looked from within, which needs no further sign-in.
struct Within;

impl Doctor for Within {
    fn examine(&self) -> Examination {
        let report = Report {
            fine: true,
            checks: Vec::new(),
            text: "Looked at from within\n".to_owned(),
            letter: None,
        };
        Box::pin(std::future::ready(Ok(report)))
    }
}

impl Stage {
    async fn signed_out() -> Self {
        let sim = Sim::start(Options::default()).await.expect("free ports");
        let folder = tempfile::tempdir().expect("a folder");
        let places = Places::find(Some(folder.path().to_owned())).expect("places");
        let place = Place::of(&places, |_| Some(folder.path().display().to_string()));
        let claim = Claim::take(&place)
            .expect("a folder of ours")
            .expect("nobody else");
        let registration = Registration {
            client_id: sim.client_id().to_owned(),
            tenant: sim.tenant().to_owned(),
            cloud: Cloud::custom(sim.login_url(), sim.graph_url()).expect("loopback addresses"),
        };
        let handle = start(Surroundings {
            registration: Ok(registration),
            settings: None,
            tokens: Arc::new(MemoryStore::default()),
            browser: Arc::new(Visitor(sim.control())),
            clock: Arc::new(SystemClock),
            zone: Arc::new(FixedZone::new(chrono_tz::Europe::Berlin)),
            seat: Seat::untold(),
            desktop: None,
            memory: Memory::in_file(places.state_file()),
            mode: Mode::Resident,
            poll_interval: POLL_INTERVAL,
            demo: false,
        })
        .with_doctor(Within);
        let server = control::serve(handle.clone(), &place, &claim);
        Self {
            sim,
            handle,
            server: Some(server.expect("a socket")),
            _claim: claim,
            folder,
        }
    }

    async fn signed_in() -> Self {
        let stage = Self::signed_out().await;
        let sign_in = view::Command::SignIn {
            method: SignInMethod::Browser,
            colleagues: true,
        };
        let signed_in = stage.handle.send(sign_in).await;
        assert_eq!(signed_in, Ok(()));
        stage
    }

    /// The program with the engine's settings, and nothing of the developer's.
    fn porchlight(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_porchlight"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PORCHLIGHT_")) {
            command.env_remove(name);
        }
        command
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
            .env("XDG_RUNTIME_DIR", self.folder.path())
            .env("PORCHLIGHT_CONFIG_DIR", self.folder.path())
            .env("PORCHLIGHT_CLIENT_ID", self.sim.client_id())
            .env("PORCHLIGHT_TENANT", self.sim.tenant())
            .env("PORCHLIGHT_LOGIN_URL", self.sim.login_url().as_str())
            .env("PORCHLIGHT_GRAPH_URL", self.sim.graph_url().as_str())
            .env("PORCHLIGHT_ZONE", "Europe/Berlin")
            .args(line.split(' '))
            .stdin(Stdio::null());
        command
    }

    fn runs(&self, line: &str) -> Output {
        self.porchlight(line).output().expect("the program runs")
    }

    /// What a command that works prints.
    #[track_caller]
    fn prints(&self, line: &str) -> String {
        let done = self.runs(line);
        assert!(done.status.success(), "{line}: {}", text(&done.stderr));
        text(&done.stdout)
    }

    /// Starts a command whose lines are read meanwhile.
    fn begins(&self, line: &str) -> (Child, Lines<BufReader<ChildStdout>>) {
        let mut command = self.porchlight(line);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        (child, lines)
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        self.handle.snapshots().borrow().clone()
    }

    async fn sees(&self, what: &str, is_so: impl FnMut(&Arc<Snapshot>) -> bool) {
        let mut snapshots = self.handle.snapshots();
        let seen = tokio::time::timeout(LIMIT, snapshots.wait_for(is_so)).await;
        assert!(seen.is_ok(), "never saw {what}: {:#?}", self.snapshot());
    }

    /// What lies on the disk.
    fn remembered(&self) -> Value {
        let file = self.folder.path().join("state.json");
        serde_json::from_slice(&fs::read(file).expect("a file")).expect("JSON")
    }

    fn token_requests(&self) -> usize {
        let requests = self.sim.control().requests();
        let tokens = requests.iter().filter(|seen| seen.path.ends_with("/token"));
        tokens.count()
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Kills a program as a closed terminal or a crash does.
fn kill(mut child: Child) {
    child.kill().expect("a program that runs");
    child.wait().expect("its end");
}

fn follows_ada(snapshot: &Arc<Snapshot>) -> bool {
    let mut people = snapshot.people.iter();
    people.any(|person| person.name == "Ada Lovelace")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_shell_sets_the_running_program_keeps() {
    let stage = Stage::signed_in().await;
    let said = stage.prints("set available --message Here");
    assert_eq!(said.lines().next(), Some("Available."), "{said}");
    assert!(!said.contains("Without Porchlight running"), "{said}");
    let said = stage.prints("set busy");
    assert!(!said.contains("4 hours"), "{said}");
    let me = stage.snapshot().me.clone().unwrap();
    assert_eq!(me.requested.map(|r| r.status), Some(Status::Busy));
    assert_eq!(me.message.map(|m| m.text), Some("Here".to_owned()));

    stage.prints("people add ada@contoso.example");
    let listed = |person: &view::PersonView| person.name == "Ada Lovelace" && person.watched;
    assert!(stage.snapshot().people.iter().any(listed));

    // The engine writes on from what it knows, which is what the shell did.
    let pause = view::Command::PauseNotices { until: None };
    assert_eq!(stage.handle.send(pause).await, Ok(()));
    let remembered = stage.remembered();
    assert_eq!(remembered["requested"]["status"], "busy");
    assert!(remembered["watch_list"].to_string().contains("Ada"));
    assert!(remembered["pause"].is_object(), "{remembered}");
    stage.prints("people remove ada");
    assert!(!stage.remembered()["watch_list"].to_string().contains("Ada"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_removed_comes_back_as_it_was_while_the_engine_runs() {
    let stage = Stage::signed_in().await;
    stage.prints("people add ada@contoso.example grace@contoso.example");
    stage.prints("people group Team ada grace");
    stage.prints("people favourite ada");
    let before = stage.remembered();

    assert_eq!(
        stage.prints("people remove ada grace"),
        "Removed Ada Lovelace (ada@contoso.example), with what was set for them: the group Team, favourite\n\
         Removed Grace Hopper (grace@contoso.example), with what was set for them: the group Team\n\
         To bring all of it back: porchlight people undo\n"
    );
    assert_eq!(
        stage.prints("people undo"),
        "Brought back Ada Lovelace (ada@contoso.example)\nBrought back Grace Hopper (grace@contoso.example)\n"
    );
    assert_eq!(stage.remembered()["watch_list"], before["watch_list"]);

    assert_eq!(
        stage.prints("people remove-group team"),
        "Removed the group “Team”: its 2 people stay on the watch list, in no group\n\
         To bring all of it back: porchlight people undo\n"
    );
    let back = stage.prints("people undo");
    assert_eq!(back, "Brought back the group “Team” with 2 people\n");
    assert_eq!(stage.remembered()["groups"], before["groups"]);

    stage.prints("people remove ada");
    let back: Value = serde_json::from_str(&stage.prints("people undo --json")).unwrap();
    assert_eq!(back["brought_back"][0]["name"], "Ada Lovelace");
    assert_eq!(back["people"].as_array().map(Vec::len), Some(2));
    assert_eq!(back["groups"][0]["size"], 2);

    let nothing = stage.runs("people undo");
    assert_eq!(nothing.status.code(), Some(2));
    let told = text(&nothing.stderr);
    assert!(told.starts_with("There is nothing to bring back"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_costs_no_sign_in() {
    let stage = Stage::signed_in().await;
    let before = stage.token_requests();
    for line in ["status", "--json status", "people", "people search ada"] {
        assert!(!stage.prints(line).is_empty() || line == "people", "{line}");
    }
    assert_eq!(stage.token_requests(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_looks_where_the_engine_runs() {
    let stage = Stage::signed_in().await;
    let before = stage.token_requests();
    let report = stage.prints("doctor");
    assert!(report.contains("Looked at from within"), "{report}");
    assert_eq!(stage.token_requests(), before);

    // Other settings are no business of that engine.
    let other = "99999999-2222-3333-4444-555555555555";
    let mut doctor = stage.porchlight("doctor");
    let done = doctor.env("PORCHLIGHT_CLIENT_ID", other).output().unwrap();
    let report = text(&done.stdout);
    assert!(report.contains("Configuration"), "{report}");
    assert!(!report.contains("Looked at from within"), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_shown_is_not_followed_for_ever() {
    let stage = Stage::signed_in().await;
    assert!(stage.prints("show ada").contains("Ada Lovelace"));
    stage.sees("nobody followed", |s| s.people.is_empty()).await;

    let (one, _) = stage.begins("wait-for ada presenting");
    stage.sees("Ada followed", follows_ada).await;
    assert!(stage.snapshot().people.iter().all(|person| !person.watched));
    stage.prints("show ada grace");
    stage.sees("Ada alone", |s| s.people.len() == 1).await;
    assert!(follows_ada(&stage.snapshot()));
    kill(one);
    stage.sees("nobody followed", |s| s.people.is_empty()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_ends_when_it_is_so() {
    let stage = Stage::signed_in().await;
    let (waiting, mut lines) = stage.begins("wait-for ada presenting");
    stage.sees("Ada followed", follows_ada).await;
    let control = stage.sim.control();
    control
        .set_presence("Ada", "DoNotDisturb", "Presenting")
        .unwrap();
    assert_eq!(stage.handle.send(view::Command::Refresh).await, Ok(()));
    let line = lines.next().unwrap().unwrap();
    assert!(line.starts_with("Ada Lovelace: "), "{line}");
    assert!(waiting.wait_with_output().unwrap().status.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_is_the_running_programs() {
    let stage = Stage::signed_out().await;
    assert_eq!(stage.runs("status").status.code(), Some(3));

    let (given_up, mut lines) = stage.begins("login --no-browser");
    assert!(lines.next().unwrap().unwrap().starts_with("http"));
    kill(given_up);
    stage
        .sees("the sign-in called off", |s| s.sign_in.is_none())
        .await;

    let (login, mut lines) = stage.begins("login --no-browser");
    let address = lines.next().unwrap().unwrap().parse().unwrap();
    assert_eq!(stage.sim.control().visit(&address).await.unwrap(), 200);
    let said = lines.next().unwrap().unwrap();
    assert_eq!(said, "Signed in as Robin Carter (robin@contoso.example)");
    assert!(login.wait_with_output().unwrap().status.success());
    stage.sees("my presence", |s| s.me.is_some()).await;

    assert_eq!(stage.prints("logout"), "Signed out\n");
    stage.sees("nobody signed in", |s| s.me.is_none()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_settings_than_the_running_programs_are_refused() {
    let stage = Stage::signed_in().await;
    let asked = stage.sim.control().requests().len();
    for (name, value, words) in [
        (
            "PORCHLIGHT_CLIENT_ID",
            "99999999-2222-3333-4444-555555555555",
            "another application registration",
        ),
        ("PORCHLIGHT_TENANT", "fabrikam.com", "another application"),
        ("PORCHLIGHT_ZONE", "Asia/Kolkata", "another time zone"),
    ] {
        let done = stage.porchlight("set busy").env(name, value).output();
        let done = done.unwrap();
        assert_eq!(done.status.code(), Some(2), "{name}");
        let said = text(&done.stderr);
        assert!(
            said.contains(words) && said.contains("Restart it"),
            "{said}"
        );
    }
    assert!(stage.snapshot().me.as_ref().unwrap().requested.is_none());
    let writes = stage.sim.control().requests().split_off(asked);
    assert!(writes.iter().all(|seen| seen.method == "GET"), "{writes:?}");
    // What is left open is as the program has it.
    let mut status = stage.porchlight("status");
    status.env_remove("PORCHLIGHT_CLIENT_ID");
    assert!(
        status
            .env_remove("PORCHLIGHT_ZONE")
            .output()
            .unwrap()
            .status
            .success()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_there_is_to_know_is_told_beside_the_status() {
    let stage = Stage::signed_in().await;
    let words = "The hook “lamp” can't be run: there is no such program";
    stage.handle.remark(words);
    stage.handle.settled().await;
    let done = stage.runs("status");
    assert!(done.status.success());
    assert_eq!(text(&done.stderr), format!("{words}\n"));
    // A script reads it where it reads the rest.
    let done = stage.runs("--json status");
    assert_eq!(text(&done.stderr), "");
    assert!(text(&done.stdout).contains(words));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_watches_is_told_of_the_end_and_goes_on() {
    let mut stage = Stage::signed_in().await;
    let (mut watch, mut lines) = stage.begins("watch");
    assert!(lines.next().unwrap().unwrap().contains("You"));
    stage.server.take();
    let said = BufReader::new(watch.stderr.take().expect("a pipe")).lines();
    assert_eq!(
        said.map(Result::unwrap).next().as_deref(),
        Some("Porchlight has ended, and this command goes on without it")
    );
    kill(watch);
}
