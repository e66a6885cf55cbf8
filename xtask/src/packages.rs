//! The test of the packages: made of the programs that the other tests use, so
//! that nothing is compiled for it, and installed into a small Debian of their
//! own, which is thrown away.
//!
//! Mounts and processes live in namespaces that end with the test, so that
//! nothing of it can stay on the machine, whatever happens.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bundle::{Bundle, Compression};
use crate::failure::Failure;
use crate::process;
use crate::system::System;

/// What an upgrade comes from: the same programs under an earlier version.
const PREVIOUS: &str = "0.0.9";

/// What the small Debian has besides dpkg and apt: the manual, completions and
/// the program that starts desktop entries.
const TOOLS: &str = "man-db,bash-completion,libglib2.0-bin";

/// Ends with whatever runs in it when it is interrupted: the first process of a
/// namespace gets no signal that it does not wait for.
const ENDING_WITH_A_SIGNAL: &str = "trap 'exit 130' INT TERM; \"$@\" & wait $!";

/// Where the test finds and puts everything.
pub(crate) struct Ground {
    folder: PathBuf,
    isolation: Vec<&'static str>,
}

impl Ground {
    /// A place to test packages, or why there is none here.
    pub(crate) fn find(target: &Path) -> Result<Self, String> {
        if System::current() != System::Debian {
            return Err(format!(
                "packages are made and installed on Debian and Ubuntu, not on {}.",
                System::current().name()
            ));
        }
        let own = ["--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];
        let user = ["--user", "--map-root-user", "--map-auto"];
        let isolation = [own.to_vec(), [&user[..], &own[..]].concat()]
            .into_iter()
            .find(|isolation| {
                process::output(Command::new("unshare").args(isolation).arg("true")).is_some()
            })
            .ok_or(
                "installing packages where nothing else is touched needs root, or namespaces \
                 that everybody may make.",
            )?;
        Ok(Self {
            folder: target.join("packages"),
            isolation,
        })
    }

    /// Makes the packages and the small Debian.
    pub(crate) fn prepare(&self, root: &Path, programs: &Path) -> Result<(), Failure> {
        self.throw_away()?;
        fs::create_dir_all(self.archives()).map_err(Failure::file(&self.folder))?;
        for (version, name) in [
            (PREVIOUS, "previous"),
            (env!("CARGO_PKG_VERSION"), "current"),
        ] {
            Bundle {
                root,
                programs,
                version,
                output: &self.folder.join(name),
                compression: Compression::Fastest,
            }
            .make()?;
        }
        self.fetch_debian()
    }

    /// Packs a Debian of the machine's own release, once.
    fn fetch_debian(&self) -> Result<(), Failure> {
        let packed = self.folder.join("debian.tar");
        if packed.exists() {
            return Ok(());
        }
        let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
        let release = codename(&release)
            .ok_or_else(|| Failure::new("/etc/os-release does not name the release.", ""))?;
        let unfinished = self.folder.join("unfinished.tar");
        process::run(
            Command::new("mmdebstrap")
                .args(["--quiet", "--variant=apt"])
                .arg(format!("--include={TOOLS}"))
                .args(["--aptopt=Acquire::Languages \"none\"", release])
                .arg(&unfinished),
        )?;
        fs::rename(&unfinished, &packed).map_err(Failure::file(&packed))
    }

    /// The test, to be run by [`Self::isolated`].
    pub(crate) fn test(&self, mut tests: Command) -> Command {
        tests
            .args(["--test", "packages"])
            .env("PORCHLIGHT_PACKAGES", &self.folder)
            // The test refuses to mount anything in the machine's own.
            .env(
                "PORCHLIGHT_MACHINE",
                fs::read_link("/proc/self/ns/mnt").unwrap_or_default(),
            );
        self.isolated(&tests)
    }

    /// The same command in namespaces of its own.
    fn isolated(&self, command: &Command) -> Command {
        let mut isolated = Command::new("unshare");
        isolated
            .args(&self.isolation)
            .args(["sh", "-c", ENDING_WITH_A_SIGNAL, "sh"])
            .arg(command.get_program())
            .args(command.get_args());
        if let Some(folder) = command.get_current_dir() {
            isolated.current_dir(folder);
        }
        for (name, value) in command.get_envs() {
            if let Some(value) = value {
                isolated.env(name, value);
            }
        }
        isolated
    }

    /// Removes the root that packages were installed into. In new namespaces
    /// nothing is mounted in it.
    pub(crate) fn throw_away(&self) -> Result<(), Failure> {
        let mut remove = Command::new("rm");
        remove
            .args(["--recursive", "--force", "--one-file-system"])
            .arg(self.folder.join("root"));
        let mut remove = self.isolated(&remove);
        let status = remove.status().map_err(process::cannot_start(&remove))?;
        process::succeeded(&remove, status)
    }

    /// Where packages from the network are kept for the next run.
    fn archives(&self) -> PathBuf {
        self.folder.join("archives")
    }
}

/// The name of a release, `bookworm`, as `/etc/os-release` tells it.
fn codename(os_release: &str) -> Option<&str> {
    os_release
        .lines()
        .find_map(|line| line.strip_prefix("VERSION_CODENAME="))
        .map(|name| name.trim_matches('"'))
        .filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_is_known_by_its_name() {
        assert_eq!(
            codename("ID=debian\nVERSION_CODENAME=bookworm\n"),
            Some("bookworm")
        );
        assert_eq!(codename("ID=debian\n"), None);
    }

    #[test]
    fn an_isolated_command_keeps_its_words_its_folder_and_its_variables() {
        let ground = Ground {
            folder: "/folder".into(),
            isolation: vec!["--mount"],
        };
        let mut command = Command::new("cargo");
        command
            .arg("test")
            .current_dir("/here")
            .env("NAME", "value");
        let isolated = ground.test(command);
        let shown = process::shown(&isolated);
        assert!(shown.starts_with("unshare --mount sh -c trap"), "{shown}");
        assert!(shown.ends_with("sh cargo test --test packages"), "{shown}");
        assert_eq!(isolated.get_current_dir(), Some(Path::new("/here")));
        let names: Vec<_> = isolated.get_envs().map(|(name, _)| name).collect();
        assert_eq!(names, ["NAME", "PORCHLIGHT_MACHINE", "PORCHLIGHT_PACKAGES"]);
    }
}
