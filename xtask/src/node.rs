//! Node.js, which builds and tests the window, and runs the OpenID provider that
//! the sign-in is tested against.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::failure::Failure;
use crate::process;
use crate::system::System;

/// The oldest Node.js the window's tools run on, major and minor version.
const OLDEST: (u32, u32) = (20, 19);

/// On Windows npm is a script, which needs its extension to be started.
const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// The folders with packages of npm, each with its own lock file.
pub(crate) const WINDOW: &str = "ui";
pub(crate) const OPENID_PROVIDER: &str = "tests/openid";
/// What checks the workflows, and what makes installers.
pub(crate) const PACKAGING: &str = "packaging";

/// `npm` with the given arguments, to be run in the window's folder.
pub(crate) fn npm(root: &Path, arguments: &[&str]) -> Command {
    npm_in(&root.join(WINDOW), arguments)
}

/// `npm` with the given arguments, to be run beside the workflows' check.
pub(crate) fn npm_packaging(root: &Path, arguments: &[&str]) -> Command {
    npm_in(&root.join(PACKAGING), arguments)
}

/// A program of the installed packages of [`PACKAGING`], to be run in the
/// repository's root folder.
pub(crate) fn program(root: &Path, path: &str) -> Command {
    let modules = root.join(PACKAGING).join("node_modules");
    let mut command = Command::new("node");
    command.arg(modules.join(path)).current_dir(root);
    command
}

fn npm_in(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(NPM);
    command.args(arguments).current_dir(folder);
    command
}

/// Fails unless a Node.js that is new enough and npm are there.
pub(crate) fn check() -> Result<(), Failure> {
    let version = process::output(Command::new("node").arg("--version"));
    judge(version.as_deref(), System::current())?;
    if process::output(Command::new(NPM).arg("--version")).is_none() {
        return Err(Failure::new(
            "Node.js is installed, but npm is not.",
            "Install npm as well: on Debian it is a package of its own, \
             `sudo apt-get install npm`.",
        ));
    }
    Ok(())
}

/// Says whether that Node.js will do. `version` is what `node --version` printed.
fn judge(version: Option<&str>, system: System) -> Result<(), Failure> {
    let found = match version {
        None => "Node.js is not installed".to_owned(),
        Some(version) => match parsed(version) {
            Some(parsed) if parsed >= OLDEST => return Ok(()),
            _ => format!("Node.js here is {}", version.trim()),
        },
    };
    let how = match system {
        System::Debian | System::OtherLinux => {
            "Debian 12's own package is too old; https://nodejs.org/en/download has newer ones."
        }
        System::Fedora => "Install it: sudo dnf install nodejs",
        System::Arch => "Install it: sudo pacman -S --needed nodejs npm",
        System::Macos => "Install it: brew install node",
        System::Windows => "Install it: winget install OpenJS.NodeJS.LTS",
    };
    Err(Failure::new(
        format!(
            "{found}, and Porchlight's window needs version {}.{} or newer.",
            OLDEST.0, OLDEST.1
        ),
        how,
    ))
}

fn parsed(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.trim().strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// Installs a folder's packages if they are not what its lock file says.
pub(crate) fn install_packages(folder: &Path) -> Result<(), Failure> {
    if is_up_to_date(folder) {
        return Ok(());
    }
    process::run(&mut npm_in(folder, &["ci", "--no-audit", "--no-fund"]))
}

/// Whether the last `npm ci` is younger than the lock file.
fn is_up_to_date(folder: &Path) -> bool {
    let modified = |path: &str| fs::metadata(folder.join(path)).and_then(|file| file.modified());
    // npm writes this file last, so an interrupted installation does not count.
    match (
        modified("node_modules/.package-lock.json"),
        modified("package-lock.json"),
    ) {
        (Ok(installed), Ok(locked)) => installed >= locked,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{File, FileTimes};
    use std::time::{Duration, SystemTime};

    use super::*;

    #[track_caller]
    fn check(version: Option<&str>, expected: Result<(), &str>) {
        let judged = judge(version, System::Arch).map_err(|failure| failure.to_string());
        match expected {
            Ok(()) => assert_eq!(judged, Ok(())),
            Err(start) => assert!(judged.unwrap_err().starts_with(start)),
        }
    }

    #[test]
    fn node_20_19_and_newer_will_do() {
        check(Some("v20.20.2\n"), Ok(()));
        check(Some("v24.0.0"), Ok(()));
        check(
            Some("v20.18.1"),
            Err("Node.js here is v20.18.1, and Porchlight's window needs version 20.19 or newer."),
        );
        check(Some("v18.19.0"), Err("Node.js here is v18.19.0, and"));
        check(Some("what?"), Err("Node.js here is what?, and"));
        check(None, Err("Node.js is not installed, and"));
    }

    #[test]
    fn packages_are_installed_again_when_the_lock_file_is_younger() {
        let folder = tempfile::tempdir().unwrap();
        let touch = |name: &str, age: u64| {
            let modified = SystemTime::UNIX_EPOCH + Duration::from_secs(10_000 - age);
            let file = File::create(folder.path().join(name)).unwrap();
            file.set_times(FileTimes::new().set_modified(modified))
                .unwrap();
        };
        touch("package-lock.json", 60);
        assert!(!is_up_to_date(folder.path()), "nothing is installed");

        fs::create_dir(folder.path().join("node_modules")).unwrap();
        touch("node_modules/.package-lock.json", 30);
        assert!(is_up_to_date(folder.path()));

        touch("package-lock.json", 10);
        assert!(!is_up_to_date(folder.path()), "the lock file changed");
    }
}
