//! Sign-in in the browser, tokens and consent.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use porchlight_sim::{ADA, Browser, ME, Refresh, SignIn, TENANT};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::bench::{Bench, REDIRECT, VERIFIER, start};

#[track_caller]
fn claims(token: &Value) -> Value {
    let payload = token.as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

fn script(browser: Browser) -> SignIn {
    SignIn {
        browser,
        ..SignIn::default()
    }
}

#[tokio::test]
async fn a_code_with_its_verifier_becomes_tokens() {
    let bench = Bench::new().await;
    let landing = bench.landing(&[("nonce", "n-1")]).await;
    assert_eq!(landing["state"], "my-state");
    let tokens = bench.redeem(&landing["code"]).await.json();
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["expires_in"], 3599);
    let scope = tokens["scope"].as_str().unwrap();
    assert!(scope.contains("Presence.ReadWrite") && !scope.contains("offline_access"));
    let claims = claims(&tokens["id_token"]);
    assert_eq!(claims["oid"], ME.to_string());
    assert_eq!(claims["tid"], TENANT);
    assert_eq!(claims["name"], "Robin Carter");
    assert_eq!(claims["preferred_username"], "robin@contoso.example");
    assert_eq!(claims["nonce"], "n-1");
}

#[tokio::test]
async fn a_code_is_good_once_for_ten_minutes_for_its_owner() {
    let bench = Bench::new().await;
    let code = bench.code().await;
    let with = |verifier: &'static str, redirect: &'static str| {
        let (bench, code) = (&bench, code.clone());
        async move {
            let fields = [
                ("grant_type", "authorization_code"),
                ("code", code.as_str()),
                ("redirect_uri", redirect),
                ("code_verifier", verifier),
            ];
            bench.token(&fields).await.oauth_error()
        }
    };
    let grant = |code| ("invalid_grant".to_owned(), code);
    let other = "9999999999999999999999999999999999999999999";
    assert_eq!(with(other, REDIRECT).await, grant(501_481));
    assert_eq!(with(VERIFIER, "http://localhost:1").await, grant(500_112));
    assert_eq!(bench.redeem(&code).await.status, 200);
    assert_eq!(bench.redeem(&code).await.oauth_error(), grant(54_005));

    let late = bench.code().await;
    bench.control().advance(TimeDelta::minutes(10));
    assert_eq!(bench.redeem(&late).await.oauth_error(), grant(70_008));
    assert_eq!(bench.redeem("other").await.oauth_error(), grant(70_000));
}

#[tokio::test]
async fn a_code_belongs_to_the_tenant_it_was_asked_at() {
    let bench = Bench::new().await;
    let code = bench.code().await;
    let fields = [
        ("client_id", bench.sim.client_id()),
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
    ];
    let answer = bench.login_post("/common/oauth2/v2.0/token", &fields).await;
    assert_eq!(answer.oauth_error().1, 700_005);
}

#[tokio::test]
async fn form_post_comes_as_plain_hidden_inputs() {
    let bench = Bench::new().await;
    let url = bench.authorize_url(&[("response_mode", "form_post"), ("state", "a\"><b>")]);
    let page = bench.visit(url).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("action=\"http://localhost:5555\""));
    assert!(page.text.contains("name=\"code\" value=\"1.code-"));
    assert!(page.text.contains("value=\"a&quot;&gt;&lt;b&gt;\""));
}

#[tokio::test]
async fn wrong_requests_stay_in_the_browser_or_come_back() {
    let bench = Bench::new().await;
    for (changes, code) in [
        (
            [("redirect_uri", "http://localhost:1/other")],
            "AADSTS50011",
        ),
        ([("client_id", "someone")], "AADSTS700016"),
    ] {
        let page = bench.visit(bench.authorize_url(&changes)).await;
        assert_eq!(page.status, 400);
        assert!(page.text.contains(code), "{}", page.text);
    }
    for (change, error, code) in [
        (
            ("response_type", "token"),
            "unsupported_response_type",
            "700054",
        ),
        (
            ("code_challenge_method", "plain"),
            "invalid_request",
            "501491",
        ),
        (("code_challenge", "short"), "invalid_request", "50147"),
        (("scope", "Presence.Everything"), "invalid_scope", "70011"),
    ] {
        let landing = bench.landing(&[change]).await;
        assert_eq!(landing["error"], error);
        assert!(landing["error_description"].contains(code), "{landing:?}");
        assert_eq!(landing["state"], "my-state");
    }
}

#[tokio::test]
async fn a_single_tenant_application_needs_its_tenant() {
    let bench = Bench::new().await;
    bench.control().change_settings(|s| s.single_tenant = true);
    let page = bench.visit(bench.authorize_url(&[])).await;
    assert!(page.text.contains("AADSTS50194"));
    let mut url = bench.authorize_url(&[]);
    url.set_path(&format!("/{TENANT}/oauth2/v2.0/authorize"));
    assert_eq!(bench.visit(url).await.status, 302);
}

#[tokio::test]
async fn the_script_decides_how_the_browser_answers() {
    let bench = Bench::new().await;
    let control = bench.control();
    control.sign_in(script(Browser::Deny));
    assert_eq!(bench.landing(&[]).await["error"], "access_denied");
    control.sign_in(script(Browser::WrongState));
    let landing = bench.landing(&[]).await;
    assert!(landing.contains_key("code") && landing["state"] != "my-state");
    control.sign_in(script(Browser::Unavailable));
    assert_eq!(bench.landing(&[]).await["error"], "temporarily_unavailable");
    for (browser, status, code) in [
        (Browser::AdminConsentRequired, 200, "AADSTS90094"),
        (Browser::Blocked, 200, "AADSTS53003"),
        (Browser::WrongAccount, 400, "AADSTS50020"),
    ] {
        control.sign_in(script(browser));
        let page = bench.visit(bench.authorize_url(&[])).await;
        assert_eq!(page.status, status);
        assert!(page.text.contains(code));
        assert_eq!(page.text.contains("Back to the application"), status == 200);
    }
    control.sign_in(SignIn {
        person: Some(ADA),
        ..SignIn::default()
    });
    let tokens = bench.redeem(&bench.code().await).await.json();
    assert_eq!(claims(&tokens["id_token"])["oid"], ADA.to_string());
}

#[tokio::test]
async fn a_person_can_answer_on_the_page() {
    let bench = Bench::new().await;
    bench.control().sign_in(script(Browser::Ask));
    let landing = bench.landing(&[("prompt", "none")]).await;
    assert_eq!(landing["error"], "login_required");
    for (answer, expected) in [("approve", "code="), ("decline", "error=access_denied")] {
        let page = bench.visit(bench.authorize_url(&[])).await;
        assert!(page.text.contains("Sign in to Contoso as Robin Carter"));
        let after = page
            .text
            .split("name=\"question\" value=\"")
            .nth(1)
            .unwrap();
        let question = after.split('"').next().unwrap();
        let fields = [("question", question), ("answer", answer)];
        let decided = bench.login_post("/decide", &fields).await;
        assert_eq!(decided.status, 302);
        assert!(decided.header("location").contains(expected));
        assert_eq!(bench.login_post("/decide", &fields).await.status, 400);
    }
}

#[tokio::test]
async fn a_refresh_token_returns_a_new_one_and_stays_good() {
    let mut bench = Bench::new().await;
    let tokens = bench.sign_in(crate::bench::EVERYTHING).await;
    let old = tokens["refresh_token"].as_str().unwrap();
    let next = bench.refresh(old).await.json();
    let new = next["refresh_token"].as_str().unwrap();
    assert_ne!(old, new);
    assert_eq!(bench.refresh(old).await.status, 200);
    bench
        .control()
        .change_settings(|s| s.revoke_used_refresh_tokens = true);
    assert_eq!(bench.refresh(new).await.status, 200);
    assert_eq!(bench.refresh(new).await.oauth_error().1, 50_173);
}

#[tokio::test]
async fn refreshing_can_fail_in_many_ways() {
    let mut bench = Bench::new().await;
    let control = bench.control();
    let tokens = bench.sign_in(crate::bench::EVERYTHING).await;
    let token = tokens["refresh_token"].as_str().unwrap();
    for (refresh, error, code, suberror) in [
        (
            Refresh::MfaRequired,
            "invalid_grant",
            50_076,
            "basic_action",
        ),
        (Refresh::Blocked, "invalid_grant", 53_003, "message_only"),
        (
            Refresh::ConsentRequired,
            "invalid_grant",
            65_001,
            "consent_required",
        ),
        (Refresh::BadToken, "invalid_grant", 70_000, "bad_token"),
        (
            Refresh::InteractionRequired,
            "interaction_required",
            50_079,
            "",
        ),
        (Refresh::Unavailable, "temporarily_unavailable", 90_033, ""),
    ] {
        control.sign_in(SignIn {
            refresh,
            ..SignIn::default()
        });
        let answer = bench.refresh(token).await;
        assert_eq!(answer.oauth_error(), (error.to_owned(), code));
        let body = answer.json();
        assert_eq!(body["suberror"].as_str().unwrap_or_default(), suberror);
        let described = body["error_description"].as_str().unwrap();
        assert!(described.contains("Trace ID: ") && described.contains("Timestamp: 2026-11-21"));
        assert_eq!(body["claims"].is_string(), code == 50_079);
    }
    control.sign_in(SignIn::default());
    control.change_settings(|settings| settings.loop_limit = 7);
    assert_eq!(bench.refresh(token).await.status, 200);
    assert_eq!(bench.refresh(token).await.oauth_error().1, 50_196);
    control.advance(TimeDelta::minutes(5));
    assert_eq!(bench.refresh(token).await.status, 200);
    control.advance(TimeDelta::days(90));
    assert_eq!(bench.refresh(token).await.oauth_error().1, 700_082);
    control.set_clock(start());
    control.revoke_tokens();
    assert_eq!(bench.refresh(token).await.oauth_error().1, 50_173);
}

#[tokio::test]
async fn scopes_need_consent_and_can_be_declined() {
    let mut bench = Bench::new().await;
    let control = bench.control();
    control.set_declined(["Presence.Read.All"]);
    let tokens = bench
        .sign_in("offline_access User.Read Presence.Read.All")
        .await;
    assert_eq!(tokens["scope"], "User.Read");
    let token = tokens["refresh_token"].as_str().unwrap();
    let more = |scope: &'static str| {
        let (bench, token) = (&bench, token);
        async move {
            let fields = [
                ("grant_type", "refresh_token"),
                ("refresh_token", token),
                ("scope", scope),
            ];
            bench.token(&fields).await
        }
    };
    assert_eq!(more("User.Read").await.json()["scope"], "User.Read");
    assert_eq!(more("Presence.Read").await.oauth_error().1, 65_001);
    control.set_consented(["Presence.Read"]);
    assert_eq!(more("Presence.Read").await.json()["scope"], "Presence.Read");
}

#[tokio::test]
async fn some_scopes_are_an_administrators_to_grant() {
    let mut bench = Bench::new().await;
    let control = bench.control();
    control.set_admin_only(["Presence.Read.All"]);
    let url = bench.authorize_url(&[("scope", "User.Read Presence.Read.All")]);
    let page = bench.visit(url).await;
    assert!(page.text.contains("AADSTS90094"), "{}", page.text);
    assert!(page.text.contains("Back to the application"));
    assert_eq!(bench.sign_in("User.Read").await["scope"], "User.Read");
}

#[tokio::test]
async fn every_secret_is_known_to_whoever_looks_for_them() {
    let mut bench = Bench::new().await;
    let tokens = bench.sign_in("openid offline_access User.Read").await;
    let secrets = bench.control().secrets();
    for name in ["access_token", "refresh_token", "id_token"] {
        let issued = tokens[name].as_str().unwrap();
        let known = secrets.iter().any(|s| s.name == name && s.text == issued);
        assert!(known, "{name}");
    }
    for name in ["code", "state", "code_verifier"] {
        assert!(secrets.iter().any(|s| s.name == name), "{name}");
    }
}

#[tokio::test]
async fn public_clients_have_no_secret() {
    let bench = Bench::new().await;
    let fields = [("grant_type", "refresh_token"), ("client_secret", "x")];
    let answer = bench.token(&fields).await;
    assert_eq!(answer.oauth_error(), ("invalid_client".to_owned(), 700_025));
}

#[tokio::test]
async fn numbers_can_come_as_strings() {
    let mut bench = Bench::new().await;
    bench
        .control()
        .change_settings(|s| s.numbers_as_strings = true);
    let tokens = bench.sign_in("User.Read").await;
    assert_eq!(tokens["expires_in"], "3599");
    assert_eq!(tokens["refresh_token"], Value::Null);
}

#[tokio::test]
async fn access_tokens_end() {
    let mut bench = Bench::new().await;
    bench.sign_in("User.Read").await;
    assert_eq!(bench.get("/v1.0/me").await.status, 200);
    bench.control().advance(TimeDelta::seconds(3599));
    let answer = bench.get("/v1.0/me").await;
    assert_eq!(answer.refusal().1, "InvalidAuthenticationToken");
    assert!(answer.header("www-authenticate").starts_with("Bearer "));
    bench.sign_in("User.Read").await;
    bench.control().expire_access_tokens();
    assert_eq!(bench.get("/v1.0/me").await.status, 401);
}

#[tokio::test]
async fn a_scripted_visitor_follows_both_response_modes() {
    let bench = Bench::new().await;
    for mode in ["query", "form_post"] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let redirect = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let url = bench.authorize_url(&[("redirect_uri", &redirect), ("response_mode", mode)]);
        let application = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = String::new();
            while !request.contains("session_state=") {
                let mut bytes = [0; 4096];
                let read = stream.read(&mut bytes).await.unwrap();
                request.push_str(std::str::from_utf8(&bytes[..read]).unwrap());
            }
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
            stream.write_all(answer).await.unwrap();
            request
        };
        let control = bench.control();
        let (status, request) = tokio::join!(control.visit(&url), application);
        assert_eq!(status.unwrap(), 200);
        let first = if mode == "query" {
            "GET /?code="
        } else {
            "POST / "
        };
        assert!(request.starts_with(first), "{request}");
        assert!(request.contains("state=my-state"));
    }
}

#[tokio::test]
async fn an_administrator_can_agree_for_everybody() {
    let bench = Bench::new().await;
    let mut url = bench.sim.login_url();
    url.set_path("/organizations/v2.0/adminconsent");
    url.query_pairs_mut()
        .append_pair("client_id", bench.sim.client_id())
        .append_pair("redirect_uri", REDIRECT)
        .append_pair("scope", "Presence.Read.All");
    let answer = bench.visit(url).await;
    assert_eq!(answer.status, 302);
    assert!(answer.header("location").contains("admin_consent=True"));
}
