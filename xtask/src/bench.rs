//! `cargo xtask bench`: the engine's speed, then what the tray application uses
//! beside a bare tray program in the same run, and how large the packages are.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::failure::Failure;
use crate::setup::{self, Purpose};
use crate::system::System;
use crate::{bundle, node, process};

/// `arguments` go to the program that measures.
pub(crate) fn run(root: &Path, arguments: &[String]) -> Result<(), Failure> {
    setup::run(root, Purpose::Test)?;
    process::run(&mut process::cargo(
        root,
        &[
            "bench",
            "--locked",
            "--package=porchlight-core",
            "--bench=poll",
        ],
    ))?;
    if !System::current().is_linux() {
        println!("Memory and start-up are measured on Linux only; the figures above are all.");
        return Ok(());
    }

    let packages = if System::current() == System::Debian {
        Some(bundle::run(root, None)?)
    } else {
        println!("Packages are made on Debian and Ubuntu, so their sizes are left out.");
        process::run(&mut node::npm(root, &["run", "build"]))?;
        None
    };
    process::run(&mut process::cargo(
        root,
        &[
            "build",
            "--release",
            "--locked",
            "--package=porchlight-tray",
            "--package=bare-tray",
            "--package=porchlight-bench",
            "--features=porchlight-tray/custom-protocol",
        ],
    ))?;
    let target = process::target_folder()?;
    let programs = target.join("release");
    let report = target.join("bench").join("report.md");
    if let Some(folder) = report.parent() {
        fs::create_dir_all(folder).map_err(Failure::file(folder))?;
    }
    let mut measure = Command::new(programs.join("porchlight-bench"));
    measure
        .arg("--porchlight")
        .arg(programs.join("porchlight-tray"))
        .arg("--bare")
        .arg(programs.join("bare-tray"))
        .arg("--report")
        .arg(&report)
        .args(arguments);
    process::run(&mut measure)?;
    if let Some(packages) = packages {
        let mut text = fs::read_to_string(&report).map_err(Failure::file(&report))?;
        text.push_str("\n# Packages\n\n```\n");
        text.push_str(&packages);
        text.push_str("\n```\n");
        fs::write(&report, text).map_err(Failure::file(&report))?;
    }
    println!("The report is in {}.", report.display());
    Ok(())
}
