//! Whole commands against the simulator, over real HTTP, on a clock that the
//! test drives. Sign-ins are kept from one command to the next as a keyring
//! would keep them.

mod adding;
mod arranging;
mod doctor;
mod faults;
mod hostile;
mod notifying;
mod reading;
mod waiting;
mod writing;

use std::cell::Cell;
use std::io;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use clap::Parser;
use porchlight_core::auth::{Browser, Cloud, MemoryStore, Registration};
use porchlight_core::clock::{FixedZone, ManualClock};
use porchlight_core::control::{self, Claim, Place, Server};
use porchlight_core::doctor::Fact;
use porchlight_core::engine::{self, Handle, Mode, Surroundings};
use porchlight_core::seat::Seat;
use porchlight_core::settings::{Memory, POLL_INTERVAL, Places};
use porchlight_sim::{Clock, Company, Control, Options, Sim};
use serde_json::Value;
use url::Url;

use crate::args::{Arguments, Task, Verb};
use crate::commands;
use crate::output::Output;
use crate::output::tests::Tape;
use crate::run::{Ground, Own, Run};

/// A user at a shell, and the company they work for.
pub(crate) struct Shell {
    pub(crate) sim: Sim,
    pub(crate) clock: ManualClock,
    tokens: Arc<MemoryStore>,
    folder: tempfile::TempDir,
    browserless: Cell<bool>,
}

/// What came of a command.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: u8,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Done {
    /// It was done, and this is what it said.
    #[track_caller]
    pub(crate) fn says(&self, answer: &str) {
        let told = (self.code, self.out.as_str());
        assert_eq!(told, (0, answer), "{}", self.err);
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap()
    }
}

/// Agrees to everything at once, and wants to have read the address before.
struct Visitor {
    control: Control,
    answers: Tape,
}

impl Browser for Visitor {
    fn open(&self, address: &Url) -> io::Result<()> {
        assert!(self.answers.text().contains(address.as_str()));
        let (control, address) = (self.control.clone(), address.clone());
        tokio::spawn(async move { control.visit(&address).await });
        Ok(())
    }
}

/// None is there to be opened.
struct NoBrowser;

impl Browser for NoBrowser {
    fn open(&self, _: &Url) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

impl Shell {
    /// A Saturday in November, 16:00 in Berlin; everybody else is offline.
    pub(crate) async fn signed_out() -> Self {
        let now: DateTime<Utc> = "2026-11-21T15:00:00Z".parse().unwrap();
        let options = Options {
            company: Company::Test,
            clock: Clock::at(now),
            ..Options::default()
        };
        Self {
            sim: Sim::start(options).await.unwrap(),
            clock: ManualClock::at(now),
            tokens: Arc::default(),
            folder: tempfile::tempdir().unwrap(),
            browserless: Cell::new(false),
        }
    }

    pub(crate) async fn signed_in() -> Self {
        let shell = Self::signed_out().await;
        let login = shell.run("login --colleagues").await;
        assert_eq!(login.code, 0, "{}", login.err);
        shell
    }

    pub(crate) fn advance(&self, by: TimeDelta) {
        self.sim.control().advance(by);
        self.clock.advance(by);
    }

    /// Second by second, for ever.
    pub(crate) async fn time_passes(&self) {
        loop {
            self.advance(TimeDelta::seconds(1));
            tokio::task::yield_now().await;
        }
    }

    /// Runs a command; words in the line may stand in single quotes.
    pub(crate) async fn run(&self, line: &str) -> Done {
        self.session(line).1.await
    }

    /// The same, with its standard output to be read meanwhile.
    pub(crate) fn session(&self, line: &str) -> (Tape, impl Future<Output = Done> + use<>) {
        let words = std::iter::once("porchlight".to_owned()).chain(split(line));
        let arguments = Arguments::try_parse_from(words).unwrap();
        let Task::Do(verb) = arguments.command else {
            panic!("{line} needs no engine")
        };
        let (out, err) = (Tape::default(), Tape::default());
        let run = Run {
            output: Output::taped(arguments.global.json, &out, &err),
            no_input: arguments.global.no_input,
            clock: Arc::new(self.clock.clone()),
            zone: Arc::new(FixedZone::new(chrono_tz::Europe::Berlin)),
            ground: Ground::Own(Box::new(Own {
                settings: vec![Fact::new("file", "config.toml")],
                remarks: Vec::new(),
                cloud: Some(self.registration().cloud),
                registration: Ok(self.registration()),
                tokens: self.tokens.clone(),
                browser: self.browser(&out),
                memory: Memory::in_file(self.folder.path().join("state.json")),
                poll_interval: POLL_INTERVAL,
                place: self.place(),
                chosen_zone: None,
            })),
        };
        let done = perform(run, verb, out.clone(), err);
        (out, done)
    }

    /// From now on no browser can be opened from the shell.
    pub(crate) fn has_no_browser(&self) {
        self.browserless.set(true);
    }

    fn browser(&self, answers: &Tape) -> Arc<dyn Browser> {
        if self.browserless.get() {
            return Arc::new(NoBrowser);
        }
        Arc::new(Visitor {
            control: self.sim.control(),
            answers: answers.clone(),
        })
    }

    /// Where a running engine would be found; nothing of the machine's own.
    fn place(&self) -> Place {
        let folder = self.folder.path();
        let places = Places::find(Some(folder.to_owned())).unwrap();
        Place::of(&places, |_| Some(folder.display().to_string()))
    }

    /// An engine that runs beside the commands from now on, until it is dropped.
    pub(crate) fn resident(&self) -> (Server, Claim) {
        self.resident_at_hand().1
    }

    /// The same, with the hold on it that the tray has.
    pub(crate) fn resident_at_hand(&self) -> (Handle, (Server, Claim)) {
        let claim = Claim::take(&self.place()).unwrap().unwrap();
        let handle = engine::start(Surroundings {
            registration: Ok(self.registration()),
            settings: None,
            tokens: self.tokens.clone(),
            browser: Arc::new(NoBrowser),
            clock: Arc::new(self.clock.clone()),
            zone: Arc::new(FixedZone::new(chrono_tz::Europe::Berlin)),
            seat: Seat::untold(),
            desktop: None,
            memory: Memory::in_file(self.folder.path().join("state.json")),
            mode: Mode::Resident,
            poll_interval: POLL_INTERVAL,
            demo: false,
        });
        let server = control::serve(handle.clone(), &self.place(), &claim);
        (handle, (server.unwrap(), claim))
    }

    fn registration(&self) -> Registration {
        Registration {
            client_id: self.sim.client_id().to_owned(),
            tenant: self.sim.tenant().to_owned(),
            cloud: Cloud::custom(self.sim.login_url(), self.sim.graph_url()).unwrap(),
        }
    }
}

async fn perform(run: Run, verb: Verb, out: Tape, err: Tape) -> Done {
    let code = match commands::perform(&run, verb).await {
        Ok(()) => 0,
        Err(failure) => {
            run.output.failure(&failure);
            failure.number()
        }
    };
    let (out, err) = (out.text(), err.text());
    Done { code, out, err }
}

fn split(line: &str) -> Vec<String> {
    let parts = line.split('\'').enumerate();
    parts
        .flat_map(|(n, part)| match n % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        })
        .collect()
}
