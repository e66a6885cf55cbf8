//! The life of the .rpm in a root that has nothing but rpm's own list. What it
//! depends on is not there, so rpm is told not to look; what it asks for is
//! seen in its contents.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::{package, printed};

/// Where rpm keeps its list in the root.
const LIST: &str = "/var/lib/rpm";

/// A root that rpm installs into.
struct Root(TempDir);

impl Root {
    fn bare() -> Self {
        let root = Self(TempDir::new().expect("a temporary folder"));
        root.rpm(&["--initdb"], &[]);
        root
    }

    fn command(&self, words: &[&str], package: &[PathBuf]) -> Command {
        let mut rpm = Command::new("rpm");
        rpm.arg("--root").arg(self.0.path());
        rpm.args(["--dbpath", LIST]).args(words).args(package);
        rpm
    }

    /// What rpm prints, which must succeed.
    fn rpm(&self, words: &[&str], package: &[PathBuf]) -> String {
        printed(&mut self.command(words, package))
    }

    /// What differs from what was installed, one file a line: nothing, if rpm
    /// is content with content, modes and owners.
    fn differs(&self) -> String {
        let mut verify = self.command(&["--verify", "--nodeps", "porchlight"], &[]);
        let output = verify.output().expect("rpm is installed");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.success(), text.is_empty(), "{text}");
        text
    }

    fn version(&self) -> String {
        self.rpm(&["--query", "--queryformat=%{version}", "porchlight"], &[])
    }

    fn path(&self, inside: &str) -> PathBuf {
        self.0.path().join(inside)
    }

    /// What the installed command line says, with the libraries of the machine.
    fn says(&self, word: &str) -> String {
        printed(Command::new(self.path("usr/bin/porchlight")).arg(word))
    }

    /// Everything in the root but rpm's list: its files, and then its folders.
    fn content(&self) -> (Vec<PathBuf>, Vec<PathBuf>) {
        let list = self.path(LIST.trim_start_matches('/'));
        let (mut files, mut folders) = (Vec::new(), vec![self.0.path().to_owned()]);
        let mut next = 0;
        while let Some(folder) = folders.get(next).cloned() {
            next += 1;
            for entry in fs::read_dir(folder).expect("a folder in the root") {
                let path = entry.expect("a file in the root").path();
                if path.is_symlink() || !path.is_dir() {
                    files.push(path);
                } else if path != list {
                    folders.push(path);
                }
            }
        }
        (files, folders)
    }
}

#[test]
fn the_rpm_is_installed_verified_upgraded_and_erased() {
    let root = Root::bare();
    root.rpm(&["--install", "--nodeps"], &[package("previous", "rpm")]);
    assert_eq!(root.version(), "0.0.9");
    assert_eq!(root.differs(), "");

    root.rpm(&["--upgrade", "--nodeps"], &[package("current", "rpm")]);
    assert_eq!(root.version(), env!("CARGO_PKG_VERSION"));
    assert_eq!(root.rpm(&["--query", "--all"], &[]).lines().count(), 1);
    assert_eq!(root.differs(), "");
    let version = format!("porchlight {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(root.says("--version"), version);
    notices_what_was_changed(&root);

    root.rpm(&["--erase", "porchlight"], &[]);
    assert_eq!(root.rpm(&["--query", "--all"], &[]), "");
    let (files, folders) = root.content();
    assert!(files.is_empty(), "left behind: {files:?}");
    // Others are the system's, or those of packages that this one asks for.
    let own = |folder: &PathBuf| folder.file_name().is_some_and(|name| name == "porchlight");
    let own: Vec<&PathBuf> = folders.iter().filter(|folder| own(folder)).collect();
    assert!(own.is_empty(), "left behind: {own:?}");
}

/// So that nothing said means that something was looked at.
fn notices_what_was_changed(root: &Root) {
    let set = |mode| {
        fs::set_permissions(
            root.path("usr/bin/porchlight"),
            Permissions::from_mode(mode),
        )
        .expect("the program is there");
    };
    set(0o777);
    let differs = root.differs();
    assert!(differs.ends_with(" /usr/bin/porchlight\n"), "{differs}");
    set(0o755);
    assert_eq!(root.differs(), "");
}

/// Desktops that need to be told of new files notice by themselves.
#[test]
fn the_rpm_runs_no_scripts() {
    for question in ["--scripts", "--triggers", "--filetriggers"] {
        let scripts = printed(
            Command::new("rpm")
                .args(["--query", "--package", question])
                .arg::<&Path>(&package("current", "rpm")),
        );
        assert_eq!(scripts, "", "{question}");
    }
}
