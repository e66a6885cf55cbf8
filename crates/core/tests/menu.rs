//! The tray menu as a value: what it says and what a click on it asks for.

use chrono::DateTime;
use porchlight_core::engine::Rehearsal;
use porchlight_core::model::Status;
use porchlight_core::view::{
    AccountView, Action, Command, Entry, HealthKind, KeepView, RequestedView, Snapshot, Standing,
    menu,
};

/// Somebody signed in who has asked for nothing and is reported as available.
fn snapshot() -> Snapshot {
    Rehearsal::watching(2).snapshot().0
}

fn kept(until_words: Option<&str>) -> Snapshot {
    let mut snapshot = snapshot();
    snapshot.settings.keep_available = Some(KeepView {
        until: until_words.map(|_| DateTime::UNIX_EPOCH),
        until_words: until_words.map(str::to_owned),
    });
    snapshot
}

fn asked(standing: Standing, why: &str) -> Snapshot {
    let mut snapshot = snapshot();
    if let Some(me) = &mut snapshot.me {
        me.requested = Some(RequestedView {
            status: Status::Busy,
            label: "Busy".to_owned(),
            since: DateTime::UNIX_EPOCH,
            until: None,
            until_words: None,
            standing,
            why: Some(why.to_owned()),
        });
    }
    snapshot
}

fn text(entry: &Entry) -> &str {
    match entry {
        Entry::Label(text)
        | Entry::Item { text, .. }
        | Entry::Check { text, .. }
        | Entry::Submenu { text, .. } => text,
        Entry::Separator => "",
    }
}

/// The lines above the first separator: what there is to read.
fn labels(snapshot: &Snapshot) -> Vec<String> {
    let entries = menu(snapshot);
    let said = entries.iter().take_while(|e| **e != Entry::Separator);
    said.map(|entry| text(entry).to_owned()).collect()
}

/// The line right below the statuses.
fn below_statuses(snapshot: &Snapshot) -> Entry {
    let mut entries = menu(snapshot).into_iter();
    entries
        .by_ref()
        .find(|entry| text(entry) == "Set status")
        .expect("somebody signed in can pick a status");
    entries.next().expect("more follows")
}

#[test]
fn the_switch_is_right_below_the_statuses_and_a_click_turns_it_over() {
    let cases = [
        (snapshot(), "Keep me available", false),
        (kept(None), "Keep me available", true),
        (
            kept(Some("until 17:30")),
            "Keep me available until 17:30",
            true,
        ),
    ];
    for (snapshot, text, checked) in cases {
        let switch = Entry::Check {
            text: text.to_owned(),
            checked,
            action: Action::Send(Command::KeepAvailable {
                on: !checked,
                until: None,
            }),
        };
        assert_eq!(below_statuses(&snapshot), switch);
    }
}

#[test]
fn a_line_is_never_longer_than_a_menu_should_be_wide() {
    let long = format!("until {}", "the end of the world ".repeat(9));
    let entry = below_statuses(&kept(Some(&long)));
    assert!(text(&entry).starts_with("Keep me available until the end"));
    assert!(text(&entry).ends_with('…'));
    assert_eq!(text(&entry).chars().count(), 60);
}

#[test]
fn nobody_signed_out_is_kept_available() {
    let mut snapshot = kept(None);
    snapshot.account = AccountView::SignedOut { reason: None };
    snapshot.health.kind = HealthKind::SignedOut;
    let entries = menu(&snapshot);
    assert!(entries.iter().all(|e| !text(e).starts_with("Keep me")));
}

#[test]
fn why_a_pick_stands_as_it_does_is_said_once() {
    let cases = [
        (
            asked(Standing::Pending, "Being set"),
            &["Busy (being set)"][..],
        ),
        (
            asked(Standing::Pending, "Teams may need a few minutes to show it"),
            &[
                "Busy (being set)",
                "Teams may need a few minutes to show it",
            ],
        ),
        (
            asked(
                Standing::Honoured,
                "Away while the computer is locked or asleep",
            ),
            &["Available", "Away while the computer is locked or asleep"],
        ),
    ];
    for (snapshot, expected) in cases {
        assert_eq!(labels(&snapshot), expected);
    }
}
