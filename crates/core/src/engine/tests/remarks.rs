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
fn a_hook_that_was_run_is_said_to_be_missing_no_more() {
    let mut hand = Hand::signed_in(Stored::default());
    for program in ["lamp", "siren"] {
        remark(&mut hand, Matter::Hook(program.to_owned()), program);
    }
    hand.feed(Input::Mended(Matter::Hook("lamp".to_owned())));
    assert_eq!(remarks(&hand), ["siren"]);
}

#[test]
fn a_disk_that_takes_what_it_refused_is_no_remark() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.feed(Input::Saved(Err("there is no room left".to_owned())));
    assert!(remarks(&hand)[0].ends_with("there is no room left"));
    hand.feed(Input::Saved(Ok(())));
    assert_eq!(remarks(&hand), Vec::<String>::new());
}
