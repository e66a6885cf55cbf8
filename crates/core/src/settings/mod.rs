//! What the user configured, and what Porchlight remembers between runs.
//!
//! `config.toml` belongs to the user and is only read. `state.json` is ours
//! and is only ever replaced whole. Neither holds a secret.

mod memory;
mod places;

use std::path::Path;
use std::sync::Arc;

use chrono_tz::Tz;
use serde::Deserialize;
use url::Url;

use crate::auth::{Cloud, Registration};
use crate::clock::{FixedZone, SystemZone, Zone};
use crate::{ErrorCode, UserError};

pub use memory::{Memory, Pause, Stored};
pub use places::Places;

/// The configuration after the environment had its word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    pub places: Places,
    client_id: Option<String>,
    tenant: String,
    cloud: Cloud,
    zone: Option<Tz>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    account: AccountTable,
    cloud: CloudTable,
    time: TimeTable,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct AccountTable {
    client_id: Option<String>,
    tenant: Option<String>,
    cloud: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct CloudTable {
    custom: Option<CustomTable>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CustomTable {
    login: String,
    graph: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct TimeTable {
    zone: Option<String>,
}

impl Settings {
    /// Reads `config.toml`, if there is one, and lets `environment`
    /// (`PORCHLIGHT_…`) override it. `folder` is the command line's choice.
    ///
    /// # Errors
    /// One sentence naming the file and the line, or the value, that is wrong.
    /// The file is left as it is.
    pub fn load(
        folder: Option<&Path>,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, UserError> {
        let given = |name: &str| {
            environment(&format!("PORCHLIGHT_{name}")).filter(|value| !value.trim().is_empty())
        };
        let chosen = folder
            .map(Path::to_path_buf)
            .or_else(|| given("CONFIG_DIR").map(Into::into));
        let places = Places::find(chosen)?;
        let file = read(&places.config_file())?;
        let (login, graph) = match (given("LOGIN_URL"), given("GRAPH_URL")) {
            (None, None) => (None, None),
            (Some(login), Some(graph)) => (Some(login), Some(graph)),
            (Some(_), None) | (None, Some(_)) => {
                return Err(UserError::usage(
                    "Only one of PORCHLIGHT_LOGIN_URL and PORCHLIGHT_GRAPH_URL is set",
                    "Set both or neither",
                ));
            }
        };
        let custom = login
            .zip(graph)
            .or_else(|| file.cloud.custom.map(|custom| (custom.login, custom.graph)));
        let from_environment = given("LOGIN_URL").is_some();
        let name = given("CLOUD")
            .or(file.account.cloud)
            .unwrap_or_else(|| "global".to_owned());
        let cloud = match custom {
            Some(roots) if from_environment || name == "custom" => custom_cloud(&roots)?,
            Some(_) | None => named_cloud(&name)?,
        };
        Ok(Self {
            places,
            client_id: given("CLIENT_ID").or(file.account.client_id),
            tenant: tenant(given("TENANT").or(file.account.tenant))?,
            cloud,
            zone: given("ZONE")
                .or(file.time.zone)
                .map(|name| zone(&name))
                .transpose()?,
        })
    }

    /// The application to sign in with.
    ///
    /// # Errors
    /// Says where to write the client id when there is none or it is no GUID.
    pub fn registration(&self) -> Result<Registration, UserError> {
        let place = self.places.config_file();
        let Some(id) = &self.client_id else {
            return Err(UserError::new(
                ErrorCode::SignInNeeded,
                "Porchlight does not know which application registration to use",
                format!(
                    "Write client_id = \"…\" under [account] in {}, or set PORCHLIGHT_CLIENT_ID; the README tells how to register one",
                    place.display()
                ),
            ));
        };
        let id = uuid::Uuid::try_parse(id.trim()).map_err(|_| {
            UserError::usage(
                format!("The client id “{id}” is not one"),
                "Copy the Application (client) ID of your registration; it looks like 11111111-2222-3333-4444-555555555555",
            )
        })?;
        if !self.cloud.has_presence() {
            return Err(UserError::usage(
                "Microsoft does not offer presence in its cloud in China",
                "Choose another cloud in the configuration",
            ));
        }
        Ok(Registration {
            client_id: id.hyphenated().to_string(),
            tenant: self.tenant.clone(),
            cloud: self.cloud.clone(),
        })
    }

    /// The zone in which times are read and shown.
    pub fn zone(&self) -> Arc<dyn Zone> {
        match self.zone {
            Some(zone) => Arc::new(FixedZone::new(zone)),
            None => Arc::new(SystemZone),
        }
    }
}

fn read(file: &Path) -> Result<File, UserError> {
    let broken = |why: String| {
        UserError::usage(
            format!("The configuration {} can't be read: {why}", file.display()),
            "Mend the file, or move it away to go on without it",
        )
    };
    match std::fs::read_to_string(file) {
        Ok(text) => toml::from_str(&text).map_err(|error| {
            let line = error
                .span()
                .and_then(|span| text.get(..span.start))
                .map(|before| format!("line {}: ", before.matches('\n').count() + 1));
            broken(format!("{}{}", line.unwrap_or_default(), error.message()))
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(File::default()),
        Err(error) => Err(broken(error.to_string())),
    }
}

fn named_cloud(name: &str) -> Result<Cloud, UserError> {
    Cloud::named(name).ok_or_else(|| {
        if name == "custom" {
            UserError::usage(
                "The cloud is “custom”, but its addresses are missing",
                "Write login and graph under [cloud.custom]",
            )
        } else {
            UserError::usage(
                format!("There is no cloud “{name}”"),
                format!("Write one of {}, custom", Cloud::NAMES.join(", ")),
            )
        }
    })
}

fn custom_cloud((login, graph): &(String, String)) -> Result<Cloud, UserError> {
    let address = |text: &str| {
        Url::parse(text.trim()).map_err(|_| {
            UserError::usage(
                format!("“{text}” is not an address"),
                "Write it with https:// in front",
            )
        })
    };
    Cloud::custom(address(login)?, address(graph)?).ok_or_else(|| {
        UserError::usage(
            "The addresses of a custom cloud must be https",
            "Plain http is only allowed on this computer (127.0.0.1)",
        )
    })
}

/// A tenant is a path segment of the sign-in address: nothing else may pass.
fn tenant(name: Option<String>) -> Result<String, UserError> {
    let name = name.map_or_else(|| "organizations".to_owned(), |name| name.trim().to_owned());
    let fine = !name.is_empty()
        && name.len() <= 253
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-')
        && !name.starts_with('.');
    if fine {
        return Ok(name);
    }
    Err(UserError::usage(
        format!("The tenant “{name}” is not one"),
        "Write organizations, the tenant's id or one of its domains",
    ))
}

fn zone(name: &str) -> Result<Tz, UserError> {
    name.trim().parse().map_err(|_| {
        UserError::usage(
            format!("There is no time zone “{name}”"),
            "Write a name like Europe/Berlin",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "11111111-2222-3333-4444-555555555555";

    fn folder_with(config: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("config.toml"), config).unwrap();
        folder
    }

    fn load(config: &str, environment: &[(&str, &str)]) -> Result<Settings, UserError> {
        let folder = folder_with(config);
        let get = |name: &str| {
            environment
                .iter()
                .find(|(n, _)| *n == name)
                .map(|(_, value)| (*value).to_owned())
        };
        Settings::load(Some(folder.path()), get)
    }

    #[test]
    fn an_empty_configuration_is_fine_until_somebody_signs_in() {
        let settings = load("", &[]).unwrap();
        assert_eq!(settings.cloud.name, "global");
        assert_eq!(
            settings.registration().unwrap_err().code,
            ErrorCode::SignInNeeded
        );
    }

    #[test]
    fn the_environment_overrides_the_file() {
        let config = format!(
            "[account]\nclient_id = \"{ID}\"\ntenant = \"contoso.com\"\ncloud = \"us-gov-l4\"\n[time]\nzone = \"Europe/Berlin\"\n"
        );
        let settings = load(
            &config,
            &[
                ("PORCHLIGHT_TENANT", "fabrikam.com"),
                ("PORCHLIGHT_LOGIN_URL", "http://127.0.0.1:4000"),
                ("PORCHLIGHT_GRAPH_URL", "http://127.0.0.1:4001"),
                ("PORCHLIGHT_ZONE", "Asia/Kolkata"),
            ],
        )
        .unwrap();
        let registration = settings.registration().unwrap();
        assert_eq!(registration.tenant, "fabrikam.com");
        assert_eq!(registration.cloud.name, "custom");
        assert_eq!(settings.zone().zone(), chrono_tz::Asia::Kolkata);
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
            "The client id “x” is not one",
        );
        check(
            "[account]\ncloud = \"mars\"",
            &[],
            "There is no cloud “mars”",
        );
        check(
            "[account]\ncloud = \"custom\"",
            &[],
            "its addresses are missing",
        );
        check(
            "[account]\ntenant = \"a/b\"",
            &[],
            "The tenant “a/b” is not one",
        );
        check(
            "[time]\nzone = \"Berlin\"",
            &[],
            "There is no time zone “Berlin”",
        );
        check(
            "",
            &[("PORCHLIGHT_LOGIN_URL", "https://x")],
            "Set both or neither",
        );
        check(
            "",
            &[
                ("PORCHLIGHT_LOGIN_URL", "http://x"),
                ("PORCHLIGHT_GRAPH_URL", "http://x"),
            ],
            "must be https",
        );
        check(
            &format!("[account]\nclient_id = \"{ID}\"\ncloud = \"china\""),
            &[],
            "does not offer presence",
        );
    }
}
