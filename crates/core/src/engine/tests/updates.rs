//! Looking for a newer Porchlight: when, whose word it is, and what is said.

mod installing;

use semver::Version;
use url::Url;

use super::*;
use crate::desktop::Offer;
use crate::engine::input::CommandId;
use crate::settings::{PolicySource, Settings};
use crate::updates::{Announced, LookError, Release};
use crate::view::{InstallView, SetBy, UpdatesView};

/// On a desktop, under a policy of these words.
fn under(policy: &str) -> (tempfile::TempDir, Hand) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("policy.toml");
    std::fs::write(&file, policy).unwrap();
    let policies = [PolicySource::File(file)];
    let settings = Settings::load_under(&policies, Some(folder.path()), |_| None).unwrap();
    let mut hand = Hand::new(Mode::Resident, Stored::default());
    hand.state.settings = Some(settings);
    hand.state.starts_at_sign_in = Some(false);
    (folder, hand)
}

fn looks(hand: &mut Hand) -> usize {
    let effects = std::mem::take(&mut hand.effects);
    let looks = effects
        .iter()
        .filter(|effect| matches!(effect, Effect::LookForUpdate { .. }));
    looks.count()
}

fn passes(hand: &mut Hand, time: TimeDelta) {
    hand.now += time;
    hand.feed(Input::Tick);
}

fn shown(hand: &Hand) -> UpdatesView {
    hand.snapshot().settings.updates.unwrap()
}

fn announced() -> Input {
    newer(9, None)
}

fn newer(major: u64, manifest: Option<&str>) -> Input {
    Input::UpdateLooked(Ok(Announced::Other {
        newer: Some(Box::new(Release {
            version: Version::new(major, 0, 0),
            page: Url::parse("https://a.example/v9").unwrap(),
            manifest: manifest.map(|manifest| Url::parse(manifest).unwrap()),
        })),
        mark: Some("one".to_owned()),
    }))
}

/// Where version 9 can be installed from.
const MANIFEST: &str = "https://a.example/v9/latest.json";

/// On a desktop that installs updates, where version 9 is known.
fn offered() -> (tempfile::TempDir, Hand) {
    let (folder, mut hand) = under("");
    hand.state.updates.installs = true;
    hand.command(Command::CheckForUpdates { on: true });
    hand.feed(newer(9, Some(MANIFEST)));
    (folder, hand)
}

fn refused(hand: &Hand, id: CommandId) -> bool {
    let answers = |effect: &Effect| matches!(effect, Effect::Answer(of, Err(_)) if *of == id);
    hand.effects.iter().any(answers)
}

#[test]
fn nobody_looks_until_that_is_switched_on_and_then_once_a_day() {
    let (_folder, mut hand) = under("");
    for _ in 0..100 {
        passes(&mut hand, TimeDelta::hours(1));
    }
    assert_eq!(looks(&mut hand), 0);
    assert!(!shown(&hand).check);

    hand.command(Command::CheckForUpdates { on: true });
    assert_eq!(looks(&mut hand), 1, "whoever switches it on wants to know");
    for _ in 0..23 {
        passes(&mut hand, TimeDelta::hours(1));
    }
    assert_eq!(looks(&mut hand), 0, "not twice on one day");
    for _ in 0..24 * 10 {
        passes(&mut hand, TimeDelta::hours(1));
    }
    let looks_of_ten_days = looks(&mut hand);
    assert!((7..=10).contains(&looks_of_ten_days), "{looks_of_ten_days}");

    hand.command(Command::CheckForUpdates { on: false });
    for _ in 0..100 {
        passes(&mut hand, TimeDelta::hours(1));
    }
    assert_eq!(looks(&mut hand), 0);
}

#[test]
fn another_run_on_the_same_day_does_not_look_again() {
    let (_folder, mut hand) = under("");
    hand.state.stored.updates.wanted = true;
    hand.state.stored.updates.looked_at = Some(hand.now - TimeDelta::hours(2));
    passes(&mut hand, TimeDelta::hours(1));
    assert_eq!(looks(&mut hand), 0);
    passes(&mut hand, TimeDelta::hours(26));
    assert_eq!(looks(&mut hand), 1);
}

#[test]
fn a_newer_version_is_a_remark_and_its_page_opens_on_demand() {
    let (_folder, mut hand) = under("");
    hand.command(Command::CheckForUpdates { on: true });
    hand.feed(announced());
    let words = "Version 9.0.0 is available";
    assert_eq!(shown(&hand).newer.as_deref(), Some(words));
    assert!(hand.snapshot().health.remarks.contains(&words.to_owned()));
    for other in [Ok(Announced::Same), Err(LookError::Unreachable)] {
        hand.feed(Input::UpdateLooked(other));
        assert_eq!(shown(&hand).newer.as_deref(), Some(words));
    }
    let id = hand.command(Command::ShowRelease);
    let page = Url::parse("https://a.example/v9").unwrap();
    assert!(hand.effects.contains(&Effect::ShowPage(page, id)));

    hand.state.updates.is_packaged = true;
    assert!(shown(&hand).newer.unwrap().contains("your package manager"));
    hand.command(Command::CheckForUpdates { on: false });
    assert_eq!(shown(&hand).newer, None);
}

/// A run that begins with what another one remembered.
fn next_run(stored: Stored, policy: &str) -> (tempfile::TempDir, Hand) {
    let (folder, mut hand) = under(policy);
    hand.state.stored = stored;
    hand.state.updates.installs = true;
    passes(&mut hand, TimeDelta::hours(1));
    (folder, hand)
}

/// What a run remembers that has learnt of version 9.
fn learnt() -> Stored {
    let (_folder, hand) = offered();
    let saved = |effect: &Effect| matches!(effect, Effect::Save(_));
    assert!(hand.effects.iter().any(saved));
    let file = serde_json::to_vec(&hand.state.stored).unwrap();
    serde_json::from_slice(&file).unwrap()
}

/// The marks that looks of the next two days send.
fn marks_sent(hand: &mut Hand) -> Vec<Option<String>> {
    passes(hand, TimeDelta::days(2));
    let effects = std::mem::take(&mut hand.effects).into_iter();
    let marks = effects.filter_map(|effect| {
        if let Effect::LookForUpdate { mark, .. } = effect {
            Some(mark)
        } else {
            None
        }
    });
    marks.collect()
}

#[test]
fn the_next_run_knows_of_the_newer_version_without_looking() {
    let (_folder, mut hand) = next_run(learnt(), "");
    assert_eq!(looks(&mut hand), 0);
    assert_eq!(
        shown(&hand).newer.as_deref(),
        Some("Version 9.0.0 is available")
    );
    assert_eq!(shown(&hand).install, Some(InstallView::Offered));
    assert_eq!(marks_sent(&mut hand), [Some("one".to_owned())]);
    hand.feed(Input::UpdateLooked(Ok(Announced::Same)));
    assert!(shown(&hand).newer.is_some());
}

type Change = fn(&mut crate::settings::Announcement);

#[test]
fn what_is_remembered_is_not_believed_for_ever() {
    let rows: [(&str, Change, Option<&str>); 5] = [
        (
            "it was installed meanwhile",
            |told| told.newer.as_mut().unwrap().version = env!("CARGO_PKG_VERSION").to_owned(),
            Some("one"),
        ),
        (
            "somebody changed its page",
            |told| told.newer.as_mut().unwrap().page = "http://a.example".to_owned(),
            None,
        ),
        (
            "somebody changed where it is installed from",
            |told| told.newer.as_mut().unwrap().manifest = Some("file:///etc".to_owned()),
            None,
        ),
        (
            "it is no version",
            |told| told.newer.as_mut().unwrap().version = "latest".to_owned(),
            None,
        ),
        (
            "it was announced elsewhere",
            |told| told.feed = "https://b.example/latest".to_owned(),
            None,
        ),
    ];
    for (why, change, mark) in rows {
        let mut stored = learnt();
        change(stored.updates.announced.as_mut().unwrap());
        let (_folder, mut hand) = next_run(stored, "");
        assert_eq!(shown(&hand).newer, None, "{why}");
        assert_eq!(marks_sent(&mut hand), [mark.map(str::to_owned)], "{why}");
    }
    // Another version of us may read more in the same announcement.
    let mut stored = learnt();
    stored.updates.announced.as_mut().unwrap().by = "0.0.1".to_owned();
    let (_folder, mut hand) = next_run(stored, "");
    assert!(shown(&hand).newer.is_some());
    assert_eq!(marks_sent(&mut hand), [None]);
}

#[test]
fn whoever_wants_to_know_of_none_remembers_none() {
    let (_folder, mut hand) = next_run(learnt(), "");
    hand.command(Command::CheckForUpdates { on: false });
    assert_eq!(hand.state.stored.updates.announced, None);
    hand.feed(newer(10, None));
    assert_eq!(hand.state.stored.updates.announced, None, "a late answer");

    let (_folder, hand) = next_run(learnt(), "[updates]\ncheck = false\n");
    assert_eq!(hand.state.stored.updates.announced, None);
}

#[test]
fn a_file_from_before_is_read() {
    let before = r#"{"version":1,"updates":{"wanted":true,"looked_at":null}}"#;
    let stored: Stored = serde_json::from_str(before).unwrap();
    assert!(stored.updates.wanted);
    assert_eq!(stored.updates.announced, None);
}

#[test]
fn what_the_organisation_says_holds() {
    let (_folder, mut hand) = under("[updates]\ncheck = false\n");
    hand.state.stored.updates.wanted = true;
    let id = hand.command(Command::CheckForUpdates { on: true });
    let refused = hand.effects.iter().any(|effect| {
        matches!(effect, Effect::Answer(of, Err(why)) if *of == id && why.title.contains("organisation"))
    });
    assert!(refused);
    passes(&mut hand, TimeDelta::days(3));
    assert_eq!(looks(&mut hand), 0);
    assert_eq!(shown(&hand).set_by, SetBy::Organisation);
}

#[test]
fn a_run_that_leaves_nothing_behind_does_not_look() {
    let mut hand = Hand::new(Mode::Resident, Stored::default());
    hand.command(Command::CheckForUpdates { on: true });
    passes(&mut hand, TimeDelta::days(3));
    assert_eq!(looks(&mut hand), 0);
    assert_eq!(hand.snapshot().settings.updates, None);
    let id = hand.command(Command::InstallUpdate);
    assert!(refused(&hand, id));
}
