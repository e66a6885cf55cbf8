//! Sign-in, status, people.

use porchlight_core::control;
use porchlight_core::model::PersonId;
use porchlight_sim::{ADA, Browser, GRACE, SignIn};

use super::Shell;

#[tokio::test]
async fn nobody_is_signed_in_until_login_and_after_logout() {
    let shell = Shell::signed_out().await;
    for line in [
        "status",
        "people",
        "show ada",
        "watch",
        "wait-for ada available",
        "set busy",
    ] {
        let done = shell.run(line).await;
        assert_eq!((done.code, done.out.as_str()), (3, ""), "{line}");
        assert_eq!(
            done.err,
            "Nobody is signed in. Sign in with porchlight login.\n"
        );
    }
}

#[tokio::test]
async fn login_prints_the_address_on_a_line_of_its_own() {
    let shell = Shell::signed_out().await;
    let login = shell.run("login").await;
    let lines: Vec<&str> = login.out.lines().collect();
    assert!(
        lines[0].starts_with(shell.sim.login_url().as_str()),
        "{lines:?}"
    );
    assert_eq!(
        lines[1..],
        ["Signed in as Robin Carter (robin@contoso.example)"]
    );
    assert_eq!(shell.run("status").await.code, 0);

    assert_eq!(shell.run("logout").await.out, "Signed out\n");
    assert_eq!(
        shell.run("logout --json").await.out,
        "{\"signed_out\":false}\n"
    );
    assert_eq!(shell.run("status").await.code, 3);
}

#[tokio::test]
async fn beside_a_running_program_the_browser_is_opened_from_here() {
    let shell = Shell::signed_out().await;
    let _resident = shell.resident();
    let login = shell.run("login").await;
    assert_eq!((login.code, login.out.lines().count()), (0, 2), "{login:?}");
    let steps = shell.run("login --json").await.out;
    let first: serde_json::Value = serde_json::from_str(steps.lines().next().unwrap()).unwrap();
    assert_eq!(first["step"], "visit");
}

#[tokio::test]
async fn a_browser_that_does_not_open_leaves_the_address() {
    let shell = Shell::signed_out().await;
    shell.has_no_browser();
    let (tape, login) = shell.session("login");
    let visit = async {
        let address = tape.lines(1).await.remove(0);
        shell.sim.control().visit(&address.parse().unwrap()).await
    };
    let (login, visited) = tokio::join!(login, visit);
    assert_eq!((login.code, visited.unwrap()), (0, 200), "{login:?}");
    assert!(
        login.err.starts_with("No browser could be opened"),
        "{login:?}"
    );
}

#[tokio::test]
async fn a_code_can_be_typed_elsewhere() {
    let shell = Shell::signed_out().await;
    let login = shell.run("login --device-code").await;
    let lines: Vec<&str> = login.out.lines().collect();
    assert_eq!((login.code, lines.len()), (0, 3), "{login:?}");
    assert!(lines[0].starts_with("http") && lines[1].starts_with("Enter the code "));
}

#[tokio::test]
async fn a_sign_in_that_is_refused_says_so() {
    let shell = Shell::signed_out().await;
    shell.sim.control().sign_in(SignIn {
        browser: Browser::Deny,
        ..SignIn::default()
    });
    let login = shell.run("login").await;
    assert!(matches!(login.code, 3 | 4), "{login:?}");
    assert!(!login.err.is_empty());
}

#[tokio::test]
async fn colleagues_are_seen_after_a_second_consent() {
    let shell = Shell::signed_out().await;
    assert_eq!(shell.run("login").await.code, 0);
    let sentence = "Porchlight needs your consent to see colleagues. Give it with porchlight login --colleagues.\n";
    for line in [
        "people add ada",
        "people search ada",
        "show ada",
        "wait-for ada available",
    ] {
        let done = shell.run(line).await;
        assert_eq!((done.code, done.err.as_str()), (3, sentence), "{line}");
    }
    assert_eq!(shell.run("set busy").await.code, 0);

    let control = shell.sim.control();
    control.set_admin_only(["Presence.Read.All"]);
    let refused = shell.run("login --colleagues").await;
    assert_eq!(refused.code, 4, "{refused:?}");
    assert!(refused.err.contains("administrator"), "{refused:?}");
    assert!(refused.err.contains("/v2.0/adminconsent?"), "{refused:?}");
    assert_eq!(shell.run("status").await.code, 0, "the rest goes on");

    control.set_admin_only([]);
    assert_eq!(shell.run("login --colleagues").await.code, 0);
    assert_eq!(shell.run("people add ada").await.code, 0);
    // Somebody takes it back: the list stays, and says what is missing.
    control.set_consented([
        "openid",
        "profile",
        "offline_access",
        "User.Read",
        "Presence.Read",
        "Presence.ReadWrite",
    ]);
    let list = shell.run("people").await;
    assert_eq!(list.code, 3, "{list:?}");
    assert!(list.out.starts_with("Ada Lovelace  "), "{list:?}");
    assert_eq!(list.err, sentence);
}

#[tokio::test]
async fn status_tells_what_was_reported() {
    let shell = Shell::signed_in().await;
    let control = shell.sim.control();
    control.set_presence("robin", "Busy", "InAMeeting").unwrap();
    control
        .set_message("robin", Some("Thinking"), None)
        .unwrap();
    insta::assert_snapshot!(shell.run("status").await.out, @r"
    Account   Robin Carter (robin@contoso.example)
    Presence  In a meeting (reported at 16:00, just now)
    Message   Thinking
    ");
    let json = shell.run("status --json").await.json();
    assert_eq!(json["presence"]["activity"], "InAMeeting");
    assert_eq!(json["message"]["text"], "Thinking");
    assert_eq!(json["reported_at"], "2026-11-21T15:00:00Z");
    assert_eq!(json["age_seconds"], 0);
}

#[tokio::test]
async fn the_watch_list_is_kept_between_commands() {
    let shell = Shell::signed_in().await;
    let empty = shell.run("people").await;
    assert_eq!((empty.code, empty.out.as_str()), (0, ""));
    assert!(empty.err.contains("people add"));

    let added = shell
        .run(&format!("people add ada grace@contoso.example {ADA}"))
        .await;
    assert_eq!(added.code, 0, "{}", added.err);
    assert_eq!(
        added.out,
        "Added Ada Lovelace (ada@contoso.example)\nAdded Grace Hopper (grace@contoso.example)\n"
    );
    shell
        .sim
        .control()
        .set_presence("grace", "Busy", "InACall")
        .unwrap();
    insta::assert_snapshot!(shell.run("people").await.out, @r"
    Ada Lovelace  Offline
    Grace Hopper  In a call
    ");

    let removed = shell.run("people remove ada --json").await;
    assert_eq!(removed.json()["people"].as_array().unwrap().len(), 1);
    let gone = shell.run("people remove ada").await;
    assert_eq!(gone.code, 2);
    assert!(
        gone.err
            .starts_with("Nobody called “ada” was found on the watch list.")
    );
}

#[tokio::test]
async fn people_are_found_and_shown_without_being_added() {
    let shell = Shell::signed_in().await;
    shell
        .sim
        .control()
        .set_presence("ada", "Available", "Available")
        .unwrap();
    let show = shell.run("show ada --json").await;
    let person = &show.json()["people"][0];
    assert_eq!(person["presence"]["shape"], "available");
    assert_eq!(person["watched"], false);
    assert_eq!(
        shell.run("people --json").await.json()["people"],
        serde_json::json!([])
    );

    let found = shell.run("people search gra --json").await.json();
    assert_eq!(found["results"][0]["address"], "grace@contoso.example");
    let nobody = shell.run("people search zebra").await;
    assert_eq!(
        (nobody.code, nobody.err.as_str()),
        (0, "Nobody was found\n")
    );
}

#[tokio::test]
async fn a_name_of_several_people_is_never_guessed() {
    let shell = Shell::signed_in().await;
    shell.sim.control().add_people(3);
    let several = shell.run("show pat").await;
    assert_eq!((several.code, several.out.as_str()), (2, ""));
    assert!(
        several.err.starts_with("“pat” may be any of 3 people."),
        "{}",
        several.err
    );
    assert!(
        several
            .err
            .contains("\n  Pat Colleague00001  colleague00001@contoso.example\n")
    );

    let nobody = shell.run("show zebra").await;
    assert_eq!(nobody.code, 2);
    assert!(nobody.err.starts_with("Nobody called “zebra” was found."));

    let some = shell.run("show ada zebra grace pat").await;
    assert_eq!((some.code, some.out.lines().count()), (2, 2), "{some:?}");
    let said: Vec<&str> = some.err.lines().collect();
    assert!(said[0].starts_with("Nobody called “zebra” was found."));
    assert!(said[1].starts_with("“pat” may be any of 3 people."));

    let stranger = shell.run("show 99999999-0000-4000-8000-000000000000").await;
    assert_eq!(stranger.code, 4, "{stranger:?}");
}

#[tokio::test]
async fn what_is_printed_is_the_same_beside_a_running_program() {
    let shell = Shell::signed_in().await;
    shell.run("people add ada").await;
    let lines = [
        "--json status",
        "--json people",
        "--json show grace",
        "--json people search ada",
        "status",
        "people",
    ];
    let mut alone = Vec::new();
    for line in lines {
        alone.push(shell.run(line).await.out);
    }
    let _resident = shell.resident();
    for (line, alone) in lines.into_iter().zip(alone) {
        let done = shell.run(line).await;
        assert_eq!((done.code, done.err.as_str()), (0, ""), "{line}");
        assert_eq!(done.out, alone, "{line}");
    }
}

#[tokio::test]
async fn a_photo_crosses_the_socket() {
    let shell = Shell::signed_in().await;
    shell
        .sim
        .control()
        .set_photo(ADA, Some([10, 90, 160]))
        .unwrap();
    let _resident = shell.resident();
    let joined = control::connect(&shell.place()).await.unwrap().unwrap();
    // Before the sign-in is taken up, nobody's photo can be had.
    joined.settled().await;
    let id = |of: &dyn ToString| PersonId::parse(&of.to_string()).unwrap();
    let photo = joined.photo(&id(&ADA)).await.expect("an answer");
    let photo = photo.expect("a photo");
    assert!(photo.data_url().starts_with("data:image/jpeg;base64,"));
    assert_eq!(joined.photo(&id(&GRACE)).await, Ok(None));
}
