use clap::Parser;
use porchlight_core::view::PresenceView;
use serde_json::Value;

use super::*;
use crate::args::{Arguments, Task, Verb};
use crate::fixture::{at, now, person, presence, snapshot};

const BARS: [Bar; 4] = [Bar::Waybar, Bar::Polybar, Bar::I3blocks, Bar::Tmux];

fn available() -> PresenceView {
    presence(Shape::Available, "Available", ("Available", "Available"))
}

fn line(snapshot: &Snapshot, bar: Bar) -> String {
    let picture = Picture::of(snapshot, now()).unwrap();
    picture.line(bar).unwrap()
}

fn lines(snapshot: &Snapshot) -> String {
    BARS.map(|bar| line(snapshot, bar)).join("\n")
}

/// My message and somebody's name are what an attacker would write.
fn attacked(text: &str) -> Snapshot {
    let mut snapshot = snapshot();
    snapshot.people = vec![person(2, text, Some(available()))];
    if let Some(message) = snapshot.me.as_mut().and_then(|me| me.message.as_mut()) {
        text.clone_into(&mut message.text);
    }
    snapshot
}

#[test]
fn each_bar_has_its_form() {
    insta::assert_snapshot!("bars", lines(&snapshot()));
}

#[test]
fn what_is_old_looks_old_and_says_why() {
    let mut snapshot = snapshot();
    snapshot.health.kind = HealthKind::Offline;
    snapshot.health.stale = true;
    "Microsoft Graph can't be reached since 15:40, as of 15:39"
        .clone_into(&mut snapshot.health.words);
    insta::assert_snapshot!("bars_old", lines(&snapshot));
}

#[test]
fn nobody_signed_in_is_said() {
    let mut snapshot = snapshot();
    let reason = UserError::usage("The sign-in has ended", "Sign in again");
    snapshot.account = AccountView::SignedOut {
        reason: Some(reason),
    };
    snapshot.me = None;
    insta::assert_snapshot!("bars_signed_out", lines(&snapshot));
}

#[test]
fn nothing_is_shown_of_an_engine_that_knows_nothing_yet() {
    let mut starting = snapshot();
    starting.account = AccountView::Starting;
    assert_eq!(Picture::of(&starting, now()), None);
    let mut asking = snapshot();
    asking.me = None;
    assert_eq!(Picture::of(&asking, now()), None);
    // Unless it knows why.
    asking.health.kind = HealthKind::Offline;
    let shown = Picture::of(&asking, now()).unwrap();
    assert!(shown.stale && shown.more == ["Updated 15:59"], "{shown:?}");
}

#[test]
fn nobody_is_counted_before_the_list_was_read() {
    let mut snapshot = snapshot();
    for person in &mut snapshot.people {
        person.presence = None;
    }
    for bar in BARS {
        let line = line(&snapshot, bar);
        assert!(!line.contains(" available"), "{line}");
    }
    let waybar: Value = serde_json::from_str(&line(&snapshot, Bar::Waybar)).unwrap();
    assert_eq!(waybar["percentage"], Value::Null);
    snapshot.health.kind = HealthKind::Starting;
    assert_eq!(Picture::of(&snapshot, now()), None);
    let first = Picture::starting().line(Bar::Tmux).unwrap();
    assert_eq!(first, "#[fg=#8a8a8a]○#[default] Starting");
}

#[test]
fn markup_of_others_is_shown_and_not_obeyed() {
    for text in [
        "<span size='90000'>x</span>",
        "&lt;b&gt; R&D \"x\"",
        "%{A:reboot:}x%{A}%%{F#f00}",
        "#[fg=red]#(id)#{pid}##[x]",
        "\u{1b}[31m\u{9b}2J\n\u{202e}x",
    ] {
        let snapshot = attacked(text);
        for bar in BARS {
            let line = line(&snapshot, bar);
            let hidden = |c: char| c.is_control() || c == '\u{202e}';
            assert!(!line.contains(hidden), "{line:?}");
        }
        is_no_markup_of_pango(&line(&snapshot, Bar::Waybar));
        let i3blocks: Value = serde_json::from_str(&line(&snapshot, Bar::I3blocks)).unwrap();
        assert_eq!(i3blocks["markup"], "none");
        let polybar = line(&snapshot, Bar::Polybar);
        let theirs = polybar.strip_prefix("%{F#dd4a5c}●%{F-} ").unwrap();
        assert!(!theirs.contains("%{"), "{theirs}");
        let tmux = line(&snapshot, Bar::Tmux);
        let theirs = tmux.strip_prefix("#[fg=#dd4a5c]●#[default] ").unwrap();
        assert!(!theirs.replace("##", "").contains('#'), "{theirs}");
    }
}

#[track_caller]
fn is_no_markup_of_pango(line: &str) {
    let waybar: Value = serde_json::from_str(line).unwrap();
    for field in ["text", "tooltip"] {
        let text = waybar[field].as_str().unwrap();
        assert!(!text.contains(['<', '>', '"', '\'']), "{text}");
        let entities = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"];
        let begins = |rest: &str| entities.iter().any(|entity| rest.starts_with(entity));
        assert!(
            text.match_indices('&').all(|(at, _)| begins(&text[at..])),
            "{text}"
        );
    }
}

#[test]
fn a_long_message_leaves_room_for_its_end() {
    let mut snapshot = attacked(&"word ".repeat(20));
    snapshot.people.clear();
    let line = line(&snapshot, Bar::Polybar);
    assert!(
        line.ends_with("word word word word word word word word… (until tomorrow 09:00)"),
        "{line}"
    );
}

#[test]
fn a_tooltip_names_some_and_counts_the_others() {
    let mut snapshot = snapshot();
    snapshot.people = (2..30)
        .map(|n| person(n, &format!("Person {n}"), Some(available())))
        .collect();
    let waybar: Value = serde_json::from_str(&line(&snapshot, Bar::Waybar)).unwrap();
    assert_eq!(waybar["text"], "Do not disturb · 28 available");
    assert_eq!(waybar["percentage"], 100);
    let tooltip = waybar["tooltip"].as_str().unwrap();
    assert!(
        tooltip.ends_with("Person 12, Person 13, 16 more"),
        "{tooltip}"
    );
}

#[test]
fn every_shape_has_the_word_of_its_json() {
    for shape in Shape::ALL {
        assert_eq!(serde_json::to_value(shape).unwrap(), word(shape));
    }
}

#[test]
fn a_line_does_not_change_with_the_time_alone() {
    let snapshot = snapshot();
    let later = Picture::of(&snapshot, at("2026-11-21T15:20:00Z"));
    assert_eq!(later, Picture::of(&snapshot, now()));
}

#[test]
fn the_readme_shows_how_each_bar_runs_it() {
    let readme = include_str!("../../../../README.md");
    let (_, section) = readme.split_once("### Status bars").unwrap();
    let (section, _) = section.split_once("\n##").unwrap();
    let blocks: Vec<&str> = section.split("```").skip(1).step_by(2).collect();
    assert_eq!(blocks.len(), BARS.len());
    for (block, bar) in blocks.iter().zip(BARS) {
        let name = bar.to_possible_value().unwrap().get_name().to_owned();
        let command = format!("porchlight watch --format {name}");
        assert!(block.contains(&command), "{name}: {block}");
        let parsed = Arguments::try_parse_from(command.split(' ')).unwrap();
        let Task::Do(Verb::Watch { format }) = parsed.command else {
            panic!("{command} is no watching");
        };
        assert_eq!(format, Some(bar));
    }
    let waybar: Value = serde_json::from_str(blocks[0].strip_prefix("json").unwrap()).unwrap();
    assert_eq!(waybar["custom/porchlight"]["return-type"], "json");
    for block in &blocks[1..3] {
        for line in block.strip_prefix("ini\n").unwrap().lines() {
            let is_section = line.starts_with('[') && line.ends_with(']');
            assert!(is_section || line.contains('='), "{line}");
        }
    }
    for shape in Shape::ALL {
        assert!(section.contains(&format!("`{}`", word(shape))), "{shape:?}");
    }
}
