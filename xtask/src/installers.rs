//! `cargo xtask installers`: what Tauri's bundler makes on each system, with the
//! command line inside, and the command line alone in an archive.
//!
//! - Linux: an `AppImage`; see `cargo xtask bundle` for packages of distributions
//! - Windows: installers made with NSIS and `WiX`, for either processor
//! - macOS: a disk image, for both processors
//!
//! Programs are built in one stage and bundled in another, so that what signs
//! them need not be in the environment of anything that is compiled.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::ValueEnum;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::release::{self, Signing, Updates, VERSION, for_bundler};
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
        let (signing, updates) = (Signing::here(), Updates::here());
        println!("{} {}", signing.told(), updates.told());
        process::run(&mut self.bundler(root, target, &signing, &updates))?;
        let collected = target.join("bundle");
        fs::create_dir_all(&collected).map_err(Failure::file(&collected))?;
        let mut made = self.collect(target, &collected, &updates)?;
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

    /// What the bundler makes, each below a folder of its name.
    fn kinds(&self, updates: &Updates) -> &'static [&'static str] {
        match self.system {
            System::Windows => &["nsis", "msi"],
            // What an application on macOS is replaced with is itself, packed.
            System::Macos if updates.are_made() => &["app", "dmg"],
            System::Macos => &["dmg"],
            System::Debian | System::Fedora | System::Arch | System::OtherLinux => &["appimage"],
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

    fn bundler(&self, root: &Path, target: &Path, signing: &Signing, updates: &Updates) -> Command {
        let mut command = self.tauri(root, target, "bundle");
        command.args(["--bundles", &self.kinds(updates).join(",")]);
        let own = for_bundler(
            signing,
            self.system,
            |name| std::env::var(name).ok(),
            &mut command,
        );
        let mut configuration = configuration(target, own);
        updates.configure(&mut configuration);
        command.arg("--config").arg(configuration.to_string());
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

    /// Copies what the bundler made, and gives the names.
    fn collect(
        &self,
        target: &Path,
        into: &Path,
        updates: &Updates,
    ) -> Result<Vec<String>, Failure> {
        let mut names = Vec::new();
        let kinds = self.kinds(updates);
        for kind in kinds {
            let bundle = target.join(&self.triple).join("release/bundle");
            // The bundler calls only this one otherwise.
            let folder = bundle.join(if *kind == "app" { "macos" } else { kind });
            let entries = fs::read_dir(&folder).map_err(Failure::file(&folder))?;
            for entry in entries {
                let entry = entry.map_err(Failure::file(&folder))?;
                let name = release::handed_out_as(&entry.file_name().to_string_lossy());
                if is_installer(&name) || (updates.are_made() && release::is_for_updates(&name)) {
                    fs::copy(entry.path(), into.join(&name)).map_err(Failure::file(&folder))?;
                    names.push(name);
                }
            }
        }
        let signatures = names
            .iter()
            .filter(|name| release::is_signature(name))
            .count();
        if names.len() < kinds.len() || (updates.are_made() && signatures == 0) {
            return Err(Failure::new(
                format!(
                    "Of {} only this was made: {}.",
                    kinds.join(" and "),
                    names.join(", ")
                ),
                "The output of Tauri's bundler above says why.",
            ));
        }
        Ok(names)
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

fn is_installer(name: &str) -> bool {
    [".AppImage", ".dmg", ".exe", ".msi"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(system: System, triple: &str) -> Plan {
        Plan {
            system,
            triple: triple.to_owned(),
        }
    }

    #[test]
    fn archives_say_what_they_are_for() {
        #[track_caller]
        fn check(system: System, triple: &str, end: &str) {
            let name = plan(system, triple).archive_name();
            assert_eq!(name, format!("porchlight-{VERSION}-{end}"));
        }
        check(System::Macos, UNIVERSAL, "universal-macos.tar.gz");
        check(
            System::Windows,
            "aarch64-pc-windows-msvc",
            "aarch64-windows.zip",
        );
        check(
            System::Debian,
            "x86_64-unknown-linux-gnu",
            "x86_64-linux.tar.gz",
        );
    }

    #[test]
    fn a_universal_program_is_built_for_both_processors() {
        assert_eq!(
            plan(System::Macos, UNIVERSAL).triples(),
            ["aarch64-apple-darwin", "x86_64-apple-darwin"]
        );
        let windows = plan(System::Windows, "x86_64-pc-windows-msvc");
        assert_eq!(windows.triples(), ["x86_64-pc-windows-msvc"]);
    }

    #[test]
    fn the_bundler_gets_the_command_line_to_put_inside() {
        let windows = plan(System::Windows, "x86_64-pc-windows-msvc");
        let missing = Signing::Missing(vec!["AZURE_CLIENT_ID"]);
        let target = Path::new("/target");
        let root = Path::new("/root");
        let built = process::shown(&windows.builder(root, target));
        let unsigned = Updates::Missing(Vec::new());
        let bundled = process::shown(&windows.bundler(root, target, &missing, &unsigned));
        let beside = target.join("beside").join("porchlight");
        let configuration = json!({
            "identifier": IDENTIFIER,
            "bundle": { "externalBin": [beside] },
        });
        let same = "--ci --target x86_64-pc-windows-msvc --features custom-protocol";
        let expected = format!("build {same} --no-bundle --config {configuration} -- --locked");
        assert!(built.ends_with(&expected), "{built}");
        let expected = format!("bundle {same} --bundles nsis,msi --config {configuration}");
        assert!(bundled.ends_with(&expected), "{bundled}");
    }

    #[test]
    fn with_a_key_macos_also_makes_what_programs_replace_themselves_with() {
        let macos = plan(System::Macos, UNIVERSAL);
        let signed = Updates::Signed {
            key: "a key".to_owned(),
        };
        let (target, root) = (Path::new("/target"), Path::new("/root"));
        let bundler = macos.bundler(root, target, &Signing::Signed, &signed);
        let shown = process::shown(&bundler);
        assert!(shown.contains("--bundles app,dmg"), "{shown}");
        assert!(shown.contains("createUpdaterArtifacts"), "{shown}");
    }

    #[test]
    fn what_is_built_and_what_is_bundled_have_one_identifier() {
        for system in ["macos", "windows"] {
            let file = format!("src-tauri/tauri.{system}.conf.json");
            let text = fs::read_to_string(crate::root().join(file)).unwrap();
            let configuration: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(configuration["identifier"], IDENTIFIER, "{system}");
        }
    }

    #[test]
    fn only_installers_are_handed_out() {
        for name in ["a_x64-setup.exe", "a.msi", "a_universal.dmg", "a.AppImage"] {
            assert!(is_installer(name), "{name}");
        }
        for name in ["bundle_dmg.sh", "icon.icns", "a.AppDir"] {
            assert!(!is_installer(name), "{name}");
        }
    }
}
