//! A small Debian of the test's own, entered by `chroot`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{prepared, printed};

/// Where files come and go that no package is asked about: what is mounted, what
/// apt remembers, and the pages of the manual that an administrator has read.
const PASSED_OVER: [&str; 8] = [
    "dev",
    "proc",
    "tmp",
    "var/cache/apt",
    "var/cache/man",
    "var/lib/apt",
    "var/log",
    "var/tmp",
];

/// The root, bare at first. Mounts and processes in it end with the namespaces
/// that the test runs in, and whoever made those removes the folder.
pub(crate) struct Root {
    folder: PathBuf,
}

impl Root {
    pub(crate) fn unpack() -> Self {
        let machine = std::env::var_os("PORCHLIGHT_MACHINE").map(PathBuf::from);
        let own = fs::read_link("/proc/self/ns/mnt").expect("namespaces");
        assert!(
            machine.is_some_and(|machine| machine != own),
            "nothing is mounted in the machine's own namespace"
        );
        let folder = prepared("root");
        fs::create_dir(&folder).expect("a folder for the root");
        printed(
            Command::new("tar")
                .arg("--extract")
                .arg("--file")
                .arg(prepared("debian.tar"))
                .arg("--directory")
                .arg(&folder)
                .args(["--exclude=./dev/*", "--numeric-owner"]),
        );
        let root = Self { folder };
        root.show(Path::new("/proc"));
        root.show(Path::new("/dev"));
        root.mount(&prepared("archives"), "var/cache/apt/archives");
        for (path, content) in [
            // Nobody starts services here.
            ("usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n"),
            // Nothing has to outlive a power cut.
            ("etc/dpkg/dpkg.cfg.d/fast", "force-unsafe-io\n"),
            // What was fetched is kept for the next run, by whoever runs the test.
            (
                "etc/apt/apt.conf.d/99keep",
                "Binary::apt-get::APT::Keep-Downloaded-Packages \"true\";\n\
                 APT::Keep-Downloaded-Packages \"true\";\nAPT::Sandbox::User \"root\";\nAcquire::Languages \"none\";\n",
            ),
        ] {
            fs::write(root.folder.join(path), content).expect("a file in the root");
        }
        printed(
            Command::new("chmod")
                .arg("+x")
                .arg(root.folder.join("usr/sbin/policy-rc.d")),
        );
        for file in ["etc/resolv.conf", "etc/hosts"] {
            // A machine without them needs none.
            let _ = fs::copy(Path::new("/").join(file), root.folder.join(file));
        }
        root
    }

    /// Shows a folder of the machine at the same place inside.
    pub(crate) fn show(&self, folder: &Path) {
        let inside = folder.strip_prefix("/").expect("a path from the root");
        self.mount(folder, inside);
    }

    fn mount(&self, folder: &Path, inside: impl AsRef<Path>) {
        let place = self.folder.join(inside);
        fs::create_dir_all(&place).expect("a folder in the root");
        printed(Command::new("mount").arg("--rbind").args([folder, &place]));
    }

    /// The program that enters the root, and what to tell it first.
    pub(crate) fn entry(&self) -> (&'static Path, &Path) {
        (Path::new("/usr/sbin/chroot"), &self.folder)
    }

    /// What a command inside prints, as its administrator runs it.
    pub(crate) fn run(&self, words: &[&str]) -> String {
        let (enter, folder) = self.entry();
        let mut command = Command::new(enter);
        command
            .arg(folder)
            .args(words)
            .env_clear()
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .env("HOME", "/root")
            .env("LANG", "C.UTF-8")
            .env("DEBIAN_FRONTEND", "noninteractive");
        for name in ["http_proxy", "https_proxy", "no_proxy"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        printed(&mut command)
    }

    /// Installs a package file, and from the network what it depends on.
    pub(crate) fn install(&self, package: &Path) {
        let name = package.file_name().expect("a file").to_string_lossy();
        let copy = format!("/var/tmp/{name}");
        let inside = self.folder.join(&copy[1..]);
        fs::copy(package, &inside).expect("a file in the root");
        self.run(&[
            "apt-get",
            "--yes",
            "--quiet",
            "install",
            "--no-install-recommends",
            &copy,
        ]);
        fs::remove_file(inside).expect("the file is ours");
    }

    pub(crate) fn purge(&self) {
        self.run(&["apt-get", "--yes", "--quiet", "purge", "porchlight"]);
    }

    /// The version that is installed.
    pub(crate) fn version(&self) -> String {
        self.run(&[
            "dpkg-query",
            "--show",
            "--showformat=${Version}",
            "porchlight",
        ])
    }

    /// Every file and folder, but for [`PASSED_OVER`].
    pub(crate) fn files(&self) -> BTreeSet<PathBuf> {
        let mut found = BTreeSet::new();
        let mut folders = vec![self.folder.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).expect("a folder in the root") {
                let entry = entry.expect("a file in the root");
                let path = entry.path();
                let inside = path.strip_prefix(&self.folder).expect("it is inside");
                if PASSED_OVER.iter().any(|passed| inside == Path::new(passed)) {
                    continue;
                }
                found.insert(inside.to_owned());
                if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                    folders.push(path);
                }
            }
        }
        found
    }

    /// The content of a file, if there is one.
    pub(crate) fn read(&self, path: &str) -> Option<Vec<u8>> {
        fs::read(self.folder.join(path)).ok()
    }

    /// The programs that run inside.
    pub(crate) fn processes(&self) -> Vec<String> {
        let own = fs::canonicalize(&self.folder).expect("the root is there");
        let processes = fs::read_dir("/proc").expect("processes");
        processes
            .filter_map(|entry| {
                let folder = entry.ok()?.path();
                let inside = fs::read_link(folder.join("root")).ok()? == own;
                inside.then(|| fs::read_to_string(folder.join("comm")).ok())?
            })
            .map(|name| name.trim().to_owned())
            .collect()
    }
}
