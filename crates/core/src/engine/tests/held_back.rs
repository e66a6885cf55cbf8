//! Which changes are not told, and why; which wishes are refused.

use super::notices::rule;
use super::*;
use crate::model::Day;
use crate::view::QuietWish;

#[test]
fn everything_held_back_says_why() {
    let pause = |until: Option<&str>| Command::PauseNotices {
        until: until.map(str::to_owned),
    };
    let mute = Command::Mute {
        id: id(1),
        until: "1h".to_owned(),
    };
    let quiet = |days: Vec<Day>| Command::SetQuiet {
        hours: Some(QuietWish {
            from: "12:30".to_owned(),
            to: "2pm".to_owned(),
        }),
        days,
    };
    // It is Saturday, 13:00 in Berlin.
    let cases = [
        (Some(mute), "Available", "Muted until 14:00"),
        (Some(pause(None)), "Available", "Paused"),
        (Some(pause(Some("30m"))), "Available", "Paused until 13:30"),
        (Some(quiet(vec![])), "Available", "Quiet until 14:00"),
        (
            Some(quiet(vec![Day::Saturday])),
            "Available",
            "Quiet until the end of today",
        ),
        (None, "Busy/InACall", "You were in a call"),
        (None, "Busy/InAConferenceCall", "You were in a call"),
        (None, "DoNotDisturb/Presenting", "You were presenting"),
        (
            None,
            "DoNotDisturb/Focusing",
            "You were not to be disturbed",
        ),
    ];
    for (prepare, own, why) in cases {
        let mut hand = Hand::signed_in(watching_ada());
        if let Some(command) = prepare {
            hand.obeys(command);
        }
        hand.round(own, "Available");
        assert!(hand.titles().is_empty(), "{why}");
        assert_eq!(
            hand.held_back(),
            [format!("{why}: Ada Lovelace: Available")]
        );
    }
}

#[test]
fn a_rule_may_tell_in_a_call_but_not_in_a_pause() {
    let mut hand = Hand::signed_in(watching_ada());
    hand.give_rule(RuleWish {
        even_when_busy: true,
        ..RuleWish::available()
    });
    hand.round("Busy/InACall", "Available");
    assert_eq!(hand.titles().len(), 1);
    hand.round("Available", "Away");
    hand.obeys(Command::PauseNotices { until: None });
    hand.round("Available", "Available");
    assert_eq!(hand.titles().len(), 1);
}

#[test]
fn what_a_rule_holds_back_is_not_told_later() {
    let mut hand = Hand::signed_in(watching_ada());
    hand.round("Busy/InACall", "Available");
    hand.round("Available", "Available");
    hand.round("Available", "Available");
    assert!(hand.titles().is_empty());
}

#[test]
fn a_wish_is_told_when_nothing_holds_it_back_any_more() {
    let mut hand = Hand::signed_in(watching_ada());
    hand.tell_once(RuleWish::available());
    hand.round("Busy/InACall", "Available");
    hand.round("Busy/InACall", "Available");
    assert!(hand.titles().is_empty() && hand.awaits_once());
    assert_eq!(hand.held_back().len(), 1);
    // The call is over: she is looked at, and told about if she is still there.
    hand.round("Available", "Available");
    hand.answer_reads("Available", "Available");
    assert_eq!(hand.titles(), ["Ada Lovelace: Available"]);
    assert!(!hand.awaits_once());
}

#[test]
fn a_wish_whose_moment_has_gone_waits_for_the_next() {
    let mut hand = Hand::signed_in(watching_ada());
    hand.tell_once(RuleWish::available());
    hand.obeys(Command::PauseNotices {
        until: Some("2m".to_owned()),
    });
    hand.round("Available", "Available");
    hand.round("Available", "Busy");
    for _ in 0..4 {
        hand.round("Available", "Busy");
    }
    assert!(hand.titles().is_empty() && hand.awaits_once());
    hand.round("Available", "Available");
    assert_eq!(hand.titles(), ["Ada Lovelace: Available"]);
    hand.round("Available", "Busy");
    hand.obeys(Command::SetDefaultRule { rule: rule(&[]) });
    hand.round("Available", "Available");
    assert_eq!(hand.titles().len(), 1);
}

#[test]
fn somebody_who_flaps_all_day_is_told_about_thrice_and_again_when_at_rest() {
    let mut hand = Hand::signed_in(watching_ada());
    let mut words = ["Available", "Away"].into_iter().cycle();
    for _ in 0..24 * 60 * 60 / 40 {
        hand.round("Available", words.next().unwrap());
        hand.effects
            .retain(|effect| !matches!(effect, Effect::Save(_)));
    }
    assert_eq!(hand.titles().len(), 3);
    assert_eq!(
        hand.held_back(),
        ["Changed too often: Ada Lovelace: Available"]
    );
    for _ in 0..10 {
        hand.round("Available", "Available");
        hand.answer_reads("Available", "Available");
    }
    assert_eq!(hand.titles().len(), 4);
}

#[test]
fn the_list_of_what_was_held_back_is_of_today_and_short() {
    let mut hand = Hand::signed_in(watching_ada());
    for n in 2..=60 {
        hand.state.stored.watch_list.add(Person {
            id: PersonId::parse(&format!("00000000-0000-0000-0000-0000000001{n:02}")).unwrap(),
            name: format!("Colleague {n}"),
            address: None,
            phone: None,
        });
    }
    hand.obeys(Command::PauseNotices { until: None });
    hand.round("Available", "Away");
    hand.round("Available", "Available");
    assert_eq!(hand.held_back().len(), 50);
    assert_eq!(hand.held_back()[0], "Paused: Colleague 60: Available");
    hand.pass(TimeDelta::hours(11));
    assert!(hand.held_back().is_empty());
}

#[test]
fn whoever_is_removed_is_forgotten_here_too() {
    let mut hand = Hand::signed_in(watching_ada());
    hand.obeys(Command::PauseNotices { until: None });
    hand.round("Available", "Available");
    assert_eq!(hand.held_back().len(), 1);
    hand.obeys(Command::RemovePeople { ids: vec![id(1)] });
    assert!(hand.held_back().is_empty());
}

#[test]
fn wishes_that_make_no_sense_are_refused_in_a_sentence() {
    let mut hand = Hand::signed_in(watching_ada());
    let rule_of = |rule: RuleWish| Command::SetRule {
        id: id(1),
        rule: Some(rule),
    };
    let hours = |from: &str, to: &str| Command::SetQuiet {
        hours: Some(QuietWish {
            from: from.to_owned(),
            to: to.to_owned(),
        }),
        days: Vec::new(),
    };
    let until = |end: &str| RuleWish {
        until: Some(end.to_owned()),
        ..RuleWish::available()
    };
    let mute = |n, until: &str| Command::Mute {
        id: id(n),
        until: until.to_owned(),
    };
    let cases = [
        (
            rule_of(RuleWish {
                stable: 3_601,
                ..RuleWish::available()
            }),
            "longer than an hour",
        ),
        (rule_of(until("2026-11-20")), "already passed"),
        (rule_of(until("2026-11-21T11:00:00Z")), "already passed"),
        (rule_of(until("soonish")), "not a time"),
        (mute(5, "1h"), "not on the watch list"),
        (mute(1, "never"), "until some time"),
        (Command::Unmute { id: id(5) }, "not on the watch list"),
        (
            Command::StopTellingOnce { id: id(5) },
            "not on the watch list",
        ),
        (
            Command::SetGroupRule {
                group: "Desk".to_owned(),
                rule: None,
            },
            "no group “Desk”",
        ),
        (hours("22:00", "late"), "“late” is not a time of day"),
        (hours("8am", "8:00"), "at the same time"),
        (
            Command::SetQuiet {
                hours: None,
                days: Day::ALL.to_vec(),
            },
            "Not every day",
        ),
    ];
    let before = hand.state.stored.clone();
    for (command, words) in cases {
        let asked = hand.command(command);
        let error = hand.outcome(asked).unwrap().unwrap_err();
        assert!(error.title.contains(words), "{}", error.title);
    }
    assert_eq!(hand.state.stored, before);
}
