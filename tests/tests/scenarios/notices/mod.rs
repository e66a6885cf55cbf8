//! Whom to be told about, and when.

mod held_back;

use chrono::TimeDelta;
use porchlight_core::model::{Person, PersonId, Transition};
use porchlight_core::view::{Command, RuleWish};
use porchlight_tests::world::{World, ada, colleagues, label, person};

const ROUND: TimeDelta = TimeDelta::seconds(34);

fn when(when: &[Transition]) -> RuleWish {
    RuleWish {
        when: when.to_vec(),
        ..RuleWish::available()
    }
}

/// Somebody with a rule for Ada, which may name nothing.
async fn with_rule(rule: RuleWish) -> World {
    let world = World::watching_ada().await;
    give_rule(&world, rule).await;
    world
}

async fn give_rule(world: &World, rule: RuleWish) {
    let (id, rule) = (ada().id, Some(rule));
    world.does(Command::SetRule { id, rule }).await;
}

async fn tell_once(world: &World, rule: RuleWish) {
    let person = ada();
    world.does(Command::TellOnce { person, rule }).await;
}

/// Ada's client says this, and a round passes.
async fn ada_is(world: &World, words: &str) {
    world.client_says("Ada", words);
    world.pass(ROUND).await;
}

/// My own client says this, and a round passes.
async fn i_am(world: &World, words: &str) {
    world.client_says("Robin", words);
    world.pass(ROUND).await;
}

fn told(world: &mut World) -> Vec<String> {
    world.was_told().into_iter().map(|n| n.title).collect()
}

/// Why each notice of today was held back, the newest first.
fn held_back(world: &World) -> Vec<String> {
    let held_back = world.snapshot().notices.held_back.clone();
    held_back.into_iter().map(|held| held.why).collect()
}

fn awaits_once(world: &World) -> bool {
    let snapshot = world.snapshot();
    person(&snapshot, &ada()).is_some_and(|ada| ada.once.is_some())
}

#[tokio::test]
async fn every_rule_tells_what_it_names_and_nothing_else() {
    use Transition as T;
    // Ada's day, and which rules tell each step of it.
    let day = [
        ("Available", vec![T::BecomesAvailable, T::AnyChange]),
        ("Busy/InACall", vec![T::AnyChange]),
        ("DoNotDisturb/Presenting", vec![T::AnyChange]),
        ("Away", vec![T::LeavesBusy, T::GoesAway, T::AnyChange]),
        ("Offline", vec![T::GoesOffline, T::AnyChange]),
    ];
    for rule in T::ALL {
        let mut world = with_rule(when(&[rule])).await;
        for (words, tells) in &day {
            // In between so much time passes that nobody is taken for one who flaps.
            world.pass_by(TimeDelta::minutes(10), ROUND).await;
            ada_is(&world, words).await;
            let expected = usize::from(tells.contains(&rule));
            assert_eq!(told(&mut world).len(), expected, "{rule:?} {words}");
        }
        world
            .control()
            .set_message("Ada", Some("Gone home"), None)
            .unwrap();
        world.pass(ROUND).await;
        let expected = usize::from(matches!(rule, T::MessageChanges | T::AnyChange));
        assert_eq!(told(&mut world).len(), expected, "{rule:?}");
    }
}

#[tokio::test]
async fn a_rule_that_names_nothing_is_silence() {
    let mut world = with_rule(when(&[])).await;
    ada_is(&world, "Available").await;
    world.is_told_nothing();
    assert!(held_back(&world).is_empty());
}

#[tokio::test]
async fn new_people_have_the_rule_of_everybody() {
    let mut world = World::watching_ada().await;
    let rule = when(&[Transition::GoesOffline]);
    world.does(Command::SetDefaultRule { rule }).await;
    ada_is(&world, "Available").await;
    world.is_told_nothing();
    ada_is(&world, "Offline").await;
    assert_eq!(told(&mut world), ["Ada Lovelace: Offline"]);
}

#[tokio::test]
async fn what_must_last_is_told_when_it_has() {
    let rule = RuleWish {
        stable: 30,
        ..RuleWish::available()
    };
    let mut world = with_rule(rule).await;
    world.client_says("Ada", "Available");
    world
        .passes_until("Ada available", ROUND, |s| {
            label(s, &ada()) == Some("Available")
        })
        .await;
    world.is_told_nothing();
    world.pass(TimeDelta::seconds(29)).await;
    world.is_told_nothing();
    // No round is due just now: she is looked at all the same.
    world.pass(TimeDelta::seconds(2)).await;
    assert_eq!(told(&mut world), ["Ada Lovelace: Available"]);
    world.pass(ROUND * 3).await;
    world.is_told_nothing();
}

#[tokio::test]
async fn what_did_not_last_is_not_told() {
    let rule = RuleWish {
        stable: 60,
        ..RuleWish::available()
    };
    let mut world = with_rule(rule).await;
    ada_is(&world, "Available").await;
    ada_is(&world, "Busy").await;
    world.pass(ROUND * 4).await;
    world.is_told_nothing();
}

#[tokio::test]
async fn once_is_once_and_outlives_a_restart() {
    let mut world = with_rule(when(&[])).await;
    tell_once(&world, RuleWish::available()).await;
    world.crashes_and_starts_again().await;
    world.pass(ROUND).await;
    assert!(awaits_once(&world));
    ada_is(&world, "Available").await;
    assert_eq!(told(&mut world), ["Ada Lovelace: Available"]);
    assert!(!awaits_once(&world));
    ada_is(&world, "Away").await;
    ada_is(&world, "Available").await;
    world.is_told_nothing();
    world.crashes_and_starts_again().await;
    assert!(!awaits_once(&world));
}

#[tokio::test]
async fn a_wish_taken_back_or_ended_is_not_told() {
    let mut world = with_rule(when(&[])).await;
    tell_once(&world, RuleWish::available()).await;
    world.does(Command::StopTellingOnce { id: ada().id }).await;
    ada_is(&world, "Available").await;
    ada_is(&world, "Away").await;
    let rule = RuleWish {
        until: Some("5m".to_owned()),
        ..RuleWish::available()
    };
    tell_once(&world, rule).await;
    world.pass(TimeDelta::minutes(5)).await;
    assert!(!awaits_once(&world));
    ada_is(&world, "Available").await;
    world.is_told_nothing();
}

#[tokio::test]
async fn whoever_is_available_already_is_told_about_at_once() {
    let mut world = with_rule(when(&[])).await;
    ada_is(&world, "Available").await;
    tell_once(&world, RuleWish::available()).await;
    assert_eq!(world.is_told().await.title, "Ada Lovelace: Available");
    assert!(!awaits_once(&world));
    // Also somebody who was not known before.
    let grace = world.control().find("Grace").unwrap();
    world.client_says("Grace", "Available");
    let person = Person {
        id: PersonId::parse(&grace.to_string()).unwrap(),
        name: "Grace Hopper".to_owned(),
        address: None,
        phone: None,
    };
    let rule = RuleWish::available();
    world.does(Command::TellOnce { person, rule }).await;
    assert_eq!(world.is_told().await.title, "Grace Hopper: Available");
}

#[tokio::test]
async fn many_who_come_at_once_are_one_notice() {
    let mut world = World::signed_in().await;
    let ids = world.control().add_people(700);
    let people = colleagues(&ids);
    for id in &ids {
        world.control().set_presence(*id, "Away", "Away").unwrap();
    }
    let first = people[0].clone();
    world.does(Command::AddPeople { people }).await;
    world
        .sees("everybody", |s| {
            s.people.len() == 700 && s.people.iter().all(|p| p.presence.is_some())
        })
        .await;
    // The first and the last stand in different requests of a round.
    let come = |number: usize| {
        for id in ids
            .iter()
            .take(number / 2)
            .chain(ids.iter().rev().take(number - number / 2))
        {
            let control = world.control();
            control.set_presence(*id, "Available", "Available").unwrap();
        }
    };
    come(10);
    world.pass(ROUND).await;
    let notices = world.was_told();
    assert_eq!(notices.len(), 1);
    assert_eq!(
        (&notices[0].person, notices[0].title.as_str()),
        (&None, "10 people changed")
    );
    let lines: Vec<&str> = notices[0].body.lines().collect();
    assert_eq!(lines[0], format!("{}: Available", first.name));
    assert_eq!((lines.len(), lines[8]), (9, "and 2 more"));
}

#[tokio::test]
async fn somebody_who_flaps_for_a_day_is_told_about_thrice_and_once_at_rest() {
    let mut world = World::watching_ada().await;
    let mut titles = Vec::new();
    for turn in 0..24 * 60 {
        let words = if turn % 2 == 0 { "Available" } else { "Away" };
        world.client_says("Ada", words);
        world.pass_by(TimeDelta::minutes(1), ROUND).await;
        titles.extend(told(&mut world));
    }
    assert_eq!(titles, ["Ada Lovelace: Available"; 3]);
    assert_eq!(held_back(&world), ["Changed too often"]);
    ada_is(&world, "Available").await;
    world.pass_by(TimeDelta::minutes(6), ROUND).await;
    assert_eq!(told(&mut world), ["Ada Lovelace: Available"]);
}
