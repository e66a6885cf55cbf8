//! No token is ever printed.

use std::fmt::{Debug, Write as _};
use std::io;
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use porchlight_core::auth::{Account, AuthError, Method, Proof};
use porchlight_core::graph::{GraphError, Request, Unreachable};
use porchlight_sim::{
    Device, DeviceEnd, ErrorBody, Fault, FaultKind, ME, Operation, Refresh, Side, SignIn,
};

use crate::stage::{NoBrowser, Stage, address_to, adopted, id, wish};

/// Tokens that come in an answer which can't be read.
const PLANTED: [&str; 2] = ["sim-access-planted", "sim-refresh-planted"];

/// What travels between the client and the platform and is nobody else's business.
const KINDS: [&str; 7] = [
    "access_token",
    "refresh_token",
    "id_token",
    "code",
    "device_code",
    "state",
    "code_verifier",
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
    let all = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    // On every thread: what another one logs first is else never heard on this.
    tracing::subscriber::set_global_default(all).expect("nobody else listens everywhere");
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
    let mut seen = None;
    for fault in faults {
        stage.control.fault(Fault::once(Side::Graph, fault.clone()));
        let error = stage.graph.me().await.err();
        say(&error);
        if let Some(GraphError::Unreachable(Unreachable::ServerTrouble { request_id, .. })) = &error
        {
            seen.clone_from(request_id);
        }
        say(&error.map(|e| (e.to_string(), e.to_user().to_string())));
        stage.control.advance(TimeDelta::hours(2));
        stage.control.fault(Fault::once(Operation::Token, fault));
        let error = stage.tokens.access().await.err();
        say(&error.map(|e| (e.to_string(), e.to_user().to_string(), e)));
    }
    // Tokens that came, but in a form that can't be read.
    let [access, refresh] = PLANTED;
    let half = format!(r#"{{"access_token":"{access}","refresh_token":"{refresh}""#);
    let broken = format!(r#"{half},"token_type":[]}}"#);
    for body in [&half, &broken] {
        stage.control.advance(TimeDelta::hours(2));
        stage.control.fault(Fault::once(
            Operation::Token,
            FaultKind::Answer {
                status: 200,
                content_type: None,
                body: body.clone(),
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
    for end in [DeviceEnd::Decline, DeviceEnd::Approve] {
        say(&with_device_code(&stage, end).await);
    }
    say(&in_the_query(&stage).await);
    say(&stage.tokens.standing().borrow());
    say(&stage.tokens.sign_out().await);

    let log = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    // No other test has an answer of this name.
    let seen = seen.expect("an answer that names itself");
    assert!(log.contains(&seen), "{seen} was not heard of");
    let secrets = stage.control.secrets();
    for kind in KINDS {
        assert!(secrets.iter().any(|s| s.name == kind), "no {kind} was used");
    }
    let secrets = secrets.iter().map(|secret| secret.text.as_str());
    for secret in secrets.chain(PLANTED) {
        assert!(!said.contains(secret), "{secret} in {said}");
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret} in the log");
    }
}

async fn with_device_code(stage: &Stage, end: DeviceEnd) -> Result<Proof, AuthError> {
    let device = Device {
        pending: 2,
        end,
        ..Device::default()
    };
    stage.control.sign_in(SignIn {
        device,
        ..SignIn::default()
    });
    let wish = wish(Method::DeviceCode);
    let sign_in = stage.tokens.sign_in(&wish, &NoBrowser, |_| {});
    let time = async {
        loop {
            stage.control.advance(TimeDelta::seconds(1));
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        outcome = sign_in => outcome,
        () = time => unreachable!("time does not end"),
    }
}

/// A browser whose way back is an address with the code in it.
async fn in_the_query(stage: &Stage) -> Result<Account, AuthError> {
    let (sender, mut addresses) = tokio::sync::mpsc::unbounded_channel();
    let wish = wish(Method::Address);
    let sign_in = stage.tokens.sign_in(&wish, &NoBrowser, address_to(sender));
    let visit = async {
        let address = addresses.recv().await.unwrap();
        let address = address.as_str().replace("=form_post", "=query");
        stage
            .control
            .visit(&address.parse().unwrap())
            .await
            .unwrap()
    };
    let (proof, status) = tokio::join!(sign_in, visit);
    assert_eq!(status, 200);
    Ok(adopted(&stage.tokens, proof?).await)
}
