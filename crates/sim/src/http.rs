//! The three listeners: reads requests, waits where a fault says so, hands
//! them to the server and writes what it answers.

pub(crate) mod alter;
mod connection;
pub(crate) mod wire;

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, State};
use axum::http::{Request as HttpRequest, Response, StatusCode};
use axum::routing::any;
use chrono::TimeDelta;
use tokio::net::TcpListener;

use crate::server::{Host, Outcome};
use crate::shared::Shared;
use crate::world::fault::FaultKind;
use connection::{Connections, Scissors};
use wire::{Reply, Request};

/// Bodies beyond this size are refused.
const LARGEST_BODY: usize = 4 * 1024 * 1024;

#[derive(Clone)]
struct Side {
    shared: Arc<Shared>,
    host: Host,
}

/// Serves one of the two hosts until the simulator ends.
pub(crate) async fn serve(listener: TcpListener, shared: Arc<Shared>, host: Host) {
    let ended = shared.ended();
    let side = Side { shared, host };
    let router = Router::new().fallback(any(exchange)).with_state(side);
    let service = router.into_make_service_with_connect_info::<Scissors>();
    let served = axum::serve(Connections::new(listener), service)
        .with_graceful_shutdown(ended)
        .await;
    drop(served);
}

/// Serves the control endpoint until the simulator ends.
pub(crate) async fn serve_control(listener: TcpListener, shared: Arc<Shared>) {
    let ended = shared.ended();
    let router = crate::control::endpoint::router(crate::Control::new(shared));
    let service = router.into_make_service();
    let served = axum::serve(Connections::new(listener), service)
        .with_graceful_shutdown(ended)
        .await;
    drop(served);
}

async fn exchange(
    State(side): State<Side>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    request: HttpRequest<Body>,
) -> Response<Body> {
    let Ok(request) = read(request).await else {
        return written(Reply::empty(413));
    };
    match answer(&side.shared, side.host, &request).await {
        Outcome::Answered(reply) => written(reply),
        Outcome::Cut => {
            scissors.cut();
            Response::new(Body::empty())
        }
    }
}

/// Answers a request after the waiting that its faults ask for.
pub(crate) async fn answer(shared: &Shared, host: Host, request: &Request) -> Outcome {
    let operation = crate::server::operation(host, request);
    let faults = shared.lock().faults.take(operation);
    for fault in &faults {
        if let FaultKind::Slow { seconds } = fault {
            let until = seconds.map(|s| shared.clock.now() + TimeDelta::seconds(s.into()));
            shared.hold(until).await;
        }
    }
    if shared.has_ended() {
        return Outcome::Cut;
    }
    let outcome = shared
        .lock()
        .answer(host, request, &faults, shared.clock.now());
    shared.note_request();
    outcome
}

async fn read(request: HttpRequest<Body>) -> Result<Request, axum::Error> {
    let (head, body) = request.into_parts();
    let body: Bytes = axum::body::to_bytes(body, LARGEST_BODY).await?;
    let headers = head.headers.iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        (name.as_str().to_owned(), value)
    });
    Ok(Request {
        method: head.method.as_str().to_owned(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: headers.collect(),
        body: body.to_vec(),
    })
}

fn written(reply: Reply) -> Response<Body> {
    let mut builder = Response::builder().status(reply.status);
    for (name, value) in reply.headers {
        builder = builder.header(name, value);
    }
    builder.body(Body::from(reply.body)).unwrap_or_else(|_| {
        // A fault can ask for a status or a header that HTTP does not have.
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        response
    })
}
