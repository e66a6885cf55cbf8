//! The keyring is there, locked, gone, empty or slow.

use chrono::TimeDelta;
use porchlight_core::auth::{AuthError, StoreError};
use porchlight_core::model::Status;
use porchlight_core::view::{AccountView, Command, SignInMethod, Snapshot};
use porchlight_sim::{ADA, Fault, FaultKind, Operation, SignIn};
use porchlight_tests::keyring::Door;
use porchlight_tests::wait::within;
use porchlight_tests::world::{World, ada, label};

fn reason(snapshot: &Snapshot) -> Option<&str> {
    match &snapshot.account {
        AccountView::SignedOut { reason } => reason.as_ref().map(|why| why.title.as_str()),
        AccountView::Starting | AccountView::SignedIn { .. } => None,
    }
}

fn is_signed_in(snapshot: &Snapshot) -> bool {
    matches!(snapshot.account, AccountView::SignedIn { .. })
}

fn name(snapshot: &Snapshot) -> Option<&str> {
    match &snapshot.account {
        AccountView::SignedIn { name, .. } => Some(name),
        AccountView::Starting | AccountView::SignedOut { .. } => None,
    }
}

fn sign_in(method: SignInMethod) -> Command {
    Command::SignIn {
        method,
        colleagues: true,
    }
}

#[tokio::test]
async fn a_keyring_unlocked_later_brings_the_sign_in_back() {
    let mut world = World::watching_ada().await;
    world.keyring().is(Door::Locked);
    world.crashes_and_starts_again().await;
    let locked = AuthError::Store(StoreError::Locked).to_user();
    assert_eq!(reason(&world.snapshot()), Some(locked.title.as_str()));
    world.pass(TimeDelta::minutes(5)).await;
    assert_eq!(world.tries(Command::Refresh).await, Err(locked));
    world.keyring().is(Door::Open);
    let limit = TimeDelta::minutes(2);
    world
        .passes_until("the sign-in", limit, |s| is_signed_in(s))
        .await;
    world
        .sees("Ada", |s| label(s, &ada()) == Some("Away"))
        .await;
}

#[tokio::test]
async fn an_unlocked_keyring_is_noticed_by_who_asks() {
    for ask in ["a command", "the window", "waking up"] {
        let mut world = World::signed_in().await;
        world.keyring().is(Door::Locked);
        world.crashes_and_starts_again().await;
        world.keyring().is(Door::Open);
        match ask {
            "a command" => world.does(Command::Refresh).await,
            "the window" => world.does(Command::WatchClosely { on: true }).await,
            _ => world.sleeps(TimeDelta::hours(8)).await,
        }
        world.sees(ask, |s| is_signed_in(s)).await;
    }
}

#[tokio::test]
async fn each_state_of_a_keyring_has_its_sentence() {
    let mut world = World::signed_in().await;
    let mut said = std::collections::BTreeSet::new();
    for door in [Door::Locked, Door::Gone] {
        world.keyring().is(door);
        world.crashes_and_starts_again().await;
        said.extend(reason(&world.snapshot()).map(str::to_owned));
    }
    world.keyring().is(Door::Open);
    world.crashes_and_starts_again().await;
    assert!(is_signed_in(&world.snapshot()));
    world.keyring().clear();
    world.crashes_and_starts_again().await;
    said.extend(reason(&world.snapshot()).map(str::to_owned));
    assert_eq!(said.len(), 3, "{said:?}");

    for (door, word) in [(Door::Locked, "locked"), (Door::Gone, "no keyring")] {
        world.keyring().is(door);
        world.does(sign_in(SignInMethod::Browser)).await;
        let remarks = world.snapshot().health.remarks.concat();
        assert!(remarks.contains(word), "{remarks}");
    }
    // The next rotation finds it open.
    world.keyring().is(Door::Open);
    world.sleeps(TimeDelta::hours(1)).await;
    world
        .sees("nothing to remark", |s| s.health.remarks.is_empty())
        .await;
    assert_eq!(world.keyring().len(), 1);
}

#[tokio::test]
async fn a_sign_in_made_without_a_keyring_is_kept_once_there_is_one() {
    let mut world = World::signed_in().await;
    world.keyring().clear();
    world.keyring().is(Door::Gone);
    world.does(sign_in(SignInMethod::Browser)).await;
    assert_eq!(world.snapshot().health.remarks.len(), 1);
    world.keyring().is(Door::Open);
    let limit = TimeDelta::minutes(2);
    world
        .passes_until("a kept sign-in", limit, |s| s.health.remarks.is_empty())
        .await;
    world.crashes_and_starts_again().await;
    assert!(is_signed_in(&world.snapshot()));
}

#[tokio::test]
async fn a_sign_out_is_finished_once_the_keyring_is_open() {
    let mut world = World::signed_in().await;
    let status = Status::Busy;
    let until = None;
    world.does(Command::SetStatus { status, until }).await;
    world.keyring().is(Door::Locked);
    let said = world.tries(Command::SignOut).await.unwrap_err();
    assert!(said.title.contains("locked keyring"), "{said}");
    assert!(!is_signed_in(&world.snapshot()));
    assert!(world.me()["sessions"].as_array().unwrap().is_empty());
    world.crashes_and_starts_again().await;
    assert_eq!(reason(&world.snapshot()), None);
    assert_eq!(world.snapshot().health.remarks.len(), 1);
    assert_eq!(world.keyring().len(), 1);
    world.keyring().is(Door::Open);
    let limit = TimeDelta::minutes(2);
    world
        .passes_until("a tidy keyring", limit, |s| s.health.remarks.is_empty())
        .await;
    assert!(world.keyring().is_empty());
}

#[tokio::test]
async fn a_cancel_in_the_instant_of_success_leaves_one_account() {
    let world = World::signed_in().await;
    world.control().sign_in(SignIn {
        person: Some(ADA),
        ..SignIn::default()
    });
    world.client_says("Ada", "Busy/InACall");
    // Not hinted at Robin: the page lets another person sign in.
    world.does(Command::SignOut).await;
    world.keyring().is(Door::Stuck);
    let handle = world.handle().clone();
    let command = sign_in(SignInMethod::Browser);
    let signing_in = tokio::spawn(async move { handle.send(command).await });
    within("the keyring is being asked", async {
        while !world.keyring().is_waited_for() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    world.does(Command::CancelSignIn).await;
    world.keyring().is(Door::Open);
    assert_eq!(signing_in.await.unwrap(), Ok(()), "it had succeeded");
    world.does(Command::Refresh).await;
    let snapshot = world.snapshot();
    assert_eq!(name(&snapshot), Some("Ada Lovelace"));
    assert_eq!(snapshot.me.as_ref().unwrap().label, "In a call");
    assert_eq!(world.keyring().len(), 1);
}

#[tokio::test]
async fn a_cancel_before_the_success_leaves_the_former_account() {
    let world = World::signed_in().await;
    world.control().fault(Fault::once(
        Operation::Token,
        FaultKind::Slow { seconds: None },
    ));
    let handle = world.handle().clone();
    let command = sign_in(SignInMethod::Browser);
    let signing_in = tokio::spawn(async move { handle.send(command).await });
    world.control().wait_until_held(1).await;
    world.does(Command::CancelSignIn).await;
    world.control().release();
    signing_in.await.unwrap().unwrap_err();
    world.pass(TimeDelta::seconds(40)).await;
    world.does(Command::Refresh).await;
    assert_eq!(name(&world.snapshot()), Some("Robin Carter"));
    assert_eq!(world.keyring().len(), 1);
}
