//! Programs of the user's, run on changes.

use chrono::TimeDelta;
use porchlight_core::engine::Mode;
use porchlight_core::view::Command;
use porchlight_tests::wait::within;
use porchlight_tests::world::{World, ada};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// Where the hooks of a test report.
struct Reports(TcpListener);

/// One that has reported, and may still run.
struct Reported {
    line: BufReader<TcpStream>,
    report: Value,
}

impl Reports {
    async fn listen() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await;
        Self(listener.expect("a free port"))
    }

    /// A `[[hook]]` whose program reports here.
    fn hook(&self, keys: &str, way: &str) -> String {
        let port = self.0.local_addr().expect("an address").port().to_string();
        let run = [env!("CARGO_BIN_EXE_hook-probe"), &port, way];
        let run = serde_json::to_string(&run).expect("a list of texts");
        format!("[[hook]]\n{keys}\nrun = {run}\n")
    }

    async fn next(&self) -> Reported {
        let (stream, _) = within("a hook reports", self.0.accept())
            .await
            .expect("a program");
        let mut line = BufReader::new(stream);
        let mut report = String::new();
        line.read_line(&mut report).await.expect("a report");
        let report = serde_json::from_str(&report).expect("JSON");
        Reported { line, report }
    }
}

impl Reported {
    /// What it was told on standard input.
    fn story(&self) -> Value {
        let told = self.report["told"].as_str().expect("a text");
        serde_json::from_str(told).expect("one JSON object")
    }

    fn way(&self) -> &str {
        self.report["arguments"][1].as_str().expect("a text")
    }

    async fn ends(mut self) {
        let rest = within("the hook ends", self.line.read_to_end(&mut Vec::new())).await;
        // A program that is killed may reset its connection.
        drop(rest);
    }
}

async fn ada_goes(world: &World, availability: &str) {
    world.client_says("Ada", availability);
    world.does(Command::Refresh).await;
}

async fn watching_ada(hooks: &str) -> World {
    let world = World::with_config(hooks).await;
    world.sign_in().await;
    let people = vec![ada()];
    world.does(Command::AddPeople { people }).await;
    world.does(Command::Refresh).await;
    world
}

#[tokio::test]
async fn a_hook_is_told_what_became_of_somebody_watched() {
    let reports = Reports::listen().await;
    let hook = reports.hook("on = \"watched\"\nwhen = [\"becomes-available\"]", "x");
    let world = watching_ada(&hook).await;
    // Notices are paused; hooks are another matter.
    world.does(Command::PauseNotices { until: None }).await;
    let text = "\"}$(reboot)`id`\u{1b}[31m";
    world
        .control()
        .set_message("Ada", Some(text), None)
        .expect("Ada");
    ada_goes(&world, "Available").await;

    let reported = reports.next().await;
    let story = reported.story();
    assert_eq!(
        (&story["on"], &story["who"]["name"]),
        (&"watched".into(), &"Ada Lovelace".into())
    );
    assert_eq!(story["before"]["availability"], "Offline");
    assert_eq!(story["after"]["availability"], "Available");
    assert_eq!(
        story["transitions"],
        serde_json::json!(["becomes-available", "message-changes", "any-change"])
    );
    assert_eq!(story["message"]["text"], "\"}$(reboot)`id` [31m");
    assert_eq!(story["at"], "2026-11-21T12:00:00Z");
    // Nothing of it stands in the arguments, and no token anywhere.
    assert!(!reported.report["arguments"].to_string().contains("Ada"));
    let all = reported.report.to_string();
    for secret in world.control().secrets() {
        assert!(!all.contains(&secret.text), "a {} was told", secret.name);
    }
}

#[tokio::test]
async fn a_hook_is_told_what_became_of_me() {
    let reports = Reports::listen().await;
    let world = World::with_config(&reports.hook("on = \"me\"", "x")).await;
    world.sign_in().await;
    world
        .does(Command::SetStatus {
            status: porchlight_core::model::Status::Busy,
            until: None,
        })
        .await;
    world.does(Command::Refresh).await;
    let story = reports.next().await.story();
    assert_eq!(
        (&story["on"], &story["who"]["name"]),
        (&"me".into(), &"Robin Carter".into())
    );
    assert_eq!(story["after"]["availability"], "Busy");

    world
        .does(Command::SetMessage {
            text: "Writing".to_owned(),
            until: Some("30m".to_owned()),
        })
        .await;
    world.does(Command::Refresh).await;
    let story = reports.next().await.story();
    assert_eq!(story["message"]["text"], "Writing");
    assert_eq!(story["message"]["expires_at"], "2026-11-21T12:30:00Z");
}

#[tokio::test]
async fn what_was_not_seen_to_change_runs_nothing() {
    let reports = Reports::listen().await;
    let hooks = reports.hook("on = \"watched\"", "x") + &reports.hook("on = \"me\"", "x");
    let mut world = watching_ada(&hooks).await;
    let me = world.me()["name"].as_str().expect("a name").to_owned();
    let changes = |world: &World, word: &str| {
        for who in ["Ada", &me] {
            world.client_says(who, word);
        }
    };
    // A first look after a start…
    changes(&world, "Away");
    world.crashes_and_starts_again().await;
    world.does(Command::Refresh).await;
    // …and after a sleep.
    changes(&world, "Busy");
    world.sleeps(TimeDelta::hours(8)).await;
    world.does(Command::Refresh).await;
    // Nor does another engine beside the one that stays.
    world.crashes_and_starts_again_as(Mode::Watching).await;
    ada_goes(&world, "Away").await;
    world.crashes_and_starts_again_as(Mode::Resident).await;
    ada_goes(&world, "Available").await;
    let story = reports.next().await.story();
    assert_eq!(
        (&story["before"]["label"], &story["after"]["label"]),
        (&"Away".into(), &"Available".into())
    );
}

#[tokio::test]
async fn a_hook_that_hangs_is_ended_and_the_others_go_on() {
    let reports = Reports::listen().await;
    let hanging = reports.hook("on = \"watched\"\ntimeout = \"3s\"", "hang");
    let hooks = hanging
        + &reports.hook("on = \"watched\"", "flood")
        + &reports.hook("on = \"watched\"", "deaf");
    let world = watching_ada(&hooks).await;
    ada_goes(&world, "Available").await;
    let mut ways = Vec::new();
    for _ in 0..3 {
        let reported = reports.next().await;
        ways.push(reported.way().to_owned());
        reported.ends().await;
    }
    ways.sort();
    assert_eq!(ways, ["deaf", "flood", "hang"]);
    assert_eq!(world.snapshot().health.remarks, Vec::<String>::new());
}

#[tokio::test]
async fn quitting_ends_the_hooks_that_run() {
    let reports = Reports::listen().await;
    let hook = reports.hook("on = \"watched\"\ntimeout = \"60s\"", "hang");
    let world = watching_ada(&hook).await;
    ada_goes(&world, "Available").await;
    let reported = reports.next().await;
    world.does(Command::Quit).await;
    reported.ends().await;
}

#[tokio::test]
async fn a_program_that_is_not_there_is_a_remark() {
    let hook = "[[hook]]\non = \"watched\"\nrun = [\"no-such-program-anywhere\"]\n";
    let world = watching_ada(hook).await;
    ada_goes(&world, "Available").await;
    world
        .sees("a remark", |snapshot| {
            let said = "The hook “no-such-program-anywhere” can't be run: ";
            let remarks = &snapshot.health.remarks;
            remarks.iter().any(|remark| remark.starts_with(said))
        })
        .await;
}
