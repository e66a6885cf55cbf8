//! What an organisation has set for everybody on this computer.
//!
//! A policy wins over the user's file and environment. One that can't be read
//! or trusted is never passed over in silence: nobody can sign in until it is
//! mended, for else whoever breaks it is rid of it.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::Source;
use super::file;
use super::keys::{Given, Key, Layer, addresses_go_together};
use crate::{ErrorCode, UserError, disk};

#[cfg(not(any(target_os = "macos", windows)))]
mod linux;
#[cfg(not(any(target_os = "macos", windows)))]
use linux as platform;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(target_os = "macos")]
use macos as platform;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;
#[cfg(windows)]
use windows as platform;

pub use platform::Managed;

/// A place where a policy may lie. Nothing need be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicySource {
    /// A file in the form of `config.toml`.
    File(PathBuf),
    /// Values that the operating system distributes by itself.
    Managed(Managed),
}

/// What the policies of this computer say, taken together.
#[derive(Debug, Default)]
pub(super) struct Policy {
    pub(super) layer: Layer,
    /// Why one of them can't be used.
    pub(super) broken: Option<UserError>,
    /// What they say that means nothing to this version.
    pub(super) remarks: Vec<String>,
}

/// Whether nobody but the user and administrators can change a file.
///
/// # Errors
/// The system does not tell.
pub(super) fn is_personal(file: &Path) -> io::Result<bool> {
    platform::is_personal(file)
}

/// The places of this operating system, weakest first. Nothing that a user can
/// set changes them.
pub(super) fn places() -> Vec<PolicySource> {
    platform::places()
}

impl Policy {
    /// Reads all `places`; a later one wins key by key.
    pub(super) fn read(places: &[PolicySource]) -> Self {
        let mut policy = Self::default();
        for place in places {
            match place.read() {
                Ok((layer, unknown)) => {
                    policy.layer.extend(layer);
                    let remark = |what| {
                        format!(
                            "The policy of your organisation, {place}, is followed but for this: {what}"
                        )
                    };
                    policy.remarks.extend(unknown.into_iter().map(remark));
                }
                Err(why) => {
                    policy.broken.get_or_insert(UserError::new(
                        ErrorCode::Usage,
                        format!("The policy of your organisation, {place}, can't be used: {why}"),
                        "Ask your administrator to mend it",
                    ));
                }
            }
        }
        policy
    }
}

impl PolicySource {
    /// What it says, and what of it this version does not know: a policy may be
    /// written for a later one.
    fn read(&self) -> Result<(Layer, Vec<String>), String> {
        let (said, unknown, name): (_, _, fn(Key) -> &'static str) = match self {
            Self::File(path) => {
                let (said, unknown) = read_file(path)?;
                (said, unknown, Key::path)
            }
            Self::Managed(managed) => {
                let (said, unknown) = by_name(managed.read()?)?;
                (said, unknown, Key::managed)
            }
        };
        let source = Source::Policy(self.to_string());
        let given = |(key, text)| (key, Given::by(&source, text));
        let mut layer: Layer = said.into_iter().map(given).collect();
        addresses_go_together(&mut layer, name)?;
        Ok((layer, unknown))
    }
}

impl fmt::Display for PolicySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Managed(managed) => managed.fmt(f),
        }
    }
}

type Known = BTreeMap<Key, String>;

fn read_file(path: &Path) -> Result<(Known, Vec<String>), String> {
    let Some(text) = file::read(path)? else {
        return Ok((Known::new(), Vec::new()));
    };
    if !platform::is_guarded(path).map_err(|error| disk::why(&error))? {
        return Err("everybody on this computer may change it".to_owned());
    }
    let said = file::parse(&text)?;
    let mut unknown = said.unknown;
    if !said.hooks.is_empty() {
        unknown.push("hooks are each user's own".to_owned());
    }
    Ok((said.keys, unknown))
}

/// Named values as keys; a value is none where something else than a text stands.
fn by_name(values: Vec<(String, Option<String>)>) -> Result<(Known, Vec<String>), String> {
    let (mut known, mut unknown) = (Known::new(), Vec::new());
    for (name, text) in values {
        let Some(key) = Key::ALL.into_iter().find(|key| key.managed() == name) else {
            unknown.push(format!("there is no setting “{name}”"));
            continue;
        };
        let text = text.ok_or_else(|| format!("{name} is not a text"))?;
        known.insert(key, text);
    }
    Ok((known, unknown))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> (tempfile::TempDir, PolicySource) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("policy.toml");
        std::fs::write(&path, text).unwrap();
        (folder, PolicySource::File(path))
    }

    #[test]
    fn no_policy_says_nothing() {
        let nowhere = PolicySource::File("/nowhere/policy.toml".into());
        let policy = Policy::read(&[nowhere]);
        assert!(policy.layer.is_empty() && policy.broken.is_none());
    }

    #[test]
    fn a_later_place_wins_key_by_key() {
        let (_one, first) = file("[account]\ntenant = \"a.example\"\ncloud = \"us-gov-l4\"\n");
        let (_two, second) = file("[account]\ntenant = \"b.example\"\n");
        let policy = Policy::read(&[first.clone(), second.clone()]);
        let said = |key| &policy.layer[&key];
        assert_eq!(said(Key::Tenant).text, "b.example");
        assert_eq!(said(Key::Tenant).source, Source::Policy(second.to_string()));
        assert_eq!(said(Key::Cloud).source, Source::Policy(first.to_string()));
    }

    #[test]
    fn a_broken_policy_is_said_with_its_place_and_the_others_hold() {
        let good = "[account]\ntenant = \"b.example\"\n";
        let (_folder, good) = file(good);
        for (text, words) in [
            ("[account", "line 1"),
            ("[account]\ntenant = 5\n", "line 2"),
            ("[cloud.custom]\nlogin = \"https://a.example\"\n", "graph"),
        ] {
            let (_folder, bad) = file(text);
            let policy = Policy::read(&[bad.clone(), good.clone()]);
            let said = policy.broken.unwrap().to_string();
            assert!(said.contains(words), "{said}");
            assert!(said.contains(&bad.to_string()), "{said}");
            assert_eq!(policy.layer[&Key::Tenant].text, "b.example");
        }
    }

    #[test]
    fn what_a_later_version_would_know_is_a_remark() {
        let text = "[account]\ntenant = \"b.example\"\ncolour = \"red\"\n[future]\nx = 1\n[[hook]]\non = \"me\"\nrun = [\"x\"]\n";
        let (_folder, place) = file(text);
        let policy = Policy::read(&[place]);
        assert_eq!(policy.layer[&Key::Tenant].text, "b.example");
        assert_eq!(policy.broken, None);
        let told: Vec<_> = policy
            .remarks
            .iter()
            .filter_map(|r| r.split_once("this: "))
            .collect();
        let told: Vec<_> = told.into_iter().map(|(_, what)| what).collect();
        assert_eq!(
            told,
            [
                "line 3: there is no setting “account.colour”",
                "line 4: there is no setting “future”",
                "hooks are each user's own"
            ]
        );
    }

    #[test]
    fn a_policy_that_is_no_text_is_broken() {
        let (_folder, place) = file("");
        let PolicySource::File(path) = &place else {
            panic!("a file")
        };
        std::fs::write(path, [0xff, 0xfe]).unwrap();
        assert!(Policy::read(std::slice::from_ref(&place)).broken.is_some());
        std::fs::remove_file(path).unwrap();
        std::fs::create_dir(path).unwrap();
        assert!(Policy::read(&[place]).broken.is_some());
    }

    #[test]
    fn named_values_become_keys() {
        let named = |name: &str, text: Option<&str>| {
            by_name(vec![(name.to_owned(), text.map(str::to_owned))])
        };
        for key in Key::ALL {
            let said = named(key.managed(), Some("x")).unwrap();
            assert_eq!(said, (BTreeMap::from([(key, "x".to_owned())]), Vec::new()));
        }
        let unknown = vec!["there is no setting “Tennant”".to_owned()];
        assert_eq!(
            named("Tennant", Some("x")).unwrap(),
            (BTreeMap::new(), unknown)
        );
        assert_eq!(named("Tenant", None).unwrap_err(), "Tenant is not a text");
    }
}
