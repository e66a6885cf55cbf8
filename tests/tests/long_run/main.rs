//! Thirty days of somebody's life with Porchlight, from a seed.
//!
//! The days are random: picks, messages and their ends, colleagues coming and
//! going, faults, lids closed for hours, journeys to other zones, crashes,
//! tokens that end. After every stretch the network is left alone for a while;
//! then what the simulated company reports and what the engine shows must be
//! what a model of a few lines says.
//!
//! Thirty days of polling every half minute would take minutes, so the
//! computer sleeps between stretches and at night; all thirty days pass on
//! every clock. A failure names its seed and what happened last: run it again
//! with `PORCHLIGHT_SEED`.

mod checks;
mod model;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use model::{End, Keep, Model};
use porchlight_core::model::Status;
use porchlight_core::view::{Command, HealthKind, SignInMethod};
use porchlight_sim::{ErrorBody, Fault, FaultKind, Side};
use porchlight_tests::world::{START, World};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};

const STRIDE: TimeDelta = TimeDelta::seconds(10);

/// Longer than the longest wait between two tries.
const CALM: TimeDelta = TimeDelta::minutes(6);

const ZONES: [Tz; 4] = [
    chrono_tz::Europe::Berlin,
    chrono_tz::America::New_York,
    chrono_tz::Asia::Kolkata,
    chrono_tz::Pacific::Auckland,
];

struct Story {
    world: World,
    model: Model,
    dice: StdRng,
    log: Vec<String>,
    /// How often a colleague became available since notices were counted.
    arrivals: usize,
}

#[tokio::test]
async fn thirty_days_end_as_a_model_says() {
    let seed = std::env::var("PORCHLIGHT_SEED").ok();
    let seed: u64 = seed.map_or_else(rand::random, |seed| seed.parse().expect("a number"));
    println!("PORCHLIGHT_SEED={seed}");
    let mut story = Story::begin(seed).await;
    story.calm().await;
    let size = story.size();
    let start: DateTime<Utc> = START.parse().expect("a moment");
    for day in 1..=30 {
        for _ in 0..3 {
            for _ in 0..story.dice.random_range(1..=5) {
                story.event().await;
                let time = story.minutes(1, 12);
                story.passes(time).await;
            }
            story.calm().await;
            let time = story.minutes(20, 200);
            story.sleeps(time).await;
        }
        let morning = start + TimeDelta::days(day) - story.world.now();
        story.sleeps(morning).await;
    }
    story.calm().await;
    assert!(story.world.now() - start >= TimeDelta::days(30));
    story.user(Status::Reset, (None, None)).await;
    let (on, until) = (false, None);
    story.does(Command::KeepAvailable { on, until }).await;
    story.model.keep = None;
    story.clears().await;
    story.calm().await;
    let grown = story.size().abs_diff(size);
    assert!(grown < 200, "a snapshot grew by {grown}: {}", story.told());
}

impl Story {
    async fn begin(seed: u64) -> Self {
        let world = World::watching_ada().await;
        world.client_says("Robin", "Away");
        world.does(Command::AwayWhenLocked { on: true }).await;
        Self {
            world,
            model: Model {
                zone: chrono_tz::Europe::Berlin,
                ..Model::default()
            },
            dice: StdRng::seed_from_u64(seed),
            log: vec![format!("PORCHLIGHT_SEED={seed}")],
            arrivals: 0,
        }
    }

    fn note(&mut self, what: impl std::fmt::Debug) {
        let now = self.world.now();
        self.log.push(format!("{now:?} {what:?}"));
    }

    /// The seed and the last of what happened.
    fn told(&self) -> String {
        let last = self.log.len().saturating_sub(16).max(1);
        format!("{}\n{}", self.log[0], self.log[last..].join("\n"))
    }

    fn minutes(&mut self, least: i64, most: i64) -> TimeDelta {
        TimeDelta::seconds(self.dice.random_range(least * 60..=most * 60))
    }

    async fn passes(&mut self, time: TimeDelta) {
        self.world.pass_by(time, STRIDE).await;
        self.model.pass(self.world.now());
    }

    async fn sleeps(&mut self, time: TimeDelta) {
        self.note(("sleeps", time));
        self.world.sleeps(time).await;
        self.model.pass(self.world.now());
    }

    async fn does(&mut self, command: Command) -> bool {
        let outcome = self.world.tries(command.clone()).await;
        let done = outcome.is_ok();
        self.note((command, outcome.map_err(|error| error.title)));
        done
    }

    async fn event(&mut self) {
        match self.dice.random_range(0..15) {
            0..=2 => {
                let status = *Status::ALL.choose(&mut self.dice).expect("one");
                let end = self.end();
                self.user(status, end).await;
            }
            3 | 4 => {
                let mut taken = self.message().await;
                if self.dice.random_bool(0.2) {
                    taken = self.clears().await;
                }
                if !taken && self.dice.random_bool(0.7) {
                    self.crash().await;
                }
            }
            5 | 6 => self.fault(),
            7 => {
                let time = self.minutes(2, 180);
                self.sleeps(time).await;
            }
            8 => {
                self.model.zone = *ZONES.choose(&mut self.dice).expect("one");
                self.note(self.model.zone);
                self.world.zone().set(self.model.zone);
            }
            9 => self.crash().await,
            10 => {
                self.note("tokens end");
                self.world.control().expire_access_tokens();
                if self.dice.random_bool(0.3) {
                    self.note("refresh tokens, too");
                    self.world.control().revoke_tokens();
                }
            }
            11 => self.keeps_available().await,
            12 => {
                let locked = !self.model.locked;
                self.note(("locked", locked));
                self.model.locked = locked;
                self.world.seat(|seat| seat.locked = locked).await;
            }
            13 => self.pauses().await,
            _ => self.colleague(),
        }
    }

    async fn keeps_available(&mut self) {
        let (until, end) = self.end();
        let on = self.dice.random_bool(0.7);
        self.does(Command::KeepAvailable { on, until }).await;
        self.model.keep = on.then_some(Keep { end });
    }

    async fn pauses(&mut self) {
        self.model.paused = !self.model.paused;
        let command = if self.model.paused {
            Command::PauseNotices { until: None }
        } else {
            Command::ResumeNotices
        };
        self.does(command).await;
    }

    fn end(&mut self) -> End {
        self.model.end(&mut self.dice, self.world.now())
    }

    async fn user(&mut self, status: Status, (until, end): End) {
        if self.needs_sign_in() {
            return;
        }
        self.does(Command::SetStatus { status, until }).await;
        self.model.pick = Some((status, end)).filter(|_| status != Status::Reset);
    }

    /// Whether Graph took it at once.
    async fn message(&mut self) -> bool {
        let (words, end) = self.end();
        let text = format!("Lunch <{}>", self.dice.random_range(0..1000));
        if self.needs_sign_in() {
            return true;
        }
        let command = Command::SetMessage {
            text: text.clone(),
            until: words,
        };
        let taken = self.does(command).await;
        self.model.says(text, end);
        taken
    }

    async fn clears(&mut self) -> bool {
        if self.needs_sign_in() {
            return true;
        }
        let taken = self.does(Command::ClearMessage).await;
        self.model.is_silent();
        taken
    }

    fn fault(&mut self) {
        let retry_after = Some("2.128".to_owned());
        let error = |status, body| FaultKind::ServerError {
            status,
            body,
            retry_after: None,
        };
        let faults = [
            FaultKind::Throttled { retry_after },
            FaultKind::Throttled { retry_after: None },
            error(500, ErrorBody::Html),
            error(503, ErrorBody::Empty),
            FaultKind::TruncatedJson,
            FaultKind::ConnectionReset,
            FaultKind::LostAnswer,
            FaultKind::CaptivePortal,
            FaultKind::CamelCase,
            FaultKind::ExtraFields,
        ];
        let sides = [Side::Everywhere, Side::Reads, Side::Writes, Side::Login];
        let what = faults.choose(&mut self.dice).expect("one").clone();
        let on = *sides.choose(&mut self.dice).expect("one");
        self.note((&what, on));
        self.world.control().fault(Fault::new(on, what));
    }

    async fn crash(&mut self) {
        self.note("crash");
        self.world.crashes_and_starts_again().await;
    }

    fn colleague(&mut self) {
        let words = ["Available", "Busy/InACall", "Away", "Offline"];
        let presence = *words.choose(&mut self.dice).expect("one");
        self.note(("Ada", presence));
        self.arrivals += usize::from(presence == "Available");
        self.world.client_says("Ada", presence);
    }

    fn needs_sign_in(&self) -> bool {
        self.world.snapshot().health.kind == HealthKind::SignedOut
    }

    /// The network is left alone for a while; then everything is as it should be.
    async fn calm(&mut self) {
        self.note("calm");
        self.world.control().clear_faults();
        self.passes(CALM).await;
        if self.needs_sign_in() {
            let method = SignInMethod::Browser;
            assert!(
                self.does(Command::SignIn {
                    method,
                    colleagues: true
                })
                .await,
                "{}",
                self.told()
            );
        }
        self.passes(TimeDelta::minutes(1)).await;
        self.check().await;
    }
}
