//! Every fault at every operation: what it is called, that nothing on screen
//! or asked for is lost, and that all is well once it has passed.

use chrono::TimeDelta;
use porchlight_core::ErrorCode;
use porchlight_core::auth::Cloud;
use porchlight_core::model::Status;
use porchlight_core::view::{Command, HealthKind, SignInMethod, Snapshot, Standing};
use porchlight_sim::{Control, ErrorBody, Fault, FaultKind, Operation};
use porchlight_tests::world::{World, ada, label, person};

/// What somebody does that needs the operation of the column.
const COLUMNS: [Operation; 11] = [
    Operation::Token,
    Operation::GetPresence,
    Operation::GetUserPresence,
    Operation::GetPresenceById,
    Operation::GetPresencesByUserId,
    Operation::SetPresence,
    Operation::ClearPresence,
    Operation::SetUserPreferredPresence,
    Operation::ClearUserPreferredPresence,
    Operation::SetStatusMessage,
    Operation::SearchUsers,
];

fn command(operation: Operation) -> Command {
    match operation {
        Operation::SetPresence | Operation::SetUserPreferredPresence => pick(Status::Away),
        Operation::ClearPresence => pick(Status::Offline),
        Operation::ClearUserPreferredPresence => pick(Status::InACall),
        Operation::SetStatusMessage => Command::SetMessage {
            text: "Tea".to_owned(),
            until: None,
        },
        Operation::GetUserPresence | Operation::GetPresenceById => Command::Follow {
            people: vec![ada()],
        },
        Operation::SearchUsers => Command::Search {
            text: "grace".to_owned(),
        },
        Operation::Authorize
        | Operation::Token
        | Operation::DeviceCode
        | Operation::SignInPage
        | Operation::Me
        | Operation::User
        | Operation::Photo
        | Operation::GetPresence
        | Operation::GetPresencesByUserId
        | Operation::Unknown => Command::Refresh,
    }
}

fn pick(status: Status) -> Command {
    Command::SetStatus {
        status,
        until: None,
    }
}

fn lunch() -> Command {
    Command::SetMessage {
        text: "Lunch".to_owned(),
        until: None,
    }
}

fn requested(snapshot: &Snapshot) -> Option<(Status, Standing)> {
    let requested = snapshot.me.as_ref()?.requested.as_ref()?;
    Some((requested.status, requested.standing))
}

fn message(snapshot: &Snapshot) -> Option<&str> {
    let message = snapshot.me.as_ref()?.message.as_ref()?;
    Some(message.text.as_str())
}

/// One word for what a command met, and one for the health if it is not fine.
fn words(outcome: Result<(), ErrorCode>, health: HealthKind) -> String {
    let outcome = match outcome {
        Ok(()) => "fine",
        Err(ErrorCode::Refused) => "refused",
        Err(ErrorCode::Unreachable) => "unreachable",
        Err(ErrorCode::SignInNeeded) => "ended",
        Err(ErrorCode::Usage | ErrorCode::Failed) => "failed",
    };
    match health {
        HealthKind::Fine => outcome.to_owned(),
        HealthKind::Starting => format!("{outcome}, starting"),
        HealthKind::Offline => format!("{outcome}, offline"),
        HealthKind::Throttled => format!("{outcome}, throttled"),
        HealthKind::SignedOut => format!("{outcome}, signed out"),
        HealthKind::Trouble => format!("{outcome}, trouble"),
    }
}

/// Ada is away, I am busy and my message says Lunch.
async fn ordinary() -> World {
    let world = World::watching_ada().await;
    is_ordinary(&world).await;
    world
}

async fn is_ordinary(world: &World) {
    world.does(pick(Status::Busy)).await;
    world.does(lunch()).await;
    world
        .passes_until("an ordinary day", TimeDelta::minutes(6), |s| {
            s.health.kind == HealthKind::Fine
                && requested(s) == Some((Status::Busy, Standing::Honoured))
                && message(s) == Some("Lunch")
                && label(s, &ada()) == Some("Away")
        })
        .await;
    assert_eq!(world.me()["reported"]["activity"], "Busy");
    assert_eq!(world.me()["message"]["content"], "Lunch");
}

/// Sees to it that the command for an operation comes to it.
fn lead_to(operation: Operation, control: &Control) {
    if operation == Operation::Token {
        control.expire_access_tokens();
    }
    if operation == Operation::GetPresenceById {
        // It is asked where the first way leads nowhere.
        control.fault(Fault::new(Operation::GetUserPresence, FaultKind::NotFound));
    }
}

/// Does what the operation is for while the fault lasts, then lets it pass.
async fn meets(world: &World, operation: Operation, fault: &FaultKind) -> String {
    let said = format!("{fault:?} at {operation:?}");
    let control = world.control();
    control.fault(Fault::new(operation, fault.clone()));
    lead_to(operation, &control);
    let command = command(operation);
    let mut outcome = world.tries(command.clone()).await.map_err(|e| e.code);
    let snapshot = world.snapshot();
    // Every face says of such a person that Graph does not tell their presence.
    let follows = matches!(command, Command::Follow { .. });
    if follows && person(&snapshot, &ada()).is_some_and(|ada| ada.problem.is_some()) {
        outcome = outcome.and(Err(ErrorCode::Refused));
    }
    let met = words(outcome, snapshot.health.kind);
    // What was asked for stays asked for; what was known stays on screen.
    let mut expected = Status::Busy;
    if let Command::SetStatus { status, .. } = command {
        expected = status;
    }
    assert_eq!(requested(&snapshot).map(|r| r.0), Some(expected), "{said}");
    assert_eq!(snapshot.people.len(), 1, "{said}");
    if operation != Operation::SetStatusMessage {
        assert!(label(&snapshot, &ada()).is_some(), "{said}");
    }
    if outcome.is_err() {
        assert_eq!(label(&snapshot, &ada()), Some("Away"), "{said}");
        assert!(message(&snapshot).is_some(), "{said}");
    }
    control.clear_faults();
    if snapshot.health.kind == HealthKind::SignedOut || outcome == Err(ErrorCode::SignInNeeded) {
        let method = SignInMethod::Browser;
        world
            .does(Command::SignIn {
                method,
                colleagues: true,
            })
            .await;
    }
    world
        .passes_until("health again", TimeDelta::minutes(6), |s| {
            s.health.kind == HealthKind::Fine
        })
        .await;
    is_ordinary(world).await;
    met
}

/// A row of the matrix: the fault at each operation in the order of the columns.
async fn check(fault: FaultKind, row: [&str; 11]) {
    let world = ordinary().await;
    let mut met = Vec::new();
    for operation in COLUMNS {
        met.push(meets(&world, operation, &fault).await);
    }
    assert_eq!(met, row, "{fault:?}");
}

fn server_error(status: u16, body: ErrorBody, wait: Option<&str>) -> FaultKind {
    FaultKind::ServerError {
        status,
        body,
        retry_after: wait.map(str::to_owned),
    }
}

fn throttled(wait: Option<&str>) -> FaultKind {
    let retry_after = wait.map(str::to_owned);
    FaultKind::Throttled { retry_after }
}

fn answer(status: u16, body: &str) -> FaultKind {
    FaultKind::Answer {
        status,
        content_type: None,
        body: body.to_owned(),
    }
}

// What a command met, and the health where it is not fine.
const FINE: &str = "fine";
const NO: &str = "refused";
const NO_T: &str = "refused, trouble";
const WAIT: &str = "refused, throttled";
const GONE: &str = "unreachable";
const GONE_O: &str = "unreachable, offline";
const END: &str = "ended, signed out";

#[tokio::test]
async fn refusals() {
    let claims = "{\"access_token\":{}}".to_owned();
    let bare = answer(400, "{\"error\":{\"code\":\"\",\"message\":\"\"}}");
    // token, mine, one, the same by id, people, session, its end, pin, its end, message, search
    let ended = [GONE_O, END, END, END, END, END, END, END, END, END, END];
    check(FaultKind::Unauthorized, ended).await;
    check(FaultKind::ClaimsChallenge { claims }, ended).await;
    let refused = [GONE_O, NO_T, FINE, NO, NO_T, NO, NO, NO, NO, NO, NO];
    check(FaultKind::Forbidden, refused).await;
    // A session that is not found has ended; a colleague who is not found says so alone.
    let unknown = [GONE_O, NO_T, FINE, NO, FINE, NO, FINE, NO, NO, NO, NO];
    check(FaultKind::NotFound, unknown).await;
    let invalid = [GONE_O, NO_T, FINE, NO, FINE, NO, NO, NO, NO, NO, NO];
    check(bare, invalid).await;
}

#[tokio::test]
async fn waits() {
    let row = [GONE_O, WAIT, NO, NO, WAIT, NO, NO, NO, NO, NO, NO];
    check(throttled(Some("2.128")), row).await;
    check(throttled(None), row).await;
    check(server_error(503, ErrorBody::Html, Some("7")), row).await;
}

#[tokio::test]
async fn no_answer() {
    // One person is asked for in a second way where a server answered oddly.
    let row = |one| {
        [
            GONE_O, GONE_O, one, NO, GONE_O, GONE, GONE, GONE, GONE, GONE, GONE,
        ]
    };
    check(server_error(500, ErrorBody::Html, None), row(FINE)).await;
    check(server_error(502, ErrorBody::Empty, None), row(FINE)).await;
    check(server_error(504, ErrorBody::Json, None), row(FINE)).await;
    check(FaultKind::ConnectionReset, row(GONE)).await;
    check(FaultKind::LostAnswer, row(GONE)).await;
    check(FaultKind::CaptivePortal, row(FINE)).await;
    check(answer(302, ""), row(FINE)).await;
    // The answer to a write has no body that could be cut.
    let row = [
        GONE_O, GONE_O, FINE, NO, GONE_O, FINE, FINE, FINE, FINE, FINE, GONE,
    ];
    check(FaultKind::TruncatedJson, row).await;
}

#[tokio::test]
async fn odd_answers() {
    let fine = [FINE; 11];
    check(FaultKind::CamelCase, fine).await;
    check(FaultKind::UnknownValues, fine).await;
    check(FaultKind::MissingFields, fine).await;
    check(FaultKind::ExtraFields, fine).await;
    check(FaultKind::Ignored, fine).await;
    check(FaultKind::DateSkew { seconds: 3_600 }, fine).await;
    check(FaultKind::DateSkew { seconds: -3_600 }, fine).await;
    let strangers = [
        FINE, GONE_O, FINE, NO, FINE, FINE, FINE, FINE, FINE, FINE, FINE,
    ];
    check(FaultKind::WrongPerson, strangers).await;
}

#[tokio::test]
async fn a_slow_answer_is_waited_for_and_nothing_else_waits() {
    for operation in COLUMNS {
        let world = ordinary().await;
        let slow = FaultKind::Slow { seconds: None };
        world.control().fault(Fault::once(operation, slow));
        lead_to(operation, &world.control());
        let asked = world.tries(command(operation));
        let meanwhile = async {
            world.control().wait_until_held(1).await;
            world.does(Command::WatchClosely { on: true }).await;
            world.control().release();
        };
        let (outcome, ()) = tokio::join!(asked, meanwhile);
        assert_eq!(outcome, Ok(()), "{operation:?}");
        is_ordinary(&world).await;
    }
}

#[tokio::test]
async fn a_sign_out_ends_what_waits_for_a_slow_answer() {
    for operation in COLUMNS {
        let world = ordinary().await;
        let slow = FaultKind::Slow { seconds: None };
        world.control().fault(Fault::once(operation, slow));
        lead_to(operation, &world.control());
        let asked = world.tries(command(operation));
        let meanwhile = async {
            world.control().wait_until_held(1).await;
            // The farewell must not wait for what is held.
            world.control().release();
            world.does(Command::SignOut).await;
        };
        let (outcome, ()) = tokio::join!(asked, meanwhile);
        let code = outcome.map_err(|error| error.code);
        let known = [Ok(()), Err(ErrorCode::SignInNeeded)];
        assert!(known.contains(&code), "{operation:?}: {code:?}");
        world.sign_in().await;
        is_ordinary(&world).await;
    }
}

#[tokio::test]
async fn a_name_that_does_not_resolve_is_no_network() {
    let nowhere = || url::Url::parse("https://porchlight.invalid").unwrap();
    let world = World::at(Cloud::custom(nowhere(), nowhere()).unwrap()).await;
    let method = SignInMethod::DeviceCode;
    let error = world
        .tries(Command::SignIn {
            method,
            colleagues: true,
        })
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::Unreachable);
    assert_eq!(world.snapshot().problem, Some(error));
}
