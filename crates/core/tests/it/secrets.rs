//! No token is ever printed.

use std::fmt::{Debug, Write as _};
use std::io;
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use porchlight_core::auth::Method;
use porchlight_core::graph::Request;
use porchlight_sim::{ErrorBody, Fault, FaultKind, ME, Operation, Refresh, Side, SignIn};

use crate::stage::{Stage, id};

/// How the simulator's tokens, codes and device codes begin.
const SECRETS: [&str; 4] = [
    "sim-access-",
    "sim-refresh-",
    "1.code-",
    "device_code=device-",
];

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_day_of_trouble_prints_no_token() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let _here = tracing::subscriber::set_default(subscriber);
    let mut said = String::new();
    let mut say = |what: &dyn Debug| writeln!(said, "{what:?}").unwrap();

    let stage = Stage::signed_in().await;
    say(&stage.tokens.access().await);
    say(&Request::clear_presence(&id(ME), stage.sim.client_id()));
    let faults = [
        FaultKind::Unauthorized,
        FaultKind::ConnectionReset,
        FaultKind::TruncatedJson,
        FaultKind::CaptivePortal,
        FaultKind::Throttled { retry_after: None },
        FaultKind::ServerError {
            status: 500,
            body: ErrorBody::Json,
            retry_after: None,
        },
    ];
    for fault in faults {
        stage.control.fault(Fault::once(Side::Graph, fault.clone()));
        let error = stage.graph.me().await.err();
        say(&error);
        say(&error.map(|e| (e.to_string(), e.to_user().to_string())));
        stage.control.advance(TimeDelta::hours(2));
        stage.control.fault(Fault::once(Operation::Token, fault));
        let error = stage.tokens.access().await.err();
        say(&error.map(|e| (e.to_string(), e.to_user().to_string(), e)));
    }
    // Tokens that came, but in a form that can't be read.
    let half = r#"{"access_token":"sim-access-1","refresh_token":"sim-refresh-1""#;
    let broken =
        r#"{"access_token":"sim-access-1","refresh_token":"sim-refresh-1","token_type":[]}"#;
    for body in [half, broken] {
        stage.control.advance(TimeDelta::hours(2));
        stage.control.fault(Fault::once(
            Operation::Token,
            FaultKind::Answer {
                status: 200,
                content_type: None,
                body: body.to_owned(),
            },
        ));
        say(&stage.tokens.access().await);
    }
    stage.control.sign_in(SignIn {
        refresh: Refresh::MfaRequired,
        ..SignIn::default()
    });
    stage.control.advance(TimeDelta::hours(2));
    say(&stage.tokens.access().await);
    stage.control.sign_in(SignIn::default());
    say(&stage.sign_in(Method::Browser).await);
    say(&stage.tokens.sign_out().await);

    let log = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(log.contains("porchlight_core"), "the log was listened to");
    for secret in SECRETS {
        assert!(!said.contains(secret), "{secret} in {said}");
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret} in the log");
    }
}
