//! `people` and `show`: colleagues and their presence.

mod adding;
mod arranging;
mod keeping;

use chrono::{DateTime, Utc};
use porchlight_core::engine::Mode;
use porchlight_core::model::{Person, PersonId};
use porchlight_core::view::{Command, PersonView, Snapshot};
use porchlight_core::{ErrorCode, UserError};

use crate::args::People;
use crate::failure::Failure;
use crate::run::{Engine, Run};
use crate::{json, text, who};

pub(crate) async fn people(run: &Run, change: Option<People>) -> Result<(), Failure> {
    let engine = match &change {
        None
        | Some(
            People::List
            | People::Undo
            | People::Search { .. }
            | People::Groups
            | People::Export { .. },
        ) => run.start(Mode::OneShot).await?,
        Some(
            People::Add { .. }
            | People::Remove { .. }
            | People::Group { .. }
            | People::Ungroup { .. }
            | People::RenameGroup { .. }
            | People::RemoveGroup { .. }
            | People::Favourite { .. }
            | People::Import { .. }
            | People::Forget { .. },
        ) => run.begin().await?,
    };
    match change {
        None | Some(People::List) => list(run, &engine).await,
        Some(People::Add { who, from }) => adding::add(run, &engine, &who, from.as_deref()).await,
        Some(People::Remove { who }) => keeping::remove(run, &engine, &who).await,
        Some(People::Undo) => keeping::undo(run, &engine).await,
        Some(People::Search { text }) => search(run, &engine, &text).await,
        Some(People::Group { name, who }) => arranging::group(run, &engine, Some(name), &who).await,
        Some(People::Ungroup { who }) => arranging::group(run, &engine, None, &who).await,
        Some(People::Groups) => arranging::groups(run, &engine),
        Some(People::RenameGroup { name, new_name }) => {
            arranging::rename_group(run, &engine, &name, new_name).await
        }
        Some(People::RemoveGroup { name }) => arranging::remove_group(run, &engine, &name).await,
        Some(People::Favourite { who, off }) => {
            arranging::favourite(run, &engine, &who, !off).await
        }
        Some(People::Export { file }) => keeping::export_list(run, &engine, file.as_deref()),
        Some(People::Import { file }) => adding::import(run, &engine, &file).await,
        Some(People::Forget { yes }) => keeping::forget(run, &engine, yes).await,
    }
}

/// Reads people without putting them on the list; words that mean nobody are
/// told after those who were found.
pub(crate) async fn show(run: &Run, who: &[String]) -> Result<(), Failure> {
    let engine = run.start(Mode::OneShot).await?;
    engine.sees_colleagues(&engine.snapshot())?;
    let (people, mut failures) = who::find_all(&engine, who).await?;
    let last = failures.pop();
    if !people.is_empty() {
        print_found(run, &engine, people).await?;
    }
    for failure in &failures {
        run.output.failure(failure);
    }
    last.map_or(Ok(()), Err)
}

async fn print_found(run: &Run, engine: &Engine, people: Vec<Person>) -> Result<(), Failure> {
    let ids: Vec<PersonId> = people.iter().map(|person| person.id.clone()).collect();
    engine.send(Command::Follow { people }).await?;
    print(run, engine, |person| ids.contains(&person.id))?;
    let snapshot = engine.snapshot();
    let mut shown = snapshot
        .people
        .iter()
        .filter(|person| ids.contains(&person.id));
    match shown.find_map(text::refusal) {
        Some(why) => Err(UserError::new(ErrorCode::Refused, why, text::UNTOLD_HINT).into()),
        None => Ok(()),
    }
}

async fn list(run: &Run, engine: &Engine) -> Result<(), Failure> {
    engine.signed_in(&engine.snapshot())?;
    if !engine.snapshot().people.iter().any(|person| person.watched) {
        run.output
            .note("The watch list is empty: add somebody with porchlight people add");
        return print(run, engine, |person| person.watched);
    }
    engine.send(Command::Refresh).await?;
    let snapshot = engine.snapshot();
    let value = people_json(&snapshot, run.now(), |person| person.watched);
    let text = || text::watch_list(&snapshot, run.output.width);
    run.output.answer(text, &json::People { people: value })?;
    engine.sees_colleagues(&engine.snapshot())
}

async fn search(run: &Run, engine: &Engine, text: &str) -> Result<(), Failure> {
    if text.trim().chars().count() < 2 {
        let hint = "Write two letters or more of a name or an address";
        return Err(UserError::usage("The text to search for is too short", hint).into());
    }
    let results = engine.search(text).await?;
    if results.is_empty() {
        run.output.note("Nobody was found");
    }
    run.output
        .answer(|| text::found(&results), &json::results(&results))
}

fn print(run: &Run, engine: &Engine, wanted: impl Fn(&PersonView) -> bool) -> Result<(), Failure> {
    let snapshot = engine.snapshot();
    let value = people_json(&snapshot, run.now(), &wanted);
    let shown = snapshot.people.iter().filter(|person| wanted(person));
    let text = || text::people(shown);
    run.output.answer(text, &json::People { people: value })
}

fn people_json(
    snapshot: &Snapshot,
    now: DateTime<Utc>,
    wanted: impl Fn(&PersonView) -> bool,
) -> Vec<json::Person<'_>> {
    let people = snapshot.people.iter().filter(|person| wanted(person));
    people.map(|person| json::person(person, now)).collect()
}
