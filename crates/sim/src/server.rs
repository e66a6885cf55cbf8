//! All that the simulator knows, behind one lock, and the single way a request
//! takes through it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use url::Url;
use uuid::Uuid;

use crate::graph;
use crate::graph::limit::Limit;
use crate::http::alter;
use crate::http::wire::{Reply, Request};
use crate::identity::{self, Identity};
use crate::settings::{Settings, SignIn};
use crate::world::World;
use crate::world::company::ME;
use crate::world::fault::{FaultKind, Faults, Operation};

/// Requests beyond this number push out the oldest.
const KEPT_REQUESTS: usize = 20_000;
/// So many are pushed out at a time, since moving the others takes a while.
const FORGOTTEN_AT_ONCE: usize = 1_000;

/// The two servers a client talks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Host {
    Login,
    Graph,
}

/// A request that was answered.
#[derive(Clone, Debug, Serialize)]
pub struct Seen {
    /// When it was answered, on the simulator's clock.
    pub at: DateTime<Utc>,
    pub host: Host,
    pub operation: Operation,
    pub method: String,
    /// As it was sent, with percent signs; the query likewise, without `?`.
    pub path: String,
    pub query: String,
    /// Names in lower case. Tokens are not hidden: they open nothing.
    pub headers: BTreeMap<String, String>,
    pub body: String,
    /// The status of the answer; 0 if the connection was reset instead.
    pub status: u16,
}

/// The roots of the three listeners.
#[derive(Clone, Debug)]
pub(crate) struct Urls {
    pub(crate) login: Url,
    pub(crate) graph: Url,
    pub(crate) control: Url,
}

impl Urls {
    /// An address below a root.
    pub(crate) fn below(root: &Url, path: &str) -> String {
        format!("{}{path}", root.as_str().trim_end_matches('/'))
    }
}

/// What became of a request.
#[derive(Debug)]
pub(crate) enum Outcome {
    Answered(Reply),
    /// The connection is to be reset.
    Cut,
}

/// Both servers' state.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) world: World,
    pub(crate) identity: Identity,
    pub(crate) faults: Faults,
    pub(crate) settings: Settings,
    pub(crate) sign_in: SignIn,
    pub(crate) limit: Limit,
    pub(crate) urls: Urls,
    pub(crate) seen: Vec<Seen>,
}

impl Server {
    pub(crate) fn new(world: World, urls: Urls) -> Self {
        Self {
            world,
            identity: Identity::default(),
            faults: Faults::default(),
            settings: Settings::default(),
            sign_in: SignIn::default(),
            limit: Limit::default(),
            urls,
            seen: Vec::new(),
        }
    }

    /// Who signs in next.
    pub(crate) fn visitor(&self) -> Uuid {
        self.sign_in.person.unwrap_or(ME)
    }

    /// Answers a request that meets these faults; waiting is over by now.
    pub(crate) fn answer(
        &mut self,
        host: Host,
        request: &Request,
        faults: &[FaultKind],
        now: DateTime<Utc>,
    ) -> Outcome {
        self.world.catch_up(now);
        let outcome = self.outcome(host, request, faults, now);
        let status = match &outcome {
            Outcome::Answered(reply) => reply.status,
            Outcome::Cut => 0,
        };
        if self.seen.len() >= KEPT_REQUESTS {
            self.seen.drain(..FORGOTTEN_AT_ONCE);
        }
        self.seen.push(Seen {
            at: now,
            host,
            operation: operation(host, request),
            method: request.method.clone(),
            path: request.path.clone(),
            query: request.query.clone(),
            headers: request.headers.clone(),
            body: String::from_utf8_lossy(&request.body).into_owned(),
            status,
        });
        outcome
    }

    fn outcome(
        &mut self,
        host: Host,
        request: &Request,
        faults: &[FaultKind],
        now: DateTime<Utc>,
    ) -> Outcome {
        if faults.contains(&FaultKind::ConnectionReset) {
            return Outcome::Cut;
        }
        let understands_claims = self
            .identity
            .bearer(request)
            .is_some_and(|token| token.understands_claims);
        let instead = faults
            .iter()
            .find_map(|fault| alter::instead(fault, request, understands_claims, &self.urls, now));
        let mut reply = if let Some(reply) = instead {
            reply
        } else {
            let writes = !faults.contains(&FaultKind::Ignored);
            match host {
                Host::Login => identity::answer(self, request, now),
                Host::Graph => graph::answer(self, request, writes, now),
            }
        };
        for fault in faults {
            alter::alter(fault, &mut reply, now);
        }
        if faults.contains(&FaultKind::LostAnswer) {
            return Outcome::Cut;
        }
        if !reply.headers.iter().any(|(name, _)| name == "date") {
            reply = reply.with("date", &alter::http_date(now));
        }
        Outcome::Answered(reply)
    }
}

/// Which operation a request asks for.
pub(crate) fn operation(host: Host, request: &Request) -> Operation {
    match host {
        Host::Login => identity::operation(request),
        Host::Graph => graph::operation(request),
    }
}
