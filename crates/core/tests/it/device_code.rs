//! A code is typed on another device.

use std::sync::{Arc, Mutex};

use porchlight_core::auth::{Account, AuthError, Method, Progress};
use porchlight_sim::{Device, DeviceEnd, Fault, FaultKind, ME, Operation, SignIn};

use crate::stage::{NoBrowser, Stage, adopted, id, wish};

async fn sign_in(stage: &Stage, device: Device) -> (Result<Account, AuthError>, Vec<Progress>) {
    stage.control.sign_in(SignIn {
        device,
        ..SignIn::default()
    });
    let told = Arc::new(Mutex::new(Vec::new()));
    let progress = |p| told.lock().unwrap().push(p);
    let wish = wish(Method::DeviceCode);
    let outcome = match stage.tokens.sign_in(&wish, &NoBrowser, progress).await {
        Ok(proof) => Ok(adopted(&stage.tokens, proof).await),
        Err(error) => Err(error),
    };
    let told = told.lock().unwrap().clone();
    (outcome, told)
}

#[tokio::test]
async fn a_code_signs_in_once_the_user_is_done() {
    let stage = Stage::leaping().await;
    let device = Device {
        slow_down: 2,
        pending: 3,
        ..Device::default()
    };
    let (account, told) = sign_in(&stage, device).await;
    assert_eq!(account.unwrap().id, id(ME));
    assert_eq!(stage.count(Operation::Token), 6);
    let waited: Vec<i64> = gaps(&stage);
    assert_eq!(
        waited,
        [10, 15, 15, 15, 15],
        "each slow_down adds five seconds"
    );
    let [
        Progress::DeviceCode {
            code,
            address,
            expires_at,
        },
    ] = told.as_slice()
    else {
        panic!("{told:?}");
    };
    assert_eq!(code.len(), 9);
    assert_eq!(
        *address,
        stage.sim.login_url().join("device").unwrap().as_str()
    );
    assert_eq!(expires_at.to_string(), "2026-11-21 12:15:00 UTC");
}

fn gaps(stage: &Stage) -> Vec<i64> {
    let requests = stage.control.requests();
    let polls: Vec<_> = requests
        .iter()
        .filter(|r| r.operation == Operation::Token)
        .collect();
    polls
        .windows(2)
        .map(|two| (two[1].at - two[0].at).num_seconds())
        .collect()
}

#[tokio::test]
async fn numbers_may_come_as_text() {
    let stage = Stage::leaping().await;
    stage
        .control
        .change_settings(|s| s.numbers_as_strings = true);
    let device = Device {
        pending: 1,
        ..Device::default()
    };
    sign_in(&stage, device).await.0.unwrap();
    assert_eq!(gaps(&stage), [5]);
    stage.tokens.access().await.unwrap();
    assert_eq!(
        stage.count(Operation::Token),
        2,
        "the life of the token was read"
    );
}

#[tokio::test]
async fn a_refusal_ends_it_with_its_reason() {
    let stage = Stage::leaping().await;
    let end = |end| Device {
        pending: 1,
        end,
        ..Device::default()
    };
    let refused = |outcome: Result<Account, AuthError>| match outcome {
        Err(AuthError::Refused { code, .. }) => code,
        other => panic!("{other:?}"),
    };
    assert!(refused(sign_in(&stage, end(DeviceEnd::Decline)).await.0).starts_with("AADSTS"));
    assert_eq!(
        refused(sign_in(&stage, end(DeviceEnd::Blocked)).await.0),
        "AADSTS53003"
    );
    let (expired, _) = sign_in(&stage, end(DeviceEnd::Expire)).await;
    assert_eq!(expired, Err(AuthError::TimedOut));
    let never = Device {
        pending: 10_000,
        ..Device::default()
    };
    assert_eq!(sign_in(&stage, never).await.0, Err(AuthError::TimedOut));
    let with_200 = Device {
        refuse_with_200: true,
        ..Device::default()
    };
    assert_eq!(refused(sign_in(&stage, with_200).await.0), "AADSTS90120");
    stage
        .control
        .change_settings(|s| s.public_client_flows = false);
    assert_eq!(
        refused(sign_in(&stage, Device::default()).await.0),
        "AADSTS7000218"
    );
}

#[tokio::test]
async fn trouble_on_the_way_does_not_end_it() {
    let stage = Stage::leaping().await;
    for fault in [
        FaultKind::ConnectionReset,
        FaultKind::CaptivePortal,
        FaultKind::Throttled { retry_after: None },
        FaultKind::TruncatedJson,
    ] {
        stage.control.fault(Fault::once(Operation::Token, fault));
    }
    sign_in(&stage, Device::default()).await.0.unwrap();
}

#[tokio::test]
async fn an_old_servers_word_for_the_address_is_understood() {
    let stage = Stage::leaping().await;
    stage.control.fault(Fault::once(
        Operation::DeviceCode,
        FaultKind::Answer {
            status: 200,
            content_type: None,
            body:
                r#"{"device_code":"d","user_code":"U","verification_url":"https://x.example/device",
                      "expires_in":"60","interval":"1"}"#
                    .to_owned(),
        },
    ));
    let (_, told) = sign_in(&stage, Device::default()).await;
    assert!(
        matches!(&told[..], [Progress::DeviceCode { address, .. }] if address == "https://x.example/device")
    );
}
