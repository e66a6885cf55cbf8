//! What installed programs replace themselves with, and what tells them of it.
//!
//! Tauri's bundler signs it with a key of its own kind (minisign), beside whatever
//! the operating system wants signed. Programs carry the public half from when they
//! were built, so that it must be known then, while the private half must not.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::VERSION;
use crate::failure::Failure;

/// The public half, in the form of Tauri's signer.
const KEY: &str = "PORCHLIGHT_UPDATE_KEY";

/// All that is needed; Tauri's bundler knows the names of the latter two.
const NEEDED: [&str; 3] = [
    KEY,
    "TAURI_SIGNING_PRIVATE_KEY",
    "TAURI_SIGNING_PRIVATE_KEY_PASSWORD",
];

/// The file of a release that installed programs look into.
const MANIFEST: &str = "latest.json";

/// What each kind of program is replaced with: how the file's name ends, and what
/// Tauri's updater calls the computers it is for.
const FILES: [(&str, &[&str]); 5] = [
    ("_amd64.AppImage", &["linux-x86_64"]),
    ("_aarch64.AppImage", &["linux-aarch64"]),
    ("_x64-setup.exe", &["windows-x86_64"]),
    ("_arm64-setup.exe", &["windows-aarch64"]),
    (
        "_universal.app.tar.gz",
        &["darwin-aarch64", "darwin-x86_64"],
    ),
];

/// Whether installed programs can replace themselves with what is made here.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Updates {
    Signed {
        /// Proves what is signed.
        key: String,
    },
    /// These variables are not set.
    Missing(Vec<&'static str>),
}

impl Updates {
    pub(crate) fn here() -> Self {
        Self::of(|name| std::env::var(name).ok())
    }

    fn of(get: impl Fn(&str) -> Option<String>) -> Self {
        // What does not exist arrives as an empty variable.
        let given = |name: &str| get(name).filter(|value| !value.is_empty());
        let missing = NEEDED.into_iter().filter(|name| given(name).is_none());
        let missing: Vec<_> = missing.collect();
        match given(KEY).filter(|_| missing.is_empty()) {
            Some(key) => Self::Signed { key },
            None => Self::Missing(missing),
        }
    }

    /// In words, for whoever reads the output.
    pub(crate) fn told(&self) -> String {
        match self {
            Self::Signed { .. } => "Installed programs can update themselves to it.".to_owned(),
            Self::Missing(names) => {
                let verb = if names.len() == 1 { "is" } else { "are" };
                format!(
                    "Installed programs will only tell of it: {} {verb} missing.",
                    names.join(", ")
                )
            }
        }
    }

    pub(crate) fn are_made(&self) -> bool {
        matches!(self, Self::Signed { .. })
    }

    /// Adds to the bundler's configuration what has it sign.
    pub(crate) fn configure(&self, configuration: &mut Value) {
        if let Self::Signed { key } = self {
            configuration["bundle"]["createUpdaterArtifacts"] = json!(true);
            configuration["plugins"] = json!({ "updater": { "pubkey": key } });
        }
    }
}

/// Whether a file that the bundler made is for updates alone: the signature of
/// what programs replace themselves with.
pub(crate) fn is_signature(name: &str) -> bool {
    FILES.iter().any(|(ending, _)| {
        name.strip_suffix(".sig")
            .is_some_and(|name| name.ends_with(ending))
    })
}

/// The name under which a file is handed out. Only what a program of macOS is
/// replaced with bears neither version nor processor.
pub(crate) fn handed_out_as(made: &str) -> String {
    match made.strip_prefix("Porchlight.app.tar.gz") {
        Some(rest) => format!("Porchlight_{VERSION}_universal.app.tar.gz{rest}"),
        None => made.to_owned(),
    }
}

/// Whether only programs that update themselves have a use for it.
pub(crate) fn is_for_updates(name: &str) -> bool {
    name.ends_with(".app.tar.gz") || is_signature(name)
}

/// Writes the manifest beside the release's files, from their signatures, and says
/// how many computers it is for; none if nothing there is signed. `repository` is
/// `OWNER/NAME` on GitHub.
pub(super) fn write(folder: &Path, repository: &str) -> Result<Option<usize>, Failure> {
    let entries = fs::read_dir(folder).map_err(Failure::file(folder))?;
    let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    let names: Vec<String> = names
        .collect::<std::io::Result<_>>()
        .map_err(Failure::file(folder))?;
    if !names.iter().any(|name| is_signature(name)) {
        return Ok(None);
    }
    let mut platforms = serde_json::Map::new();
    for (ending, targets) in FILES {
        let name = names.iter().find(|name| name.ends_with(ending));
        let name = name.ok_or_else(|| {
            Failure::new(
                format!("No file of the release ends in {ending}."),
                "Every system's build must be there, signed with one key, before it is announced.",
            )
        })?;
        let signature = folder.join(format!("{name}.sig"));
        let signature = fs::read_to_string(&signature).map_err(Failure::file(&signature))?;
        let platform = json!({
            "url": format!("https://github.com/{repository}/releases/download/v{VERSION}/{name}"),
            "signature": signature.trim(),
        });
        for target in targets {
            platforms.insert((*target).to_owned(), platform.clone());
        }
    }
    let count = platforms.len();
    let manifest = json!({ "version": VERSION, "platforms": platforms });
    let file = folder.join(MANIFEST);
    fs::write(&file, format!("{manifest:#}\n")).map_err(Failure::file(&file))?;
    Ok(Some(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_half_of_the_key_is_named_and_stops_nothing() {
        for (set, told) in [
            (
                &NEEDED[..],
                "Installed programs can update themselves to it.",
            ),
            (
                &NEEDED[..1],
                "Installed programs will only tell of it: TAURI_SIGNING_PRIVATE_KEY, TAURI_SIGNING_PRIVATE_KEY_PASSWORD are missing.",
            ),
            (
                &NEEDED[1..],
                "Installed programs will only tell of it: PORCHLIGHT_UPDATE_KEY is missing.",
            ),
        ] {
            let updates = Updates::of(|name| {
                let value = if set.contains(&name) { "a value" } else { "" };
                Some(value.to_owned())
            });
            assert_eq!(updates.told(), told);
            assert_eq!(updates.are_made(), set.len() == NEEDED.len());
        }
    }

    #[test]
    fn the_bundler_is_given_the_public_half_alone() {
        let updates = Updates::of(|name| Some(name.to_lowercase()));
        let mut configuration = json!({ "bundle": {} });
        updates.configure(&mut configuration);
        let expected = json!({
            "bundle": { "createUpdaterArtifacts": true },
            "plugins": { "updater": { "pubkey": "porchlight_update_key" } },
        });
        assert_eq!(configuration, expected);

        let mut plain = json!({ "bundle": {} });
        Updates::Missing(vec![KEY]).configure(&mut plain);
        assert_eq!(plain, json!({ "bundle": {} }));
    }

    #[test]
    fn what_only_updates_use_is_known_and_bears_the_version() {
        for (made, handed_out) in [
            ("Porchlight.app.tar.gz", "_universal.app.tar.gz"),
            ("Porchlight.app.tar.gz.sig", "_universal.app.tar.gz.sig"),
        ] {
            let name = handed_out_as(made);
            assert_eq!(name, format!("Porchlight_{VERSION}{handed_out}"));
            assert!(is_for_updates(&name), "{name}");
        }
        for name in ["a_1.2.3_amd64.AppImage.sig", "a_1.2.3_x64-setup.exe.sig"] {
            assert!(is_for_updates(name), "{name}");
        }
        assert!(!is_for_updates("a_1.2.3_x64_en-US.msi.sig"));
    }

    /// A release's files, each signed with words of its own.
    fn release(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            fs::write(folder.path().join(name), "a program").unwrap();
            let signature = folder.path().join(format!("{name}.sig"));
            fs::write(signature, format!("signed {name}\n")).unwrap();
        }
        folder
    }

    const NAMES: [&str; 5] = [
        "Porchlight_1.2.3_amd64.AppImage",
        "Porchlight_1.2.3_aarch64.AppImage",
        "Porchlight_1.2.3_x64-setup.exe",
        "Porchlight_1.2.3_arm64-setup.exe",
        "Porchlight_1.2.3_universal.app.tar.gz",
    ];

    #[test]
    fn the_manifest_has_every_computer_with_its_file_and_signature() {
        let folder = release(&NAMES);
        assert_eq!(write(folder.path(), "owner/name").unwrap(), Some(6));
        let manifest = fs::read(folder.path().join(MANIFEST)).unwrap();
        let manifest: Value = serde_json::from_slice(&manifest).unwrap();
        assert_eq!(manifest["version"], VERSION);
        for (target, name) in [
            ("linux-x86_64", NAMES[0]),
            ("linux-aarch64", NAMES[1]),
            ("windows-x86_64", NAMES[2]),
            ("windows-aarch64", NAMES[3]),
            ("darwin-aarch64", NAMES[4]),
            ("darwin-x86_64", NAMES[4]),
        ] {
            let platform = &manifest["platforms"][target];
            let url = format!("https://github.com/owner/name/releases/download/v{VERSION}/{name}");
            assert_eq!(platform["url"], url, "{target}");
            assert_eq!(platform["signature"], format!("signed {name}"), "{target}");
        }
    }

    #[test]
    fn without_signatures_nothing_is_announced_and_with_some_nothing_less_than_all() {
        let folder = release(&[]);
        fs::write(folder.path().join(NAMES[0]), "a program").unwrap();
        assert_eq!(write(folder.path(), "owner/name").unwrap(), None);
        assert!(!folder.path().join(MANIFEST).exists());
        assert!(write(release(&NAMES[1..]).path(), "owner/name").is_err());
    }
}
