#[cfg(unix)]
mod ending;

use std::time::Duration;

use super::*;
use crate::model::{Person, PersonId, Presence, StatusMessage, Whose, transitions};

fn changed() -> Changed {
    let before = Presence::from_graph(Some("Away"), Some("Away"));
    let mut after = Presence::from_graph(Some("Available"), Some("Available"));
    let text = "$(id) \"quoted\" 'too'\u{1b}[31m\u{202e}\n{\"who\":null}";
    after.message = StatusMessage::from_graph(text, None, None);
    after.work_location = Some("office".to_owned());
    Changed {
        on: Whose::Watched,
        who: Person {
            id: PersonId::parse("00000000-0000-0000-0000-000000000001").unwrap(),
            name: "Ada \"`reboot`\"\n\u{9b}31mLovelace".to_owned(),
            address: Some("ada@contoso.example".to_owned()),
            phone: None,
        },
        transitions: transitions(&before, &after),
        before,
        after,
        at: "2026-11-21T12:00:00.5Z".parse().unwrap(),
    }
}

fn run(number: usize) -> Run {
    Run {
        hook: Hook {
            on: Whose::Me,
            when: Vec::new(),
            program: number.to_string(),
            arguments: Vec::new(),
            limit: Duration::from_secs(10),
        },
        story: String::new(),
    }
}

#[test]
fn the_form_hooks_rely_on() {
    let story = story::of(&changed());
    let value: serde_json::Value = serde_json::from_str(&story).unwrap();
    insta::assert_json_snapshot!(value);
    assert_eq!(story.lines().count(), 1);
    assert!(!story.trim_end().contains(char::is_control), "{story}");
}

#[test]
fn the_oldest_makes_room() {
    let mut turns = Turns::default();
    for number in 0..MOST_WAITING {
        assert!(turns.add(run(number)).is_none());
    }
    let dropped = turns.add(run(MOST_WAITING)).unwrap();
    assert_eq!(dropped.hook.program, "0");
    turns.working = 1;
    let next = std::iter::from_fn(|| turns.next()).map(|run| run.hook.program);
    let expected = (1..=MOST_WAITING).map(|number| number.to_string());
    assert!(next.eq(expected));
    assert_eq!(turns.working, 0);
}

#[tokio::test]
async fn a_missing_program_is_told_as_the_settings_tell_it() {
    let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let mut runner = Runner::new(move |program: &str, started| {
        told.send((program.to_owned(), started)).unwrap();
    });
    let mut missing = run(0).hook;
    missing.program = "no-such-program-anywhere".to_owned();
    assert_eq!(program(&missing.program), Err(NO_PROGRAM.to_owned()));
    runner.run(missing, &changed());
    let (program, started) = heard.recv().await.unwrap();
    assert_eq!(started, Err(unrunnable(&program, NO_PROGRAM)));
}

/// macOS has a shell try it.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_script_must_name_what_it_is_written_for() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("script");
    std::fs::write(&script, "echo told\n").unwrap();
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o700)).unwrap();
    let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let mut runner = Runner::new(move |_: &str, started| told.send(started).unwrap());
    let mut hook = run(0).hook;
    hook.program = script.display().to_string();
    runner.run(hook, &changed());
    let why = heard.recv().await.unwrap().unwrap_err();
    assert!(
        why.contains("“script”") && why.ends_with("like #!/bin/sh"),
        "{why}"
    );
}
