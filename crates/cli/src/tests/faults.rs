//! Servers and networks in trouble: one sentence and the right exit code.

use porchlight_sim::{ErrorBody, Fault, FaultKind, Operation, Side, Target};

use super::Shell;

/// Meets the fault with a reading, a write and a search, or the first of them.
async fn check(what: FaultKind, code: u8, commands: usize) {
    let shell = Shell::signed_in().await;
    let lines: [(&str, Target); 3] = [
        ("status", Side::Reads.into()),
        ("show ada", Operation::SearchUsers.into()),
        ("set busy --message Writing", Side::Writes.into()),
    ];
    for (line, on) in &lines[..commands] {
        shell.sim.control().fault(Fault::new(*on, what.clone()));
        let done = shell.run(line).await;
        shell.sim.control().clear_faults();
        assert_eq!(done.code, code, "{what:?} {line}: {done:?}");
        assert_eq!(done.out, "", "{what:?} {line}");
        assert!(
            done.err.trim_end().ends_with('.'),
            "{what:?} {line}: {done:?}"
        );
        assert!(!done.err.contains('<'), "no markup: {}", done.err);
    }
}

#[tokio::test]
async fn a_refused_token_needs_a_sign_in() {
    check(FaultKind::Unauthorized, 3, 1).await;
}

#[tokio::test]
async fn a_refusal_of_graph_is_told_as_one() {
    check(FaultKind::Forbidden, 4, 3).await;
    check(FaultKind::NotFound, 4, 1).await;
    let retry_after = Some("2.128".to_owned());
    check(FaultKind::Throttled { retry_after }, 4, 3).await;
}

#[tokio::test]
async fn an_answer_that_is_none_is_no_answer() {
    for body in [ErrorBody::Html, ErrorBody::Empty, ErrorBody::Json] {
        let what = FaultKind::ServerError {
            status: 500,
            body,
            retry_after: None,
        };
        check(what, 5, 3).await;
    }
    check(FaultKind::TruncatedJson, 5, 2).await;
    check(FaultKind::CaptivePortal, 5, 3).await;
    check(FaultKind::ConnectionReset, 5, 3).await;
}

#[tokio::test]
async fn a_wait_is_told_in_whole_seconds() {
    let shell = Shell::signed_in().await;
    let retry_after = Some("2.128".to_owned());
    let throttled = Fault::new(Side::Reads, FaultKind::Throttled { retry_after });
    shell.sim.control().fault(throttled);
    let done = shell.run("status").await;
    assert!(
        done.err
            .contains("Microsoft Graph asked to wait. Try again in 3 seconds."),
        "{}",
        done.err
    );
}

#[tokio::test]
async fn a_sign_in_service_that_asks_to_wait_is_out_of_reach() {
    let shell = Shell::signed_in().await;
    shell.sim.control().expire_access_tokens();
    let throttled = FaultKind::Throttled { retry_after: None };
    shell
        .sim
        .control()
        .fault(Fault::new(Side::Login, throttled));
    for line in ["status", "show ada", "set busy"] {
        let done = shell.run(line).await;
        assert_eq!((done.code, done.out.as_str()), (5, ""), "{line}");
        assert!(
            done.err.starts_with("The sign-in service asked to wait."),
            "{line}: {done:?}"
        );
    }
}

#[tokio::test]
async fn a_sign_in_that_was_revoked_needs_a_new_one() {
    let shell = Shell::signed_in().await;
    shell.sim.control().revoke_tokens();
    shell.sim.control().expire_access_tokens();
    for line in ["status", "watch", "wait-for ada available", "message Lunch"] {
        let done = shell.run(line).await;
        assert_eq!(done.code, 3, "{line}: {done:?}");
        assert!(
            done.err.contains("Sign in with porchlight login"),
            "{done:?}"
        );
    }
    assert_eq!(shell.run("login").await.code, 0);
    assert_eq!(shell.run("status").await.code, 0);
}

#[tokio::test]
async fn words_nobody_knows_are_shown_as_they_are() {
    let shell = Shell::signed_in().await;
    for what in [
        FaultKind::UnknownValues,
        FaultKind::MissingFields,
        FaultKind::ExtraFields,
        FaultKind::CamelCase,
    ] {
        shell
            .sim
            .control()
            .fault(Fault::new(Side::Reads, what.clone()));
        let done = shell.run("status").await;
        shell.sim.control().clear_faults();
        assert_eq!(done.code, 0, "{what:?}: {done:?}");
        assert!(done.out.contains("Presence"), "{what:?}: {done:?}");
    }
}

#[tokio::test]
async fn the_watch_list_outlives_every_trouble() {
    let shell = Shell::signed_in().await;
    assert_eq!(shell.run("people add ada grace").await.code, 0);
    for what in [
        FaultKind::ConnectionReset,
        FaultKind::Forbidden,
        FaultKind::TruncatedJson,
    ] {
        shell.sim.control().fault(Fault::new(Side::Graph, what));
        assert_ne!(shell.run("people").await.code, 0);
        assert_ne!(shell.run("people add annie").await.code, 0);
        shell.sim.control().clear_faults();
    }
    let people = shell.run("people --json").await.json();
    assert_eq!(people["people"].as_array().unwrap().len(), 2);
}
