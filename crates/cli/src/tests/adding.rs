//! Many people at once, the list as a file, and forgetting it all.

use porchlight_sim::{Fault, FaultKind, Side};

use super::Shell;

#[tokio::test]
async fn of_many_the_found_are_added_and_the_rest_is_listed() {
    let shell = Shell::signed_in().await;
    shell.sim.control().add_people(2);
    shell.run("people add grace").await;
    let words = "'Lovelace, Ada <ada@contoso.example>' grace zebra pat";
    let done = shell.run(&format!("people add {words}")).await;
    assert_eq!(done.code, 1, "{done:?}");
    assert_eq!(
        done.out,
        "Added Ada Lovelace (ada@contoso.example)\nAlready on the list: Grace Hopper\n"
    );
    insta::assert_snapshot!(done.err);
    let json = shell.run("--json people add annie zebra").await;
    assert_eq!(json.json()["people"][0]["name"], "Annie Easley");
    let error: serde_json::Value = serde_json::from_str(&json.err).unwrap();
    assert_eq!(error["error"]["not_found"], serde_json::json!(["zebra"]));
}

#[tokio::test]
async fn one_who_is_on_the_list_is_said_to_be() {
    let shell = Shell::signed_in().await;
    shell.run("people add ada").await;
    let again = shell.run("people add ada").await;
    assert_eq!(
        (again.code, again.out.as_str()),
        (
            0,
            "Already on the list: Ada Lovelace (ada@contoso.example)\n"
        )
    );
}

#[tokio::test]
async fn a_list_is_read_from_a_file() {
    let shell = Shell::signed_in().await;
    let file = shell.folder.path().join("team.txt");
    std::fs::write(
        &file,
        "ada@contoso.example\ngrace@contoso.example;annie@contoso.example\n",
    )
    .unwrap();
    let done = shell
        .run(&format!("people add --from {}", file.display()))
        .await;
    assert_eq!((done.code, done.out.lines().count()), (0, 3), "{done:?}");
    let gone = shell.run("people add --from nowhere.txt").await;
    assert_eq!(gone.code, 2);
    assert!(
        gone.err
            .starts_with("The list can't be read from nowhere.txt"),
        "{}",
        gone.err
    );
}

#[tokio::test]
async fn trouble_says_what_was_added_before_it() {
    let shell = Shell::signed_in().await;
    let reset = Fault::new(Side::Graph, FaultKind::ConnectionReset);
    shell.sim.control().fault(reset);
    let done = shell.run("people add ada grace").await;
    assert_eq!((done.code, done.out.as_str()), (5, ""), "{done:?}");
    shell.sim.control().clear_faults();
    assert_eq!(shell.run("people add ada grace").await.code, 0);
}

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
async fn a_list_is_exported_forgotten_and_imported() {
    let shell = Shell::signed_in().await;
    shell.run("people add ada grace").await;
    shell.run("people group Team ada").await;
    let text = shell.run("people export").await.out;
    insta::assert_snapshot!(text);
    let file = shell.folder.path().join("list.toml");
    let export = format!("people export {}", file.display());
    assert_eq!(shell.run(&export).await.code, 0);
    assert_eq!(
        shell.run(&export).await.code,
        1,
        "a file that is there stays"
    );

    let asked = shell.run("people forget --no-input").await;
    assert_eq!(asked.code, 2, "{asked:?}");
    assert_eq!(
        shell.run("people --json").await.json()["people"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(shell.run("people forget --yes").await.code, 0);
    let state = std::fs::read_to_string(shell.folder.path().join("state.json")).unwrap();
    assert!(!state.contains("Ada") && !state.contains("Team"), "{state}");

    let done = shell
        .run(&format!("people import {}", file.display()))
        .await;
    assert_eq!((done.code, done.out.lines().count()), (0, 2), "{done:?}");
    assert_eq!(shell.run("people export").await.out, text);

    std::fs::write(&file, "version = 1\n[[person]]\nnmae = 1\n").unwrap();
    let broken = shell
        .run(&format!("people import {}", file.display()))
        .await;
    assert_eq!(broken.code, 2);
    assert!(
        broken.err.starts_with("Line 3 of the list of people"),
        "{}",
        broken.err
    );
}

#[tokio::test]
async fn a_guest_is_worded_alike_wherever_they_are_shown() {
    let shell = Shell::signed_in().await;
    shell.run("people add gil").await;
    let words = "Microsoft Graph does not tell their presence";
    assert!(shell.run("people").await.out.contains(words));
    let show = shell.run("show gil").await;
    assert_eq!(show.code, 4);
    assert!(
        show.out.contains(words) && show.err.contains(words),
        "{show:?}"
    );
    let wait = shell.run("wait-for gil available").await;
    assert_eq!(wait.code, 4);
    assert!(wait.err.contains(words), "{wait:?}");
}
