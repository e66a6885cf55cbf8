//! One request to a host, and what it met on its way: proxy, name, connection,
//! certificate, answer.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::{DATE, HeaderMap};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::timeout;
use url::Url;

use crate::clock::Clock;
use crate::doctor::report::Fact;
use crate::http::Failure;
use crate::http::names::addresses;
use crate::http::proxy::{self, Proxy};
use crate::http::trust::{Names, names};
use crate::plain::first_line;

const CONNECT_LIMIT: Duration = Duration::from_secs(10);

/// What a visit to a host met on its way.
pub(super) struct Visit {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) through: Option<Proxy>,
    /// Of the host, or of the proxy where there is one.
    pub(super) addresses: Vec<IpAddr>,
    /// How long it took to open a connection there; None if it failed.
    pub(super) connected: Option<TimeDelta>,
    pub(super) answer: Result<Answer, Failure>,
}

pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Option<Value>,
    pub(super) certificate: Option<Names>,
    pub(super) request_id: Option<String>,
    /// What the host's clock and ours said.
    pub(super) times: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

pub(super) async fn visit(
    url: Url,
    local: bool,
    http: &reqwest::Client,
    clock: &dyn Clock,
) -> Visit {
    let through = if local { None } else { proxy::in_use(&url) };
    let host = url.host_str().unwrap_or_default();
    let host = host.trim_matches(['[', ']']).to_owned();
    let port = url.port_or_known_default().unwrap_or(443);
    let (first, first_port) = match &through {
        Some(proxy) => (proxy.host.as_str(), proxy.port),
        None => (host.as_str(), port),
    };
    let known = timeout(CONNECT_LIMIT, addresses(first)).await;
    let mut known: Vec<SocketAddr> = known.ok().and_then(Result::ok).unwrap_or_default();
    for address in &mut known {
        address.set_port(first_port);
    }
    let began = clock.now();
    let connected = timeout(CONNECT_LIMIT, TcpStream::connect(known.as_slice())).await;
    let connected = matches!(connected, Ok(Ok(_))).then(|| clock.now() - began);
    let mut addresses: Vec<IpAddr> = known.iter().map(SocketAddr::ip).collect();
    addresses.sort_unstable();
    addresses.dedup();
    Visit {
        host,
        port,
        through,
        addresses,
        connected,
        answer: ask(url, http, clock).await,
    }
}

async fn ask(url: Url, http: &reqwest::Client, clock: &dyn Clock) -> Result<Answer, Failure> {
    let answer = http.get(url).send().await.map_err(Failure::from)?;
    let now = clock.now();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    let certificate = answer
        .extensions()
        .get::<reqwest::tls::TlsInfo>()
        .and_then(|tls| tls.peer_certificate())
        .and_then(names);
    let body = answer.bytes().await.map_err(Failure::from)?;
    Ok(Answer {
        status,
        body: serde_json::from_slice(&body).ok().filter(Value::is_object),
        certificate,
        request_id: text(&headers, "request-id").or_else(|| text(&headers, "x-ms-request-id")),
        times: text(&headers, DATE.as_str())
            .and_then(|date| DateTime::parse_from_rfc2822(&date).ok())
            .map(|date| (date.to_utc(), now)),
    })
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(first_line)
}

/// What is worth telling of it, whatever came of it.
pub(super) fn facts(visit: &Visit) -> Vec<Fact> {
    let target = match &visit.through {
        Some(proxy) => format!("{}:{} through {}", visit.host, visit.port, proxy.address),
        None => format!("{}:{}", visit.host, visit.port),
    };
    let addresses: Vec<String> = visit.addresses.iter().map(ToString::to_string).collect();
    let addresses = if addresses.is_empty() {
        "none".to_owned()
    } else {
        addresses.join(", ")
    };
    let connected = match visit.connected {
        Some(took) => format!("in {} ms", took.num_milliseconds().max(0)),
        None => "no".to_owned(),
    };
    let whose = if visit.through.is_some() {
        "proxy's "
    } else {
        ""
    };
    let mut facts = vec![
        Fact::new("host", target),
        Fact::new(format!("{whose}addresses"), addresses),
        Fact::new(format!("{whose}connection"), connected),
    ];
    if let Ok(answer) = &visit.answer {
        if let Some(names) = &answer.certificate {
            let words = format!("for {}, issued by {}", names.subject, names.issuer);
            facts.push(Fact::new("certificate", words));
        }
        facts.push(Fact::new("status", answer.status.to_string()));
        if let Some(id) = &answer.request_id {
            facts.push(Fact::new("request id", id.clone()));
        }
    }
    facts
}
