//! Writing into `config.toml` which application to sign in with.

use std::path::Path;

use super::check::{self, Said};
use super::keys::{Key, Layer};
use super::whole::replace_alike;
use super::{Settings, file, from_file, layer_of, unreadable};
use crate::auth::Registration;
use crate::{ErrorCode, UserError, disk};

/// An application registration as somebody typed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub client_id: String,
    pub tenant: String,
    /// A cloud's name in the configuration.
    pub cloud: String,
}

/// A change that has been checked, and not made yet.
#[derive(Clone, Debug)]
pub struct Change {
    settings: Settings,
    registration: Registration,
    /// The whole new text of `config.toml`; none if it stays as it is.
    text: Option<String>,
}

impl Settings {
    /// What writing the registration would lead to. Reads `config.toml` again,
    /// for the user may have written into it meanwhile; all else in it stays.
    ///
    /// # Errors
    /// Something typed can't be used, or is not the user's to change; or the
    /// file, the environment or a policy keeps the result from working.
    pub fn change(&self, wanted: &Wanted) -> Result<Change, UserError> {
        let path = self.places.config_file();
        let (before, layer, _) = from_file(&self.places)?;
        let present = self.with_file(layer.clone());
        let mut changes = Vec::new();
        for (key, what, typed) in [
            (Key::ClientId, "client id", &wanted.client_id),
            (Key::Tenant, "tenant", &wanted.tenant),
            (Key::Cloud, "cloud", &wanted.cloud),
        ] {
            let typed = typed.trim();
            if let Some(above) = self.above.get(&key) {
                if above.text.trim() == typed {
                    continue;
                }
                return Err(UserError::usage(
                    format!("The {what} is set by {}", above.source),
                    "It can only be changed there",
                ));
            }
            present.check(key, Said::typed(typed))?;
            let written = layer.get(&key).map(|given| given.text.as_str());
            if written.unwrap_or(key.default_text()) != typed {
                changes.push((key, typed.to_owned()));
            }
        }
        let after = file::edited(&before, &changes).map_err(|why| unreadable(&path, &why))?;
        let settings = self.with_file(layer_of(&path, &after)?.0);
        Ok(Change {
            registration: settings.registration()?,
            settings,
            text: Some(after).filter(|after| *after != before),
        })
    }

    /// The same under another `config.toml`.
    fn with_file(&self, mut values: Layer) -> Self {
        values.extend(self.above.clone());
        Self {
            values,
            ..self.clone()
        }
    }

    fn check(&self, key: Key, said: Said<'_>) -> Result<(), UserError> {
        match key {
            Key::ClientId => check::client_id(said).map(drop),
            Key::Tenant => check::tenant(said).map(drop),
            Key::Cloud => check::cloud(said, self.addresses()).map(drop),
            Key::Login
            | Key::Graph
            | Key::Zone
            | Key::PollInterval
            | Key::Shortcut
            | Key::UpdateCheck
            | Key::UpdateFeed
            | Key::Hooks => Ok(()),
        }
    }
}

impl Change {
    /// The application to sign in with once the change is made.
    pub fn registration(&self) -> &Registration {
        &self.registration
    }

    /// Writes `config.toml`: whole, so that a crash leaves the old one. Blocks.
    ///
    /// # Errors
    /// The file can't be written; it is as it was.
    pub fn save(self) -> Result<Settings, UserError> {
        if let Some(text) = &self.text {
            let path = self.settings.places.config_file();
            write(&path, text).map_err(|error| {
                UserError::new(
                    ErrorCode::Failed,
                    format!(
                        "The configuration {} can't be written: {}",
                        path.display(),
                        disk::why(&error)
                    ),
                    "See to it that you may write there, then try again",
                )
            })?;
        }
        Ok(self.settings)
    }
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    // A link stays one: what it points to is replaced.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    replace_alike(&path, text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::PolicySource;

    const ID: &str = "11111111-2222-3333-4444-555555555555";
    const OTHER: &str = "99999999-2222-3333-4444-555555555555";

    struct Desk {
        folder: tempfile::TempDir,
        settings: Settings,
    }

    impl Desk {
        fn with(config: &str, environment: &[(&str, &str)], policy: &str) -> Self {
            let folder = tempfile::tempdir().unwrap();
            if !config.is_empty() {
                std::fs::write(folder.path().join("config.toml"), config).unwrap();
            }
            let path = folder.path().join("policy.toml");
            std::fs::write(&path, policy).unwrap();
            let get = |name: &str| {
                let found = environment.iter().find(|(n, _)| *n == name);
                found.map(|(_, value)| (*value).to_owned())
            };
            let policies = [PolicySource::File(path)];
            let settings = Settings::load_under(&policies, Some(folder.path()), get).unwrap();
            Self { folder, settings }
        }

        fn file(&self) -> std::path::PathBuf {
            self.folder.path().join("config.toml")
        }

        fn text(&self) -> String {
            std::fs::read_to_string(self.file()).unwrap()
        }

        fn types(&self, client_id: &str, tenant: &str, cloud: &str) -> Result<Settings, UserError> {
            let wanted = Wanted {
                client_id: client_id.to_owned(),
                tenant: tenant.to_owned(),
                cloud: cloud.to_owned(),
            };
            self.settings.change(&wanted)?.save()
        }
    }

    #[test]
    fn the_first_registration_makes_the_file() {
        let desk = Desk::with("", &[], "");
        let after = desk.types(&format!(" {ID}\n"), "organizations", "global");
        assert_eq!(after.unwrap().registration().unwrap().client_id, ID);
        assert_eq!(desk.text(), format!("[account]\nclient_id = \"{ID}\"\n"));
    }

    #[test]
    fn another_registration_changes_what_differs_and_nothing_else() {
        let config = format!(
            "# my own\n[account]\nclient_id = \"{ID}\" # work\ncloud = \"us-gov-l4\"\n\n[time]\nzone = \"Europe/Berlin\"\n"
        );
        let desk = Desk::with(&config, &[], "");
        let after = desk.types(OTHER, "contoso.com", "us-gov-dod").unwrap();
        let registration = after.registration().unwrap();
        assert_eq!(registration.cloud.name, "us-gov-dod");
        assert_eq!(
            desk.text(),
            format!(
                "# my own\n[account]\nclient_id = \"{OTHER}\" # work\ncloud = \"us-gov-dod\"\ntenant = \"contoso.com\"\n\n[time]\nzone = \"Europe/Berlin\"\n"
            )
        );
    }

    #[test]
    fn what_the_user_wrote_meanwhile_stays() {
        let desk = Desk::with("", &[], "");
        std::fs::write(desk.file(), "[account]\ntenant = \"contoso.com\" # new\n").unwrap();
        desk.types(ID, "contoso.com", "global").unwrap();
        assert_eq!(
            desk.text(),
            format!("[account]\ntenant = \"contoso.com\" # new\nclient_id = \"{ID}\"\n")
        );
    }

    #[test]
    fn what_stands_above_the_file_is_left_to_whom_it_belongs() {
        let policy = "[account]\ntenant = \"contoso.com\"\n";
        let desk = Desk::with("", &[("PORCHLIGHT_CLOUD", "us-gov-l4")], policy);
        let after = desk.types(ID, "contoso.com", "us-gov-l4").unwrap();
        assert_eq!(after.registration().unwrap().tenant, "contoso.com");
        assert_eq!(desk.text(), format!("[account]\nclient_id = \"{ID}\"\n"));

        let refused = desk.types(ID, "fabrikam.com", "us-gov-l4").unwrap_err();
        assert!(
            refused
                .title
                .starts_with("The tenant is set by your organisation"),
            "{refused}"
        );
        let refused = desk.types(ID, "contoso.com", "global").unwrap_err();
        assert_eq!(
            refused.title,
            "The cloud is set by the environment variable PORCHLIGHT_CLOUD"
        );
    }

    #[test]
    fn what_can_not_work_is_refused_and_the_file_stays() {
        let config = format!("[account]\nclient_id = \"{ID}\"\n");
        for (typed, policy, words) in [
            (("", "a.example", "global"), "", "The client id is missing"),
            (
                ("x", "a.example", "global"),
                "",
                "The client id “x” is not one.",
            ),
            ((ID, "a/b", "global"), "", "The tenant “a/b” is not one."),
            ((ID, "a.example", "mars"), "", "There is no cloud “mars”."),
            ((ID, "a.example", "china"), "", "does not offer presence"),
            ((ID, "a.example", "custom"), "", "its addresses are missing"),
            (
                (ID, "a.example", "global"),
                "[",
                "policy.toml, can't be used",
            ),
        ] {
            let desk = Desk::with(&config, &[], policy);
            let (client_id, tenant, cloud) = typed;
            let refused = desk
                .types(client_id, tenant, cloud)
                .unwrap_err()
                .to_string();
            assert!(refused.contains(words), "{refused}");
            assert_eq!(desk.text(), config);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_linked_file_stays_linked() {
        let desk = Desk::with("", &[], "");
        let target = desk.folder.path().join("dotfiles.toml");
        std::fs::write(&target, "# mine\n").unwrap();
        std::os::unix::fs::symlink(&target, desk.file()).unwrap();
        desk.types(ID, "organizations", "global").unwrap();
        assert!(desk.file().is_symlink());
        assert!(std::fs::read_to_string(&target).unwrap().contains(ID));
    }
}
