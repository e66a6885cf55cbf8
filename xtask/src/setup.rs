//! Brings a machine to where the project builds, or says what to type.

use std::path::Path;
use std::process::Command;

use crate::failure::Failure;
use crate::requirement::{self, Requirement, Sign};
use crate::system::System;
use crate::{node, process};

/// What the machine is going to be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Build,
    Package,
    Test,
}

/// Installs what is missing.
pub(crate) fn run(root: &Path, purpose: Purpose) -> Result<(), Failure> {
    node::check()?;
    let requirements: &[&[Requirement]] = match purpose {
        Purpose::Build => &[requirement::BUILD],
        Purpose::Package => &[requirement::BUILD, requirement::PACKAGE],
        Purpose::Test => &[requirement::BUILD, requirement::PACKAGE, requirement::TEST],
    };
    install(requirements, System::current())?;
    if purpose == Purpose::Test {
        install_components(root)?;
        node::install_packages(&root.join(node::OPENID_PROVIDER))?;
        node::install_packages(&root.join(node::PACKAGING))?;
    }
    node::install_packages(&root.join(node::WINDOW))
}

/// Installs the packages of `requirements` that are missing, or says which.
pub(crate) fn install(requirements: &[&[Requirement]], system: System) -> Result<(), Failure> {
    let missing = requirement::missing(requirements, system, is_there);
    if missing.is_empty() {
        return Ok(());
    }
    let instructions = requirement::instructions(&missing, system);
    let Some(administrator) = (system == System::Debian).then(administrator).flatten() else {
        return Err(Failure::new(
            format!(
                "Some packages are missing on {}, and installing them is up to you.",
                system.name()
            ),
            format!("{instructions}\nThen run the command again."),
        ));
    };

    let packages = requirement::packages(&missing, system);
    println!("Installing {}.", packages.join(", "));
    // Without new package lists the old ones may still do; if not, the
    // installation says so.
    if let Err(failure) = administrator.apt_get(&["update"]) {
        println!("{failure}");
    }
    let mut install = vec!["install", "--yes", "--no-install-recommends"];
    install.extend(packages);
    administrator.apt_get(&install)?;

    let still_missing = requirement::missing(requirements, system, is_there);
    if still_missing.is_empty() {
        return Ok(());
    }
    Err(Failure::new(
        "The packages are installed, but some of what they bring was not found.",
        requirement::instructions(&still_missing, system),
    ))
}

/// A way to install packages without asking for a password.
enum Administrator {
    Root,
    Sudo,
}

fn administrator() -> Option<Administrator> {
    if process::output(Command::new("id").arg("-u")).as_deref() == Some("0\n") {
        return Some(Administrator::Root);
    }
    process::output(Command::new("sudo").args(["-n", "true"])).map(|_| Administrator::Sudo)
}

impl Administrator {
    fn apt_get(&self, arguments: &[&str]) -> Result<(), Failure> {
        let mut command = match self {
            Self::Root => Command::new("env"),
            Self::Sudo => {
                let mut sudo = Command::new("sudo");
                sudo.args(["-n", "env"]);
                sudo
            }
        };
        // Nobody is there to answer questions in continuous integration.
        command
            .args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet"])
            .args(arguments)
            .stdin(std::process::Stdio::null());
        process::run(&mut command)
    }
}

fn is_there(sign: Sign) -> bool {
    match sign {
        Sign::Library(name) => {
            process::output(Command::new("pkg-config").args(["--exists", name])).is_some()
        }
        Sign::Program(name) => process::is_on_path(name),
        Sign::File(path) => Path::new(path).exists(),
    }
}

/// The two parts of the Rust toolchain that a minimal installation leaves out.
fn install_components(root: &Path) -> Result<(), Failure> {
    for component in ["fmt", "clippy"] {
        if process::output(&mut process::cargo(root, &[component, "--version"])).is_some() {
            continue;
        }
        let name = if component == "fmt" {
            "rustfmt"
        } else {
            component
        };
        if !process::is_on_path("rustup") {
            return Err(Failure::new(
                format!("This Rust comes without {name}."),
                format!("Install it from where Rust came, under the name {name} or rust-{name}."),
            ));
        }
        process::run(Command::new("rustup").args(["component", "add", name]))?;
    }
    Ok(())
}
