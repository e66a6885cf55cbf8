//! What is not told just now, and what becomes of it.

use chrono::TimeDelta;
use porchlight_core::model::Day;
use porchlight_core::view::{Command, QuietWish, RuleWish};
use porchlight_tests::world::{World, ada, label, person};

use super::{ROUND, ada_is, awaits_once, held_back, i_am, tell_once, told, with_rule};

#[tokio::test]
async fn in_a_call_nothing_is_told_and_a_wish_waits_for_its_end() {
    let mut world = World::watching_ada().await;
    for (words, why) in [
        ("Busy/InACall", "You were in a call"),
        ("Busy/InAConferenceCall", "You were in a call"),
        ("DoNotDisturb/Presenting", "You were presenting"),
        ("DoNotDisturb", "You were not to be disturbed"),
    ] {
        i_am(&world, words).await;
        ada_is(&world, "Available").await;
        assert_eq!(held_back(&world)[0], why);
        ada_is(&world, "Away").await;
        // What a standing rule would have told is past.
        i_am(&world, "Available").await;
        world.is_told_nothing();
    }
    tell_once(&world, RuleWish::available()).await;
    i_am(&world, "Busy/InACall").await;
    ada_is(&world, "Available").await;
    world.pass(ROUND).await;
    world.is_told_nothing();
    assert!(awaits_once(&world));
    i_am(&world, "Available").await;
    assert_eq!(told(&mut world), ["Ada Lovelace: Available"]);
    assert!(!awaits_once(&world));
}

#[tokio::test]
async fn a_rule_may_tell_in_a_call() {
    let rule = RuleWish {
        even_when_busy: true,
        ..RuleWish::available()
    };
    let mut world = with_rule(rule).await;
    i_am(&world, "Busy/InACall").await;
    ada_is(&world, "Available").await;
    assert_eq!(told(&mut world), ["Ada Lovelace: Available"]);
}

#[tokio::test]
async fn quiet_hours_and_days_are_silence_and_end_by_themselves() {
    // It is Saturday, 13:00 in Berlin.
    let mut world = World::watching_ada().await;
    let hours = QuietWish {
        from: "22:00".to_owned(),
        to: "1:30 pm".to_owned(),
    };
    world
        .does(Command::SetQuiet {
            hours: Some(hours),
            days: vec![],
        })
        .await;
    let words = |world: &World| world.snapshot().notices.quiet_words.clone();
    assert_eq!(words(&world).as_deref(), Some("until 13:30"));
    tell_once(&world, RuleWish::available()).await;
    ada_is(&world, "Available").await;
    world.is_told_nothing();
    assert_eq!(held_back(&world), ["Quiet until 13:30"]);
    world.pass_by(TimeDelta::minutes(30), ROUND).await;
    assert_eq!(words(&world), None);
    // She is still there: what was to be told once is told now.
    assert_eq!(told(&mut world), ["Ada Lovelace: Available"]);
    let days = vec![Day::Saturday, Day::Sunday];
    world.does(Command::SetQuiet { hours: None, days }).await;
    assert_eq!(words(&world).as_deref(), Some("until the end of tomorrow"));
    ada_is(&world, "Away").await;
    ada_is(&world, "Available").await;
    world.is_told_nothing();
}

#[tokio::test]
async fn a_pause_holds_back_and_says_so() {
    let mut world = World::watching_ada().await;
    let until = Some("30m".to_owned());
    world.does(Command::PauseNotices { until }).await;
    ada_is(&world, "Available").await;
    world.is_told_nothing();
    let snapshot = world.snapshot();
    let held = &snapshot.notices.held_back[0];
    assert_eq!(held.words, "Ada Lovelace: Available");
    assert_eq!(
        (held.why.as_str(), held.at_words.as_str()),
        ("Paused until 13:30", "13:00")
    );
    assert_eq!(held.person, ada().id);
}

#[tokio::test]
async fn a_mute_is_for_one_person_and_ends() {
    let mut world = World::watching_ada().await;
    let (id, until) = (ada().id, "1h".to_owned());
    world.does(Command::Mute { id, until }).await;
    ada_is(&world, "Available").await;
    ada_is(&world, "Away").await;
    world.is_told_nothing();
    assert_eq!(held_back(&world), ["Muted until 14:00"]);
    world.pass_by(TimeDelta::hours(1), ROUND).await;
    let snapshot = world.snapshot();
    assert_eq!(person(&snapshot, &ada()).unwrap().muted_words, None);
    ada_is(&world, "Available").await;
    assert_eq!(told(&mut world).len(), 1);
    ada_is(&world, "Away").await;
    let (id, until) = (ada().id, "1h".to_owned());
    world.does(Command::Mute { id, until }).await;
    world.does(Command::Unmute { id: ada().id }).await;
    ada_is(&world, "Available").await;
    assert_eq!(told(&mut world).len(), 1);
}

#[tokio::test]
async fn what_was_waiting_is_not_told_after_a_sleep_or_a_new_sign_in() {
    for slept in [true, false] {
        let rule = RuleWish {
            stable: 60,
            ..RuleWish::available()
        };
        let mut world = with_rule(rule).await;
        ada_is(&world, "Available").await;
        if slept {
            world.sleeps(TimeDelta::hours(8)).await;
        } else {
            world.sign_in().await;
        }
        world.pass(ROUND * 4).await;
        assert_eq!(label(&world.snapshot(), &ada()), Some("Available"));
        world.is_told_nothing();
    }
}
