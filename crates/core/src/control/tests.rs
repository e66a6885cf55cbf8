//! An engine nobody is signed in to, and programs that speak with it over a
//! real socket.

use std::sync::Arc;

use chrono_tz::Europe::Berlin;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;
use crate::auth::{MemoryStore, SystemBrowser};
use crate::clock::{FixedZone, SystemClock};
use crate::engine::{Handle, Mode, Surroundings, start};
use crate::model::{Person, PersonId};
use crate::seat::Seat;
use crate::settings::{Memory, POLL_INTERVAL, Places};
use crate::view::{Command, Snapshot};
use crate::{ErrorCode, UserError};

mod beginning;
mod window;

/// How long a test waits for what it wants to see.
const LIMIT: Duration = Duration::from_secs(20);

struct Stage {
    server: Option<Server>,
    handle: Handle,
    claim: Claim,
    place: Place,
    _folder: tempfile::TempDir,
}

impl Stage {
    fn set() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = place(&folder);
        let claim = Claim::take(&place).unwrap().unwrap();
        let handle = start(Surroundings {
            registration: Err(UserError::new(ErrorCode::SignInNeeded, "None", "")),
            settings: None,
            tokens: Arc::new(MemoryStore::default()),
            browser: Arc::new(SystemBrowser),
            clock: Arc::new(SystemClock),
            zone: Arc::new(FixedZone::new(Berlin)),
            seat: Seat::untold(),
            desktop: None,
            memory: Memory::none(),
            mode: Mode::Resident,
            poll_interval: POLL_INTERVAL,
            demo: false,
        });
        Self {
            server: Some(serve(handle.clone(), &place, &claim).unwrap()),
            handle,
            claim,
            place,
            _folder: folder,
        }
    }

    async fn client(&self) -> Handle {
        connect(&self.place).await.unwrap().unwrap()
    }

    /// A program that may write anything.
    async fn stranger(&self) -> impl AsyncReadExt + AsyncWriteExt + Unpin + use<> {
        transport::connect(&self.place).await.unwrap().unwrap()
    }
}

/// A place in a folder, with nothing of the machine's own.
fn place(folder: &tempfile::TempDir) -> Place {
    let places = Places::find(Some(folder.path().to_owned())).unwrap();
    Place::of(&places, |_| Some(folder.path().display().to_string()))
}

fn pause(on: bool) -> Command {
    if on {
        Command::PauseNotices { until: None }
    } else {
        Command::ResumeNotices
    }
}

async fn sees(handle: &Handle, is_so: impl FnMut(&Arc<Snapshot>) -> bool) {
    let mut snapshots = handle.snapshots();
    let seen = tokio::time::timeout(LIMIT, snapshots.wait_for(is_so)).await;
    seen.expect("seen in time").expect("the engine runs");
}

/// Waits until the other side has closed, having read whatever it said.
async fn is_dropped(what: &str, stranger: &mut (impl AsyncReadExt + Unpin)) {
    let all = &mut Vec::new();
    let read = tokio::time::timeout(LIMIT, stranger.read_to_end(all)).await;
    // A reset is a close, too: what was sent was not read to its end.
    assert!(read.is_ok(), "{what} was not dropped");
}

#[tokio::test]
async fn what_one_client_does_everybody_sees() {
    let stage = Stage::set();
    let (one, other) = (stage.client().await, stage.client().await);
    assert_eq!(one.send(pause(true)).await, Ok(()));
    assert!(one.snapshots().borrow().notices.paused, "before its answer");
    sees(&other, |snapshot| snapshot.notices.paused).await;
    assert!(stage.handle.snapshots().borrow().notices.paused);
    assert_eq!(stage.handle.send(pause(false)).await, Ok(()));
    sees(&one, |snapshot| !snapshot.notices.paused).await;
}

#[tokio::test]
async fn an_error_crosses_as_it_is() {
    let stage = Stage::set();
    let client = stage.client().await;
    let command = Command::ClearMessage;
    let here = stage.handle.send(command.clone()).await;
    assert!(here.is_err());
    assert_eq!(client.send(command).await, here);
    client.settled().await;
}

#[tokio::test]
async fn what_another_program_failed_at_is_told_by_that_program_alone() {
    let stage = Stage::set();
    let client = stage.client().await;
    let problem = || stage.handle.snapshots().borrow().problem.clone();
    let why = client.send(Command::ClearMessage).await.unwrap_err();
    stage.handle.settled().await;
    assert_eq!(problem(), None);

    assert!(stage.handle.send(Command::ClearMessage).await.is_err());
    assert_eq!(problem(), Some(why.clone()));
    // Nor does its next mistake change what stands there.
    let nameless = Command::RenameGroup {
        group: "Team".to_owned(),
        name: String::new(),
    };
    assert!(client.send(nameless).await.is_err());
    assert_eq!(problem(), Some(why));
}

#[tokio::test]
async fn what_a_program_failed_at_that_has_ended_is_told_by_every_face() {
    let stage = Stage::set();
    // It waits for no answer.
    let ended = stage.handle.clone().for_another_program();
    ended.submit(Command::ClearMessage);
    sees(&stage.handle, |snapshot| snapshot.problem.is_some()).await;
}

#[tokio::test]
async fn some_things_are_for_the_program_itself() {
    let stage = Stage::set();
    let client = stage.client().await;
    for command in [
        Command::Quit,
        Command::InstallUpdate,
        Command::WatchClosely { on: true },
    ] {
        let refused = client.send(command).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::Usage);
    }
    assert_eq!(stage.handle.send(pause(true)).await, Ok(()));
}

#[tokio::test]
async fn many_speak_at_once_and_one_too_many_is_told() {
    let stage = Stage::set();
    let mut clients = Vec::new();
    for _ in 0..MOST_CLIENTS {
        clients.push(stage.client().await);
    }
    let mut done = tokio::task::JoinSet::new();
    for (n, client) in clients.iter().cloned().enumerate() {
        done.spawn(async move {
            for turn in 0..20 {
                client.send(pause((n + turn) % 2 == 0)).await.unwrap();
            }
        });
    }
    let all = tokio::time::timeout(LIMIT, done.join_all()).await;
    assert_eq!(all.map(|all| all.len()), Ok(MOST_CLIENTS));
    let refused = connect(&stage.place).await.err().unwrap();
    assert!(refused.title.starts_with("Too many programs"), "{refused}");
    drop(clients);
    let again = async {
        while connect(&stage.place).await.is_err() {
            claim::look_again().await;
        }
    };
    tokio::time::timeout(LIMIT, again).await.unwrap();
}

#[tokio::test]
async fn whoever_comes_when_all_places_are_taken_has_the_next_that_is_free() {
    let stage = Stage::set();
    let mut clients = Vec::new();
    for _ in 0..MOST_CLIENTS {
        clients.push(stage.client().await);
    }
    let gone = clients.pop();
    let (late, ()) = tokio::join!(stage.client(), async { drop(gone) });
    assert_eq!(late.send(pause(true)).await, Ok(()));
}

#[tokio::test]
async fn many_that_stay_keep_no_command_out() {
    let stage = Stage::set();
    let mut followers = Vec::new();
    for _ in 0..MOST_FOLLOWERS {
        followers.push(connect_to_stay(&stage.place).await.unwrap().unwrap());
    }
    assert_eq!(stage.client().await.send(pause(true)).await, Ok(()));
    let refused = connect_to_stay(&stage.place).await.err().unwrap();
    assert!(refused.title.starts_with("Too many programs"), "{refused}");
    sees(&followers[0], |snapshot| snapshot.notices.paused).await;
}

#[tokio::test]
async fn many_that_never_greet_keep_nobody_out() {
    let stage = Stage::set();
    let mut silent = Vec::new();
    for _ in 0..3 * MOST_NEWCOMERS {
        silent.push(stage.stranger().await);
    }
    assert_eq!(stage.client().await.send(pause(true)).await, Ok(()));
    // The oldest had to go, and knows why. A pipe that closes may lose what was
    // not read by then.
    let mut said = String::new();
    let read = silent[0].read_to_string(&mut said);
    tokio::time::timeout(LIMIT, read).await.unwrap().unwrap();
    assert!(
        said.contains("Too many programs") || cfg!(windows),
        "{said}"
    );
}

#[tokio::test]
async fn whoever_is_rude_is_dropped_alone() {
    let stage = Stage::set();
    let client = stage.client().await;
    let greeting = "{\"greeting\":{\"protocol\":1}}\n";
    let too_long = format!("{greeting}{}", " ".repeat(LONGEST_COMMAND + 1));
    let unknown = format!("{greeting}{{\"id\":1,\"command\":{{\"type\":\"dance\"}}}}\n");
    let half = format!("{greeting}{{\"id\":1,\"comm");
    for (what, said) in [
        ("silence", ""),
        ("garbage", "GET / HTTP/1.1\r\n\r\n"),
        ("no text", "\0\u{fffd}\n"),
        (
            "another version",
            "{\"greeting\":{\"protocol\":2,\"new\":[]}}\n",
        ),
        ("half a greeting", "{\"greeting\":"),
        ("half a command", &half),
        ("an unknown command", &unknown),
        ("a line too long", &too_long),
    ] {
        let mut stranger = stage.stranger().await;
        // The other side may have closed in the middle of it.
        let _ = stranger.write_all(said.as_bytes()).await;
        is_dropped(what, &mut stranger).await;
        assert_eq!(client.send(pause(true)).await, Ok(()), "after {what}");
    }
}

#[tokio::test]
async fn whoever_does_not_read_is_dropped_alone() {
    let stage = Stage::set();
    let mut deaf = stage.stranger().await;
    deaf.write_all(b"{\"greeting\":{\"protocol\":1}}\n")
        .await
        .unwrap();
    let client = stage.client().await;
    // More than any buffer in between takes, and longer than anybody waits.
    let began = tokio::time::Instant::now();
    let (mut turn, mut told) = (0_usize, 0_usize);
    while began.elapsed() < PATIENCE + Duration::from_secs(1) || told < 8 << 20 {
        turn += 1;
        assert_eq!(client.send(pause(turn % 2 == 1)).await, Ok(()));
        told += serde_json::to_vec(client.snapshots().borrow().as_ref())
            .unwrap()
            .len();
    }
    is_dropped("the deaf", &mut deaf).await;
}

#[tokio::test]
async fn another_version_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let mut listener = transport::Listener::bind(&place).unwrap();
    let later = async {
        let mut client = listener.accept().await.unwrap();
        let greeting = b"{\"greeting\":{\"protocol\":99,\"news\":1}}\n";
        client.write_all(greeting).await.unwrap();
        client
    };
    let (met, _client) = tokio::join!(connect(&place), later);
    let why = met.err().unwrap();
    assert_eq!(
        why.to_string(),
        "A Porchlight of another version is running. Restart it"
    );
}

#[tokio::test]
async fn one_that_does_not_answer_is_not_waited_for_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let _mute = transport::Listener::bind(&place).unwrap();
    let why = connect(&place).await.err().unwrap();
    assert!(why.title.contains("does not answer"), "{why}");
}

#[tokio::test]
async fn only_one_program_serves_a_place() {
    let stage = Stage::set();
    assert!(Claim::take(&stage.place).unwrap().is_none());
    let joined = join(&stage.place, Duration::ZERO).await;
    assert!(matches!(joined, Ok(Joined::Running(_))));

    // One that holds the claim and can't be reached is not run beside.
    let Stage {
        server,
        claim,
        place,
        _folder,
        ..
    } = stage;
    drop(server);
    let alone = async {
        while connect(&place).await.is_ok_and(|found| found.is_some()) {
            claim::look_again().await;
        }
    };
    tokio::time::timeout(LIMIT, alone).await.unwrap();
    let refused = join(&place, Duration::ZERO).await.err().unwrap();
    assert!(refused.title.contains("can't be reached"), "{refused:?}");
    let begun = begin(&place, true, Duration::ZERO).await.unwrap();
    assert!(matches!(begun, Beginning::Unreached), "{begun:?}");
    drop(claim);
    let joined = join(&place, Duration::ZERO).await;
    assert!(matches!(joined, Ok(Joined::Alone(Some(_)))));
}

#[tokio::test]
async fn a_command_at_work_is_called_one_where_that_can_be_known() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let joined = join(&place, Duration::ZERO).await;
    assert!(matches!(joined, Ok(Joined::Alone(Some(_)))));
    let refused = join(&place, Duration::ZERO).await.err().unwrap();
    let is_called_one = refused.title.contains("A porchlight command");
    assert_eq!(is_called_one, cfg!(not(windows)), "{refused:?}");
    drop(joined);
    let _claim = Claim::take(&place).unwrap();
    let refused = join(&place, Duration::ZERO).await.err().unwrap();
    assert!(refused.title.contains("can't be reached"), "{refused:?}");
}

#[tokio::test]
async fn other_folders_are_other_programs() {
    let stage = Stage::set();
    let other = tempfile::tempdir().unwrap();
    assert!(connect(&place(&other)).await.unwrap().is_none());
    assert!(Claim::take(&place(&other)).unwrap().is_some());
    assert_ne!(place(&other).name(), stage.place.name());
}

#[tokio::test]
async fn an_end_is_told_to_whoever_still_asks() {
    let mut stage = Stage::set();
    let client = stage.client().await;
    let mut snapshots = client.snapshots();
    stage.server.take();
    let closed = async { while snapshots.changed().await.is_ok() {} };
    tokio::time::timeout(LIMIT, closed).await.unwrap();
    let why = client.send(pause(true)).await.unwrap_err();
    assert_eq!(why.title, "Porchlight has ended meanwhile");
}

#[tokio::test]
async fn an_engine_that_quits_ends_its_conversations() {
    let stage = Stage::set();
    let client = stage.client().await;
    assert_eq!(stage.handle.send(Command::Quit).await, Ok(()));
    let mut snapshots = client.snapshots();
    let closed = async { while snapshots.changed().await.is_ok() {} };
    tokio::time::timeout(LIMIT, closed).await.unwrap();
}

#[tokio::test]
async fn a_person_is_followed_until_the_last_client_unfollows() {
    let stage = Stage::set();
    let ada = PersonId::parse("00000000-0000-0000-0000-000000000001").unwrap();
    let people = vec![Person {
        id: ada.clone(),
        name: "Ada Lovelace".to_owned(),
        address: None,
        phone: None,
    }];
    let follows = follows::Follows::default();
    let follow = || {
        let people = people.clone();
        drop(follows.follow(
            &stage.handle,
            Command::Follow { people },
            std::slice::from_ref(&ada),
        ));
    };
    let unfollow = || follows.unfollow(&stage.handle, vec![ada.clone()]);
    follow();
    follow();
    assert_eq!(follows.count(&ada), 2);
    assert_eq!(unfollow().await, Ok(()));
    assert_eq!(follows.count(&ada), 1);
    assert_eq!(unfollow().await, Ok(()));
    assert_eq!(unfollow().await, Ok(()));
    assert_eq!(follows.count(&ada), 0);
}
