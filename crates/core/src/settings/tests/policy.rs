//! Who wins, and what comes of a policy that can't be used.

use super::*;
use crate::auth::Cloud;

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
