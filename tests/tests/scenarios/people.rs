//! Colleagues and notices.

use chrono::TimeDelta;
use porchlight_core::model::Transition;
use porchlight_core::view::{Command, RuleWish};
use porchlight_sim::{Operation, UnknownIds};
use porchlight_tests::world::{World, ada, colleagues, label, person};

const ROUND: TimeDelta = TimeDelta::seconds(34);

#[tokio::test]
async fn a_colleague_who_becomes_available_gives_one_notice() {
    let mut world = World::watching_ada().await;
    world.pass(ROUND).await;
    world.is_told_nothing();
    let changed = world.now();
    world.client_says("Ada", "Available");
    world.pass(ROUND).await;
    let notice = world.is_told().await;
    assert_eq!(notice.title, "Ada Lovelace: Available");
    assert_eq!(notice.person, Some(ada()));
    world.pass(ROUND * 3).await;
    world.is_told_nothing();
    let since = person(&world.snapshot(), &ada()).unwrap().since.unwrap();
    assert!(since >= changed && since < changed + ROUND, "{since}");
}

#[tokio::test]
async fn the_first_reading_after_a_start_tells_nothing() {
    let mut world = World::watching_ada().await;
    world.client_says("Ada", "Available");
    world.crashes_and_starts_again().await;
    world.pass(ROUND).await;
    assert_eq!(label(&world.snapshot(), &ada()), Some("Available"));
    world.is_told_nothing();
}

#[tokio::test]
async fn what_happened_while_the_computer_slept_is_not_told() {
    let mut world = World::watching_ada().await;
    world.pass(ROUND).await;
    world.client_says("Ada", "Available");
    world.sleeps(TimeDelta::hours(8)).await;
    world
        .sees("Ada available", |s| label(s, &ada()) == Some("Available"))
        .await;
    world.is_told_nothing();
}

#[tokio::test]
async fn a_rule_names_what_is_told() {
    let mut world = World::watching_ada().await;
    let rule = RuleWish {
        when: vec![Transition::MessageChanges],
        ..RuleWish::available()
    };
    let (id, rule) = (ada().id, Some(rule));
    world.does(Command::SetRule { id, rule }).await;
    world.client_says("Ada", "Available");
    world.pass(ROUND).await;
    world.is_told_nothing();
    world
        .control()
        .set_message("Ada", Some("In the lab"), None)
        .unwrap();
    world.pass(ROUND).await;
    let notice = world.is_told().await;
    assert_eq!(notice.title, "Ada Lovelace has a new status message");
    assert_eq!(notice.body, "In the lab");
}

#[tokio::test]
async fn pauses_and_do_not_disturb_are_silence() {
    let mut world = World::watching_ada().await;
    world
        .does(Command::PauseNotices {
            until: Some("30m".into()),
        })
        .await;
    world.client_says("Ada", "Available");
    world.pass(ROUND).await;
    world.is_told_nothing();
    world.does(Command::ResumeNotices).await;
    world.client_says("Robin", "DoNotDisturb/Presenting");
    world.client_says("Ada", "Away");
    world.pass(ROUND).await;
    world.client_says("Ada", "Available");
    world.pass(ROUND).await;
    world.is_told_nothing();
}

#[tokio::test]
async fn somebody_found_by_name_is_watched() {
    let world = World::signed_in().await;
    world
        .does(Command::Search {
            text: "grace".into(),
        })
        .await;
    let found = world.snapshot().search.clone().unwrap();
    let names: Vec<_> = found
        .results
        .iter()
        .map(|f| f.person.name.as_str())
        .collect();
    assert_eq!(names, ["Grace Hopper"]);
    let grace = found.results[0].person.clone();
    world
        .does(Command::AddPeople {
            people: vec![grace.clone()],
        })
        .await;
    world
        .sees("Grace", |s| label(s, &grace) == Some("Offline"))
        .await;
    assert!(world.snapshot().search.as_ref().unwrap().results[0].watched);
    world
        .does(Command::RemovePeople {
            ids: vec![grace.id.clone()],
        })
        .await;
    assert!(world.snapshot().people.is_empty());
}

#[tokio::test]
async fn many_people_are_asked_about_in_chunks_graph_takes() {
    let world = World::signed_in().await;
    let people = colleagues(world.control().add_people(1_400));
    world.control().clear_requests();
    world.does(Command::AddPeople { people }).await;
    let everybody = |s: &porchlight_core::view::Snapshot| {
        s.people.len() == 1_400 && s.people.iter().all(|p| p.presence.is_some())
    };
    world.sees("everybody", |s| everybody(s)).await;
    let bulk = world.control().requests();
    let bulk: Vec<_> = bulk
        .iter()
        .filter(|r| r.operation == Operation::GetPresencesByUserId)
        .collect();
    assert!(bulk.iter().all(|request| request.status == 200));
    assert_eq!(bulk.len(), 3);
}

#[tokio::test]
async fn one_bad_id_does_not_blind_the_rest() {
    for unknown_ids in [
        UnknownIds::Omit,
        UnknownIds::PresenceUnknown,
        UnknownIds::Fail,
    ] {
        let world = World::watching_ada().await;
        world
            .control()
            .change_settings(|settings| settings.unknown_ids = unknown_ids);
        let people = colleagues(["99999999-0000-4000-8000-000000000000"]);
        world.does(Command::AddPeople { people }).await;
        world.client_says("Ada", "Busy/InAMeeting");
        world
            .passes_until("Ada in a meeting", ROUND * 2, |s| {
                label(s, &ada()) == Some("In a meeting")
            })
            .await;
    }
}
