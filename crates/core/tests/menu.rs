//! The tray menu as a value: what it says and what a click on it asks for.

use chrono::DateTime;
use porchlight_core::engine::Rehearsal;
use porchlight_core::model::{Person, Rule, Shape, Status};
use porchlight_core::view::{
    AccountView, Action, Command, Entry, HealthKind, KeepView, RequestedView, RuleView, RuleWish,
    SignInMethod, SignInView, Snapshot, Standing, menu,
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

/// Somebody who may not see colleagues yet, and whose sign-in may have ended.
fn without_consent(ended: bool, sign_in: Option<SignInView>) -> Snapshot {
    let mut snapshot = snapshot();
    if let AccountView::SignedIn {
        sign_in_needed,
        consent_needed,
        ..
    } = &mut snapshot.account
    {
        *sign_in_needed = ended;
        *consent_needed = true;
    }
    snapshot.sign_in = sign_in;
    snapshot
}

fn signing_in(text: &str, colleagues: bool) -> Entry {
    Entry::Item {
        text: text.to_owned(),
        action: Action::Send(Command::SignIn {
            method: SignInMethod::Browser,
            colleagues,
        }),
    }
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

/// The lines between the status message and the pauses.
fn about_people(snapshot: &Snapshot) -> Vec<Entry> {
    let entries = menu(snapshot).into_iter();
    let after = entries.skip_while(|e| text(e) != "Status message").skip(1);
    after
        .take_while(|e| text(e) != "Pause notices")
        .filter(|e| *e != Entry::Separator)
        .collect()
}

#[test]
fn colleagues_are_allowed_where_people_would_be() {
    let browser = SignInView::Browser {
        address: "https://login.example".to_owned(),
    };
    let allow = signing_in("Allow seeing colleagues…", true);
    let cancel = Entry::Item {
        text: "Cancel sign-in".to_owned(),
        action: Action::Send(Command::CancelSignIn),
    };
    let step = Entry::Label("Signing in: go on in the browser".to_owned());
    let cases = [
        (without_consent(false, None), vec![allow]),
        (
            without_consent(false, Some(browser.clone())),
            vec![step, cancel],
        ),
        // Signing in again comes first, and is said above.
        (without_consent(true, None), vec![]),
        (without_consent(true, Some(browser)), vec![]),
    ];
    for (snapshot, expected) in cases {
        assert_eq!(about_people(&snapshot), expected);
    }
    let seen = about_people(&snapshot());
    assert_eq!(seen.len(), 3, "both colleagues, and being told of them");
}

/// Whom the menu offers to tell about once, with its marks.
fn told_once(snapshot: &Snapshot) -> Vec<(String, bool, Command)> {
    let entries = about_people(snapshot).pop();
    let Some(Entry::Submenu { text, entries }) = entries else {
        return Vec::new();
    };
    assert_eq!(text, "Tell me once when available");
    let check = |entry| match entry {
        Entry::Check {
            text,
            checked,
            action: Action::Send(command),
        } => Some((text, checked, command)),
        Entry::Check { .. }
        | Entry::Label(_)
        | Entry::Item { .. }
        | Entry::Submenu { .. }
        | Entry::Separator => None,
    };
    entries.into_iter().filter_map(check).collect()
}

#[test]
fn one_click_tells_once_and_another_takes_it_back() {
    let mut busy = snapshot();
    let wish = RuleWish::available();
    let person = |n: usize| {
        let person = &snapshot().people[n];
        Person {
            id: person.id.clone(),
            name: person.name.clone(),
            address: person.address.clone(),
            phone: None,
        }
    };
    let offer = |n: usize| {
        let rule = wish.clone();
        let person = person(n);
        let name = person.name.clone();
        (name, false, Command::TellOnce { person, rule })
    };
    assert_eq!(told_once(&busy), [offer(0), offer(1)]);
    busy.people[1].once = Some(RuleView {
        rule: Rule::default(),
        until_words: None,
    });
    let id = busy.people[1].id.clone();
    let told = (person(1).name, true, Command::StopTellingOnce { id });
    assert_eq!(told_once(&busy), [told, offer(0)]);
    // There is nothing to wait for, and nobody is told about otherwise.
    busy.people[1].once = None;
    for person in &mut busy.people {
        if let Some(presence) = &mut person.presence {
            presence.shape = Shape::Available;
        }
    }
    assert_eq!(told_once(&busy), []);
}

#[test]
fn without_an_application_to_sign_in_with_the_window_asks_for_one() {
    let mut snapshot = without_consent(true, None);
    snapshot.settings.registration.ready = false;
    let asks = Entry::Item {
        text: "Sign in…".to_owned(),
        action: Action::OpenWindow,
    };
    assert_eq!(menu(&snapshot)[1], asks);
}

#[test]
fn a_sign_in_that_has_ended_is_renewed_without_a_word_on_colleagues() {
    let entries = menu(&without_consent(true, None));
    assert_eq!(entries[1], signing_in("Sign in…", false));
}
