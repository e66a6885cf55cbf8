//! The process of the window and the program that started it, on a line as
//! they have one; and the doctor, whom every client may ask.

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::*;
use crate::control::client::{Met, Word, meet};
use crate::doctor::{Doctor, Examination, Report};
use crate::engine::{Asker, Outcome, Request};
use crate::view::SignInMethod;

/// On a screen to the left of the main one.
const ICON: Area = Area {
    left: -200,
    top: 1_044,
    width: 24,
    height: 32,
};

/// A window that was opened, and all it speaks with.
struct Opened {
    window: Met,
    tell: UnboundedSender<Show>,
    answers: UnboundedReceiver<()>,
    attended: JoinHandle<std::io::Result<Parting>>,
}

async fn open(engine: &Handle) -> Opened {
    let (ours, theirs) = tokio::io::duplex(1 << 16);
    let (tell, shows) = unbounded_channel();
    let (answered, answers) = unbounded_channel();
    // It was opened to be seen.
    tell.send(Show {
        person: None,
        icon: Some(ICON),
    })
    .unwrap();
    let bell = Bell { shows, answered };
    let attended = tokio::spawn(attend_window(engine.clone(), ours, bell));
    let window = meet(theirs, true).await.ok().flatten().expect("they meet");
    Opened {
        window,
        tell,
        answers,
        attended,
    }
}

async fn soon<T>(what: &str, future: impl Future<Output = T>) -> T {
    let outcome = tokio::time::timeout(LIMIT, future).await;
    outcome.unwrap_or_else(|_| panic!("{what}: not in time"))
}

/// A door behind which the test itself stands.
fn door(stage: &Stage) -> (Handle, UnboundedReceiver<Request>) {
    let (commands, requests) = unbounded_channel();
    let handle = Handle {
        commands,
        ..stage.handle.clone()
    };
    (handle, requests)
}

/// The next command, answered as done.
async fn done(requests: &mut UnboundedReceiver<Request>) -> Command {
    match soon("a command", requests.recv()).await {
        Some(Request::Command(command, _, answer)) => {
            let _ = answer.send(Ok(()));
            command
        }
        Some(
            Request::Settle(_)
            | Request::Remark(..)
            | Request::Mended(_)
            | Request::Photo(..)
            | Request::Tokens(_),
        )
        | None => {
            panic!("no command")
        }
    }
}

/// A command of the window's, and what the engine saw of it.
async fn does(
    opened: &Opened,
    requests: &mut UnboundedReceiver<Request>,
    command: Command,
) -> (Outcome, Command) {
    let handle = opened.window.handle.clone();
    soon("it is done", async {
        tokio::join!(handle.send(command), done(requests))
    })
    .await
}

#[tokio::test]
async fn closer_looks_end_with_the_window() {
    let stage = Stage::set();
    let (handle, mut requests) = door(&stage);
    let opened = open(&handle).await;
    let closely = Command::WatchClosely { on: true };
    let (outcome, seen) = does(&opened, &mut requests, closely.clone()).await;
    assert_eq!((outcome, seen), (Ok(()), closely));

    drop(opened.window);
    let parting = soon("the line ends", opened.attended).await.unwrap();
    assert_eq!(parting.unwrap(), Parting::Closed);
    let last = done(&mut requests).await;
    assert_eq!(last, Command::WatchClosely { on: false });
}

#[tokio::test]
async fn a_window_that_never_looked_closer_leaves_nothing_to_end() {
    let stage = Stage::set();
    let (handle, mut requests) = door(&stage);
    let opened = open(&handle).await;
    drop(opened.window);
    let parting = soon("the line ends", opened.attended).await.unwrap();
    assert_eq!(parting.unwrap(), Parting::Closed);
    assert!(requests.try_recv().is_err());
}

#[tokio::test]
async fn a_sign_in_goes_on_when_the_window_is_closed() {
    let stage = Stage::set();
    let (handle, mut requests) = door(&stage);
    let opened = open(&handle).await;
    opened.window.handle.submit(Command::SignIn {
        method: SignInMethod::Browser,
        colleagues: false,
    });
    let waiting = soon("the sign-in", requests.recv()).await;
    assert!(matches!(
        waiting,
        Some(Request::Command(Command::SignIn { .. }, ..))
    ));
    drop(opened.window);
    let parting = soon("the line ends", opened.attended).await.unwrap();
    assert_eq!(parting.unwrap(), Parting::Closed);
    assert!(requests.try_recv().is_err(), "nothing was called off");
}

#[tokio::test]
async fn adding_people_goes_on_when_the_window_is_closed_and_ends_with_a_program() {
    let stage = Stage::set();
    let (handle, mut requests) = door(&stage);
    let add = Command::AddByWords {
        words: "Ada Lovelace".to_owned(),
    };
    let opened = open(&handle).await;
    opened.window.handle.submit(add.clone());
    let waiting = soon("the names", requests.recv()).await;
    drop(opened.window);
    let parting = soon("the line ends", opened.attended).await.unwrap();
    assert_eq!(parting.unwrap(), Parting::Closed);
    assert!(requests.try_recv().is_err(), "nothing was called off");
    drop(waiting);

    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let _server = serve(handle, &place, &stage.claim).unwrap();
    let client = connect(&place).await.unwrap().unwrap();
    client.submit(add);
    let _waiting = soon("the names", requests.recv()).await;
    drop(client);
    assert_eq!(done(&mut requests).await, Command::StopAdding);
}

#[tokio::test]
async fn nobody_waits_for_the_answer_of_a_program_that_has_ended() {
    let stage = Stage::set();
    let (handle, mut requests) = door(&stage);
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let _server = serve(handle, &place, &stage.claim).unwrap();
    let client = connect(&place).await.unwrap().unwrap();
    client.submit(Command::ClearMessage);
    let asked = soon("the command", requests.recv()).await;
    let Some(Request::Command(_, Asker::Program, mut answer)) = asked else {
        panic!("no command of another program");
    };
    assert!(!answer.is_closed());
    drop(client);
    soon("the program has ended", answer.closed()).await;
}

#[tokio::test]
async fn a_window_may_take_its_time_to_start() {
    let stage = Stage::set();
    let (ours, theirs) = tokio::io::duplex(1 << 16);
    let (_tell, shows) = unbounded_channel();
    let (answered, _answers) = unbounded_channel();
    let bell = Bell { shows, answered };
    let mut attended = tokio::spawn(attend_window(stage.handle.clone(), ours, bell));
    let early = tokio::time::timeout(PATIENCE + Duration::from_secs(1), &mut attended).await;
    assert!(early.is_err(), "it is waited for");
    let window = meet(theirs, true).await.ok().flatten().expect("they meet");
    drop(window);
    let parting = soon("the line ends", attended).await.unwrap();
    assert_eq!(parting.unwrap(), Parting::Closed);
}

#[tokio::test]
async fn a_quit_is_left_to_whoever_runs_the_engine() {
    let stage = Stage::set();
    let (handle, mut requests) = door(&stage);
    let opened = open(&handle).await;
    let outcome = soon("it ends", opened.window.handle.send(Command::Quit)).await;
    assert!(outcome.is_err(), "the window ends before Porchlight does");
    let parting = soon("the line ends", opened.attended).await.unwrap();
    assert_eq!(parting.unwrap(), Parting::Quit);
    assert!(requests.try_recv().is_err());
}

#[tokio::test]
async fn a_window_is_told_whom_to_show_and_says_that_it_did() {
    let stage = Stage::set();
    let mut opened = open(&stage.handle).await;
    let ada = PersonId::parse("00000000-0000-0000-0000-000000000001");
    opened
        .tell
        .send(Show {
            person: ada.clone(),
            icon: None,
        })
        .unwrap();
    for (person, icon) in [(None, Some(ICON)), (ada, None)] {
        let show = Show { person, icon };
        let told = soon("it is told", opened.window.shows.recv()).await;
        assert_eq!(told, Some(show));
        opened.window.words.send(Word::Shown).ok().unwrap();
        assert_eq!(soon("it is shown", opened.answers.recv()).await, Some(()));
    }
}

#[tokio::test]
async fn a_program_that_starts_no_window_is_no_window() {
    let stage = Stage::set();
    let client = stage.client().await;
    let refused = client.send(Command::Quit).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Usage);
    let mut stranger = stage.stranger().await;
    let said = b"{\"greeting\":{\"protocol\":1}}\n{\"id\":1,\"shown\":{}}\n";
    stranger.write_all(said).await.unwrap();
    assert_eq!(client.send(pause(true)).await, Ok(()));
}

#[tokio::test]
async fn photos_that_do_not_come_hold_nothing_up() {
    let stage = Stage::set();
    let (handle, mut requests) = door(&stage);
    let mut opened = open(&handle).await;
    let ada = PersonId::parse("00000000-0000-0000-0000-000000000001").unwrap();
    let mut asked = tokio::task::JoinSet::new();
    for _ in 0..MOST_COMMANDS + MOST_PHOTOS {
        let (window, ada) = (opened.window.handle.clone(), ada.clone());
        asked.spawn(async move { window.photo(&ada).await });
    }
    let mut held = Vec::new();
    for _ in 0..MOST_PHOTOS {
        match soon("a question", requests.recv()).await {
            Some(Request::Photo(_, answer)) => held.push(answer),
            Some(
                Request::Command(..)
                | Request::Settle(_)
                | Request::Tokens(_)
                | Request::Remark(..)
                | Request::Mended(_),
            )
            | None => {
                panic!("no question for a photo")
            }
        }
    }
    for _ in 0..MOST_COMMANDS {
        let photo = soon("an answer", asked.join_next()).await.unwrap();
        assert!(photo.unwrap().is_err(), "not now");
    }
    // Commands that take long do not keep the window's words unread either.
    let mut commands = Vec::new();
    for _ in 0..MOST_COMMANDS {
        opened.window.handle.submit(pause(true));
        commands.push(soon("a command", requests.recv()).await);
    }
    opened.window.words.send(Word::Shown).ok().unwrap();
    assert_eq!(soon("it is shown", opened.answers.recv()).await, Some(()));

    let _ = held.remove(0).send(None);
    drop(held);
    let mut photos = soon("the rest", asked.join_all()).await;
    photos.sort_by_key(Result::is_err);
    assert_eq!(photos[0], Ok(None), "there is none");
    assert!(photos[1..].iter().all(Result::is_err), "not now");
}

#[tokio::test]
async fn what_is_too_long_is_refused_and_the_conversation_goes_on() {
    let stage = Stage::set();
    let client = stage.client().await;
    let words = "a".repeat(LONGEST_COMMAND);
    let long = client.send(Command::AddByWords { words });
    let refused = soon("an answer", long).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Usage);
    assert_eq!(client.send(pause(true)).await, Ok(()));
}

#[tokio::test]
async fn times_are_read_in_the_zone_the_engine_has_now() {
    let stage = Stage::set();
    let (snapshots, seen) = watch::channel(stage.handle.snapshots().borrow().clone());
    let handle = Handle {
        snapshots: seen,
        ..stage.handle.clone()
    };
    let opened = open(&handle).await;
    assert_eq!(opened.window.handle.zone.zone(), Berlin);
    snapshots.send_modify(|snapshot| {
        "Asia/Tokyo".clone_into(&mut Arc::make_mut(snapshot).settings.zone);
    });
    sees(&opened.window.handle, |snapshot| {
        snapshot.settings.zone == "Asia/Tokyo"
    })
    .await;
    assert_eq!(opened.window.handle.zone.zone(), chrono_tz::Tz::Asia__Tokyo);
}

/// Finds everything fine.
struct Optimist;

impl Doctor for Optimist {
    fn examine(&self) -> Examination {
        Box::pin(std::future::ready(Ok(report())))
    }
}

fn report() -> Report {
    Report {
        fine: true,
        checks: Vec::new(),
        text: "All is well\n".to_owned(),
        letter: Some("Dear IT".to_owned()),
    }
}

#[tokio::test]
async fn the_doctor_is_asked_where_the_engine_runs() {
    let stage = Stage::set();
    let opened = open(&stage.handle.clone().with_doctor(Optimist)).await;
    let client = &opened.window.handle;
    assert_eq!(soon("a report", client.examine()).await, Ok(report()));

    // Where there is no doctor, that is the answer.
    let client = stage.client().await;
    let none = soon("an answer", client.examine()).await;
    assert_eq!(none, stage.handle.examine().await);
    assert!(none.is_err());
}

#[tokio::test]
async fn whoever_waits_for_a_doctor_is_told_of_the_end() {
    struct Slow;
    impl Doctor for Slow {
        fn examine(&self) -> Examination {
            Box::pin(std::future::pending())
        }
    }
    let stage = Stage::set();
    let opened = open(&stage.handle.clone().with_doctor(Slow)).await;
    let asked = tokio::spawn({
        let window = opened.window.handle.clone();
        async move { window.examine().await }
    });
    assert_eq!(stage.handle.send(Command::Quit).await, Ok(()));
    let why = soon("an answer", asked).await.unwrap().unwrap_err();
    assert_eq!(why.title, "Porchlight has ended meanwhile");
}
