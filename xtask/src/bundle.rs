//! `cargo xtask bundle`: packages for the families of Debian and Fedora.
//!
//! The systems' own tools pack and find out which libraries are needed. Tauri's
//! bundler, which makes the packages for Windows and macOS, would name the
//! desktop entry and the icons after the program, where desktops look for the
//! identifier, and would ask for a tray library that is not linked.

mod deb;
mod rpm;
mod tree;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::setup::{self, Purpose};
use crate::system::System;
use crate::{node, process};
use tree::{Family, Tree};

/// The identifier: what desktops know the application by.
const IDENTIFIER: &str = "io.github.porchlight_app.Porchlight";

/// Where the sources of what is packed lie, besides the programs.
const SOURCES: &str = "packaging/linux";

/// How hard to compress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compression {
    Smallest,
    Fastest,
}

/// What packages are made of.
pub(crate) struct Bundle<'a> {
    /// The repository's root folder.
    pub(crate) root: &'a Path,
    /// The folder where the two programs were built.
    pub(crate) programs: &'a Path,
    pub(crate) version: &'a str,
    /// Where the packages go.
    pub(crate) output: &'a Path,
    pub(crate) compression: Compression,
}

/// One package.
pub(crate) struct Package {
    pub(crate) file: PathBuf,
    /// Bytes on the user's disk, all files together.
    pub(crate) installed: u64,
}

impl Package {
    /// Bytes of the package itself.
    pub(crate) fn size(&self) -> Result<u64, Failure> {
        let file = fs::metadata(&self.file).map_err(Failure::file(&self.file))?;
        Ok(file.len())
    }
}

/// Builds everything for release and packs it: a .deb and an .rpm.
pub(crate) fn run(root: &Path, target: Option<&str>) -> Result<[Package; 2], Failure> {
    check_system(System::current(), target)?;
    setup::run(root, Purpose::Package)?;
    process::run(&mut node::npm(root, &["run", "build"]))?;
    let mut build = process::cargo(
        root,
        &[
            "build",
            "--release",
            "--locked",
            "--package=porchlight-tray",
            "--package=porchlight",
            "--features=porchlight-tray/custom-protocol",
        ],
    );
    let mut folder = process::target_folder()?;
    let output = folder.join("bundle");
    if let Some(target) = target {
        build.args(["--target", target]);
        folder.push(target);
    }
    process::run(&mut build)?;

    let packages = Bundle {
        root,
        programs: &folder.join("release"),
        version: env!("CARGO_PKG_VERSION"),
        output: &output,
        compression: Compression::Smallest,
    }
    .make()?;
    let table = table(&packages)?;
    println!("\n{table}\nThe packages are in {}.", output.display());
    Ok(packages)
}

/// Only Debian's tools know which packages the libraries are from; and the
/// programs themselves print the manual.
fn check_system(system: System, target: Option<&str>) -> Result<(), Failure> {
    match system {
        System::Debian => {}
        System::Fedora | System::Arch | System::OtherLinux => {
            return Err(Failure::new(
                "The packages for Linux are made on Debian or Ubuntu, which know what package each library is from.",
                "Use one of them, or a container with one.",
            ));
        }
        System::Macos | System::Windows => {
            return Err(Failure::new(
                format!(
                    "This command makes packages for Linux, and none on {}.",
                    system.name()
                ),
                "Run `cargo xtask installers`.",
            ));
        }
    }
    match target.and_then(|triple| triple.split('-').next()) {
        Some(machine) if machine != std::env::consts::ARCH => Err(Failure::new(
            format!(
                "Packages for {machine} are made on a machine of its kind: the programs print their own manual."
            ),
            "Leave --target out, or use such a machine.",
        )),
        Some(_) | None => Ok(()),
    }
}

impl Bundle<'_> {
    /// Makes the packages anew. Those of an earlier run go; what else lies in the
    /// output folder stays.
    pub(crate) fn make(&self) -> Result<[Package; 2], Failure> {
        fs::create_dir_all(self.output).map_err(Failure::file(self.output))?;
        for ending in ["deb", "rpm"] {
            for earlier in files(self.output, ending)? {
                fs::remove_file(&earlier).map_err(Failure::file(&earlier))?;
            }
        }
        let work = self.output.join("work");
        let packages = [
            deb::make(self, &work.join("deb"))?,
            rpm::make(self, &work.join("rpm"))?,
        ];
        remove(&work)?;
        Ok(packages)
    }

    /// The text of a file beside the packages' other sources.
    fn source(&self, name: &str) -> Result<String, Failure> {
        let path = self.root.join(SOURCES).join(name);
        fs::read_to_string(&path).map_err(Failure::file(&path))
    }

    fn tree(&self, folder: PathBuf, family: Family) -> Result<Tree, Failure> {
        tree::lay_out(self, folder, family)
    }

    /// The day of the newest release, which the metadata tell, in a form of the
    /// `date` program.
    fn release_date(&self, form: &str) -> Result<String, Failure> {
        let metadata = self.source(&format!("{IDENTIFIER}.metainfo.xml"))?;
        let (_, day) = newest_release(&metadata)
            .ok_or_else(|| Failure::new("The metadata name no release.", ""))?;
        process::output(Command::new("date").args(["--utc", "--date", day, form]))
            .map(|date| date.trim().to_owned())
            .ok_or_else(|| Failure::new(format!("The release's date, {day}, is none."), ""))
    }
}

/// Version and day of the first release in the metadata.
fn newest_release(metadata: &str) -> Option<(&str, &str)> {
    let (_, release) = metadata.split_once("<release version=\"")?;
    let (version, rest) = release.split_once("\" date=\"")?;
    let (day, _) = rest.split_once('"')?;
    Some((version, day))
}

fn remove(folder: &Path) -> Result<(), Failure> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(Failure::file(folder))?;
    }
    Ok(())
}

/// The files of this kind in a folder.
fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>, Failure> {
    let entries = fs::read_dir(folder).map_err(Failure::file(folder))?;
    Ok(entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .collect())
}

/// The one package of this kind that was made.
fn made(folder: &Path, ending: &str) -> Result<PathBuf, Failure> {
    let made = files(folder, ending)?.pop();
    made.ok_or_else(|| Failure::new(format!("No .{ending} was made."), ""))
}

fn table(packages: &[Package]) -> Result<String, Failure> {
    let mut lines = vec![format!(
        "{:40} {:>10} {:>10}",
        "package", "file", "installed"
    )];
    for package in packages {
        let name = package.file.file_name().unwrap_or_default();
        lines.push(format!(
            "{:40} {:>10} {:>10}",
            name.to_string_lossy(),
            size(package.size()?),
            size(package.installed)
        ));
    }
    Ok(lines.join("\n"))
}

/// Bytes in mebibytes, for reading.
fn size(bytes: u64) -> String {
    let tenths = (bytes * 10 + 512 * 1024) / (1024 * 1024);
    format!("{}.{} MiB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_release_in_the_metadata_is_this_one() {
        let path = crate::root()
            .join(SOURCES)
            .join(format!("{IDENTIFIER}.metainfo.xml"));
        let metadata = fs::read_to_string(path).unwrap();
        let (version, day) = newest_release(&metadata).unwrap();
        assert_eq!(version, env!("CARGO_PKG_VERSION"));
        assert_eq!(day.len(), "2026-11-21".len());
    }

    #[test]
    fn a_size_reads_well() {
        assert_eq!(size(0), "0.0 MiB");
        assert_eq!(size(3 * 1024 * 1024 + 300 * 1024), "3.3 MiB");
    }

    #[test]
    fn where_packages_can_not_be_made_it_says_what_to_do() {
        assert!(check_system(System::Debian, None).is_ok());
        let own = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
        assert!(check_system(System::Debian, Some(&own)).is_ok());
        let other = check_system(System::Debian, Some("sparc64-unknown-linux-gnu"));
        assert!(other.unwrap_err().to_string().contains("for sparc64"));
        let fedora = check_system(System::Fedora, None).unwrap_err();
        assert!(fedora.to_string().contains("on Debian or Ubuntu"));
        let windows = check_system(System::Windows, None).unwrap_err();
        assert!(windows.to_string().contains("none on Windows"));
    }
}
