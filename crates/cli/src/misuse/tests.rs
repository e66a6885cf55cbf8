//! A sentence for each mistake.

use clap::Parser as _;

use super::*;

#[track_caller]
fn check(cases: &[(&str, &str)]) {
    for (line, words) in cases {
        let arguments: Vec<OsString> = std::iter::once("porchlight")
            .chain(line.split(' '))
            .map(OsString::from)
            .collect();
        let error = Arguments::try_parse_from(&arguments).unwrap_err();
        assert_eq!(explained(&error, &arguments).to_string(), *words, "{line}");
    }
}

#[test]
fn each_mistake_has_a_sentence_and_a_way_out() {
    let cases = [
        (
            "stats",
            "“stats” is not a command of porchlight. Did you mean status? See porchlight --help",
        ),
        (
            "bogus",
            "“bogus” is not a command of porchlight. See porchlight --help",
        ),
        (
            "help people bogus",
            "“bogus” is not a command of porchlight people. See porchlight people --help",
        ),
        (
            "status --json=1",
            "--json takes no value. See porchlight status --help",
        ),
        ("-x", "“-x” is not expected here. See porchlight --help"),
        (
            "people ad",
            "“ad” is not a command of porchlight people. Did you mean add? See porchlight people --help",
        ),
        (
            "people whatever",
            "“whatever” is not a command of porchlight people. See porchlight people --help",
        ),
        ("set", "STATUS is missing. See porchlight set --help"),
        (
            "wait-for --json",
            "WHO and STATUS are missing. See porchlight wait-for --help",
        ),
        (
            "people add",
            "WHO is missing. See porchlight people add --help",
        ),
        ("message", "TEXT is missing. See porchlight message --help"),
        (
            "set busy --for",
            "--for needs a value. See porchlight set --help",
        ),
        (
            "set busy --untl 1h",
            "“--untl” is not expected here. Did you mean --until? See porchlight set --help",
        ),
        (
            "set busy for 1h",
            "“for” is not expected here. Did you mean --for? See porchlight set --help",
        ),
        (
            "set busy soon",
            "“soon” is not expected here. See porchlight set --help",
        ),
        (
            "set busy --for 1h --until 17:30",
            "--for does not go together with --until. See porchlight set --help",
        ),
        (
            "set busy --for 1h --for 2h",
            "--for is given twice. See porchlight set --help",
        ),
        (
            "completions tcsh",
            "“tcsh” is no value for SHELL. Write one of bash, elvish, fish, powershell, zsh",
        ),
        (
            "watch --format dzen",
            "“dzen” is no value for --format. Write one of waybar, polybar, i3blocks, tmux",
        ),
        ("--json", "A command is missing. See porchlight --help"),
        (
            "--config-dir status set busy --x",
            "“--x” is not expected here. See porchlight set --help",
        ),
        (
            "set --config-dir status busy until 1h",
            "“until” is not expected here. Did you mean --until? See porchlight set --help",
        ),
        (
            "--config-dir=people --json xyzzy status",
            "“xyzzy” is not a command of porchlight. See porchlight --help",
        ),
        (
            "people --config-dir add ad",
            "“ad” is not a command of porchlight people. Did you mean add? See porchlight people --help",
        ),
    ];
    check(&cases);
}

#[test]
fn what_begins_with_a_dash_may_be_meant_as_text() {
    check(&[
        (
            "message ---away---",
            "“---away---” is not expected here. Write -- before words that begin with a dash. See porchlight message --help",
        ),
        (
            "message -5",
            "“-5” is not expected here. Write -- before words that begin with a dash. See porchlight message --help",
        ),
        (
            "people add -ada",
            "“-ada” is not expected here. Write -- before words that begin with a dash. See porchlight people add --help",
        ),
        (
            "set busy --for -5m",
            "“-5m” is not a length of time. Write a length like 30m, 1h 30m or 2 days, or use --until for a time like 17:30",
        ),
        (
            "wait-for ada busy --stable -5m",
            "“-5m” is not a length of time. Write a length like 30s, 10m or 1h 30m",
        ),
        (
            "message x --until -1h",
            "“-1h” is not a time Porchlight knows. Write a length like 30m or 1h 30m, a time like 17:30 or 5pm, today, tomorrow 9:00, fri 17:00, this week, a date like 2026-11-23 09:00, or never",
        ),
        (
            "set busy --message -5",
            "--message needs a value. Write one that begins with a dash like this: --message=-5",
        ),
    ]);
}

#[cfg(unix)]
#[test]
fn what_is_no_text_is_shown_as_well_as_can_be() {
    use std::os::unix::ffi::OsStringExt as _;
    let broken = OsString::from_vec(b"ad\xff\x1b[2J".to_vec());
    let arguments = ["porchlight".into(), "show".into(), broken];
    let error = Arguments::try_parse_from(&arguments).unwrap_err();
    assert_eq!(
        explained(&error, &arguments).to_string(),
        "“ad� [2J” is not text that Porchlight can read (UTF-8). See porchlight show --help"
    );
}
