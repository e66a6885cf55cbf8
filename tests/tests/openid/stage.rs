//! A provider, our client, and the browser of somebody who uses both.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use porchlight_core::auth::{
    Account, AuthError, MemoryStore, Method, Progress, Registration, Scopes, SignInWish,
    StoreError, TokenStore, Tokens,
};
use porchlight_core::clock::{Clock, ManualClock, Wait};
use porchlight_core::graph::{Graph, GraphError};
use porchlight_core::http;
use porchlight_core::model::Person;
use porchlight_tests::openid::{Browser, Page, Provider};
use porchlight_tests::wait::within;
use porchlight_tests::world::START;
use secrecy::SecretString;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use url::Url;

pub(crate) const ROBIN: &str = "robin@contoso.example";
pub(crate) const ROBINS_ID: &str = "10000000-0000-4000-8000-000000000001";
pub(crate) const ZOE: &str = "zoe@contoso.example";

/// The provider's access tokens live as long as this.
const LIFE: TimeDelta = TimeDelta::hours(1);

/// A store that tells what was last kept in it, and where.
#[derive(Default)]
pub(crate) struct Store {
    inner: MemoryStore,
    last: Mutex<Option<(String, SecretString)>>,
}

impl Store {
    pub(crate) fn kept(&self) -> (String, SecretString) {
        self.last.lock().unwrap().clone().expect("a kept sign-in")
    }
}

impl TokenStore for Store {
    fn load(&self, key: &str) -> Result<Option<SecretString>, StoreError> {
        self.inner.load(key)
    }

    fn save(&self, key: &str, secret: &SecretString) -> Result<(), StoreError> {
        *self.last.lock().unwrap() = Some((key.to_owned(), secret.clone()));
        self.inner.save(key, secret)
    }

    fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.inner.delete(key)
    }
}

/// A clock that tells of each wait when it begins.
struct Announcing(ManualClock, mpsc::UnboundedSender<DateTime<Utc>>);

impl Clock for Announcing {
    fn now(&self) -> DateTime<Utc> {
        self.0.now()
    }

    fn wait_until(&self, instant: DateTime<Utc>) -> Wait {
        // Nobody listens any more when a test is at its end.
        let _ = self.1.send(instant);
        self.0.wait_until(instant)
    }
}

/// Every test is its own browser.
pub(crate) struct NoBrowser;

impl porchlight_core::auth::Browser for NoBrowser {
    fn open(&self, _: &Url) -> std::io::Result<()> {
        Err(std::io::Error::other("there is none"))
    }
}

/// A sign-in as somebody wants it who may have been here before.
pub(crate) fn wish(method: Method, hint: Option<&str>) -> SignInWish {
    SignInWish {
        method,
        scopes: Scopes::Colleagues,
        hint: hint.map(str::to_owned),
        ask_again: false,
    }
}

/// A sign-in under way, and what its user was told.
pub(crate) struct Attempt {
    progress: Progress,
    outcome: JoinHandle<Result<Account, AuthError>>,
}

impl Attempt {
    /// The address a browser is to visit.
    fn address(&self) -> Url {
        let (Progress::Browser { address } | Progress::DeviceCode { address, .. }) = &self.progress;
        address.parse().unwrap()
    }

    /// The same with one parameter changed on its way, or left out.
    pub(crate) fn address_with(&self, name: &str, value: Option<&str>) -> Url {
        let mut address = self.address();
        let pairs: Vec<(String, String)> = address.query_pairs().into_owned().collect();
        assert!(pairs.iter().any(|(known, _)| known == name), "{name}");
        let mut query = address.query_pairs_mut();
        query.clear();
        for (known, former) in &pairs {
            if known != name {
                query.append_pair(known, former);
            } else if let Some(value) = value {
                query.append_pair(known, value);
            }
        }
        drop(query);
        address
    }

    pub(crate) async fn outcome(self) -> Result<Account, AuthError> {
        within("the sign-in ends", self.outcome).await.unwrap()
    }
}

pub(crate) struct Stage {
    pub(crate) provider: Provider,
    pub(crate) browser: Browser,
    pub(crate) store: Arc<Store>,
    pub(crate) tokens: Arc<Tokens>,
    pub(crate) graph: Graph,
    pub(crate) clock: ManualClock,
    waits: mpsc::UnboundedReceiver<DateTime<Utc>>,
}

impl Stage {
    pub(crate) async fn new() -> Self {
        let provider = Provider::start().await;
        let store = Arc::new(Store::default());
        let clock = ManualClock::at(START.parse().unwrap());
        let (sender, waits) = mpsc::unbounded_channel();
        let announcing = Arc::new(Announcing(clock.clone(), sender));
        let (tokens, graph) = client(provider.registration(), &store, announcing);
        Self {
            provider,
            browser: Browser::new(),
            store,
            tokens,
            graph,
            clock,
            waits,
        }
    }

    /// Robin is signed in.
    pub(crate) async fn with_robin() -> Self {
        let mut stage = Self::new().await;
        let (page, attempt) = stage.opened(None).await;
        stage.browser.sign_in(&page, ROBIN).await;
        attempt.outcome().await.unwrap();
        // What that sign-in waited for is past.
        while stage.waits.try_recv().is_ok() {}
        stage
    }

    pub(crate) async fn begin(&self, method: Method, hint: Option<&'static str>) -> Attempt {
        let (sender, mut progress) = mpsc::unbounded_channel();
        let tokens = Arc::clone(&self.tokens);
        let outcome = tokio::spawn(async move {
            let told = move |progress| sender.send(progress).unwrap();
            let wish = wish(method, hint);
            let proof = tokens.sign_in(&wish, &NoBrowser, told).await?;
            let account = proof.account.clone();
            tokens.adopt(proof).await;
            Ok(account)
        });
        let Some(progress) = within("the sign-in begins", progress.recv()).await else {
            panic!("the sign-in ended: {:?}", outcome.await);
        };
        Attempt { progress, outcome }
    }

    /// A sign-in that has begun, and its page in the browser.
    pub(crate) async fn opened(&self, hint: Option<&'static str>) -> (Page, Attempt) {
        let attempt = self.begin(Method::Address, hint).await;
        let page = self.browser.visit(&attempt.address()).await;
        (page, attempt)
    }

    /// The same, with one parameter of its address changed or left out.
    pub(crate) async fn opened_with(&self, name: &str, value: Option<&str>) -> (Page, Attempt) {
        let attempt = self.begin(Method::Address, None).await;
        let address = attempt.address_with(name, value);
        let page = self.browser.visit(&address).await;
        (page, attempt)
    }

    /// A device code that was typed on its page, which asks whether it is meant.
    pub(crate) async fn typed_a_code(&self) -> (Page, Attempt) {
        let attempt = self.begin(Method::DeviceCode, None).await;
        let Progress::DeviceCode { code, .. } = &attempt.progress else {
            panic!("{:?}", attempt.progress)
        };
        let page = self.browser.visit(&attempt.address()).await;
        let question = self.browser.submit(&page, &[("user_code", code)]).await;
        (question, attempt)
    }

    /// The next wait of the client passes at once; how long it would have been.
    pub(crate) async fn passes_a_wait(&mut self) -> TimeDelta {
        let until = within("the client waits", self.waits.recv()).await.unwrap();
        let length = until - self.clock.now();
        self.clock.set(until);
        length
    }

    /// The end of a sign-in that asks again and again.
    pub(crate) async fn outcome_of(&mut self, attempt: Attempt) -> Result<Account, AuthError> {
        let mut outcome = attempt.outcome;
        loop {
            tokio::select! {
                outcome = &mut outcome => return outcome.unwrap(),
                _ = self.passes_a_wait() => {}
            }
        }
    }

    /// What the provider, as Graph, says about the owner of our token once that
    /// had to be renewed.
    pub(crate) async fn an_hour_later(&self) -> Result<Person, GraphError> {
        self.clock.advance(LIFE);
        self.graph.me().await
    }

    /// Asserts that Robin is still signed in, now and when the token ends.
    pub(crate) async fn still_serves_robin(&self) {
        assert_eq!(self.tokens.owner().unwrap().as_str(), ROBINS_ID);
        assert_eq!(self.graph.me().await.unwrap().id.as_str(), ROBINS_ID);
        let former = self.tokens.access().await.unwrap();
        let later = self.an_hour_later().await.unwrap();
        assert_eq!(later.id.as_str(), ROBINS_ID);
        assert_ne!(self.tokens.access().await.unwrap(), former);
    }

    /// The next run of the program, on what the store keeps.
    pub(crate) async fn restarted(&self, account: &Account) -> Graph {
        let clock = Arc::new(self.clock.clone());
        let (tokens, graph) = client(self.provider.registration(), &self.store, clock);
        tokens.resume(account, Scopes::Colleagues).await.unwrap();
        graph
    }
}

pub(crate) fn client(
    registration: Registration,
    store: &Arc<Store>,
    clock: Arc<dyn Clock>,
) -> (Arc<Tokens>, Graph) {
    let http = http::client(&registration.cloud).unwrap();
    let store: Arc<dyn TokenStore> = Arc::clone(store) as _;
    let tokens = Tokens::new(registration.clone(), http.clone(), store, clock);
    let tokens = Arc::new(tokens);
    let graph = Graph::new(registration, http, Arc::clone(&tokens));
    (tokens, graph)
}
