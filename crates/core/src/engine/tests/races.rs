//! What happens while something else is on its way.

use super::*;

#[test]
fn a_refusal_of_an_earlier_pick_says_nothing_of_the_newer() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.pick(Status::Presenting, None);
    hand.pick(Status::Busy, None);
    hand.report(Report::Written(0, Err(forbidden())));
    assert_eq!(hand.standing(), Some(Standing::Pending));
    hand.report(Report::Written(2, Ok(())));
    hand.pass(SECOND * 3);
    hand.answer_reads("Busy", "Away");
    assert_eq!(hand.standing(), Some(Standing::Honoured));
}

#[test]
fn a_refusal_of_an_earlier_message_leaves_the_newer_one_shown() {
    let mut hand = Hand::signed_in(Stored::default());
    for text in ["Tea", "Lunch"] {
        hand.command(Command::SetMessage {
            text: text.to_owned(),
            until: None,
        });
    }
    hand.report(Report::Written(0, Err(forbidden())));
    let message = hand.snapshot().me.unwrap().message.unwrap();
    assert_eq!((message.text.as_str(), message.pending), ("Lunch", true));
}

/// Readings of Ada alone.
fn readings(words: &str) -> Presences {
    Presences {
        found: [(ada().id, presence(words))].into(),
        ..Presences::default()
    }
}

#[test]
fn a_reading_that_was_on_its_way_brings_nobody_back_who_was_removed() {
    let mut hand = Hand::signed_in(watching_ada());
    hand.pass(SECOND * 40);
    hand.command(Command::RemovePeople { ids: vec![id(1)] });
    hand.report(Report::Own(Ok(presence("Available"))));
    hand.report(Report::People(Ok(readings("Away"))));
    hand.command(Command::AddPeople {
        people: vec![ada()],
    });
    assert_eq!(hand.snapshot().people[0].presence, None);
    hand.answer_reads("Available", "Available");
    assert_eq!(hand.titles(), [""; 0], "the first look tells nothing");
}

#[test]
fn somebody_added_while_a_round_runs_is_read_at_once() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.pass(SECOND * 40);
    hand.command(Command::AddPeople {
        people: vec![ada()],
    });
    hand.answer_reads("Available", "Away");
    assert!(
        hand.effects
            .iter()
            .any(|e| matches!(e, Effect::ReadPeople(ids) if *ids == [id(1)]))
    );
}

#[test]
fn a_sign_out_answers_every_command_that_waits() {
    let mut hand = Hand::signed_in(Stored::default());
    let waiting = [
        hand.command(Command::Refresh),
        hand.pick(Status::Busy, None),
        hand.command(Command::SetMessage {
            text: "Lunch".to_owned(),
            until: None,
        }),
        hand.command(Command::Search {
            text: "ada".to_owned(),
        }),
        hand.command(Command::Follow {
            people: vec![ada()],
        }),
    ];
    hand.command(Command::SignOut);
    for command in waiting {
        let outcome = hand.outcome(command).expect("an outcome");
        assert_eq!(outcome.unwrap_err().code, crate::ErrorCode::SignInNeeded);
    }
    assert_eq!(hand.snapshot().problem, None);
}

#[test]
fn a_new_sign_in_goes_on_with_what_was_on_its_way() {
    let mut hand = Hand::signed_in(Stored::default());
    let pick = hand.pick(Status::Busy, None);
    let message = hand.command(Command::SetMessage {
        text: "Lunch".to_owned(),
        until: None,
    });
    let refresh = hand.command(Command::Refresh);
    hand.command(Command::SignIn {
        method: SignInMethod::Browser,
        colleagues: true,
    });
    hand.effects.clear();
    hand.feed(Input::SignInEnded(1, Ok((account(), Scopes::Colleagues))));
    hand.report(Report::Written(2, Ok(())));
    hand.report(Report::Written(2, Ok(())));
    hand.report(Report::Own(Ok(presence("Busy"))));
    for command in [pick, message, refresh] {
        assert_eq!(hand.outcome(command), Some(Ok(())));
    }
    assert_eq!(
        hand.writes(),
        [
            vec!["setUserPreferredPresence", "setPresence"],
            vec!["setStatusMessage"]
        ]
    );
}

#[test]
fn a_renewal_refused_once_is_tried_again() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.pick(Status::Busy, None);
    hand.report(Report::Written(2, Ok(())));
    hand.pass(TimeDelta::minutes(7));
    hand.writes();
    hand.report(Report::Written(0, Err(forbidden())));
    assert_eq!(hand.standing(), Some(Standing::NotHonoured));
    hand.pass(TimeDelta::minutes(7));
    assert_eq!(hand.writes(), [["setPresence"]]);
    hand.report(Report::Written(2, Ok(())));
    hand.report(Report::ReadBack(Ok(presence("Busy"))));
    assert_eq!(hand.standing(), Some(Standing::Honoured));
}

#[test]
fn a_lone_run_asks_for_no_moment_after_its_command() {
    let mut lone = Hand::starting(Mode::OneShot, Stored::default());
    lone.pick(Status::Busy, None);
    lone.report(Report::Written(2, Ok(())));
    lone.pass(TimeDelta::hours(1));
    assert_eq!(lone.writes().len(), 1);
}

#[test]
fn a_message_with_a_new_end_is_not_taken_for_the_old_one() {
    let mut hand = Hand::signed_in(Stored::default());
    let now = hand.now;
    let reading = |minutes| {
        let mut reading = presence("Available");
        let end = now + TimeDelta::minutes(minutes);
        reading.message = StatusMessage::from_graph("Lunch", Some(end), None);
        reading
    };
    hand.report(Report::ReadBack(Ok(reading(30))));
    hand.command(Command::SetMessage {
        text: "Lunch".to_owned(),
        until: Some("60m".to_owned()),
    });
    hand.report(Report::Written(2, Ok(())));
    for (minutes, pending) in [(30, true), (60, false)] {
        hand.report(Report::ReadBack(Ok(reading(minutes))));
        let shown = hand.snapshot().me.unwrap().message.unwrap();
        assert_eq!(shown.expires_at, Some(now + TimeDelta::minutes(60)));
        assert_eq!(shown.pending, pending);
    }
}

#[test]
fn an_overtaken_reading_of_mine_is_dropped() {
    let mut hand = Hand::signed_in(Stored::default());
    for (word, stamp) in [("Busy", "A2"), ("Available", "A1")] {
        let mut reading = presence(word);
        reading.sequence = Some(stamp.to_owned());
        hand.report(Report::ReadBack(Ok(reading)));
    }
    assert_eq!(hand.snapshot().me.unwrap().shape, Shape::Busy);
}

#[test]
fn a_clock_set_back_stops_nothing() {
    let mut hand = Hand::signed_in(watching_ada());
    hand.pick(Status::Busy, None);
    hand.report(Report::Written(2, Ok(())));
    hand.pass(SECOND * 40);
    hand.answer_reads("Busy", "Away");
    hand.effects.clear();
    hand.now -= TimeDelta::hours(1);
    hand.feed(Input::Woke);
    assert!(hand.effects.contains(&Effect::ReadOwn));
    hand.answer_reads("Busy", "Away");
    assert_eq!(hand.standing(), Some(Standing::Honoured));
    hand.report(Report::Written(2, Ok(())));
    hand.effects.clear();
    hand.pass(TimeDelta::minutes(8));
    assert_eq!(hand.writes(), [["setPresence"]]);
}

#[test]
fn a_reset_that_was_not_sent_outlives_a_crash_and_a_quit() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.pick(Status::Busy, None);
    hand.report(Report::Written(2, Ok(())));
    hand.pick(Status::Reset, None);
    hand.effects.clear();
    hand.report(Report::Written(0, Err(unreachable())));
    let stored = hand.state.stored.clone();
    hand.command(Command::Quit);
    let ends = hand.effects.iter().find_map(|effect| {
        let Effect::End { first, .. } = effect else {
            return None;
        };
        Some(first.iter().map(action).collect::<Vec<_>>())
    });
    assert_eq!(
        ends.unwrap(),
        ["clearPresence", "clearUserPreferredPresence"]
    );

    let mut again = Hand::starting(Mode::Resident, stored);
    assert_eq!(
        again.writes(),
        [["clearPresence", "clearUserPreferredPresence"]]
    );
    again.report(Report::Written(2, Ok(())));
    let stored = again.state.stored.clone();
    assert!(Hand::starting(Mode::Resident, stored).writes().is_empty());
}

#[test]
fn a_command_behind_one_that_must_wait_is_told_at_once() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.pick(Status::Busy, None);
    hand.report(Report::Written(0, Err(unreachable())));
    let message = hand.command(Command::SetMessage {
        text: "Lunch".to_owned(),
        until: None,
    });
    hand.report(Report::Written(0, Err(unreachable())));
    assert!(hand.outcome(message).unwrap().is_err());
    hand.writes();
    hand.pass(SECOND * 20);
    hand.report(Report::Written(2, Ok(())));
    hand.report(Report::Written(2, Ok(())));
    assert_eq!(hand.writes().len(), 2);
}
