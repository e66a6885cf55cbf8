//! A second opinion on our sign-in: the real client against a certified OpenID
//! provider that shares nothing with the simulator and knows nothing of us.

#![expect(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    reason = "helpers of tests are tests"
)]

mod stage;

use std::sync::Arc;

use chrono::TimeDelta;
use porchlight_core::auth::{Account, AuthError, Keeping, Method, Registration, TokenStore};
use porchlight_core::graph::GraphError;
use secrecy::ExposeSecret;

use crate::stage::{NoBrowser, ROBIN, ROBINS_ID, Stage, ZOE, client, wish};

/// The code of a refusal.
#[track_caller]
fn refused(outcome: Result<Account, AuthError>) -> String {
    match outcome {
        Err(AuthError::Refused { code, .. }) => code,
        other => panic!("no refusal: {other:?}"),
    }
}

fn ended() -> GraphError {
    let code = "invalid_grant".to_owned();
    GraphError::SignIn(AuthError::Ended { code })
}

#[tokio::test]
async fn a_browser_signs_in_and_brings_the_code_in_a_form() {
    let stage = Stage::new().await;
    let (page, attempt) = stage.opened(None).await;
    let home = stage.browser.sign_in(&page, ROBIN).await;
    assert_eq!(home.address.host_str(), Some("localhost"));
    assert_eq!(home.address.query(), None, "the code is in no address");
    let said = "You are signed in to Porchlight";
    assert!(home.html.contains(said), "{}", home.html);

    let account = attempt.outcome().await.unwrap();
    assert_eq!(account.id.as_str(), ROBINS_ID);
    assert_eq!(account.name, "Robin Carter");
    assert_eq!(account.tenant_id, "7d0ad6d2-9b3c-4c52-8f0a-3b1f5f6f2c10");
    assert_eq!(account.address.as_deref(), Some(ROBIN));
    assert_eq!(stage.tokens.standing().borrow().keeping, Keeping::Kept);
    stage.still_serves_robin().await;
}

#[tokio::test]
async fn the_code_may_come_in_the_address_as_well() {
    let stage = Stage::new().await;
    let (page, attempt) = stage.opened_with("response_mode", Some("query")).await;
    let home = stage.browser.sign_in(&page, ROBIN).await;
    assert!(home.address.query().unwrap().contains("code="));
    attempt.outcome().await.unwrap();
    stage.still_serves_robin().await;
}

#[tokio::test]
async fn the_name_of_the_last_time_is_filled_in() {
    let stage = Stage::new().await;
    let (page, attempt) = stage.opened(Some(ZOE)).await;
    assert_eq!(page.field("login").as_deref(), Some(ZOE));
    stage.browser.sign_in(&page, ZOE).await;
    assert_eq!(attempt.outcome().await.unwrap().name, "Zoë Åkesson");
}

#[tokio::test]
async fn without_a_name_another_account_can_be_chosen() {
    let stage = Stage::new().await;
    let (page, attempt) = stage.opened(None).await;
    stage.browser.sign_in(&page, ROBIN).await;
    attempt.outcome().await.unwrap();
    let (robins_key, _) = stage.store.kept();
    // The browser still has Robin's session, and the page asks all the same.
    let (page, attempt) = stage.opened(None).await;
    stage.browser.sign_in(&page, ZOE).await;
    let account = attempt.outcome().await.unwrap();
    assert_eq!(stage.an_hour_later().await.unwrap().id, account.id);
    stage.tokens.forget(robins_key.clone()).await.unwrap();
    assert!(stage.store.load(&robins_key).unwrap().is_none());
    assert!(stage.store.load(&stage.store.kept().0).unwrap().is_some());
}

#[tokio::test]
async fn every_refresh_brings_a_token_that_is_kept() {
    let stage = Stage::new().await;
    let (page, attempt) = stage.opened(None).await;
    stage.browser.sign_in(&page, ROBIN).await;
    let account = attempt.outcome().await.unwrap();
    let mut seen = vec![stage.store.kept().1];
    for _ in 0..3 {
        stage.an_hour_later().await.unwrap();
        let (_, token) = stage.store.kept();
        let is_new =
            |former: &secrecy::SecretString| former.expose_secret() != token.expose_secret();
        assert!(seen.iter().all(is_new));
        seen.push(token);
    }
    let next_run = stage.restarted(&account).await;
    next_run.me().await.unwrap();

    // A copy of the first token turns up, which the provider takes for theft.
    let (key, _) = stage.store.kept();
    stage.store.save(&key, &seen[0]).unwrap();
    let thief = stage.restarted(&account).await;
    assert_eq!(thief.me().await, Err(ended()));
    assert_eq!(next_run.me().await, Err(ended()), "nobody is trusted now");
}

#[tokio::test]
async fn many_who_need_a_token_at_once_share_one_refresh() {
    let stage = Stage::with_robin().await;
    stage.clock.advance(TimeDelta::hours(1));
    // The second refresh with one token would end the sign-in.
    let requests: Vec<_> = (0..8)
        .map(|_| {
            let graph = stage.graph.clone();
            tokio::spawn(async move { graph.me().await })
        })
        .collect();
    for request in requests {
        assert_eq!(request.await.unwrap().unwrap().id.as_str(), ROBINS_ID);
    }
    stage.still_serves_robin().await;
}

#[tokio::test]
async fn a_revoked_sign_in_has_ended_until_the_next_one() {
    let stage = Stage::with_robin().await;
    let (_, token) = stage.store.kept();
    stage.provider.revoke(token.expose_secret()).await;
    assert_eq!(stage.graph.me().await, Err(ended()));

    let (page, attempt) = stage.opened(Some(ROBIN)).await;
    // The browser's own session was not revoked: consent is all it asks for.
    stage.browser.submit(&page, &[]).await;
    attempt.outcome().await.unwrap();
    stage.still_serves_robin().await;
}

#[tokio::test]
async fn a_code_signs_in_once_it_was_approved_elsewhere() {
    let mut stage = Stage::new().await;
    let (question, attempt) = stage.typed_a_code().await;
    // A second wait means that the first question was answered: not yet.
    for _ in 0..2 {
        assert_eq!(stage.passes_a_wait().await, TimeDelta::seconds(5));
    }
    let sign_in = stage.browser.submit(&question, &[]).await;
    let done = stage.browser.sign_in(&sign_in, ROBIN).await;
    assert!(done.html.contains("Sign-in Success"), "{}", done.html);
    let account = stage.outcome_of(attempt).await.unwrap();
    assert_eq!(account.id.as_str(), ROBINS_ID);
    stage.still_serves_robin().await;
}

#[tokio::test]
async fn a_code_that_was_denied_is_a_refusal() {
    let mut stage = Stage::with_robin().await;
    let (question, attempt) = stage.typed_a_code().await;
    stage.browser.submit(&question, &[("abort", "yes")]).await;
    let outcome = stage.outcome_of(attempt).await;
    assert_eq!(refused(outcome), "access_denied");
    stage.still_serves_robin().await;
}

#[tokio::test]
async fn whoever_cancels_stays_who_they_were() {
    let stage = Stage::with_robin().await;
    let (page, attempt) = stage.opened(None).await;
    let home = stage.browser.click(&page, "Cancel").await;
    assert_eq!(home.address.host_str(), Some("localhost"));
    assert!(
        home.html.contains("The sign-in was refused"),
        "{}",
        home.html
    );
    assert_eq!(refused(attempt.outcome().await), "access_denied");
    stage.still_serves_robin().await;
}

#[tokio::test]
async fn an_answer_to_somebody_else_is_not_taken() {
    let mut stage = Stage::with_robin().await;
    let (page, attempt) = stage.opened_with("state", Some("another")).await;
    let home = stage.browser.sign_in(&page, ZOE).await;
    let said = "The answer did not belong to this sign-in";
    assert!(home.html.contains(said), "{}", home.html);
    stage.passes_a_wait().await;
    assert_eq!(attempt.outcome().await, Err(AuthError::Mismatch));
    stage.still_serves_robin().await;
}

#[tokio::test]
async fn a_code_for_another_verifier_is_not_redeemed() {
    let stage = Stage::with_robin().await;
    // The challenge of somebody else's verifier: the example in RFC 7636.
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let (page, attempt) = stage.opened_with("code_challenge", Some(challenge)).await;
    stage.browser.sign_in(&page, ZOE).await;
    assert_eq!(refused(attempt.outcome().await), "invalid_grant");
    stage.still_serves_robin().await;
}

#[tokio::test]
async fn a_request_the_provider_forbids_comes_back_with_its_reason() {
    let stage = Stage::with_robin().await;
    for (name, value, code) in [
        ("code_challenge", None, "invalid_request"),
        ("code_challenge_method", Some("plain"), "invalid_request"),
        ("response_type", Some("token"), "unsupported_response_type"),
    ] {
        let (_, attempt) = stage.opened_with(name, value).await;
        assert_eq!(refused(attempt.outcome().await), code, "{name}");
    }
    stage.still_serves_robin().await;
}

#[tokio::test]
async fn an_application_nobody_registered_is_refused() {
    let stage = Stage::new().await;
    let registration = Registration {
        client_id: "11111111-2222-4333-8444-555555555555".to_owned(),
        ..stage.provider.registration()
    };
    let clock = Arc::new(stage.clock.clone());
    let (stranger, _) = client(registration, &stage.store, clock);
    let outcome = stranger
        .sign_in(&wish(Method::DeviceCode, None), &NoBrowser, |_| {})
        .await
        .map(|proof| proof.account);
    assert_eq!(refused(outcome), "invalid_client");
}
