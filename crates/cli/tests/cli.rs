//! The program itself: its exit codes, its two outputs, and its end.

use std::fs;
use std::io::{BufRead, BufReader};
#[cfg(unix)]
use std::process::Command;
use std::process::{Output, Stdio};

use serde_json::Value;

mod program;
use program::{porchlight, text};

fn run(words: &[&str]) -> Output {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = porchlight(folder.path(), words).output();
    output.expect("the program runs")
}

#[test]
fn the_demo_answers_at_once() {
    let status = run(&["--demo", "--json", "status"]);
    assert_eq!(status.status.code(), Some(0), "{}", text(&status.stderr));
    let value: Value = serde_json::from_slice(&status.stdout).unwrap();
    assert_eq!(value["account"]["name"], "Robin Carter");
    assert_eq!(value["presence"]["availability"], "Available");

    let people = text(&run(&["people", "--demo"]).stdout);
    assert!(people.lines().count() > 5, "{people}");

    let set = run(&["set", "busy", "--for", "1h", "--demo"]);
    assert!(text(&set.stdout).starts_with("Busy until "), "{set:?}");

    let words = [
        "--demo",
        "wait-for",
        "kwame",
        "in-a-call",
        "--timeout",
        "1m",
    ];
    let waited = run(&words);
    assert_eq!(waited.status.code(), Some(0), "{waited:?}");
}

#[test]
fn mistakes_go_to_standard_error_and_end_with_two() {
    for words in [
        &["set", "asleep"][..],
        &["set", "busy", "--until", "soonish"],
        &["wait-for", "ada"],
        &["dance"],
        &[],
    ] {
        let done = run(words);
        assert_eq!(done.status.code(), Some(2), "{words:?}");
        assert!(
            done.stdout.is_empty() && !done.stderr.is_empty(),
            "{words:?}"
        );
    }
    let done = run(&["--json", "set"]);
    let error: Value = serde_json::from_slice(&done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(2));
    assert_eq!(error["error"]["code"], "usage");
}

#[test]
fn help_and_version_are_answers() {
    for words in [&["--help"][..], &["help", "set"], &["--version"]] {
        let done = run(words);
        assert_eq!(done.status.code(), Some(0), "{words:?}");
        assert!(
            done.stderr.is_empty() && !done.stdout.is_empty(),
            "{words:?}"
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_can_not_be_written_is_no_success() {
    let folder = tempfile::tempdir().unwrap();
    for words in [
        &["help"][..],
        &["help", "set"],
        &["--help"],
        &["--version"],
        &["completions", "bash"],
        &["--demo", "status"],
    ] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full");
        let done = porchlight(folder.path(), words)
            .stdout(full.unwrap())
            .stderr(Stdio::piped())
            .spawn()
            .and_then(std::process::Child::wait_with_output)
            .unwrap();
        let told = "The output can't be written: there is no room left on the disk.\n";
        let said = (done.status.code(), text(&done.stderr));
        assert_eq!(said, (Some(1), told.to_owned()), "{words:?}");
    }
}

#[test]
fn a_broken_configuration_is_named_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    let broken = "[account]\ntenant = 5 5\n";
    fs::write(&file, broken).unwrap();
    let done = porchlight(folder.path(), &["status"]).output().unwrap();
    assert_eq!(done.status.code(), Some(2));
    let words = text(&done.stderr);
    assert!(
        words.contains("config.toml") && words.contains("line 2"),
        "{words}"
    );
    // The doctor says the same, and looks at the rest.
    let report = porchlight(folder.path(), &["doctor"]).output().unwrap();
    let words = text(&report.stdout);
    assert!(
        words.contains("✗ Configuration") && words.contains("Keyring"),
        "{words}"
    );
    assert_eq!(fs::read_to_string(file).unwrap(), broken);
}

/// What a hook is given may be a token, which a report that is pasted must not have.
#[test]
fn of_a_broken_line_of_the_configuration_only_its_name_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    for (line, words) in [
        (
            "run = [\"curl\", \"-H\", \"Authorization: Bearer sk-1\",",
            "line 3",
        ),
        (
            "run = [\"curl\", \"-H\", \"Authorization: Bearer sk-1]",
            "line 3: what “run” is set to is not understood",
        ),
        (
            "run = [\"curl\",\n  \"Authorization: Bearer sk-1==]",
            "line 4: this is not understood",
        ),
        (
            "run = [\"curl\",\n  sk_1 = 5]",
            "line 4: this is not understood",
        ),
        (
            "run = [\"curl\", \"-H\",\nsk_1 = \"x\"]",
            "line 4: this is not understood",
        ),
        (
            "when = [\"sk-1\"]\nrun = [\"curl\"]",
            "line 3: this means nothing here; there are becomes-available",
        ),
        (
            "run = \"curl -H sk-1\"",
            "line 3: a list in [ ] belongs there",
        ),
    ] {
        fs::write(&file, format!("[[hook]]\non = \"me\"\n{line}\n")).unwrap();
        for command in ["status", "doctor"] {
            for json in [&[][..], &["--json"]] {
                let arguments = [&[command], json].concat();
                let done = porchlight(folder.path(), &arguments).output().unwrap();
                let told = text(&done.stdout) + &text(&done.stderr);
                assert!(told.contains(words), "{line}: {told}");
                for secret in ["sk-1", "sk_1"] {
                    assert!(!told.contains(secret), "{line}: {told}");
                }
            }
        }
    }
}

#[test]
fn without_a_registration_signing_in_says_what_to_write() {
    let done = run(&["login"]);
    assert_eq!(done.status.code(), Some(3));
    assert!(text(&done.stderr).contains("client_id"), "{done:?}");
}

#[test]
fn a_dry_run_needs_nothing_at_all() {
    let line = "set busy --until 17:30 --dry-run --zone Europe/Berlin --now 2026-11-21T15:00:00Z";
    let done = run(&line.split(' ').collect::<Vec<_>>());
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    insta::assert_snapshot!("dry_run", text(&done.stdout));
}

#[test]
fn where_nobody_ever_signed_in_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty");
    fs::create_dir(&empty).unwrap();
    let missing = folder.path().join("none/yet");
    for (words, code) in [
        (&["status"][..], 3),
        (&["people"], 3),
        (&["people", "groups"], 0),
        (&["people", "export"], 0),
        (&["show", "ada"], 3),
        (&["set", "busy"], 3),
        (&["logout"], 0),
    ] {
        for chosen in [&missing, &empty] {
            let mut command = porchlight(chosen, words);
            let application = "00000000-0000-0000-0000-000000000001";
            let done = command.env("PORCHLIGHT_CLIENT_ID", application).output();
            let done = done.unwrap();
            assert_eq!(done.status.code(), Some(code), "{words:?}: {done:?}");
            let told = text(&done.stdout) + &text(&done.stderr);
            if words == ["logout"] {
                assert_eq!(told, "Nobody is signed in\n");
            }
            assert!(!folder.path().join("none").exists(), "{words:?}");
            assert_eq!(fs::read_dir(&empty).unwrap().count(), 0, "{words:?}");
        }
    }
}

#[test]
fn an_unreachable_server_ends_with_five() {
    let folder = tempfile::tempdir().unwrap();
    let done = porchlight(folder.path(), &["login", "--device-code"])
        .env("PORCHLIGHT_CLIENT_ID", porchlight_sim::CLIENT_ID)
        .env("PORCHLIGHT_LOGIN_URL", "http://127.0.0.1:9")
        .env("PORCHLIGHT_GRAPH_URL", "http://127.0.0.1:9")
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(5), "{done:?}");
}

#[test]
fn watch_ends_well_with_its_reader() {
    let folder = tempfile::tempdir().unwrap();
    let mut watch = porchlight(folder.path(), &["--demo", "watch", "--json"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(watch.stdout.take().unwrap()).lines();
    let first: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    assert_eq!(first["kind"], "me");
    drop(lines);
    assert_eq!(watch.wait().unwrap().code(), Some(0));
}

#[cfg(unix)]
#[test]
fn watch_ends_well_when_asked_to() {
    for signal in ["INT", "TERM"] {
        let folder = tempfile::tempdir().unwrap();
        let mut watch = porchlight(folder.path(), &["--demo", "watch"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(watch.stdout.take().unwrap()).lines();
        assert!(lines.next().unwrap().unwrap().contains("You"));
        let id = watch.id().to_string();
        let kill = Command::new("kill").args(["-s", signal, &id]).status();
        assert!(kill.unwrap().success());
        assert_eq!(watch.wait().unwrap().code(), Some(0), "{signal}");
    }
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_said_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let remembered = r#"{"version":1,"watch_list":[{"id":"00000000-0000-0000-0000-000000000001","name":"Ada Lovelace"}]}"#;
    fs::write(&file, remembered).unwrap();
    // A shell's limit for files stands for a disk without room.
    let whole = porchlight(folder.path(), &["people", "remove", "ada"]);
    let mut full = Command::new("sh");
    full.args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\""])
        .arg(whole.get_program())
        .args(whole.get_args())
        .stdin(Stdio::null());
    for (name, value) in whole.get_envs() {
        match value {
            Some(value) => full.env(name, value),
            None => full.env_remove(name),
        };
    }
    let done = full.output().unwrap();
    assert_eq!(
        (done.status.code(), text(&done.stdout)),
        (Some(1), String::new())
    );
    let said = text(&done.stderr);
    assert!(
        said.starts_with("What was changed can't be saved: "),
        "{said}"
    );
    assert!(said.trim_end().ends_with("then try again."), "{said}");
    assert_eq!(fs::read_to_string(&file).unwrap(), remembered);
    // With room again, it is done.
    let done = porchlight(folder.path(), &["people", "remove", "ada"])
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", text(&done.stderr));
    assert!(!fs::read_to_string(&file).unwrap().contains("Ada"));
}
