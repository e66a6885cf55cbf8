//! Groups, favourites, and how the watch list shows them.

use super::Shell;

#[tokio::test]
async fn groups_and_favourites_order_the_list() {
    let shell = Shell::signed_in().await;
    shell.run("people add ada grace annie").await;
    let grouped = shell.run("people group Team ada grace").await;
    assert_eq!(
        grouped.out,
        "Ada Lovelace: in the group Team\nGrace Hopper: in the group Team\n"
    );
    let favourite = shell.run("people favourite grace").await;
    assert_eq!(
        favourite.out,
        "Grace Hopper: in the group Team, favourite\n"
    );
    let list = shell.run("people --json").await.json();
    let people = list["people"].as_array().unwrap();
    let names: Vec<_> = people.iter().map(|p| p["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Annie Easley", "Grace Hopper", "Ada Lovelace"]);
    assert_eq!(
        (&people[1]["group"], &people[1]["favourite"]),
        (&"Team".into(), &true.into())
    );
    shell.run("people favourite grace --off").await;
    let out = shell.run("people ungroup grace").await.out;
    assert_eq!(out, "Grace Hopper: in no group\n");
    let refused = shell.run("people group '  ' ada").await;
    assert_eq!(refused.code, 2);
    assert!(
        refused.err.starts_with("A group needs a name."),
        "{}",
        refused.err
    );
}

#[tokio::test]
async fn the_list_shows_groups_favourites_and_rules() {
    let shell = Shell::signed_in().await;
    shell.run("people add ada grace annie gil").await;
    shell.run("people group Team ada grace").await;
    shell.run("people group Guests gil").await;
    shell.run("people favourite grace").await;
    shell
        .run("notify ada --when goes-away,goes-offline --until 17:30")
        .await;
    shell.run("notify annie --off").await;
    shell.run("notify annie --once").await;
    shell.run("notify grace").await;
    insta::assert_snapshot!(shell.run("people").await.out, @r"
      Annie Easley  Offline  told only once

    Team
    ★ Grace Hopper  Offline
      Ada Lovelace  Offline  own rule

    Guests
      Gil Guest     Unknown                  Microsoft Graph does not tell their presence
    ");
    let list = shell.run("people list --json").await.json();
    let people = list["people"].as_array().unwrap();
    let by_name = |name: &str| people.iter().find(|p| p["name"] == name).unwrap();
    let ada = by_name("Ada Lovelace");
    assert_eq!(ada["group"], "Team");
    assert_eq!(
        ada["rule"]["when"],
        serde_json::json!(["goes-away", "goes-offline"])
    );
    assert_eq!(ada["rule"]["until"], "2026-11-21T16:30:00Z");
    assert_eq!(by_name("Annie Easley")["once"]["stable_seconds"], 0);
    assert_eq!(by_name("Gil Guest")["muted_until"], serde_json::Value::Null);
}

#[tokio::test]
async fn groups_are_listed_renamed_and_removed() {
    let shell = Shell::signed_in().await;
    let none = shell.run("people groups").await;
    assert_eq!((none.code, none.out.as_str()), (0, ""));
    assert!(none.err.starts_with("There are no groups"), "{}", none.err);
    shell.run("people add ada grace annie").await;
    shell.run("people group Team ada grace").await;
    shell.run("people group Board annie").await;
    shell
        .run("people groups")
        .await
        .says("Team   2 people\nBoard  1 person\n");
    shell
        .run("people rename-group team Crew")
        .await
        .says("The group “Team” is called “Crew” now\n");
    let list = shell
        .run("people rename-group board 'The board' --json")
        .await
        .json();
    assert_eq!(
        list["groups"],
        serde_json::json!([
            { "name": "Crew", "size": 2, "rule": null },
            { "name": "The board", "size": 1, "rule": null },
        ])
    );
    shell
        .run("people remove-group crew")
        .await
        .says("Removed the group “Crew”: its 2 people stay on the watch list, in no group\n");
    shell.run("people remove-group 'the board'").await.says(
        "Removed the group “The board”: its one person stays on the watch list, in no group\n",
    );
    assert_eq!(shell.run("people").await.out.lines().count(), 3);
    let gone = shell.run("people remove-group Crew").await;
    assert_eq!(gone.code, 2);
    assert_eq!(
        gone.err,
        "There is no group called “Crew”. See the groups with porchlight people groups.\n"
    );
}

#[tokio::test]
async fn a_name_that_is_taken_or_none_changes_nothing() {
    let shell = Shell::signed_in().await;
    shell.run("people add ada grace").await;
    shell.run("people group Team ada").await;
    shell.run("people group Board grace").await;
    for (line, words) in [
        (
            "people rename-group Team board",
            "There is a group called “board” already.",
        ),
        ("people rename-group Team ' '", "A group needs a name."),
    ] {
        let done = shell.run(line).await;
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{line}");
        assert!(done.err.starts_with(words), "{line}: {}", done.err);
    }
    shell
        .run("people groups")
        .await
        .says("Team   1 person\nBoard  1 person\n");
}
