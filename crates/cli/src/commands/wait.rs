//! `wait-for`: ends when somebody has had a presence for long enough.

use std::cell::{Cell, OnceCell};

use chrono::{DateTime, TimeDelta, Utc};
use porchlight_core::control::ended;
use porchlight_core::engine::Mode;
use porchlight_core::model::{Person, PersonId};
use porchlight_core::view::{Command, PersonView, Snapshot, plain};
use porchlight_core::{ErrorCode, UserError};

use crate::failure::Failure;
use crate::run::{Engine, Run};
use crate::wanted::Wanted;
use crate::{json, text, when, who};

pub(crate) async fn wait_for(
    run: &Run,
    word: &str,
    wanted: &str,
    stable: Option<&str>,
    timeout: Option<&str>,
) -> Result<(), Failure> {
    let wanted = Wanted::parse(wanted)?;
    let stable = stable.map(|words| when::stable(words, run.now()));
    let stable = stable.transpose()?;
    let deadline = match timeout {
        Some(words) => when::timeout(words, run.now(), run.zone())?,
        None => None,
    };
    let found = OnceCell::new();
    let was_so = Cell::new(false);
    let waiting = async {
        loop {
            let engine = run.start(Mode::Watching).await?;
            let wait = Wait {
                run,
                engine,
                wanted,
                stable,
                was_so: &was_so,
            };
            match wait.begin(word, &found).await {
                // Another one is asked, or an engine for this command alone.
                Err(failure) if failure.is_of_an_end() => run.goes_on(),
                outcome => return outcome,
            }
        }
    };
    let Some(deadline) = deadline else {
        return waiting.await;
    };
    tokio::select! {
        outcome = waiting => outcome,
        () = run.clock.wait_until(deadline) => {
            let name = found.get().map(|person| plain(&person.name));
            let name = name.unwrap_or_else(|| format!("“{}”", plain(word)));
            let wanted = wanted.word().replace('-', " ");
            Err(Failure::TimedOut(if was_so.get() {
                format!("{name} was {wanted}, but not for long enough")
            } else {
                format!("{name} was not {wanted} in time")
            }))
        }
    }
}

struct Wait<'a> {
    run: &'a Run,
    engine: Engine,
    wanted: Wanted,
    stable: Option<TimeDelta>,
    /// Whether a reading met the wish, however long it lasted.
    was_so: &'a Cell<bool>,
}

impl Wait<'_> {
    /// Looks for the person, unless that was `found` out already, and waits for them.
    async fn begin(&self, word: &str, found: &OnceCell<Person>) -> Result<(), Failure> {
        self.engine.sees_colleagues(&self.engine.snapshot())?;
        let person = match found.get() {
            Some(person) => person.clone(),
            None => who::find(&self.engine, word).await?,
        };
        self.follow(found.get_or_init(|| person).clone()).await
    }

    async fn follow(&self, person: Person) -> Result<(), Failure> {
        let id = person.id.clone();
        let followed = self
            .engine
            .send(Command::Follow {
                people: vec![person],
            })
            .await;
        if let Err(failure) = followed {
            if !failure.may_pass() {
                return Err(failure);
            }
            // A network in trouble is waited out: the engine keeps asking.
            self.run.output.note(failure.words(false).trim_end());
        }
        let mut snapshots = self.engine.handle().snapshots();
        // When the readings that meet the wish began.
        let mut since: Option<DateTime<Utc>> = None;
        loop {
            let snapshot = snapshots.borrow_and_update().clone();
            self.engine.sees_colleagues(&snapshot)?;
            since = self
                .met_by(&snapshot, &id)?
                .then(|| since.unwrap_or_else(|| self.run.now()));
            let Some(began) = since else {
                snapshots.changed().await.map_err(|_| ended())?;
                continue;
            };
            let Some(stable) = self.stable else {
                return self.done(&snapshot, &id);
            };
            tokio::select! {
                changed = snapshots.changed() => changed.map_err(|_| ended())?,
                () = self.run.clock.wait_until(began + stable) => {
                    // The last reading may be half a minute old: look again.
                    let looked = self.engine.send(Command::Refresh).await;
                    let snapshot = self.engine.snapshot();
                    if looked.is_ok() && self.met_by(&snapshot, &id)? {
                        return self.done(&snapshot, &id);
                    }
                    since = None;
                }
            }
        }
    }

    fn met_by(&self, snapshot: &Snapshot, id: &PersonId) -> Result<bool, UserError> {
        let Some(person) = find(snapshot, id) else {
            return Ok(false);
        };
        if let Some(why) = text::refusal(person) {
            return Err(UserError::new(ErrorCode::Refused, why, text::UNTOLD_HINT));
        }
        let presence = person.presence.as_ref();
        let is_so = presence.is_some_and(|presence| self.wanted.is_met_by(presence));
        self.was_so.set(self.was_so.get() || is_so);
        Ok(is_so)
    }

    fn done(&self, snapshot: &Snapshot, id: &PersonId) -> Result<(), Failure> {
        let Some(person) = find(snapshot, id) else {
            return Ok(());
        };
        let words = || format!("{}: {}", plain(&person.name), text::presence(person));
        self.run
            .output
            .answer(words, &json::person(person, self.run.now()))
    }
}

fn find<'a>(snapshot: &'a Snapshot, id: &PersonId) -> Option<&'a PersonView> {
    snapshot.people.iter().find(|person| person.id == *id)
}
