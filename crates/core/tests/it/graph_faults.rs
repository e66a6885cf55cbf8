//! Each fault at each operation, and what it is called.

use chrono::TimeDelta;
use porchlight_core::auth::AuthError;
use porchlight_core::graph::{Graph, GraphError, Request, Unreachable};
use porchlight_sim::{ADA, ErrorBody, Fault, FaultKind, ME, Operation, Side};

use crate::stage::{Stage, id};

/// Every operation once, by name.
async fn everything(graph: &Graph, client_id: &str) -> Vec<(&'static str, Option<GraphError>)> {
    let write = Request::clear_presence(&id(ME), client_id);
    vec![
        ("me", graph.me().await.err()),
        ("own presence", graph.own_presence().await.err()),
        ("presence of", graph.presence_of(&id(ADA)).await.err()),
        ("presences", graph.presences(&[id(ADA)]).await.err()),
        ("person", graph.person(&id(ADA)).await.err()),
        ("own entry", graph.person(&id(ME)).await.err()),
        ("search", graph.search("ada").await.err()),
        ("write", graph.write(&write).await.err()),
    ]
}

async fn check(
    stage: &Stage,
    fault: FaultKind,
    is_right: impl Fn(&str, Option<&GraphError>) -> bool,
) {
    stage.control.clear_faults();
    stage.control.fault(Fault::new(Side::Graph, fault.clone()));
    for (operation, error) in everything(&stage.graph, stage.sim.client_id()).await {
        assert!(
            is_right(operation, error.as_ref()),
            "{fault:?}, {operation}: {error:?}"
        );
    }
    stage.control.clear_faults();
    for (operation, error) in everything(&stage.graph, stage.sim.client_id()).await {
        assert_eq!(error, None, "after {fault:?}, {operation}");
    }
}

#[tokio::test]
async fn every_fault_has_its_name_at_every_operation() {
    let stage = Stage::signed_in().await;
    check(&stage, FaultKind::Forbidden, |_, error| {
        matches!(error, Some(GraphError::Refused { status: 403, code, message, request_id: Some(_) })
            if code == "Forbidden" && message.is_empty())
    })
    .await;
    check(
        &stage,
        FaultKind::NotFound,
        |operation, error| match operation {
            // Already cleared; and the one id that was asked for is set aside.
            "write" | "presences" => error.is_none(),
            // There is nobody else whom Graph might not know.
            "me" | "own entry" => matches!(error, Some(GraphError::NoAccount { .. })),
            "own presence" => matches!(error, Some(GraphError::NoPresence { .. })),
            _ => matches!(error, Some(GraphError::Refused { status: 404, .. })),
        },
    )
    .await;
    let wait = TimeDelta::milliseconds(2_128);
    let throttled = FaultKind::Throttled {
        retry_after: Some("2.128".to_owned()),
    };
    check(&stage, throttled, |_, error| {
        matches!(error, Some(GraphError::Throttled { retry_after: Some(asked), request_id: Some(_) }) if *asked == wait)
    })
    .await;
    check(
        &stage,
        FaultKind::Throttled { retry_after: None },
        |_, error| {
            matches!(
                error,
                Some(GraphError::Throttled {
                    retry_after: None,
                    ..
                })
            )
        },
    )
    .await;
    for trouble in [500, 502, 503, 504] {
        for body in [ErrorBody::Html, ErrorBody::Empty, ErrorBody::Json] {
            let fault = FaultKind::ServerError {
                status: trouble,
                body,
                retry_after: None,
            };
            check(&stage, fault, |_, error| {
                matches!(error, Some(GraphError::Unreachable(Unreachable::ServerTrouble { status, .. })) if *status == trouble)
            })
            .await;
        }
    }
    let busy = FaultKind::ServerError {
        status: 503,
        body: ErrorBody::Html,
        retry_after: Some("10".to_owned()),
    };
    check(&stage, busy, |_, error| {
        matches!(error, Some(GraphError::Throttled { retry_after: Some(wait), .. }) if *wait == TimeDelta::seconds(10))
    })
    .await;
}

#[tokio::test]
async fn what_is_not_graph_is_told_from_what_is() {
    let stage = Stage::signed_in().await;
    let unreadable = |_: &str, error: Option<&GraphError>| {
        matches!(
            error,
            Some(GraphError::Unreachable(Unreachable::Unreadable {
                status: 200,
                ..
            }))
        )
    };
    check(&stage, FaultKind::CaptivePortal, unreadable).await;
    // A write has no answer to be read.
    let unreadable = |operation: &str, error: Option<&GraphError>| {
        operation == "write" || unreadable(operation, error)
    };
    check(&stage, FaultKind::TruncatedJson, unreadable).await;
    let json = FaultKind::Answer {
        status: 200,
        content_type: None,
        body: r#"{"portal":true,"value":"none"}"#.to_owned(),
    };
    check(&stage, json, unreadable).await;
    let redirect = FaultKind::Answer {
        status: 302,
        content_type: None,
        body: String::new(),
    };
    check(&stage, redirect, |_, error| {
        matches!(
            error,
            Some(GraphError::Unreachable(Unreachable::Unreadable {
                status: 302,
                ..
            }))
        )
    })
    .await;
    check(&stage, FaultKind::ConnectionReset, |_, error| {
        matches!(error, Some(GraphError::Unreachable(Unreachable::Connection(why))) if !why.is_empty())
    })
    .await;
}

#[tokio::test]
async fn a_refused_token_is_replaced_once() {
    let stage = Stage::signed_in().await;
    stage
        .control
        .fault(Fault::once(Operation::Me, FaultKind::Unauthorized));
    stage.graph.me().await.unwrap();
    assert_eq!(
        (stage.count(Operation::Me), stage.count(Operation::Token)),
        (2, 1)
    );
    stage.control.clear_requests();
    stage.control.expire_access_tokens();
    stage.graph.me().await.unwrap();
    assert_eq!(
        (stage.count(Operation::Me), stage.count(Operation::Token)),
        (2, 1)
    );
    stage.control.clear_requests();
    stage
        .control
        .fault(Fault::new(Operation::Me, FaultKind::Unauthorized));
    let error = stage.graph.me().await.unwrap_err();
    let ended = AuthError::Ended {
        code: "Unauthorized".to_owned(),
    };
    assert_eq!(error, GraphError::SignIn(ended));
    assert_eq!(stage.count(Operation::Me), 2, "no loop");
}

#[tokio::test]
async fn without_a_sign_in_nothing_is_sent() {
    let stage = Stage::new().await;
    let error = stage.graph.own_presence().await.unwrap_err();
    assert_eq!(error, GraphError::SignIn(AuthError::SignedOut));
    assert!(stage.control.requests().is_empty());
}

#[tokio::test]
async fn a_challenge_for_claims_is_a_plain_401() {
    let challenge = || {
        FaultKind::Answer {
        status: 401,
        content_type: None,
        body: r#"{"error":{"code":"InvalidAuthenticationToken","message":"Continuous access evaluation resulted in challenge with result: InteractionRequired"}}"#.to_owned(),
    }
    };
    let stage = Stage::signed_in().await;
    stage
        .control
        .fault(Fault::once(Operation::GetPresence, challenge()));
    stage.graph.own_presence().await.unwrap();
    assert_eq!(stage.count(Operation::Token), 1, "one refresh");
    assert_eq!(stage.count(Operation::GetPresence), 2, "one more try");
    stage
        .control
        .fault(Fault::new(Operation::GetPresence, challenge()));
    stage.control.clear_requests();
    let ended = stage.graph.own_presence().await.unwrap_err();
    assert!(matches!(ended, GraphError::SignIn(AuthError::Ended { .. })));
    assert_eq!(stage.count(Operation::Token), 1);
    assert_eq!(stage.count(Operation::GetPresence), 2);
}

#[tokio::test]
async fn a_scope_that_was_not_granted_is_not_tried() {
    let stage = Stage::new().await;
    stage.control.set_declined(["Presence.Read.All"]);
    stage
        .sign_in(porchlight_core::auth::Method::Browser)
        .await
        .unwrap();
    stage.graph.own_presence().await.unwrap();
    stage.control.clear_requests();
    let no_consent = GraphError::SignIn(AuthError::NoConsent);
    let ada = id(ADA);
    assert_eq!(
        stage
            .graph
            .presences(std::slice::from_ref(&ada))
            .await
            .err(),
        Some(no_consent.clone())
    );
    assert_eq!(
        stage.graph.presence_of(&ada).await.err(),
        Some(no_consent.clone())
    );
    assert_eq!(
        stage.graph.person(&ada).await.err(),
        Some(no_consent.clone())
    );
    assert_eq!(stage.graph.search("ada").await.err(), Some(no_consent));
    assert!(stage.control.requests().is_empty());
}

#[tokio::test]
async fn a_server_that_is_gone_is_a_connection_that_failed() {
    let stage = Stage::signed_in().await;
    let Stage { sim, graph, .. } = stage;
    drop(sim);
    // The listeners close with their tasks.
    let error = loop {
        if let Err(error) = graph.me().await {
            break error;
        }
        tokio::task::yield_now().await;
    };
    let GraphError::Unreachable(Unreachable::Connection(why)) = error else {
        panic!("{error:?}");
    };
    assert!(!why.contains("127.0.0.1"), "{why}");
}

#[tokio::test]
async fn a_server_that_keeps_silent_is_given_up() {
    let stage = Stage::signed_in().await;
    stage
        .control
        .fault(Fault::new(Side::Graph, FaultKind::Slow { seconds: None }));
    let impatient = reqwest::Client::builder()
        .timeout(std::time::Duration::from_millis(200))
        .build()
        .unwrap();
    let graph = stage.graph_over(impatient);
    let error = graph.me().await.unwrap_err();
    assert_eq!(error, GraphError::Unreachable(Unreachable::TimedOut));
}
