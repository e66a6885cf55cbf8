//! Removing from the watch list, and taking that back. What was removed last is
//! kept in memory alone, until it is back, something else is removed, nobody is
//! signed in any more or all people are forgotten.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::commands;
use super::input::CommandId;
use super::state::State;
use crate::UserError;
use crate::model::{Group, PersonId, Watched};
use crate::settings::Stored;
use crate::view::{RemovedView, name_words};

/// What was removed last, with all that went with it.
#[derive(Debug)]
pub(super) struct Removal {
    at: DateTime<Utc>,
    what: Removed,
}

#[derive(Debug)]
enum Removed {
    /// Each with their place in the user's own order.
    People(Vec<(usize, Watched)>),
    Group {
        group: Group,
        place: usize,
        members: Vec<PersonId>,
    },
}

impl State {
    pub(super) fn remove_people(&mut self, id: CommandId, ids: &[PersonId], now: DateTime<Utc>) {
        let gone = self.stored.watch_list.take_off(ids);
        if let Some(signed_in) = self.signed_in() {
            for person in ids {
                signed_in.people.forget(person);
                signed_in.notices.forget(person);
            }
        }
        if !gone.is_empty() {
            let what = Removed::People(gone);
            self.removal = Some(Removal { at: now, what });
        }
        self.save();
        self.answer(id, Ok(()));
    }

    /// Its people are in no group from here on.
    pub(super) fn remove_group(&mut self, id: CommandId, name: &str, now: DateTime<Utc>) {
        let place = match commands::group_place(&self.stored, name) {
            Ok(place) => place,
            Err(error) => return self.answer(id, Err(error)),
        };
        let group = self.stored.groups.remove(place);
        let list = self.stored.watch_list.iter_mut();
        let mut members = Vec::new();
        for watched in list.filter(|w| w.group.as_ref() == Some(&group.name)) {
            watched.group = None;
            members.push(watched.person.id.clone());
        }
        let what = Removed::Group {
            group,
            place,
            members,
        };
        self.removal = Some(Removal { at: now, what });
        self.save();
        self.answer(id, Ok(()));
    }

    /// Brings back what was removed last, as it was.
    pub(super) fn undo_removal(&mut self, id: CommandId, now: DateTime<Utc>) {
        let Some(removal) = self.removal.take() else {
            let why = UserError::usage("There is nothing to bring back", "Add them again");
            return self.answer(id, Err(why));
        };
        let waited_for = removal.what.waited_for();
        removal.what.bring_back(&mut self.stored);
        for person in &waited_for {
            self.wished(person, now);
        }
        self.save();
        commands::hurry(self, now);
        self.answer(id, Ok(()));
    }

    /// A group has another name: whoever comes back is still of it.
    pub(super) fn renamed_for_removed(&mut self, before: &str, name: &str) {
        let Some(Removal {
            what: Removed::People(gone),
            ..
        }) = &mut self.removal
        else {
            return;
        };
        for (_, watched) in gone {
            if watched.group.as_deref() == Some(before) {
                watched.group = Some(name.to_owned());
            }
        }
    }

    pub(super) fn removed_view(&self) -> Option<RemovedView> {
        self.removal.as_ref().map(|removal| RemovedView {
            at: removal.at,
            words: removal.what.words(),
        })
    }
}

/// These people are on the list again, without what was set for them before:
/// whatever is set for them from here on holds.
pub(super) fn added_anew<'a>(
    removal: &mut Option<Removal>,
    people: impl IntoIterator<Item = &'a PersonId>,
) {
    let Some(Removal {
        what: Removed::People(gone),
        ..
    }) = removal
    else {
        return;
    };
    let back: HashSet<&PersonId> = people.into_iter().collect();
    gone.retain(|(_, watched)| !back.contains(&watched.person.id));
    if gone.is_empty() {
        *removal = None;
    }
}

impl Removed {
    /// About whom there is a wish to be told once.
    fn waited_for(&self) -> Vec<PersonId> {
        match self {
            Self::People(gone) => {
                let waited_for = gone.iter().filter(|(_, w)| w.once.is_some());
                waited_for.map(|(_, w)| w.person.id.clone()).collect()
            }
            Self::Group { .. } => Vec::new(),
        }
    }

    fn bring_back(self, stored: &mut Stored) {
        match self {
            Self::People(gone) => stored.watch_list.put_back(gone),
            Self::Group {
                group,
                place,
                members,
            } => {
                // A new one of this name stays as it is, and takes them in.
                let place = commands::group_place(stored, &group.name).unwrap_or_else(|_| {
                    let place = place.min(stored.groups.len());
                    stored.groups.insert(place, group);
                    place
                });
                let name = stored.groups[place].name.clone();
                for id in &members {
                    // Who was put elsewhere meanwhile stays there.
                    if let Some(watched) = stored.watch_list.get_mut(id) {
                        watched.group.get_or_insert_with(|| name.clone());
                    }
                }
            }
        }
    }

    fn words(&self) -> String {
        match self {
            Self::People(gone) => match gone.as_slice() {
                [(_, one)] => format!("Removed {}", name_words(&one.person.name)),
                several => format!("Removed {} people", several.len()),
            },
            Self::Group { group, .. } => format!("Removed the group {}", name_words(&group.name)),
        }
    }
}
