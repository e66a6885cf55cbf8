//! Whether a file is signed by us, for this version, as installed programs will ask.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use minisign_verify::{PublicKey, Signature};

use super::super::VERSION;
use crate::failure::Failure;

/// What proves signatures.
pub(super) struct Proof(PublicKey);

impl Proof {
    /// With the public half of the key, as Tauri's signer writes it.
    pub(super) fn by(key: &str) -> Result<Self, Failure> {
        decoded(key)
            .and_then(|key| PublicKey::decode(&key).ok())
            .map(Self)
            .ok_or_else(|| {
                Failure::new(
                    "The public key for updates can't be read.",
                    "It is the one line that `tauri signer generate` writes into the file `.pub`.",
                )
            })
    }

    /// The signature that lies beside a file, if programs will believe it.
    pub(super) fn of(&self, file: &Path) -> Result<String, Failure> {
        let mut beside = file.as_os_str().to_owned();
        beside.push(".sig");
        let beside = Path::new(&beside);
        let text = fs::read_to_string(beside).map_err(Failure::file(beside))?;
        let content = fs::read(file).map_err(Failure::file(file))?;
        let text = text.trim();
        self.judge(text, &content).map_err(|why| {
            Failure::new(
                format!("{} {why}.", file.display()),
                "No installed program would take it: look at both halves of the key.",
            )
        })?;
        Ok(text.to_owned())
    }

    fn judge(&self, signature: &str, content: &[u8]) -> Result<(), &'static str> {
        let signature = decoded(signature)
            .and_then(|text| Signature::decode(&text).ok())
            .ok_or("has a signature that can't be read")?;
        self.0
            .verify(content, &signature, true)
            .map_err(|_| "is not signed with the key that programs believe")?;
        let mut said = signature.trusted_comment().split('\t');
        match said.find_map(|field| field.strip_prefix("version:")) {
            Some(version) if version == VERSION => Ok(()),
            Some(_) => Err("is signed for another version"),
            None => Err("is signed for no version"),
        }
    }
}

fn decoded(text: &str) -> Option<String> {
    String::from_utf8(BASE64_STANDARD.decode(text.trim()).ok()?).ok()
}
