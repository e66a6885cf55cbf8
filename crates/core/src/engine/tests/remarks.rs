//! A remark stands as long as what it tells of is so.

use super::*;
use crate::engine::Matter;

fn remarks(hand: &Hand) -> Vec<String> {
    hand.snapshot().health.remarks
}

fn remark(hand: &mut Hand, about: Matter, words: &str) {
    hand.feed(Input::Remark(about, words.to_owned()));
}

#[test]
fn a_window_that_opens_ends_what_was_said_of_one_that_did_not() {
    let mut hand = Hand::signed_in(Stored::default());
    remark(&mut hand, Matter::Run, "No log is kept");
    for _ in 0..2 {
        remark(&mut hand, Matter::Window, "The window could not be opened");
    }
    assert_eq!(
        remarks(&hand),
        ["No log is kept", "The window could not be opened"]
    );
    hand.command(Command::WatchClosely { on: false });
    assert_eq!(remarks(&hand).len(), 2);
    hand.command(Command::WatchClosely { on: true });
    assert_eq!(remarks(&hand), ["No log is kept"]);
}

#[test]
fn a_notice_that_was_shown_ends_what_was_said_of_those_that_were_not() {
    let mut hand = Hand::signed_in(Stored::default());
    for _ in 0..2 {
        remark(&mut hand, Matter::Notices, "Notices can't be shown");
    }
    assert_eq!(remarks(&hand), ["Notices can't be shown"]);
    hand.feed(Input::Mended(Matter::Notices));
    assert_eq!(remarks(&hand), Vec::<String>::new());
}

#[test]
fn a_hook_that_was_run_is_said_to_be_missing_no_more() {
    let mut hand = Hand::signed_in(Stored::default());
    for program in ["lamp", "siren"] {
        remark(&mut hand, Matter::Hook(program.to_owned()), program);
    }
    hand.feed(Input::Mended(Matter::Hook("lamp".to_owned())));
    assert_eq!(remarks(&hand), ["siren"]);
}

#[test]
fn what_is_said_last_of_a_hook_or_the_window_holds() {
    let mut hand = Hand::signed_in(Stored::default());
    let lamp = || Matter::Hook("lamp".to_owned());
    for (about, words) in [
        (Matter::Run, "No log is kept"),
        (lamp(), "There is no such program"),
        (Matter::Window, "The window could not be opened"),
        (Matter::Run, "The policy can't be read"),
        (Matter::Hook("siren".to_owned()), "The siren takes too long"),
        (lamp(), "The lamp may not be run"),
        (Matter::Window, "The window did not answer"),
        (Matter::SetAside, "One file was set aside"),
        (Matter::SetAside, "Another file was set aside"),
    ] {
        remark(&mut hand, about, words);
    }
    assert_eq!(
        remarks(&hand),
        [
            "No log is kept",
            "The lamp may not be run",
            "The window did not answer",
            "The policy can't be read",
            "The siren takes too long",
            "One file was set aside",
            "Another file was set aside",
        ]
    );
}

#[test]
fn a_disk_that_takes_what_it_refused_is_no_remark() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.feed(Input::Saved(Err("there is no room left".to_owned())));
    assert!(remarks(&hand)[0].ends_with("there is no room left"));
    hand.feed(Input::Saved(Ok(())));
    assert_eq!(remarks(&hand), Vec::<String>::new());
}
