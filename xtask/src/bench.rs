//! `cargo xtask bench`: the engine's speed, how large the packages are, what the
//! tray application uses beside a bare tray program in the same run, what the
//! engine alone uses, and how late a notice is. Ends with the README's table.

use std::fs;
use std::path::Path;
use std::process::Command;

use clap::ValueEnum;

use crate::bundle::{self, Package};
use crate::failure::Failure;
use crate::setup::{self, Purpose};
use crate::system::System;
use crate::{node, process};

/// A part, by the name `--only` knows it under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// How fast the engine is with many people
    Speed,
    /// How large the packages are
    Packages,
    /// Start, memory and processor time of the tray application
    Tray,
    /// The memory of an engine alone
    Engine,
    /// How long a change takes to become a notice
    Notices,
}

impl Part {
    /// What the program that measures calls it; none if it is measured here.
    fn measured_as(self) -> Option<&'static str> {
        match self {
            Self::Speed | Self::Packages => None,
            Self::Tray => Some("tray"),
            Self::Engine => Some("engine"),
            Self::Notices => Some("notices"),
        }
    }

    /// Why there is none of it on this system.
    fn left_out(self, system: System) -> Option<&'static str> {
        match self {
            Self::Speed => None,
            Self::Packages => (system != System::Debian)
                .then_some("Packages are made on Debian and Ubuntu, so their sizes are left out."),
            Self::Tray | Self::Engine | Self::Notices => (!system.is_linux())
                .then_some("Memory, start-up and notices are measured on Linux only."),
        }
    }
}

/// Measures these parts, or all if none is named. `arguments` go to the program
/// that measures.
pub(crate) fn run(root: &Path, only: &[Part], arguments: &[String]) -> Result<(), Failure> {
    setup::run(root, Purpose::Test)?;
    let (parts, left_out) = parts(only, System::current());
    for why in left_out {
        println!("{why}");
    }
    if parts.contains(&Part::Speed) {
        println!("\n== How fast the engine is: some two minutes, once it is built ==");
        measure_speed(root)?;
    }
    let packages = if parts.contains(&Part::Packages) {
        println!("\n== How large the packages are: a build for release ==");
        Some(bundle::run(root, None)?)
    } else {
        None
    };
    if parts.iter().any(|part| part.measured_as().is_some()) {
        println!("\n== What the programs use: a build for release, then some twelve minutes ==");
        measure_programs(root, &parts, packages.as_ref(), arguments)?;
    }
    Ok(())
}

/// Which parts there are here of those that somebody named, and a sentence on
/// whatever is left out.
fn parts(only: &[Part], system: System) -> (Vec<Part>, Vec<&'static str>) {
    let wanted = |part: &Part| only.is_empty() || only.contains(part);
    let (mut parts, mut left_out) = (Vec::new(), Vec::new());
    for part in Part::value_variants().iter().copied().filter(wanted) {
        match part.left_out(system) {
            None => parts.push(part),
            Some(why) => left_out.push(why),
        }
    }
    left_out.dedup();
    (parts, left_out)
}

fn measure_speed(root: &Path) -> Result<(), Failure> {
    let arguments = ["--locked", "--package=porchlight-core", "--bench=poll"];
    process::run(process::cargo(root, &["bench"]).args(arguments))
}

/// Builds and runs the program that measures, with those it is to measure.
fn measure_programs(
    root: &Path,
    parts: &[Part],
    packages: Option<&[Package; 2]>,
    arguments: &[String],
) -> Result<(), Failure> {
    let target = process::target_folder()?;
    let programs = target.join("release");
    let report = target.join("bench").join("report.md");
    let mut build = process::cargo(root, &["build", "--release", "--locked"]);
    build.arg("--package=porchlight-bench");
    let mut measure = Command::new(programs.join("porchlight-bench"));
    measure.arg("--report").arg(&report);
    for part in parts.iter().filter_map(|part| part.measured_as()) {
        measure.args(["--only", part]);
    }
    if parts.contains(&Part::Tray) {
        if packages.is_none() {
            process::run(&mut node::npm(root, &["run", "build"]))?;
        }
        build.args([
            "--package=porchlight-tray",
            "--package=bare-tray",
            "--features=porchlight-tray/custom-protocol",
        ]);
        for (name, program) in [("--porchlight", "porchlight-tray"), ("--bare", "bare-tray")] {
            measure.arg(name).arg(programs.join(program));
        }
    }
    if let Some([deb, rpm]) = packages {
        let sizes = [deb.size()?, rpm.size()?, deb.installed];
        measure
            .arg("--packages")
            .args(sizes.map(|size| size.to_string()));
    }
    process::run(&mut build)?;
    if let Some(folder) = report.parent() {
        fs::create_dir_all(folder).map_err(Failure::file(folder))?;
    }
    process::run(measure.args(arguments))?;
    println!("The report is in {}.", report.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_measured_unless_parts_are_named() {
        let (all, left_out) = parts(&[], System::Debian);
        assert_eq!(all, Part::value_variants());
        assert!(left_out.is_empty());
        let some = [Part::Notices, Part::Engine];
        assert_eq!(
            parts(&some, System::Debian).0,
            [Part::Engine, Part::Notices]
        );
    }

    #[test]
    fn what_a_system_can_not_measure_is_said_once() {
        let (fedora, left_out) = parts(&[], System::Fedora);
        assert_eq!(fedora.len(), 4);
        assert!(left_out[0].starts_with("Packages are made on Debian"));
        let (windows, left_out) = parts(&[], System::Windows);
        assert_eq!(windows, [Part::Speed]);
        assert_eq!(left_out.len(), 2);
        assert_eq!(parts(&[Part::Tray], System::Macos).1.len(), 1);
    }
}
