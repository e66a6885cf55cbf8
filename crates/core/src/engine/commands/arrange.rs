//! The watch list as the user arranges it: groups, favourites, order.

use crate::UserError;
use crate::engine::input::CommandId;
use crate::engine::state::State;
use crate::model::{Group, PersonId, Watched};
use crate::settings::Stored;
use crate::view::plain;

/// The longest name of a group, in characters.
const LONGEST_NAME: usize = 60;

/// Changes the arrangement, or says why it stays as it is.
pub(super) fn arrange(
    state: &mut State,
    id: CommandId,
    how: impl FnOnce(&mut Stored) -> Result<(), UserError>,
) {
    let outcome = how(&mut state.stored);
    if outcome.is_ok() {
        state.save();
    }
    state.answer(id, outcome);
}

pub(super) fn set_favourite(
    stored: &mut Stored,
    ids: &[PersonId],
    on: bool,
) -> Result<(), UserError> {
    change_all(stored, ids, |watched| watched.favourite = on)
}

pub(super) fn set_group(
    stored: &mut Stored,
    ids: &[PersonId],
    group: Option<&str>,
) -> Result<(), UserError> {
    all_watched(stored, ids)?;
    let group = group.map(|name| named_or_new(stored, name)).transpose()?;
    change_all(stored, ids, |watched| watched.group.clone_from(&group))
}

pub(super) fn rename_group(state: &mut State, id: CommandId, group: &str, name: &str) {
    let outcome = renamed(&mut state.stored, group, name);
    if let Ok((before, name)) = &outcome {
        state.renamed_for_removed(before, name);
        state.save();
    }
    state.answer(id, outcome.map(|_| ()));
}

/// Returns the former name and the one from here on.
fn renamed(stored: &mut Stored, group: &str, name: &str) -> Result<(String, String), UserError> {
    let place = place(stored, group)?;
    let name = checked(name)?;
    if find(stored, &name).is_some_and(|taken| taken != place) {
        return Err(UserError::usage(
            format!("There is a group called “{name}” already"),
            "Choose another name, or put its people into that group",
        ));
    }
    let before = std::mem::replace(&mut stored.groups[place].name, name.clone());
    for watched in stored.watch_list.iter_mut() {
        if watched.group.as_ref() == Some(&before) {
            watched.group = Some(name.clone());
        }
    }
    Ok((before, name))
}

pub(super) fn move_group(
    stored: &mut Stored,
    group: &str,
    before: Option<&str>,
) -> Result<(), UserError> {
    let from = place(stored, group)?;
    let to = before.map(|name| place(stored, name)).transpose()?;
    let to = landing(from, to.unwrap_or(stored.groups.len()));
    let moved = stored.groups.remove(from);
    stored.groups.insert(to, moved);
    Ok(())
}

pub(super) fn fold_group(stored: &mut Stored, group: &str, on: bool) -> Result<(), UserError> {
    let place = place(stored, group)?;
    stored.groups[place].folded = on;
    Ok(())
}

/// Moves somebody in the user's own order, whichever order is shown.
pub(super) fn move_person(
    stored: &mut Stored,
    id: &PersonId,
    before: Option<&PersonId>,
) -> Result<(), UserError> {
    let list = &mut stored.watch_list;
    let from = list.position(id).ok_or_else(stranger)?;
    let to = before.map(|id| list.position(id).ok_or_else(stranger));
    let to = to.transpose()?.unwrap_or(list.len());
    list.put(from, landing(from, to));
    Ok(())
}

/// The name of the group as it is written there, or of a new one.
pub(in crate::engine) fn named_or_new(
    stored: &mut Stored,
    name: &str,
) -> Result<String, UserError> {
    if let Some(place) = find(stored, name) {
        return Ok(stored.groups[place].name.clone());
    }
    let name = checked(name)?;
    stored.groups.push(Group {
        name: name.clone(),
        rule: None,
        folded: false,
    });
    Ok(name)
}

/// A name that a group can have.
pub(in crate::engine) fn checked(name: &str) -> Result<String, UserError> {
    let name = name.trim();
    let refused = |title: &str, hint: &str| Err(UserError::usage(title, hint));
    if name.is_empty() {
        return refused("A group needs a name", "Write one, such as Team");
    }
    if name.chars().count() > LONGEST_NAME {
        return refused(
            "This name is too long for a group",
            "Write 60 characters or fewer",
        );
    }
    if plain(name) != name {
        return refused(
            "A group's name can't have control characters",
            "Write letters, digits, signs and spaces alone",
        );
    }
    Ok(name.to_owned())
}

/// Groups whose names differ in case alone are one.
fn find(stored: &Stored, name: &str) -> Option<usize> {
    let wanted = name.trim().to_lowercase();
    let mut groups = stored.groups.iter();
    groups.position(|group| group.name.to_lowercase() == wanted)
}

/// Where the group of this name stands.
pub(in crate::engine) fn place(stored: &Stored, name: &str) -> Result<usize, UserError> {
    find(stored, name).ok_or_else(|| {
        UserError::usage(
            format!("There is no group called “{}”", plain(name)),
            "Write the name of a group that is there",
        )
    })
}

/// Where something lands that is taken from one place and put before another.
fn landing(from: usize, to: usize) -> usize {
    if from < to { to - 1 } else { to }
}

fn change_all(
    stored: &mut Stored,
    ids: &[PersonId],
    change: impl Fn(&mut Watched),
) -> Result<(), UserError> {
    all_watched(stored, ids)?;
    for id in ids {
        stored.watch_list.get_mut(id).into_iter().for_each(&change);
    }
    Ok(())
}

fn all_watched(stored: &Stored, ids: &[PersonId]) -> Result<(), UserError> {
    let known = |id| stored.watch_list.get(id).is_some();
    if ids.iter().all(known) {
        Ok(())
    } else {
        Err(stranger())
    }
}

fn stranger() -> UserError {
    UserError::usage("This person is not on the watch list", "Add them first")
}
