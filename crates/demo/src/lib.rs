//! The demo: an engine on a simulated company inside the same program.
//!
//! Sign-in, requests and answers go over real HTTP on this computer; only the
//! far side is simulated. Nothing is kept, and no keyring is touched.

use std::io;
use std::sync::Arc;

use porchlight_core::auth::{Account, Browser, Cloud, MemoryStore, Registration};
use porchlight_core::clock::{SystemClock, Zone};
use porchlight_core::doctor::{self, Doctor, Examination, Fact, Subject};
use porchlight_core::engine::{Handle, Mode, Surroundings, start};
use porchlight_core::model::{Person, PersonId};
use porchlight_core::seat::Seat;
use porchlight_core::settings::{Memory, POLL_INTERVAL};
use porchlight_core::view::{AccountView, Command, SignInMethod, Snapshot};
use porchlight_core::{ErrorCode, UserError, disk};
use porchlight_sim::{Company, Control, Options, Sim};
use tokio::sync::watch;
use url::Url;

/// A running demo; its company is gone when it is dropped.
pub struct Demo {
    handle: Handle,
    sim: Sim,
}

/// How many of the company's people are on the watch list from the start; the
/// others can be found by searching.
const WATCHED: usize = 9;

impl Demo {
    /// Starts the company and an engine, signs in as the engine's user would,
    /// and puts some colleagues on the watch list.
    ///
    /// # Errors
    /// No port is free on this computer, or the sign-in failed.
    pub async fn start(
        mode: Mode,
        zone: Arc<dyn Zone>,
        seat: watch::Receiver<Seat>,
    ) -> Result<Self, UserError> {
        let options = Options {
            company: Company::Demo,
            lively: true,
            ..Options::default()
        };
        let sim = Sim::start(options).await.map_err(|error| {
            UserError::new(
                ErrorCode::Failed,
                format!(
                    "The simulated company could not open its ports: {}",
                    disk::why(&error)
                ),
                "Try again",
            )
        })?;
        let control = sim.control();
        control.change_settings(|settings| settings.phones_for_everybody = true);
        let tokens = Arc::new(MemoryStore::default());
        let handle = start(Surroundings {
            registration: Ok(registration(&sim)),
            settings: None,
            tokens: Arc::clone(&tokens) as _,
            browser: Arc::new(Visitor {
                control: sim.control(),
            }),
            clock: Arc::new(SystemClock),
            zone,
            seat,
            desktop: None,
            memory: Memory::none(),
            mode,
            poll_interval: POLL_INTERVAL,
            demo: true,
        });
        handle
            .send(Command::SignIn {
                method: SignInMethod::Browser,
                colleagues: true,
            })
            .await?;
        handle
            .send(Command::AddPeople {
                people: colleagues(&sim),
            })
            .await?;
        let doctor = DemoDoctor {
            registration: registration(&sim),
            tokens,
            engine: handle.clone(),
        };
        let handle = handle.with_doctor(doctor);
        Ok(Self { handle, sim })
    }

    /// The engine.
    pub fn handle(&self) -> &Handle {
        &self.handle
    }

    /// The browser of its user.
    pub fn browser(&self) -> impl Browser {
        Visitor {
            control: self.sim.control(),
        }
    }

    /// The company behind it.
    pub fn control(&self) -> Control {
        self.sim.control()
    }
}

/// Looks at the demo as if it were real.
struct DemoDoctor {
    registration: Registration,
    tokens: Arc<MemoryStore>,
    engine: Handle,
}

impl DemoDoctor {
    fn subject(&self) -> Subject {
        let snapshots = self.engine.snapshots();
        let snapshot = snapshots.borrow();
        Subject {
            settings: vec![Fact::new("account.cloud", "a simulated company")],
            remarks: Vec::new(),
            cloud: Some(self.registration.cloud.clone()),
            registration: Ok(self.registration.clone()),
            tokens: self.tokens.clone(),
            engine: Some(self.engine.clone()),
            account: self.account(&snapshot),
            set_aside: Vec::new(),
            clock: Arc::new(SystemClock),
            home: std::env::home_dir(),
            errors: doctor::last_errors(&snapshot),
        }
    }

    fn account(&self, snapshot: &Snapshot) -> Option<Account> {
        match &snapshot.account {
            AccountView::SignedIn {
                id, name, address, ..
            } => Some(Account {
                id: id.clone(),
                tenant_id: self.registration.tenant.clone(),
                name: name.clone(),
                address: address.clone(),
            }),
            AccountView::Starting | AccountView::SignedOut { .. } => None,
        }
    }
}

impl Doctor for DemoDoctor {
    fn examine(&self) -> Examination {
        let subject = self.subject();
        Box::pin(async move { Ok(doctor::examine(&subject).await) })
    }
}

/// The simulated application registration.
pub fn registration(sim: &Sim) -> Registration {
    Registration {
        client_id: sim.client_id().to_owned(),
        tenant: sim.tenant().to_owned(),
        cloud: Cloud {
            name: "custom".to_owned(),
            login: sim.login_url(),
            graph: sim.graph_url(),
        },
    }
}

/// The browser of a user who agrees to everything.
struct Visitor {
    control: Control,
}

impl Browser for Visitor {
    fn open(&self, address: &Url) -> io::Result<()> {
        let (control, address) = (self.control.clone(), address.clone());
        tokio::spawn(async move {
            // A visit that leads nowhere is a sign-in that is never finished,
            // which the engine knows to end.
            let _ = control.visit(&address).await;
        });
        Ok(())
    }
}

/// The first of the company's people, other than the user.
fn colleagues(sim: &Sim) -> Vec<Person> {
    let state = sim.control().state();
    let people = state["people"].as_array().cloned().unwrap_or_default();
    people
        .iter()
        .filter_map(|person| {
            Some(Person {
                id: PersonId::parse(person["id"].as_str()?)?,
                name: person["name"].as_str()?.to_owned(),
                address: person["address"].as_str().map(str::to_owned),
                phone: person["business_phones"][0].as_str().map(str::to_owned),
            })
        })
        .filter(|person| person.id.as_str() != sim.me().to_string())
        .take(WATCHED)
        .collect()
}
