//! Installing a newer Porchlight: only where somebody asks, and what becomes of
//! the run that did.

use super::*;

fn installs(hand: &mut Hand) -> Vec<Offer> {
    let effects = std::mem::take(&mut hand.effects);
    let installs = effects.into_iter().filter_map(|effect| {
        if let Effect::InstallUpdate(offer) = effect {
            Some(offer)
        } else {
            None
        }
    });
    installs.collect()
}

#[test]
fn a_newer_version_is_installed_only_when_somebody_asks_and_only_once() {
    let (_folder, mut hand) = offered();
    for _ in 0..100 {
        passes(&mut hand, TimeDelta::hours(1));
    }
    assert_eq!(installs(&mut hand), [], "by itself nothing is installed");
    assert_eq!(shown(&hand).install, Some(InstallView::Offered));

    let id = hand.command(Command::InstallUpdate);
    assert!(hand.effects.contains(&Effect::Answer(id, Ok(()))));
    let offer = Offer {
        version: Version::new(9, 0, 0),
        manifest: Url::parse(MANIFEST).unwrap(),
    };
    assert_eq!(installs(&mut hand), [offer]);
    let words = "Installing version 9.0.0…".to_owned();
    let under_way = Some(InstallView::UnderWay { words });
    assert_eq!(shown(&hand).install, under_way);

    hand.feed(Input::UpdateDownloaded(40));
    let words = "Installing version 9.0.0, 40 % downloaded…".to_owned();
    let under_way = Some(InstallView::UnderWay { words });
    assert_eq!(shown(&hand).install, under_way);

    let again = hand.command(Command::InstallUpdate);
    assert!(hand.effects.contains(&Effect::Answer(again, Ok(()))));
    assert_eq!(installs(&mut hand), []);
    hand.feed(newer(10, Some(MANIFEST)));
    assert_eq!(shown(&hand).install, under_way, "what was begun goes on");
}

#[test]
fn what_failed_is_said_and_may_be_tried_again() {
    let (_folder, mut hand) = offered();
    let why = UserError::usage("There is no room", "Make some");
    hand.command(Command::InstallUpdate);
    hand.feed(Input::UpdateInstalled(Err(why.clone())));
    let failed = Some(InstallView::Failed { why: why.clone() });
    assert_eq!(shown(&hand).install, failed);
    hand.feed(Input::UpdateLooked(Ok(Announced::Same)));
    assert_eq!(shown(&hand).install, failed, "the same version failed");

    installs(&mut hand);
    hand.command(Command::InstallUpdate);
    assert_eq!(installs(&mut hand).len(), 1);
    hand.feed(Input::UpdateInstalled(Err(why)));
    hand.feed(newer(10, Some(MANIFEST)));
    let offered = Some(InstallView::Offered);
    assert_eq!(shown(&hand).install, offered, "another version did not");
}

/// What is sent before the end, of the effects so far.
fn farewell(hand: &Hand) -> Option<usize> {
    hand.effects.iter().find_map(|effect| {
        if let Effect::End { first, .. } = effect {
            Some(first.len())
        } else {
            None
        }
    })
}

#[test]
fn once_it_is_installed_porchlight_ends() {
    let (_folder, mut hand) = offered();
    hand.command(Command::InstallUpdate);
    assert!(!hand.state.ending);
    hand.feed(Input::UpdateInstalled(Ok(())));
    assert_eq!(farewell(&hand), Some(0));
    assert!(hand.state.ending);
}

#[test]
fn the_newer_version_goes_on_with_the_status_that_was_set() {
    let (_folder, of_update) = offered();
    let mut hand = Hand::signed_in(Stored::default());
    hand.state.settings = of_update.state.settings;
    hand.state.updates = of_update.state.updates;
    hand.state.starts_at_sign_in = Some(false);
    hand.state.stored.updates = of_update.state.stored.updates;
    assert!(hand.state.stored.clear_on_quit);
    hand.pick(Status::Busy, None);
    hand.keep_available(None);
    hand.granted();

    hand.command(Command::InstallUpdate);
    hand.feed(Input::UpdateInstalled(Ok(())));
    assert_eq!(farewell(&hand), Some(0), "nothing is taken back");
    let kept = &hand.state.stored;
    assert!(kept.requested.is_some() && kept.keep_available.is_some());
    assert!(!kept.held.is_nothing(), "the next run goes on with it");

    hand.effects.clear();
    hand.state.ending = false;
    hand.command(Command::Quit);
    assert_ne!(farewell(&hand), Some(0), "a user who quits takes it back");
}

#[test]
fn an_outcome_that_nobody_asked_for_ends_nothing() {
    let (_folder, mut hand) = offered();
    hand.feed(Input::UpdateInstalled(Ok(())));
    assert!(!hand.state.ending);
}

#[test]
fn where_somebody_else_brings_newer_versions_nothing_is_installed() {
    for (installs_updates, on, manifest) in [
        (false, true, Some(MANIFEST)),
        (true, false, Some(MANIFEST)),
        (true, true, None),
    ] {
        let (_folder, mut hand) = under("");
        hand.state.updates.installs = installs_updates;
        hand.command(Command::CheckForUpdates { on: true });
        hand.feed(newer(9, manifest));
        hand.command(Command::CheckForUpdates { on });
        assert_eq!(shown(&hand).install, None);
        let id = hand.command(Command::InstallUpdate);
        assert!(refused(&hand, id));
        assert_eq!(installs(&mut hand), []);
    }
}

#[test]
fn what_the_organisation_forbids_is_not_installed_either() {
    let (_folder, mut hand) = under("[updates]\ncheck = false\n");
    hand.state.updates.installs = true;
    hand.feed(newer(9, Some(MANIFEST)));
    assert_eq!(shown(&hand).install, None);
    let id = hand.command(Command::InstallUpdate);
    assert!(refused(&hand, id));
    assert_eq!(installs(&mut hand), []);
}
