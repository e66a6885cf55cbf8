//! `people remove`, `people undo`, `people export` and `people forget`: what is
//! kept about other people.

use std::collections::HashSet;
use std::io::{self, BufRead as _, Write as _};
use std::path::Path;

use porchlight_core::model::PersonId;
use porchlight_core::settings::create_private;
use porchlight_core::view::{Command, PersonView, export};
use porchlight_core::{ErrorCode, UserError, disk};
use serde_json::json as value;

use super::people_json;
use crate::failure::Failure;
use crate::run::{Engine, Run};
use crate::{json, text, who};

/// Takes people off the list, and says how to bring them back.
pub(super) async fn remove(run: &Run, engine: &Engine, words: &[String]) -> Result<(), Failure> {
    let before = engine.snapshot();
    let mut ids: Vec<PersonId> = Vec::new();
    for word in words {
        let id = who::find_to_remove(&before, word)?.id;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let known = |id: &PersonId| before.people.iter().find(|person| person.id == *id);
    let removed: Vec<&PersonView> = ids.iter().filter_map(known).collect();
    engine
        .send(Command::RemovePeople { ids: ids.clone() })
        .await?;
    let (after, now) = (engine.snapshot(), run.now());
    let value = json::Removed {
        people: people_json(&after, now, |person| person.watched),
        removed: removed.iter().map(|p| json::person(p, now)).collect(),
    };
    let words = || {
        let kept = engine.is_resident();
        let lines = removed.iter().map(|person| text::removed(person, kept));
        let mut lines: Vec<String> = lines.collect();
        lines.push(if kept {
            text::UNDO.to_owned()
        } else {
            text::back(&removed)
        });
        lines.join("\n")
    };
    run.output.answer(words, &value)
}

/// Brings back what was removed last, which is kept as long as an engine stays.
pub(super) async fn undo(run: &Run, engine: &Engine) -> Result<(), Failure> {
    if !engine.is_resident() {
        let title = "What was removed is kept only while Porchlight runs in the tray";
        let hint = "Add them again with porchlight people add";
        return Err(UserError::usage(title, hint).into());
    }
    let before = engine.snapshot();
    engine.send(Command::UndoRemoval).await?;
    let (after, now) = (engine.snapshot(), run.now());
    let watched = before.people.iter().filter(|person| person.watched);
    let watched: HashSet<&PersonId> = watched.map(|person| &person.id).collect();
    let is_back = |person: &PersonView| person.watched && !watched.contains(&person.id);
    let value = json::Undone {
        people: people_json(&after, now, |person| person.watched),
        brought_back: people_json(&after, now, is_back),
        groups: json::groups(&after),
    };
    let words = || {
        let people: Vec<&PersonView> = after.people.iter().filter(|p| is_back(p)).collect();
        let groups = after.groups.iter().map(|group| group.name.as_str());
        let groups = groups.filter(|name| before.groups.iter().all(|group| group.name != *name));
        text::brought_back(&people, groups, &after)
    };
    run.output.answer(words, &value)
}

/// Prints the watch list, or writes it into a new file.
pub(super) fn export_list(run: &Run, engine: &Engine, file: Option<&str>) -> Result<(), Failure> {
    let text = export(&engine.snapshot());
    let Some(file) = file.filter(|file| *file != "-") else {
        return run
            .output
            .answer(|| text.clone(), &value!({ "list": text }));
    };
    let path = Path::new(file);
    let written = create_private(path).and_then(|mut whole| whole.write_all(text.as_bytes()));
    written.map_err(|error| {
        // Of a folder the system says only that something is there already.
        let error = if path.is_dir() {
            io::ErrorKind::IsADirectory.into()
        } else {
            error
        };
        disk::unwritten(&format!("The list can't be written to {file}"), &error)
    })?;
    run.output
        .answer(|| format!("Wrote {file}"), &value!({ "file": file }))
}

/// Forgets everything about other people, after asking.
pub(super) async fn forget(run: &Run, engine: &Engine, yes: bool) -> Result<(), Failure> {
    if !yes && !agrees(run)? {
        return Err(UserError::new(ErrorCode::Failed, "Nothing was forgotten", "").into());
    }
    engine.send(Command::ForgetPeople).await?;
    run.output.answer(
        || "The watch list, groups, rules and photos are gone".to_owned(),
        &value!({ "forgotten": true }),
    )
}

fn agrees(run: &Run) -> Result<bool, Failure> {
    if run.no_input {
        let title = "Nothing was forgotten: that needs a yes";
        return Err(UserError::usage(title, "Add --yes").into());
    }
    run.output
        .question("Forget everybody on the watch list, with groups, rules and photos? [y/N] ");
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}
