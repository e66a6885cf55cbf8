//! The test of the packages: made of the programs that the other tests use, so
//! that nothing is compiled for it, and installed into a small Debian of their
//! own, which is thrown away.
//!
//! Mounts and processes live in namespaces that end with the test, so that
//! nothing of it can stay on the machine, whatever happens.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::bundle::{Bundle, Compression};
use crate::failure::Failure;
use crate::process;

/// The test's name in Cargo.
pub(crate) const TEST: &str = "packages";

/// What an upgrade comes from: the same programs under an earlier version.
const PREVIOUS: &str = "0.0.9";

/// What the small Debian has besides dpkg and apt: the manual, completions and
/// the program that starts desktop entries.
const TOOLS: &str = "man-db,bash-completion,libglib2.0-bin";

/// Ends with whatever runs in it when it is interrupted: the first process of a
/// namespace gets no signal that it does not wait for.
const ENDING_WITH_A_SIGNAL: &str = "trap 'exit 130' INT TERM; \"$@\" & wait $!";

/// Makes an administrator of us, who still sees what is meant for the test.
const SUDO: &[&str] = &[
    "sudo",
    "-n",
    "--preserve-env=PORCHLIGHT_PACKAGES,PORCHLIGHT_MACHINE,RUST_BACKTRACE,RUST_LOG,http_proxy,https_proxy,no_proxy",
];

/// Where the test finds and puts everything.
pub(crate) struct Ground {
    folder: PathBuf,
    /// What makes an administrator of us, where nothing less will do.
    privilege: &'static [&'static str],
    /// What gives a command namespaces of its own.
    isolation: Vec<&'static str>,
}

impl Ground {
    /// A place to test packages, or why there is none here.
    pub(crate) fn find(target: &Path) -> Result<Self, String> {
        const OWN: [&str; 6] = [
            "unshare",
            "--mount",
            "--pid",
            "--fork",
            "--kill-child",
            "--mount-proc",
        ];
        const USER: [&str; 3] = ["--user", "--map-root-user", "--map-auto"];
        let ways: [(&[&str], Vec<&str>); 3] = [
            (&[], OWN.to_vec()),
            (&[], [&OWN[..], &USER[..]].concat()),
            (SUDO, [SUDO, &OWN[..]].concat()),
        ];
        let (privilege, isolation) = ways
            .into_iter()
            .find(|(_, isolation)| {
                let mut attempt = Command::new(isolation[0]);
                process::output(attempt.args(&isolation[1..]).arg("true")).is_some()
            })
            .ok_or(
                "installing packages where nothing else is touched needs root, namespaces \
                 that everybody may make, or sudo without a password.",
            )?;
        Ok(Self {
            folder: target.join("packages"),
            privilege,
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
        let mut words = self.privilege.to_vec();
        words.extend(["mmdebstrap", "--quiet", "--variant=apt"]);
        process::run(
            Command::new(words[0])
                .args(&words[1..])
                .arg(format!("--include={TOOLS}"))
                .args(["--aptopt=Acquire::Languages \"none\"", release])
                .arg(&unfinished),
        )?;
        fs::rename(&unfinished, &packed).map_err(Failure::file(&packed))
    }

    /// Runs the test of that file.
    pub(crate) fn test(&self, program: &Path) -> Command {
        let mut test = self.isolated(&[program.as_os_str()]);
        test.env("PORCHLIGHT_PACKAGES", &self.folder);
        // The test refuses to mount anything in the machine's own namespace.
        if let Ok(machine) = fs::read_link("/proc/self/ns/mnt") {
            test.env("PORCHLIGHT_MACHINE", machine);
        }
        test
    }

    /// A command in namespaces of its own.
    fn isolated(&self, words: &[&OsStr]) -> Command {
        let mut command = Command::new(self.isolation[0]);
        command
            .args(&self.isolation[1..])
            .args(["sh", "-c", ENDING_WITH_A_SIGNAL, "sh"])
            .args(words);
        command
    }

    /// Removes the root that packages were installed into. In new namespaces
    /// nothing is mounted in it.
    pub(crate) fn throw_away(&self) -> Result<(), Failure> {
        let root = self.folder.join("root");
        let words = ["rm", "--recursive", "--force", "--one-file-system"].map(OsStr::new);
        let mut remove = self.isolated(&[&words[..], &[root.as_os_str()]].concat());
        let status = remove.status().map_err(process::cannot_start(&remove))?;
        process::succeeded(&remove, status)
    }

    /// Where packages from the network are kept for the next run.
    fn archives(&self) -> PathBuf {
        self.folder.join("archives")
    }
}

/// Builds the test and says which file it is. `command` has Cargo print messages
/// in JSON.
pub(crate) fn build_test(command: &mut Command) -> Result<PathBuf, Failure> {
    println!("$ {}", process::shown(command));
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(process::cannot_start(command))?;
    process::succeeded(command, output.status)?;
    test_program(&String::from_utf8_lossy(&output.stdout))
        .ok_or_else(|| Failure::new("Cargo does not say where the test lies.", ""))
}

/// The file of the test, from Cargo's messages, one JSON object per line.
fn test_program(messages: &str) -> Option<PathBuf> {
    let messages = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    messages
        .filter(|message| message["target"]["name"] == TEST)
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
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
    fn the_test_is_told_what_it_needs_inside_its_namespaces() {
        let ground = Ground {
            folder: "/folder".into(),
            privilege: &[],
            isolation: vec!["unshare", "--mount"],
        };
        let test = ground.test(Path::new("/test"));
        let shown = process::shown(&test);
        assert!(shown.starts_with("unshare --mount sh -c trap"), "{shown}");
        assert!(shown.ends_with(" sh /test"), "{shown}");
        let names: Vec<_> = test.get_envs().map(|(name, _)| name).collect();
        assert!(names.contains(&OsStr::new("PORCHLIGHT_PACKAGES")));
    }

    #[test]
    fn cargo_says_where_the_test_lies() {
        let messages = r#"
            {"reason":"compiler-artifact","target":{"name":"clap"},"executable":null}
            {"reason":"compiler-artifact","target":{"name":"packages"},"executable":"/deps/packages-1"}
            {"reason":"build-finished","success":true}"#;
        assert_eq!(test_program(messages), Some("/deps/packages-1".into()));
        assert_eq!(test_program("Compiling"), None);
    }
}
