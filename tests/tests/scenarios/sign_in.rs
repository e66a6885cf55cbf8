//! Signing in, staying so, and out.

use chrono::TimeDelta;
use porchlight_core::ErrorCode;
use porchlight_core::engine::Outcome;
use porchlight_core::view::{AccountView, Command, HealthKind, SignInMethod, SignInView};
use porchlight_sim::{Browser, Device, DeviceEnd, SignIn};
use porchlight_tests::world::{World, ada, label};
use tokio::task::JoinHandle;

/// Time passes until the sign-in has succeeded or failed.
async fn passes_until_done(world: &World, sign_in: JoinHandle<Outcome>) -> Outcome {
    while !sign_in.is_finished() {
        world.pass(TimeDelta::seconds(1)).await;
    }
    sign_in.await.expect("no panic")
}

#[tokio::test]
async fn the_browser_signs_me_in() {
    let world = World::new().await;
    assert!(matches!(
        world.snapshot().account,
        AccountView::SignedOut { .. }
    ));
    world.sign_in().await;
    let snapshot = world.snapshot();
    let AccountView::SignedIn { name, kept, .. } = &snapshot.account else {
        panic!()
    };
    assert_eq!((name.as_str(), *kept), ("Robin Carter", true));
    assert_eq!(snapshot.sign_in, None);
}

#[tokio::test]
async fn a_code_signs_me_in() {
    let world = World::new().await;
    let sign_in = world.begins_to_sign_in(SignInMethod::DeviceCode);
    let shown = world
        .sees("a code", |s| {
            matches!(s.sign_in, Some(SignInView::DeviceCode { .. }))
        })
        .await;
    let Some(SignInView::DeviceCode { code, address, .. }) = &shown.sign_in else {
        panic!()
    };
    assert!(!code.is_empty() && address.starts_with("http"));
    assert_eq!(passes_until_done(&world, sign_in).await, Ok(()));
}

#[tokio::test]
async fn a_refusal_is_said_and_leaves_the_former_account() {
    let world = World::watching_ada().await;
    world.control().sign_in(SignIn {
        browser: Browser::Deny,
        ..SignIn::default()
    });
    let refused = world
        .tries(Command::SignIn {
            method: SignInMethod::Browser,
            colleagues: true,
        })
        .await
        .unwrap_err();
    assert_eq!(refused.code, ErrorCode::SignInNeeded);
    assert!(matches!(
        world.snapshot().account,
        AccountView::SignedIn { .. }
    ));
    assert_eq!(label(&world.snapshot(), &ada()), Some("Away"));
    world.does(Command::Refresh).await;
}

#[tokio::test]
async fn a_declined_code_is_said() {
    let world = World::new().await;
    let device = Device {
        end: DeviceEnd::Decline,
        ..Device::default()
    };
    world.control().sign_in(SignIn {
        device,
        ..SignIn::default()
    });
    let sign_in = world.begins_to_sign_in(SignInMethod::DeviceCode);
    assert!(passes_until_done(&world, sign_in).await.is_err());
    assert_eq!(world.snapshot().sign_in, None);
}

#[tokio::test]
async fn a_sign_in_can_be_cancelled() {
    let world = World::new().await;
    let sign_in = world.begins_to_sign_in(SignInMethod::Address);
    world
        .sees("an address", |s| {
            matches!(s.sign_in, Some(SignInView::Browser { .. }))
        })
        .await;
    world.does(Command::CancelSignIn).await;
    assert_eq!(
        sign_in.await.unwrap().unwrap_err().code,
        ErrorCode::SignInNeeded
    );
    assert_eq!(world.snapshot().sign_in, None);
}

#[tokio::test]
async fn the_next_start_goes_on_with_the_kept_sign_in() {
    let mut world = World::watching_ada().await;
    world.crashes_and_starts_again().await;
    world
        .sees("Ada", |s| label(s, &ada()) == Some("Away"))
        .await;
    assert!(matches!(
        world.snapshot().account,
        AccountView::SignedIn { .. }
    ));
}

#[tokio::test]
async fn tokens_are_refreshed_for_days_without_a_word() {
    let world = World::signed_in().await;
    for _ in 0..30 {
        world.sleeps(TimeDelta::minutes(50)).await;
        world
            .sees("health", |s| s.health.kind == HealthKind::Fine)
            .await;
    }
}

#[tokio::test]
async fn a_revoked_sign_in_is_shown_quietly_and_data_stay() {
    let world = World::watching_ada().await;
    world.control().revoke_tokens();
    world.control().expire_access_tokens();
    let snapshot = world
        .passes_until("the need to sign in", TimeDelta::minutes(2), |s| {
            matches!(
                s.account,
                AccountView::SignedIn {
                    sign_in_needed: true,
                    ..
                }
            )
        })
        .await;
    assert_eq!(snapshot.health.kind, HealthKind::SignedOut);
    assert_eq!(label(&snapshot, &ada()), Some("Away"));
    let refused = world.tries(Command::Refresh).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::SignInNeeded);
    world.control().clear_requests();
    world.pass(TimeDelta::minutes(30)).await;
    assert!(world.control().requests().is_empty());
    world.sign_in().await;
    assert!(matches!(
        world.snapshot().account,
        AccountView::SignedIn {
            sign_in_needed: false,
            ..
        }
    ));
}

#[tokio::test]
async fn signing_out_removes_the_sign_in_and_clears_the_session() {
    let mut world = World::signed_in().await;
    let busy = porchlight_core::model::Status::Busy;
    world
        .does(Command::SetStatus {
            status: busy,
            until: None,
        })
        .await;
    world.does(Command::SignOut).await;
    world.handle().settled().await;
    assert!(world.me()["sessions"].as_array().unwrap().is_empty());
    world.crashes_and_starts_again().await;
    assert!(matches!(
        world.snapshot().account,
        AccountView::SignedOut { reason: None }
    ));
}
