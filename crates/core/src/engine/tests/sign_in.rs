//! Sign-ins that end in an instant when something else happens, consent in two
//! steps, and what the keyring makes of both.

use super::*;
use crate::auth::{Keeping, SignInWish, Standing, StoreError};

fn another() -> Account {
    Account {
        id: id(8),
        ..account()
    }
}

fn sign_in(hand: &mut Hand, colleagues: bool) -> u64 {
    hand.command(Command::SignIn {
        method: SignInMethod::Browser,
        colleagues,
    })
}

/// Where the account's sign-in is kept.
fn key() -> String {
    format!("global/t/app/{}", account().id)
}

pub(super) fn locked() -> AuthError {
    AuthError::Store(StoreError::Locked)
}

pub(super) fn stored() -> Stored {
    let mut stored = Stored::default();
    stored.account = Some(account());
    stored
}

fn own_alone() -> Stored {
    let mut stored = Stored::default();
    stored.consent = Some(Scopes::Own);
    stored
}

pub(super) fn resumes(hand: &mut Hand) -> usize {
    let effects = std::mem::take(&mut hand.effects);
    effects
        .iter()
        .filter(|effect| matches!(effect, Effect::Resume { .. }))
        .count()
}

fn wish(effect: &Effect) -> Option<&SignInWish> {
    let Effect::SignIn { wish, .. } = effect else {
        return None;
    };
    Some(wish)
}

pub(super) fn signed_in_as(hand: &Hand) -> Option<PersonId> {
    match hand.snapshot().account {
        AccountView::SignedIn { id, .. } => Some(id),
        AccountView::Starting | AccountView::SignedOut { .. } => None,
    }
}

fn consent_needed(hand: &Hand) -> bool {
    matches!(
        hand.snapshot().account,
        AccountView::SignedIn {
            consent_needed: true,
            ..
        }
    )
}

#[test]
fn the_next_sign_in_is_hinted_at_the_user_of_the_last() {
    let address = Some("me@contoso.example".to_owned());
    let mut stored = Stored::default();
    stored.account = Some(Account {
        address: address.clone(),
        ..account()
    });
    let mut hand = Hand::new(Mode::Resident, stored);
    hand.feed(Input::Resumed(Err(AuthError::NotThere)));
    sign_in(&mut hand, false);
    let wish = hand.effects.iter().find_map(wish).unwrap();
    assert_eq!(wish.hint, address);
}

#[test]
fn a_proof_that_comes_after_the_cancel_is_not_taken() {
    let mut hand = Hand::signed_in(Stored::default());
    for stop in [
        Command::CancelSignIn,
        Command::SignIn {
            method: SignInMethod::DeviceCode,
            colleagues: false,
        },
    ] {
        let asked = sign_in(&mut hand, false);
        hand.command(stop);
        assert!(hand.outcome(asked).unwrap().is_err());
        let cancelled = hand.state.flows - u32::from(hand.state.flow.is_some());
        hand.feed(Input::SignInEnded(cancelled, Ok((another(), Scopes::Own))));
        assert_eq!(signed_in_as(&hand), Some(account().id));
        assert_eq!(hand.state.stored.account, Some(account()));
        let adopted = |effect: &Effect| matches!(effect, Effect::Adopt { .. });
        assert!(!hand.effects.iter().any(adopted));
    }
}

#[test]
fn a_cancel_that_comes_after_the_proof_changes_nothing() {
    let mut hand = Hand::signed_in(Stored::default());
    let asked = sign_in(&mut hand, false);
    hand.feed(Input::SignInEnded(1, Ok((another(), Scopes::Own))));
    let first_read = hand.effects.iter().position(is_read);
    let adopts = |effect: &Effect| matches!(effect, Effect::Adopt { .. });
    let adopted = hand.effects.iter().position(adopts);
    assert!(adopted < first_read, "its tokens come before its questions");
    let cancelled = hand.command(Command::CancelSignIn);
    assert_eq!(hand.outcome(cancelled), Some(Ok(())));
    assert_eq!(
        hand.outcome(asked),
        None,
        "the keyring is still being asked"
    );
    hand.feed(Input::Adopted {
        answer: asked,
        outcome: Ok(()),
        keeping: Keeping::Kept,
    });
    assert_eq!(hand.outcome(asked), Some(Ok(())));
    assert_eq!(signed_in_as(&hand), Some(another().id));
    assert_eq!(hand.state.stored.account, Some(another()));
    assert!(hand.effects.contains(&Effect::Forget(key())));
}

#[test]
fn colleagues_wait_for_consent_and_come_with_it() {
    let mut stored = watching_ada();
    stored.consent = Some(Scopes::Own);
    let mut hand = Hand::signed_in(stored);
    assert!(consent_needed(&hand));
    let sentence = AuthError::NoConsent.to_user();
    let shown = &hand.snapshot().people[0];
    assert_eq!(shown.problem.as_ref(), Some(&sentence.title));
    for command in [
        Command::Search {
            text: "ada".to_owned(),
        },
        Command::AddPeople {
            people: vec![ada()],
        },
        Command::Follow {
            people: vec![ada()],
        },
    ] {
        let asked = hand.command(command);
        assert_eq!(hand.outcome(asked), Some(Err(sentence.clone())));
    }
    hand.pass(SECOND * 60);
    let people = |effect: &Effect| matches!(effect, Effect::ReadPeople(_));
    assert!(hand.effects.contains(&Effect::ReadOwn));
    assert!(!hand.effects.iter().any(people), "{:?}", hand.effects);

    let asked = sign_in(&mut hand, true);
    hand.feed(Input::SignInEnded(1, Ok((account(), Scopes::Colleagues))));
    hand.feed(Input::Adopted {
        answer: asked,
        outcome: Ok(()),
        keeping: Keeping::Kept,
    });
    assert!(!consent_needed(&hand));
    assert!(hand.effects.iter().any(people));
}

#[test]
fn a_no_to_colleagues_leaves_the_rest_and_is_asked_anew_only_on_request() {
    let mut hand = Hand::signed_in(own_alone());
    let wishes = |hand: &mut Hand, colleagues| {
        sign_in(hand, colleagues);
        let flow = hand.state.flows;
        let no = AuthError::Refused {
            code: "AADSTS90094".to_owned(),
            message: "An administrator must agree.".to_owned(),
        };
        hand.feed(Input::SignInEnded(flow, Err(no)));
        let effects = std::mem::take(&mut hand.effects);
        let wish = effects.iter().find_map(wish).unwrap();
        (wish.scopes, wish.ask_again)
    };
    assert_eq!(wishes(&mut hand, true), (Scopes::Colleagues, false));
    assert_eq!(signed_in_as(&hand), Some(account().id));
    assert_eq!(wishes(&mut hand, true), (Scopes::Colleagues, true));
    assert_eq!(wishes(&mut hand, false), (Scopes::Own, false));
}

#[test]
fn whoever_watched_before_there_were_steps_goes_on_and_may_fall_back() {
    let mut stored = watching_ada();
    stored.account = Some(account());
    let mut hand = Hand::new(Mode::Resident, stored);
    let resume = Effect::Resume {
        account: account(),
        scopes: Scopes::Colleagues,
        may_ask: true,
    };
    assert!(hand.effects.contains(&resume), "{:?}", hand.effects);
    hand.feed(Input::Resumed(Ok(())));
    assert!(!consent_needed(&hand));
    // The platform knows of no such consent.
    let none = GraphError::SignIn(AuthError::NoConsent);
    hand.report(Report::Own(Ok(presence("Busy"))));
    hand.report(Report::People(Err(none)));
    hand.feed(Input::Standing(Standing {
        keeping: Keeping::Kept,
        scopes: Scopes::Own,
    }));
    let snapshot = hand.snapshot();
    assert_eq!(snapshot.health.kind, HealthKind::Fine);
    assert_eq!(snapshot.me.unwrap().label, "Busy");
    assert!(consent_needed(&hand));
    assert_eq!(hand.state.stored.consent, Some(Scopes::Own));
}

#[test]
fn a_sign_in_that_falls_short_is_taken_and_said() {
    let mut hand = Hand::signed_in(own_alone());
    sign_in(&mut hand, true);
    hand.effects.clear();
    hand.feed(Input::SignInEnded(1, Ok((account(), Scopes::Own))));
    let told = |effect: &Effect| {
        let Effect::Adopt { outcome, .. } = effect else {
            return None;
        };
        Some(outcome.clone())
    };
    let told = hand.effects.iter().find_map(told);
    assert_eq!(told, Some(Err(AuthError::NoConsent.to_user())));
}

#[test]
fn a_sign_in_made_meanwhile_wins_over_the_keyrings() {
    let mut hand = Hand::new(Mode::Resident, stored());
    hand.feed(Input::Resumed(Err(locked())));
    sign_in(&mut hand, false);
    hand.feed(Input::SignInEnded(1, Ok((another(), Scopes::Own))));
    hand.feed(Input::Resumed(Ok(())));
    assert_eq!(signed_in_as(&hand), Some(another().id));
    hand.feed(Input::Resumed(Err(locked())));
    assert_eq!(signed_in_as(&hand), Some(another().id));
}

#[test]
fn where_nobody_is_signed_in_a_sign_out_leaves_nothing_to_remember() {
    let mut hand = Hand::new(Mode::OneShot, Stored::default());
    hand.command(Command::SignOut);
    let saves = |effect: &Effect| matches!(effect, Effect::Save(_));
    assert!(!hand.effects.iter().any(saves), "{:?}", hand.effects);
}

#[test]
fn what_a_keyring_holds_back_is_said_and_removed_later() {
    let mut hand = Hand::signed_in(Stored::default());
    let asked = hand.command(Command::SignOut);
    assert_eq!(hand.outcome(asked), None, "the keyring has not answered");
    hand.feed(Input::SignedOut {
        answer: asked,
        key: Some(key()),
        outcome: Err(StoreError::Locked),
    });
    let said = hand.outcome(asked).unwrap().unwrap_err();
    assert!(said.title.contains("still holds"), "{said}");
    assert_eq!(signed_in_as(&hand), None);
    let remarks = hand.snapshot().health.remarks;
    assert!(
        remarks[0].contains("still lies in the keyring"),
        "{remarks:?}"
    );

    hand.effects.clear();
    hand.pass(SECOND * 120);
    assert!(hand.effects.contains(&Effect::Forget(key())));
    hand.feed(Input::Forgotten(key(), Err(StoreError::Locked)));
    // The next run asks at once, and so does a run for one command.
    let next = Hand::new(Mode::OneShot, hand.state.stored.clone());
    assert!(next.effects.contains(&Effect::Forget(key())));
    hand.feed(Input::Forgotten(key(), Ok(())));
    assert!(hand.state.stored.left_behind.is_empty());
    assert_eq!(hand.snapshot().health.remarks, Vec::<String>::new());
    assert_eq!(hand.state.next_at(hand.now), None);
}

#[test]
fn a_new_sign_in_of_the_same_user_is_not_removed_with_the_old_one() {
    let mut stored = Stored::default();
    stored.left_behind.push(key());
    let mut hand = Hand::new(Mode::Resident, stored);
    sign_in(&mut hand, false);
    hand.feed(Input::SignInEnded(1, Ok((account(), Scopes::Own))));
    assert!(hand.state.stored.left_behind.is_empty());
    hand.effects.clear();
    hand.pass(SECOND * 600);
    assert!(!hand.effects.contains(&Effect::Forget(key())));
}

#[test]
fn how_the_sign_in_is_kept_is_seen_while_it_changes() {
    let mut hand = Hand::signed_in(Stored::default());
    let said = |hand: &mut Hand, keeping| {
        hand.feed(Input::Standing(Standing {
            keeping,
            scopes: Scopes::Colleagues,
        }));
        let snapshot = hand.snapshot();
        let AccountView::SignedIn { kept, .. } = snapshot.account else {
            panic!("somebody is signed in");
        };
        assert_eq!(kept, snapshot.health.remarks.is_empty());
        snapshot.health.remarks.concat()
    };
    assert_eq!(said(&mut hand, Keeping::Kept), "");
    for (keeping, word) in [
        (Keeping::Failed(StoreError::Locked), "is locked"),
        (Keeping::Failed(StoreError::TimedOut), "does not answer"),
        (
            Keeping::Failed(StoreError::Unavailable(String::new())),
            "is no keyring",
        ),
        (Keeping::NothingToKeep, "nothing to keep"),
    ] {
        let remark = said(&mut hand, keeping);
        assert!(remark.contains(word), "{remark}");
    }
    assert_eq!(said(&mut hand, Keeping::Kept), "");
}
