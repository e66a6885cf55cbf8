//! `notify`: rules from the shell.

use porchlight_core::control;
use porchlight_core::engine::{Matter, UNSHOWN};
use porchlight_core::view::Command;
use porchlight_sim::{Fault, FaultKind, Side};

use super::Shell;

const NOTE: &str = "Notices are given only while Porchlight runs in the tray.";

#[tokio::test]
async fn one_sentence_says_what_holds_now() {
    let shell = Shell::signed_in().await;
    let cases = [
        (
            "notify ada",
            "You are told when Ada Lovelace becomes available.",
        ),
        (
            "notify ada --when goes-away,goes-offline,message-changes --until 17:30",
            "You are told when Ada Lovelace goes away, goes offline or changes the status message, until 17:30.",
        ),
        (
            "notify ada --once --stable 30s --until today",
            "You are told once when Ada Lovelace becomes available and stays so for 30 s, until the end of today.",
        ),
        (
            "notify ada --stable 5m --even-when-busy",
            "You are told when Ada Lovelace becomes available and stays so for 5 min, even when you are busy.",
        ),
    ];
    for (line, sentence) in cases {
        let done = shell.run(line).await;
        assert_eq!(done.code, 0, "{line}: {}", done.err);
        assert_eq!(done.out, format!("{sentence}\n{NOTE}\n"), "{line}");
    }
    let off = shell.run("notify ada --off").await;
    assert_eq!(
        off.out,
        "You are told only once when Ada Lovelace becomes available and stays so for 30 s, until the end of today.\n"
    );
    let off = shell.run("notify ada --once --off").await;
    assert_eq!(off.out, "You are no longer told once about Ada Lovelace.\n");
    let off = shell.run("notify ada --off").await;
    assert_eq!(off.out, "You are told nothing about Ada Lovelace.\n");
}

#[tokio::test]
async fn a_rule_is_kept_and_whoever_it_is_about_is_watched() {
    let shell = Shell::signed_in().await;
    let done = shell.run("notify grace --when leaves-busy --json").await;
    let rule = &done.json()["rule"];
    assert_eq!(rule["when"], serde_json::json!(["leaves-busy"]));
    assert_eq!(rule["stable_seconds"], 0);
    let done = shell.run("notify grace --once --until 17:30 --json").await;
    let told = done.json();
    assert_eq!(told["name"], "Grace Hopper");
    assert_eq!(told["rule"]["when"], serde_json::json!(["leaves-busy"]));
    assert_eq!(told["once"]["until"], "2026-11-21T16:30:00Z");
    assert_eq!(told["notes"][0], NOTE.trim_end_matches('.'));
    let people = shell.run("people --json").await.json();
    assert_eq!(people["people"][0]["name"], "Grace Hopper");
}

#[tokio::test]
async fn beside_a_running_engine_nothing_needs_a_note() {
    let shell = Shell::signed_in().await;
    let _resident = shell.resident();
    let done = shell.run("notify ada --once").await;
    assert_eq!(
        done.out,
        "You are told once when Ada Lovelace becomes available.\n"
    );
}

#[tokio::test]
async fn wrong_words_change_nothing() {
    let shell = Shell::signed_in().await;
    let cases = [
        (
            "notify ada --when asleep",
            "“asleep” is nothing to be told about. Write one of becomes-available,",
        ),
        (
            "notify ada --when goes-ofline",
            "“goes-ofline” is nothing to be told about. Did you mean goes-offline? See porchlight notify --help.",
        ),
        (
            "notify ada --stable 17:30",
            "“17:30” is not a length of time. Write",
        ),
        (
            "notify ada --stable 2h",
            "Nothing is waited for that has to last longer than an hour. Write",
        ),
        (
            "notify ada --until soonish",
            "“soonish” is not a time Porchlight knows. Write",
        ),
        ("notify linus", "Nobody called “linus” was found. Write"),
        (
            "notify ada --off",
            "Nobody called “ada” was found on the watch list. Write",
        ),
    ];
    for (line, words) in cases {
        // What is wrong with the length is known only once she is found.
        let done = shell.run(line).await;
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{line}");
        assert!(done.err.starts_with(words), "{line}: {}", done.err);
        shell.run("people remove ada").await;
    }
}

#[tokio::test]
async fn a_group_is_named_as_one() {
    let shell = Shell::signed_in().await;
    shell.run("people add ada").await;
    shell.run("people group 'Über team' ada").await;
    for line in ["notify 'über team' --off", "notify 'Über team'"] {
        let done = shell.run(line).await;
        assert_eq!(
            (done.code, done.err.as_str()),
            (
                2,
                "“Über team” is a group. Name somebody; what you are told of a group is set in the window, at the group.\n"
            ),
            "{line}"
        );
    }
}

#[tokio::test]
async fn what_holds_notices_back_is_said() {
    let shell = Shell::signed_in().await;
    shell.run("people add ada").await;
    let _resident = shell.resident();
    let joined = control::connect(&shell.place()).await.unwrap().unwrap();
    joined.settled().await;
    let id = joined.snapshots().borrow().people[0].id.clone();
    let until = "1h".to_owned();
    joined.send(Command::Mute { id, until }).await.unwrap();
    shell.run("notify ada").await.says(
        "You are told when Ada Lovelace becomes available.\nAda Lovelace is muted until 17:00: what happens meanwhile is not told.\n",
    );
    joined
        .send(Command::PauseNotices { until: None })
        .await
        .unwrap();
    shell.run("notify ada --once").await.says(
        "You are told once when Ada Lovelace becomes available.\nAda Lovelace is muted until 17:00 and notices are paused: you are told afterwards if it is still so.\n",
    );
    let told = shell.run("notify ada --json").await.json();
    assert_eq!(
        told["held_back"],
        serde_json::json!([
            { "by": "mute", "until": "2026-11-21T16:00:00Z", "until_words": "until 17:00" },
            { "by": "pause", "until": null, "until_words": null },
        ])
    );
    let off = shell.run("notify ada --off --json").await.json();
    assert_eq!(off["held_back"], serde_json::json!([]));
    let list = shell.run("people --json").await.json();
    assert_eq!(list["people"][0]["muted_until"], "2026-11-21T16:00:00Z");
}

#[tokio::test]
async fn nothing_is_promised_that_is_known_not_to_be_shown() {
    let shell = Shell::signed_in().await;
    let control = shell.sim.control();
    control
        .set_presence("ada", "Available", "Available")
        .unwrap();
    shell.run("people add ada").await;
    let (handle, _resident) = shell.resident_at_hand();
    handle.settled().await;
    let line = "notify ada --once";
    let told = "Ada Lovelace is available already: you are told now.\n";
    shell.run(line).await.says(told);
    handle.remark_on(Matter::Notices, format!("{UNSHOWN}, since it is so"));
    shell
        .run(line)
        .await
        .says("Ada Lovelace is available already.\nNotices can't be shown, since it is so.\n");
    shell.run("notify ada").await.says(
        "You are told when Ada Lovelace becomes available.\nNotices can't be shown, since it is so.\n",
    );
    let off = "You are told nothing about Ada Lovelace.\n";
    shell.run("notify ada --off").await.says(off);
    handle.mended(Matter::Notices);
    shell.run(line).await.says(told);
}

#[tokio::test]
async fn a_rule_for_somebody_on_the_list_needs_no_network() {
    let shell = Shell::signed_in().await;
    shell.run("people add ada grace").await;
    let reset = Fault::new(Side::Graph, FaultKind::ConnectionReset);
    shell.sim.control().fault(reset);
    shell.sim.control().clear_requests();
    let done = shell.run("notify lov --when goes-away").await;
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(
        done.out
            .starts_with("You are told when Ada Lovelace goes away."),
        "{}",
        done.out
    );
    assert!(shell.sim.control().requests().is_empty());
    // Whoever is not on it must be looked up.
    assert_eq!(shell.run("notify annie").await.code, 5);
}
