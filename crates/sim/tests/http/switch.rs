//! The switches for what is not documented or differs between clouds.

use chrono::TimeDelta;
use porchlight_sim::{ADA, CLIENT_ID, Cloud, GUEST, UnknownIds};
use serde_json::{Value, json};

use crate::bench::Bench;

const MINE: &str = "/v1.0/me/presence";

fn session(id: &str) -> Value {
    json!({"sessionId": id, "availability": "Away", "activity": "Away"})
}

#[tokio::test]
async fn unknown_ids_are_treated_in_three_ways() {
    let bench = Bench::signed_in().await;
    let ask = async |mode: UnknownIds| {
        let path = "/v1.0/communications/getPresencesByUserId";
        bench.control().change_settings(|s| s.unknown_ids = mode);
        bench.post(path, json!({"ids": [GUEST, ADA]})).await
    };
    let omitted = ask(UnknownIds::Omit).await.json();
    assert_eq!(omitted["value"].as_array().unwrap().len(), 1);
    let unknown = ask(UnknownIds::PresenceUnknown).await.json();
    assert_eq!(unknown["value"][0]["availability"], "PresenceUnknown");
    assert_eq!(ask(UnknownIds::Fail).await.status, 404);
}

#[tokio::test]
async fn readers_lag_behind_writers() {
    let bench = Bench::signed_in().await;
    bench.control().set_lag(TimeDelta::seconds(6));
    let body = session(CLIENT_ID);
    bench.post(&format!("{MINE}/setPresence"), body).await;
    assert_eq!(bench.mine().await, "Offline/Offline");
    assert_eq!(bench.control().state()["me"]["pending"], true);
    bench.control().advance(TimeDelta::seconds(6));
    assert_eq!(bench.mine().await, "Away/Away");
}

#[tokio::test]
async fn clouds_differ_in_what_they_return() {
    let bench = Bench::signed_in().await;
    bench
        .control()
        .set_out_of_office(ADA, Some("Gone fishing"))
        .unwrap();
    let path = format!("/v1.0/users/{ADA}/presence");
    let read = bench.get(&path).await.json();
    assert_eq!(read["outOfOfficeSettings"]["message"], "Gone fishing");
    assert_eq!(read["outOfOfficeSettings"]["isOutOfOffice"], true);
    assert_eq!(read["workLocation"]["workLocationType"], "unspecified");
    assert!(read["sequenceNumber"].is_string());
    bench.control().change_settings(|s| s.cloud = Cloud::UsGov);
    let read = bench.get(&path).await.json();
    assert!(read.get("sequenceNumber").is_none() && read.get("workLocation").is_none());
    bench.control().change_settings(|s| s.cloud = Cloud::China);
    assert_eq!(bench.get(&path).await.status, 400);
}

#[tokio::test]
async fn several_computers_share_one_session_unless_ids_are_free() {
    let bench = Bench::signed_in().await;
    let set = format!("{MINE}/setPresence");
    for _ in 0..2 {
        assert_eq!(bench.post(&set, session(CLIENT_ID)).await.status, 200);
    }
    assert_eq!(bench.post(&set, session("desk")).await.status, 400);
    bench
        .control()
        .change_settings(|s| s.foreign_session_ids = true);
    assert_eq!(bench.post(&set, session("desk")).await.status, 200);
    let state = bench.control().state();
    assert_eq!(state["me"]["sessions"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn messages_can_be_limited_otherwise() {
    let bench = Bench::signed_in().await;
    bench
        .control()
        .change_settings(|s| s.message_characters = 3);
    let set = format!("{MINE}/setStatusMessage");
    for (content, status) in [("abc", 200), ("abcd", 400)] {
        let body = json!({"statusMessage": {"message": {"content": content}}});
        assert_eq!(bench.post(&set, body).await.status, status);
    }
}

#[tokio::test]
async fn out_of_office_may_be_missing_from_the_activity() {
    let bench = Bench::signed_in().await;
    let control = bench.control();
    for (shown, expected) in [(true, "Offline/OutOfOffice"), (false, "Offline/Offline")] {
        control.change_settings(|s| s.out_of_office_in_activity = shown);
        control.set_out_of_office(ADA, Some("Gone")).unwrap();
        let path = format!("/v1.0/users/{ADA}/presence");
        assert_eq!(bench.reported(&path).await, expected);
    }
}
