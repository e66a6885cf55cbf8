//! Colleagues and notices.

use super::*;
use crate::view::Contact;

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
fn a_number_comes_with_the_next_reading_of_the_directory_and_stays() {
    let mut hand = Hand::signed_in(watching_ada());
    let number = |hand: &Hand| {
        let ada = &hand.snapshot().people[0];
        (ada.phone.clone(), ada.contacts.clone())
    };
    let told = |number: &str| Person {
        phone: Some(number.to_owned()),
        ..ada()
    };
    let find = |hand: &mut Hand, person| {
        hand.command(Command::Search {
            text: "ada".to_owned(),
        });
        hand.effects.clear();
        let search = hand.state.searches;
        hand.report(Report::Found(search, Ok(vec![person])));
        let saves = |effect: &Effect| matches!(effect, Effect::Save(_));
        hand.effects.iter().any(saves)
    };
    assert_eq!(number(&hand), (None, vec![]));
    assert!(find(&mut hand, told("555 0100")));
    let known = (Some("555 0100".to_owned()), vec![Contact::Phone]);
    assert_eq!(number(&hand), known);
    assert!(!find(&mut hand, told("555 0100")), "nothing new to keep");
    assert!(!find(&mut hand, ada()), "no number is told");
    hand.command(Command::AddPeople {
        people: vec![ada()],
    });
    assert_eq!(number(&hand), known);
    hand.command(Command::AddPeople {
        people: vec![told("555 0101")],
    });
    assert_eq!(number(&hand).0.as_deref(), Some("555 0101"));
    hand.effects.clear();
    hand.command(Command::Contact {
        id: id(1),
        by: Contact::Phone,
    });
    let opened = hand.effects.iter().find_map(|effect| {
        let Effect::Contact { addresses, .. } = effect else {
            return None;
        };
        Some(addresses[0].to_string())
    });
    assert_eq!(opened.as_deref(), Some("tel:5550101"));
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
