//! A simulated company, an engine beside it, and one clock for both.
//!
//! Scenarios read as prose: something is so, somebody does something, then
//! this is seen. Nothing sleeps; a scenario waits for what it wants to see.

mod computer;
mod people;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use porchlight_core::auth::{Cloud, Registration};
use porchlight_core::clock::{Clock as _, FixedZone, ManualClock};
use porchlight_core::engine::{Handle, Mode, Outcome};
use porchlight_core::model::Notice;
use porchlight_core::seat::Seat;
use porchlight_core::view::{Command, SignInMethod, Snapshot};
use porchlight_sim::{Clock, Control, Options, Sim};
use serde_json::Value;
use tokio::sync::broadcast;
use tokio::task::JoinHandle;

use crate::keyring::Keyring;
use computer::Computer;

pub use people::{ada, colleagues, label, person};

/// How long a scenario waits for what it wants to see, in real time.
const LIMIT: Duration = Duration::from_secs(20);

/// The moment every scenario starts: a Saturday, 13:00 in Berlin.
pub const START: &str = "2026-11-21T12:00:00Z";

pub struct World {
    sim: Sim,
    /// None where `config.toml` and `policy.toml` in the folder name it.
    application: Option<Registration>,
    computer: Computer,
    mode: Mode,
    handle: Handle,
    /// Engines on other computers of the same person.
    others: Vec<(Handle, Computer)>,
    notices: broadcast::Receiver<Notice>,
}

impl World {
    /// A company and an engine that nobody signed in to.
    pub async fn new() -> Self {
        Self::of(Mode::Resident).await
    }

    pub async fn of(mode: Mode) -> Self {
        Self::with(mode, |sim, _| Some(registration(sim))).await
    }

    /// An engine that reads which application to use from the world's folder,
    /// where only the company's addresses are written.
    pub async fn unregistered() -> Self {
        Self::with(Mode::Resident, |sim, folder| {
            let config = format!(
                "[cloud.custom]\nlogin = \"{}\"\ngraph = \"{}\"\n",
                sim.login_url(),
                sim.graph_url()
            );
            std::fs::write(folder.join("config.toml"), config).expect("a file");
            None
        })
        .await
    }

    /// An engine that reads all of its settings, these among them, from the
    /// world's folder.
    pub async fn with_config(more: &str) -> Self {
        Self::with(Mode::Resident, |sim, folder| {
            let config = format!(
                "[account]\nclient_id = \"{}\"\ntenant = \"{}\"\ncloud = \"custom\"\n\n[cloud.custom]\nlogin = \"{}\"\ngraph = \"{}\"\n\n{more}",
                sim.client_id(),
                sim.tenant(),
                sim.login_url(),
                sim.graph_url()
            );
            std::fs::write(folder.join("config.toml"), config).expect("a file");
            None
        })
        .await
    }

    /// An engine whose cloud is not the simulated company's.
    pub async fn at(cloud: Cloud) -> Self {
        Self::with(Mode::Resident, |sim, _| {
            Some(Registration {
                cloud,
                ..registration(sim)
            })
        })
        .await
    }

    async fn with(
        mode: Mode,
        application: impl FnOnce(&Sim, &Path) -> Option<Registration>,
    ) -> Self {
        let now: DateTime<Utc> = START.parse().expect("a moment");
        let options = Options {
            clock: Clock::at(now),
            ..Options::default()
        };
        let sim = Sim::start(options).await.expect("free ports");
        let computer = Computer::at(ManualClock::at(now));
        let application = application(&sim, computer.folder.path());
        let handle = computer.engine(application.as_ref(), mode, sim.control());
        let notices = handle.notices();
        let world = Self {
            sim,
            application,
            computer,
            mode,
            handle,
            others: Vec::new(),
            notices,
        };
        world.settle().await;
        world
    }

    /// Signed in, with the first reading done.
    pub async fn signed_in() -> Self {
        let world = Self::new().await;
        world.sign_in().await;
        world
    }

    /// Signed in with Ada on the watch list, who is away.
    pub async fn watching_ada() -> Self {
        let world = Self::signed_in().await;
        world.client_says("Ada", "Away");
        world
            .does(Command::AddPeople {
                people: vec![ada()],
            })
            .await;
        world
            .sees("Ada away", |s| label(s, &ada()) == Some("Away"))
            .await;
        world
    }

    pub async fn sign_in(&self) {
        self.does(signs_in(SignInMethod::Browser)).await;
        self.sees("my presence", |s| {
            s.me.as_ref().is_some_and(|me| me.reported.is_some())
        })
        .await;
    }

    /// A sign-in that takes its time, and its outcome.
    pub fn begins_to_sign_in(&self, method: SignInMethod) -> JoinHandle<Outcome> {
        let handle = self.handle.clone();
        tokio::spawn(async move { handle.send(signs_in(method)).await })
    }

    /// Somebody's own client says this of them: an availability, and an activity
    /// behind a slash where that is another word.
    pub fn client_says(&self, who: &str, presence: &str) {
        let (availability, activity) = presence.split_once('/').unwrap_or((presence, presence));
        self.control()
            .set_presence(who, availability, activity)
            .unwrap_or_else(|_| panic!("nobody is called {who}"));
    }

    /// The hand on the simulated company.
    pub fn control(&self) -> Control {
        self.sim.control()
    }

    /// The application that the company knows.
    pub fn registration(&self) -> Registration {
        registration(&self.sim)
    }

    /// The signed-in person as the company's servers know them.
    pub fn me(&self) -> Value {
        self.control()
            .person(self.sim.me())
            .expect("the signed-in person")
    }

    /// Where the sign-in is kept.
    pub fn keyring(&self) -> &Keyring {
        &self.computer.keyring
    }

    pub fn handle(&self) -> &Handle {
        &self.handle
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.computer.clock.now()
    }

    pub fn zone(&self) -> &FixedZone {
        &self.computer.zone
    }

    pub fn folder(&self) -> &Path {
        self.computer.folder.path()
    }

    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.handle.snapshots().borrow().clone()
    }

    /// A command that works.
    pub async fn does(&self, command: Command) {
        let said = format!("{command:?}");
        let outcome = self.tries(command).await;
        assert_eq!(outcome, Ok(()), "{said}");
    }

    /// A command that may not.
    pub async fn tries(&self, command: Command) -> Outcome {
        tokio::time::timeout(LIMIT, self.handle.send(command))
            .await
            .expect("an outcome in time")
    }

    /// Waits until a snapshot shows this.
    pub async fn sees(
        &self,
        what: &str,
        is_so: impl FnMut(&Arc<Snapshot>) -> bool,
    ) -> Arc<Snapshot> {
        let mut snapshots = self.handle.snapshots();
        let seen = tokio::time::timeout(LIMIT, snapshots.wait_for(is_so)).await;
        let Ok(seen) = seen else {
            panic!("never saw {what}: {:#?}", self.snapshot())
        };
        seen.expect("the engine runs").clone()
    }

    /// Time passes for everybody, second by second; each answer that is on its
    /// way arrives before the next second begins.
    pub async fn pass(&self, time: TimeDelta) {
        self.pass_by(time, TimeDelta::seconds(1)).await;
    }

    /// Time passes in strides, for long stories: what is due within a stride
    /// happens at its end, so a stride must be shorter than a minute.
    pub async fn pass_by(&self, time: TimeDelta, stride: TimeDelta) {
        let mut left = time;
        while left > TimeDelta::zero() {
            let step = left.min(stride);
            left -= step;
            self.control().advance(step);
            self.computer.clock.advance(step);
            self.settle().await;
        }
    }

    /// Time passes until a snapshot shows this.
    pub async fn passes_until(
        &self,
        what: &str,
        longest: TimeDelta,
        mut is_so: impl FnMut(&Arc<Snapshot>) -> bool,
    ) -> Arc<Snapshot> {
        let end = self.now() + longest;
        loop {
            let snapshot = self.snapshot();
            if is_so(&snapshot) {
                return snapshot;
            }
            assert!(self.now() < end, "never saw {what}: {snapshot:#?}");
            self.pass(TimeDelta::seconds(1)).await;
        }
    }

    /// Waits until the engines have taken all that happened and nothing is on its way.
    async fn settle(&self) {
        let others = self.others.iter().map(|(handle, _)| handle);
        for handle in std::iter::once(&self.handle).chain(others) {
            tokio::time::timeout(LIMIT, handle.settled())
                .await
                .expect("the engine settles");
        }
    }

    /// Starts an engine on another computer and signs the same person in there.
    /// Time passes for all of them.
    pub async fn another_computer(&mut self) -> Handle {
        let computer = Computer::at(self.computer.clock.clone());
        let handle = computer.engine(self.application.as_ref(), self.mode, self.sim.control());
        let signed_in = handle.send(signs_in(SignInMethod::Browser)).await;
        assert_eq!(signed_in, Ok(()));
        self.others.push((handle.clone(), computer));
        self.settle().await;
        handle
    }

    /// The next notice.
    pub async fn is_told(&mut self) -> Notice {
        let told = tokio::time::timeout(LIMIT, self.notices.recv()).await;
        told.expect("a notice in time").expect("the engine runs")
    }

    /// Every notice so far that nobody asked for.
    pub fn was_told(&mut self) -> Vec<Notice> {
        std::iter::from_fn(|| self.notices.try_recv().ok()).collect()
    }

    /// Asserts that there was no notice that nobody asked for.
    pub fn is_told_nothing(&mut self) {
        let told = self.notices.try_recv();
        assert!(told.is_err(), "told {told:?}");
    }

    /// The computer sleeps: time passes for the company alone, then at once for us.
    pub async fn sleeps(&self, time: TimeDelta) {
        self.control().advance(time);
        self.computer.clock.advance(time);
        self.settle().await;
    }

    /// Somebody sets this computer's clock; the company's goes on.
    pub async fn sets_the_clock_by(&self, jump: TimeDelta) {
        self.computer.clock.advance(jump);
        self.settle().await;
    }

    /// Restarts with another interval in the configuration.
    pub async fn starts_again_reading_every(&mut self, interval: TimeDelta) {
        self.computer.poll_interval = interval;
        self.crashes_and_starts_again().await;
    }

    /// What the computer tells of the desk changes, and is taken in.
    pub async fn seat(&self, change: impl FnOnce(&mut Seat)) {
        self.computer.seat.send_modify(change);
        self.settle().await;
    }

    /// Ends the engine as a crash would, and starts another on what is left.
    pub async fn crashes_and_starts_again(&mut self) {
        self.handle =
            self.computer
                .engine(self.application.as_ref(), self.mode, self.sim.control());
        self.notices = self.handle.notices();
        self.settle().await;
    }

    /// The same, but what starts is another kind of engine.
    pub async fn crashes_and_starts_again_as(&mut self, mode: Mode) {
        self.mode = mode;
        self.crashes_and_starts_again().await;
    }
}

/// To everything that Porchlight asks for.
fn signs_in(method: SignInMethod) -> Command {
    Command::SignIn {
        method,
        colleagues: true,
    }
}

/// The registration a simulator knows.
pub fn registration(sim: &Sim) -> Registration {
    Registration {
        client_id: sim.client_id().to_owned(),
        tenant: sim.tenant().to_owned(),
        cloud: Cloud::custom(sim.login_url(), sim.graph_url()).expect("loopback addresses"),
    }
}
