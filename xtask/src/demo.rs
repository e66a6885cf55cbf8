//! `cargo xtask demo`: from a fresh clone to Porchlight in the tray.

use std::path::Path;
use std::process::Command;

use crate::failure::Failure;
use crate::setup::{self, Purpose};
use crate::system::System;
use crate::{node, process};

/// Which of the two programs shows the demonstration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Face {
    Tray,
    Terminal,
}

pub(crate) fn run(root: &Path, arguments: &[String]) -> Result<(), Failure> {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match face(System::current(), is_set) {
        Face::Tray => in_the_tray(root, arguments),
        Face::Terminal => in_the_terminal(root, arguments),
    }
}

fn face(system: System, is_set: impl Fn(&str) -> bool) -> Face {
    if !system.is_linux() || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY") {
        Face::Tray
    } else {
        Face::Terminal
    }
}

fn in_the_tray(root: &Path, arguments: &[String]) -> Result<(), Failure> {
    setup::run(root, Purpose::Build)?;
    process::run(&mut node::npm(root, &["run", "build"]))?;
    process::run(&mut process::cargo(
        root,
        &[
            "build",
            "--locked",
            "--package=porchlight-tray",
            "--package=porchlight",
            "--features=porchlight-tray/custom-protocol",
        ],
    ))?;
    println!(
        "Porchlight is about to appear in the tray. Quit it from its menu, or here with Ctrl+C."
    );
    start("porchlight-tray", &["--demo"], arguments)
}

/// Needs neither the window nor the system packages that show it.
fn in_the_terminal(root: &Path, arguments: &[String]) -> Result<(), Failure> {
    println!(
        "There is no display here (DISPLAY and WAYLAND_DISPLAY are not set), \
         so the demonstration runs in the terminal."
    );
    process::run(&mut process::cargo(
        root,
        &["build", "--locked", "--package=porchlight"],
    ))?;
    println!("A simulated company follows, one line per change. Ctrl+C ends it.");
    start("porchlight", &["--demo", "watch"], arguments)
}

fn start(program: &str, own: &[&str], arguments: &[String]) -> Result<(), Failure> {
    let path = process::target_folder()?.join("debug").join(program);
    process::run(Command::new(path).args(own).args(arguments))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(system: System, set: &[&str], expected: Face) {
        assert_eq!(face(system, |name| set.contains(&name)), expected);
    }

    #[test]
    fn the_tray_needs_a_display_on_linux_only() {
        check(System::Debian, &["DISPLAY"], Face::Tray);
        check(System::Arch, &["WAYLAND_DISPLAY"], Face::Tray);
        check(System::Debian, &[], Face::Terminal);
        check(System::OtherLinux, &[], Face::Terminal);
        check(System::Macos, &[], Face::Tray);
        check(System::Windows, &[], Face::Tray);
    }
}
