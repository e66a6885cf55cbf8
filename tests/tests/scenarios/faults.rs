//! Bad days: each fault gives its words, loses nothing, and passes.

use chrono::TimeDelta;
use porchlight_core::ErrorCode;
use porchlight_core::model::Status;
use porchlight_core::view::{AccountView, Command, HealthKind, Snapshot};
use porchlight_sim::{ErrorBody, Fault, FaultKind, Side};
use porchlight_tests::world::{World, ada, label};

fn server_error(status: u16, body: ErrorBody) -> FaultKind {
    FaultKind::ServerError {
        status,
        body,
        retry_after: None,
    }
}

fn throttled(wait: Option<&str>) -> FaultKind {
    FaultKind::Throttled {
        retry_after: wait.map(str::to_owned),
    }
}

/// While a fault lasts, reading says `kind` and `code`; afterwards all is well.
async fn reading_meets(fault: FaultKind, kind: HealthKind, code: ErrorCode) {
    let said = format!("{fault:?}");
    let world = World::watching_ada().await;
    world.control().fault(Fault::new(Side::Reads, fault));
    let error = world.tries(Command::Refresh).await.expect_err(&said);
    assert_eq!(error.code, code, "{said}");
    let snapshot = world.snapshot();
    assert_eq!(snapshot.health.kind, kind, "{said}");
    assert_eq!(label(&snapshot, &ada()), Some("Away"), "{said}");
    assert!(!snapshot.health.words.is_empty());
    world.control().clear_faults();
    world
        .passes_until("health again", TimeDelta::minutes(10), |s| {
            s.health.kind == HealthKind::Fine
        })
        .await;
}

#[tokio::test]
async fn each_fault_of_reading_has_its_line_and_passes() {
    use ErrorCode as C;
    use HealthKind as H;
    reading_meets(FaultKind::Forbidden, H::Trouble, C::Refused).await;
    reading_meets(FaultKind::NotFound, H::Trouble, C::Refused).await;
    reading_meets(throttled(Some("2.128")), H::Throttled, C::Refused).await;
    reading_meets(throttled(None), H::Throttled, C::Refused).await;
    reading_meets(
        server_error(500, ErrorBody::Html),
        H::Offline,
        C::Unreachable,
    )
    .await;
    reading_meets(
        server_error(502, ErrorBody::Empty),
        H::Offline,
        C::Unreachable,
    )
    .await;
    reading_meets(FaultKind::TruncatedJson, H::Offline, C::Unreachable).await;
    reading_meets(FaultKind::ConnectionReset, H::Offline, C::Unreachable).await;
    reading_meets(FaultKind::CaptivePortal, H::Offline, C::Unreachable).await;
}

/// What a pick meets, and whether Graph has it once the fault has passed.
async fn a_pick_meets(fault: FaultKind, code: ErrorCode, in_the_end: &str) {
    let said = format!("{fault:?}");
    let world = World::watching_ada().await;
    world.control().fault(Fault::once(Side::Writes, fault));
    let pick = Command::SetStatus {
        status: Status::Busy,
        until: None,
    };
    let error = world.tries(pick).await.expect_err(&said);
    assert_eq!(error.code, code, "{said}");
    let requested = |s: &Snapshot| s.me.as_ref().and_then(|me| me.requested.clone());
    assert_eq!(
        requested(&world.snapshot()).map(|r| r.status),
        Some(Status::Busy),
        "{said}"
    );
    world.pass(TimeDelta::seconds(60)).await;
    assert_eq!(world.me()["reported"]["availability"], in_the_end, "{said}");
}

#[tokio::test]
async fn a_pick_that_could_not_be_sent_is_sent_later_and_a_refused_one_is_not() {
    use ErrorCode as C;
    a_pick_meets(FaultKind::Forbidden, C::Refused, "Offline").await;
    a_pick_meets(throttled(Some("2.128")), C::Refused, "Busy").await;
    a_pick_meets(server_error(503, ErrorBody::Html), C::Unreachable, "Busy").await;
    a_pick_meets(FaultKind::ConnectionReset, C::Unreachable, "Busy").await;
    a_pick_meets(FaultKind::LostAnswer, C::Unreachable, "Busy").await;
}

#[tokio::test]
async fn one_401_is_answered_with_a_fresh_token_and_no_word() {
    let world = World::watching_ada().await;
    world
        .control()
        .fault(Fault::once(Side::Reads, FaultKind::Unauthorized));
    world.does(Command::Refresh).await;
    assert_eq!(world.snapshot().health.kind, HealthKind::Fine);
}

#[tokio::test]
async fn words_nobody_knows_and_fields_that_are_missing_are_shown() {
    for (fault, expected) in [
        (FaultKind::CamelCase, Some("Away")),
        (FaultKind::ExtraFields, Some("Away")),
        (FaultKind::MissingFields, None),
        (FaultKind::UnknownValues, None),
    ] {
        let world = World::watching_ada().await;
        world
            .control()
            .fault(Fault::new(Side::Reads, fault.clone()));
        world.does(Command::Refresh).await;
        let snapshot = world.snapshot();
        let shown = label(&snapshot, &ada()).unwrap().to_owned();
        match expected {
            Some(label) => assert_eq!(shown, label, "{fault:?}"),
            None => assert!(!shown.is_empty(), "{fault:?}"),
        }
        assert_eq!(snapshot.health.kind, HealthKind::Fine, "{fault:?}");
    }
}

#[tokio::test]
async fn old_data_say_their_age_and_look_it() {
    let world = World::watching_ada().await;
    world
        .control()
        .fault(Fault::new(Side::Everywhere, FaultKind::ConnectionReset));
    let snapshot = world
        .passes_until("stale", TimeDelta::minutes(5), |s| s.health.stale)
        .await;
    assert!(
        snapshot.health.words.contains("as of 13:0"),
        "{}",
        snapshot.health.words
    );
    assert_eq!(label(&snapshot, &ada()), Some("Away"));
}

#[tokio::test]
async fn the_list_survives_a_file_cut_off_in_the_middle() {
    let mut world = World::watching_ada().await;
    let file = world.folder().join("state.json");
    let whole = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, &whole[..whole.len() - 20]).unwrap();
    world.crashes_and_starts_again().await;
    let snapshot = world.snapshot();
    assert!(
        snapshot.health.remarks[0].contains("set aside"),
        "{:?}",
        snapshot.health.remarks
    );
    let kept = std::fs::read_to_string(world.folder().join("state.unreadable")).unwrap();
    assert!(whole.starts_with(&kept) && kept.contains("Ada"));
}

#[tokio::test]
async fn what_a_full_disk_did_not_take_is_saved_later() {
    let mut world = World::signed_in().await;
    let file = world.folder().join("state.json");
    // A folder in its place refuses every write, as a full disk does.
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    let people = vec![ada()];
    world.does(Command::AddPeople { people }).await;
    let said = "What was changed can't be saved";
    let told = |snapshot: &Snapshot| {
        let remarks = snapshot.health.remarks.iter();
        remarks.filter(|remark| remark.starts_with(said)).count()
    };
    world
        .sees("the trouble", |snapshot| told(snapshot) == 1)
        .await;
    world.pass(TimeDelta::minutes(5)).await;
    assert_eq!(told(&world.snapshot()), 1);

    std::fs::remove_dir(&file).unwrap();
    world
        .passes_until("its end", TimeDelta::minutes(2), |snapshot| {
            told(snapshot) == 0
        })
        .await;
    world.crashes_and_starts_again().await;
    let listed = |snapshot: &Snapshot| snapshot.people.iter().any(|person| person.id == ada().id);
    assert!(listed(&world.snapshot()));
}

#[tokio::test]
async fn a_damaged_file_costs_the_list_and_not_the_sign_in() {
    let mut world = World::signed_in().await;
    world
        .does(Command::AddPeople {
            people: vec![ada()],
        })
        .await;
    let file = world.folder().join("state.json");
    let whole = std::fs::read_to_string(&file).unwrap();
    let damaged = &whole[..whole.find("\"watch_list\"").unwrap()];
    std::fs::write(&file, damaged).unwrap();
    world.crashes_and_starts_again().await;
    let snapshot = world.snapshot();
    assert!(matches!(snapshot.account, AccountView::SignedIn { .. }));
    assert!(snapshot.people.is_empty());
    let remarks = &snapshot.health.remarks;
    assert!(remarks[0].contains("set aside"), "{remarks:?}");
    let aside = std::fs::read_to_string(file.with_extension("unreadable")).unwrap();
    assert_eq!(aside, damaged);
    // Nothing is left behind in the keyring when I sign out.
    world.does(Command::SignOut).await;
    assert!(world.keyring().is_empty());
}
