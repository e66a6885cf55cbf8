//! The loop: takes what happens, lets the state decide, publishes, performs.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{broadcast, mpsc, oneshot, watch};

use super::Mode;
use super::effect::Effect;
use super::handle::{Asker, Handle, Outcome, Request};
use super::input::{CommandId, Input};
use super::perform::{FarSide, Performer};
use super::state::State;
use crate::UserError;
use crate::auth::{Browser, Registration, TokenStore};
use crate::clock::{Clock, Wait, Zone};
use crate::desktop::Desktop;
use crate::model::Notice;
use crate::photos::Photos;
use crate::seat::Seat;
use crate::settings::{Memory, Settings};
use crate::view::Snapshot;

/// A wait that took this much longer than asked was a sleep of the computer.
const SLEPT: TimeDelta = TimeDelta::seconds(60);

/// Notices kept for a shell that is slow to show them.
const NOTICES: usize = 256;

/// Everything the engine touches outside itself.
pub struct Surroundings {
    /// The application to sign in with, or why there is none.
    pub registration: Result<Registration, UserError>,
    /// Where another application is written; none for a run that brings its
    /// own, or whose configuration can't be read.
    pub settings: Option<Settings>,
    pub tokens: Arc<dyn TokenStore>,
    pub browser: Arc<dyn Browser>,
    pub clock: Arc<dyn Clock>,
    pub zone: Arc<dyn Zone>,
    pub seat: watch::Receiver<Seat>,
    /// None for a run that belongs to no desktop.
    pub desktop: Option<Arc<dyn Desktop>>,
    pub memory: Memory,
    pub mode: Mode,
    /// Between two readings while nothing speaks for more or fewer of them.
    pub poll_interval: TimeDelta,
    /// Shown in the window, so that nobody takes the demo for their company.
    pub demo: bool,
}

/// Starts an engine on the current tokio runtime.
pub fn start(surroundings: Surroundings) -> Handle {
    let Surroundings {
        registration,
        settings,
        tokens,
        browser,
        clock,
        zone,
        mut seat,
        desktop,
        memory,
        mode,
        poll_interval,
        demo,
    } = surroundings;
    let (commands, commands_in) = mpsc::unbounded_channel();
    let (inputs, inputs_in) = mpsc::unbounded_channel();
    let notices = broadcast::Sender::new(NOTICES);
    let far_side = registration.clone().and_then(|registration| {
        FarSide::new(registration, Arc::clone(&tokens), Arc::clone(&clock))
    });
    let registration =
        registration.and_then(|r| far_side.as_ref().map(|_| r).map_err(Clone::clone));
    let mut state = State::new(
        mode,
        demo,
        zone.zone(),
        (registration, settings),
        memory.load(),
        rand::random(),
    )
    .polling_every(poll_interval);
    // What was told before is the seat as it is; what comes after is a change.
    state.seat = *seat.borrow_and_update();
    let starts_at_sign_in = desktop.as_ref().map(|desktop| desktop.starts_at_sign_in());
    state.starts_at_sign_in = starts_at_sign_in;
    state.updates.is_packaged = desktop
        .as_ref()
        .is_some_and(|desktop| desktop.is_packaged());
    state.updates.installs = desktop
        .as_ref()
        .is_some_and(|desktop| desktop.installs_updates());
    let registrations = watch::Sender::new(state.registration.clone().ok());
    let snapshots = watch::Sender::new(Arc::new(state.snapshot(clock.now())));
    let handle = Handle {
        commands,
        snapshots: snapshots.subscribe(),
        notices: notices.downgrade(),
        registration: registrations.subscribe(),
        clock: Arc::clone(&clock),
        zone: Arc::clone(&zone),
        doctor: None,
        asker: Asker::Face,
    };
    let keyring = match mode {
        Mode::Resident => tokens.changes(),
        Mode::OneShot | Mode::Watching => watch::channel(()).1,
    };
    let engine = Engine {
        latest: clock.now(),
        photos: Photos::new(&memory, Arc::clone(&clock)),
        performer: Performer::new(
            far_side.ok(),
            (tokens, Arc::clone(&clock)),
            (browser, desktop),
            memory,
            inputs,
        ),
        clock,
        zone,
        seat,
        keyring,
        state,
        snapshots,
        registrations,
        notices,
        answers: BTreeMap::new(),
        last_command: 0,
        settling: Vec::new(),
    };
    tokio::spawn(engine.run(commands_in, inputs_in));
    handle
}

struct Engine {
    state: State,
    clock: Arc<dyn Clock>,
    zone: Arc<dyn Zone>,
    seat: watch::Receiver<Seat>,
    keyring: watch::Receiver<()>,
    performer: Performer,
    photos: Photos,
    snapshots: watch::Sender<Arc<Snapshot>>,
    registrations: watch::Sender<Option<Registration>>,
    notices: broadcast::Sender<Notice>,
    answers: BTreeMap<CommandId, oneshot::Sender<Outcome>>,
    last_command: CommandId,
    settling: Vec<oneshot::Sender<()>>,
    /// The time when something last happened, to notice a clock set back.
    latest: DateTime<Utc>,
}

impl Engine {
    async fn run(
        mut self,
        mut commands: mpsc::UnboundedReceiver<Request>,
        mut inputs: mpsc::UnboundedReceiver<Input>,
    ) {
        let mut goes_on = self.step(Input::Started).await;
        while goes_on {
            self.tell_settled(inputs.is_empty());
            let next_at = self.state.next_at(self.clock.now());
            let deadline = self.deadline(next_at);
            let input = tokio::select! {
                request = commands.recv() => match request {
                    Some(request) => match self.take(request) {
                        Some(input) => input,
                        None => continue,
                    },
                    None => break,
                },
                () = self.photos.done() => continue,
                Some(input) = inputs.recv() => input,
                input = self.performer.done() => input,
                // Once nobody tells of the seat any more, this never completes.
                Ok(()) = self.seat.changed() => Input::Seat(*self.seat.borrow_and_update()),
                // Nor does this.
                Ok(()) = self.keyring.changed() => Input::Keyring,
                () = deadline => Input::Tick,
            };
            self.notice_time_travel(next_at).await;
            goes_on = self.step(input).await;
        }
    }

    fn deadline(&self, at: Option<DateTime<Utc>>) -> Wait {
        match at {
            Some(at) => self.clock.wait_until(at),
            None => Box::pin(std::future::pending()),
        }
    }

    /// What a request is to the state; photos and tokens are no part of it.
    fn take(&mut self, request: Request) -> Option<Input> {
        Some(match request {
            Request::Photo(person, answer) => {
                self.photos.ask(self.performer.graph(), person, answer);
                return None;
            }
            Request::Tokens(answer) => {
                // Whoever asked may have stopped waiting.
                let _ = answer.send(self.performer.tokens());
                return None;
            }
            Request::Command(command, asker, answer) => {
                self.last_command += 1;
                self.answers.insert(self.last_command, answer);
                Input::Command(self.last_command, asker, command)
            }
            Request::Settle(settled) => {
                self.settling.push(settled);
                Input::Tick
            }
            Request::Remark(about, words) => Input::Remark(about, words),
            Request::Mended(about) => Input::Mended(about),
        })
    }

    /// Tells whoever waits for it that nothing is on its way.
    fn tell_settled(&mut self, no_inputs: bool) {
        let seated = !self.seat.has_changed().unwrap_or(false);
        if no_inputs && seated && self.performer.is_idle() {
            for settled in self.settling.drain(..) {
                // Whoever asked may have stopped waiting.
                let _ = settled.send(());
            }
        }
    }

    /// A moment that was slept through, a clock set back, or a zone that changed, comes first.
    async fn notice_time_travel(&mut self, next_at: Option<DateTime<Utc>>) {
        let zone = self.zone.zone();
        if zone != self.state.zone {
            self.step(Input::Zone(zone)).await;
        }
        let now = self.clock.now();
        let slept = next_at.is_some_and(|at| now - at > SLEPT);
        let set_back = self.latest - now > SLEPT;
        self.latest = now;
        if slept || set_back {
            self.step(Input::Woke).await;
        }
    }

    /// One input through the state; false when the engine has ended.
    async fn step(&mut self, input: Input) -> bool {
        let mut effects = VecDeque::from(self.state.handle(input, self.clock.now()));
        self.publish();
        while let Some(effect) = effects.pop_front() {
            match effect {
                Effect::Notify(notice) => {
                    // Nobody listening is nobody to tell.
                    let _ = self.notices.send(notice);
                }
                Effect::Answer(id, outcome) => {
                    let answer = self.answers.remove(&id);
                    let told = outcome.and_then(|()| self.remembered());
                    if let Some(Err(Err(_))) = answer.map(|answer| answer.send(told)) {
                        let input = Input::Unheard(id);
                        effects.extend(self.state.handle(input, self.clock.now()));
                        self.publish();
                    }
                }
                Effect::ForgetPhotos => self.photos.forget().await,
                Effect::ForgetSetAside => self.performer.forget_set_aside().await,
                Effect::Save(stored) => {
                    // Whoever waits for the answer finds it in the snapshot by then.
                    if let Some(input) = self.performer.save(stored).await {
                        effects.extend(self.state.handle(input, self.clock.now()));
                        self.publish();
                    }
                }
                Effect::Register {
                    settings,
                    wanted,
                    answer,
                } => {
                    // Before any other command: none may meet the former application.
                    let outcome = self.performer.register(*settings, wanted).await;
                    let input = Input::Registered(answer, outcome);
                    effects.extend(self.state.handle(input, self.clock.now()));
                    self.publish();
                }
                Effect::End {
                    first,
                    cleared,
                    answer,
                } => {
                    if self.performer.end(first).await {
                        self.performer.save(cleared).await;
                    }
                    // Last of all: whoever asked ends the program on this word.
                    if let Some(answer) = self.answers.remove(&answer) {
                        let _ = answer.send(Ok(()));
                    }
                    return false;
                }
                Effect::Resume { .. }
                | Effect::Adopt { .. }
                | Effect::KeepAgain
                | Effect::Forget(_)
                | Effect::SignIn { .. }
                | Effect::CancelSignIn
                | Effect::SignOut { .. }
                | Effect::ReadOwn
                | Effect::ReadBack
                | Effect::ReadPeople(_)
                | Effect::ReadFollowed(..)
                | Effect::LookAt(..)
                | Effect::Write(_)
                | Effect::Search { .. }
                | Effect::RunHook(_)
                | Effect::CancelSearch
                | Effect::LookUp { .. }
                | Effect::CancelLookUps
                | Effect::Contact { .. }
                | Effect::LookAtDesktop
                | Effect::StartAtSignIn { .. }
                | Effect::ShowLogs(_)
                | Effect::LookForUpdate { .. }
                | Effect::InstallUpdate(_)
                | Effect::ShowPage(..) => {
                    self.performer
                        .perform(effect, self.state.generation())
                        .await;
                }
            }
        }
        true
    }

    /// A run for one command has no later moment to save what it changed.
    fn remembered(&self) -> Outcome {
        let unsaved = self.performer.unsaved();
        unsaved
            .filter(|_| self.state.mode == Mode::OneShot)
            .map_or(Ok(()), Err)
    }

    /// Publishes a snapshot if anything in it changed.
    fn publish(&mut self) {
        self.registrations.send_if_modified(|current| {
            let changed = current.as_ref() != self.state.registration.as_ref().ok();
            if changed {
                *current = self.state.registration.clone().ok();
            }
            changed
        });
        let mut snapshot = self.state.snapshot(self.clock.now());
        self.snapshots.send_if_modified(|current| {
            snapshot.revision = current.revision;
            if snapshot == **current {
                return false;
            }
            snapshot.revision = current.revision.wrapping_add(1);
            log(current, &snapshot);
            *current = Arc::new(snapshot);
            true
        });
    }
}

/// Logs what somebody who looks for a fault asks first. Kinds only: words may
/// name people.
fn log(before: &Snapshot, after: &Snapshot) {
    if before.health.kind != after.health.kind {
        tracing::info!(health = ?after.health.kind, "The engine stands otherwise");
    }
    if let Some(problem) = &after.problem
        && before.problem.as_ref() != Some(problem)
    {
        tracing::info!(code = ?problem.code, "A command failed");
    }
}
