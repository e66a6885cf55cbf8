//! Takes a program through its states and measures it in each.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use porchlight_tests::desktop::{Desktop, Program};
use porchlight_tests::wait::LIMIT;
use tokio::time::timeout;

use crate::process_tree::{Usage, measure};
use crate::report::{Reading, Run, State};
use crate::screen::Screen;

/// How thoroughly to measure.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub starts: usize,
    /// How long to watch an idle program that never had a window.
    pub watch: Duration,
}

/// How long to watch it in every other state, at most.
const GLANCE: Duration = Duration::from_secs(20);

/// Porchlight with its simulated company.
pub async fn porchlight(program: &Path, plan: Plan) -> Run {
    run(program, &["--demo"], "Open Porchlight", plan).await
}

/// The bare tray program.
pub async fn bare(program: &Path, plan: Plan) -> Run {
    run(program, &[], "Open", plan).await
}

async fn run(program: &Path, arguments: &[&str], open: &str, plan: Plan) -> Run {
    println!("  starting it, {} times in all", plan.starts.max(1));
    let mut starts = Vec::new();
    for _ in 1..plan.starts {
        starts.push(Started::new(program, arguments).await.took);
    }
    let started = Started::new(program, arguments).await;
    starts.push(started.took);
    starts.sort_unstable();

    let mut readings = Vec::new();
    for state in State::ALL {
        let watch = match state {
            State::NoWindow => plan.watch,
            State::WindowOpen => {
                started.desktop.tray().await.click(&[open]).await;
                started.screen.window().await;
                plan.watch.min(GLANCE)
            }
            State::WindowClosed => {
                started.screen.close_windows().await;
                plan.watch.min(GLANCE)
            }
        };
        println!(
            "  {}: watching it rest for {} s",
            state.words(),
            watch.as_secs()
        );
        readings.push(started.read(state, watch).await);
    }
    Run {
        start: starts[starts.len() / 2],
        readings,
    }
}

/// A program whose icon is in the tray of a desktop of its own.
struct Started {
    desktop: Desktop,
    screen: Screen,
    program: Program,
    took: Duration,
}

impl Started {
    async fn new(program: &Path, arguments: &[&str]) -> Self {
        let desktop = Desktop::start().await;
        let mut command = desktop.command(program);
        command
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let display = command
            .as_std()
            .get_envs()
            .find(|(name, _)| *name == "DISPLAY")
            .and_then(|(_, value)| value?.to_str())
            .expect("the desktop has a screen")
            .to_owned();
        let start = now();
        let program = Program::start(&mut command);
        desktop.tray().await;
        Self {
            took: start.elapsed(),
            screen: Screen::of(&display),
            desktop,
            program,
        }
    }

    /// Waits until the program is idle, for a while at most, and measures it from
    /// there.
    async fn read(&self, state: State, watch: Duration) -> Reading {
        if timeout(LIMIT, self.rest()).await.is_err() {
            println!("  it does not come to rest: the figures are of a busy program");
        }
        let before = self.usage();
        let start = now();
        pass(watch).await;
        let usage = self.usage();
        Reading {
            state,
            usage,
            // Less than before if a process ended and took its count along.
            idle_cpu: usage.cpu.saturating_sub(before.cpu),
            watched: start.elapsed(),
        }
    }

    /// Returns once the program has used less than one per cent of a core for
    /// two seconds.
    async fn rest(&self) {
        let mut before = self.usage();
        loop {
            pass(Duration::from_secs(2)).await;
            let after = self.usage();
            if after.cpu.saturating_sub(before.cpu) <= Duration::from_millis(20) {
                return;
            }
            before = after;
        }
    }

    fn usage(&self) -> Usage {
        measure(self.program.id()).unwrap_or_else(|error| panic!("Failed to measure: {error}"))
    }
}

#[expect(clippy::disallowed_methods, reason = "time is what is measured")]
fn now() -> Instant {
    Instant::now()
}

#[expect(
    clippy::disallowed_methods,
    reason = "what a program does while nothing happens is what is measured"
)]
async fn pass(time: Duration) {
    tokio::time::sleep(time).await;
}
