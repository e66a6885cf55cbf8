//! Who wins, and what is said of mistakes.

use super::*;
use crate::auth::Cloud;
use crate::model::{Transition, Whose};

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
        "PORCHLIGHT_CLOUD and the environment variable PORCHLIGHT_LOGIN_URL name two clouds",
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

/// A policy in a folder of its own.
fn policy(text: &str) -> (tempfile::TempDir, PolicySource) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("policy.toml");
    std::fs::write(&path, text).unwrap();
    (folder, PolicySource::File(path))
}

#[test]
fn each_key_comes_from_the_strongest_that_names_it() {
    let values = [
        ("account.client_id", "client_id", "PORCHLIGHT_CLIENT_ID"),
        ("account.tenant", "tenant", "PORCHLIGHT_TENANT"),
        ("account.cloud", "cloud", "PORCHLIGHT_CLOUD"),
    ];
    for (key, name, variable) in values {
        let table = |value: &str| format!("[account]\n{name} = \"{value}\"\n");
        let (_folder, place) = policy(&table("of-the-organisation"));
        let (_empty, silent) = policy("");
        let default = match name {
            "tenant" => "organizations",
            "cloud" => "global",
            _ => "",
        };
        for (place, config, environment, value, source) in [
            (&silent, "", None, default, "Porchlight's default"),
            (
                &silent,
                &*table("of-the-file"),
                None,
                "of-the-file",
                "the configuration file ",
            ),
            (
                &silent,
                &table("of-the-file"),
                Some("of-the-variable"),
                "of-the-variable",
                variable,
            ),
            (
                &place,
                &table("of-the-file"),
                Some("of-the-variable"),
                "of-the-organisation",
                "your organisation (",
            ),
            (
                &place,
                "",
                None,
                "of-the-organisation",
                "your organisation (",
            ),
        ] {
            let environment: Vec<_> = environment
                .map(|value| (variable, value))
                .into_iter()
                .collect();
            let policies = std::slice::from_ref(place);
            let settings = load_under(policies, config, &environment).unwrap();
            let origins = settings.origins();
            let origin = origins.iter().find(|origin| origin.key == key).unwrap();
            assert_eq!(origin.value, value);
            assert!(origin.source.to_string().contains(source), "{origin:?}");
        }
    }
}

#[test]
fn a_policy_wins_for_the_keys_it_names_and_leaves_the_others() {
    let (_folder, place) = policy(&format!(
        "[account]\nclient_id = \"{ID}\"\ncloud = \"us-gov-l4\"\n"
    ));
    let settings = load_under(
        &[place],
        "[account]\nclient_id = \"x\"\ntenant = \"contoso.com\"\n",
        &[
            ("PORCHLIGHT_CLIENT_ID", "y"),
            ("PORCHLIGHT_LOGIN_URL", "https://login.example"),
            ("PORCHLIGHT_GRAPH_URL", "https://graph.example"),
        ],
    )
    .unwrap();
    let registration = settings.registration().unwrap();
    assert_eq!(registration.client_id, ID);
    assert_eq!(registration.tenant, "contoso.com");
    // Addresses in the environment are another way to name a cloud.
    assert_eq!(registration.cloud, Cloud::named("us-gov-l4").unwrap());
}

#[test]
fn a_policy_may_name_a_cloud_by_its_addresses_alone() {
    let (_folder, place) = policy(
        "[cloud.custom]\nlogin = \"https://login.example\"\ngraph = \"https://graph.example\"\n",
    );
    let settings = load_under(
        &[place],
        &format!("[account]\nclient_id = \"{ID}\"\ncloud = \"global\"\n"),
        &[("PORCHLIGHT_CLOUD", "us-gov-dod")],
    )
    .unwrap();
    let cloud = settings.registration().unwrap().cloud;
    assert_eq!(cloud.graph.as_str(), "https://graph.example/");
    let keys: Vec<&str> = settings.origins().iter().map(|origin| origin.key).collect();
    assert!(keys.contains(&"cloud.custom.login"), "{keys:?}");
}

#[test]
fn a_policy_that_can_not_be_used_ends_signing_in_and_nothing_else() {
    let config = format!("[account]\nclient_id = \"{ID}\"\n[time]\nzone = \"Europe/Berlin\"\n");
    for (text, words) in [
        ("[account", "can't be used: line 1"),
        (
            "[account]\nclient_id = 5\n",
            "line 2: account.client_id must be a text",
        ),
        ("hooks = \"no\"\n", "hooks must be true or false"),
        (
            "[account]\nclient_id = \"x\"\n",
            "The client id “x” from your organisation (",
        ),
        (
            "[account]\ntenant = \"a/b\"\n",
            "The tenant “a/b” from your organisation (",
        ),
        (
            "[account]\ncloud = \"mars\"\n",
            "There is no cloud “mars” from your organisation (",
        ),
        ("[account]\ncloud = \"china\"\n", "does not offer presence"),
        (
            "[cloud.custom]\nlogin = \"http://a.example\"\ngraph = \"https://a.example\"\n",
            "must be https",
        ),
    ] {
        let (_folder, place) = policy(text);
        let settings = load_under(std::slice::from_ref(&place), &config, &[]).unwrap();
        let said = settings.registration().unwrap_err().to_string();
        assert!(said.contains(words), "{said}");
        assert!(said.contains(&place.to_string()), "{said}");
        assert_eq!(settings.zone().zone(), chrono_tz::Europe::Berlin);
    }
    let (_folder, place) = policy("[time]\nzone = \"Berlin\"\n");
    let settings = load_under(&[place], &config, &[]).unwrap();
    let said = settings.registration().unwrap_err().title;
    assert!(
        said.contains("There is no time zone “Berlin” from your organisation"),
        "{said}"
    );
}

#[cfg(unix)]
#[test]
fn a_policy_that_everybody_may_change_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, place) = policy("[account]\ntenant = \"evil.example\"\n");
    let anybody = std::fs::Permissions::from_mode(0o666);
    std::fs::set_permissions(folder.path().join("policy.toml"), anybody).unwrap();
    let config = format!("[account]\nclient_id = \"{ID}\"\n");
    let settings = load_under(std::slice::from_ref(&place), &config, &[]).unwrap();
    let said = settings.registration().unwrap_err().title;
    assert!(
        said.contains("everybody on this computer may change it"),
        "{said}"
    );
    assert!(said.contains(&place.to_string()), "{said}");
    assert_eq!(settings.given(Key::Tenant).source, Source::Default);
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
fn hooks_are_read_with_what_was_left_out() {
    let config = "[[hook]]\non = \"me\"\nrun = [\"lamp\", \"--red\"]\n\n[[hook]]\non = \"watched\"\nwhen = [\"becomes-available\"]\nrun = [\"/nowhere/at/all\"]\ntimeout = \"1m\"\n";
    let settings = load(config, &[]).unwrap();
    let [mine, theirs] = settings.hooks() else {
        panic!("two hooks: {settings:?}")
    };
    assert_eq!(
        (mine.on, &mine.when),
        (Whose::Me, &vec![Transition::AnyChange])
    );
    assert_eq!(
        (&*mine.program, &*mine.arguments),
        ("lamp", &["--red".to_owned()][..])
    );
    assert_eq!((mine.limit.as_secs(), theirs.limit.as_secs()), (10, 60));
    assert_eq!(theirs.when, [Transition::BecomesAvailable]);
    // One that is not there is no reason to stop.
    let missing = "The hook “/nowhere/at/all” can't be run: there is no such program";
    assert_eq!(settings.remarks(), [missing]);
}

#[test]
fn a_hook_that_makes_no_sense_is_refused_with_its_line() {
    for (hook, words) in [
        ("on = \"them\"\nrun = [\"x\"]", "line 2"),
        ("on = \"me\"\nrun = [\"x\"]\nshell = true", "line 4"),
        ("on = \"me\"\nrun = \"x\"", "line 3"),
        ("on = \"me\"\nwhen = [\"sneezes\"]\nrun = [\"x\"]", "line 3"),
        ("on = \"me\"\nrun = []", "names no program"),
        ("on = \"me\"\nwhen = []\nrun = [\"x\"]", "is never run"),
        (
            "on = \"me\"\nrun = [\"x\"]\ntimeout = \"2m\"",
            "from 1s to 60s",
        ),
        (
            "on = \"me\"\nrun = [\"x\"]\ntimeout = \"soon\"",
            "from 1s to 60s",
        ),
        ("run = [\"x\"]", "on"),
    ] {
        let refused = load(&format!("[[hook]]\n{hook}\n"), &[]).unwrap_err();
        let refused = refused.to_string();
        assert!(refused.contains(words), "{hook}: {refused}");
        assert!(refused.contains("config.toml"), "{refused}");
    }
}

#[test]
fn an_organisation_may_forbid_hooks() {
    let config = "[[hook]]\non = \"me\"\nrun = [\"lamp\"]\n";
    let (_folder, place) = policy("hooks = false\n");
    let settings = load_under(&[place], config, &[]).unwrap();
    assert_eq!(settings.hooks(), []);
    let said = settings.remarks();
    assert!(
        said[0].starts_with("No hook is run: that is set by your organisation"),
        "{said:?}"
    );
}

#[cfg(unix)]
#[test]
fn no_hook_is_run_that_somebody_else_could_have_written() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;

    let folder = folder_with("[[hook]]\non = \"me\"\nrun = [\"lamp\"]\n");
    let file = folder.path().join("config.toml");
    let read = |open: &Path, mode| {
        set_permissions(open, Permissions::from_mode(mode)).unwrap();
        Settings::load_under(&[], Some(folder.path()), |_| None).unwrap()
    };
    for open in [folder.path(), &file] {
        let settings = read(open, 0o777);
        assert_eq!(settings.hooks(), []);
        let said = settings.remarks();
        assert!(
            said[0].starts_with("No hook is run: others may change"),
            "{said:?}"
        );
        let settings = read(open, 0o700);
        assert_eq!((settings.hooks().len(), settings.remarks().len()), (1, 0));
    }
}

#[test]
fn the_readme_shows_a_hook_that_works() {
    let readme = include_str!("../../../../README.md");
    let (_, section) = readme.split_once("### Hooks").unwrap();
    let example = section.split("```").nth(1).unwrap();
    let settings = load(example.strip_prefix("toml").unwrap(), &[]).unwrap();
    assert_eq!(settings.hooks().len(), 1);
    for transition in Transition::ALL {
        let word = serde_json::to_value(transition).unwrap();
        assert!(section.contains(word.as_str().unwrap()), "{word}");
    }
}
