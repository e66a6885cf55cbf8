//! Groups and favourites.

use porchlight_core::UserError;
use porchlight_core::model::PersonId;
use porchlight_core::view::{Command, GroupView, Snapshot, plain};

use super::print;
use crate::failure::Failure;
use crate::run::{Engine, Run};
use crate::{json, text, who};

/// Puts people into a group, or out of theirs.
pub(super) async fn group(
    run: &Run,
    engine: &Engine,
    group: Option<String>,
    words: &[String],
) -> Result<(), Failure> {
    let ids = named(engine, words)?;
    let command = Command::SetGroup {
        ids: ids.clone(),
        group,
    };
    arrange(run, engine, command, &ids).await
}

pub(super) async fn favourite(
    run: &Run,
    engine: &Engine,
    words: &[String],
    on: bool,
) -> Result<(), Failure> {
    let ids = named(engine, words)?;
    let command = Command::SetFavourite {
        ids: ids.clone(),
        on,
    };
    arrange(run, engine, command, &ids).await
}

fn named(engine: &Engine, words: &[String]) -> Result<Vec<PersonId>, Failure> {
    let snapshot = engine.snapshot();
    let ids = words
        .iter()
        .map(|word| Ok(who::find_watched(&snapshot, word)?.id));
    ids.collect()
}

/// Changes how people on the list are arranged, and says how they are now.
async fn arrange(
    run: &Run,
    engine: &Engine,
    command: Command,
    ids: &[PersonId],
) -> Result<(), Failure> {
    engine.send(command).await?;
    if run.output.json {
        return print(run, engine, |person| ids.contains(&person.id));
    }
    let snapshot = engine.snapshot();
    let concerned = snapshot.people.iter().filter(|p| ids.contains(&p.id));
    let lines: Vec<String> = concerned.map(text::arranged).collect();
    run.output.text(&lines.join("\n"))
}

/// Prints the groups.
pub(super) fn groups(run: &Run, engine: &Engine) -> Result<(), Failure> {
    let snapshot = engine.snapshot();
    if snapshot.groups.is_empty() {
        run.output
            .note("There are no groups: make one with porchlight people group NAME WHO");
    }
    run.output
        .answer(|| text::groups(&snapshot), &json::groups(&snapshot))
}

pub(super) async fn rename_group(
    run: &Run,
    engine: &Engine,
    group: &str,
    name: String,
) -> Result<(), Failure> {
    let former = find(&engine.snapshot(), group)?.name.clone();
    let command = Command::RenameGroup {
        group: former.clone(),
        name: name.clone(),
    };
    engine.send(command).await?;
    let words = || {
        let (former, name) = (plain(&former), plain(name.trim()));
        format!("The group “{former}” is called “{name}” now")
    };
    run.output.answer(words, &json::groups(&engine.snapshot()))
}

/// Says what becomes of its people.
pub(super) async fn remove_group(run: &Run, engine: &Engine, group: &str) -> Result<(), Failure> {
    let before = engine.snapshot();
    let group = find(&before, group)?;
    let command = Command::RemoveGroup {
        group: group.name.clone(),
    };
    engine.send(command).await?;
    let words = || {
        let people = match text::members(&before, &group.name) {
            0 => "nobody was in it".to_owned(),
            1 => "its one person stays on the watch list, in no group".to_owned(),
            people => format!("its {people} people stay on the watch list, in no group"),
        };
        let kept = engine.is_resident();
        let rule = match group.rule {
            Some(_) if kept => ". Its rule went with it",
            Some(_) => ". Its rule is gone",
            None => "",
        };
        let removed = format!("Removed the group “{}”: {people}{rule}", plain(&group.name));
        if kept {
            return format!("{removed}\n{}", text::UNDO);
        }
        removed
    };
    run.output.answer(words, &json::groups(&engine.snapshot()))
}

/// The group of this name; as the engine has it, case does not count.
fn find<'a>(snapshot: &'a Snapshot, name: &str) -> Result<&'a GroupView, UserError> {
    let wanted = name.trim().to_lowercase();
    let mut groups = snapshot.groups.iter();
    groups
        .find(|group| group.name.to_lowercase() == wanted)
        .ok_or_else(|| {
            UserError::usage(
                format!("There is no group called “{}”", plain(name)),
                "See the groups with porchlight people groups",
            )
        })
}
