//! Asks the keyring once, for the keyring test: how the keyring was found is
//! remembered for the life of a process, so every desktop needs another one.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test reads what this prints"
)]

use std::io::Read;
use std::process::ExitCode;

use porchlight_core::auth::{KeyringStore, StoreError, TokenStore};
use secrecy::{ExposeSecret, SecretString};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [verb, key] = arguments.as_slice() else {
        eprintln!("Usage: keyring-probe save|load|delete KEY");
        return ExitCode::from(2);
    };
    match ask(verb, key) {
        Ok(Some(secret)) => println!("{}", secret.expose_secret()),
        Ok(None) => {}
        Err(error) => {
            println!("{error:?}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn ask(verb: &str, key: &str) -> Result<Option<SecretString>, StoreError> {
    match verb {
        "save" => {
            let mut secret = String::new();
            std::io::stdin()
                .read_to_string(&mut secret)
                .map_err(|error| StoreError::Unavailable(error.to_string()))?;
            KeyringStore.save(key, &secret.into())?;
            Ok(None)
        }
        "load" => KeyringStore.load(key),
        "delete" => KeyringStore.delete(key).map(|()| None),
        _ => Err(StoreError::Unavailable(format!("no verb {verb}"))),
    }
}
