//! Names and messages that mean no good, in everything an engine shows.

use chrono::TimeDelta;
use porchlight_core::model::{Person, PersonId, Transition};
use porchlight_core::view::{
    Command, Entry, PeopleFile, RuleWish, Snapshot, export, menu, tooltip,
};
use porchlight_sim::{ADA, Fault, FaultKind, GRACE, Operation};
use porchlight_tests::hostile::{is_harmless, texts};
use porchlight_tests::world::{World, ada, person};
use serde_json::Value;

const ROUND: TimeDelta = TimeDelta::seconds(34);

/// Every text in a JSON value.
fn strings(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(all) => all.iter().flat_map(strings).collect(),
        Value::Object(all) => all.values().flat_map(strings).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

fn lines(entries: &[Entry]) -> Vec<&str> {
    let mut all = Vec::new();
    for entry in entries {
        match entry {
            Entry::Label(text) | Entry::Item { text, .. } | Entry::Check { text, .. } => {
                all.push(text.as_str());
            }
            Entry::Submenu { text, entries } => {
                all.push(text);
                all.extend(lines(entries));
            }
            Entry::Separator => {}
        }
    }
    all
}

#[track_caller]
fn shown_harmlessly(what: &str, snapshot: &Snapshot) {
    let json = serde_json::to_value(snapshot).expect("a snapshot is JSON");
    for text in strings(&json) {
        for line in text.lines() {
            assert!(is_harmless(line), "{what}: {line:?} in the snapshot");
        }
        assert!(
            text.chars().count() <= 2_000,
            "{what}: long in the snapshot"
        );
    }
    for line in lines(&menu(snapshot)) {
        assert!(is_harmless(line), "{what}: {line:?} in the menu");
        assert!(line.chars().count() <= 80, "{what}: long in the menu");
    }
    assert!(
        tooltip(snapshot).lines().all(is_harmless),
        "{what}: tooltip"
    );
    let file = export(snapshot);
    assert!(file.lines().all(is_harmless), "{what}: {file:?}");
    assert!(PeopleFile::parse(&file).is_ok(), "{what}: {file:?}");
}

#[tokio::test]
async fn no_text_of_others_harms_a_face() {
    let mut world = World::signed_in().await;
    let rule = RuleWish {
        when: vec![Transition::AnyChange, Transition::MessageChanges],
        stable: 0,
        until: None,
        even_when_busy: true,
    };
    for (what, text) in texts() {
        let control = world.control();
        control.set_name(ADA, &text, "").unwrap();
        control.set_message(ADA, None, None).unwrap();
        world.does(Command::ForgetPeople).await;
        let words = ada().id.to_string();
        world.does(Command::AddByWords { words }).await;
        let rule = Some(rule.clone());
        world.does(Command::SetRule { id: ada().id, rule }).await;
        world.does(Command::Search { text: text.clone() }).await;
        world.pass(ROUND).await;
        control.set_message(ADA, Some(&text), None).unwrap();
        control.set_out_of_office(ADA, Some(&text)).unwrap();
        control.set_presence(ADA, "Busy", &text).unwrap();
        world.pass(ROUND).await;
        let mut snapshot = Snapshot::clone(&world.snapshot());
        if let Some(search) = &mut snapshot.search {
            // The user's own words, as they typed them.
            search.text.clear();
        }
        assert!(
            person(&snapshot, &ada()).unwrap().presence.is_some(),
            "{what}"
        );
        shown_harmlessly(&what, &snapshot);
        for notice in world.was_told() {
            for (part, longest) in [(&notice.title, 300), (&notice.body, 300)] {
                assert!(is_harmless(part), "{what}: {part:?} in a notice");
                assert!(part.chars().count() <= longest, "{what}: long in a notice");
            }
        }
        world.does(Command::ClearSearch).await;
        world.does(Command::StopAdding).await;
    }
}

#[tokio::test]
async fn half_a_character_in_one_message_blinds_nobody_else() {
    let world = World::watching_ada().await;
    let grace = Person {
        id: PersonId::parse(&GRACE.to_string()).unwrap(),
        name: "Grace Hopper".to_owned(),
        address: None,
        phone: None,
    };
    world
        .does(Command::AddPeople {
            people: vec![grace.clone()],
        })
        .await;
    let one = |who: &Person, content: &str| {
        format!(
            r#"{{"id":"{}","availability":"Busy","activity":"Busy","statusMessage":{{"message":{{"content":"{content}"}}}}}}"#,
            who.id
        )
    };
    let body = format!(
        r#"{{"value":[{},{}]}}"#,
        one(&ada(), r"broken \ud83d name \ude00"),
        one(&grace, r"whole \ud83d\ude00")
    );
    world.control().fault(Fault::new(
        Operation::GetPresencesByUserId,
        FaultKind::Answer {
            status: 200,
            content_type: None,
            body,
        },
    ));
    world.pass(ROUND).await;
    let snapshot = world.snapshot();
    let message = |who: &Person| {
        let presence = person(&snapshot, who)?.presence.as_ref()?;
        Some(presence.message.as_ref()?.text.clone())
    };
    assert_eq!(
        message(&ada()).as_deref(),
        Some("broken \u{fffd} name \u{fffd}")
    );
    assert_eq!(message(&grace).as_deref(), Some("whole 😀"));
}
