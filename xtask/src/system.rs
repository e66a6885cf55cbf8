//! Which operating system this is, as far as its package manager goes.

use std::fs;

/// A family of systems that installs packages in one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum System {
    Debian,
    Fedora,
    Arch,
    OtherLinux,
    Macos,
    Windows,
}

impl System {
    pub(crate) fn current() -> Self {
        let os_release = fs::read_to_string("/etc/os-release").unwrap_or_default();
        Self::of(std::env::consts::OS, &os_release)
    }

    /// `os` as Rust names it, `os_release` the content of `/etc/os-release`.
    fn of(os: &str, os_release: &str) -> Self {
        match os {
            "macos" => return Self::Macos,
            "windows" => return Self::Windows,
            _ => {}
        }
        let names = os_release
            .lines()
            .filter_map(|line| line.split_once('='))
            .filter(|(key, _)| matches!(*key, "ID" | "ID_LIKE"))
            .flat_map(|(_, value)| value.trim_matches(['"', '\'']).split_whitespace());
        for name in names {
            match name {
                "debian" | "ubuntu" => return Self::Debian,
                "fedora" | "rhel" => return Self::Fedora,
                "arch" => return Self::Arch,
                _ => {}
            }
        }
        Self::OtherLinux
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Debian => "Debian or Ubuntu",
            Self::Fedora => "Fedora",
            Self::Arch => "Arch Linux",
            Self::OtherLinux => "this Linux",
            Self::Macos => "macOS",
            Self::Windows => "Windows",
        }
    }

    pub(crate) fn is_linux(self) -> bool {
        !matches!(self, Self::Macos | Self::Windows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(os: &str, os_release: &str, expected: System) {
        assert_eq!(System::of(os, os_release), expected);
    }

    #[test]
    fn a_system_is_known_by_its_own_name_or_by_its_family() {
        check("macos", "", System::Macos);
        check("windows", "", System::Windows);
        check(
            "linux",
            "NAME=\"Debian GNU/Linux\"\nID=debian\n",
            System::Debian,
        );
        check(
            "linux",
            "ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n",
            System::Debian,
        );
        check(
            "linux",
            "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n",
            System::Fedora,
        );
        check("linux", "ID=manjaro\nID_LIKE=arch\n", System::Arch);
        check("linux", "ID=nixos\n", System::OtherLinux);
        check("linux", "", System::OtherLinux);
    }
}
