use std::io::Cursor;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use minisign::KeyPair;
use serde_json::Value;

use super::*;

#[test]
fn a_missing_half_of_the_key_is_named_and_stops_nothing() {
    let [private, password] = PRIVATE_KEY;
    for (set, told) in [
        (
            &[KEY, private, password][..],
            "Installed programs can update themselves to it.",
        ),
        (
            &[KEY],
            "Installed programs will only tell of it: TAURI_SIGNING_PRIVATE_KEY, TAURI_SIGNING_PRIVATE_KEY_PASSWORD are missing.",
        ),
        (
            &[private, password],
            "Installed programs will only tell of it: PORCHLIGHT_UPDATE_KEY is missing.",
        ),
    ] {
        let updates = Updates::of(|name| {
            let value = if set.contains(&name) { "a value" } else { "" };
            Some(value.to_owned())
        });
        assert_eq!(updates.told(), told);
    }
}

const NAMES: [&str; 5] = [
    "Porchlight_1.2.3_amd64.AppImage",
    "Porchlight_1.2.3_aarch64.AppImage",
    "Porchlight_1.2.3_x64-setup.exe",
    "Porchlight_1.2.3_arm64-setup.exe",
    "Porchlight_1.2.3_universal.app.tar.gz",
];

/// A release's files, signed with a key of its own.
struct Release {
    folder: tempfile::TempDir,
    key: KeyPair,
}

impl Release {
    fn of(names: &[&str]) -> Self {
        let release = Self {
            folder: tempfile::tempdir().unwrap(),
            key: KeyPair::generate_unencrypted_keypair().unwrap(),
        };
        for name in names {
            fs::write(release.folder.path().join(name), "a program").unwrap();
            let comment = format!("timestamp:1\tfile:{name}\tversion:{VERSION}");
            release.sign(name, &release.key, &comment);
        }
        release
    }

    /// Signs a file as Tauri's signer does; its signature's text.
    fn sign(&self, name: &str, key: &KeyPair, comment: &str) -> String {
        let file = self.folder.path().join(name);
        let content = Cursor::new(fs::read(file).unwrap());
        let signed = minisign::sign(Some(&key.pk), &key.sk, content, Some(comment), None);
        let signed = BASE64_STANDARD.encode(signed.unwrap().to_string());
        fs::write(self.signature(name), format!("{signed}\n")).unwrap();
        signed
    }

    fn signature(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("{name}.sig"))
    }

    fn written(&self) -> Result<Option<usize>, Failure> {
        write(self.folder.path(), "owner/name", Some(&self.public_half()))
    }

    fn public_half(&self) -> String {
        BASE64_STANDARD.encode(self.key.pk.to_box().unwrap().to_string())
    }

    fn has_manifest(&self) -> bool {
        self.folder.path().join(MANIFEST).exists()
    }
}

#[test]
fn the_manifest_has_every_computer_with_its_file_and_signature() {
    let release = Release::of(&NAMES);
    assert_eq!(release.written().unwrap(), Some(6));
    let manifest = fs::read(release.folder.path().join(MANIFEST)).unwrap();
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
        let signature = fs::read_to_string(release.signature(name)).unwrap();
        assert_eq!(platform["signature"], signature.trim(), "{target}");
    }
}

#[test]
fn a_signature_that_no_program_would_believe_is_not_announced() {
    type Spoil = fn(&Release);
    let rows: [(Spoil, &str); 6] = [
        (
            |release| {
                let stranger = KeyPair::generate_unencrypted_keypair().unwrap();
                let comment = format!("version:{VERSION}");
                release.sign(NAMES[2], &stranger, &comment);
            },
            "not signed with the key",
        ),
        (
            |release| fs::write(release.folder.path().join(NAMES[2]), "another").unwrap(),
            "not signed with the key",
        ),
        (
            |release| drop(release.sign(NAMES[2], &release.key, "timestamp:1")),
            "for no version",
        ),
        (
            |release| drop(release.sign(NAMES[2], &release.key, "version:0.0.1")),
            "for another version",
        ),
        (
            |release| fs::write(release.signature(NAMES[2]), "signed").unwrap(),
            "can't be read",
        ),
        (
            |release| fs::remove_file(release.signature(NAMES[2])).unwrap(),
            ".sig",
        ),
    ];
    for (spoil, words) in rows {
        let release = Release::of(&NAMES);
        spoil(&release);
        let why = release.written().unwrap_err().to_string();
        assert!(why.contains(words) && why.contains(NAMES[2]), "{why}");
        assert!(!release.has_manifest(), "{why}");
    }
}

#[test]
fn what_is_signed_needs_the_key_that_proves_it() {
    let release = Release::of(&NAMES);
    for key in [None, Some("no key")] {
        assert!(write(release.folder.path(), "owner/name", key).is_err());
    }
    assert!(!release.has_manifest());
}

#[test]
fn without_signatures_nothing_is_announced_and_with_some_nothing_less_than_all() {
    let release = Release::of(&[]);
    fs::write(release.folder.path().join(NAMES[0]), "a program").unwrap();
    assert_eq!(release.written().unwrap(), None);
    assert!(!release.has_manifest());
    assert!(Release::of(&NAMES[1..]).written().is_err());
}

#[test]
fn what_macos_is_replaced_with_is_one_of_the_files() {
    assert!(FILES.iter().any(|(ending, _)| packed().ends_with(ending)));
    assert!(packed().contains(VERSION));
}
