//! My message: through crashes and restarts, past its end, over clocks and zones.

use chrono::{DateTime, TimeDelta, Utc};
use porchlight_core::engine::Mode;
use porchlight_core::view::{Command, MessageView, SignInMethod};
use porchlight_sim::{Fault, FaultKind, Side};
use porchlight_tests::world::World;

fn say(text: &str, until: Option<&str>) -> Command {
    Command::SetMessage {
        text: text.to_owned(),
        until: until.map(str::to_owned),
    }
}

/// My message as colleagues see it, and its end.
fn seen(world: &World) -> Option<(String, Option<DateTime<Utc>>)> {
    let message = world.me()["message"].clone();
    let text = message["content"].as_str()?.to_owned();
    let end: Option<DateTime<Utc>> = message["expires_at"].as_str().map(at);
    // The company's own clock, whatever this computer's says.
    let now = at(world.control().state()["now"].as_str()?);
    let live = end.is_none_or(|end| now < end);
    live.then_some((text, end))
}

fn text_seen(world: &World) -> Option<String> {
    seen(world).map(|(text, _)| text)
}

fn shown(world: &World) -> Option<MessageView> {
    world.snapshot().me.as_ref()?.message.clone()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment")
}

fn nothing_arrives(world: &World) {
    let fault = Fault::new(Side::Writes, FaultKind::ConnectionReset);
    world.control().fault(fault);
}

/// Writes of messages since the requests were last forgotten.
fn writes(world: &World) -> usize {
    let requests = world.control().requests();
    let writes = requests
        .iter()
        .filter(|r| r.path.ends_with("setStatusMessage"));
    writes.count()
}

/// "Trip" without an end, and "Lunch" for half an hour above it.
async fn lunch_on_a_trip() -> World {
    let world = World::signed_in().await;
    world.does(say("Trip", None)).await;
    world.pass(TimeDelta::seconds(31)).await;
    world.does(say("Lunch", Some("13:31"))).await;
    world.pass(TimeDelta::seconds(31)).await;
    assert_eq!(text_seen(&world).as_deref(), Some("Lunch"));
    world
}

#[tokio::test]
async fn what_graph_never_took_is_sent_after_a_crash() {
    let mut world = World::signed_in().await;
    nothing_arrives(&world);
    assert!(world.tries(say("Lunch", Some("13:30"))).await.is_err());
    assert_eq!(shown(&world).unwrap().text, "Lunch");
    world.control().clear_faults();
    world.crashes_and_starts_again().await;
    world.pass(TimeDelta::seconds(5)).await;
    let end = at("2026-11-21T12:30:00Z");
    assert_eq!(seen(&world), Some(("Lunch".to_owned(), Some(end))));
    let message = shown(&world).unwrap();
    assert_eq!((message.expires_at, message.pending), (Some(end), false));

    // What was taken is not sent again.
    world.control().clear_requests();
    world.crashes_and_starts_again().await;
    world.pass(TimeDelta::seconds(60)).await;
    assert_eq!(writes(&world), 0);
}

#[tokio::test]
async fn a_clear_that_graph_never_took_is_sent_after_a_crash() {
    let mut world = lunch_on_a_trip().await;
    nothing_arrives(&world);
    assert!(world.tries(Command::ClearMessage).await.is_err());
    world.control().clear_faults();
    world.crashes_and_starts_again().await;
    world.pass(TimeDelta::seconds(5)).await;
    assert_eq!((seen(&world), shown(&world)), (None, None));
    world.pass(TimeDelta::minutes(31)).await;
    assert_eq!(seen(&world), None, "what was cleared does not come back");
}

#[tokio::test]
async fn a_message_that_ended_while_nothing_arrived_is_not_sent() {
    let mut world = World::signed_in().await;
    nothing_arrives(&world);
    assert!(world.tries(say("Lunch", Some("13:30"))).await.is_err());
    world.crashes_and_starts_again().await;
    world.sleeps(TimeDelta::minutes(31)).await;
    world.control().clear_faults();
    world.control().clear_requests();
    world.pass(TimeDelta::minutes(6)).await;
    assert_eq!((writes(&world), shown(&world)), (0, None));
}

#[tokio::test]
async fn nobody_sends_later_what_a_lone_command_could_not() {
    let mut world = World::of(Mode::OneShot).await;
    let method = SignInMethod::Browser;
    world
        .does(Command::SignIn {
            method,
            colleagues: false,
        })
        .await;
    nothing_arrives(&world);
    assert!(world.tries(say("Lunch", None)).await.is_err());
    world.control().clear_faults();
    world.crashes_and_starts_again_as(Mode::Resident).await;
    world.pass(TimeDelta::seconds(60)).await;
    assert_eq!((seen(&world), shown(&world)), (None, None));
}

#[tokio::test]
async fn what_a_message_replaced_comes_back_at_its_end() {
    let world = lunch_on_a_trip().await;
    assert_eq!(shown(&world).unwrap().then.as_deref(), Some("Trip"));
    world.pass(TimeDelta::minutes(30)).await;
    assert_eq!(seen(&world), Some(("Trip".to_owned(), None)));
    world.pass(TimeDelta::seconds(4)).await;
    let message = shown(&world).unwrap();
    assert_eq!((message.text.as_str(), message.pending), ("Trip", false));
    assert_eq!(message.then, None);
}

#[tokio::test]
async fn it_comes_back_from_a_graph_that_returns_what_has_ended() {
    let world = lunch_on_a_trip().await;
    world
        .control()
        .change_settings(|settings| settings.expired_messages = true);
    world.pass(TimeDelta::minutes(30)).await;
    assert_eq!(text_seen(&world).as_deref(), Some("Trip"));
}

#[tokio::test]
async fn it_comes_back_from_a_graph_that_alters_texts() {
    let world = World::signed_in().await;
    world
        .control()
        .change_settings(|settings| settings.sanitise_messages = true);
    world.does(say("Trip & <rest>", None)).await;
    world.pass(TimeDelta::seconds(60)).await;
    world.does(say("Lunch <&> tea", Some("30m"))).await;
    world.pass(TimeDelta::minutes(31)).await;
    let trip = text_seen(&world);
    assert_eq!(trip.as_deref(), Some("Trip &amp; &lt;rest&gt;"));
}

#[tokio::test]
async fn it_comes_back_from_a_graph_that_lags() {
    let world = World::signed_in().await;
    world.control().set_lag(TimeDelta::seconds(6));
    world.does(say("Trip", None)).await;
    world.pass(TimeDelta::minutes(1)).await;
    world.does(say("Lunch", Some("20s"))).await;
    world.pass(TimeDelta::minutes(1)).await;
    assert_eq!(text_seen(&world).as_deref(), Some("Trip"));
    assert_eq!(shown(&world).unwrap().text, "Trip");
}

#[tokio::test]
async fn it_comes_back_after_a_sleep_across_the_end() {
    let world = lunch_on_a_trip().await;
    world.sleeps(TimeDelta::hours(3)).await;
    assert_eq!(text_seen(&world).as_deref(), Some("Trip"));
    assert_eq!(shown(&world).unwrap().text, "Trip");
}

#[tokio::test]
async fn it_comes_back_after_a_restart_past_the_end() {
    let mut world = lunch_on_a_trip().await;
    world.does(Command::Quit).await;
    assert_eq!(
        text_seen(&world).as_deref(),
        Some("Lunch"),
        "it ends by itself"
    );
    world.sleeps(TimeDelta::hours(3)).await;
    assert_eq!(seen(&world), None);
    world.crashes_and_starts_again().await;
    assert_eq!(text_seen(&world).as_deref(), Some("Trip"));
}

#[tokio::test]
async fn what_was_set_or_cleared_elsewhere_is_left_alone() {
    for elsewhere in [Some("Elsewhere"), None] {
        let world = lunch_on_a_trip().await;
        let control = world.control();
        control.set_message("Robin", elsewhere, None).unwrap();
        world.pass(TimeDelta::minutes(1)).await;
        assert_eq!(shown(&world).map(|m| m.then), elsewhere.map(|_| None));
        world.pass(TimeDelta::minutes(31)).await;
        assert_eq!(text_seen(&world).as_deref(), elsewhere);
    }
}

#[tokio::test]
async fn a_sign_out_forgets_what_would_come_back() {
    let world = lunch_on_a_trip().await;
    world.does(Command::SignOut).await;
    world.sign_in().await;
    world.pass(TimeDelta::minutes(31)).await;
    assert_eq!(seen(&world), None);
}

#[tokio::test]
async fn a_journey_leaves_the_instant_and_changes_its_words() {
    let world = World::signed_in().await;
    world.does(say("Lunch", Some("17:00"))).await;
    world.pass(TimeDelta::seconds(5)).await;
    let end = Some(at("2026-11-21T16:00:00Z"));
    for (zone, words) in [
        (chrono_tz::Europe::Berlin, "until 17:00"),
        (chrono_tz::America::New_York, "until 11:00"),
        (chrono_tz::Asia::Kolkata, "until 21:30"),
        (chrono_tz::Pacific::Auckland, "until 05:00"),
    ] {
        world.zone().set(zone);
        world.pass(TimeDelta::seconds(40)).await;
        let message = shown(&world).unwrap();
        assert_eq!(message.expires_at, end, "{zone}");
        assert_eq!(message.until_words.as_deref(), Some(words), "{zone}");
        assert_eq!(seen(&world).unwrap().1, end, "{zone}");
    }
    world.pass(TimeDelta::hours(4)).await;
    assert_eq!(shown(&world), None);
}

#[tokio::test]
async fn a_message_is_gone_when_the_computer_wakes_past_its_end() {
    let world = World::signed_in().await;
    world.does(say("Lunch", Some("30m"))).await;
    world.pass(TimeDelta::seconds(5)).await;
    world
        .control()
        .change_settings(|settings| settings.expired_messages = true);
    world.sleeps(TimeDelta::hours(1)).await;
    assert_eq!(shown(&world), None);
}

#[tokio::test]
async fn a_clock_set_forward_and_back_loses_nothing() {
    let world = lunch_on_a_trip().await;
    world.sets_the_clock_by(TimeDelta::hours(2)).await;
    // By this computer's clock lunch is over.
    world.pass(TimeDelta::seconds(5)).await;
    assert_eq!(text_seen(&world).as_deref(), Some("Trip"));
    world.sets_the_clock_by(TimeDelta::hours(-2)).await;
    world.pass(TimeDelta::minutes(2)).await;
    assert_eq!(shown(&world).unwrap().text, "Trip");
    assert_eq!(text_seen(&world).as_deref(), Some("Trip"));
}

#[tokio::test]
async fn a_message_set_under_a_wrong_clock_ends_at_its_instant() {
    let world = World::signed_in().await;
    world.sets_the_clock_by(TimeDelta::hours(-1)).await;
    world.does(say("Lunch", Some("13:00"))).await;
    world.pass(TimeDelta::seconds(5)).await;
    world.sets_the_clock_by(TimeDelta::hours(1)).await;
    assert_eq!(shown(&world), None, "13:00 has come");
}
