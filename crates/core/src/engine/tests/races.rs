//! What happens while something else is on its way.

use super::*;

#[test]
fn a_refusal_of_an_earlier_pick_says_nothing_of_the_newer() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.pick(Status::Presenting, None);
    hand.pick(Status::Busy, None);
    hand.report(Report::Written(Err(forbidden())));
    assert_eq!(hand.standing(), Some(Standing::Pending));
    hand.report(Report::Written(Ok(())));
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
    hand.report(Report::Written(Err(forbidden())));
    let message = hand.snapshot().me.unwrap().message.unwrap();
    assert_eq!((message.text.as_str(), message.pending), ("Lunch", true));
}
