//! Another application to sign in with.

use super::*;
use crate::settings::{PolicySource, Settings};
use crate::view::SetBy;

const ID: &str = "11111111-2222-3333-4444-555555555555";

/// Settings that lie in a folder, under a policy that names the tenant.
fn settings() -> (tempfile::TempDir, Settings) {
    let folder = tempfile::tempdir().unwrap();
    let policy = folder.path().join("policy.toml");
    std::fs::write(&policy, "[account]\ntenant = \"contoso.example\"\n").unwrap();
    let policies = [PolicySource::File(policy)];
    let variable = |name: &str| (name == "PORCHLIGHT_CLOUD").then(|| "us-gov-l4".to_owned());
    let settings = Settings::load_under(&policies, Some(folder.path()), variable).unwrap();
    (folder, settings)
}

/// A run that has settings and does not know yet which application to use.
fn unregistered(stored: Stored) -> (tempfile::TempDir, Hand) {
    let (folder, settings) = settings();
    let mut hand = Hand::with(Mode::Resident, settings.registration(), stored);
    hand.state.settings = Some(settings);
    (folder, hand)
}

fn typed() -> Command {
    Command::SetRegistration {
        client_id: ID.to_owned(),
        tenant: "contoso.example".to_owned(),
        cloud: "us-gov-l4".to_owned(),
    }
}

/// Does what the state asks to be written.
fn write(hand: &mut Hand) {
    for effect in std::mem::take(&mut hand.effects) {
        let Effect::Register {
            settings,
            wanted,
            answer,
        } = effect
        else {
            hand.effects.push(effect);
            continue;
        };
        let outcome = settings.change(&wanted).and_then(|change| {
            let registration = change.registration().clone();
            Ok((Box::new(change.save()?), registration))
        });
        hand.feed(Input::Registered(answer, outcome));
    }
}

#[test]
fn a_first_run_asks_for_an_application_and_says_what_is_set_already() {
    let (_folder, hand) = unregistered(Stored::default());
    let shown = hand.snapshot().settings.registration;
    assert!(!shown.ready && shown.changeable);
    let all = [shown.client_id, shown.tenant, shown.cloud].map(|one| (one.value, one.set_by));
    assert_eq!(
        all,
        [
            (String::new(), SetBy::Default),
            ("contoso.example".to_owned(), SetBy::Organisation),
            ("us-gov-l4".to_owned(), SetBy::Environment),
        ]
    );
}

#[test]
fn what_was_typed_is_gone_by_at_once() {
    let (_folder, mut hand) = unregistered(Stored::default());
    let asked = hand.command(typed());
    assert_eq!(hand.outcome(asked), None);
    write(&mut hand);
    assert_eq!(hand.outcome(asked), Some(Ok(())));
    let snapshot = hand.snapshot();
    assert_eq!(snapshot.account, AccountView::SignedOut { reason: None });
    let shown = snapshot.settings.registration;
    assert!(shown.ready);
    assert_eq!(shown.client_id.value, ID);
    assert_eq!(shown.client_id.set_by, SetBy::File);
    hand.command(Command::SignIn {
        method: SignInMethod::Browser,
        colleagues: false,
    });
    assert!(matches!(hand.effects.last(), Some(Effect::SignIn { .. })));
}

#[test]
fn a_sign_in_that_was_kept_is_taken_up_again() {
    let mut stored = Stored::default();
    stored.account = Some(account());
    let (_folder, mut hand) = unregistered(stored);
    hand.command(typed());
    write(&mut hand);
    assert!(hand.effects.contains(&Effect::Resume {
        account: account(),
        scopes: Scopes::Own,
        may_ask: true
    }));
    hand.feed(Input::Resumed(Ok(())));
    assert!(matches!(
        hand.snapshot().account,
        AccountView::SignedIn { .. }
    ));
}

#[test]
fn what_can_not_be_used_is_said_and_changes_nothing() {
    let (_folder, mut hand) = unregistered(Stored::default());
    let before = hand.snapshot();
    let asked = hand.command(Command::SetRegistration {
        client_id: "mine".to_owned(),
        tenant: "contoso.example".to_owned(),
        cloud: "us-gov-l4".to_owned(),
    });
    write(&mut hand);
    let why = hand.outcome(asked).unwrap().unwrap_err();
    assert_eq!(why.title, "The client id “mine” is not one");
    let after = hand.snapshot();
    assert_eq!(after.problem, Some(why));
    assert_eq!(after.account, before.account);
    assert_eq!(after.settings, before.settings);
}

#[test]
fn nobody_is_signed_out_by_another_application() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.state.settings = Some(settings().1);
    let asked = hand.command(typed());
    let why = hand.outcome(asked).unwrap().unwrap_err();
    assert_eq!(why.hint, "Sign out first, then change it");
    assert!(matches!(
        hand.snapshot().account,
        AccountView::SignedIn { .. }
    ));
}

#[test]
fn a_sign_in_under_way_for_the_former_application_ends() {
    let mut hand = Hand::new(Mode::Resident, Stored::default());
    hand.state.settings = Some(settings().1);
    let asked = hand.command(Command::SignIn {
        method: SignInMethod::Browser,
        colleagues: false,
    });
    hand.command(typed());
    assert!(hand.outcome(asked).unwrap().is_err());
    assert!(hand.effects.contains(&Effect::CancelSignIn));
}

#[test]
fn a_run_without_a_configuration_to_write_says_so() {
    let mut demo = Hand::new(Mode::Resident, Stored::default());
    let asked = demo.command(typed());
    let why = demo.outcome(asked).unwrap().unwrap_err();
    assert!(why.title.contains("keeps no configuration"), "{why}");
    assert!(!demo.snapshot().settings.registration.changeable);

    let broken = UserError::usage("The configuration can't be read", "Mend the file");
    let mut hand = Hand::with(Mode::Resident, Err(broken.clone()), Stored::default());
    let asked = hand.command(typed());
    assert_eq!(hand.outcome(asked), Some(Err(broken)));
}
