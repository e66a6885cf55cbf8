//! Names and messages that mean no good, printed by real commands.

use std::collections::BTreeMap;

use porchlight_sim::ADA;

use super::Shell;

fn texts() -> BTreeMap<String, String> {
    let table = include_str!("../../../../tests/hostile.json");
    let mut texts: BTreeMap<String, String> = serde_json::from_str(table).unwrap();
    texts.insert("length".to_owned(), "long ".repeat(2_000));
    texts
}

/// A terminal obeys nothing in it, and nothing turns its direction.
#[track_caller]
fn harmless(what: &str, printed: &str) {
    let odd = |c: char| {
        c != '\n' && c.is_control()
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}'
                | '\u{200f}' | '\u{61c}' | '\u{2028}' | '\u{2029}')
    };
    assert!(!printed.contains(odd), "{what}: {printed:?}");
    let longest = printed.lines().map(|line| line.chars().count()).max();
    assert!(longest.unwrap_or_default() < 4_000, "{what}: a long line");
}

#[tokio::test]
async fn a_terminal_obeys_nothing_that_others_wrote() {
    let shell = Shell::signed_in().await;
    let _resident = shell.resident();
    let control = shell.sim.control();
    for (what, text) in texts() {
        control.set_name(ADA, &text, "").unwrap();
        control.set_message(ADA, Some(&text), None).unwrap();
        control.set_presence(ADA, "Busy", &text).unwrap();
        let added = shell.run(&format!("people add {ADA}")).await;
        assert_eq!(added.code, 0, "{what}: {added:?}");
        for line in [
            "people",
            "people --json",
            "people export",
            &format!("show {ADA}"),
            &format!("show {ADA} --json"),
            &format!("people favourite {ADA}"),
            &format!("people search {ADA}"),
            &format!("people remove {ADA}"),
        ] {
            let done = shell.run(line).await;
            assert_eq!(done.code, 0, "{what}: {line}: {done:?}");
            harmless(what.as_str(), &done.out);
            harmless(what.as_str(), &done.err);
        }
    }
}
