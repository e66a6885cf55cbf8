//! What building and testing need from the system, how each need is recognised,
//! and which package brings it. Nothing here runs a command: see [`crate::setup`].

use Sign::{File, Library, Program};

use crate::system::System;

/// What shows that something is installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// A library `pkg-config` knows.
    Library(&'static str),
    /// A program on the path.
    Program(&'static str),
    File(&'static str),
}

/// One need, met if any of its signs is found. An empty package name means that
/// the system has no need of it or brings it along.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Requirement {
    signs: &'static [Sign],
    debian: &'static str,
    fedora: &'static str,
    arch: &'static str,
    homebrew: &'static str,
    winget: &'static str,
}

/// What only Linux has to install.
const fn on_linux(
    signs: &'static [Sign],
    debian: &'static str,
    fedora: &'static str,
    arch: &'static str,
) -> Requirement {
    Requirement {
        signs,
        debian,
        fedora,
        arch,
        homebrew: "",
        winget: "",
    }
}

/// What only Debian has in this form.
pub(crate) const fn on_debian(signs: &'static [Sign], debian: &'static str) -> Requirement {
    on_linux(signs, debian, "", "")
}

/// Needed to build the tray application.
#[rustfmt::skip]
pub(crate) const BUILD: &[Requirement] = &[
    on_linux(&[Program("c++")], "build-essential", "gcc-c++", "base-devel"),
    on_linux(&[Program("pkg-config")], "pkg-config", "pkgconf-pkg-config", "pkgconf"),
    on_linux(&[Library("webkit2gtk-4.1")], "libwebkit2gtk-4.1-dev", "webkit2gtk4.1-devel", "webkit2gtk-4.1"),
    on_linux(
        &[Library("ayatana-appindicator3-0.1"), Library("appindicator3-0.1")],
        "libayatana-appindicator3-dev", "libappindicator-gtk3-devel", "libappindicator-gtk3",
    ),
    on_linux(&[Library("librsvg-2.0")], "librsvg2-dev", "librsvg2-devel", "librsvg"),
    on_linux(&[Library("openssl")], "libssl-dev", "openssl-devel", "openssl"),
    on_linux(&[File("/usr/include/xdo.h")], "libxdo-dev", "libxdo-devel", "xdotool"),
];

/// Needed to make packages, besides [`BUILD`]. That is done on Debian alone.
pub(crate) const PACKAGE: &[Requirement] = &[
    on_debian(&[Program("dpkg-shlibdeps")], "dpkg-dev"),
    on_debian(&[Program("rpmbuild")], "rpm"),
];

/// Needed by the tests of the window, of the desktop and of the packages, besides
/// [`BUILD`] and [`PACKAGE`].
#[rustfmt::skip]
pub(crate) const TEST: &[Requirement] = &[
    on_linux(&[Program("Xvfb")], "xvfb", "xorg-x11-server-Xvfb", "xorg-server-xvfb"),
    on_linux(&[Program("dbus-daemon")], "dbus", "dbus-daemon", "dbus"),
    // Which Fedora package has the driver varies; dnf finds it by its path.
    on_linux(&[Program("WebKitWebDriver")], "webkit2gtk-driver", "/usr/bin/WebKitWebDriver", "webkitgtk-6.0"),
    on_linux(&[Program("gnome-keyring-daemon")], "gnome-keyring", "gnome-keyring", "gnome-keyring"),
    on_debian(&[Program("mmdebstrap")], "mmdebstrap"),
    // Lets somebody who is not root have a root of their own.
    on_debian(&[Program("newuidmap")], "uidmap"),
    on_debian(&[Program("desktop-file-validate")], "desktop-file-utils"),
    on_debian(&[Program("appstreamcli")], "appstream"),
    on_debian(&[Program("man")], "man-db"),
    Requirement {
        signs: &[
            Program("chromium"),
            Program("chromium-browser"),
            Program("google-chrome"),
            File("/Applications/Chromium.app"),
            File("/Applications/Google Chrome.app"),
            File(r"C:\Program Files\Google\Chrome\Application\chrome.exe"),
        ],
        debian: "chromium",
        fedora: "chromium",
        arch: "chromium",
        homebrew: "--cask google-chrome",
        winget: "Google.Chrome",
    },
];

impl Requirement {
    /// The package that brings it on `system`, if one is needed there.
    fn package(&self, system: System) -> Option<&'static str> {
        let package = match system {
            System::Debian | System::OtherLinux => self.debian,
            System::Fedora => self.fedora,
            System::Arch => self.arch,
            System::Macos => self.homebrew,
            System::Windows => self.winget,
        };
        (!package.is_empty()).then_some(package)
    }
}

/// The requirements that `system` has and of which `is_there` sees no sign.
pub(crate) fn missing<'a>(
    requirements: &[&'a [Requirement]],
    system: System,
    is_there: impl Fn(Sign) -> bool,
) -> Vec<&'a Requirement> {
    requirements
        .iter()
        .flat_map(|group| group.iter())
        .filter(|requirement| requirement.package(system).is_some())
        .filter(|requirement| !requirement.signs.iter().any(|sign| is_there(*sign)))
        .collect()
}

/// The names of the packages that bring `requirements` on `system`.
pub(crate) fn packages(requirements: &[&Requirement], system: System) -> Vec<&'static str> {
    requirements
        .iter()
        .filter_map(|requirement| requirement.package(system))
        .collect()
}

/// What to type to install `requirements` on `system`. A Linux that is not known
/// gets the commands of the three that are, to translate from.
pub(crate) fn instructions(requirements: &[&Requirement], system: System) -> String {
    let command = |system| {
        let packages = packages(requirements, system).join(" ");
        match system {
            System::Debian | System::OtherLinux => {
                format!("sudo apt-get update && sudo apt-get install {packages}")
            }
            System::Fedora => format!("sudo dnf install {packages}"),
            System::Arch => format!("sudo pacman -S --needed {packages}"),
            System::Macos => format!("brew install {packages}"),
            System::Windows => format!("winget install {packages}"),
        }
    };
    if system != System::OtherLinux {
        return format!("Install what is missing:\n  {}", command(system));
    }
    let known = [System::Debian, System::Fedora, System::Arch];
    let lines = known.map(|known| format!("  {}: {}", known.name(), command(known)));
    format!(
        "Install what is missing; other systems do it so:\n{}",
        lines.join("\n")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<&'static Requirement> {
        missing(&[BUILD, PACKAGE, TEST], System::Debian, |_| false)
    }

    #[test]
    fn a_bare_debian_lacks_everything() {
        assert_eq!(
            packages(&all(), System::Debian),
            [
                "build-essential",
                "pkg-config",
                "libwebkit2gtk-4.1-dev",
                "libayatana-appindicator3-dev",
                "librsvg2-dev",
                "libssl-dev",
                "libxdo-dev",
                "dpkg-dev",
                "rpm",
                "xvfb",
                "dbus",
                "webkit2gtk-driver",
                "gnome-keyring",
                "mmdebstrap",
                "uidmap",
                "desktop-file-utils",
                "appstream",
                "man-db",
                "chromium",
            ]
        );
    }

    #[test]
    fn building_needs_no_browser_and_no_keyring() {
        let packages = packages(
            &missing(&[BUILD], System::Debian, |_| false),
            System::Debian,
        );
        assert!(!packages.contains(&"chromium"), "{packages:?}");
        assert!(!packages.contains(&"gnome-keyring"), "{packages:?}");
    }

    #[test]
    fn one_sign_is_enough() {
        let has_chrome = |sign| sign == Program("google-chrome");
        let packages = packages(
            &missing(&[TEST], System::Debian, has_chrome),
            System::Debian,
        );
        assert_eq!(
            packages,
            [
                "xvfb",
                "dbus",
                "webkit2gtk-driver",
                "gnome-keyring",
                "mmdebstrap",
                "uidmap",
                "desktop-file-utils",
                "appstream",
                "man-db",
            ]
        );
    }

    #[test]
    fn nothing_is_missing_where_everything_is_found() {
        assert!(missing(&[BUILD, TEST], System::Fedora, |_| true).is_empty());
    }

    #[test]
    fn macos_and_windows_bring_all_that_building_needs() {
        for system in [System::Macos, System::Windows] {
            assert!(missing(&[BUILD], system, |_| false).is_empty());
        }
    }

    #[track_caller]
    fn check(system: System, expected: &str) {
        let missing = missing(&[BUILD, TEST], system, |sign| {
            !matches!(
                sign,
                File(_) | Program("chromium" | "chromium-browser" | "google-chrome")
            )
        });
        assert_eq!(instructions(&missing, system), expected);
    }

    #[test]
    fn each_system_gets_its_own_command() {
        check(
            System::Debian,
            "Install what is missing:\n  \
             sudo apt-get update && sudo apt-get install libxdo-dev chromium",
        );
        check(
            System::Fedora,
            "Install what is missing:\n  sudo dnf install libxdo-devel chromium",
        );
        check(
            System::Arch,
            "Install what is missing:\n  sudo pacman -S --needed xdotool chromium",
        );
        check(
            System::Macos,
            "Install what is missing:\n  brew install --cask google-chrome",
        );
        check(
            System::Windows,
            "Install what is missing:\n  winget install Google.Chrome",
        );
        check(
            System::OtherLinux,
            "Install what is missing; other systems do it so:\n  \
             Debian or Ubuntu: sudo apt-get update && sudo apt-get install libxdo-dev chromium\n  \
             Fedora: sudo dnf install libxdo-devel chromium\n  \
             Arch Linux: sudo pacman -S --needed xdotool chromium",
        );
    }
}
