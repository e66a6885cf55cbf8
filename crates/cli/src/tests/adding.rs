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
async fn an_argument_names_as_many_as_a_line_of_a_file() {
    let [ada, grace, annie] = [
        "Ada Lovelace (ada@contoso.example)",
        "Grace Hopper (grace@contoso.example)",
        "Annie Easley (annie@contoso.example)",
    ];
    let cases = [
        (
            "'ada@contoso.example; annie@contoso.example'",
            &[ada, annie][..],
        ),
        (
            "'Ada Lovelace <ada@contoso.example>; Easley, Annie <annie@contoso.example>'",
            &[ada, annie],
        ),
        (
            "'ada@contoso.example,grace@contoso.example' annie",
            &[ada, grace, annie],
        ),
        ("'ada@contoso.example grace@contoso.example'", &[ada, grace]),
        ("ada;grace", &[ada, grace]),
        ("'ada\ngrace'", &[ada, grace]),
        ("'Ada Lovelace <ada@contoso.example>'", &[ada]),
        ("' ada ; '", &[ada]),
    ];
    for (words, people) in cases {
        let shell = Shell::signed_in().await;
        let done = shell.run(&format!("people add {words}")).await;
        let mut lines: Vec<&str> = done.out.lines().collect();
        lines.sort_unstable();
        let mut expected: Vec<String> = people.iter().map(|p| format!("Added {p}")).collect();
        expected.sort_unstable();
        assert_eq!(
            (done.code, lines),
            (0, expected.iter().map(String::as_str).collect()),
            "{words}: {done:?}"
        );
    }
    // As the directory may have it, a name has a comma of its own.
    let shell = Shell::signed_in().await;
    let done = shell.run("people add 'Lovelace, Ada'").await;
    assert_eq!(done.code, 2);
    assert!(
        done.err
            .starts_with("“Lovelace, Ada” may mean somebody of another name."),
        "{done:?}"
    );
}

#[tokio::test]
async fn one_who_is_on_the_list_is_said_to_be() {
    let shell = Shell::signed_in().await;
    shell.run("people add ada").await;
    let again = shell.run("people add ada").await;
    again.says("Already on the list: Ada Lovelace (ada@contoso.example)\n");
    let again = shell.run("people add ada --json").await.json();
    assert_eq!(
        (&again["added"], &again["unchanged"]),
        (&0.into(), &1.into())
    );
}

#[tokio::test]
async fn a_list_is_read_from_a_file() {
    let shell = Shell::signed_in().await;
    let file = shell.folder.path().join("team.txt");
    std::fs::write(
        &file,
        "# The team\nada@contoso.example\n  # more\ngrace@contoso.example;annie@contoso.example\n",
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
async fn a_running_program_that_cannot_save_is_spoken_of() {
    let shell = Shell::signed_in().await;
    let _resident = shell.resident();
    shell
        .run("people add ada")
        .await
        .says("Added Ada Lovelace (ada@contoso.example)\n");
    // A folder in the place of the file can't be written over.
    let file = shell.folder.path().join("state.json");
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir_all(file.join("full")).unwrap();
    let done = shell.run("people add grace").await;
    assert_eq!(done.code, 0, "{done:?}");
    assert!(
        done.err.starts_with("What was changed can't be saved"),
        "{done:?}"
    );
    assert_eq!(done.err.lines().count(), 1, "{done:?}");
    let done = shell.run("people add annie --json").await;
    assert!(
        done.err
            .starts_with("{\"note\":\"What was changed can't be saved"),
        "{done:?}"
    );
    assert_eq!(shell.run("people").await.err, "", "nothing was changed");
    let done = shell.run("status").await;
    assert!(
        done.err.starts_with("What was changed can't be saved"),
        "{done:?}"
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
    let folder = format!("people export {}", shell.folder.path().display());
    let refused = shell.run(&folder).await;
    assert_eq!(refused.code, 1);
    assert!(
        refused
            .err
            .ends_with(": it is a folder. Name a file in it.\n"),
        "{refused:?}"
    );
    let nowhere = shell.folder.path().join("no/list.toml");
    let lost = shell
        .run(&format!("people export {}", nowhere.display()))
        .await;
    assert_eq!(lost.code, 1);
    assert!(
        lost.err
            .ends_with("Make the folder first, or choose another.\n"),
        "{}",
        lost.err
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
    done.says(
        "Added Grace Hopper (grace@contoso.example)\nAdded Ada Lovelace (ada@contoso.example)\n2 added, 0 changed, 0 unchanged\n",
    );
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
async fn an_import_says_whom_it_changed() {
    let shell = Shell::signed_in().await;
    shell.run("people add ada grace annie").await;
    shell.run("people group Team ada grace").await;
    let file = shell.folder.path().join("list.toml");
    shell
        .run(&format!("people export {}", file.display()))
        .await;
    shell.run("people ungroup grace").await;
    shell.run("people remove annie").await;
    let import = format!("people import {}", file.display());
    shell.run(&import).await.says(
        "Added Annie Easley (annie@contoso.example)\nChanged Grace Hopper\n1 added, 1 changed, 1 unchanged\n",
    );
    let again = shell.run(&format!("{import} --json")).await.json();
    let counts = ["added", "changed", "unchanged"].map(|kind| again[kind].as_u64().unwrap());
    assert_eq!(counts, [0, 0, 3]);
    assert_eq!(again["people"], serde_json::json!([]));
}

#[tokio::test]
async fn a_list_of_names_is_not_an_exported_one() {
    let shell = Shell::signed_in().await;
    shell.run("people add ada").await;
    let file = shell.folder.path().join("list.toml");
    shell
        .run(&format!("people export {}", file.display()))
        .await;
    shell.sim.control().clear_requests();
    let done = shell
        .run(&format!("people add --from {}", file.display()))
        .await;
    assert_eq!((done.code, done.out.as_str()), (2, ""));
    let words = format!(
        "That is an exported list. Use porchlight people import {}.\n",
        file.display()
    );
    assert_eq!(done.err, words);
    assert!(shell.sim.control().requests().is_empty());
}

#[tokio::test]
async fn no_name_at_all_is_nobody() {
    let shell = Shell::signed_in().await;
    for line in [
        "people add ''",
        "people add ' ; '",
        "people remove ' '",
        "show ''",
        "wait-for '' busy",
        "notify ''",
    ] {
        let done = shell.run(line).await;
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{line}");
        assert!(
            done.err.starts_with("Nobody is named. Write a name"),
            "{line}: {}",
            done.err
        );
    }
}

#[tokio::test]
async fn somebody_on_the_list_hides_nobody_who_is_to_be_added() {
    let shell = Shell::signed_in().await;
    shell.sim.control().add_people(2);
    shell.run("people add colleague00001@contoso.example").await;
    // To be shown, it is the one on the list; to be added, it may be another.
    let shown = shell.run("show pat").await;
    assert!(shown.out.starts_with("Pat Colleague00001 "), "{shown:?}");
    let added = shell.run("people add pat").await;
    assert_eq!(added.code, 2);
    assert!(
        added.err.starts_with("“pat” may be any of 2 people."),
        "{added:?}"
    );
}

#[tokio::test]
async fn removing_wants_to_be_sure_and_says_how_to_undo_it() {
    let shell = Shell::signed_in().await;
    shell.run("people add ada grace").await;
    shell.run("people group Team grace").await;
    shell.run("people favourite grace").await;
    let undo = shell.run("people undo").await;
    assert_eq!(undo.code, 2);
    assert_eq!(
        undo.err,
        "What was removed is kept only while Porchlight runs in the tray. Add them again with porchlight people add.\n"
    );
    let unsure = shell.run("people remove gr").await;
    assert_eq!((unsure.code, unsure.out.as_str()), (2, ""));
    assert_eq!(
        unsure.err,
        "“gr” is too little to remove Grace Hopper. Write more of the name, an address or an id.\n"
    );
    shell.run("people remove hop ada hopper").await.says(
        "Removed Grace Hopper (grace@contoso.example). What was set for them is gone, too: the group Team, favourite\nRemoved Ada Lovelace (ada@contoso.example)\nTo bring them back: porchlight people add grace@contoso.example ada@contoso.example\n",
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
