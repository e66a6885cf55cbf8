//! What lies in the packages, seen without installing them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use porchlight_tests::desktop::Icon;
use tempfile::TempDir;

use crate::{IDENTIFIER, package, printed};

/// What both packages install, by folder.
const FILES: [(&str, &[&str]); 7] = [
    ("usr/bin", &["porchlight", "porchlight-tray"]),
    (
        "usr/share/applications",
        &["io.github.porchlight_app.Porchlight.desktop"],
    ),
    (
        "usr/share/metainfo",
        &["io.github.porchlight_app.Porchlight.metainfo.xml"],
    ),
    (
        "usr/share/icons/hicolor/scalable/apps",
        &["io.github.porchlight_app.Porchlight.svg"],
    ),
    (
        "usr/share/icons/hicolor/symbolic/apps",
        &["io.github.porchlight_app.Porchlight-symbolic.svg"],
    ),
    ("usr/share/bash-completion/completions", &["porchlight"]),
    ("usr/share/fish/vendor_completions.d", &["porchlight.fish"]),
];

const DEB_ALONE: [&str; 4] = [
    "usr/share/doc/porchlight/changelog.Debian.gz",
    "usr/share/doc/porchlight/changelog.gz",
    "usr/share/doc/porchlight/copyright",
    "usr/share/zsh/vendor-completions/_porchlight",
];

const RPM_ALONE: [&str; 4] = [
    "usr/share/doc/porchlight/CHANGELOG.md",
    "usr/share/licenses/porchlight/LICENSE",
    "usr/share/licenses/porchlight/copyright",
    "usr/share/zsh/site-functions/_porchlight",
];

const ICON_SIZES: [i32; 9] = [16, 22, 24, 32, 48, 64, 128, 256, 512];

const MANUAL: [&str; 28] = [
    "porchlight",
    "porchlight-completions",
    "porchlight-doctor",
    "porchlight-login",
    "porchlight-logout",
    "porchlight-message",
    "porchlight-notify",
    "porchlight-people",
    "porchlight-people-add",
    "porchlight-people-export",
    "porchlight-people-favourite",
    "porchlight-people-forget",
    "porchlight-people-group",
    "porchlight-people-groups",
    "porchlight-people-import",
    "porchlight-people-list",
    "porchlight-people-remove",
    "porchlight-people-remove-group",
    "porchlight-people-rename-group",
    "porchlight-people-search",
    "porchlight-people-undo",
    "porchlight-people-ungroup",
    "porchlight-set",
    "porchlight-show",
    "porchlight-status",
    "porchlight-tray",
    "porchlight-wait-for",
    "porchlight-watch",
];

fn icon(size: i32) -> String {
    format!("usr/share/icons/hicolor/{size}x{size}/apps/{IDENTIFIER}.png")
}

fn page(name: &str) -> String {
    format!("usr/share/man/man1/{name}.1.gz")
}

/// Everything that a package must install, and nothing else.
fn expected(alone: &[&str]) -> BTreeSet<String> {
    let files = FILES.iter().flat_map(|(folder, names)| {
        let in_folder = move |name: &&str| format!("{folder}/{name}");
        names.iter().map(in_folder)
    });
    files
        .chain(ICON_SIZES.map(icon))
        .chain(MANUAL.map(page))
        .chain(alone.iter().map(ToString::to_string))
        .collect()
}

/// The files of the .deb below a folder of their own.
fn unpacked() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    printed(
        Command::new("dpkg-deb")
            .arg("--extract")
            .args([package("current", "deb").as_path(), folder.path()]),
    );
    folder
}

/// One field of what the .deb says of itself.
fn field(name: &str) -> String {
    let mut ask = Command::new("dpkg-deb");
    printed(ask.arg("--field").arg(package("current", "deb")).arg(name))
}

fn rpm(question: &str) -> String {
    printed(
        Command::new("rpm")
            .args(["--query", "--package", question])
            .arg(package("current", "rpm")),
    )
}

#[test]
fn both_packages_install_what_they_should_and_nothing_else() {
    let mut listing = Command::new("dpkg-deb");
    let listing = printed(listing.arg("--contents").arg(package("current", "deb")));
    let files: BTreeSet<String> = listing
        .lines()
        .filter(|line| !line.starts_with('d'))
        .filter_map(|line| line.split(" ./").nth(1).map(str::to_owned))
        .collect();
    assert_eq!(files, expected(&DEB_ALONE));
    for line in listing.lines() {
        assert!(line.contains(" root/root "), "{line}");
        let mode = if line.contains("./usr/bin/p") || line.starts_with('d') {
            "rwxr-xr-x"
        } else {
            "rw-r--r--"
        };
        assert_eq!(&line[1..10], mode, "{line}");
    }

    let files: BTreeSet<String> = rpm("--list")
        .lines()
        .map(|line| line.trim_start_matches('/').to_owned())
        .filter(|line| !line.ends_with("/porchlight") || expected(&[]).contains(line))
        .collect();
    assert_eq!(files, expected(&RPM_ALONE));
}

#[test]
fn both_packages_ask_for_what_is_linked_and_for_no_tray_library() {
    let depends = field("Depends");
    for library in [
        "libc6 (>= ",
        "libgtk-3-0",
        "libwebkit2gtk-4.1-0",
        "ca-certificates",
    ] {
        assert!(depends.contains(library), "{library} in {depends}");
    }
    assert!(field("Recommends").contains("gnome-keyring | "));

    let requires = rpm("--requires");
    for library in [
        "libc.so.6",
        "libgtk-3.so.0",
        "libwebkit2gtk-4.1.so.0",
        "ca-certificates",
    ] {
        assert!(requires.contains(library), "{library} in {requires}");
    }
    assert!(rpm("--recommends").contains("gnome-keyring or "));

    for text in [depends, requires] {
        assert!(!text.contains("appindicator"), "{text}");
    }
}

#[test]
fn the_entry_and_the_metadata_are_valid() {
    let folder = unpacked();
    let entry = folder
        .path()
        .join(format!("usr/share/applications/{IDENTIFIER}.desktop"));
    let words = printed(Command::new("desktop-file-validate").arg(&entry));
    assert_eq!(words, "", "nothing is wrong with it, nor poor");
    let metadata = folder
        .path()
        .join(format!("usr/share/metainfo/{IDENTIFIER}.metainfo.xml"));
    printed(
        Command::new("appstreamcli")
            .args(["validate", "--no-net"])
            .arg(metadata),
    );

    let entry = fs::read_to_string(entry).expect("the entry");
    assert!(entry.contains(&format!("\nIcon={IDENTIFIER}\n")), "{entry}");
    // A desktop finds the entry of a window by the class that windows bear.
    assert!(
        entry.contains(&format!("\nStartupWMClass={IDENTIFIER}\n")),
        "{entry}"
    );
}

#[test]
fn every_icon_has_the_size_of_its_folder() {
    let folder = unpacked();
    for size in ICON_SIZES {
        let Icon { width, height, .. } = Icon::read(&folder.path().join(icon(size)));
        assert_eq!((width, height), (size, size));
    }
}

#[test]
fn every_page_of_the_manual_reads_without_a_complaint() {
    let folder = unpacked();
    for name in MANUAL {
        let mut man = Command::new("man");
        man.args(["--warnings", "--local-file"])
            .arg(folder.path().join(page(name)))
            .env("MANROFFSEQ", "")
            .env("MANWIDTH", "80")
            .env("LC_ALL", "C.UTF-8");
        let output = man.output().expect("man is installed");
        let complaints = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() && complaints.is_empty(),
            "{name}: {complaints}"
        );
        let text = String::from_utf8_lossy(&output.stdout);
        for part in ["NAME", "SYNOPSIS", name] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }
}

#[test]
fn zsh_and_fish_find_what_is_theirs() {
    let folder = unpacked();
    let text = |path: &str| fs::read_to_string(folder.path().join(Path::new(path))).expect(path);
    let zsh = text("usr/share/zsh/vendor-completions/_porchlight");
    assert!(zsh.starts_with("#compdef porchlight\n"), "{zsh}");
    let fish = text("usr/share/fish/vendor_completions.d/porchlight.fish");
    assert!(fish.contains("complete -c porchlight"), "{fish}");
}
