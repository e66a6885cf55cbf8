//! How often Graph is asked, what that costs a company, and what is old.

use chrono::TimeDelta;
use porchlight_core::model::PersonId;
use porchlight_core::view::{Command, HealthKind};
use porchlight_sim::{Fault, FaultKind, Operation, Side, UnknownIds};
use porchlight_tests::world::{World, ada, colleagues, label};

const ROUND: TimeDelta = TimeDelta::seconds(34);

/// How often presence was read since it was last asked.
fn reads(world: &World) -> usize {
    let requests = world.control().requests();
    world.control().clear_requests();
    let is_read = |operation| {
        matches!(
            operation,
            Operation::GetPresence | Operation::GetPresencesByUserId
        )
    };
    requests.iter().filter(|r| is_read(r.operation)).count()
}

#[tokio::test]
async fn fifteen_hundred_people_and_three_bad_ids_cost_little() {
    let world = World::signed_in().await;
    let known = world.control().add_people(1_497);
    let bad = (1..=3).map(|n| format!("9999999{n}-0000-4000-8000-000000000000"));
    let everybody = colleagues(known.iter().map(ToString::to_string).chain(bad));
    let is_bad = |id: &PersonId| id.as_str().starts_with("9999999");
    world
        .control()
        .change_settings(|settings| settings.unknown_ids = UnknownIds::Fail);
    reads(&world);
    world.does(Command::AddPeople { people: everybody }).await;
    let all_but_the_bad = |p: &porchlight_core::view::PersonView| {
        if is_bad(&p.id) {
            p.presence.is_none() && p.problem.is_some()
        } else {
            p.presence.is_some()
        }
    };
    world
        .sees("all but the bad", |s| s.people.iter().all(all_but_the_bad))
        .await;
    let first = reads(&world);
    assert!(first <= 70, "{first}");
    for _ in 0..10 {
        // My own presence, three chunks, and one id apart at most.
        world.does(Command::WatchClosely { on: true }).await;
        world.pass(TimeDelta::milliseconds(10)).await;
        let later = reads(&world);
        assert!((4..=5).contains(&later), "{later}");
        world.does(Command::WatchClosely { on: false }).await;
        world.pass_by(ROUND * 2, ROUND).await;
        let later = reads(&world);
        assert!((4..=10).contains(&later), "{later}");
    }
    world
        .control()
        .change_settings(|settings| settings.unknown_ids = UnknownIds::PresenceUnknown);
    world.does(Command::Refresh).await;
    let seen = |s: &porchlight_core::view::Snapshot| s.people.iter().all(|p| p.problem.is_none());
    world.sees("everybody", |s| seen(s)).await;
}

#[tokio::test]
async fn a_locked_screen_is_read_less_and_an_unlocked_one_at_once() {
    let world = World::watching_ada().await;
    world.seat(|seat| seat.locked = true).await;
    world.pass(ROUND).await;
    reads(&world);
    world.pass(TimeDelta::minutes(10)).await;
    let locked = reads(&world);
    assert!((8..=12).contains(&locked), "{locked}");
    world.client_says("Ada", "Busy/InACall");
    world.seat(|seat| seat.locked = false).await;
    assert_eq!(label(&world.snapshot(), &ada()), Some("In a call"));
}

#[tokio::test]
async fn the_configuration_says_how_often() {
    let mut world = World::watching_ada().await;
    world
        .starts_again_reading_every(TimeDelta::minutes(10))
        .await;
    assert_eq!(world.snapshot().settings.poll_seconds, 600);
    reads(&world);
    world.pass_by(TimeDelta::hours(1), ROUND).await;
    let rounds = reads(&world) / 2;
    assert!((5..=7).contains(&rounds), "{rounds}");
    assert!(!world.snapshot().health.stale);
    world.client_says("Ada", "Available");
    world.pass_by(TimeDelta::minutes(11), ROUND).await;
    assert_eq!(world.is_told().await.title, "Ada Lovelace: Available");
}

#[tokio::test]
async fn a_reconnect_after_data_were_old_tells_nothing() {
    for (missed, told) in [(ROUND, 1), (ROUND * 4, 0)] {
        let mut world = World::watching_ada().await;
        world.pass(ROUND).await;
        world
            .control()
            .fault(Fault::new(Side::Everywhere, FaultKind::ConnectionReset));
        world.pass(missed).await;
        assert_eq!(world.snapshot().health.stale, told == 0);
        world.client_says("Ada", "Available");
        world.control().clear_faults();
        world
            .passes_until("health again", TimeDelta::minutes(3), |s| {
                s.health.kind == HealthKind::Fine && label(s, &ada()) == Some("Available")
            })
            .await;
        assert_eq!(world.was_told().len(), told, "{missed}");
    }
}

#[tokio::test]
async fn a_sign_in_service_that_is_down_has_words_of_its_own() {
    let world = World::watching_ada().await;
    world.control().expire_access_tokens();
    world
        .control()
        .fault(Fault::new(Side::Login, FaultKind::ConnectionReset));
    let snapshot = world
        .passes_until("trouble", ROUND * 2, |s| {
            s.health.kind == HealthKind::Offline
        })
        .await;
    assert!(
        snapshot
            .health
            .words
            .starts_with("The sign-in service can't be reached since 13:0"),
        "{}",
        snapshot.health.words
    );
    assert_eq!(label(&snapshot, &ada()), Some("Away"));
    world.control().clear_faults();
    world
        .passes_until("health again", TimeDelta::minutes(10), |s| {
            s.health.kind == HealthKind::Fine
        })
        .await;
}

#[tokio::test]
async fn a_clock_set_back_is_a_first_look_and_stops_nothing() {
    let mut world = World::watching_ada().await;
    world.pass(ROUND).await;
    world.client_says("Ada", "Available");
    world.sets_the_clock_by(TimeDelta::hours(-3)).await;
    let snapshot = world
        .sees("Ada available", |s| label(s, &ada()) == Some("Available"))
        .await;
    assert!(snapshot.health.updated_at <= Some(world.now()));
    world.is_told_nothing();
    reads(&world);
    world.pass(ROUND * 2).await;
    assert!(reads(&world) >= 2 * 2);
    assert!(!world.snapshot().health.stale);
    world.client_says("Ada", "Busy");
    world.pass(ROUND).await;
    world.client_says("Ada", "Available");
    world.pass(ROUND).await;
    assert_eq!(world.is_told().await.title, "Ada Lovelace: Available");
    world
        .control()
        .fault(Fault::new(Side::Everywhere, FaultKind::ConnectionReset));
    world
        .passes_until("stale", TimeDelta::minutes(2), |s| s.health.stale)
        .await;
}
