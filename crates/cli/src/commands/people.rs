//! `people` and `show`: colleagues and their presence.

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
        Some(People::Add { who }) => add(run, &engine, &who).await,
        Some(People::Remove { who }) => remove(run, &engine, &who).await,
        Some(People::Search { text }) => search(run, &engine, &text).await,
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
        Some(why) => {
            Err(UserError::new(ErrorCode::Refused, why, "Check the id or the address").into())
        }
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

async fn add(run: &Run, engine: &Engine, words: &[String]) -> Result<(), Failure> {
    engine.sees_colleagues(&engine.snapshot())?;
    let people = who::find_all(engine, words).await?;
    let ids: Vec<PersonId> = people.iter().map(|person| person.id.clone()).collect();
    let told = |known: &Person| {
        format!(
            "Added {}",
            text::named(&known.name, known.address.as_deref())
        )
    };
    let lines: Vec<String> = people.iter().map(told).collect();
    engine.send(Command::AddPeople { people }).await?;
    changed(run, engine, &lines, |person| ids.contains(&person.id))
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
