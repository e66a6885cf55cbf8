//! Groups, favourites and the order of the watch list.

use super::*;
use crate::model::Sort;

/// Three people on the list: Ada, Bob and Cy, signed out.
pub(super) fn three() -> Hand {
    let mut stored = Stored::default();
    for (n, name) in [(1, "Ada"), (2, "Bob"), (3, "Cy")] {
        stored.watch_list.add(Person {
            id: id(n),
            name: name.to_owned(),
            address: None,
            phone: None,
        });
    }
    Hand::new(Mode::Resident, stored)
}

pub(super) fn set_group(ids: &[u8], group: Option<&str>) -> Command {
    Command::SetGroup {
        ids: ids.iter().copied().map(id).collect(),
        group: group.map(str::to_owned),
    }
}

pub(super) fn rename(group: &str, name: &str) -> Command {
    Command::RenameGroup {
        group: group.to_owned(),
        name: name.to_owned(),
    }
}

pub(super) fn move_group(group: &str, before: Option<&str>) -> Command {
    Command::MoveGroup {
        group: group.to_owned(),
        before: before.map(str::to_owned),
    }
}

impl Hand {
    /// "Ada, Team: Bob" as the snapshot has it.
    pub(super) fn list(&self) -> String {
        let snapshot = self.snapshot();
        let people = snapshot.people.iter().map(|person| match &person.group {
            Some(group) => format!("{group}: {}", person.name),
            None => person.name.clone(),
        });
        people.collect::<Vec<_>>().join(", ")
    }

    pub(super) fn groups(&self) -> Vec<String> {
        let groups = self.snapshot().groups;
        groups.into_iter().map(|group| group.name).collect()
    }

    /// Why a command was refused; nothing has changed then.
    #[track_caller]
    pub(super) fn refuses(&mut self, command: Command) -> String {
        let before = self.state.stored.clone();
        let asked = self.command(command);
        let why = self.outcome(asked).unwrap().unwrap_err();
        assert_eq!(self.state.stored, before);
        assert!(!why.hint.is_empty(), "{why:?}");
        why.title
    }
}

#[test]
fn a_group_is_made_by_putting_somebody_into_it() {
    let mut hand = three();
    hand.obeys(set_group(&[1, 3], Some(" Team ")));
    assert_eq!(hand.list(), "Bob, Team: Ada, Team: Cy");
    hand.obeys(set_group(&[2], Some("TEAM")));
    assert_eq!(hand.list(), "Team: Ada, Team: Bob, Team: Cy");
    hand.obeys(set_group(&[1], None));
    assert_eq!(hand.list(), "Ada, Team: Bob, Team: Cy");
    hand.obeys(Command::RemoveGroup {
        group: "team".to_owned(),
    });
    assert_eq!(
        (hand.list().as_str(), hand.groups()),
        ("Ada, Bob, Cy", Vec::new())
    );
}

#[test]
fn groups_are_renamed_folded_and_moved() {
    let mut hand = three();
    hand.obeys(set_group(&[1], Some("A")));
    hand.obeys(set_group(&[2], Some("B")));
    hand.obeys(set_group(&[3], Some("C")));
    hand.obeys(move_group("C", Some("A")));
    assert_eq!(hand.groups(), ["C", "A", "B"]);
    hand.obeys(move_group("C", Some("B")));
    assert_eq!(hand.groups(), ["A", "C", "B"]);
    hand.obeys(move_group("A", None));
    assert_eq!(hand.groups(), ["C", "B", "A"]);
    hand.obeys(rename("b", "Board"));
    assert_eq!(hand.list(), "C: Cy, Board: Bob, A: Ada");
    hand.obeys(rename("Board", "BOARD"));
    hand.obeys(Command::FoldGroup {
        group: "board".to_owned(),
        on: true,
    });
    assert!(hand.snapshot().groups[1].folded);
    assert_eq!(
        hand.refuses(rename("BOARD", "c")),
        "There is a group called “c” already"
    );
}

#[test]
fn a_group_needs_a_name_that_can_be_read() {
    let mut hand = three();
    let mut refused = |name: &str| hand.refuses(set_group(&[1], Some(name)));
    assert_eq!(refused("  "), "A group needs a name");
    assert_eq!(
        refused(&"x".repeat(61)),
        "This name is too long for a group"
    );
    for odd in ["a\u{1b}[31mb", "a\u{202e}b", "a\nb"] {
        assert_eq!(refused(odd), "A group's name can't have control characters");
    }
    assert_eq!(
        hand.refuses(rename("Nobody's", "x")),
        "There is no group called “Nobody's”"
    );
    hand.obeys(set_group(&[1], Some(&"ü".repeat(60))));
}

#[test]
fn strangers_are_not_arranged() {
    let mut hand = three();
    let commands = [
        set_group(&[1, 9], Some("Team")),
        Command::SetFavourite {
            ids: vec![id(9)],
            on: true,
        },
        Command::MovePerson {
            id: id(1),
            before: Some(id(9)),
        },
    ];
    for command in commands {
        assert_eq!(
            hand.refuses(command),
            "This person is not on the watch list"
        );
    }
    assert_eq!(hand.groups(), Vec::<String>::new());
}

#[test]
fn people_keep_the_order_the_user_gave_them() {
    let mut hand = three();
    let mut moved = |who: u8, before: Option<u8>| {
        hand.obeys(Command::MovePerson {
            id: id(who),
            before: before.map(id),
        });
        hand.list()
    };
    assert_eq!(moved(3, Some(1)), "Cy, Ada, Bob");
    assert_eq!(moved(3, Some(2)), "Ada, Cy, Bob");
    assert_eq!(moved(1, None), "Cy, Bob, Ada");
    assert_eq!(moved(2, Some(2)), "Cy, Bob, Ada");
    hand.obeys(Command::SetFavourite {
        ids: vec![id(1)],
        on: true,
    });
    assert_eq!(hand.list(), "Ada, Cy, Bob");
    hand.obeys(Command::SortPeople { by: Sort::Name });
    assert_eq!(hand.list(), "Ada, Bob, Cy");
    hand.obeys(Command::SortPeople { by: Sort::Own });
    assert_eq!(hand.list(), "Ada, Cy, Bob");
}

#[test]
fn whoever_can_be_reached_comes_first() {
    let mut hand = Hand::signed_in(three().state.stored.clone());
    hand.command(Command::SortPeople { by: Sort::Presence });
    hand.command(Command::Refresh);
    let found = [(id(1), presence("Offline")), (id(2), presence("Busy"))];
    hand.report(Report::People(Ok(Presences {
        found: found.into(),
        ..Presences::default()
    })));
    assert_eq!(hand.list(), "Bob, Cy, Ada");
}

#[test]
fn everything_about_others_is_forgotten_at_once() {
    let mut hand = Hand::signed_in(three().state.stored.clone());
    hand.obeys(set_group(&[1], Some("Team")));
    hand.obeys(Command::ForgetPeople);
    assert!(hand.effects.contains(&Effect::ForgetPhotos));
    assert!(hand.state.stored.watch_list.is_empty());
    assert_eq!(hand.groups(), Vec::<String>::new());
    hand.obeys(Command::AddPeople {
        people: vec![ada()],
    });
    assert_eq!(hand.snapshot().people[0].presence, None);
}
