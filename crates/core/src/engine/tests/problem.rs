//! A problem stands until it is dismissed, or until what it told of is mended.

use super::*;
use crate::ErrorCode;
use crate::model::Group;

fn problem(hand: &Hand) -> Option<String> {
    hand.snapshot().problem.map(|problem| problem.title)
}

/// A group that can't have this name.
fn nameless() -> Command {
    Command::RenameGroup {
        group: "Team".to_owned(),
        name: " ".to_owned(),
    }
}

fn with_a_group() -> Stored {
    let mut stored = watching_ada();
    stored.groups.push(Group {
        name: "Team".to_owned(),
        rule: None,
        folded: false,
    });
    stored
}

#[test]
fn a_command_of_its_kind_that_works_ends_it() {
    let mut hand = Hand::signed_in(with_a_group());
    hand.command(nameless());
    let told = problem(&hand);
    assert!(told.is_some());
    for elsewhere in [
        Command::ClearOnQuit { on: true },
        Command::WatchClosely { on: true },
        Command::ClearSearch,
        Command::ResumeNotices,
    ] {
        hand.command(elsewhere);
        assert_eq!(problem(&hand), told);
    }
    hand.command(Command::RenameGroup {
        group: "Team".to_owned(),
        name: "Crew".to_owned(),
    });
    assert_eq!(problem(&hand), None);

    hand.command(nameless());
    hand.command(Command::DismissProblem);
    assert_eq!(problem(&hand), None);
}

#[test]
fn what_could_not_be_sent_is_no_problem_once_it_was() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.pick(Status::Busy, None);
    hand.report(Report::Written(0, Err(unreachable())));
    assert_eq!(problem(&hand), Some(unreachable().to_user().title));
    hand.effects.clear();
    hand.pass(SECOND * 10);
    assert_eq!(hand.writes().len(), 1, "it is sent again");
    hand.report(Report::Written(2, Ok(())));
    assert_eq!(problem(&hand), None);

    hand.pick(Status::Away, None);
    hand.report(Report::Written(0, Err(forbidden())));
    let refused = problem(&hand);
    assert!(refused.is_some());
    hand.command(Command::KeepAvailable {
        on: false,
        until: None,
    });
    assert_eq!(problem(&hand), None, "another word on the same works");
}

#[test]
fn a_message_that_was_refused_stays_told_while_others_are_renewed() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.pick(Status::Available, None);
    hand.report(Report::Written(2, Ok(())));
    hand.command(Command::SetMessage {
        text: "Lunch".to_owned(),
        until: None,
    });
    hand.report(Report::Written(0, Err(forbidden())));
    let told = problem(&hand);
    assert!(told.is_some());
    hand.effects.clear();
    hand.pass(TimeDelta::minutes(5));
    assert!(!hand.writes().is_empty(), "the session is renewed");
    hand.report(Report::Written(1, Ok(())));
    assert_eq!(problem(&hand), told);
}

#[test]
fn a_reading_that_succeeds_ends_one_that_failed() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.command(Command::Refresh);
    hand.effects.clear();
    hand.report(Report::Own(Err(unreachable())));
    assert!(problem(&hand).is_some());
    hand.pass(TimeDelta::minutes(2));
    hand.answer_reads("Available", "Away");
    assert_eq!(problem(&hand), None);
}

#[test]
fn a_sign_in_ends_what_failed_for_want_of_it() {
    let mut hand = Hand::new(Mode::Resident, Stored::default());
    hand.pick(Status::Busy, None);
    let told = hand.snapshot().problem.expect("a problem");
    assert_eq!(told.code, ErrorCode::SignInNeeded);
    let now = hand.now;
    hand.state.begin_session(account(), Scopes::Own, now);
    assert_eq!(problem(&hand), None);
}

#[test]
fn another_program_s_command_leaves_what_a_face_failed_at() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.pick(Status::Away, None);
    hand.report(Report::Written(0, Err(forbidden())));
    let told = problem(&hand);
    assert!(told.is_some());
    let busy = Command::SetStatus {
        status: Status::Busy,
        until: None,
    };
    hand.commands += 1;
    hand.feed(Input::Command(hand.commands, Asker::Program, busy));
    assert_eq!(problem(&hand), told);
    hand.report(Report::Written(0, Err(forbidden())));
    assert_eq!(problem(&hand), told, "refused, and told to whoever asked");
}

#[test]
fn what_an_ended_program_failed_at_stands_where_a_face_s_would() {
    let mut hand = Hand::signed_in(Stored::default());
    let busy = Command::SetStatus {
        status: Status::Busy,
        until: None,
    };
    hand.commands += 1;
    let id = hand.commands;
    hand.feed(Input::Command(id, Asker::Program, busy));
    hand.report(Report::Written(0, Err(forbidden())));
    assert_eq!(problem(&hand), None, "it may be told yet");
    hand.feed(Input::Unheard(id + 1));
    assert_eq!(problem(&hand), None, "another command is meant");
    hand.feed(Input::Unheard(id));
    assert!(problem(&hand).is_some());
    hand.pick(Status::Away, None);
    assert_eq!(problem(&hand), None, "the next of its kind ends it");
}

#[test]
fn what_an_ended_program_wanted_to_read_is_missed_by_nobody() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.commands += 1;
    let id = hand.commands;
    hand.feed(Input::Command(id, Asker::Program, Command::Refresh));
    hand.report(Report::Own(Err(unreachable())));
    hand.feed(Input::Unheard(id));
    assert_eq!(problem(&hand), None);
}

#[test]
fn a_command_of_another_kind_that_is_taken_up_leaves_it() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.pick(Status::Away, None);
    hand.report(Report::Written(0, Err(forbidden())));
    let told = problem(&hand);
    hand.command(Command::SetMessage {
        text: "Lunch".to_owned(),
        until: None,
    });
    assert_eq!(problem(&hand), told);
    hand.pick(Status::Busy, None);
    assert_eq!(problem(&hand), None);
}
