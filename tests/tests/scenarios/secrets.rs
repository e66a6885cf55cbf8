//! A day of use with trouble of every kind, and a search of everything it left
//! behind for whatever the identity platform ever handed out.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError};

use chrono::TimeDelta;
use porchlight_core::model::Status;
use porchlight_core::view::{Command, SignInMethod, Snapshot};
use porchlight_sim::{
    Browser, Device, DeviceEnd, ErrorBody, Fault, FaultKind, Operation, Refresh, Side, SignIn,
};
use porchlight_tests::wait::until;
use porchlight_tests::world::{World, ada};

/// What travels between the client and the platform and is nobody else's business.
const KINDS: [&str; 7] = [
    "access_token",
    "refresh_token",
    "id_token",
    "code",
    "device_code",
    "state",
    "code_verifier",
];

/// Text that was seen somewhere.
#[derive(Clone, Default)]
struct Heap(Arc<Mutex<Vec<u8>>>);

impl Heap {
    fn bytes(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes()).into_owned()
    }

    fn add(&self, text: &str) {
        let mut heap = self.bytes();
        heap.extend(text.as_bytes());
        heap.push(b'\n');
    }
}

impl io::Write for Heap {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The address of a sign-in page must be seen to be visited, and carries its
/// state; everything else in a snapshot is searched.
fn searched(snapshot: &Snapshot) -> String {
    let mut json = serde_json::to_value(snapshot).expect("a snapshot is JSON");
    if let Some(step) = json["sign_in"].as_object_mut() {
        step.remove("address");
    }
    json.to_string()
}

/// Every file below a folder.
fn files(folder: &Path, heap: &Heap) {
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("its entries can be listed").path();
        if path.is_dir() {
            files(&path, heap);
        } else {
            let bytes = std::fs::read(path).expect("a file of ours");
            heap.add(&String::from_utf8_lossy(&bytes));
        }
    }
}

fn sign_in(method: SignInMethod) -> Command {
    Command::SignIn {
        method,
        colleagues: true,
    }
}

/// A command and whatever comes of it, in every form it could be shown in.
async fn tries(world: &World, command: Command, heap: &Heap) {
    let outcome = world.tries(command).await;
    heap.add(&format!("{outcome:?}"));
    if let Err(error) = outcome {
        heap.add(&error.to_string());
        heap.add(&serde_json::to_string(&error).expect("words are JSON"));
    }
}

async fn a_day(world: &World, heap: &Heap) {
    let script = |script: SignIn| world.control().sign_in(script);
    for side in [Side::Login, Side::Graph] {
        for kind in [
            FaultKind::Unauthorized,
            FaultKind::Forbidden,
            FaultKind::ConnectionReset,
            FaultKind::LostAnswer,
            FaultKind::TruncatedJson,
            FaultKind::CaptivePortal,
            FaultKind::Throttled { retry_after: None },
            FaultKind::ServerError {
                status: 500,
                body: ErrorBody::Html,
                retry_after: None,
            },
        ] {
            world.control().fault(Fault::once(side, kind));
            world.sleeps(TimeDelta::minutes(65)).await;
            tries(world, Command::Refresh, heap).await;
            let (status, until) = (Status::Busy, None);
            tries(world, Command::SetStatus { status, until }, heap).await;
        }
    }
    for browser in [
        Browser::Deny,
        Browser::Blocked,
        Browser::Unavailable,
        Browser::Approve,
    ] {
        script(SignIn {
            browser,
            ..SignIn::default()
        });
        tries(world, sign_in(SignInMethod::Browser), heap).await;
    }
    world
        .control()
        .fault(Fault::once(Operation::Token, FaultKind::TruncatedJson));
    tries(world, sign_in(SignInMethod::Browser), heap).await;
    script(SignIn {
        refresh: Refresh::InteractionRequired,
        ..SignIn::default()
    });
    world.sleeps(TimeDelta::minutes(65)).await;
    tries(world, Command::Refresh, heap).await;
    for end in [DeviceEnd::Decline, DeviceEnd::Approve] {
        let device = Device {
            end,
            ..Device::default()
        };
        script(SignIn {
            device,
            ..SignIn::default()
        });
        let handle = world.handle().clone();
        let command = sign_in(SignInMethod::DeviceCode);
        let signing_in = tokio::spawn(async move { handle.send(command).await });
        while !signing_in.is_finished() {
            world.pass(TimeDelta::seconds(1)).await;
        }
        heap.add(&format!(
            "{:?}",
            signing_in.await.expect("the sign-in ends")
        ));
    }
    tries(world, Command::Refresh, heap).await;
}

/// Collects what is logged from a level on, until the guard is dropped.
fn listen(level: tracing::Level) -> (Heap, tracing::subscriber::DefaultGuard) {
    // While only one test listens, a place that logs for the first time in a test
    // beside it would be thought of as one that nobody ever listens to. This one
    // listens for all of them, and keeps nothing.
    static EVERYWHERE: Once = Once::new();
    EVERYWHERE.call_once(|| {
        let all = tracing_subscriber::registry();
        tracing::subscriber::set_global_default(all).expect("nobody else listens everywhere");
    });
    let log = Heap::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(move || writer.clone())
        .finish();
    (log, tracing::subscriber::set_default(subscriber))
}

/// Everything by which the people of the company can be told apart.
fn personal(world: &World) -> Vec<String> {
    let state = world.control().state();
    let people = state["people"].as_array().expect("people").iter();
    let said = people.chain([&state["me"]]).flat_map(|person| {
        ["id", "name", "address"].map(|key| person[key].as_str().map(str::to_owned))
    });
    said.flatten().filter(|text| !text.is_empty()).collect()
}

#[tokio::test]
async fn a_day_of_trouble_names_nobody_in_the_log() {
    const MESSAGE: &str = "With Grace at Luigi's";
    let (log, _here) = listen(tracing::Level::INFO);
    let world = World::watching_ada().await;
    let heap = Heap::default();
    for command in [
        Command::SetMessage {
            text: MESSAGE.to_owned(),
            until: None,
        },
        Command::Search {
            text: "Ada".to_owned(),
        },
    ] {
        tries(&world, command, &heap).await;
    }
    a_day(&world, &heap).await;

    let log = log.text();
    assert!(log.contains("porchlight_core"), "the log was listened to");
    let personal = personal(&world);
    assert!(personal.iter().any(|text| text == "Ada Lovelace"));
    let words = ["Ada", "Lovelace", "Grace", "Luigi", MESSAGE].map(str::to_owned);
    for text in personal.into_iter().chain(words) {
        let found = log.lines().find(|line| line.contains(&text));
        assert_eq!(found, None, "{text} is logged");
    }
}

#[tokio::test]
async fn hooks_that_fail_name_nobody_in_the_log() {
    let (log, _here) = listen(tracing::Level::INFO);
    // Whoever is connected to it waits: nobody answers.
    let nobody = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let port = nobody.local_addr().expect("an address").port().to_string();
    let probe = env!("CARGO_BIN_EXE_hook-probe");
    let hanging = serde_json::json!([probe, port, "hang", "Grace"]);
    let world = World::with_config(&format!(
        "[[hook]]\non = \"watched\"\ntimeout = \"1s\"\nrun = {hanging}\n\n[[hook]]\non = \"watched\"\nrun = [\"Luigi\"]\n"
    ))
    .await;
    world.sign_in().await;
    let people = vec![ada()];
    world.does(Command::AddPeople { people }).await;
    world.does(Command::Refresh).await;
    let control = world.control();
    let message = Some("With Grace at Luigi's");
    control.set_message("Ada", message, None).expect("Ada");
    world.client_says("Ada", "Available");
    world.does(Command::Refresh).await;
    until("the hook is ended", async || {
        log.text().contains("A hook took too long").then_some(())
    })
    .await;
    world
        .sees("the other is a remark", |snapshot| {
            let mut remarks = snapshot.health.remarks.iter();
            remarks.any(|remark| remark.contains("Luigi"))
        })
        .await;

    let log = log.text();
    let words = ["Ada", "Lovelace", "Grace", "Luigi", probe].map(str::to_owned);
    for text in personal(&world).into_iter().chain(words) {
        let found = log.lines().find(|line| line.contains(&text));
        assert_eq!(found, None, "{text} is logged");
    }
}

#[tokio::test]
async fn a_day_of_trouble_leaves_no_secret_anywhere() {
    let (log, _here) = listen(tracing::Level::TRACE);
    let heap = Heap::default();

    let mut world = World::watching_ada().await;
    let mut snapshots = world.handle().snapshots();
    let seen = heap.clone();
    let watcher = tokio::spawn(async move {
        while snapshots.changed().await.is_ok() {
            let snapshot = snapshots.borrow_and_update().clone();
            seen.add(&searched(&snapshot));
            seen.add(&format!("{:?}", snapshot.health));
        }
    });
    a_day(&world, &heap).await;
    files(world.folder(), &heap);
    world.crashes_and_starts_again().await;
    heap.add(&searched(&world.snapshot()));
    tries(&world, Command::SignOut, &heap).await;
    files(world.folder(), &heap);
    watcher.abort();

    let secrets = world.control().secrets();
    for kind in KINDS {
        assert!(secrets.iter().any(|s| s.name == kind), "no {kind} was used");
    }
    let (log, heap) = (log.text(), heap.text());
    assert!(log.contains("porchlight_core"), "the log was listened to");
    assert!(heap.contains("watch_list") && heap.contains("remarks"));
    for secret in secrets {
        let text = secret.text.as_str();
        let found = log.lines().chain(heap.lines()).find(|l| l.contains(text));
        assert_eq!(found, None, "a {} is seen", secret.name);
    }
}
