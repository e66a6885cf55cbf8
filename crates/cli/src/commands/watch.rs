//! `watch`: the present state, then one line per change, until interrupted.
//! Engines may come and go meanwhile.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use porchlight_core::engine::Mode;
use porchlight_core::model::PersonId;
use porchlight_core::view::{HealthKind, MessageView, PersonView, PresenceView, Snapshot};

use crate::failure::Failure;
use crate::run::Run;
use crate::{ending, json, text};

pub(crate) async fn watch(run: &Run) -> Result<(), Failure> {
    let ending = ending::listen()?;
    tokio::pin!(ending);
    let mut printed = Printed::default();
    loop {
        tokio::select! {
            () = &mut ending => return Ok(()),
            done = printed.follow(run) => done?,
        }
    }
}

/// What was last printed, so that only changes are.
#[derive(Debug, Default)]
struct Printed {
    me: Option<Facts>,
    people: BTreeMap<PersonId, Facts>,
    health: Option<HealthKind>,
}

/// What makes a line worth printing. Words that only follow the time of day,
/// like those for a message's end, are no part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Facts {
    label: Option<String>,
    pair: Option<(String, String)>,
    message: Option<(String, Option<DateTime<Utc>>)>,
    problem: Option<String>,
}

impl Facts {
    /// None while nothing is known.
    fn of(
        presence: Option<&PresenceView>,
        message: Option<&MessageView>,
        problem: Option<&String>,
    ) -> Option<Self> {
        if presence.is_none() && problem.is_none() {
            return None;
        }
        Some(Self {
            label: presence.map(|p| p.label.clone()),
            pair: presence.map(|p| (p.availability.clone(), p.activity.clone())),
            message: message.map(|m| (m.text.clone(), m.expires_at)),
            problem: problem.cloned(),
        })
    }
}

impl Printed {
    /// Prints what an engine shows until another one is to be asked.
    async fn follow(&mut self, run: &Run) -> Result<(), Failure> {
        let began = run.remembered_at();
        let engine = run.start(Mode::Watching).await?;
        let mut snapshots = engine.handle().snapshots();
        loop {
            let snapshot = snapshots.borrow_and_update().clone();
            engine.signed_in(&snapshot)?;
            self.print(run, &snapshot)?;
            tokio::select! {
                changed = snapshots.changed() => if changed.is_err() {
                    run.goes_on();
                    return Ok(());
                },
                () = run.until_overtaken(&engine, began) => return Ok(()),
            }
        }
    }

    fn print(&mut self, run: &Run, snapshot: &Snapshot) -> Result<(), Failure> {
        let now = run.now();
        self.note_health(run, snapshot);
        if self.is_news_of_me(snapshot) {
            let subject = json::Subject::Me(Box::new(json::status(snapshot, now)));
            let change = json::Change {
                at: now.into(),
                subject,
            };
            run.output
                .answer(|| text::own_change(snapshot, now), &change)?;
        }
        for person in snapshot.people.iter().filter(|person| person.watched) {
            if self.is_news_of(person) {
                let subject = json::Subject::Person(Box::new(json::person(person, now)));
                let change = json::Change {
                    at: now.into(),
                    subject,
                };
                run.output
                    .answer(|| text::change(person, snapshot, now), &change)?;
            }
        }
        Ok(())
    }

    fn is_news_of_me(&mut self, snapshot: &Snapshot) -> bool {
        let me = snapshot.me.as_ref();
        let reported = me.and_then(|me| me.reported.as_ref());
        let facts = Facts::of(reported, me.and_then(|me| me.message.as_ref()), None);
        let news = facts.is_some() && self.me != facts;
        if news {
            self.me = facts;
        }
        news
    }

    fn is_news_of(&mut self, person: &PersonView) -> bool {
        let presence = person.presence.as_ref();
        let message = presence.and_then(|presence| presence.message.as_ref());
        let Some(facts) = Facts::of(presence, message, person.problem.as_ref()) else {
            return false;
        };
        let news = self.people.get(&person.id) != Some(&facts);
        if news {
            self.people.insert(person.id.clone(), facts);
        }
        news
    }

    /// Trouble is said once, when it begins, and so is its end.
    fn note_health(&mut self, run: &Run, snapshot: &Snapshot) {
        let kind = snapshot.health.kind;
        let before = self.health.replace(kind);
        if before == Some(kind) {
            return;
        }
        match (before, kind) {
            (_, HealthKind::Starting | HealthKind::SignedOut)
            | (None | Some(HealthKind::Starting), HealthKind::Fine) => {}
            (Some(_), HealthKind::Fine)
            | (_, HealthKind::Offline | HealthKind::Throttled | HealthKind::Trouble) => {
                run.output.note(&snapshot.health.words);
            }
        }
    }
}
