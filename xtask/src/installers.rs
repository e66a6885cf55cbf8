//! `cargo xtask installers`: what Tauri's bundler makes on each system, with the
//! command line inside, and the command line alone in an archive.
//!
//! - Linux: an `AppImage`; see `cargo xtask bundle` for packages of distributions
//! - Windows: installers made with NSIS and `WiX`, for either processor
//! - macOS: a disk image, for both processors
//!
//! Programs are built in one stage and bundled in another, so that what signs
//! them need not be in the environment of anything that is compiled. The key for
//! updates is in neither: see `cargo xtask release sign`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::ValueEnum;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::release::{self, Signing, VERSION, for_bundler};
use crate::setup::{self, Purpose};
use crate::system::System;
use crate::{node, process};

/// What Rust calls programs of macOS for both processors; only Tauri knows it.
const UNIVERSAL: &str = "universal-apple-darwin";

/// What Windows and macOS know the application by. The bundler, and macOS, want
/// no `_` in it, which the names of D-Bus that Linux uses have in place of `-`.
const IDENTIFIER: &str = "io.github.porchlight-app.Porchlight";

/// A part of the way to installers.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Stage {
    /// Build the programs
    Build,
    /// Bundle and sign the programs that were built, and compile nothing
    Bundle,
}

/// What is made, and for which computers.
struct Plan {
    system: System,
    /// As Rust names it, or [`UNIVERSAL`].
    triple: String,
}

/// Makes the installers for `triple`, or for this computer, and puts them into
/// `target/bundle`; or does the one stage that is given.
pub(crate) fn run(root: &Path, triple: Option<&str>, only: Option<Stage>) -> Result<(), Failure> {
    let system = System::current();
    let plan = Plan {
        system,
        triple: match triple {
            Some(triple) => triple.to_owned(),
            None if system == System::Macos => UNIVERSAL.to_owned(),
            None => host()?,
        },
    };
    let target = process::target_folder()?;
    if only != Some(Stage::Bundle) {
        plan.build(root, &target)?;
    }
    if only != Some(Stage::Build) {
        plan.bundle(root, &target)?;
    }
    Ok(())
}

/// The computer this runs on, as Rust names it.
fn host() -> Result<String, Failure> {
    let told = process::output(Command::new("rustc").arg("-vV")).unwrap_or_default();
    told.lines()
        .find_map(|line| line.strip_prefix("host: "))
        .map(str::to_owned)
        .ok_or_else(|| Failure::new("rustc does not say which system it is for.", ""))
}

impl Plan {
    fn build(&self, root: &Path, target: &Path) -> Result<(), Failure> {
        setup::run(root, Purpose::Build)?;
        node::install_packages(&root.join(node::PACKAGING))?;
        process::run(&mut node::npm(root, &["run", "build"]))?;
        self.build_command_line(root, target)?;
        process::run(&mut self.builder(root, target))
    }

    fn bundle(&self, root: &Path, target: &Path) -> Result<(), Failure> {
        let signing = Signing::here();
        println!("{}", signing.told());
        process::run(&mut self.bundler(root, target, &signing))?;
        let collected = target.join("bundle");
        fs::create_dir_all(&collected).map_err(Failure::file(&collected))?;
        let mut made = self.collect(target, &collected)?;
        if self.system == System::Macos && release::key().is_some() {
            made.push(self.pack(target, &collected)?);
        }
        made.push(self.archive(root, target, &collected)?);
        for name in made {
            println!("Made {}.", collected.join(name).display());
        }
        Ok(())
    }

    /// The processors' own names for what is built, one or both.
    fn triples(&self) -> Vec<&str> {
        if self.triple == UNIVERSAL {
            vec!["aarch64-apple-darwin", "x86_64-apple-darwin"]
        } else {
            vec![&self.triple]
        }
    }

    fn extension(&self) -> &'static str {
        if self.system == System::Windows {
            ".exe"
        } else {
            ""
        }
    }

    /// What the bundler makes, each below a folder of its name, and how the names
    /// of files end that are handed out.
    fn kinds(&self) -> &'static [(&'static str, Option<&'static str>)] {
        match self.system {
            System::Windows => &[("nsis", Some("-setup.exe")), ("msi", Some(".msi"))],
            // The application itself is what one is replaced with, packed.
            System::Macos => &[("app", None), ("dmg", Some(".dmg"))],
            System::Debian | System::Fedora | System::Arch | System::OtherLinux => {
                &[("appimage", Some(".AppImage"))]
            }
        }
    }

    /// The command line for each processor, where and under which name the
    /// bundler looks for it.
    fn build_command_line(&self, root: &Path, target: &Path) -> Result<(), Failure> {
        let folder = beside(target);
        fs::create_dir_all(&folder).map_err(Failure::file(&folder))?;
        let mut built = Vec::new();
        for triple in self.triples() {
            process::run(&mut process::cargo(
                root,
                &[
                    "build",
                    "--release",
                    "--locked",
                    "--package=porchlight",
                    "--target",
                    triple,
                ],
            ))?;
            let program = format!("porchlight{}", self.extension());
            let from = target.join(triple).join("release").join(program);
            let to = folder.join(format!("porchlight-{triple}{}", self.extension()));
            fs::copy(&from, &to).map_err(Failure::file(&from))?;
            built.push(to);
        }
        if self.triple == UNIVERSAL {
            let mut lipo = Command::new("lipo");
            lipo.args(["-create", "-output"])
                .arg(folder.join(format!("porchlight-{UNIVERSAL}")))
                .args(&built);
            process::run(&mut lipo)?;
        }
        Ok(())
    }

    /// Builds the tray application as the bundler wants it.
    fn builder(&self, root: &Path, target: &Path) -> Command {
        let mut command = self.tauri(root, target, "build");
        command
            .arg("--no-bundle")
            .arg("--config")
            .arg(configuration(target, json!({})).to_string())
            .args(["--", "--locked"]);
        command
    }

    fn bundler(&self, root: &Path, target: &Path, signing: &Signing) -> Command {
        let mut command = self.tauri(root, target, "bundle");
        let kinds: Vec<_> = self.kinds().iter().map(|(kind, _)| *kind).collect();
        command.args(["--bundles", &kinds.join(",")]);
        let own = for_bundler(
            signing,
            self.system,
            |name| std::env::var(name).ok(),
            &mut command,
        );
        for name in release::PRIVATE_KEY {
            // It has other people's programs run, which have no business with it.
            command.env_remove(name);
        }
        command
            .arg("--config")
            .arg(configuration(target, own).to_string());
        command
    }

    /// A command of Tauri's; those that build and bundle must be told the same.
    fn tauri(&self, root: &Path, target: &Path, command: &str) -> Command {
        let mut tauri = node::program(root, "@tauri-apps/cli/tauri.js");
        tauri
            .args([command, "--ci", "--target", &self.triple])
            .args(["--features", "custom-protocol"])
            .env("CARGO_TARGET_DIR", target);
        tauri
    }

    /// Copies what the bundler made of this version, and gives the names.
    fn collect(&self, target: &Path, into: &Path) -> Result<Vec<String>, Failure> {
        let mut names = Vec::new();
        for (kind, ending) in self.kinds() {
            let Some(ending) = ending else { continue };
            let folder = self.bundled(target, kind);
            let entries = fs::read_dir(&folder).map_err(Failure::file(&folder))?;
            let before = names.len();
            for entry in entries {
                let entry = entry.map_err(Failure::file(&folder))?;
                let name = entry.file_name().to_string_lossy().into_owned();
                if is_installer(&name, ending) {
                    fs::copy(entry.path(), into.join(&name)).map_err(Failure::file(&folder))?;
                    names.push(name);
                }
            }
            if names.len() == before {
                return Err(Failure::new(
                    format!("No file for {kind} was made that ends in {ending}."),
                    "The output of Tauri's bundler above says why.",
                ));
            }
        }
        Ok(names)
    }

    /// Where the bundler puts what it makes of one kind.
    fn bundled(&self, target: &Path, kind: &str) -> PathBuf {
        target
            .join(&self.triple)
            .join("release/bundle")
            // The bundler calls only this one otherwise.
            .join(if kind == "app" { "macos" } else { kind })
    }

    /// Packs the application, signed and notarised as it is, for programs that
    /// replace themselves with it.
    fn pack(&self, target: &Path, into: &Path) -> Result<String, Failure> {
        let name = release::packed();
        process::run(&mut self.packer(target, &into.join(&name)))?;
        Ok(name)
    }

    fn packer(&self, target: &Path, archive: &Path) -> Command {
        let mut tar = Command::new(self.tar());
        tar.arg("-czf")
            .arg(archive)
            .arg("-C")
            .arg(self.bundled(target, "app"))
            .arg("Porchlight.app")
            // Otherwise each file has another beside it, with what only macOS knows.
            .env("COPYFILE_DISABLE", "1");
        tar
    }

    /// The command line with its licence, for whoever wants nothing else.
    fn archive(&self, root: &Path, target: &Path, into: &Path) -> Result<String, Failure> {
        let name = self.archive_name();
        let folder = target.join("archive");
        fs::create_dir_all(&folder).map_err(Failure::file(&folder))?;
        let program = format!("porchlight{}", self.extension());
        // The bundler has signed this one on Windows.
        let program_built = format!("porchlight-{}{}", self.triple, self.extension());
        let built = beside(target).join(program_built);
        fs::copy(&built, folder.join(&program)).map_err(Failure::file(&built))?;
        for text in ["LICENSE", "README.md"] {
            fs::copy(root.join(text), folder.join(text)).map_err(Failure::file(&folder))?;
        }
        let mut tar = Command::new(self.tar());
        tar.args(["--auto-compress", "-cf"])
            .arg(into.join(&name))
            .arg("-C")
            .arg(&folder)
            .args([&program, "LICENSE", "README.md"]);
        process::run(&mut tar)?;
        Ok(name)
    }

    /// The program that knows the kind of an archive from its name. On Windows the
    /// system's own does, and one that comes with Git does not know `zip`.
    fn tar(&self) -> PathBuf {
        match std::env::var_os("SystemRoot") {
            Some(windows) if self.system == System::Windows => {
                PathBuf::from(windows).join(r"System32\tar.exe")
            }
            _ => "tar".into(),
        }
    }

    fn archive_name(&self) -> String {
        let processor = self.triple.split('-').next().unwrap_or_default();
        let (system, kind) = match self.system {
            System::Windows => ("windows", "zip"),
            System::Macos => ("macos", "tar.gz"),
            System::Debian | System::Fedora | System::Arch | System::OtherLinux => {
                ("linux", "tar.gz")
            }
        };
        format!("porchlight-{VERSION}-{processor}-{system}.{kind}")
    }
}

/// Where the command line lies for the bundler.
fn beside(target: &Path) -> PathBuf {
    target.join("beside")
}

/// What is added to `tauri.conf.json`.
fn configuration(target: &Path, mut bundle: Value) -> Value {
    bundle["externalBin"] = json!([beside(target).join("porchlight")]);
    json!({ "identifier": IDENTIFIER, "bundle": bundle })
}

/// Whether a file that the bundler made is what it should be; former versions may
/// lie beside it.
fn is_installer(name: &str, ending: &str) -> bool {
    name.starts_with(&format!("Porchlight_{VERSION}_")) && name.ends_with(ending)
}

#[cfg(test)]
mod tests;
