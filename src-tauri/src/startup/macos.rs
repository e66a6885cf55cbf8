//! macOS: an agent in the user's library, which the system starts at sign-in.

use std::path::PathBuf;
use std::{fs, io};

use plist::{Dictionary, Value};

/// What to do where the switch fails.
pub(super) const BY_HAND: &str = "Use Login Items in the system's settings instead, or see to it that you may write into ~/Library/LaunchAgents";

/// Where only package managers write.
pub(super) const PACKAGED: [&str; 2] = ["/opt/homebrew", "/nix/store"];

pub(super) fn program() -> io::Result<PathBuf> {
    std::env::current_exe()
}

/// An agent that is marked as disabled counts as none.
pub(super) fn is_on(name: &str) -> io::Result<bool> {
    let file = file(name)?;
    if !file.try_exists()? {
        return Ok(false);
    }
    let agent = Value::from_file(file).map_err(io::Error::other)?;
    let agent = agent.as_dictionary();
    let disabled = agent.and_then(|agent| agent.get("Disabled")?.as_boolean());
    Ok(agent.is_some() && disabled != Some(true))
}

pub(super) fn turn_on(name: &str, line: &[&str]) -> io::Result<()> {
    let file = file(name)?;
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    Value::from(agent(name, line))
        .to_file_xml(file)
        .map_err(|error| error.into_io().unwrap_or_else(io::Error::other))
}

pub(super) fn turn_off(name: &str) -> io::Result<()> {
    super::gone(fs::remove_file(file(name)?))
}

fn file(name: &str) -> io::Result<PathBuf> {
    let folders = directories::BaseDirs::new();
    let folders = folders.ok_or(io::ErrorKind::NotFound)?;
    let folder = folders.home_dir().join("Library/LaunchAgents");
    Ok(folder.join(format!("{name}.plist")))
}

fn agent(name: &str, line: &[&str]) -> Dictionary {
    let line = line.iter().map(|word| Value::from(*word)).collect();
    let mut agent = Dictionary::new();
    for (key, value) in [
        ("Label", Value::from(name)),
        ("ProgramArguments", Value::Array(line)),
        ("RunAtLoad", Value::from(true)),
        // Not for whoever signs in from afar, without a screen.
        ("LimitLoadToSessionType", Value::from("Aqua")),
        ("ProcessType", Value::from("Interactive")),
    ] {
        agent.insert(key.to_owned(), value);
    }
    agent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agent_names_the_program_and_its_arguments() {
        let agent = agent("a.b", &["/Applications/R&D.app/p", "--hidden"]);
        let line = agent["ProgramArguments"].as_array().unwrap();
        assert_eq!(line[0].as_string(), Some("/Applications/R&D.app/p"));
        assert_eq!(line[1].as_string(), Some("--hidden"));
    }
}
