//! The steps of `cargo xtask test`, as a table.
//!
//! Every step that compiles Rust selects the whole workspace with the same
//! features, so that Tauri and its dependencies are built twice and no more: once
//! for clippy, once for everything that runs.

use std::path::Path;
use std::process::Command;

use crate::{node, packages, process};

/// A step, by the name `--only` knows it under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Setup,
    Format,
    Workflows,
    UiCheck,
    UiTest,
    UiBuild,
    Clippy,
    Build,
    RustTest,
    Packages,
}

impl Step {
    /// In the order they run: what is quick to fail comes first, and the window
    /// before the Rust that embeds it.
    pub(crate) const ALL: [Self; 10] = [
        Self::Setup,
        Self::Format,
        Self::Workflows,
        Self::UiCheck,
        Self::UiTest,
        Self::UiBuild,
        Self::Clippy,
        Self::Build,
        Self::RustTest,
        Self::Packages,
    ];

    /// What testing the packages takes.
    pub(crate) const PACKAGES: [Self; 4] =
        [Self::Setup, Self::UiBuild, Self::Build, Self::Packages];

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Format => "format",
            Self::Workflows => "workflows",
            Self::UiCheck => "ui-check",
            Self::UiTest => "ui-test",
            Self::UiBuild => "ui-build",
            Self::Clippy => "clippy",
            Self::Build => "build",
            Self::RustTest => "rust-test",
            Self::Packages => "packages",
        }
    }

    /// What the step does, as a heading.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Setup => "Installing what is missing",
            Self::Format => "Checking the format of the Rust code",
            Self::Workflows => "Checking the workflows with actionlint",
            Self::UiCheck => "Checking the window's types",
            Self::UiTest => "Testing the window",
            Self::UiBuild => "Building the window",
            Self::Clippy => "Checking the Rust code with clippy",
            Self::Build => "Building the programs and the tests",
            Self::RustTest => "Running the unit, scenario, sign-in, keyring and desktop tests",
            Self::Packages => "Installing, using, upgrading and removing the packages",
        }
    }

    /// What to do when the step fails, besides reading what it printed.
    pub(crate) fn advice(self) -> &'static str {
        match self {
            Self::Format => "`cargo fmt --all` formats the code.",
            Self::Setup
            | Self::Workflows
            | Self::UiCheck
            | Self::UiTest
            | Self::UiBuild
            | Self::Clippy
            | Self::Build
            | Self::RustTest
            | Self::Packages => "Its own output above says why.",
        }
    }

    /// The command that carries the step out. Setting up has none: this program
    /// does it. That of the packages builds their test, and [`packages`] runs it.
    pub(crate) fn command(self, root: &Path, programs: &Path) -> Option<Command> {
        let command = match self {
            Self::Setup => return None,
            Self::Format => process::cargo(root, &["fmt", "--all", "--check"]),
            Self::Workflows => node::npm_packaging(root, &["run", "check"]),
            Self::UiCheck => node::npm(root, &["run", "check"]),
            Self::UiTest => node::npm(root, &["test"]),
            Self::UiBuild => node::npm(root, &["run", "build"]),
            Self::Clippy => {
                let mut clippy = whole_workspace(root, "clippy", &[WITH_PACKAGES, "--all-targets"]);
                clippy.args(["--", "--deny=warnings"]);
                clippy
            }
            Self::Build => whole_workspace(root, "build", &["--bins", "--tests"]),
            Self::RustTest => {
                let mut tests = whole_workspace(root, "test", &["--no-fail-fast"]);
                tests.env("PORCHLIGHT_BIN_DIR", programs);
                tests
            }
            Self::Packages => whole_workspace(
                root,
                "test",
                &[
                    WITH_PACKAGES,
                    "--test",
                    packages::TEST,
                    "--no-run",
                    "--message-format=json-render-diagnostics",
                ],
            ),
        };
        Some(command)
    }
}

/// Chooses the test of the packages, too.
const WITH_PACKAGES: &str = "--features=porchlight-tests/packages";

fn whole_workspace(root: &Path, subcommand: &str, arguments: &[&str]) -> Command {
    let mut command = process::cargo(root, &[subcommand, "--workspace", "--locked"]);
    command
        .arg("--features=porchlight-tray/custom-protocol")
        .args(arguments);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commands() -> Vec<String> {
        Step::ALL
            .iter()
            .filter_map(|step| step.command(Path::new("/root"), Path::new("/bin")))
            .map(|command| process::shown(&command))
            .collect()
    }

    #[test]
    fn every_step_is_found_by_its_name() {
        for step in Step::ALL {
            assert_eq!(Step::named(step.name()), Some(step));
        }
        assert_eq!(Step::named("desk"), None);
    }

    #[test]
    fn the_steps_are_these() {
        assert_eq!(
            commands(),
            [
                "cargo fmt --all --check",
                "npm run check",
                "npm run check",
                "npm test",
                "npm run build",
                "cargo clippy --workspace --locked --features=porchlight-tray/custom-protocol \
                 --features=porchlight-tests/packages --all-targets -- --deny=warnings",
                "cargo build --workspace --locked --features=porchlight-tray/custom-protocol \
                 --bins --tests",
                "cargo test --workspace --locked --features=porchlight-tray/custom-protocol \
                 --no-fail-fast",
                "cargo test --workspace --locked --features=porchlight-tray/custom-protocol \
                 --features=porchlight-tests/packages --test packages --no-run --message-format=json-render-diagnostics",
            ]
        );
    }

    #[test]
    fn only_setting_up_has_no_command() {
        assert_eq!(commands().len(), Step::ALL.len() - 1);
    }
}
