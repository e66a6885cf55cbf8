//! My status and my message.

use chrono::{DateTime, TimeDelta, Utc};
use porchlight_core::engine::Mode;
use porchlight_core::model::{Shape, Status};
use porchlight_core::view::{Command, Snapshot, Standing};
use porchlight_sim::{Fault, FaultKind, Side};
use porchlight_tests::world::World;

fn set(status: Status, until: Option<&str>) -> Command {
    Command::SetStatus {
        status,
        until: until.map(str::to_owned),
    }
}

fn standing(snapshot: &Snapshot) -> Option<Standing> {
    Some(snapshot.me.as_ref()?.requested.as_ref()?.standing)
}

async fn is_honoured(world: &World) {
    let seconds = TimeDelta::seconds(25);
    world
        .passes_until("honour", seconds, |s| {
            standing(s) == Some(Standing::Honoured)
        })
        .await;
}

/// Availability and activity as colleagues see me.
fn shown(world: &World) -> String {
    let reported = &world.me()["reported"];
    let part = |name: &str| reported[name].as_str().unwrap_or("?").to_owned();
    format!("{}/{}", part("availability"), part("activity"))
}

#[tokio::test]
async fn every_pick_is_what_colleagues_see() {
    let expected = [
        (Status::Available, "Available/Available"),
        (Status::Busy, "Busy/Busy"),
        (Status::DoNotDisturb, "DoNotDisturb/DoNotDisturb"),
        (Status::BeRightBack, "BeRightBack/BeRightBack"),
        (Status::Away, "Away/Away"),
        (Status::InACall, "Busy/InACall"),
        (Status::InAConferenceCall, "Busy/InAConferenceCall"),
        (Status::Presenting, "DoNotDisturb/Presenting"),
        (Status::Offline, "Offline/Offline"),
    ];
    let world = World::signed_in().await;
    for (status, words) in expected {
        world.does(set(status, None)).await;
        assert_eq!(shown(&world), words, "{status:?}");
        is_honoured(&world).await;
    }
    world.does(set(Status::Reset, None)).await;
    assert!(world.me()["sessions"].as_array().unwrap().is_empty());
    assert!(world.me()["pin"].is_null());
}

#[tokio::test]
async fn no_moment_between_two_picks_shows_a_wrong_state() {
    // Given Teams runs beside us and says Available.
    let world = World::signed_in().await;
    world.client_says("Robin", "Available");
    for from in Status::ALL {
        for to in Status::ALL {
            if from == Status::Reset || to == Status::Reset {
                continue;
            }
            world.does(set(from, None)).await;
            let before = shown(&world);
            world.control().clear_requests();
            // When the second of the two requests fails, what shows is one or the other.
            world.control().fault(Fault::once(
                Side::Writes,
                FaultKind::ServerError {
                    status: 500,
                    body: porchlight_sim::ErrorBody::Html,
                    retry_after: None,
                },
            ));
            let _ = world.tries(set(to, None)).await;
            assert_eq!(shown(&world), before, "{from:?} to {to:?}, nothing taken");
            world.does(set(to, None)).await;
        }
    }
}

#[tokio::test]
async fn available_stays_so_while_porchlight_runs() {
    let world = World::signed_in().await;
    world.does(set(Status::Available, None)).await;
    for _ in 0..30 {
        world.pass(TimeDelta::minutes(1)).await;
        assert_eq!(shown(&world), "Available/Available");
    }
    // And without it the session ends within the lease; only the pin is left, which shows nothing.
    world.control().advance(TimeDelta::minutes(11));
    assert_eq!(shown(&world), "Offline/Offline");
}

#[tokio::test]
async fn a_pick_ends_when_it_was_meant_to() {
    let world = World::signed_in().await;
    world.client_says("Robin", "Available");
    world.does(set(Status::Busy, Some("13:30"))).await;
    let until = world
        .snapshot()
        .me
        .as_ref()
        .unwrap()
        .requested
        .as_ref()
        .unwrap()
        .until;
    assert_eq!(
        until,
        Some("2026-11-21T12:30:00Z".parse::<DateTime<Utc>>().unwrap())
    );
    world.pass(TimeDelta::minutes(29)).await;
    assert_eq!(shown(&world), "Busy/Busy");
    world.pass(TimeDelta::minutes(1)).await;
    assert_eq!(shown(&world), "Available/Available");
    assert_eq!(standing(&world.snapshot()), None);
}

#[tokio::test]
async fn success_is_believed_only_when_it_is_read_back() {
    // Given a Graph that answers 200 and does nothing.
    let world = World::signed_in().await;
    world.client_says("Robin", "Available");
    world
        .control()
        .fault(Fault::new(Side::Writes, FaultKind::Ignored));
    world.does(set(Status::Busy, None)).await;
    let young = world.snapshot();
    assert_eq!(young.me.as_ref().unwrap().shape, Shape::Busy);
    assert_eq!(standing(&young), Some(Standing::Pending));
    let told = world
        .passes_until("the truth", TimeDelta::seconds(60), |s| {
            standing(s) == Some(Standing::NotHonoured)
        })
        .await;
    let me = told.me.as_ref().unwrap();
    assert_eq!(me.shape, Shape::Available);
    assert!(
        me.requested
            .as_ref()
            .unwrap()
            .why
            .as_ref()
            .unwrap()
            .contains("stronger")
    );
}

#[tokio::test]
async fn a_lagging_graph_is_waited_for() {
    let world = World::signed_in().await;
    world.control().set_lag(TimeDelta::seconds(6));
    world.does(set(Status::DoNotDisturb, None)).await;
    world.pass(TimeDelta::seconds(4)).await;
    let snapshot = world.snapshot();
    assert_eq!(standing(&snapshot), Some(Standing::Pending));
    assert_eq!(snapshot.me.as_ref().unwrap().shape, Shape::DoNotDisturb);
    is_honoured(&world).await;
}

#[tokio::test]
async fn a_message_ends_at_the_exact_instant_in_my_zone() {
    let world = World::signed_in().await;
    world.zone().set(chrono_tz::Asia::Kolkata); // 17:30 there
    world.pass(TimeDelta::seconds(31)).await;
    let text = "Café & <b>cake</b> 🎂".to_owned();
    world
        .does(Command::SetMessage {
            text: text.clone(),
            until: Some("18:00".into()),
        })
        .await;
    let message = world.me()["message"].clone();
    assert_eq!(message["content"], text);
    let end: DateTime<Utc> = message["expires_at"].as_str().unwrap().parse().unwrap();
    assert_eq!(
        end,
        "2026-11-21T12:30:00Z".parse::<DateTime<Utc>>().unwrap()
    );
    let shown = world
        .passes_until("the message read back", TimeDelta::seconds(10), |s| {
            s.me.as_ref()
                .is_some_and(|me| me.message.as_ref().is_some_and(|m| !m.pending))
        })
        .await;
    let message = shown.me.as_ref().unwrap().message.as_ref().unwrap();
    assert_eq!(message.until_words.as_deref(), Some("until 18:00"));
    // A server that goes on returning it is not believed.
    world
        .control()
        .change_settings(|settings| settings.expired_messages = true);
    world.pass(TimeDelta::minutes(31)).await;
    assert_eq!(world.snapshot().me.as_ref().unwrap().message, None);
}

#[tokio::test]
async fn a_message_is_cleared() {
    let world = World::signed_in().await;
    world
        .does(Command::SetMessage {
            text: "Lunch".into(),
            until: None,
        })
        .await;
    assert_eq!(world.me()["message"]["content"], "Lunch");
    world.does(Command::ClearMessage).await;
    assert!(world.me()["message"].is_null());
    assert_eq!(world.snapshot().me.as_ref().unwrap().message, None);
}

#[tokio::test]
async fn a_crash_loses_nothing_that_was_requested() {
    let mut world = World::signed_in().await;
    world.does(set(Status::Busy, Some("2h"))).await;
    world.crashes_and_starts_again().await;
    let snapshot = world
        .passes_until("the pick again", TimeDelta::seconds(40), |s| {
            standing(s) == Some(Standing::Honoured)
        })
        .await;
    let requested = snapshot.me.as_ref().unwrap().requested.clone().unwrap();
    assert_eq!(requested.status, Status::Busy);
    assert_eq!(requested.until_words.as_deref(), Some("until 15:00"));
}

#[tokio::test]
async fn quitting_clears_what_was_set() {
    let world = World::signed_in().await;
    world.does(set(Status::Busy, None)).await;
    world.does(Command::Quit).await;
    world.handle().settled().await;
    assert!(world.me()["sessions"].as_array().unwrap().is_empty());
    assert!(world.me()["pin"].is_null());
}

#[tokio::test]
async fn quitting_leaves_what_was_set_if_so_chosen() {
    let world = World::signed_in().await;
    world.does(Command::ClearOnQuit { on: false }).await;
    world.does(set(Status::Busy, None)).await;
    world.does(Command::Quit).await;
    world.handle().settled().await;
    assert_eq!(shown(&world), "Busy/Busy");
}

#[tokio::test]
async fn a_lone_command_takes_a_session_for_the_whole_time() {
    let world = World::of(Mode::OneShot).await;
    world
        .does(Command::SignIn {
            method: porchlight_core::view::SignInMethod::Browser,
            colleagues: true,
        })
        .await;
    world.does(set(Status::Busy, Some("90m"))).await;
    let session = world.me()["sessions"][0].clone();
    let end: DateTime<Utc> = session["expires_at"].as_str().unwrap().parse().unwrap();
    assert_eq!(end - world.now(), TimeDelta::minutes(90));
    world.control().advance(TimeDelta::minutes(89));
    assert_eq!(shown(&world), "Busy/Busy");
}

#[tokio::test]
async fn a_clock_set_back_does_not_stop_anything() {
    let world = World::signed_in().await;
    world.does(set(Status::Available, None)).await;
    world.sets_the_clock_by(TimeDelta::hours(-1)).await;
    for _ in 0..20 {
        world.pass(TimeDelta::minutes(1)).await;
        assert_eq!(shown(&world), "Available/Available");
    }
    world.client_says("Robin", "Busy/InACall");
    let seconds = TimeDelta::seconds(40);
    let read = world.snapshot().me.as_ref().unwrap().reported_at;
    world
        .passes_until("a reading", seconds, |s| {
            s.me.as_ref().unwrap().reported_at > read
        })
        .await;
}
