//! Does what the state asks for, and reports what came of it.

mod account;
mod errands;
mod far_side;
mod looking_up;
mod saving;

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};

use super::effect::Effect;
use super::input::{FlowId, Generation, Input, Report};
use super::remarks::Matter;
use crate::auth::{Browser, Proof, Registration, TokenStore, Tokens};
use crate::clock::Clock;
use crate::desktop::Desktop;
use crate::graph::{Graph, GraphError, Request, Unreachable};
use crate::hooks::Runner;
use crate::settings::{Memory, Settings, Wanted};
use crate::{ErrorCode, UserError};

pub(super) use far_side::FarSide;

use looking_up::{find, read_some};

/// How long an ending run waits for its last requests.
const FAREWELL: Duration = Duration::from_secs(3);

/// Why work is not done that panicked.
const BROKEN_OFF: &str = "something went wrong inside Porchlight";

pub(super) struct Performer {
    /// None when there is no application to sign in with: then nothing asks for Graph.
    far_side: Option<FarSide>,
    tokens: Arc<dyn TokenStore>,
    clock: Arc<dyn Clock>,
    browser: Arc<dyn Browser>,
    desktop: Option<Arc<dyn Desktop>>,
    memory: Memory,
    inputs: mpsc::UnboundedSender<Input>,
    hooks: Runner,
    /// Why the last state is not saved.
    unsaved: Option<String>,
    /// Work under way for the account, ended when it signs out.
    work: JoinSet<Input>,
    sign_in: Option<AbortHandle>,
    search: Option<AbortHandle>,
    look_ups: Vec<AbortHandle>,
    /// Sign-ins on their way into the keyring, or out of it.
    keeping: JoinSet<()>,
    /// What the last sign-in proved, until the state takes it or has moved on.
    proved: Arc<Mutex<Option<(FlowId, Proof)>>>,
}

impl Performer {
    /// The far side is there if there is an application to sign in with.
    pub(super) fn new(
        far_side: Option<FarSide>,
        (tokens, clock): (Arc<dyn TokenStore>, Arc<dyn Clock>),
        (browser, desktop): (Arc<dyn Browser>, Option<Arc<dyn Desktop>>),
        memory: Memory,
        inputs: mpsc::UnboundedSender<Input>,
    ) -> Self {
        let far_side = far_side.inspect(|far| far.tell_standing(&inputs));
        let told = inputs.clone();
        let hooks = Runner::new(move |program: &str, started| {
            let about = Matter::Hook(program.to_owned());
            // An engine that has ended has nobody to tell.
            let _ = told.send(match started {
                Ok(()) => Input::Mended(about),
                Err(words) => Input::Remark(about, words),
            });
        });
        Self {
            far_side,
            tokens,
            clock,
            browser,
            desktop,
            memory,
            inputs,
            hooks,
            unsaved: None,
            work: JoinSet::new(),
            sign_in: None,
            search: None,
            look_ups: Vec::new(),
            keeping: JoinSet::new(),
            proved: Arc::default(),
        }
    }

    /// Whom to ask, if anybody.
    pub(super) fn graph(&self) -> Option<Arc<Graph>> {
        self.far_side.as_ref().map(|far| Arc::clone(&far.graph))
    }

    /// Those of the account, whoever that is.
    pub(super) fn tokens(&self) -> Option<Arc<Tokens>> {
        self.far_side.as_ref().map(|far| Arc::clone(&far.tokens))
    }

    pub(super) async fn perform(&mut self, effect: Effect, generation: Generation) {
        match effect {
            Effect::CancelSignIn => self.cancel_sign_in(),
            Effect::Resume {
                account,
                scopes,
                may_ask,
            } => self.resume(account, scopes, may_ask),
            Effect::SignIn { flow, wish } => self.sign_in(flow, wish),
            Effect::Adopt {
                first,
                flow,
                answer,
                outcome,
            } => {
                if !first.is_empty() {
                    self.farewell(first).await;
                }
                self.adopt(flow, answer, outcome);
            }
            Effect::SignOut { first, key, answer } => self.sign_out(first, key, answer).await,
            Effect::KeepAgain => self.keep_again(),
            Effect::Forget(key) => self.forget(key),
            Effect::ReadOwn => {
                self.report(generation, Report::Own, |far| async move {
                    far.graph.own_presence().await
                });
            }
            Effect::ReadBack => {
                self.report(generation, Report::ReadBack, |far| async move {
                    far.graph.own_presence().await
                });
            }
            Effect::ReadPeople(ids) => {
                self.report(generation, Report::People, |far| async move {
                    far.graph.presences(&ids).await
                });
            }
            Effect::ReadFollowed(command, ids) => {
                let report = move |outcome| Report::Followed(command, outcome);
                self.report(generation, report, |far| async move {
                    read_some(&far.graph, &ids).await
                });
            }
            Effect::LookAt(look, ids) => {
                let report = move |outcome| Report::Looked(look, outcome);
                self.report(generation, report, |far| async move {
                    read_some(&far.graph, &ids).await
                });
            }
            Effect::Write(requests) => {
                let taken = Arc::new(AtomicUsize::new(0));
                let counted = Arc::clone(&taken);
                let written =
                    move |outcome| Report::Written(counted.load(Ordering::Relaxed), outcome);
                self.report(generation, written, |far| async move {
                    write_all(&far.graph, &requests, &taken).await
                });
            }
            Effect::Search { id, text } => {
                self.cancel_search();
                let found = move |outcome| Report::Found(id, outcome);
                self.search = self.report(generation, found, |far| async move {
                    find(&far.graph, &text).await
                });
            }
            Effect::RunHook(run) => self.hooks.run(run.0, &run.1),
            Effect::CancelSearch => self.cancel_search(),
            Effect::LookUp { id, word } => self.look_up(generation, id, word),
            Effect::CancelLookUps => {
                for work in self.look_ups.drain(..) {
                    work.abort();
                }
            }
            Effect::Contact { addresses, answer } => self.contact(addresses, answer),
            Effect::LookAtDesktop => self.desktop(None, |_| Ok(())),
            Effect::StartAtSignIn { on, answer } => {
                self.desktop(Some(answer), move |desktop| desktop.start_at_sign_in(on));
            }
            Effect::ShowLogs(answer) => self.desktop(Some(answer), |desktop| desktop.show_logs()),
            Effect::LookForUpdate { feed, mark } => self.look_for_update(feed, mark),
            Effect::InstallUpdate(offer) => self.install_update(offer),
            Effect::ShowPage(page, answer) => self.show_page(&page, answer),
            Effect::Save(_)
            | Effect::Register { .. }
            | Effect::ForgetPhotos
            | Effect::ForgetSetAside
            | Effect::Notify(_)
            | Effect::Answer(..)
            | Effect::End { .. } => {}
        }
    }

    /// Writes a new registration into the configuration and goes by it from
    /// here on. Waits for the disk only.
    pub(super) async fn register(
        &mut self,
        settings: Settings,
        wanted: Wanted,
    ) -> Result<(Box<Settings>, Registration), UserError> {
        let change = blocking(move || settings.change(&wanted)).await?;
        let registration = change.registration().clone();
        let far_side = FarSide::new(
            registration.clone(),
            Arc::clone(&self.tokens),
            Arc::clone(&self.clock),
        )?;
        let settings = blocking(move || change.save()).await?;
        far_side.tell_standing(&self.inputs);
        self.far_side = Some(far_side);
        // Whatever the keyring is still asked for belongs to the former one.
        self.work = JoinSet::new();
        Ok((Box::new(settings), registration))
    }

    /// Ends what is on its way: sends the last requests, and lets a sign-in that
    /// was just made reach the keyring. Three seconds at most; true if Graph
    /// took all.
    pub(super) async fn end(&mut self, requests: Vec<Request>) -> bool {
        let mut keeping = std::mem::take(&mut self.keeping);
        let kept = tokio::time::timeout(FAREWELL, async {
            while keeping.join_next().await.is_some() {}
        });
        let (taken, kept) = tokio::join!(self.farewell(requests), kept);
        self.hooks.end().await;
        if kept.is_err() {
            tracing::warn!("The keyring has not taken the sign-in in time");
        }
        taken
    }

    /// Sends the last requests, for three seconds at most; true if Graph took all.
    pub(super) async fn farewell(&mut self, requests: Vec<Request>) -> bool {
        self.work = JoinSet::new();
        let Some(far) = self.far_side.clone().filter(|_| !requests.is_empty()) else {
            return false;
        };
        let taken = AtomicUsize::new(0);
        let farewell = whole(write_all(&far.graph, &requests, &taken));
        match tokio::time::timeout(FAREWELL, farewell).await {
            Ok(Some(Ok(()))) => return true,
            Ok(Some(Err(error))) => tracing::warn!(%error, "Failed to clear the session"),
            Ok(None) => tracing::error!("Clearing the session broke off"),
            Err(_) => tracing::warn!("Clearing the session took too long; it runs out by itself"),
        }
        false
    }

    /// Starts work for the account whose outcome goes back under its generation,
    /// even if it breaks off: somebody waits for every report.
    pub(super) fn report<T, Work>(
        &mut self,
        generation: Generation,
        told: impl FnOnce(Result<T, GraphError>) -> Report + Send + 'static,
        work: impl FnOnce(FarSide) -> Work,
    ) -> Option<AbortHandle>
    where
        Work: Future<Output = Result<T, GraphError>> + Send + 'static,
    {
        let work = work(self.far_side.clone()?);
        Some(self.work.spawn(async move {
            let outcome = whole(work).await;
            let broken_off = || Err(GraphError::Unreachable(Unreachable::BrokenOff));
            Input::Report(generation, told(outcome.unwrap_or_else(broken_off)))
        }))
    }

    /// The next piece of work that is done. Never completes while there is none.
    pub(super) async fn done(&mut self) -> Input {
        match self.work.join_next().await {
            Some(Ok(input)) => input,
            // Work that was called off has nothing to report but its end.
            Some(Err(_)) => Input::Tick,
            None => std::future::pending().await,
        }
    }

    /// Whether all work begun so far has been reported.
    pub(super) fn is_idle(&self) -> bool {
        self.work.is_empty()
    }
}

/// Work on files, away from the threads that others wait on.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, UserError> + Send + 'static,
) -> Result<T, UserError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| {
        Err(UserError::new(
            ErrorCode::Failed,
            format!("It could not be done: {BROKEN_OFF}"),
            "Try again",
        ))
    })
}

/// Sends the requests in order until one fails, and counts those taken.
async fn write_all(
    graph: &Graph,
    requests: &[Request],
    taken: &AtomicUsize,
) -> Result<(), GraphError> {
    for request in requests {
        graph.write(request).await?;
        taken.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}

/// What comes of work, or none if it panicked: no mistake in one piece of work
/// may keep the engine waiting for it.
async fn whole<T>(work: impl Future<Output = T>) -> Option<T> {
    AssertUnwindSafe(work).catch_unwind().await.ok()
}
