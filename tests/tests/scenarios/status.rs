//! What holds my status: the switches, the desk, Teams, and other computers.

use chrono::TimeDelta;
use porchlight_core::model::{Shape, Status};
use porchlight_core::view::{Command, MeView, Snapshot, Standing};
use porchlight_tests::world::World;

const MINUTE: TimeDelta = TimeDelta::minutes(1);

fn set(status: Status, until: Option<&str>) -> Command {
    Command::SetStatus {
        status,
        until: until.map(str::to_owned),
    }
}

fn keep_available(until: Option<&str>) -> Command {
    Command::KeepAvailable {
        on: true,
        until: until.map(str::to_owned),
    }
}

fn me(snapshot: &Snapshot) -> &MeView {
    snapshot.me.as_ref().expect("me")
}

fn standing(snapshot: &Snapshot) -> Option<Standing> {
    Some(me(snapshot).requested.as_ref()?.standing)
}

fn why(snapshot: &Snapshot) -> String {
    let requested = me(snapshot).requested.as_ref();
    requested.and_then(|r| r.why.clone()).unwrap_or_default()
}

/// What the explanation says under a name.
fn fact(snapshot: &Snapshot, name: &str) -> String {
    let fact = me(snapshot).why.iter().find(|fact| fact.name == name);
    fact.expect("the fact").words.clone()
}

/// Availability and activity as colleagues see me.
fn shown(world: &World) -> String {
    let reported = &world.me()["reported"];
    let part = |name: &str| reported[name].as_str().unwrap_or("?").to_owned();
    format!("{}/{}", part("availability"), part("activity"))
}

#[tokio::test]
async fn every_pick_ends_and_the_automatic_state_returns() {
    for status in Status::ALL {
        if status == Status::Reset {
            continue;
        }
        let world = World::signed_in().await;
        world.client_says("Robin", "Away");
        world.does(set(status, Some("25m"))).await;
        world.pass(MINUTE * 24).await;
        let expected = status.plan().expected().expect("a pair");
        assert_eq!(
            world.me()["reported"]["availability"],
            expected.availability.as_graph(),
            "{status:?}"
        );
        world.pass(MINUTE).await;
        assert_eq!(shown(&world), "Away/Away", "{status:?}");
        assert!(world.me()["pin"].is_null(), "{status:?}");
        assert_eq!(standing(&world.snapshot()), None, "{status:?}");
    }
}

#[tokio::test]
async fn kept_available_i_am_so_all_day_but_for_meetings_and_picks() {
    let world = World::signed_in().await;
    world.does(keep_available(Some("17:00"))).await;
    for _ in 0..6 {
        world.pass(MINUTE * 5).await;
        assert_eq!(shown(&world), "Available/Available");
    }
    world.control().set_in_meeting("Robin", true).expect("me");
    world.pass(MINUTE).await;
    assert_eq!(shown(&world), "Busy/InAMeeting");
    world.control().set_in_meeting("Robin", false).expect("me");
    world.does(set(Status::DoNotDisturb, Some("10m"))).await;
    assert_eq!(shown(&world), "DoNotDisturb/DoNotDisturb");
    world.pass(MINUTE * 10).await;
    assert_eq!(shown(&world), "Available/Available");
    // 13:41 by now; the switch turns itself off at five.
    world
        .pass_by(TimeDelta::hours(4), TimeDelta::seconds(30))
        .await;
    assert_eq!(shown(&world), "Offline/Offline");
    assert_eq!(world.snapshot().settings.keep_available, None);
}

#[tokio::test]
async fn a_locked_screen_and_a_sleeping_computer_show_me_away() {
    let world = World::signed_in().await;
    world.does(Command::AwayWhenLocked { on: true }).await;
    world.does(set(Status::Available, None)).await;
    world.seat(|seat| seat.locked = true).await;
    assert_eq!(shown(&world), "Away/Away");
    world.pass(MINUTE * 30).await;
    assert_eq!(shown(&world), "Away/Away");
    let snapshot = world.snapshot();
    assert_eq!(standing(&snapshot), Some(Standing::Honoured));
    assert_eq!(me(&snapshot).shape, Shape::Away);
    assert!(why(&snapshot).contains("locked"), "{}", why(&snapshot));
    world.seat(|seat| seat.locked = false).await;
    assert_eq!(shown(&world), "Available/Available");

    world.seat(|seat| seat.asleep = true).await;
    assert_eq!(shown(&world), "Away/Away");
    world.sleeps(TimeDelta::hours(9)).await;
    // The lease ran out while nobody could renew it.
    world.seat(|seat| seat.asleep = false).await;
    assert_eq!(shown(&world), "Available/Available");

    world.does(set(Status::Busy, None)).await;
    world.seat(|seat| seat.locked = true).await;
    assert_eq!(shown(&world), "Busy/Busy");
}

#[tokio::test]
async fn a_status_picked_in_teams_meanwhile_is_noticed_and_left_alone() {
    let mut world = World::signed_in().await;
    world.does(set(Status::Busy, Some("3h"))).await;
    world.pass(MINUTE).await;
    let evening = world.now() + TimeDelta::hours(8);
    let pin = Some(("BeRightBack", "BeRightBack", evening));
    world.control().set_pin("Robin", pin).expect("me");
    let noticed = world
        .passes_until("the other pick", MINUTE * 2, |s| {
            why(s).contains("Changed in Teams or on another computer")
        })
        .await;
    assert_eq!(standing(&noticed), Some(Standing::NotHonoured));
    assert_eq!(me(&noticed).shape, Shape::Away);
    assert!(fact(&noticed, "Pin").starts_with("None of ours"));
    world
        .pass_by(TimeDelta::hours(1), TimeDelta::seconds(30))
        .await;
    world.crashes_and_starts_again().await;
    world.pass(MINUTE).await;
    world
        .pass_by(TimeDelta::hours(2), TimeDelta::seconds(30))
        .await;
    assert_eq!(standing(&world.snapshot()), None, "the pick has ended");
    assert_eq!(world.me()["pin"]["availability"], "BeRightBack");
    // A pick of mine is my word again.
    world.does(set(Status::Away, None)).await;
    assert_eq!(shown(&world), "Away/Away");
}

#[tokio::test]
async fn a_call_in_teams_is_stronger_than_a_session_of_ours_and_said_so() {
    let world = World::signed_in().await;
    world.client_says("Robin", "DoNotDisturb/Presenting");
    world.does(set(Status::InACall, None)).await;
    let told = world
        .passes_until("the reason", MINUTE, |s| {
            standing(s) == Some(Standing::NotHonoured)
        })
        .await;
    assert!(why(&told).contains("call or meeting"), "{}", why(&told));
    world.client_says("Robin", "Away");
    world
        .passes_until("honour", MINUTE, |s| {
            standing(s) == Some(Standing::Honoured)
        })
        .await;
}

#[tokio::test]
async fn two_computers_share_a_session_and_the_last_word_wins() {
    let mut world = World::signed_in().await;
    world.does(set(Status::Available, None)).await;
    world.pass(MINUTE).await;
    // The laptop says Busy for an hour.
    let laptop = world.another_computer().await;
    laptop.send(set(Status::Busy, Some("1h"))).await.unwrap();
    for _ in 0..5 {
        world.pass(MINUTE * 10).await;
        assert_eq!(shown(&world), "Busy/Busy");
    }
    assert!(why(&world.snapshot()).contains("on another computer"));
    // Its pick ends, and with it the session of both; here it is soon set again.
    world.pass(MINUTE * 12).await;
    assert_eq!(shown(&world), "Available/Available");
    assert_eq!(standing(&world.snapshot()), Some(Standing::Honoured));
    // So it is when the laptop is shut down.
    laptop.send(set(Status::Away, None)).await.unwrap();
    world.pass(MINUTE * 3).await;
    assert_eq!(shown(&world), "Away/Away");
    laptop.send(Command::Quit).await.unwrap();
    world.pass(MINUTE * 2).await;
    assert_eq!(shown(&world), "Available/Available");
}

#[tokio::test]
async fn the_explanation_names_everything_that_has_a_part() {
    let world = World::signed_in().await;
    world.does(set(Status::Busy, Some("17:30"))).await;
    let snapshot = world
        .passes_until("honour", MINUTE, |s| {
            standing(s) == Some(Standing::Honoured)
        })
        .await;
    assert_eq!(
        fact(&snapshot, "Requested"),
        "Busy since 13:00, until 17:30"
    );
    assert!(fact(&snapshot, "Pin").starts_with("Busy since 13:00, until 17:30"));
    assert!(fact(&snapshot, "Session").starts_with("Away since 13:00. It ends at 13:10"));
    assert!(fact(&snapshot, "Reported").starts_with("Busy since 13:00"));
    assert_eq!(fact(&snapshot, "Result"), "Honoured");
    let session = me(&snapshot).session.clone().expect("a session");
    assert_eq!(session.until, Some(session.since + MINUTE * 10));
}
