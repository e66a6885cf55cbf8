//! Sign-in by device code.

use chrono::TimeDelta;
use porchlight_sim::{CLIENT_ID, Device, DeviceEnd, SignIn};
use serde_json::Value;

use crate::bench::{Answer, Bench};

async fn ask(bench: &Bench) -> Answer {
    let fields = [("client_id", CLIENT_ID), ("scope", "User.Read")];
    bench
        .login_post("/organizations/oauth2/v2.0/devicecode", &fields)
        .await
}

async fn poll(bench: &Bench, asked: &Value) -> Answer {
    let code = asked["device_code"].as_str().unwrap();
    let fields = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
        ("device_code", code),
    ];
    bench.token(&fields).await
}

fn script(bench: &Bench, device: Device) {
    bench.control().sign_in(SignIn {
        device,
        ..SignIn::default()
    });
}

#[tokio::test]
async fn polls_slow_down_and_wait_before_they_succeed() {
    let bench = Bench::new().await;
    script(
        &bench,
        Device {
            slow_down: 1,
            pending: 2,
            ..Device::default()
        },
    );
    let asked = ask(&bench).await.json();
    assert_eq!(
        (&asked["expires_in"], &asked["interval"]),
        (&900.into(), &5.into())
    );
    let message = asked["message"].as_str().unwrap();
    assert!(message.contains(asked["user_code"].as_str().unwrap()));
    for expected in [
        "slow_down",
        "authorization_pending",
        "authorization_pending",
    ] {
        assert_eq!(poll(&bench, &asked).await.oauth_error().0, expected);
    }
    assert!(poll(&bench, &asked).await.json()["access_token"].is_string());
    assert_eq!(poll(&bench, &asked).await.oauth_error().0, "invalid_grant");
}

#[tokio::test]
async fn it_can_end_badly() {
    let bench = Bench::new().await;
    for (end, error) in [
        (DeviceEnd::Decline, "authorization_declined"),
        (DeviceEnd::Expire, "expired_token"),
        (DeviceEnd::Blocked, "access_denied"),
    ] {
        script(
            &bench,
            Device {
                end,
                ..Device::default()
            },
        );
        let asked = ask(&bench).await.json();
        assert_eq!(poll(&bench, &asked).await.oauth_error().0, error);
    }
    script(&bench, Device::default());
    let asked = ask(&bench).await.json();
    bench.control().advance(TimeDelta::minutes(15));
    assert_eq!(poll(&bench, &asked).await.oauth_error().0, "expired_token");
    let unknown = serde_json::json!({"device_code": "x"});
    let answer = poll(&bench, &unknown).await;
    assert_eq!(answer.oauth_error().0, "bad_verification_code");
}

#[tokio::test]
async fn the_page_decides_when_the_script_leaves_it_open() {
    let bench = Bench::new().await;
    script(
        &bench,
        Device {
            end: DeviceEnd::Ask,
            ..Device::default()
        },
    );
    let asked = ask(&bench).await.json();
    let pending = poll(&bench, &asked).await.oauth_error().0;
    assert_eq!(pending, "authorization_pending");
    let address = asked["verification_uri"].as_str().unwrap();
    let page = bench.visit(address.parse().unwrap()).await;
    assert!(page.text.contains("name=\"user_code\""));
    let wrong = [("user_code", "NOPE"), ("answer", "approve")];
    assert_eq!(bench.login_post("/device", &wrong).await.status, 400);
    let typed = asked["user_code"].as_str().unwrap().to_lowercase();
    let fields = [("user_code", typed.as_str()), ("answer", "approve")];
    assert_eq!(bench.login_post("/device", &fields).await.status, 200);
    assert_eq!(poll(&bench, &asked).await.status, 200);
}

#[tokio::test]
async fn the_request_itself_can_be_refused() {
    let bench = Bench::new().await;
    bench
        .control()
        .change_settings(|s| s.public_client_flows = false);
    let refused = ask(&bench).await.oauth_error();
    assert_eq!(refused, ("invalid_client".to_owned(), 7_000_218));
    script(
        &bench,
        Device {
            refuse_with_200: true,
            ..Device::default()
        },
    );
    let answer = ask(&bench).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.oauth_error().0, "invalid_request");
}

#[tokio::test]
async fn numbers_can_come_as_strings() {
    let bench = Bench::new().await;
    bench
        .control()
        .change_settings(|s| s.numbers_as_strings = true);
    let asked = ask(&bench).await.json();
    assert_eq!(
        (&asked["expires_in"], &asked["interval"]),
        (&"900".into(), &"5".into())
    );
}
