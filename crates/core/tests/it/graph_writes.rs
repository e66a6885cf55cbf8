//! What is sent to change a presence, and what Graph makes of it.

use chrono::TimeDelta;
use porchlight_core::graph::{GraphError, Request};
use porchlight_core::model::{Activity, Availability, Pair};
use porchlight_sim::{ADA, Fault, FaultKind, ME, Operation};

use crate::stage::{Stage, id};

fn available() -> Pair {
    (Availability::Available, Activity::Available)
}

#[tokio::test]
async fn a_session_a_pin_and_a_message_are_set_and_cleared() {
    let stage = Stage::signed_in().await;
    let (me, client) = (id(ME), stage.sim.client_id());
    let reported = async || stage.graph.own_presence().await.unwrap();
    let write = async |request: Request| stage.graph.write(&request).await.unwrap();

    write(Request::set_presence(
        &me,
        client,
        &available(),
        TimeDelta::minutes(10),
    ))
    .await;
    assert_eq!(reported().await.availability, Availability::Available);
    let dnd = (Availability::DoNotDisturb, Activity::DoNotDisturb);
    write(Request::set_preferred(&me, &dnd, TimeDelta::hours(1))).await;
    assert_eq!(reported().await.availability, Availability::DoNotDisturb);
    write(Request::clear_preferred(&me)).await;
    assert_eq!(reported().await.availability, Availability::Available);

    let end = "2026-11-21T16:30:00Z".parse().unwrap();
    write(Request::set_message(&me, "Lunch", Some(end))).await;
    assert_eq!(reported().await.message.unwrap().expires_at, Some(end));
    write(Request::clear_message(&me)).await;
    assert_eq!(reported().await.message, None);

    write(Request::clear_presence(&me, client)).await;
    assert_eq!(reported().await.availability, Availability::Offline);
    write(Request::clear_presence(&me, client)).await;
}

#[tokio::test]
async fn a_session_that_is_gone_counts_as_cleared() {
    let stage = Stage::signed_in().await;
    stage
        .control
        .fault(Fault::new(Operation::ClearPresence, FaultKind::NotFound));
    let clear = Request::clear_presence(&id(ME), stage.sim.client_id());
    assert_eq!(stage.graph.write(&clear).await, Ok(()));
    stage
        .control
        .fault(Fault::new(Operation::SetPresence, FaultKind::NotFound));
    let set = Request::set_presence(
        &id(ME),
        stage.sim.client_id(),
        &available(),
        TimeDelta::minutes(5),
    );
    let why = stage.graph.write(&set).await.unwrap_err().to_user();
    assert_eq!(why.title, "Microsoft Graph knows no presence for you");
}

#[tokio::test]
async fn a_pair_that_graph_refuses_is_a_refusal_with_its_request_id() {
    let stage = Stage::signed_in().await;
    let odd = (Availability::Offline, Activity::InACall);
    let request =
        Request::set_presence(&id(ME), stage.sim.client_id(), &odd, TimeDelta::minutes(5));
    match stage.graph.write(&request).await {
        Err(GraphError::Refused {
            status: 400,
            code,
            request_id: Some(_),
            ..
        }) => {
            assert!(!code.is_empty());
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn somebody_elses_presence_is_not_ours_to_set() {
    let stage = Stage::signed_in().await;
    let request = Request::set_presence(
        &id(ADA),
        stage.sim.client_id(),
        &available(),
        TimeDelta::minutes(5),
    );
    let outcome = stage.graph.write(&request).await;
    assert!(
        matches!(outcome, Err(GraphError::Refused { status: 401, .. })),
        "{outcome:?}"
    );
    assert_eq!(stage.count(Operation::Token), 0, "no new token would help");
    stage
        .tokens
        .access()
        .await
        .expect("and the sign-in goes on");
}
