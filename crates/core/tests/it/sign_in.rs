//! The browser comes back, or it does not.

use std::sync::Arc;

use chrono::TimeDelta;
use porchlight_core::auth::{AuthError, Keeping, Method, SignInWish};
use porchlight_sim::{Browser, Fault, FaultKind, ME, Operation, SignIn};
use tokio::sync::mpsc;
use url::Url;

use crate::stage::{NoBrowser, Stage, address_to, adopted, id, wish};

fn script(browser: Browser) -> SignIn {
    SignIn {
        browser,
        ..SignIn::default()
    }
}

#[tokio::test]
async fn a_browser_signs_in() {
    let stage = Stage::new().await;
    let account = stage.sign_in(Method::Browser).await.unwrap();
    assert_eq!(account.id, id(ME));
    assert_eq!(account.tenant_id, stage.sim.tenant());
    assert_eq!(account.name, "Robin Carter");
    assert_eq!(account.address.as_deref(), Some("robin@contoso.example"));
    assert_eq!(stage.tokens.owner(), Some(id(ME)));
    assert_eq!(stage.keeping(), Keeping::Kept);
    assert!(stage.store.kept().is_some());
    stage.tokens.access().await.unwrap();
    assert_eq!(
        stage.count(Operation::Token),
        1,
        "the token of the sign-in is used"
    );
}

/// A sign-in under way, and the address its user is to visit.
async fn started(stage: &Stage) -> (tokio::task::JoinHandle<Result<(), AuthError>>, Url) {
    started_with(stage, wish(Method::Address)).await
}

async fn started_with(
    stage: &Stage,
    wish: SignInWish,
) -> (tokio::task::JoinHandle<Result<(), AuthError>>, Url) {
    let (sender, mut addresses) = mpsc::unbounded_channel();
    let tokens = Arc::clone(&stage.tokens);
    let sign_in = tokio::spawn(async move {
        let progress = address_to(sender);
        let proof = tokens.sign_in(&wish, &NoBrowser, progress).await?;
        adopted(&tokens, proof).await;
        Ok(())
    });
    (sign_in, addresses.recv().await.unwrap())
}

fn field(address: &Url, name: &str) -> Option<String> {
    let mut pairs = address.query_pairs();
    pairs
        .find(|(n, _)| n == name)
        .map(|(_, value)| value.into_owned())
}

fn loopback(address: &Url) -> Url {
    field(address, "redirect_uri").unwrap().parse().unwrap()
}

#[tokio::test]
async fn an_address_can_be_visited_by_hand_and_come_back_in_the_query() {
    let stage = Stage::new().await;
    let (sign_in, address) = started(&stage).await;
    let address = address.as_str().replace("=form_post", "=query");
    let page = reqwest::get(address).await.unwrap();
    assert_eq!(page.status(), 200);
    assert_eq!(page.headers()["cache-control"], "no-store");
    let html = page.text().await.unwrap();
    assert!(html.contains("You are signed in to Porchlight"), "{html}");
    sign_in.await.unwrap().unwrap();
}

#[tokio::test]
async fn the_sign_in_page_is_asked_for_what_it_needs() {
    let stage = Stage::new().await;
    let hint = Some("ada@contoso.example".to_owned());
    let wish = SignInWish {
        hint,
        ..wish(Method::Address)
    };
    let (_sign_in, address) = started_with(&stage, wish).await;
    let field = |name| field(&address, name);
    assert_eq!(address.path(), "/organizations/oauth2/v2.0/authorize");
    assert_eq!(field("code_challenge_method").as_deref(), Some("S256"));
    assert_eq!(field("response_mode").as_deref(), Some("form_post"));
    assert_eq!(field("login_hint").as_deref(), Some("ada@contoso.example"));
    assert_eq!(field("prompt"), None);
    let redirect = loopback(&address);
    assert_eq!(
        field("redirect_uri").unwrap(),
        redirect.as_str().trim_end_matches('/')
    );
    let scope = field("scope").unwrap();
    let read = format!("{}Presence.ReadWrite", stage.sim.graph_url());
    for wanted in ["openid", "offline_access", read.as_str()] {
        assert!(scope.split(' ').any(|s| s == wanted), "{wanted} in {scope}");
    }
}

#[tokio::test]
async fn stray_requests_change_nothing() {
    let stage = Stage::new().await;
    let (sign_in, address) = started(&stage).await;
    let port = loopback(&address);
    let client = reqwest::Client::new();
    // A connection that a browser opens in case, and says nothing on.
    let _silent = tokio::net::TcpStream::connect(("127.0.0.1", port.port().unwrap())).await;
    for stray in ["/favicon.ico", "/other?code=x&state=y", "/", "/?state=x"] {
        let answer = client.get(port.join(stray).unwrap()).send().await.unwrap();
        assert_eq!(answer.status(), 404, "{stray}");
    }
    let large = "x".repeat(200_000);
    let answer = client.post(port.clone()).body(large).send().await.unwrap();
    assert_eq!(answer.status(), 404);
    assert_eq!(stage.control.visit(&address).await.unwrap(), 200);
    sign_in.await.unwrap().unwrap();
}

#[tokio::test]
async fn two_sign_ins_at_once_do_not_mix() {
    let stage = Stage::new().await;
    let (first, one) = started(&stage).await;
    let (second, other) = started(&stage).await;
    assert_ne!(loopback(&one), loopback(&other));
    // The first page comes back to the second attempt's port.
    let crossed = one.as_str().replace(
        &format!("%3A{}", loopback(&one).port().unwrap()),
        &format!("%3A{}", loopback(&other).port().unwrap()),
    );
    stage
        .control
        .visit(&crossed.parse().unwrap())
        .await
        .unwrap();
    assert_eq!(stage.count(Operation::Token), 0, "the code is not redeemed");
    assert!(!second.is_finished());
    stage.control.visit(&one).await.unwrap();
    first.await.unwrap().unwrap();
    stage.control.visit(&other).await.unwrap();
    second.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_return_that_is_not_ours_is_told_so_and_ends_nothing() {
    let stage = Stage::signed_in().await;
    let (sign_in, address) = started(&stage).await;
    for stray in [
        "?code=planted&state=guessed",
        "?code=planted",
        "?error=access_denied&error_description=planted&state=guessed",
    ] {
        let answer = reqwest::get(loopback(&address).join(stray).unwrap());
        let html = answer.await.unwrap().text().await.unwrap();
        assert!(
            html.contains("The answer did not belong to this sign-in"),
            "{html}"
        );
        assert!(!html.contains("planted"), "{html}");
    }
    assert_eq!(stage.count(Operation::Token), 0, "no code was redeemed");
    assert_eq!(stage.control.visit(&address).await.unwrap(), 200);
    sign_in.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_return_that_is_never_ours_ends_in_a_sentence() {
    let stage = Stage::signed_in().await;
    stage.control.sign_in(script(Browser::WrongState));
    let (sign_in, address) = started(&stage).await;
    assert_eq!(stage.control.visit(&address).await.unwrap(), 200);
    stage.control.advance(TimeDelta::minutes(5));
    assert_eq!(sign_in.await.unwrap(), Err(AuthError::Mismatch));
    assert_eq!(stage.count(Operation::Token), 0, "the code is not redeemed");
    stage
        .tokens
        .access()
        .await
        .expect("the former account stays usable");
}

#[tokio::test]
async fn a_return_that_comes_twice_counts_once() {
    let stage = Stage::new().await;
    let (sign_in, address) = started(&stage).await;
    let to_query = Url::parse(&address.as_str().replace("=form_post", "=query")).unwrap();
    let unfollowed = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let there = unfollowed.get(to_query).send().await.unwrap();
    let back = there.headers()["location"].to_str().unwrap().to_owned();
    stage.control.fault(Fault::once(
        Operation::Token,
        FaultKind::Slow { seconds: None },
    ));
    let first = tokio::spawn(reqwest::get(back.clone()));
    stage.control.wait_until_held(1).await;
    // The page is loaded anew while its code is being redeemed.
    let second = tokio::spawn(reqwest::get(back));
    stage.control.release();
    assert_eq!(first.await.unwrap().unwrap().status(), 200);
    sign_in.await.unwrap().unwrap();
    // It is told that this is over, or came when the port was closed already.
    if let Ok(answer) = second.await.unwrap() {
        assert_eq!(answer.status(), 410);
    }
    assert_eq!(stage.count(Operation::Token), 1);
}

#[tokio::test]
async fn a_no_is_told_by_what_it_was() {
    let stage = Stage::signed_in().await;
    let outcome = async |browser| {
        stage.control.sign_in(script(browser));
        stage.sign_in(Method::Browser).await.unwrap_err()
    };
    assert_eq!(outcome(Browser::Deny).await, AuthError::Cancelled);
    assert!(outcome(Browser::Unavailable).await.is_passing());
    for (browser, number) in [
        (Browser::AdminConsentRequired, "AADSTS90094"),
        (Browser::Blocked, "AADSTS53003"),
    ] {
        let AuthError::Refused { code, message } = outcome(browser).await else {
            panic!("{browser:?} was no refusal");
        };
        assert_eq!(code, number);
        assert!(
            message.starts_with('A') && message.ends_with('.'),
            "{message}"
        );
        assert!(!message.contains("Trace ID"), "{message}");
    }
    assert_eq!(stage.tokens.owner(), Some(id(ME)));
}

#[tokio::test]
async fn the_page_says_what_went_wrong() {
    let stage = Stage::new().await;
    stage.control.sign_in(script(Browser::Deny));
    let (sign_in, address) = started(&stage).await;
    let address = address.as_str().replace("=form_post", "=query");
    let html = reqwest::get(address).await.unwrap().text().await.unwrap();
    assert!(html.contains("The sign-in was cancelled"), "{html}");
    assert_eq!(sign_in.await.unwrap(), Err(AuthError::Cancelled));
}

#[tokio::test]
async fn a_browser_that_never_comes_back_is_not_waited_for() {
    let stage = Stage::new().await;
    let (sign_in, _) = started(&stage).await;
    stage.control.advance(TimeDelta::minutes(4));
    assert!(!sign_in.is_finished());
    stage.control.advance(TimeDelta::minutes(1));
    assert_eq!(sign_in.await.unwrap(), Err(AuthError::TimedOut));
}

#[tokio::test]
async fn a_cancelled_sign_in_closes_its_port() {
    let stage = Stage::new().await;
    let (sign_in, address) = started(&stage).await;
    sign_in.abort();
    assert!(sign_in.await.unwrap_err().is_cancelled());
    // The port closes with the task that served it.
    while reqwest::get(loopback(&address)).await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert_eq!(stage.tokens.access().await, Err(AuthError::SignedOut));
}

#[tokio::test]
async fn where_no_browser_opens_the_user_can() {
    let stage = Stage::new().await;
    let (sign_in, address) = started_with(&stage, wish(Method::Browser)).await;
    let page = reqwest::get(address.as_str().replace("=form_post", "=query"));
    assert_eq!(page.await.unwrap().status(), 200);
    sign_in.await.unwrap().unwrap();
}

#[tokio::test]
async fn trouble_with_the_code_is_told_and_nobody_is_signed_in() {
    let stage = Stage::new().await;
    for (fault, passing) in [
        (FaultKind::ConnectionReset, true),
        (FaultKind::CaptivePortal, true),
        (FaultKind::TruncatedJson, true),
        (
            FaultKind::Throttled {
                retry_after: Some("2.128".to_owned()),
            },
            true,
        ),
        (
            FaultKind::ServerError {
                status: 500,
                body: porchlight_sim::ErrorBody::Html,
                retry_after: None,
            },
            true,
        ),
        (
            answer(
                r#"{"error":"invalid_grant","error_description":"AADSTS54005: Already redeemed."}"#,
            ),
            false,
        ),
        (
            answer(r#"{"token_type":"Bearer","access_token":"a","expires_in":3599}"#),
            false,
        ),
    ] {
        stage
            .control
            .fault(Fault::once(Operation::Token, fault.clone()));
        let error = stage.sign_in(Method::Browser).await.unwrap_err();
        assert_eq!(error.is_passing(), passing, "{fault:?}: {error:?}");
        assert_eq!(stage.tokens.access().await, Err(AuthError::SignedOut));
    }
    stage.sign_in(Method::Browser).await.unwrap();
}

fn answer(body: &str) -> FaultKind {
    FaultKind::Answer {
        status: 200,
        content_type: None,
        body: body.to_owned(),
    }
}
