//! `people` and `show`: colleagues and their presence.

mod adding;
mod keeping;

use porchlight_core::engine::Mode;
use porchlight_core::model::{Person, PersonId};
use porchlight_core::view::{Command, PersonView};
use porchlight_core::{ErrorCode, UserError};

use crate::args::People;
use crate::failure::Failure;
use crate::run::{Engine, Run};
use crate::{json, text, who};

pub(crate) async fn people(run: &Run, change: Option<People>) -> Result<(), Failure> {
    let engine = run.start(Mode::OneShot).await?;
    match change {
        None => list(run, &engine).await,
        Some(People::Add { who, from }) => adding::add(run, &engine, &who, from.as_deref()).await,
        Some(People::Remove { who }) => remove(run, &engine, &who).await,
        Some(People::Search { text }) => search(run, &engine, &text).await,
        Some(People::Group { name, who }) => {
            arrange(run, &engine, &who, |ids| Command::SetGroup {
                ids,
                group: Some(name),
            })
            .await
        }
        Some(People::Ungroup { who }) => {
            arrange(run, &engine, &who, |ids| Command::SetGroup {
                ids,
                group: None,
            })
            .await
        }
        Some(People::Favourite { who, off }) => {
            arrange(run, &engine, &who, |ids| Command::SetFavourite {
                ids,
                on: !off,
            })
            .await
        }
        Some(People::Export { file }) => keeping::export_list(run, &engine, file.as_deref()),
        Some(People::Import { file }) => adding::import(run, &engine, &file).await,
        Some(People::Forget { yes }) => keeping::forget(run, &engine, yes).await,
    }
}

/// Reads people without putting them on the list.
pub(crate) async fn show(run: &Run, who: &[String]) -> Result<(), Failure> {
    let engine = run.start(Mode::OneShot).await?;
    engine.sees_colleagues(&engine.snapshot())?;
    let people = who::find_all(&engine, who).await?;
    let ids: Vec<PersonId> = people.iter().map(|person| person.id.clone()).collect();
    engine.send(Command::Follow { people }).await?;
    print(run, &engine, |person| ids.contains(&person.id))?;
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
    print(run, engine, |person| person.watched)?;
    engine.sees_colleagues(&engine.snapshot())
}

async fn remove(run: &Run, engine: &Engine, words: &[String]) -> Result<(), Failure> {
    let snapshot = engine.snapshot();
    let mut removed: Vec<Person> = Vec::new();
    for word in words {
        removed.push(who::find_watched(&snapshot, word)?);
    }
    let ids: Vec<PersonId> = removed.iter().map(|person| person.id.clone()).collect();
    let told = |known: &Person| {
        format!(
            "Removed {}",
            text::named(&known.name, known.address.as_deref())
        )
    };
    let lines: Vec<String> = removed.iter().map(told).collect();
    engine.send(Command::RemovePeople { ids }).await?;
    changed(run, engine, &lines, |person| person.watched)
}

/// Changes how people on the list are arranged, and says how they are now.
async fn arrange(
    run: &Run,
    engine: &Engine,
    words: &[String],
    command: impl FnOnce(Vec<PersonId>) -> Command,
) -> Result<(), Failure> {
    let snapshot = engine.snapshot();
    let mut ids = Vec::new();
    for word in words {
        ids.push(who::find_watched(&snapshot, word)?.id);
    }
    engine.send(command(ids.clone())).await?;
    let snapshot = engine.snapshot();
    let concerned = snapshot.people.iter().filter(|p| ids.contains(&p.id));
    let lines: Vec<String> = concerned.map(text::arranged).collect();
    changed(run, engine, &lines, |person| ids.contains(&person.id))
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
    let now = run.now();
    let people: Vec<&PersonView> = snapshot.people.iter().filter(|p| wanted(p)).collect();
    let value = json::People {
        people: people
            .iter()
            .map(|person| json::person(person, now))
            .collect(),
    };
    run.output
        .answer(|| text::people(people.iter().copied()), &value)
}

/// Says what was changed, or prints the people concerned as JSON.
fn changed(
    run: &Run,
    engine: &Engine,
    lines: &[String],
    concerned: impl Fn(&PersonView) -> bool,
) -> Result<(), Failure> {
    if run.output.json {
        return print(run, engine, concerned);
    }
    run.output.text(&lines.join("\n"))
}
