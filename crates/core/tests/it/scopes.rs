//! Consent in two steps, and what becomes of it.

use chrono::TimeDelta;
use porchlight_core::auth::{AuthError, Method, Scopes, SignInWish};
use porchlight_core::graph::GraphError;
use porchlight_sim::{ADA, Operation, Refresh, SignIn};

use crate::stage::{NoBrowser, Stage, address_to, id, wish};

fn reach(stage: &Stage) -> Scopes {
    stage.tokens.standing().borrow().scopes
}

#[tokio::test]
async fn the_first_step_asks_for_ones_own_presence_alone() {
    let stage = Stage::new().await;
    stage
        .sign_in_for(Method::Browser, Scopes::Own)
        .await
        .unwrap();
    let consented = stage.control.state()["consented"].to_string();
    assert!(consented.contains("Presence.ReadWrite"), "{consented}");
    assert!(!consented.contains(".All"), "{consented}");
    stage.graph.own_presence().await.unwrap();
    stage.control.advance(TimeDelta::hours(2));
    stage.graph.own_presence().await.expect("refreshed alike");
    let error = stage.graph.presence_of(&id(ADA)).await.unwrap_err();
    assert_eq!(error, GraphError::SignIn(AuthError::NoConsent));
    assert_eq!(reach(&stage), Scopes::Own);
}

#[tokio::test]
async fn the_second_step_adds_colleagues() {
    let stage = Stage::new().await;
    let own = stage.sign_in_for(Method::Browser, Scopes::Own);
    own.await.unwrap();
    stage.sign_in(Method::Browser).await.unwrap();
    assert_eq!(reach(&stage), Scopes::Colleagues);
    stage.graph.presence_of(&id(ADA)).await.unwrap();
    stage.control.advance(TimeDelta::hours(2));
    stage.graph.presence_of(&id(ADA)).await.unwrap();
}

#[tokio::test]
async fn consent_taken_back_leaves_ones_own_part() {
    let stage = Stage::signed_in().await;
    stage.control.set_consented([
        "openid",
        "profile",
        "offline_access",
        "User.Read",
        "Presence.Read",
        "Presence.ReadWrite",
    ]);
    stage.control.advance(TimeDelta::hours(2));
    stage.graph.own_presence().await.unwrap();
    assert_eq!(reach(&stage), Scopes::Own);
    assert_eq!(stage.count(Operation::Token), 2);
    // From now on only that is asked for.
    stage.control.advance(TimeDelta::hours(2));
    stage.graph.own_presence().await.unwrap();
    assert_eq!(stage.count(Operation::Token), 3);
}

#[tokio::test]
async fn a_grant_that_lists_nothing_is_as_it_was_asked_for() {
    let stage = Stage::signed_in().await;
    let body = r#"{"token_type":"Bearer","access_token":"a","expires_in":3599}"#;
    stage.control.fault(porchlight_sim::Fault::once(
        Operation::Token,
        porchlight_sim::FaultKind::Answer {
            status: 200,
            content_type: None,
            body: body.to_owned(),
        },
    ));
    stage.control.advance(TimeDelta::hours(2));
    stage.tokens.access().await.unwrap();
    assert_eq!(reach(&stage), Scopes::Colleagues);
}

/// The address a browser is sent to.
async fn address(stage: &Stage, wish: &SignInWish) -> String {
    let (sender, mut addresses) = tokio::sync::mpsc::unbounded_channel();
    let sign_in = stage.tokens.sign_in(wish, &NoBrowser, address_to(sender));
    tokio::select! {
        _ = sign_in => panic!("nobody visited the address"),
        address = addresses.recv() => address.unwrap().to_string(),
    }
}

#[tokio::test]
async fn the_page_asks_anew_only_after_a_no() {
    let stage = Stage::new().await;
    let hint = Some("robin@contoso.example".to_owned());
    let calm = SignInWish {
        hint,
        ..wish(Method::Address)
    };
    assert!(!address(&stage, &calm).await.contains("prompt="));
    let anew = SignInWish {
        ask_again: true,
        ..calm
    };
    assert!(address(&stage, &anew).await.contains("&prompt=consent"));
}

#[tokio::test]
async fn claims_of_a_refusal_are_passed_on_to_the_next_page() {
    let stage = Stage::signed_in().await;
    assert!(
        !address(&stage, &wish(Method::Address))
            .await
            .contains("claims"),
        "nothing is claimed of ourselves"
    );
    stage.control.sign_in(SignIn {
        refresh: Refresh::InteractionRequired,
        ..SignIn::default()
    });
    stage.control.advance(TimeDelta::hours(2));
    stage.tokens.access().await.unwrap_err();
    let asked = address(&stage, &wish(Method::Address)).await;
    let asked: url::Url = asked.parse().unwrap();
    let claims = asked.query_pairs().find(|(name, _)| name == "claims");
    assert!(claims.unwrap().1.contains("capolids"));
    stage.control.sign_in(SignIn::default());
    stage.sign_in(Method::Browser).await.unwrap();
    let after = address(&stage, &wish(Method::Address)).await;
    assert!(!after.contains("claims"), "a new sign-in has met them");
}
