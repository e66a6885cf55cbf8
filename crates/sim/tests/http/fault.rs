//! Each fault as a client meets it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use porchlight_sim::{ADA, CLIENT_ID, ErrorBody, Fault, FaultKind, Operation, Side};
use serde_json::{Value, json};

use crate::bench::Bench;

const MINE: &str = "/v1.0/me/presence";

/// A bench whose next request meets this fault.
async fn faulty(on: Side, what: FaultKind) -> Bench {
    let bench = Bench::signed_in().await;
    bench.control().fault(Fault::once(on, what));
    bench
}

#[tokio::test]
async fn refusals_come_once() {
    for (what, status, code) in [
        (FaultKind::Unauthorized, 401, "Unauthorized"),
        (FaultKind::Forbidden, 403, "Forbidden"),
        (FaultKind::NotFound, 404, "NotFound"),
    ] {
        let bench = faulty(Side::Graph, what).await;
        let refusal = bench.get(MINE).await.refusal();
        assert_eq!((refusal.0, refusal.1.as_str()), (status, code));
        assert_eq!(bench.get(MINE).await.status, 200);
    }
}

#[tokio::test]
async fn claims_are_asked_of_clients_that_understand() {
    let claims = r#"{"access_token":{"nbf":{"essential":true,"value":"1"}}}"#;
    let what = FaultKind::ClaimsChallenge {
        claims: claims.to_owned(),
    };
    let bench = faulty(Side::Graph, what.clone()).await;
    let plain = bench.get(MINE).await;
    assert_eq!((plain.status, plain.header("www-authenticate")), (401, ""));

    let mut bench = faulty(Side::Graph, what).await;
    let cp1 = r#"{"access_token":{"xms_cc":{"values":["cp1"]}}}"#;
    let code = bench.landing(&[("claims", cp1)]).await["code"].clone();
    let tokens = bench.redeem(&code).await.json();
    assert_eq!(tokens["expires_in"], 86_399);
    bench.token = tokens["access_token"].as_str().map(str::to_owned);
    let answer = bench.get(MINE).await;
    let challenges = answer.headers.get_all("www-authenticate");
    let bearer = challenges.iter().next_back().unwrap().to_str().unwrap();
    let encoded = STANDARD.encode(claims);
    assert!(bearer.contains("error=\"insufficient_claims\""));
    assert!(bearer.contains(&format!("claims=\"{encoded}\"")));
}

#[tokio::test]
async fn throttling_says_when_to_come_back_or_not() {
    for retry_after in [Some("2.128"), None] {
        let retry_after = retry_after.map(str::to_owned);
        let what = FaultKind::Throttled {
            retry_after: retry_after.clone(),
        };
        let bench = faulty(Side::Reads, what).await;
        let answer = bench.get(MINE).await;
        assert_eq!(
            answer.header("retry-after"),
            retry_after.unwrap_or_default()
        );
        assert_eq!(answer.refusal().1, "TooManyRequests");
        assert_eq!(answer.json()["error"]["innerError"]["code"], "429");
    }
}

#[tokio::test]
async fn servers_fail_with_all_sorts_of_bodies() {
    for (status, body, start) in [
        (500, ErrorBody::Empty, ""),
        (502, ErrorBody::Html, "<html>"),
        (503, ErrorBody::Json, "{\"error\""),
    ] {
        let what = FaultKind::ServerError {
            status,
            body,
            retry_after: Some("7".to_owned()),
        };
        let bench = faulty(Side::Everywhere, what).await;
        let answer = bench.get(MINE).await;
        assert_eq!((answer.status, answer.header("retry-after")), (status, "7"));
        assert!(answer.text.starts_with(start));
        assert_eq!(answer.text.is_empty(), body == ErrorBody::Empty);
    }
}

#[tokio::test]
async fn the_network_can_answer_for_the_server() {
    let bench = faulty(Side::Graph, FaultKind::CaptivePortal).await;
    let answer = bench.get(MINE).await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-type").starts_with("text/html"));

    let bench = faulty(Side::Graph, FaultKind::TruncatedJson).await;
    let answer = bench.get(MINE).await;
    assert_eq!(answer.status, 200);
    assert!(serde_json::from_str::<Value>(&answer.text).is_err());

    let what = FaultKind::Answer {
        status: 418,
        content_type: None,
        body: "[]".to_owned(),
    };
    let bench = faulty(Side::Graph, what).await;
    assert_eq!(bench.get(MINE).await.status, 418);
}

#[tokio::test]
async fn connections_break_before_or_after_the_act() {
    let path = format!("{MINE}/setPresence");
    let body = json!({
        "sessionId": CLIENT_ID, "availability": "Away", "activity": "Away",
    });
    for (what, after) in [
        (FaultKind::ConnectionReset, "Offline/Offline"),
        (FaultKind::LostAnswer, "Away/Away"),
    ] {
        let bench = faulty(Side::Writes, what).await;
        assert!(bench.try_post(&path, &body).await.is_err());
        assert_eq!(bench.control().requests()[0].status, 0);
        assert_eq!(bench.mine().await, after);
    }
}

#[tokio::test]
async fn writes_can_be_ignored() {
    let bench = faulty(Side::Writes, FaultKind::Ignored).await;
    let body = json!({
        "sessionId": CLIENT_ID, "availability": "Away", "activity": "Away",
    });
    let answer = bench.post(&format!("{MINE}/setPresence"), body).await;
    assert_eq!(answer.status, 200);
    assert_eq!(bench.mine().await, "Offline/Offline");
}

#[tokio::test]
async fn answers_can_be_held() {
    let what = FaultKind::Slow { seconds: None };
    let bench = faulty(Side::Graph, what).await;
    let control = bench.control();
    let released = async {
        control.wait_until_held(1).await;
        assert!(control.requests().is_empty());
        control.release();
    };
    let (answer, ()) = tokio::join!(bench.get(MINE), released);
    assert_eq!(answer.status, 200);

    let what = FaultKind::Slow { seconds: Some(40) };
    control.fault(Fault::once(Operation::GetPresence, what));
    let later = async {
        control.wait_until_held(1).await;
        control.advance(TimeDelta::seconds(40));
    };
    let (answer, ()) = tokio::join!(bench.get(MINE), later);
    assert_eq!(answer.header("date"), "Sat, 21 Nov 2026 09:00:40 GMT");
}

#[tokio::test]
async fn presences_can_be_spoilt() {
    let bench = Bench::signed_in().await;
    let control = bench.control();
    control
        .set_presence(ADA, "DoNotDisturb", "Presenting")
        .unwrap();
    let read = async |what: FaultKind| {
        control.fault(Fault::once(Operation::GetPresencesByUserId, what));
        let path = "/v1.0/communications/getPresencesByUserId";
        let answer = bench.post(path, json!({"ids": [ADA]})).await;
        answer.json()["value"][0].clone()
    };
    let camel = read(FaultKind::CamelCase).await;
    assert_eq!(camel["availability"], "doNotDisturb");
    assert_eq!(camel["activity"], "presenting");
    let unknown = read(FaultKind::UnknownValues).await;
    assert_eq!(unknown["availability"], "Telepathic");
    let less = read(FaultKind::MissingFields).await;
    assert!(less.get("activity").is_none() && less.get("statusMessage").is_none());
    let more = read(FaultKind::ExtraFields).await;
    assert!(more["mood"].is_object());
    let stranger = read(FaultKind::WrongPerson).await;
    assert_ne!(stranger["id"], ADA.to_string());
}

#[tokio::test]
async fn clocks_can_disagree() {
    let what = FaultKind::DateSkew { seconds: -7200 };
    let bench = faulty(Side::Graph, what).await;
    let answer = bench.get(MINE).await;
    assert_eq!(answer.header("date"), "Sat, 21 Nov 2026 07:00:00 GMT");
}

#[tokio::test]
async fn sign_in_has_faults_of_its_own() {
    let bench = Bench::new().await;
    let what = FaultKind::ServerError {
        status: 503,
        body: ErrorBody::Html,
        retry_after: None,
    };
    bench.control().fault(Fault::once(Operation::Token, what));
    let code = bench.code().await;
    assert_eq!(bench.redeem(&code).await.status, 503);
    assert_eq!(bench.redeem(&code).await.status, 200);
}
