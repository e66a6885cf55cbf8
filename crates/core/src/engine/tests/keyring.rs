//! A keyring that is locked, comes late or opens, and when it is asked again.

use super::sign_in::{locked, resumes, signed_in_as, stored};
use super::*;
use crate::auth::{Keeping, Standing, StoreError};

#[test]
fn a_locked_keyring_is_asked_again_until_it_is_open() {
    let mut hand = Hand::new(Mode::Resident, stored());
    assert_eq!(resumes(&mut hand), 1);
    hand.feed(Input::Resumed(Err(locked())));
    let reason = Some(locked().to_user());
    assert_eq!(hand.snapshot().account, AccountView::SignedOut { reason });

    hand.pass(SECOND * 119);
    assert_eq!(resumes(&mut hand), 0);
    hand.pass(SECOND);
    assert_eq!(resumes(&mut hand), 1);
    hand.feed(Input::Resumed(Err(locked())));

    hand.feed(Input::Woke);
    assert_eq!(resumes(&mut hand), 1, "at once after a sleep");
    hand.feed(Input::Resumed(Err(AuthError::Store(StoreError::TimedOut))));
    let AccountView::SignedOut { reason: Some(why) } = hand.snapshot().account else {
        panic!("nobody is signed in");
    };
    assert!(why.title.contains("did not answer"), "{why}");

    hand.command(Command::WatchClosely { on: true });
    assert_eq!(resumes(&mut hand), 1, "and when somebody looks");
    hand.feed(Input::Resumed(Err(locked())));
    hand.pass(SECOND * 30);
    assert_eq!(resumes(&mut hand), 1);
    hand.feed(Input::Resumed(Err(locked())));

    let asked = hand.command(Command::Refresh);
    hand.feed(Input::Resumed(Err(locked())));
    assert_eq!(hand.outcome(asked), Some(Err(locked().to_user())));
    let asked = hand.command(Command::Refresh);
    hand.feed(Input::Resumed(Ok(())));
    hand.answer_reads("Available", "Away");
    assert_eq!(hand.outcome(asked), Some(Ok(())));
    assert_eq!(signed_in_as(&hand), Some(account().id));
    resumes(&mut hand);
    hand.pass(SECOND * 600);
    assert_eq!(resumes(&mut hand), 0);
}

#[test]
fn a_locked_keyring_may_ask_for_its_password_once() {
    let mut hand = Hand::new(Mode::Resident, stored());
    let asks = |hand: &mut Hand| {
        let effects = std::mem::take(&mut hand.effects);
        let asks = effects.iter().filter_map(|effect| {
            let Effect::Resume { may_ask, .. } = effect else {
                return None;
            };
            Some(*may_ask)
        });
        asks.collect::<Vec<_>>()
    };
    assert_eq!(asks(&mut hand), [true]);
    hand.feed(Input::Resumed(Err(locked())));
    hand.pass(SECOND * 120);
    assert_eq!(asks(&mut hand), [false]);
    hand.feed(Input::Resumed(Err(locked())));
    hand.command(Command::Refresh);
    assert_eq!(asks(&mut hand), [false]);
}

#[test]
fn a_keyring_that_changes_is_asked_soon() {
    let mut hand = Hand::new(Mode::Resident, stored());
    assert_eq!(resumes(&mut hand), 1);
    hand.feed(Input::Keyring);
    assert_eq!(hand.state.next_at(hand.now), None, "it is being asked");
    hand.feed(Input::Resumed(Err(locked())));
    hand.pass(SECOND);
    assert_eq!(resumes(&mut hand), 1, "it changed meanwhile");
    hand.feed(Input::Resumed(Err(locked())));
    hand.pass(SECOND * 10);
    assert_eq!(resumes(&mut hand), 0);

    hand.feed(Input::Keyring);
    hand.feed(Input::Keyring);
    hand.pass(SECOND);
    assert_eq!(resumes(&mut hand), 1);
    hand.feed(Input::Resumed(Ok(())));
    assert_eq!(signed_in_as(&hand), Some(account().id));
    hand.answer_reads("Available", "Away");
    hand.feed(Input::Keyring);
    hand.pass(SECOND * 600);
    assert_eq!(resumes(&mut hand), 0, "nothing waits for it");
}

#[test]
fn whoever_unlocks_the_screen_may_have_unlocked_the_keyring() {
    let mut hand = Hand::new(Mode::Resident, stored());
    let seat = |locked| Seat {
        locked,
        ..Seat::default()
    };
    hand.feed(Input::Seat(seat(true)));
    hand.feed(Input::Resumed(Err(locked())));
    resumes(&mut hand);
    hand.feed(Input::Seat(seat(false)));
    assert_eq!(resumes(&mut hand), 1);
}

#[test]
fn a_sign_in_that_no_keyring_took_is_offered_again() {
    let mut hand = Hand::signed_in(Stored::default());
    let stands = |hand: &mut Hand, keeping| {
        let scopes = Scopes::Colleagues;
        hand.feed(Input::Standing(Standing { keeping, scopes }));
    };
    let offered = |hand: &mut Hand| {
        let effects = std::mem::take(&mut hand.effects);
        effects.contains(&Effect::KeepAgain)
    };
    hand.feed(Input::Keyring);
    hand.pass(SECOND * 130);
    assert!(!offered(&mut hand), "it is kept");
    let none = StoreError::Unavailable("no bus".to_owned());
    stands(&mut hand, Keeping::Failed(none));
    hand.feed(Input::Keyring);
    hand.pass(SECOND);
    assert!(offered(&mut hand), "at once when one comes");
    hand.pass(SECOND * 120);
    assert!(offered(&mut hand), "and where nobody tells of it");
    stands(&mut hand, Keeping::Kept);
    hand.pass(SECOND * 600);
    assert!(!offered(&mut hand));
}

#[test]
fn a_keyring_is_not_asked_again_where_that_is_of_no_use() {
    for (mode, error) in [
        (Mode::OneShot, locked()),
        (Mode::Watching, locked()),
        (Mode::Resident, AuthError::NotThere),
        (Mode::Resident, AuthError::Store(StoreError::Damaged)),
    ] {
        let mut hand = Hand::new(mode, stored());
        hand.feed(Input::Resumed(Err(error.clone())));
        let reason = Some(error.to_user());
        assert_eq!(hand.snapshot().account, AccountView::SignedOut { reason });
        assert_eq!(hand.state.next_at(hand.now), None, "{error:?}");
    }
}
