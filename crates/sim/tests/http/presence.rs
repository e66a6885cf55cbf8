//! Reading and changing presence: what works and what is refused.

use chrono::TimeDelta;
use porchlight_sim::{ADA, CLIENT_ID, Control, GRACE, GUEST};
use serde_json::{Value, json};

use crate::bench::{Bench, start};

const MINE: &str = "/v1.0/me/presence";

fn session(availability: &str, activity: &str, duration: Option<&str>) -> Value {
    let mut body = json!({
        "sessionId": CLIENT_ID,
        "availability": availability,
        "activity": activity,
    });
    if let Some(duration) = duration {
        body["expirationDuration"] = duration.into();
    }
    body
}

fn pin(availability: &str, activity: &str) -> Value {
    json!({"availability": availability, "activity": activity})
}

fn message(content: &str, expiry: Option<(&str, &str)>) -> Value {
    let mut body = json!({
        "statusMessage": {"message": {"content": content, "contentType": "text"}},
    });
    if let Some((date_time, zone)) = expiry {
        let expiry = json!({"dateTime": date_time, "timeZone": zone});
        body["statusMessage"]["expiryDateTime"] = expiry;
    }
    body
}

fn invalid(message: &str) -> (u16, String, String) {
    (400, "InvalidArgument".to_owned(), message.to_owned())
}

#[tokio::test]
async fn a_session_fades_and_ends() {
    let bench = Bench::signed_in().await;
    assert_eq!(bench.mine().await, "Offline/Offline");
    let body = session("Available", "Available", Some("PT15M"));
    let answer = bench.post(&format!("{MINE}/setPresence"), body).await;
    assert_eq!((answer.status, answer.text.as_str()), (200, ""));
    for (minutes, expected) in [
        (0, "Available/Available"),
        (5, "Available/AvailableInactive"),
        (10, "Away/Away"),
        (15, "Offline/Offline"),
    ] {
        let at = start() + TimeDelta::minutes(minutes);
        bench.control().set_clock(at);
        assert_eq!(bench.mine().await, expected);
    }
}

#[tokio::test]
async fn every_path_leads_to_the_same_presence() {
    let bench = Bench::signed_in().await;
    let me = bench.sim.me();
    for (prefix, activity) in [
        (MINE.to_owned(), "InACall"),
        (format!("/v1.0/users/{me}/presence"), "InAConferenceCall"),
        (format!("/v1.0/communications/presences/{me}"), "InACall"),
    ] {
        let body = session("busy", activity, None);
        let answer = bench.post(&format!("{prefix}/setPresence"), body).await;
        assert_eq!(answer.status, 200, "{prefix}");
        let read = bench.get(&prefix).await.json();
        assert_eq!(read["activity"], activity);
        assert_eq!(read["id"], me.to_string());
        let context = read["@odata.context"].as_str().unwrap();
        assert!(context.contains(&format!("#users('{me}')/presence")));
    }
}

#[tokio::test]
async fn sessions_are_checked() {
    let bench = Bench::signed_in().await;
    let set = async |body: Value| {
        bench
            .post(&format!("{MINE}/setPresence"), body)
            .await
            .refusal()
    };
    let mut body = session("Available", "Available", None);
    body["sessionId"] = Value::Null;
    let missing = "[SessionId]: The SessionId field is required.";
    assert_eq!(set(body).await, invalid(missing));
    let out_of_range = "The provided [ExpirationDuration] is out of range.";
    for duration in ["PT4M59S", "PT4H1S", "P1D", "-PT5M"] {
        let body = session("Available", "Available", Some(duration));
        assert_eq!(set(body).await, invalid(out_of_range), "{duration}");
    }
    let mut body = session("Available", "Available", None);
    body["sessionId"] = "22222222-0000-4000-8000-000000000000".into();
    assert_eq!(set(body).await.0, 400);
    assert_eq!(
        set(session("Available", "Available", Some("5m"))).await.0,
        400
    );
    assert_eq!(
        set(session("Busy", "Busy", None)).await.1,
        "InvalidArgument"
    );
    assert_eq!(set(session("Busy", "InAMeeting", None)).await.0, 400);
}

#[tokio::test]
async fn clearing_a_session_twice_is_not_found() {
    let bench = Bench::signed_in().await;
    let path = format!("{MINE}/clearPresence");
    let body = json!({"sessionId": CLIENT_ID});
    assert_eq!(bench.post(&path, body.clone()).await.refusal().0, 404);
    let set = session("Away", "Away", None);
    bench.post(&format!("{MINE}/setPresence"), set).await;
    assert_eq!(bench.post(&path, body.clone()).await.status, 200);
    assert_eq!(bench.mine().await, "Offline/Offline");
    assert_eq!(bench.post(&path, body).await.refusal().1, "NotFound");
    assert_eq!(bench.post(&path, json!({})).await.status, 400);
}

#[tokio::test]
async fn a_pin_needs_a_session_and_runs_out() {
    let mut bench = Bench::signed_in().await;
    let set = format!("{MINE}/setUserPreferredPresence");
    assert_eq!(bench.post(&set, pin("Busy", "Busy")).await.status, 200);
    assert_eq!(bench.mine().await, "Offline/Offline");
    bench
        .control()
        .set_presence(bench.sim.me(), "Available", "Available")
        .unwrap();
    assert_eq!(bench.mine().await, "Busy/Busy");
    let state = bench.control().state();
    assert_eq!(state["me"]["pin"]["expires_at"], "2026-11-22T09:00:00Z");
    bench.control().advance(TimeDelta::days(1));
    bench.sign_in(crate::bench::EVERYTHING).await;
    assert_eq!(bench.mine().await, "Available/Available");
    assert_eq!(
        bench.post(&set, pin("Offline", "Offline")).await.status,
        400
    );
}

#[tokio::test]
async fn a_pin_can_be_cleared_again_and_again() {
    let bench = Bench::signed_in().await;
    let me = bench.sim.me();
    bench
        .control()
        .set_presence(me, "Available", "Available")
        .unwrap();
    let set = format!("{MINE}/setUserPreferredPresence");
    bench.post(&set, pin("Offline", "OffWork")).await;
    assert_eq!(bench.mine().await, "Offline/OffWork");
    let clear = format!("{MINE}/clearUserPreferredPresence");
    for _ in 0..2 {
        assert_eq!(bench.post(&clear, json!({})).await.status, 200);
        assert_eq!(bench.mine().await, "Available/Available");
    }
}

#[tokio::test]
async fn a_message_comes_back_in_utc_with_seven_digits() {
    let mut bench = Bench::signed_in().await;
    let set = format!("{MINE}/setStatusMessage");
    for (zone, expected) in [
        ("W. Europe Standard Time", "2026-11-21T16:30:00.1234567"),
        ("America/New_York", "2026-11-21T22:30:00.1234567"),
        ("UTC", "2026-11-21T17:30:00.1234567"),
    ] {
        let body = message("Back soon 🙂", Some(("2026-11-21T17:30:00.1234567", zone)));
        assert_eq!(bench.post(&set, body).await.status, 200);
        let read = bench.get(MINE).await.json()["statusMessage"].clone();
        assert_eq!(read["message"]["content"], "Back soon 🙂");
        assert_eq!(read["message"]["contentType"], "text");
        assert_eq!(read["publishedDateTime"], "2026-11-21T09:00:00.0000000Z");
        let expiry = json!({"dateTime": expected, "timeZone": "UTC"});
        assert_eq!(read["expiryDateTime"], expiry);
    }
    bench
        .control()
        .set_clock("2026-11-21T17:30:01Z".parse().unwrap());
    bench.sign_in(crate::bench::EVERYTHING).await;
    assert_eq!(bench.get(MINE).await.json()["statusMessage"], Value::Null);
    bench
        .control()
        .change_settings(|s| s.expired_messages = true);
    assert!(bench.get(MINE).await.json()["statusMessage"].is_object());
}

#[tokio::test]
async fn an_empty_message_clears() {
    let bench = Bench::signed_in().await;
    let set = format!("{MINE}/setStatusMessage");
    for nothing in [
        message("", None),
        json!({"statusMessage": {"message": {"content": null}}}),
    ] {
        bench.post(&set, message("Here", None)).await;
        let read = bench.get(MINE).await.json()["statusMessage"].clone();
        assert_eq!(read["expiryDateTime"], Value::Null);
        assert_eq!(bench.post(&set, nothing).await.status, 200);
        assert_eq!(bench.get(MINE).await.json()["statusMessage"], Value::Null);
    }
}

#[tokio::test]
async fn messages_are_checked_and_sanitised() {
    let bench = Bench::signed_in().await;
    let set = format!("{MINE}/setStatusMessage");
    let mut html = message("<b>Hi</b>", None);
    html["statusMessage"]["message"]["contentType"] = "html".into();
    for body in [
        json!({}),
        html,
        message(&"é".repeat(281), None),
        message("Hi", Some(("2026-11-21T17:30:00Z", "UTC"))),
        message("Hi", Some(("2026-11-21T17:30:00", "Nowhere Standard Time"))),
        message("Hi", Some(("", "UTC"))),
    ] {
        let answer = bench.post(&set, body.clone()).await;
        assert_eq!(answer.refusal().1, "InvalidArgument", "{body}");
    }
    assert_eq!(
        bench
            .post(&set, message(&"é".repeat(280), None))
            .await
            .status,
        200
    );
    bench
        .control()
        .change_settings(|s| s.sanitise_messages = true);
    bench.post(&set, message("<3 & more", None)).await;
    let read = bench.get(MINE).await.json();
    assert_eq!(
        read["statusMessage"]["message"]["content"],
        "&lt;3 &amp; more"
    );
}

#[tokio::test]
async fn others_see_a_message_without_its_times() {
    let bench = Bench::signed_in().await;
    let end = start() + TimeDelta::hours(1);
    let control = bench.control();
    control
        .set_message(ADA, Some("Thinking"), Some(end))
        .unwrap();
    let path = format!("/v1.0/users/{ADA}/presence");
    let read = bench.get(&path).await.json();
    let expected = json!({"message": {"content": "Thinking", "contentType": "text"}});
    assert_eq!(read["statusMessage"], expected);
    control.change_settings(|s| s.message_times_for_others = true);
    let read = bench.get(&path).await.json();
    assert_eq!(read["statusMessage"]["expiryDateTime"]["timeZone"], "UTC");
}

#[tokio::test]
async fn nobody_changes_somebody_else() {
    let bench = Bench::signed_in().await;
    let path = format!("/v1.0/users/{ADA}/presence/setStatusMessage");
    let refusal = bench.post(&path, message("Hi", None)).await.refusal();
    let text = "Cannot set the presence of another user.";
    assert_eq!((refusal.0, refusal.2.as_str()), (401, text));
}

#[tokio::test]
async fn checks_come_in_the_servers_order() {
    let mut bench = Bench::new().await;
    bench.sign_in("Presence.Read").await;
    let other = format!("/v1.0/users/{ADA}/presence/setPresence");
    // The body comes before the scope, the scope before the target.
    assert_eq!(bench.post(&other, json!({})).await.status, 400);
    let body = session("Available", "Available", None);
    let forbidden = (403, "Forbidden".to_owned(), String::new());
    assert_eq!(bench.post(&other, body.clone()).await.refusal(), forbidden);
    let one = format!("/v1.0/users/{ADA}/presence");
    assert_eq!(bench.get(&one).await.refusal(), forbidden);
    let many = "/v1.0/communications/getPresencesByUserId";
    let ids = json!({"ids": [ADA]});
    assert_eq!(bench.post(many, ids).await.refusal(), forbidden);
    assert_eq!(bench.mine().await, "Offline/Offline");
    // The target comes before the limit, and the token before everything.
    bench.sign_in("Presence.ReadWrite").await;
    bench.control().change_settings(|s| s.presence_requests = 0);
    assert_eq!(bench.post(&other, body.clone()).await.status, 401);
    let own = format!("{MINE}/setPresence");
    let throttled = bench.post(&own, body).await;
    assert_eq!(throttled.refusal().1, "TooManyRequests");
    assert_eq!(throttled.header("retry-after"), "30.000");
    bench.token = Some("stale".to_owned());
    assert_eq!(bench.post(&own, json!({})).await.status, 401);
}

#[tokio::test]
async fn presence_wants_ids_and_no_options() {
    let bench = Bench::signed_in().await;
    for path in [
        "/v1.0/users/ada@contoso.example/presence",
        "/v1.0/me/presence?$select=availability",
        "/v1.0/users/nonsense/presence",
    ] {
        assert_eq!(bench.get(path).await.status, 400, "{path}");
    }
    let guest = format!("/v1.0/users/{GUEST}/presence");
    assert_eq!(bench.get(&guest).await.refusal().1, "NotFound");
    assert_eq!(bench.get("/v1.0/teams").await.refusal().1, "BadRequest");
}

#[tokio::test]
async fn errors_carry_the_ids_of_the_request() {
    let bench = Bench::new().await;
    let url = bench.sim.graph_url().join(MINE).unwrap();
    let headers = [("client-request-id", "mine-1")];
    let answer = bench
        .send(reqwest::Method::GET, url, &headers, None)
        .await
        .unwrap();
    assert_eq!(answer.refusal().1, "InvalidAuthenticationToken");
    assert_eq!(answer.header("client-request-id"), "mine-1");
    let inner = &answer.json()["error"]["innerError"];
    assert_eq!(inner["client-request-id"], "mine-1");
    assert_eq!(inner["request-id"], answer.header("request-id"));
    assert_eq!(inner["date"], "2026-11-21T09:00:00");
}

#[tokio::test]
async fn many_are_read_at_once() {
    let bench = Bench::signed_in().await;
    let path = "/v1.0/communications/getPresencesByUserId";
    bench
        .control()
        .set_presence(GRACE, "Busy", "InACall")
        .unwrap();
    let read = bench.post(path, json!({"ids": [ADA, GRACE]})).await.json();
    assert_eq!(read["value"][0]["id"], ADA.to_string());
    assert_eq!(read["value"][1]["activity"], "InACall");
    let added = bench.control().add_people(651);
    assert_eq!(added[650], Control::added_id(651));
    let most = bench.post(path, json!({"ids": &added[..650]})).await;
    assert_eq!(most.json()["value"].as_array().unwrap().len(), 650);
    let refusal = bench.post(path, json!({"ids": added})).await.refusal();
    assert_eq!((refusal.0, refusal.2.as_str()), (400, ""));
    assert_eq!(bench.post(path, json!({"ids": ["x"]})).await.status, 400);
    assert_eq!(bench.post(path, json!({})).await.status, 400);
}
