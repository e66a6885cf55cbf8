//! Colleagues and notices.

use super::*;

#[test]
fn a_colleague_becoming_available_is_told_once() {
    let mut hand = Hand::signed_in(watching_ada());
    for word in ["Available", "Available", "Away"] {
        hand.pass(SECOND * 40);
        hand.answer_reads("Available", word);
    }
    assert_eq!(hand.titles(), ["Ada Lovelace: Available"]);
}

#[test]
fn nothing_is_told_while_paused_or_not_to_be_disturbed_or_after_a_sleep() {
    let changes = |prepare: &dyn Fn(&mut Hand), own: &str| {
        let mut hand = Hand::signed_in(watching_ada());
        prepare(&mut hand);
        hand.pass(SECOND * 40);
        hand.answer_reads(own, "Available");
        hand.titles().len()
    };
    assert_eq!(changes(&|_| {}, "Available"), 1);
    assert_eq!(changes(&|_| {}, "DoNotDisturb/Presenting"), 0);
    assert_eq!(
        changes(
            &|h| {
                h.command(Command::PauseNotices {
                    until: Some("1h".to_owned()),
                });
            },
            "Available"
        ),
        0
    );
    assert_eq!(changes(&|h| h.feed(Input::Woke), "Available"), 0);
    let silent = RuleWish {
        when: vec![Transition::GoesOffline],
        stable: 0,
        until: None,
        even_when_busy: false,
    };
    assert_eq!(
        changes(
            &|h| {
                h.command(Command::SetRule {
                    id: id(1),
                    rule: Some(silent.clone()),
                });
            },
            "Available"
        ),
        0
    );
}

#[test]
fn a_pause_ends_by_itself() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.command(Command::PauseNotices {
        until: Some("30m".to_owned()),
    });
    assert_eq!(
        hand.snapshot().notices.paused_words.as_deref(),
        Some("until 13:30")
    );
    hand.effects.clear();
    hand.pass(TimeDelta::minutes(30));
    assert!(!hand.snapshot().notices.paused);
}
