//! One simulator, one client, and one clock that both go by.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use porchlight_core::auth::{
    Account, AuthError, Browser, Cloud, Keeping, MemoryStore, Method, Progress, Proof,
    Registration, Scopes, SignInWish, StoreError, TokenStore, Tokens,
};
use porchlight_core::clock::{Clock, Wait};
use porchlight_core::graph::Graph;
use porchlight_core::http;
use porchlight_core::model::PersonId;
use porchlight_sim::{Control, Operation, Options, Sim};
use secrecy::{ExposeSecret, SecretString};
use url::Url;
use uuid::Uuid;

pub(crate) const START: &str = "2026-11-21T12:00:00Z";

/// The simulator's clock as the client's.
struct Shared(porchlight_sim::Clock);

impl Clock for Shared {
    fn now(&self) -> DateTime<Utc> {
        self.0.now()
    }

    fn wait_until(&self, instant: DateTime<Utc>) -> Wait {
        let clock = self.0.clone();
        Box::pin(async move { clock.reached(instant).await })
    }
}

/// A clock that jumps to whatever somebody waits for.
struct Leaping(porchlight_sim::Clock);

impl Clock for Leaping {
    fn now(&self) -> DateTime<Utc> {
        self.0.now()
    }

    fn wait_until(&self, instant: DateTime<Utc>) -> Wait {
        if instant > self.0.now() {
            self.0.set(instant);
        }
        Box::pin(std::future::ready(()))
    }
}

/// A store that can be switched off and tells what it holds.
#[derive(Default)]
pub(crate) struct Store {
    pub(crate) inner: MemoryStore,
    pub(crate) off: Mutex<Option<StoreError>>,
    pub(crate) keys: Mutex<Vec<String>>,
}

impl Store {
    pub(crate) fn switch_off(&self, why: Option<StoreError>) {
        *self.off.lock().unwrap() = why;
    }

    fn usable(&self) -> Result<(), StoreError> {
        self.off.lock().unwrap().clone().map_or(Ok(()), Err)
    }

    /// The one secret that is kept.
    pub(crate) fn kept(&self) -> Option<String> {
        let keys = self.keys.lock().unwrap();
        let key = keys.last()?;
        let secret = self.inner.load(key).unwrap()?;
        Some(secret.expose_secret().to_owned())
    }
}

impl TokenStore for Store {
    fn load(&self, key: &str) -> Result<Option<SecretString>, StoreError> {
        self.usable()?;
        self.inner.load(key)
    }

    fn save(&self, key: &str, secret: &SecretString) -> Result<(), StoreError> {
        self.usable()?;
        let mut keys = self.keys.lock().unwrap();
        keys.retain(|known| known != key);
        keys.push(key.to_owned());
        self.inner.save(key, secret)
    }

    fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.usable()?;
        self.keys.lock().unwrap().retain(|known| known != key);
        self.inner.delete(key)
    }
}

pub(crate) struct Stage {
    pub(crate) sim: Sim,
    pub(crate) control: Control,
    pub(crate) store: Arc<Store>,
    pub(crate) tokens: Arc<Tokens>,
    pub(crate) graph: Graph,
}

impl Stage {
    pub(crate) async fn new() -> Self {
        Self::with_clock(|clock| Arc::new(Shared(clock))).await
    }

    /// Waiting takes no time, but the clock moves on.
    pub(crate) async fn leaping() -> Self {
        Self::with_clock(|clock| Arc::new(Leaping(clock))).await
    }

    /// Somebody is signed in, and what it took is forgotten.
    pub(crate) async fn signed_in() -> Self {
        let stage = Self::new().await;
        stage.sign_in(Method::Browser).await.unwrap();
        stage.control.clear_requests();
        stage
    }

    async fn with_clock(clock: impl Fn(porchlight_sim::Clock) -> Arc<dyn Clock>) -> Self {
        let options = Options {
            clock: porchlight_sim::Clock::at(START.parse().unwrap()),
            ..Options::default()
        };
        let sim = Sim::start(options).await.unwrap();
        let store = Arc::new(Store::default());
        let (tokens, graph) = client(&sim, &store, clock(sim.clock().clone()));
        Self {
            control: sim.control(),
            sim,
            store,
            tokens,
            graph,
        }
    }

    /// The next run of the program, with the same store.
    pub(crate) fn restarted(&self) -> Arc<Tokens> {
        client(
            &self.sim,
            &self.store,
            Arc::new(Shared(self.sim.clock().clone())),
        )
        .0
    }

    /// Signs in, to see colleagues too, and waits until that is kept.
    pub(crate) async fn sign_in(&self, method: Method) -> Result<Account, AuthError> {
        self.sign_in_for(method, Scopes::Colleagues).await
    }

    pub(crate) async fn sign_in_for(
        &self,
        method: Method,
        scopes: Scopes,
    ) -> Result<Account, AuthError> {
        let wish = SignInWish {
            scopes,
            ..wish(method)
        };
        let visitor = self.visitor();
        let proof = self.tokens.sign_in(&wish, &visitor, |_| {}).await?;
        Ok(adopted(&self.tokens, proof).await)
    }

    /// Whether the sign-in is kept.
    pub(crate) fn keeping(&self) -> Keeping {
        self.tokens.standing().borrow().keeping.clone()
    }

    pub(crate) fn visitor(&self) -> Visitor {
        Visitor(self.control.clone())
    }

    /// Graph through another HTTP client.
    pub(crate) fn graph_over(&self, http: reqwest::Client) -> Graph {
        Graph::new(registration(&self.sim), http, Arc::clone(&self.tokens))
    }

    /// How often an operation was asked for.
    pub(crate) fn count(&self, operation: Operation) -> usize {
        let requests = self.control.requests();
        requests.iter().filter(|r| r.operation == operation).count()
    }
}

fn registration(sim: &Sim) -> Registration {
    Registration {
        client_id: sim.client_id().to_owned(),
        tenant: "organizations".to_owned(),
        cloud: Cloud::custom(sim.login_url(), sim.graph_url()).unwrap(),
    }
}

fn client(sim: &Sim, store: &Arc<Store>, clock: Arc<dyn Clock>) -> (Arc<Tokens>, Graph) {
    let registration = registration(sim);
    let http = http::client(&registration.cloud).unwrap();
    let store: Arc<dyn TokenStore> = Arc::clone(store) as _;
    let tokens = Tokens::new(registration.clone(), http.clone(), store, clock);
    let tokens = Arc::new(tokens);
    let graph = Graph::new(registration, http, Arc::clone(&tokens));
    (tokens, graph)
}

/// A browser whose user goes through the sign-in as the simulator's script says.
pub(crate) struct Visitor(Control);

impl Browser for Visitor {
    fn open(&self, address: &Url) -> std::io::Result<()> {
        let (control, address) = (self.0.clone(), address.clone());
        tokio::spawn(async move { control.visit(&address).await });
        Ok(())
    }
}

/// A sign-in of somebody who was never here.
pub(crate) fn wish(method: Method) -> SignInWish {
    SignInWish {
        method,
        scopes: Scopes::Colleagues,
        hint: None,
        ask_again: false,
    }
}

/// Takes a proof and waits until it is kept.
pub(crate) async fn adopted(tokens: &Tokens, proof: Proof) -> Account {
    let account = proof.account.clone();
    tokens.adopt(proof).await;
    account
}

/// A browser that must not be opened.
pub(crate) struct NoBrowser;

impl Browser for NoBrowser {
    fn open(&self, _: &Url) -> std::io::Result<()> {
        Err(std::io::Error::other("there is none"))
    }
}

/// Passes on the address to visit.
pub(crate) fn address_to(
    sender: tokio::sync::mpsc::UnboundedSender<Url>,
) -> impl Fn(Progress) + Send + Sync {
    move |progress| match progress {
        Progress::Browser { address } => sender.send(Url::parse(&address).unwrap()).unwrap(),
        Progress::DeviceCode { .. } => panic!("no device code was asked for"),
    }
}

pub(crate) fn id(uuid: Uuid) -> PersonId {
    PersonId::parse(&uuid.to_string()).unwrap()
}
