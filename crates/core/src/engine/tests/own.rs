//! My status and my message.

use super::*;

#[test]
fn a_pick_is_stored_then_sent_then_shown_as_honoured() {
    let mut hand = Hand::signed_in(Stored::default());
    let asked = hand.pick(Status::Busy, Some("17:30"));
    let order: Vec<_> = hand.effects.iter().map(std::mem::discriminant).collect();
    let saved = hand
        .effects
        .iter()
        .position(|e| matches!(e, Effect::Save(_)))
        .unwrap();
    let sent = hand
        .effects
        .iter()
        .position(|e| matches!(e, Effect::Write(_)))
        .unwrap();
    assert!(saved < sent, "{order:?}");
    let me = hand.snapshot().me.unwrap();
    assert_eq!((me.shape, me.label.as_str()), (Shape::Busy, "Busy"));
    assert_eq!(
        me.requested.unwrap().until_words.as_deref(),
        Some("until 17:30")
    );
    hand.report(Report::Written(2, Ok(())));
    assert_eq!(hand.outcome(asked), Some(Ok(())));
    assert_eq!(hand.standing(), Some(Standing::Pending));
    hand.effects.clear();
    hand.pass(SECOND * 3);
    assert_eq!(hand.effects, [Effect::ReadBack]);
    hand.answer_reads("Busy", "Away");
    assert_eq!(hand.standing(), Some(Standing::Honoured));
}

#[test]
fn the_icon_never_flips_back_while_graph_lags() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.pick(Status::Busy, None);
    hand.report(Report::Written(2, Ok(())));
    hand.pass(SECOND * 8);
    hand.answer_reads("Available", "Away");
    assert_eq!(hand.snapshot().me.unwrap().shape, Shape::Busy);
    hand.pass(SECOND * 23);
    hand.answer_reads("Available", "Away");
    let me = hand.snapshot().me.unwrap();
    assert_eq!(me.shape, Shape::Available);
    let requested = me.requested.unwrap();
    assert_eq!(requested.standing, Standing::NotHonoured);
    assert!(requested.why.unwrap().contains("stronger"));
}

#[test]
fn available_is_renewed_every_four_minutes_and_ends_by_itself() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.pick(Status::Available, Some("9m"));
    assert_eq!(hand.writes(), [["setUserPreferredPresence", "setPresence"]]);
    hand.report(Report::Written(2, Ok(())));
    for _ in 0..2 {
        hand.pass(TimeDelta::minutes(4));
        assert_eq!(hand.writes(), [["setPresence"]]);
        hand.report(Report::Written(2, Ok(())));
    }
    hand.pass(TimeDelta::minutes(1));
    assert_eq!(
        hand.writes(),
        [["clearPresence", "clearUserPreferredPresence"]]
    );
    hand.report(Report::Written(2, Ok(())));
    assert_eq!(hand.standing(), None);
}

#[test]
fn a_pick_made_while_another_is_sent_wins() {
    let mut hand = Hand::signed_in(Stored::default());
    let first = hand.pick(Status::Busy, None);
    let second = hand.pick(Status::Away, None);
    let third = hand.pick(Status::Offline, None);
    assert_eq!(hand.writes().len(), 1);
    hand.report(Report::Written(2, Ok(())));
    assert_eq!(hand.outcome(first), Some(Ok(())));
    assert_eq!(
        hand.writes(),
        [["setUserPreferredPresence", "clearPresence"]]
    );
    hand.report(Report::Written(2, Ok(())));
    assert_eq!(
        (hand.outcome(second), hand.outcome(third)),
        (Some(Ok(())), Some(Ok(())))
    );
}

#[test]
fn a_resident_engine_keeps_trying_and_a_lone_command_says_so_at_once() {
    let mut hand = Hand::signed_in(Stored::default());
    let asked = hand.pick(Status::Busy, None);
    hand.effects.clear();
    hand.report(Report::Written(0, Err(unreachable())));
    assert!(hand.outcome(asked).unwrap().is_err());
    assert_eq!(hand.standing(), Some(Standing::Pending));
    hand.effects.clear();
    hand.pass(SECOND * 10);
    assert_eq!(hand.writes().len(), 1);

    let mut lone = Hand::starting(Mode::OneShot, Stored::default());
    let asked = lone.pick(Status::Busy, None);
    lone.report(Report::Written(0, Err(unreachable())));
    assert!(lone.outcome(asked).unwrap().is_err());
    lone.effects.clear();
    lone.pass(TimeDelta::hours(1));
    assert_eq!(lone.writes().len(), 0);
}

#[test]
fn a_refused_pick_says_why_and_is_not_sent_again() {
    let mut hand = Hand::signed_in(Stored::default());
    let asked = hand.pick(Status::Busy, None);
    hand.report(Report::Written(0, Err(forbidden())));
    assert!(hand.outcome(asked).unwrap().is_err());
    assert_eq!(hand.standing(), Some(Standing::NotHonoured));
    assert!(hand.snapshot().problem.is_some());
    hand.effects.clear();
    hand.pass(TimeDelta::minutes(20));
    assert_eq!(hand.writes().len(), 0);
}

#[test]
fn words_that_are_not_understood_change_nothing() {
    let mut hand = Hand::signed_in(Stored::default());
    let before = hand.snapshot();
    for command in [
        Command::SetStatus {
            status: Status::Busy,
            until: Some("soon".to_owned()),
        },
        Command::SetStatus {
            status: Status::Busy,
            until: Some("2020-01-01".to_owned()),
        },
        Command::SetMessage {
            text: "x".repeat(281),
            until: None,
        },
        Command::SetMessage {
            text: "  ".to_owned(),
            until: None,
        },
        Command::PauseNotices {
            until: Some("whenever".to_owned()),
        },
        Command::SetRule {
            id: id(5),
            rule: None,
        },
    ] {
        let asked = hand.command(command);
        assert_eq!(
            hand.outcome(asked).unwrap().unwrap_err().code,
            crate::ErrorCode::Usage
        );
        assert!(
            !hand
                .effects
                .iter()
                .any(|e| matches!(e, Effect::Write(_) | Effect::Save(_)))
        );
    }
    assert_eq!(hand.snapshot().me, before.me);
}

#[test]
fn a_message_is_shown_at_once_and_gone_at_its_end() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.command(Command::SetMessage {
        text: " Lunch ".to_owned(),
        until: Some("30m".to_owned()),
    });
    hand.report(Report::Written(2, Ok(())));
    let shown = hand.snapshot().me.unwrap().message.unwrap();
    assert_eq!((shown.text.as_str(), shown.pending), ("Lunch", true));
    let mut reading = presence("Available");
    reading.message =
        StatusMessage::from_graph("Lunch", Some(hand.now + TimeDelta::minutes(30)), None);
    hand.report(Report::ReadBack(Ok(reading)));
    assert!(!hand.snapshot().me.unwrap().message.unwrap().pending);
    hand.pass(TimeDelta::minutes(30));
    assert_eq!(hand.snapshot().me.unwrap().message, None);
}

#[test]
fn a_restart_carries_on_what_was_requested_or_ends_it() {
    let now: DateTime<Utc> = "2026-11-21T12:00:00Z".parse().unwrap();
    let carried = |until| {
        let mut stored = Stored::default();
        let since = now - TimeDelta::hours(2);
        stored.requested = Some(Requested::new(Status::Busy, since, until));
        let busy = (Availability::Busy, Activity::Busy);
        let holding = || Some(Holding::new(&busy, since, until));
        stored.held = Held {
            session: holding(),
            pin: holding(),
        };
        Hand::starting(Mode::Resident, stored).writes()
    };
    assert_eq!(carried(None), [["setUserPreferredPresence", "setPresence"]]);
    assert_eq!(
        carried(Some(now - TimeDelta::hours(1))),
        [["clearPresence"]],
        "the pin has ended by itself"
    );
}

#[test]
fn a_run_that_only_looks_judges_what_another_run_set() {
    let now: DateTime<Utc> = "2026-11-21T12:00:00Z".parse().unwrap();
    let mut stored = Stored::default();
    let since = now - TimeDelta::hours(1);
    stored.requested = Some(Requested::new(Status::Busy, since, None));
    for (reported, standing) in [
        ("Busy", Standing::Honoured),
        ("Available", Standing::NotHonoured),
    ] {
        let mut hand = Hand::starting(Mode::OneShot, stored.clone());
        hand.command(Command::Refresh);
        hand.answer_reads(reported, "Away");
        assert_eq!(hand.standing(), Some(standing));
        assert!(hand.writes().is_empty());
    }
}

#[test]
fn after_a_sleep_or_a_jump_of_the_clock_the_session_is_renewed_at_once() {
    for jump in [TimeDelta::hours(-1), TimeDelta::hours(8)] {
        let mut hand = Hand::signed_in(Stored::default());
        hand.pick(Status::Available, None);
        hand.report(Report::Written(2, Ok(())));
        hand.effects.clear();
        hand.now += jump;
        hand.feed(Input::Woke);
        assert!(hand.effects.contains(&Effect::ReadOwn), "{jump}");
        assert_eq!(hand.writes(), [["setPresence"]], "{jump}");
    }
}
