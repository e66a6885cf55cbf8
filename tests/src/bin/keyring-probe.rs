//! Asks the keyring, for the keyring test: once, or for each line of its input.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test reads what this prints"
)]

use std::io::{BufRead, Read};
use std::process::ExitCode;

use porchlight_core::auth::{KeyringStore, StoreError, TokenStore};
use secrecy::{ExposeSecret, SecretString};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [verb, key] = arguments.as_slice() else {
        eprintln!("Usage: keyring-probe save|load|delete|unlock|stay KEY");
        return ExitCode::from(2);
    };
    if verb == "stay" {
        stay(key);
        return ExitCode::SUCCESS;
    }
    let answer = ask(verb, key);
    println!("{}", words(&answer));
    if answer.is_ok() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// One process for many questions, each a verb on a line.
#[tokio::main]
async fn stay(key: &str) {
    let mut changes = KeyringStore.changes();
    for verb in std::io::stdin().lock().lines() {
        let verb = verb.expect("the test writes text");
        if verb == "change" {
            let told = changes.changed().await;
            println!("{}", told.map_or("nobody tells", |()| "changed"));
            continue;
        }
        let key = key.to_owned();
        let answer = tokio::task::spawn_blocking(move || match verb.strip_prefix("save ") {
            Some(secret) => KeyringStore.save(&key, &secret.into()).map(|()| None),
            None => ask(&verb, &key),
        });
        println!("{}", words(&answer.await.expect("the keyring answers")));
    }
}

fn words(answer: &Result<Option<SecretString>, StoreError>) -> String {
    match answer {
        Ok(secret) => secret
            .as_ref()
            .map(|secret| secret.expose_secret().to_owned())
            .unwrap_or_default(),
        Err(error) => format!("{error:?}"),
    }
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
        "unlock" => KeyringStore.unlock().map(|()| None),
        "delete" => KeyringStore.delete(key).map(|()| None),
        _ => Err(StoreError::Unavailable(format!("no verb {verb}"))),
    }
}
