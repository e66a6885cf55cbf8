//! `set`, `message` and what they would send.

use serde_json::{Value, json};

use super::Shell;

fn sent(shell: &Shell) -> Vec<(String, Value)> {
    let requests = shell.sim.control().requests();
    let writes = requests
        .iter()
        .filter(|request| request.method == "POST" && request.path.contains("/presence/"));
    writes
        .map(|request| {
            let action = request.path.rsplit('/').next().unwrap().to_owned();
            (action, serde_json::from_str(&request.body).unwrap())
        })
        .collect()
}

#[tokio::test]
async fn set_sends_status_and_message_with_one_end() {
    let shell = Shell::signed_in().await;
    let done = shell
        .run("set available --until 17:30 --message 'At my desk'")
        .await;
    assert_eq!(done.code, 0, "{}", done.err);
    insta::assert_snapshot!(done.out, @r"
    Available until 17:30.
    Status message set until 17:30.
    ");
    let sent = sent(&shell);
    let actions: Vec<&str> = sent.iter().map(|(action, _)| action.as_str()).collect();
    assert_eq!(
        actions,
        [
            "setUserPreferredPresence",
            "setPresence",
            "setStatusMessage"
        ]
    );
    assert_eq!(sent[1].1["expirationDuration"], "PT1H30M");
    assert_eq!(
        sent[2].1["statusMessage"]["expiryDateTime"],
        json!({ "dateTime": "2026-11-21T16:30:00.0000000", "timeZone": "UTC" })
    );

    let status = shell.run("status --json").await.json();
    assert_eq!(status["requested"]["until"], "2026-11-21T16:30:00Z");
    assert_eq!(status["presence"]["availability"], "Available");
    assert_eq!(status["message"]["until_words"], "until 17:30");
}

#[tokio::test]
async fn a_dry_run_prints_exactly_what_would_be_sent() {
    let shell = Shell::signed_in().await;
    for line in [
        "set busy --for 90m --message Writing",
        "set offline",
        "set reset",
        "set in-a-call --for 2m",
        "message 'Back soon' --until 'tomorrow 9:00'",
        "message --clear",
    ] {
        shell.sim.control().clear_requests();
        let planned = shell.run(&format!("{line} --dry-run")).await;
        assert!(shell.sim.control().requests().is_empty(), "{line}");
        let planned: Vec<(String, Value)> = planned
            .json()
            .as_array()
            .unwrap()
            .iter()
            .map(|request| {
                let url = request["url"].as_str().unwrap();
                assert!(url.starts_with(shell.sim.graph_url().as_str()), "{url}");
                (
                    url.rsplit('/').next().unwrap().to_owned(),
                    request["body"].clone(),
                )
            })
            .collect();
        assert_eq!(shell.run(line).await.code, 0, "{line}");
        assert_eq!(sent(&shell), planned, "{line}");
    }
}

#[tokio::test]
async fn a_dry_run_needs_nobody_signed_in_and_takes_zone_and_time() {
    let shell = Shell::signed_out().await;
    let line = "message Lunch --until 2026-03-29T02:30 --dry-run --zone Europe/Berlin --now 2026-03-01T00:00:00Z";
    let request = &shell.run(line).await.json()[0];
    assert_eq!(
        request["body"]["statusMessage"]["expiryDateTime"]["dateTime"],
        "2026-03-29T01:00:00.0000000"
    );
    assert_eq!(request["method"], "POST");
}

#[tokio::test]
async fn clearing_and_resetting_say_so() {
    let shell = Shell::signed_in().await;
    assert_eq!(
        shell.run("message Lunch").await.out,
        "Status message set until cleared.\n"
    );
    assert_eq!(
        shell.run("message --clear").await.out,
        "Status message cleared.\n"
    );
    assert_eq!(
        shell.run("set reset").await.out,
        "Status reset: Teams and your calendar decide again.\n"
    );
}

#[tokio::test]
async fn beside_a_reset_the_end_is_the_message_s() {
    let shell = Shell::signed_in().await;
    shell.run("set reset --message Lunch --for 30m").await.says(
        "Status reset: Teams and your calendar decide again.\nStatus message set until 16:30.\n",
    );
}

#[tokio::test]
async fn wrong_words_are_refused_before_anything_is_sent() {
    let shell = Shell::signed_in().await;
    shell.sim.control().clear_requests();
    let long = "x".repeat(281);
    let cases = [
        (
            "set asleep",
            "“asleep” is not a status. Write one of available, busy,",
        ),
        (
            "set busy --for 17:30",
            "“17:30” is not a length of time. Write a length like",
        ),
        (
            "set busy --until soonish",
            "“soonish” is not a time Porchlight knows. Write",
        ),
        (
            "set busy --until 2026-11-20",
            "“2026-11-20” has already passed. Write",
        ),
        ("message ''", "The status message is empty. Write some text"),
        (
            "message x --dry-run --zone Berlin",
            "There is no time zone “Berlin”. Write",
        ),
        (
            "message x --dry-run --now today",
            "“today” is not an instant. Write",
        ),
        (
            "set reset --for 1h",
            "Reset has no end: Teams and your calendar decide from then on. Leave out the end,",
        ),
        (
            "wait-for ada busy --timeout 0s",
            "“0s” leaves no time to wait. Write a length like 30s or 2h,",
        ),
        (
            "wait-for ada asleep",
            "“asleep” is not a presence to wait for. Write",
        ),
        (
            "wait-for ada busy --stable 17:30",
            "“17:30” is not a length of time. Write",
        ),
        (
            "wait-for ada busy --timeout maybe",
            "“maybe” is not a time Porchlight knows. Write",
        ),
    ];
    for (line, words) in cases {
        let done = shell.run(line).await;
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{line}");
        assert!(done.err.starts_with(words), "{line}: {}", done.err);
    }
    let done = shell.run(&format!("message {long}")).await;
    assert_eq!(done.code, 2);
    assert!(
        done.err.contains("281 characters; Teams allows 280"),
        "{}",
        done.err
    );
    assert!(shell.sim.control().requests().is_empty());
}

#[tokio::test]
async fn commands_begun_at_the_same_instant_lose_nothing() {
    let shell = Shell::signed_in().await;
    let (ada, grace) = (shell.run("people add ada"), shell.run("people add grace"));
    let (ada, grace) = tokio::join!(ada, grace);
    assert_eq!((ada.code, grace.code), (0, 0), "{}{}", ada.err, grace.err);
    let listed = shell.run("people").await.out;
    assert!(
        listed.contains("Ada") && listed.contains("Grace"),
        "{listed}"
    );
}

#[tokio::test]
async fn a_dry_run_plans_no_year_that_can_not_be_written() {
    let shell = Shell::signed_out().await;
    let done = shell
        .run("message x --until 1h --dry-run --now 9999-12-31T23:59:59Z")
        .await;
    assert_eq!((done.code, done.out.as_str()), (2, ""), "{done:?}");
    assert!(done.err.starts_with("“1h” is too far away."), "{done:?}");
}
