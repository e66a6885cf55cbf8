//! What installed programs replace themselves with, and what tells them of it.
//!
//! It is signed with a key of Tauri's kind (minisign), beside whatever the operating
//! system wants signed, and after everything was made: no program that makes
//! anything sees the private half. Programs carry the public half from when they
//! were built.

mod signature;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::VERSION;
use crate::failure::Failure;
use crate::{node, process};
use signature::Proof;

/// The public half, in the form of Tauri's signer.
const KEY: &str = "PORCHLIGHT_UPDATE_KEY";

/// The private half; Tauri's signer knows the names.
pub(crate) const PRIVATE_KEY: [&str; 2] = [
    "TAURI_SIGNING_PRIVATE_KEY",
    "TAURI_SIGNING_PRIVATE_KEY_PASSWORD",
];

/// The file of a release that installed programs look into.
pub(super) const MANIFEST: &str = "latest.json";

/// What a program of macOS is replaced with.
const PACKED: &str = "_universal.app.tar.gz";

/// What each kind of program is replaced with: how the file's name ends, and what
/// Tauri's updater calls the computers it is for.
const FILES: [(&str, &[&str]); 5] = [
    ("_amd64.AppImage", &["linux-x86_64"]),
    ("_aarch64.AppImage", &["linux-aarch64"]),
    ("_x64-setup.exe", &["windows-x86_64"]),
    ("_arm64-setup.exe", &["windows-aarch64"]),
    (PACKED, &["darwin-aarch64", "darwin-x86_64"]),
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
        let given = |name: &str| given(&get, name);
        let needed = [KEY].into_iter().chain(PRIVATE_KEY);
        let missing: Vec<_> = needed.filter(|name| given(name).is_none()).collect();
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
}

/// What does not exist arrives as an empty variable.
fn given(get: impl Fn(&str) -> Option<String>, name: &str) -> Option<String> {
    get(name).filter(|value| !value.is_empty())
}

/// The public half, if programs are built with one here.
pub(crate) fn key() -> Option<String> {
    given(|name| std::env::var(name).ok(), KEY)
}

/// The name of what a program of macOS is replaced with.
pub(crate) fn packed() -> String {
    format!("Porchlight_{VERSION}{PACKED}")
}

/// Signs everything in the folder that programs are replaced with, each file for
/// this version, and proves it. False without the key.
pub(super) fn sign(root: &Path, folder: &Path) -> Result<bool, Failure> {
    let updates = Updates::here();
    println!("{}", updates.told());
    let Updates::Signed { key } = updates else {
        return Ok(false);
    };
    let proof = Proof::by(&key)?;
    for (file, _) in files(folder)? {
        let mut signer = node::program(root, "@tauri-apps/cli/tauri.js");
        signer.args(["signer", "sign", "--app-version", VERSION]);
        process::run(signer.arg(std::path::absolute(&file).map_err(Failure::file(&file))?))?;
        proof.of(&file)?;
    }
    Ok(true)
}

/// Writes the manifest beside the release's files, from their signatures, and says
/// how many computers it is for; none if nothing there is signed. Each signature is
/// proved with the public half, `key`. `repository` is `OWNER/NAME` on GitHub.
pub(super) fn write(
    folder: &Path,
    repository: &str,
    key: Option<&str>,
) -> Result<Option<usize>, Failure> {
    let is_signature = |name: &String| {
        let signed = name.strip_suffix(".sig");
        signed.is_some_and(|name| FILES.iter().any(|(ending, _)| name.ends_with(ending)))
    };
    if !names(folder)?.iter().any(is_signature) {
        return Ok(None);
    }
    let key = key.ok_or_else(|| {
        Failure::new(
            "The files are signed, and there is no key to prove it with.",
            format!("Set {KEY} to what the programs were built with."),
        )
    })?;
    let proof = Proof::by(key)?;
    let mut platforms = serde_json::Map::new();
    for (file, targets) in files(folder)? {
        let signature = proof.of(&file)?;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let platform = json!({
            "url": format!("https://github.com/{repository}/releases/download/v{VERSION}/{name}"),
            "signature": signature,
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

fn names(folder: &Path) -> Result<Vec<String>, Failure> {
    let entries = fs::read_dir(folder).map_err(Failure::file(folder))?;
    entries
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<std::io::Result<_>>()
        .map_err(Failure::file(folder))
}

/// Everything that programs are replaced with, and for which computers each is.
fn files(folder: &Path) -> Result<Vec<(PathBuf, &'static [&'static str])>, Failure> {
    let names = names(folder)?;
    let found = FILES.iter().map(|(ending, targets)| {
        let name = names.iter().find(|name| name.ends_with(ending));
        let name = name.ok_or_else(|| {
            Failure::new(
                format!("No file of the release ends in {ending}."),
                "Every system's build must be there, signed with one key, before it is announced.",
            )
        })?;
        Ok((folder.join(name), *targets))
    });
    found.collect()
}

#[cfg(test)]
mod tests;
