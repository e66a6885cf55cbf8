//! Tokens are renewed, rotated, refused and forgotten.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use porchlight_core::auth::{AuthError, Keeping, Method, Scopes, StoreError, TokenStore};
use porchlight_sim::{ADA, Fault, FaultKind, ME, Operation, Refresh, SignIn};

use crate::stage::{Stage, id};

fn refresh(refresh: Refresh) -> SignIn {
    SignIn {
        refresh,
        ..SignIn::default()
    }
}

#[tokio::test]
async fn a_token_is_renewed_five_minutes_before_its_end() {
    let stage = Stage::signed_in().await;
    let first = stage.tokens.access().await.unwrap();
    stage.control.advance(TimeDelta::minutes(54));
    assert_eq!(stage.tokens.access().await.unwrap(), first);
    assert_eq!(stage.count(Operation::Token), 0);
    stage.control.advance(TimeDelta::minutes(1));
    assert_ne!(stage.tokens.access().await.unwrap(), first);
    assert_eq!(stage.count(Operation::Token), 1);
}

#[tokio::test]
async fn a_short_life_is_renewed_halfway() {
    let stage = Stage::new().await;
    stage
        .control
        .change_settings(|s| s.access_token_seconds = 60);
    stage.sign_in(Method::Browser).await.unwrap();
    let first = stage.tokens.access().await.unwrap();
    stage.control.advance(TimeDelta::seconds(29));
    assert_eq!(stage.tokens.access().await.unwrap(), first);
    stage.control.advance(TimeDelta::seconds(1));
    assert_ne!(stage.tokens.access().await.unwrap(), first);
}

#[tokio::test]
async fn many_who_wait_share_one_refresh() {
    let stage = Stage::signed_in().await;
    stage.control.advance(TimeDelta::hours(2));
    stage.control.fault(Fault::once(
        Operation::Token,
        FaultKind::Slow { seconds: None },
    ));
    let waiting: Vec<_> = (0..20)
        .map(|_| {
            let tokens = Arc::clone(&stage.tokens);
            tokio::spawn(async move { tokens.access().await.unwrap() })
        })
        .collect();
    stage.control.wait_until_held(1).await;
    stage.control.release();
    let mut tokens = Vec::new();
    for waiting in waiting {
        tokens.push(waiting.await.unwrap());
    }
    assert!(tokens.windows(2).all(|two| two[0] == two[1]));
    assert_eq!(stage.count(Operation::Token), 1);
}

#[tokio::test]
async fn a_new_refresh_token_takes_the_place_of_the_old_one() {
    let stage = Stage::signed_in().await;
    stage
        .control
        .change_settings(|s| s.revoke_used_refresh_tokens = true);
    let mut former = stage.store.kept().unwrap();
    for _ in 0..3 {
        stage.control.advance(TimeDelta::hours(1));
        stage.tokens.access().await.unwrap();
        let kept = stage.store.kept().unwrap();
        assert_ne!(kept, former);
        former = kept;
    }
}

#[tokio::test]
async fn a_rotated_token_is_kept_although_nobody_waits_any_more() {
    let stage = Stage::signed_in().await;
    stage
        .control
        .change_settings(|s| s.revoke_used_refresh_tokens = true);
    stage.control.advance(TimeDelta::hours(1));
    stage.control.fault(Fault::once(
        Operation::Token,
        FaultKind::Slow { seconds: None },
    ));
    let tokens = Arc::clone(&stage.tokens);
    let given_up = tokio::spawn(async move { tokens.access().await });
    stage.control.wait_until_held(1).await;
    given_up.abort();
    assert!(given_up.await.unwrap_err().is_cancelled());
    stage.control.release();
    let answered = stage.control.wait_for_requests(|all| !all.is_empty());
    let answered = tokio::time::timeout(Duration::from_secs(10), answered).await;
    answered.expect("the refresh goes on although it was given up");
    stage.tokens.access().await.unwrap();
    assert_eq!(stage.count(Operation::Token), 1, "and its tokens are used");
}

#[tokio::test]
async fn a_refresh_that_hangs_keeps_nobody_from_leaving() {
    let stage = Stage::signed_in().await;
    stage.control.advance(TimeDelta::hours(1));
    stage.control.fault(Fault::once(
        Operation::Token,
        FaultKind::Slow { seconds: None },
    ));
    let tokens = Arc::clone(&stage.tokens);
    let hanging = tokio::spawn(async move { tokens.access().await });
    stage.control.wait_until_held(1).await;
    let left = tokio::time::timeout(Duration::from_secs(10), stage.tokens.sign_out()).await;
    left.expect("it waits for nobody").unwrap();
    assert_eq!(stage.tokens.owner(), None);
    stage.control.release();
    hanging.await.unwrap().unwrap();
    assert_eq!(stage.store.kept(), None, "what came too late is not kept");
    assert_eq!(stage.tokens.access().await, Err(AuthError::SignedOut));
}

#[tokio::test]
async fn the_next_run_takes_up_the_sign_in() {
    let stage = Stage::new().await;
    let account = stage.sign_in(Method::Browser).await.unwrap();
    let tokens = stage.restarted();
    assert_eq!(tokens.access().await, Err(AuthError::SignedOut));
    tokens.resume(&account, Scopes::Colleagues).await.unwrap();
    tokens.access().await.unwrap();
    assert_eq!(tokens.owner(), Some(id(ME)));
    tokens.sign_out().await.unwrap();
    assert_eq!(tokens.access().await, Err(AuthError::SignedOut));
    assert_eq!(stage.store.kept(), None);
    assert_eq!(
        stage.restarted().resume(&account, Scopes::Colleagues).await,
        Err(AuthError::NotThere)
    );
}

#[tokio::test]
async fn a_store_that_comes_back_is_asked_again() {
    let stage = Stage::new().await;
    let account = stage.sign_in(Method::Browser).await.unwrap();
    stage.store.switch_off(Some(StoreError::Locked));
    let tokens = stage.restarted();
    let locked = AuthError::Store(StoreError::Locked);
    assert_eq!(
        tokens.resume(&account, Scopes::Colleagues).await,
        Err(locked.clone())
    );
    assert_eq!(tokens.access().await, Err(locked.clone()));
    stage.store.switch_off(None);
    assert_eq!(
        tokens.access().await,
        Err(locked),
        "but not at every request"
    );
    stage.control.advance(TimeDelta::minutes(2));
    tokens.access().await.unwrap();
}

#[tokio::test]
async fn without_a_store_the_sign_in_lasts_for_this_run() {
    let stage = Stage::new().await;
    let why = StoreError::Unavailable("no bus".to_owned());
    stage.store.switch_off(Some(why.clone()));
    stage.sign_in(Method::Browser).await.unwrap();
    assert_eq!(stage.keeping(), Keeping::Failed(why.clone()));
    stage.control.advance(TimeDelta::hours(3));
    stage.tokens.access().await.unwrap();
    assert_eq!(stage.tokens.sign_out().await, Err(why));
    assert_eq!(stage.tokens.access().await, Err(AuthError::SignedOut));
}

#[tokio::test]
async fn another_account_leaves_nothing_of_the_former_one() {
    let stage = Stage::new().await;
    stage.sign_in(Method::Browser).await.unwrap();
    let first = stage.store.keys.lock().unwrap().clone();
    stage.control.sign_in(SignIn {
        person: Some(ADA),
        ..SignIn::default()
    });
    let account = stage.sign_in(Method::Browser).await.unwrap();
    assert_eq!(account.id, id(ADA));
    stage.tokens.forget(first[0].clone()).await.unwrap();
    let second = stage.store.keys.lock().unwrap().clone();
    assert_eq!((first.len(), second.len()), (1, 1));
    assert!(stage.store.inner.load(&first[0]).unwrap().is_none());
    let parts: Vec<&str> = second[0].rsplit('/').take(3).collect();
    assert_eq!(
        parts,
        [
            account.id.as_str(),
            stage.sim.client_id(),
            stage.sim.tenant()
        ]
    );
}

#[tokio::test]
async fn a_sign_in_that_needs_the_user_is_answered_locally_for_two_minutes() {
    let stage = Stage::signed_in().await;
    stage.control.advance(TimeDelta::hours(2));
    for (script, number) in [
        (Refresh::MfaRequired, "AADSTS50076"),
        (Refresh::InteractionRequired, "AADSTS50079"),
        (Refresh::Blocked, "AADSTS53003"),
        (Refresh::ConsentRequired, "AADSTS65001"),
        (Refresh::BadToken, "AADSTS70000"),
    ] {
        stage.control.clear_requests();
        stage.control.sign_in(refresh(script));
        let ended = Err(AuthError::Ended {
            code: number.to_owned(),
        });
        for _ in 0..5 {
            assert_eq!(stage.tokens.access().await, ended);
        }
        stage.control.advance(TimeDelta::seconds(119));
        assert_eq!(stage.tokens.access().await, ended);
        // Without consent, one's own part is asked for alone.
        let asked = if number == "AADSTS65001" { 2 } else { 1 };
        assert_eq!(stage.count(Operation::Token), asked, "{number}");
        stage.control.advance(TimeDelta::seconds(1));
    }
    stage.control.sign_in(SignIn::default());
    stage
        .tokens
        .access()
        .await
        .expect("the refresh token was not thrown away");
}

#[tokio::test]
async fn a_revoked_sign_in_ends_and_a_new_one_cures_it() {
    let stage = Stage::signed_in().await;
    stage.control.revoke_tokens();
    stage
        .tokens
        .access()
        .await
        .expect("an access token outlives it");
    stage.control.advance(TimeDelta::hours(2));
    let ended = AuthError::Ended {
        code: "AADSTS50173".to_owned(),
    };
    assert_eq!(stage.tokens.access().await, Err(ended));
    assert_eq!(stage.tokens.owner(), Some(id(ME)));
    stage.sign_in(Method::Browser).await.unwrap();
    stage.tokens.access().await.unwrap();
}

#[tokio::test]
async fn trouble_of_the_network_is_no_sign_out() {
    let stage = Stage::signed_in().await;
    let first = stage.tokens.access().await.unwrap();
    stage.control.advance(TimeDelta::minutes(57));
    let faults = [
        FaultKind::ConnectionReset,
        FaultKind::CaptivePortal,
        FaultKind::TruncatedJson,
        FaultKind::ServerError {
            status: 502,
            body: porchlight_sim::ErrorBody::Empty,
            retry_after: None,
        },
    ];
    for fault in &faults {
        stage
            .control
            .fault(Fault::once(Operation::Token, fault.clone()));
        assert_eq!(
            stage.tokens.access().await.unwrap(),
            first,
            "it is still good for three minutes"
        );
    }
    stage.control.advance(TimeDelta::minutes(3));
    for fault in faults {
        stage
            .control
            .fault(Fault::once(Operation::Token, fault.clone()));
        let error = stage.tokens.access().await.unwrap_err();
        assert!(
            matches!(error, AuthError::Unreachable(_)),
            "{fault:?}: {error:?}"
        );
    }
    stage.control.sign_in(refresh(Refresh::Unavailable));
    assert!(stage.tokens.access().await.unwrap_err().is_passing());
    stage.control.sign_in(SignIn::default());
    stage.tokens.access().await.unwrap();
}

#[tokio::test]
async fn a_wish_to_wait_is_kept() {
    let stage = Stage::signed_in().await;
    stage.control.advance(TimeDelta::hours(2));
    let throttled = FaultKind::Throttled {
        retry_after: Some("7.5".to_owned()),
    };
    stage
        .control
        .fault(Fault::once(Operation::Token, throttled));
    let wait = Err(AuthError::Throttled {
        retry_after: Some(TimeDelta::milliseconds(7_500)),
    });
    assert_eq!(stage.tokens.access().await, wait);
    assert_eq!(stage.tokens.access().await, wait);
    assert_eq!(stage.count(Operation::Token), 1);
    stage.control.advance(TimeDelta::seconds(8));
    stage.tokens.access().await.unwrap();
}
