//! Whether the installers made here can be signed. What signs them is in the
//! environment, in continuous integration from secrets; without it they are made
//! all the same, and it is said that they are not signed.

use std::process::Command;

use serde_json::{Value, json};

use crate::system::System;

/// Azure Artifact Signing: who signs, in the words of its command line.
const AZURE: [&str; 6] = [
    "AZURE_CLIENT_ID",
    "AZURE_CLIENT_SECRET",
    "AZURE_TENANT_ID",
    "AZURE_SIGNING_ENDPOINT",
    "AZURE_SIGNING_ACCOUNT",
    "AZURE_SIGNING_PROFILE",
];

/// A certificate to sign with, then an account that has Apple look through what
/// was signed; Tauri's bundler knows these names.
const APPLE: [&str; 6] = [
    "APPLE_CERTIFICATE",
    "APPLE_CERTIFICATE_PASSWORD",
    "APPLE_SIGNING_IDENTITY",
    "APPLE_ID",
    "APPLE_PASSWORD",
    "APPLE_TEAM_ID",
];

/// What becomes of installers here.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Signing {
    /// Everything needed is in the environment.
    Signed,
    /// These variables are not set.
    Missing(Vec<&'static str>),
    /// Packages of this system carry no signature of their own.
    None,
}

impl Signing {
    pub(crate) fn here() -> Self {
        Self::of(System::current(), |name| std::env::var(name).ok())
    }

    fn of(system: System, get: impl Fn(&str) -> Option<String>) -> Self {
        let names = needed(system);
        if names.is_empty() {
            return Self::None;
        }
        // A secret that does not exist arrives as an empty variable.
        let missing: Vec<_> = names
            .iter()
            .copied()
            .filter(|name| get(name).is_none_or(|value| value.is_empty()))
            .collect();
        if missing.is_empty() {
            Self::Signed
        } else {
            Self::Missing(missing)
        }
    }

    /// In words, for whoever reads the output.
    pub(crate) fn told(&self) -> String {
        match self {
            Self::Signed => "What is made here will be signed.".to_owned(),
            Self::Missing(names) => {
                let (noun, verb) = if names.len() == 1 {
                    ("secret", "is")
                } else {
                    ("secrets", "are")
                };
                format!(
                    "Not signed: the {noun} {} {verb} missing.",
                    names.join(", ")
                )
            }
            Self::None => {
                "Packages of Linux are not signed one by one; the checksums are attested."
                    .to_owned()
            }
        }
    }
}

fn needed(system: System) -> &'static [&'static str] {
    match system {
        System::Windows => &AZURE,
        System::Macos => &APPLE,
        System::Debian | System::Fedora | System::Arch | System::OtherLinux => &[],
    }
}

/// Prepares Tauri's bundler for signing or for none, and gives what belongs into
/// its configuration under `bundle`.
pub(crate) fn for_bundler(
    signing: &Signing,
    system: System,
    get: impl Fn(&str) -> Option<String>,
    bundler: &mut Command,
) -> Value {
    if *signing != Signing::Signed {
        // It takes an empty certificate for a broken one.
        for name in AZURE.iter().chain(&APPLE) {
            bundler.env_remove(name);
        }
        return json!({});
    }
    if system != System::Windows {
        return json!({});
    }
    let given = |name| get(name).unwrap_or_default();
    let arguments = [
        "-e".to_owned(),
        given("AZURE_SIGNING_ENDPOINT"),
        "-a".to_owned(),
        given("AZURE_SIGNING_ACCOUNT"),
        "-c".to_owned(),
        given("AZURE_SIGNING_PROFILE"),
        "-d".to_owned(),
        "Porchlight".to_owned(),
        // The file to sign.
        "%1".to_owned(),
    ];
    let command = json!({ "cmd": "artifact-signing-cli", "args": arguments });
    json!({ "windows": { "signCommand": command } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(system: System, set: &[&str], empty: &[&str], expected: &str) {
        let signing = Signing::of(system, |name| {
            if set.contains(&name) {
                Some("a value".to_owned())
            } else {
                empty.contains(&name).then(String::new)
            }
        });
        assert_eq!(signing.told(), expected);
    }

    #[test]
    fn a_missing_secret_is_named_and_stops_nothing() {
        check(
            System::Windows,
            &AZURE,
            &[],
            "What is made here will be signed.",
        );
        check(
            System::Windows,
            &AZURE[..5],
            &AZURE[5..],
            "Not signed: the secret AZURE_SIGNING_PROFILE is missing.",
        );
        check(
            System::Macos,
            &APPLE[..3],
            &[],
            "Not signed: the secrets APPLE_ID, APPLE_PASSWORD, APPLE_TEAM_ID are missing.",
        );
        check(
            System::Debian,
            &[],
            &[],
            "Packages of Linux are not signed one by one; the checksums are attested.",
        );
    }

    /// Every variable is set, to its own name in small letters.
    const SET: fn(&str) -> Option<String> = |name| Some(name.to_lowercase());

    #[test]
    fn without_signing_the_bundler_is_told_of_no_certificate() {
        let mut bundler = Command::new("tauri");
        let missing = Signing::Missing(vec!["APPLE_ID"]);
        let configuration = for_bundler(&missing, System::Macos, SET, &mut bundler);
        assert_eq!(configuration, json!({}));
        let removed: Vec<_> = bundler
            .get_envs()
            .filter(|(_, value)| value.is_none())
            .map(|(name, _)| name.to_string_lossy().into_owned())
            .collect();
        assert!(
            APPLE
                .iter()
                .all(|name| removed.contains(&(*name).to_owned()))
        );
    }

    #[test]
    fn windows_signs_with_a_program_and_macos_with_what_the_bundler_finds() {
        let mut bundler = Command::new("tauri");
        let windows = for_bundler(&Signing::Signed, System::Windows, SET, &mut bundler);
        let command = &windows["windows"]["signCommand"];
        assert_eq!(command["args"][1], "azure_signing_endpoint");
        assert_eq!(command["args"][8], "%1");
        // The account's own secrets are read from the environment by the program.
        assert!(!windows.to_string().contains("client_secret"));
        let macos = for_bundler(&Signing::Signed, System::Macos, SET, &mut bundler);
        assert_eq!(macos, json!({}));
        assert_eq!(bundler.get_envs().count(), 0);
    }
}
