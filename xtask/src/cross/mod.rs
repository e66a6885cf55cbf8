//! `cargo xtask cross-check`: the Windows and macOS code, checked on Debian.
//!
//! Debian packages a compiler together with the source of its standard library,
//! from which `-Zbuild-std` makes that of any system. Checking never links, so
//! neither system's own kit is needed. See [`wine`] for what is run as well.

mod wine;

use std::path::{Path, PathBuf};
use std::process::Command;

use clap::ValueEnum;

use crate::failure::Failure;
use crate::requirement::{Requirement, Sign, on_debian};
use crate::setup::{self, Purpose};
use crate::system::System;
use crate::{node, process};

/// Debian's own, beside which rustup's may be installed.
const CARGO: &str = "/usr/bin/cargo";
const RUSTC: &str = "/usr/bin/rustc";
const RUSTDOC: &str = "/usr/bin/rustdoc";

/// What both checking and running need. Debian 12 has the newer compiler under
/// the name that its browsers are built with.
const COMPILER: &[Requirement] = &[
    on_debian(&[Sign::File(RUSTC)], "rustc-web"),
    on_debian(&[Sign::File(CARGO)], "cargo-web"),
    on_debian(
        &[Sign::File("/usr/lib/rustlib/src/rust/library/Cargo.lock")],
        "rust-web-src",
    ),
];

const CHECK: &[Requirement] = &[
    on_debian(&[Sign::File("/usr/bin/cargo-clippy")], "rust-web-clippy"),
    on_debian(&[Sign::Program("clang-19")], "clang-19"),
    on_debian(&[Sign::Program("llvm-rc-19")], "llvm-19"),
];

/// A system that is checked from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Target {
    Windows,
    Macos,
}

impl Target {
    const ALL: [Self; 2] = [Self::Windows, Self::Macos];

    /// As Rust names it.
    fn triple(self) -> &'static str {
        match self {
            Self::Windows => "x86_64-pc-windows-msvc",
            Self::Macos => "aarch64-apple-darwin",
        }
    }

    /// The program that collects objects in a library.
    fn archiver(self) -> &'static str {
        match self {
            Self::Windows => "llvm-lib-19",
            Self::Macos => "llvm-ar-19",
        }
    }
}

/// Checks one system's code or both with clippy, which finds what the compiler
/// finds and more. `arguments` choose packages in place of the whole workspace.
pub(crate) fn check(
    root: &Path,
    only: Option<Target>,
    arguments: &[String],
) -> Result<(), Failure> {
    install(&[COMPILER, CHECK])?;
    // The tray application embeds the built window, on every system.
    if !root.join("ui/dist/index.html").exists() {
        setup::run(root, Purpose::Build)?;
        process::run(&mut node::npm(root, &["run", "build"]))?;
    }
    let folder = folder()?;
    let targets = only.map_or(Target::ALL.to_vec(), |target| vec![target]);
    let mut failures = Vec::new();
    for target in &targets {
        if let Err(failure) = process::run(&mut clippy(root, &folder, *target, arguments)) {
            failures.push(failure.to_string());
        }
    }
    if !failures.is_empty() {
        return Err(Failure::new(failures.join("\n"), ""));
    }
    let names: Vec<&str> = targets.iter().map(|target| target.triple()).collect();
    println!("Clippy has nothing to say on {}.", names.join(" and "));
    Ok(())
}

/// Runs the tests that need no desktop as Windows programs.
pub(crate) fn run(root: &Path, arguments: &[String]) -> Result<(), Failure> {
    install(&[COMPILER, wine::REQUIREMENTS])?;
    wine::run(root, &folder()?, arguments)
}

fn install(requirements: &[&[Requirement]]) -> Result<(), Failure> {
    let system = System::current();
    if system != System::Debian {
        return Err(Failure::new(
            format!(
                "The check uses compilers that Debian packages, and this is {}.",
                system.name()
            ),
            "With rustup, `rustup target add` and `cargo clippy --target` come close to it.",
        ));
    }
    setup::install(requirements, system)
}

/// Where the other systems' programs are built.
fn folder() -> Result<PathBuf, Failure> {
    Ok(process::target_folder()?.join("cross"))
}

/// Debian's cargo for another system, without what rustup's cargo, which runs
/// this program, has set for its own.
fn cargo(root: &Path, folder: &Path, subcommand: &str, triple: &str) -> Command {
    let mut command = Command::new(CARGO);
    command
        .args([
            subcommand,
            "-Zbuild-std=std,panic_abort,test",
            "--locked",
            "--target",
            triple,
        ])
        .current_dir(root)
        .env("CARGO_TARGET_DIR", folder)
        .env("PATH", debian_first())
        .env("RUSTC", RUSTC)
        .env("RUSTDOC", RUSTDOC)
        // A released compiler refuses `-Z` otherwise.
        .env("RUSTC_BOOTSTRAP", "1")
        .env_remove("RUSTUP_TOOLCHAIN")
        .env_remove("LD_LIBRARY_PATH");
    command
}

fn debian_first() -> std::ffi::OsString {
    let mut path = std::ffi::OsString::from("/usr/bin");
    if let Some(rest) = std::env::var_os("PATH") {
        path.push(":");
        path.push(rest);
    }
    path
}

fn clippy(root: &Path, folder: &Path, target: Target, arguments: &[String]) -> Command {
    let triple = target.triple();
    let name = triple.replace('-', "_");
    let mut command = cargo(root, folder, "clippy", triple);
    if arguments.is_empty() {
        command.args(["--workspace", "--features=porchlight-tray/custom-protocol"]);
    } else {
        command.args(arguments);
    }
    command
        .args(["--all-targets", "--keep-going", "--", "--deny=warnings"])
        .env(format!("CC_{name}"), root.join("xtask/cross/compiler"))
        .env(format!("AR_{name}"), target.archiver())
        .env(format!("RC_{name}"), "llvm-rc-19")
        .env("PORCHLIGHT_REPLACED", folder.join("replaced.txt"));
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(target: Target, arguments: &[&str], expected: &str) {
        let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
        let command = clippy(Path::new("/root"), Path::new("/cross"), target, &arguments);
        assert_eq!(process::shown(&command), expected);
    }

    #[test]
    fn the_whole_workspace_is_checked_unless_packages_are_named() {
        check(
            Target::Windows,
            &[],
            "cargo clippy -Zbuild-std=std,panic_abort,test --locked \
             --target x86_64-pc-windows-msvc --workspace \
             --features=porchlight-tray/custom-protocol --all-targets --keep-going \
             -- --deny=warnings",
        );
        check(
            Target::Macos,
            &["-p", "porchlight"],
            "cargo clippy -Zbuild-std=std,panic_abort,test --locked \
             --target aarch64-apple-darwin -p porchlight --all-targets --keep-going -- --deny=warnings",
        );
    }

    #[test]
    fn the_stand_in_compiles_for_the_other_system_alone() {
        let root = Path::new("/root");
        let command = clippy(root, Path::new("/cross"), Target::Windows, &[]);
        let set = |name: &str| {
            command
                .get_envs()
                .find(|(known, _)| *known == name)
                .and_then(|(_, value)| value)
        };
        assert_eq!(
            set("CC_x86_64_pc_windows_msvc"),
            Some(root.join("xtask/cross/compiler").as_os_str())
        );
        assert_eq!(set("CC"), None);
    }
}
