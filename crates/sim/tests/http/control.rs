//! The control endpoint, and the end of a simulator.

use porchlight_sim::{ADA, FaultKind, Sim};
use reqwest::Method;
use serde_json::{Value, json};

use crate::bench::{Answer, Bench};

async fn call(bench: &Bench, method: Method, path: &str, body: Value) -> Answer {
    let url = bench.sim.control_url().join(path).unwrap();
    let headers = [("content-type", "application/json")];
    let body = (body != Value::Null).then(|| body.to_string());
    bench.send(method, url, &headers, body).await.unwrap()
}

#[tokio::test]
async fn people_change_by_name() {
    let bench = Bench::signed_in().await;
    let change = json!({
        "availability": "Busy", "activity": "InACall",
        "message": "On the phone", "message_expires_at": "2026-11-21T10:00:00.5Z",
        "out_of_office": "Away", "work_location": "remote", "in_meeting": true,
        "pin": {
            "availability": "BeRightBack", "activity": "BeRightBack",
            "expires_at": "2026-11-21T11:00:00Z",
        },
    });
    let answer = call(&bench, Method::POST, "/people/Ada%20Lovelace", change).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let ada = call(&bench, Method::GET, "/people/ada", Value::Null)
        .await
        .json();
    assert_eq!(ada["reported"]["availability"], "BeRightBack");
    assert_eq!(ada["sessions"][0]["activity"], "InACall");
    assert_eq!(ada["message"]["expires_at"], "2026-11-21T10:00:00.500Z");
    assert_eq!(ada["out_of_office"]["message"], "Away");
    let cleared = json!({"message": null, "pin": null, "out_of_office": null});
    call(&bench, Method::POST, "/people/ada", cleared).await;
    let ada = call(&bench, Method::GET, "/people/ada", Value::Null)
        .await
        .json();
    assert_eq!(ada["message"], Value::Null);
    assert_eq!(ada["reported"]["activity"], "InACall");
    let answer = call(&bench, Method::GET, "/people/nobody", Value::Null).await;
    assert_eq!(answer.status, 404);
    let typo = json!({"availabilty": "Busy"});
    assert_eq!(
        call(&bench, Method::POST, "/people/ada", typo).await.status,
        422
    );
}

#[tokio::test]
async fn faults_requests_and_the_clock_are_within_reach() {
    let bench = Bench::signed_in().await;
    let fault = json!({"on": "graph", "what": {"kind": "forbidden"}});
    call(&bench, Method::POST, "/faults", fault).await;
    assert_eq!(bench.get("/v1.0/me?x=1").await.status, 403);
    call(&bench, Method::DELETE, "/faults", Value::Null).await;
    assert_eq!(bench.get("/v1.0/me").await.status, 200);
    let seen = call(&bench, Method::GET, "/requests", Value::Null)
        .await
        .json();
    assert_eq!(seen[0]["path"], "/v1.0/me");
    assert_eq!(
        (&seen[0]["query"], &seen[0]["status"]),
        (&json!("x=1"), &json!(403))
    );
    assert_eq!(seen[0]["operation"], "me");
    call(&bench, Method::DELETE, "/requests", Value::Null).await;
    assert!(bench.control().requests().is_empty());
    let on = json!({"advance_seconds": 60});
    let clock = call(&bench, Method::POST, "/clock", on).await.json();
    assert_eq!(clock["now"], "2026-11-21T09:01:00Z");
    let to = json!({"set": "2026-11-22T00:00:00Z"});
    call(&bench, Method::POST, "/clock", to).await;
    assert_eq!(
        bench.sim.clock().now().to_rfc3339(),
        "2026-11-22T00:00:00+00:00"
    );
}

#[tokio::test]
async fn settings_sign_in_and_tokens_are_within_reach() {
    let bench = Bench::signed_in().await;
    let some = json!({"lag_milliseconds": 6000, "unknown_ids": "fail"});
    let all = call(&bench, Method::POST, "/settings", some).await.json();
    assert_eq!(
        (&all["lag_milliseconds"], &all["cloud"]),
        (&json!(6000), &json!("global"))
    );
    let typo = json!({"lag": 1});
    assert_eq!(
        call(&bench, Method::POST, "/settings", typo).await.status,
        422
    );
    let script = json!({"browser": "deny", "device": {"pending": 2}});
    call(&bench, Method::POST, "/sign-in", script).await;
    assert_eq!(bench.landing(&[]).await["error"], "access_denied");
    call(&bench, Method::POST, "/consented", json!(["User.Read"])).await;
    call(&bench, Method::POST, "/tokens/expire", Value::Null).await;
    call(&bench, Method::POST, "/tokens/revoke", Value::Null).await;
    let state = call(&bench, Method::GET, "/state", Value::Null)
        .await
        .json();
    assert_eq!(state["live_access_tokens"], 0);
    assert_eq!(state["live_refresh_tokens"], 0);
    assert_eq!(
        state["consented"][bench.sim.me().to_string()],
        json!(["User.Read"])
    );
    let added = call(&bench, Method::POST, "/people", json!({"add": 3}))
        .await
        .json();
    assert_eq!(added["added"].as_array().unwrap().len(), 3);
    call(&bench, Method::POST, "/release", Value::Null).await;
}

#[tokio::test]
async fn a_test_can_wait_for_a_request() {
    let bench = Bench::signed_in().await;
    let control = bench.control();
    let waiting = control.wait_for_requests(|seen| seen.iter().any(|one| one.path == "/v1.0/me"));
    let ((), answer) = tokio::join!(waiting, bench.get("/v1.0/me"));
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn a_dropped_simulator_answers_nobody() {
    let mut bench = Bench::signed_in().await;
    bench.get("/v1.0/me").await;
    let other = Sim::start(porchlight_sim::Options::default())
        .await
        .unwrap();
    let (graph, control) = (bench.sim.graph_url(), bench.control());
    control.fault(porchlight_sim::Fault::new(
        porchlight_sim::Operation::Me,
        FaultKind::Slow { seconds: None },
    ));
    drop(std::mem::replace(&mut bench.sim, other));
    let url = graph.join("/v1.0/me").unwrap();
    assert!(bench.send(Method::GET, url, &[], None).await.is_err());
    assert!(control.find(ADA).is_ok());
}
