//! `people add` and `people import`: many people at once, with progress.

use std::collections::BTreeSet;
use std::io::Read as _;

use porchlight_core::model::{PersonId, named_in};
use porchlight_core::view::{AddingView, Command, PeopleFile, PersonView, Snapshot, plain};
use porchlight_core::{ErrorCode, UserError, disk};

use super::people_json;
use crate::failure::Failure;
use crate::run::{Engine, Run};
use crate::{json, text, who};

/// The largest list that is read, in bytes.
const LARGEST: u64 = 4 * 1024 * 1024;

pub(super) async fn add(
    run: &Run,
    engine: &Engine,
    words: &[String],
    from: Option<&str>,
) -> Result<(), Failure> {
    engine.sees_colleagues(&engine.snapshot())?;
    if let ([word], None) = (words, from)
        && word != "-"
    {
        let named = named_in(&entry(word));
        if named.len() < 2 {
            let word = named.first().map_or("", String::as_str);
            return add_one(run, engine, word).await;
        }
    }
    let mut lines = Vec::new();
    for word in words {
        lines.push(match word.as_str() {
            "-" => names("-")?,
            word => entry(word),
        });
    }
    lines.extend(from.map(names).transpose()?);
    let words = lines.join("\n");
    many(run, engine, Command::AddByWords { words }).await
}

/// A text of names, addresses and ids, without its comments. An exported list
/// says more about people than that, and its lines name nobody.
fn names(file: &str) -> Result<String, Failure> {
    let text = read(file)?;
    if PeopleFile::is_one(&text) {
        return Err(UserError::usage(
            "That is an exported list",
            format!("Use porchlight people import {}", plain(file)),
        )
        .into());
    }
    let lines = text.lines();
    let named = lines.filter(|line| !line.trim_start().starts_with('#'));
    Ok(named.collect::<Vec<_>>().join("\n"))
}

/// The people of an exported list.
pub(super) async fn import(run: &Run, engine: &Engine, file: &str) -> Result<(), Failure> {
    let text = read(file)?;
    many(run, engine, Command::ImportPeople { text }).await
}

/// One argument, to be parted like a line of a file; but with nothing besides
/// that parts, a comma belongs to a name as the directory has it.
fn entry(word: &str) -> String {
    if word.contains(',') && !word.contains([';', '@', '"', '<', '\n']) {
        format!("\"{word}\"")
    } else {
        word.to_owned()
    }
}

async fn add_one(run: &Run, engine: &Engine, word: &str) -> Result<(), Failure> {
    let before = watched(&engine.snapshot());
    let person = who::find_to_add(engine, word).await?;
    let (id, is_new) = (person.id.clone(), !before.contains(&person.id));
    let name = text::named(&person.name, person.address.as_deref());
    let people = vec![person];
    engine.send(Command::AddPeople { people }).await?;
    let line = || {
        if is_new {
            format!("Added {name}")
        } else {
            format!("Already on the list: {name}")
        }
    };
    let snapshot = engine.snapshot();
    let value = json::Additions {
        people: people_json(&snapshot, run.now(), |person| person.id == id),
        added: usize::from(is_new),
        changed: 0,
        unchanged: usize::from(!is_new),
    };
    run.output.answer(line, &value)
}

fn watched(snapshot: &Snapshot) -> BTreeSet<PersonId> {
    let watched = snapshot.people.iter().filter(|person| person.watched);
    watched.map(|person| person.id.clone()).collect()
}

/// Sends the command, tells how far it is, then what came of it.
async fn many(run: &Run, engine: &Engine, command: Command) -> Result<(), Failure> {
    let before = watched(&engine.snapshot());
    let of_file = matches!(command, Command::ImportPeople { .. });
    let outcome = {
        let mut snapshots = engine.handle().snapshots();
        let mut sent = std::pin::pin!(engine.send(command));
        loop {
            tokio::select! {
                outcome = &mut sent => break outcome,
                Ok(()) = snapshots.changed() => {
                    let snapshot = snapshots.borrow_and_update().clone();
                    let adding = snapshot.adding.as_ref().filter(|adding| adding.busy);
                    if let Some(AddingView { done, all, .. }) = adding {
                        run.output.progress(&format!("Looked up {done} of {all}"));
                    }
                }
            }
        }
    };
    run.output.progress("");
    let snapshot = engine.snapshot();
    let told = snapshot.adding.clone();
    let told = told.filter(|_| outcome.is_ok() || has_begun(&outcome, &snapshot));
    if told.is_some() {
        // It was told here; a window need not tell it, too.
        engine.send(Command::StopAdding).await?;
    }
    if let Some(told) = &told {
        let new = |person: &PersonView| person.watched && !before.contains(&person.id);
        let people = people_json(&snapshot, run.now(), new);
        let value = json::Additions {
            added: people.len(),
            changed: told.changed.len(),
            unchanged: told.known.len(),
            people,
        };
        let new = snapshot.people.iter().filter(|person| new(person));
        let words = || came_of_it(new, told, of_file);
        run.output.answer(words, &value)?;
    }
    outcome?;
    missing(told)
}

/// A line for everybody who was added or changed. Of a file, which may name the
/// whole list again, the others are only counted.
fn came_of_it<'a>(
    new: impl Iterator<Item = &'a PersonView>,
    told: &AddingView,
    of_file: bool,
) -> String {
    let named = |person: &PersonView| text::named(&person.name, person.address.as_deref());
    let mut lines: Vec<String> = new.map(|p| format!("Added {}", named(p))).collect();
    let added = lines.len();
    let changed = told.changed.iter();
    lines.extend(changed.map(|name| format!("Changed {}", plain(name))));
    if of_file {
        let (changed, unchanged) = (told.changed.len(), told.known.len());
        lines.push(format!(
            "{added} added, {changed} changed, {unchanged} unchanged"
        ));
    } else {
        let known = told.known.iter();
        lines.extend(known.map(|name| format!("Already on the list: {}", plain(name))));
    }
    lines.join("\n")
}

/// Whether the failure is of what this command began.
fn has_begun(outcome: &Result<(), Failure>, snapshot: &Snapshot) -> bool {
    let problem = snapshot.adding.as_ref().and_then(|a| a.problem.as_ref());
    matches!((outcome, problem), (Err(Failure::User(why)), Some(told)) if why.title == told.title)
}

fn missing(told: Option<AddingView>) -> Result<(), Failure> {
    match told {
        Some(told) if !(told.not_found.is_empty() && told.several.is_empty()) => {
            Err(Failure::Missing {
                not_found: told.not_found,
                several: told.several,
            })
        }
        Some(_) | None => Ok(()),
    }
}

/// The text of a file, or of standard input for `-`.
fn read(file: &str) -> Result<String, Failure> {
    let mut text = String::new();
    let read = if file == "-" {
        std::io::stdin().take(LARGEST + 1).read_to_string(&mut text)
    } else {
        let file = std::fs::File::open(file);
        file.and_then(|file| file.take(LARGEST + 1).read_to_string(&mut text))
    };
    let trouble = |title: String, hint: &str| UserError::new(ErrorCode::Usage, title, hint).into();
    match read {
        Err(error) => Err(trouble(
            format!("The list can't be read from {file}: {}", disk::why(&error)),
            "Name a text file, or - for standard input",
        )),
        Ok(_) if text.len() as u64 > LARGEST => Err(trouble(
            format!("The list in {file} is too long"),
            "Take it in several parts",
        )),
        Ok(_) => Ok(text),
    }
}
