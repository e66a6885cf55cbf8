//! Removing from the watch list, and taking that back.

use super::arranging::{rename, set_group, three};
use super::*;
use crate::model::{Resolution, Watched};

fn remove(ids: &[u8]) -> Command {
    Command::RemovePeople {
        ids: ids.iter().copied().map(id).collect(),
    }
}

fn remove_group(group: &str) -> Command {
    Command::RemoveGroup {
        group: group.to_owned(),
    }
}

fn available() -> RuleWish {
    RuleWish {
        when: vec![Transition::BecomesAvailable],
        stable: 30,
        until: None,
        even_when_busy: true,
    }
}

/// Three people with somebody signed in, Bob with all that a person can have.
fn rich() -> Hand {
    let mut hand = Hand::signed_in(three().state.stored.clone());
    let bob = hand.state.stored.watch_list.get(&id(2)).unwrap().clone();
    hand.obeys(set_group(&[2], Some("Team")));
    hand.obeys(Command::SetFavourite {
        ids: vec![id(2)],
        on: true,
    });
    hand.obeys(Command::SetRule {
        id: id(2),
        rule: Some(available()),
    });
    hand.obeys(Command::TellOnce {
        person: bob.person,
        rule: available(),
    });
    hand.obeys(Command::Mute {
        id: id(2),
        until: "2h".to_owned(),
    });
    hand
}

impl Hand {
    fn watched(&self) -> Vec<Watched> {
        self.state.stored.watch_list.iter().cloned().collect()
    }

    /// "Removed Bob", as long as it can be taken back.
    fn removed(&self) -> Option<String> {
        self.snapshot().removed.map(|removed| removed.words)
    }
}

#[test]
fn whoever_is_brought_back_is_as_before() {
    let mut hand = rich();
    let before = hand.watched();
    assert_eq!(hand.removed(), None);
    hand.obeys(remove(&[2]));
    assert_eq!(hand.list(), "Ada, Cy");
    assert_eq!(hand.removed().as_deref(), Some("Removed Bob"));
    hand.obeys(Command::UndoRemoval);
    assert_eq!(hand.watched(), before);
    assert_eq!(hand.removed(), None);
    // Their presence is asked for at once.
    assert!(hand.effects.contains(&Effect::ReadOwn));
}

#[test]
fn a_wish_to_be_told_once_goes_on_where_they_have_come_meanwhile() {
    let mut hand = Hand::signed_in(watching_ada());
    hand.tell_once(RuleWish {
        stable: 0,
        ..available()
    });
    hand.obeys(remove(&[1]));
    hand.obeys(Command::UndoRemoval);
    hand.answer_reads("Available", "Available");
    hand.pass(SECOND * 5);
    assert_eq!(hand.titles(), ["Ada Lovelace: Available"]);
}

#[test]
fn several_come_back_to_their_places_whatever_came_between() {
    let mut hand = three();
    hand.obeys(remove(&[1, 3, 7]));
    assert_eq!(hand.removed().as_deref(), Some("Removed 2 people"));
    // Ada is added anew, somebody else for the first time.
    let dot = Person {
        id: id(4),
        name: "Dot".to_owned(),
        address: None,
        phone: None,
    };
    hand.obeys(Command::AddPeople {
        people: vec![ada(), dot],
    });
    assert_eq!(hand.removed().as_deref(), Some("Removed Cy"));
    hand.obeys(Command::UndoRemoval);
    assert_eq!(hand.list(), "Bob, Ada Lovelace, Cy, Dot");
}

#[test]
fn whoever_is_added_anew_keeps_what_is_set_for_them_then() {
    let add = |hand: &mut Hand, bob: &Person| {
        hand.obeys(Command::AddPeople {
            people: vec![bob.clone()],
        });
    };
    let by_words = |hand: &mut Hand, bob: &Person| {
        hand.command(Command::AddByWords {
            words: "Bob".to_owned(),
        });
        let found = Ok(Resolution::One(bob.clone()));
        let which = hand.state.addings;
        hand.report(Report::LookedUp(which, "Bob".to_owned(), found));
    };
    let import = |hand: &mut Hand, bob: &Person| {
        hand.obeys(Command::ImportPeople {
            text: format!(
                "version = 1\n[[person]]\nid = \"{}\"\nname = \"Bob\"\n",
                bob.id
            ),
        });
    };
    for again in [add, by_words, import] {
        let mut hand = rich();
        let bob = hand.state.stored.watch_list.get(&id(2)).unwrap();
        let bob = bob.person.clone();
        hand.obeys(remove(&[2]));
        again(&mut hand, &bob);
        assert_eq!(hand.removed(), None);
        hand.obeys(set_group(&[2], Some("Crew")));
        let since = hand.watched();
        assert_eq!(
            hand.refuses(Command::UndoRemoval),
            "There is nothing to bring back"
        );
        assert_eq!(hand.watched(), since);
    }
}

#[test]
fn a_group_comes_back_with_its_people_its_place_and_its_rule() {
    let mut hand = three();
    hand.obeys(set_group(&[1, 2], Some("Team")));
    hand.obeys(set_group(&[3], Some("Board")));
    hand.obeys(Command::SetGroupRule {
        group: "Team".to_owned(),
        rule: Some(available()),
    });
    let before = hand.state.stored.groups.clone();
    hand.obeys(remove_group("team"));
    assert_eq!(hand.list(), "Ada, Bob, Board: Cy");
    assert_eq!(hand.removed().as_deref(), Some("Removed the group Team"));
    // Who is put elsewhere meanwhile stays there.
    hand.obeys(set_group(&[2], Some("Board")));
    hand.obeys(Command::UndoRemoval);
    assert_eq!(hand.list(), "Team: Ada, Board: Bob, Board: Cy");
    assert_eq!(hand.state.stored.groups, before);
}

#[test]
fn a_group_made_anew_takes_in_the_people_of_the_former() {
    let mut hand = three();
    hand.obeys(set_group(&[1], Some("Team")));
    hand.obeys(remove_group("Team"));
    hand.obeys(set_group(&[3], Some("TEAM")));
    hand.obeys(Command::UndoRemoval);
    assert_eq!(hand.list(), "Bob, TEAM: Ada, TEAM: Cy");
}

#[test]
fn whoever_comes_back_is_of_their_group_under_its_new_name() {
    let mut hand = three();
    hand.obeys(set_group(&[1, 2], Some("Team")));
    hand.obeys(remove(&[2]));
    hand.obeys(rename("Team", "Crew"));
    hand.obeys(Command::UndoRemoval);
    assert_eq!(hand.list(), "Cy, Crew: Ada, Crew: Bob");
}

#[test]
fn only_the_last_removal_can_be_taken_back_and_once() {
    let mut hand = three();
    assert_eq!(
        hand.refuses(Command::UndoRemoval),
        "There is nothing to bring back"
    );
    hand.obeys(remove(&[1]));
    let first = hand.snapshot().removed.unwrap();
    hand.pass(SECOND);
    hand.obeys(remove(&[2]));
    assert_ne!(hand.snapshot().removed.unwrap().at, first.at);
    // Nobody was there to be removed.
    hand.obeys(remove(&[1]));
    hand.obeys(Command::UndoRemoval);
    assert_eq!(hand.list(), "Bob, Cy");
    assert_eq!(
        hand.refuses(Command::UndoRemoval),
        "There is nothing to bring back"
    );
}

#[test]
fn nothing_of_whom_was_removed_outlasts_the_account_or_is_written_down() {
    let sign_out = |hand: &mut Hand| {
        hand.command(Command::SignOut);
    };
    let forget = |hand: &mut Hand| hand.obeys(Command::ForgetPeople);
    let change_account = |hand: &mut Hand| {
        let other = Account {
            id: id(8),
            ..account()
        };
        let now = hand.now;
        hand.state.begin_session(other, Scopes::Colleagues, now);
    };
    for leave in [sign_out, forget, change_account] {
        let mut hand = rich();
        hand.effects.clear();
        hand.obeys(remove(&[2]));
        leave(&mut hand);
        assert_eq!(hand.removed(), None);
        let left = format!("{:?} {:?}", hand.state.removal, hand.effects);
        assert!(!left.contains("Bob"), "{left}");
    }
}

#[test]
fn the_same_account_signed_in_again_can_still_take_it_back() {
    let mut hand = rich();
    hand.obeys(remove(&[2]));
    let now = hand.now;
    hand.state.begin_session(account(), Scopes::Colleagues, now);
    assert_eq!(hand.removed().as_deref(), Some("Removed Bob"));
}
