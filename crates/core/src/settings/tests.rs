//! What is read, and what is said of mistakes.

mod hooks;
mod policy;

use super::*;

const ID: &str = "11111111-2222-3333-4444-555555555555";

fn folder_with(config: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("config.toml"), config).unwrap();
    folder
}

fn load(config: &str, environment: &[(&str, &str)]) -> Result<Settings, UserError> {
    load_under(&[], config, environment)
}

fn load_under(
    policies: &[PolicySource],
    config: &str,
    environment: &[(&str, &str)],
) -> Result<Settings, UserError> {
    let folder = folder_with(config);
    let get = |name: &str| {
        environment
            .iter()
            .find(|(n, _)| *n == name)
            .map(|(_, value)| (*value).to_owned())
    };
    Settings::load_under(policies, Some(folder.path()), get)
}

/// A policy in a folder of its own.
fn policy(text: &str) -> (tempfile::TempDir, PolicySource) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("policy.toml");
    std::fs::write(&path, text).unwrap();
    (folder, PolicySource::File(path))
}

#[test]
fn an_empty_configuration_is_fine_until_somebody_signs_in() {
    let settings = load("", &[]).unwrap();
    assert_eq!(settings.given(Key::Cloud).text, "global");
    assert_eq!(settings.poll_interval, TimeDelta::seconds(30));
    assert_eq!(
        settings.registration().unwrap_err().code,
        ErrorCode::SignInNeeded
    );
}

#[test]
fn the_environment_overrides_the_file() {
    let config = format!(
        "[account]\nclient_id = \"{ID}\"\ntenant = \"contoso.com\"\ncloud = \"us-gov-l4\"\n[time]\nzone = \"Europe/Berlin\"\n[polling]\ninterval = \"2m\"\n"
    );
    let settings = load(
        &config,
        &[
            ("PORCHLIGHT_TENANT", "fabrikam.com"),
            ("PORCHLIGHT_LOGIN_URL", "http://127.0.0.1:4000"),
            ("PORCHLIGHT_GRAPH_URL", "http://127.0.0.1:4001"),
            ("PORCHLIGHT_ZONE", "Asia/Kolkata"),
            ("PORCHLIGHT_POLL_INTERVAL", "45s"),
        ],
    )
    .unwrap();
    let registration = settings.registration().unwrap();
    assert_eq!(registration.tenant, "fabrikam.com");
    assert_eq!(registration.cloud.name, "custom");
    assert_eq!(settings.zone().zone(), chrono_tz::Asia::Kolkata);
    assert_eq!(settings.poll_interval, TimeDelta::seconds(45));
    let by_the_file = load(&config, &[]).unwrap();
    assert_eq!(by_the_file.poll_interval, TimeDelta::minutes(2));
}

#[test]
fn a_polling_interval_is_a_length_within_bounds() {
    #[track_caller]
    fn check(words: &str, expected: Result<i64, &str>) {
        let read = load(&format!("[polling]\ninterval = \"{words}\""), &[]);
        let read = read.map(|settings| settings.poll_interval.num_seconds());
        let read = read.map_err(|error| error.title);
        match (read, expected) {
            (Err(title), Err(fault)) => {
                let begin = format!("The polling interval “{words}” from the configuration file");
                assert!(
                    title.starts_with(&begin) && title.ends_with(fault),
                    "{title}"
                );
            }
            (read, expected) => assert_eq!(read, expected.map_err(str::to_owned), "{words}"),
        }
    }
    check("15s", Ok(15));
    check("1m 30s", Ok(90));
    check("10 minutes", Ok(600));
    check("14s", Err("too short"));
    check("601s", Err("too long"));
    check("2 days", Err("too long"));
    check("often", Err("not a length of time"));
    check("30", Err("not a length of time"));
    check("", Err("not a length of time"));
    check("-30s", Err("not a length of time"));
    let (_folder, place) = policy("[polling]\ninterval = \"5s\"");
    let managed = load_under(&[place], "[polling]\ninterval = \"2m\"", &[]).unwrap();
    assert_eq!(managed.poll_interval, POLL_INTERVAL);
    let broken = managed.registration().unwrap_err().title;
    assert!(broken.contains("“5s” from your organisation"), "{broken}");
}

#[test]
fn each_mistake_has_its_sentence() {
    #[track_caller]
    fn check(config: &str, environment: &[(&str, &str)], words: &str) {
        let error = load(config, environment)
            .and_then(|settings| settings.registration())
            .unwrap_err()
            .to_string();
        assert!(error.contains(words), "{error}");
    }
    check("[account]\nclient_id = 5 5", &[], "line 2");
    check("[acount]", &[], "acount");
    check(
        "[account]\nclient_id = \"x\"",
        &[],
        "The client id “x” from the configuration file",
    );
    check(
        "[account]\ncloud = \"mars\"",
        &[],
        "There is no cloud “mars” from the configuration file",
    );
    check(
        "[account]\ncloud = \"custom\"",
        &[],
        "its addresses are missing",
    );
    check(
        "[account]\ntenant = \"a/b\"",
        &[],
        "The tenant “a/b” from the configuration file",
    );
    check(
        "[time]\nzone = \"Berlin\"",
        &[],
        "There is no time zone “Berlin” from the configuration file",
    );
    check("[polling]\ninterval = 30", &[], "line 2");
    check(
        "",
        &[("PORCHLIGHT_POLL_INTERVAL", "1h")],
        "“1h” from the environment variable PORCHLIGHT_POLL_INTERVAL is too long",
    );
    check(
        "",
        &[("PORCHLIGHT_LOGIN_URL", "https://x")],
        "Set both or neither",
    );
    check(
        "",
        &[
            ("PORCHLIGHT_LOGIN_URL", "https://x"),
            ("PORCHLIGHT_GRAPH_URL", "https://x"),
            ("PORCHLIGHT_CLOUD", "global"),
        ],
        "Two clouds are named: global by the environment variable PORCHLIGHT_CLOUD, and another by the environment variable PORCHLIGHT_LOGIN_URL",
    );
    check(
        "[cloud.custom]\nlogin = \"https://x\"",
        &[],
        "Only one of cloud.custom.login and cloud.custom.graph is set",
    );
    check("account = 5", &[], "line 1: account is not a table");
    check(
        "",
        &[
            ("PORCHLIGHT_LOGIN_URL", "http://x"),
            ("PORCHLIGHT_GRAPH_URL", "http://x"),
        ],
        "must be https; they are “http://x” from the environment variable PORCHLIGHT_LOGIN_URL",
    );
    check(
        &format!("[account]\nclient_id = \"{ID}\"\ncloud = \"china\""),
        &[],
        "does not offer presence",
    );
}

#[test]
fn a_shortcut_is_known_with_the_place_it_was_written_at() {
    let config = "[window]\nshortcut = \" Ctrl+Alt+P \"\n";
    let shortcut = load(config, &[]).unwrap().shortcut.unwrap();
    assert_eq!(shortcut.keys, "Ctrl+Alt+P");
    let place = &shortcut.place;
    assert!(
        place.starts_with("line 2 of the configuration file "),
        "{place}"
    );

    let variable = [("PORCHLIGHT_SHORTCUT", "Super+P")];
    let shortcut = load(config, &variable).unwrap().shortcut.unwrap();
    assert_eq!(
        shortcut.place,
        "the environment variable PORCHLIGHT_SHORTCUT"
    );
    for off in ["", "[window]\nshortcut = \"\"\n"] {
        assert_eq!(load(off, &[]).unwrap().shortcut, None);
    }
}

#[test]
fn nobody_looks_for_updates_unless_somebody_says_so() {
    assert_eq!(load("", &[]).unwrap().updates.check, None);
    let on = "[updates]\ncheck = true\n";
    let (check, source) = load(on, &[]).unwrap().updates.check.unwrap();
    assert!(check && matches!(source, Source::File(_)));

    let folder = folder_with("");
    let policy = folder.path().join("policy.toml");
    std::fs::write(&policy, "[updates]\ncheck = false\n").unwrap();
    let settings = load_under(&[PolicySource::File(policy)], on, &[]).unwrap();
    let (check, source) = settings.updates.check.unwrap();
    assert!(!check && matches!(source, Source::Policy(_)));

    for (name, value, words) in [
        (
            "PORCHLIGHT_UPDATE_CHECK",
            "maybe",
            "“maybe” from the environment",
        ),
        (
            "PORCHLIGHT_UPDATE_FEED",
            "http://example.com",
            "can't be trusted",
        ),
    ] {
        let refused = load("", &[(name, value)]).unwrap_err();
        assert!(refused.title.contains(words), "{refused}");
    }
}

#[test]
fn a_configuration_that_can_not_be_one_is_refused_with_what_to_do() {
    let large = "#".repeat(2 << 20);
    let refused = load(&large, &[]).unwrap_err();
    assert!(
        refused.title.ends_with("it is larger than 1 MB"),
        "{refused}"
    );
    assert!(refused.hint.starts_with("Mend the file"), "{refused}");
    let (_folder, policy) = policy(&large);
    let broken = load_under(&[policy], "", &[])
        .unwrap()
        .broken_policy
        .unwrap();
    assert!(broken.title.ends_with("it is larger than 1 MB"), "{broken}");
}
