//! The report on a terminal and for programs.

use porchlight_sim::{Fault, FaultKind, Side};
use serde_json::Value;

use super::{Done, Shell};

/// What differs from computer to computer and from run to run, made alike.
fn alike(shell: &Shell, done: &Done) -> String {
    let mut text = done.out.replace(shell.sim.client_id(), "CLIENT");
    for (url, name) in [
        (shell.sim.login_url(), "LOGIN"),
        (shell.sim.graph_url(), "GRAPH"),
    ] {
        text = text.replace(&format!(":{}", url.port().unwrap()), &format!(":{name}"));
    }
    let lines = text
        .lines()
        .map(|line| match line.split_once("request id: ") {
            Some((before, _)) => format!("{before}request id: ID"),
            None => line.to_owned(),
        });
    lines.collect::<Vec<_>>().join("\n")
}

/// The lines between the program and what the desktop offers.
fn of_interest(text: &str) -> String {
    let from = text.find("✓ Configuration").unwrap();
    let to = text.find(" Tray:").unwrap();
    let end = text.rfind("Left out:").unwrap();
    format!(
        "{}…\n{}",
        &text[from..=text[..to].rfind('\n').unwrap()],
        &text[end..]
    )
}

#[tokio::test]
async fn a_healthy_report_is_ready_to_paste() {
    let shell = Shell::signed_in().await;
    let done = shell.run("doctor").await;
    assert_eq!((done.code, done.err.as_str()), (0, ""), "{done:?}");
    insta::assert_snapshot!("doctor", of_interest(&alike(&shell, &done)));
}

#[tokio::test]
async fn programs_are_given_the_same_checks() {
    let shell = Shell::signed_in().await;
    let done = shell.run("doctor --json").await;
    let mut report: Value = done.json();
    assert_eq!(report["fine"], true);
    let checks = report["checks"].as_array_mut().unwrap();
    let about = |check: &Value| check["area"] == "keyring" || check["area"] == "sign-in";
    checks.retain(about);
    insta::assert_json_snapshot!("doctor_json", report);
}

#[tokio::test]
async fn the_exit_code_is_that_of_the_first_cause() {
    let shell = Shell::signed_out().await;
    assert_eq!(shell.run("doctor").await.code, 3);
    let down = Fault::new(Side::Everywhere, FaultKind::ConnectionReset);
    shell.sim.control().fault(down);
    let done = shell.run("doctor").await;
    assert_eq!((done.code, done.err.as_str()), (5, ""), "{done:?}");
    assert!(done.out.contains("✗ Microsoft Graph: "), "{}", done.out);
    assert!(done.out.contains("  Next: "), "{}", done.out);
    let done = shell.run("doctor --json").await;
    assert_eq!((done.code, &done.json()["fine"]), (5, &Value::Bool(false)));
}
