//! Microsoft Graph presence and the Microsoft identity platform in miniature.
//!
//! A [`Sim`] answers the requests of a presence client on three loopback
//! ports: sign-in, Graph, and a control endpoint that [`Control`] offers to
//! tests as plain functions. It follows the servers as they are documented
//! and as they were seen to behave, faults included. It shares no code with
//! any client, so that a shared mistake cannot hide.

mod clock;
mod control;
mod graph;
mod http;
mod identity;
mod jpeg;
mod server;
mod settings;
mod shared;
mod world;
mod zones;

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;

use tokio::net::TcpListener;
use url::Url;
use uuid::Uuid;

pub use clock::Clock;
pub use control::{Control, NobodyCalled, Who};
pub use identity::Secret;
pub use server::{Host, Seen};
pub use settings::{Browser, Cloud, Device, DeviceEnd, Refresh, Settings, SignIn, UnknownIds};
pub use world::company::{ADA, ANNIE, CLIENT_ID, Company, DOMAIN, GRACE, GUEST, ME, TENANT};
pub use world::fault::{ErrorBody, Fault, FaultKind, Operation, Side, Target};

use server::{Server, Urls};
use shared::Shared;
use world::World;

/// How a simulator starts.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which people there are.
    pub company: Company,
    /// What everything goes by; keep a clone to drive it.
    pub clock: Clock,
    /// Port of the identity platform; 0 for any free one, as below.
    pub login_port: u16,
    /// Port of Graph.
    pub graph_port: u16,
    /// Port of the control endpoint.
    pub control_port: u16,
    /// Somebody's presence changes now and then.
    pub lively: bool,
}

impl Default for Options {
    /// The quiet test company on the system's time and any free ports.
    fn default() -> Self {
        Self {
            company: Company::Test,
            clock: Clock::real(),
            login_port: 0,
            graph_port: 0,
            control_port: 0,
            lively: false,
        }
    }
}

/// A running simulator; it ends when it is dropped.
#[derive(Debug)]
pub struct Sim {
    shared: Arc<Shared>,
    urls: Urls,
}

impl Sim {
    /// Listens on the three ports, on 127.0.0.1 only, and answers from then on.
    /// Needs a Tokio runtime.
    ///
    /// Fails if a port is taken.
    pub async fn start(options: Options) -> io::Result<Self> {
        let (login, login_url) = listen(options.login_port).await?;
        let (graph, graph_url) = listen(options.graph_port).await?;
        let (control, control_url) = listen(options.control_port).await?;
        let urls = Urls {
            login: login_url,
            graph: graph_url,
            control: control_url,
        };
        let now = options.clock.now();
        let world = World::new(options.company, options.lively, now);
        let server = Server::new(world, urls.clone());
        let shared = Arc::new(Shared::new(options.clock, server));
        tokio::spawn(http::serve(login, Arc::clone(&shared), Host::Login));
        tokio::spawn(http::serve(graph, Arc::clone(&shared), Host::Graph));
        tokio::spawn(http::serve_control(control, Arc::clone(&shared)));
        Ok(Self { shared, urls })
    }

    /// The root of the identity platform.
    pub fn login_url(&self) -> Url {
        self.urls.login.clone()
    }

    /// The root of Graph, above `/v1.0`.
    pub fn graph_url(&self) -> Url {
        self.urls.graph.clone()
    }

    /// The root of the control endpoint.
    pub fn control_url(&self) -> Url {
        self.urls.control.clone()
    }

    /// The clock that everything here goes by.
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// The id of the registered application.
    pub fn client_id(&self) -> &'static str {
        CLIENT_ID
    }

    /// The id of the company's tenant.
    pub fn tenant(&self) -> &'static str {
        TENANT
    }

    /// The id of the person who signs in unless a script says otherwise.
    pub fn me(&self) -> Uuid {
        ME
    }

    /// The controls of this simulator.
    pub fn control(&self) -> Control {
        Control::new(Arc::clone(&self.shared))
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        self.shared.end();
    }
}

async fn listen(port: u16) -> io::Result<(TcpListener, Url)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let port = listener.local_addr()?.port();
    let url = Url::parse(&format!("http://127.0.0.1:{port}/")).map_err(io::Error::other)?;
    Ok((listener, url))
}
