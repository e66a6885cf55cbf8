//! My message across crashes, its own end, and what others do to it.

use super::*;

/// The texts of the messages sent since last time.
fn sent(hand: &mut Hand) -> Vec<String> {
    let effects = std::mem::take(&mut hand.effects);
    let requests = effects.iter().filter_map(|effect| {
        let Effect::Write(requests) = effect else {
            return None;
        };
        Some(requests.iter().filter(|r| action(r) == "setStatusMessage"))
    });
    let text = |request: &Request| {
        let body = request.body.as_ref()?;
        body["statusMessage"]["message"]["content"]
            .as_str()
            .map(str::to_owned)
    };
    requests.flatten().filter_map(text).collect()
}

fn set(hand: &mut Hand, text: &str, until: Option<&str>) -> u64 {
    hand.command(Command::SetMessage {
        text: text.to_owned(),
        until: until.map(str::to_owned),
    })
}

/// Graph takes what is on its way.
fn is_taken(hand: &mut Hand) {
    hand.report(Report::Written(1, Ok(())));
}

fn is_postponed(hand: &mut Hand) {
    hand.report(Report::Written(0, Err(unreachable())));
}

/// A reading that shows this message, which ends so many minutes from now.
fn reads(hand: &mut Hand, text: &str, minutes: Option<i64>) {
    let mut reading = presence("Available");
    let end = minutes.map(|minutes| hand.now + TimeDelta::minutes(minutes));
    reading.message = StatusMessage::from_graph(text, end, None);
    hand.report(Report::ReadBack(Ok(reading)));
}

/// The message shown and what comes after it.
fn shown(hand: &Hand) -> Option<(String, Option<String>)> {
    let message = hand.snapshot().me?.message?;
    Some((message.text, message.then))
}

#[track_caller]
fn shows(hand: &Hand, text: &str, then: Option<&str>) {
    let expected = (text.to_owned(), then.map(str::to_owned));
    assert_eq!(shown(hand), Some(expected));
}

/// A message without an end, set and read back, then one of so many minutes above it.
fn trip_under_lunch(minutes: i64) -> Hand {
    let mut hand = Hand::signed_in(Stored::default());
    set(&mut hand, "Trip", None);
    is_taken(&mut hand);
    reads(&mut hand, "Trip", None);
    set(&mut hand, "Lunch", Some(&format!("{minutes}m")));
    is_taken(&mut hand);
    reads(&mut hand, "Lunch", Some(minutes));
    hand.effects.clear();
    hand
}

/// Another run on what this one left behind.
fn after_a_crash(hand: &Hand, minutes: i64) -> Hand {
    let stored = hand.effects.iter().rev().find_map(|effect| {
        let Effect::Save(stored) = effect else {
            return None;
        };
        Some((**stored).clone())
    });
    let mut again = Hand::new(Mode::Resident, stored.expect("something was saved"));
    again.now = hand.now + TimeDelta::minutes(minutes);
    again.feed(Input::Resumed(Ok(())));
    again
}

#[test]
fn a_message_is_stored_before_it_is_sent() {
    let mut hand = Hand::signed_in(Stored::default());
    set(&mut hand, "Lunch", Some("30m"));
    let saved = hand.effects.iter().position(|effect| {
        matches!(effect, Effect::Save(stored) if stored.message.as_ref().is_some_and(|m| m.unsent))
    });
    let written = hand
        .effects
        .iter()
        .position(|e| matches!(e, Effect::Write(_)));
    assert!(saved.unwrap() < written.unwrap());
}

#[test]
fn what_was_not_taken_is_sent_after_a_crash_with_its_own_end() {
    let mut hand = Hand::signed_in(Stored::default());
    set(&mut hand, "Lunch", Some("30m"));
    is_postponed(&mut hand);
    let end = hand.now + TimeDelta::minutes(30);
    let mut again = after_a_crash(&hand, 10);
    let message = again.snapshot().me.unwrap().message.unwrap();
    assert_eq!((message.pending, message.expires_at), (true, Some(end)));
    assert_eq!(sent(&mut again), ["Lunch"]);
    is_taken(&mut again);
    assert_eq!(sent(&mut after_a_crash(&again, 1)), [""; 0]);
}

#[test]
fn a_clear_that_was_not_taken_is_sent_after_a_crash() {
    let mut hand = trip_under_lunch(30);
    hand.command(Command::ClearMessage);
    is_postponed(&mut hand);
    let mut again = after_a_crash(&hand, 10);
    assert_eq!(shown(&again), None);
    assert_eq!(sent(&mut again), [""]);
    is_taken(&mut again);
    assert_eq!(again.state.stored.message, None);
}

#[test]
fn what_ended_before_it_was_taken_is_not_sent() {
    let mut hand = Hand::signed_in(Stored::default());
    set(&mut hand, "Lunch", Some("30m"));
    is_postponed(&mut hand);
    let mut again = after_a_crash(&hand, 30);
    assert_eq!(shown(&again), None);
    again.answer_reads("Available", "Away");
    assert_eq!(sent(&mut again), [""; 0]);
    assert_eq!(again.state.stored.message, None);
}

#[test]
fn a_refused_message_leaves_the_former_as_it_was() {
    let mut hand = trip_under_lunch(30);
    set(&mut hand, "Tea", Some("10m"));
    hand.report(Report::Written(0, Err(forbidden())));
    shows(&hand, "Lunch", Some("Trip"));
    assert_eq!(sent(&mut after_a_crash(&hand, 1)), [""; 0]);
}

#[test]
fn a_lone_run_tells_at_once_and_nobody_sends_it_later() {
    let mut lone = Hand::starting(Mode::OneShot, Stored::default());
    let asked = set(&mut lone, "Lunch", None);
    is_postponed(&mut lone);
    assert!(lone.outcome(asked).unwrap().is_err());
    assert_eq!(lone.state.stored.message, None);
    let mut later = after_a_crash(&lone, 1);
    assert_eq!(sent(&mut later), [""; 0]);
}

#[test]
fn a_lone_run_sends_nothing_that_another_left_unsent() {
    let mut hand = Hand::signed_in(Stored::default());
    set(&mut hand, "Lunch", None);
    is_postponed(&mut hand);
    let mut lone = Hand::starting(Mode::OneShot, hand.state.stored.clone());
    lone.pick(Status::Busy, None);
    lone.report(Report::Written(2, Ok(())));
    assert_eq!(sent(&mut lone), [""; 0]);
    set(&mut lone, "Tea", None);
    is_taken(&mut lone);
    let mut later = after_a_crash(&lone, 1);
    assert_eq!(sent(&mut later), [""; 0], "the newer word was Tea");
}

#[test]
fn at_its_end_what_it_replaced_comes_back() {
    let mut hand = trip_under_lunch(30);
    shows(&hand, "Lunch", Some("Trip"));
    hand.pass(TimeDelta::minutes(30));
    assert!(hand.effects.contains(&Effect::ReadBack), "it asks at once");
    hand.answer_reads("Available", "Away");
    assert_eq!(sent(&mut hand), ["Trip"]);
    shows(&hand, "Trip", None);
    is_taken(&mut hand);
    reads(&mut hand, "Trip", None);
    hand.pass(TimeDelta::hours(8));
    assert_eq!(sent(&mut hand), [""; 0]);
}

#[test]
fn a_graph_that_still_shows_what_has_ended_is_no_hindrance() {
    let mut hand = trip_under_lunch(30);
    hand.pass(TimeDelta::minutes(30));
    reads(&mut hand, "Lunch", Some(0));
    assert_eq!(sent(&mut hand), ["Trip"]);
}

#[test]
fn a_text_altered_by_graph_is_still_mine() {
    let mut hand = Hand::signed_in(Stored::default());
    set(&mut hand, "Trip & <rest>", None);
    is_taken(&mut hand);
    reads(&mut hand, "Trip &amp; &lt;rest&gt;", None);
    set(&mut hand, "Lunch", Some("30m"));
    is_taken(&mut hand);
    hand.pass(TimeDelta::minutes(30));
    hand.effects.clear();
    reads(&mut hand, "", None);
    assert_eq!(sent(&mut hand), ["Trip & <rest>"]);
}

#[test]
fn messages_come_back_one_after_the_other() {
    let mut hand = trip_under_lunch(60);
    set(&mut hand, "Tea", Some("10m"));
    is_taken(&mut hand);
    hand.effects.clear();
    for (minutes, text) in [(10, "Lunch"), (50, "Trip")] {
        hand.pass(TimeDelta::minutes(minutes));
        hand.effects.clear();
        reads(&mut hand, "", None);
        assert_eq!(sent(&mut hand), [text]);
        is_taken(&mut hand);
        reads(&mut hand, text, (text == "Lunch").then_some(50));
    }
}

#[test]
fn what_is_set_or_cleared_elsewhere_stays() {
    for elsewhere in ["Elsewhere", ""] {
        let mut hand = trip_under_lunch(30);
        hand.pass(SECOND * 20);
        reads(&mut hand, elsewhere, None);
        assert!(hand.state.stored.message.is_some(), "Graph may lag");
        hand.pass(SECOND * 20);
        reads(&mut hand, elsewhere, None);
        assert_eq!(hand.state.stored.message, None);
        hand.pass(TimeDelta::minutes(30));
        hand.effects.clear();
        reads(&mut hand, elsewhere, None);
        assert_eq!(sent(&mut hand), [""; 0]);
    }
}

#[test]
fn what_stands_elsewhere_at_its_end_stays() {
    for (text, minutes) in [("Elsewhere", None), ("Lunch", Some(10))] {
        let mut hand = trip_under_lunch(30);
        hand.pass(TimeDelta::minutes(30));
        hand.effects.clear();
        reads(&mut hand, text, minutes);
        assert_eq!(sent(&mut hand), [""; 0]);
        shows(&hand, text, None);
    }
}

#[test]
fn a_restart_past_the_end_follows_the_same_rule() {
    for (elsewhere, expected) in [("", vec!["Trip"]), ("Elsewhere", vec![])] {
        let mut hand = trip_under_lunch(30);
        hand.feed(Input::Tick);
        hand.state.save();
        hand.feed(Input::Tick);
        let mut again = after_a_crash(&hand, 90);
        again.effects.clear();
        let mut reading = presence("Available");
        reading.message = StatusMessage::from_graph(elsewhere, None, None);
        again.report(Report::Own(Ok(reading)));
        assert_eq!(sent(&mut again), expected);
    }
}

#[test]
fn what_was_never_taken_leaves_what_it_was_to_replace() {
    let mut hand = Hand::signed_in(Stored::default());
    set(&mut hand, "Trip", None);
    is_taken(&mut hand);
    reads(&mut hand, "Trip", None);
    set(&mut hand, "Lunch", Some("30m"));
    is_postponed(&mut hand);
    let mut again = after_a_crash(&hand, 30);
    again.effects.clear();
    reads(&mut again, "Trip", None);
    assert_eq!(sent(&mut again), [""; 0]);
    shows(&again, "Trip", None);
    let asked = again.state.stored.message.as_ref().unwrap();
    assert_eq!((asked.text.as_str(), asked.unsent), ("Trip", false));
}

#[test]
fn words_that_graph_never_heard_are_still_the_last() {
    // Tea was taken; then, with nobody to hear, it was cleared, and Lunch came and went.
    let mut hand = Hand::signed_in(Stored::default());
    set(&mut hand, "Tea", None);
    is_taken(&mut hand);
    reads(&mut hand, "Tea", None);
    hand.command(Command::ClearMessage);
    is_postponed(&mut hand);
    set(&mut hand, "Lunch", Some("30m"));
    is_postponed(&mut hand);
    let mut again = after_a_crash(&hand, 31);
    again.effects.clear();
    reads(&mut again, "Tea", None);
    assert_eq!(sent(&mut again), [""]);
    assert_eq!(shown(&again), None);
}

#[test]
fn a_message_asked_for_before_the_first_reading_knows_what_was_there() {
    let mut hand = trip_under_lunch(60);
    hand.state.save();
    hand.feed(Input::Tick);
    let mut again = after_a_crash(&hand, 1);
    set(&mut again, "Tea", Some("10m"));
    shows(&again, "Tea", Some("Lunch"));
}

#[test]
fn another_person_inherits_no_message() {
    let mut hand = trip_under_lunch(30);
    hand.command(Command::SignOut);
    assert_eq!(hand.state.stored.message, None);
}

#[test]
fn quitting_leaves_the_message_and_what_comes_after_it() {
    let mut hand = trip_under_lunch(30);
    hand.command(Command::Quit);
    let end = hand.effects.iter().find_map(|effect| {
        let Effect::End { first, cleared, .. } = effect else {
            return None;
        };
        Some((first.len(), cleared.message.clone()))
    });
    let (first, message) = end.unwrap();
    assert_eq!((first, message.unwrap().former.len()), (0, 1));
}
