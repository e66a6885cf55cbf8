//! The project's own commands, run as `cargo xtask COMMAND`.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line program talks to its user"
)]

mod bench;
mod bindings;
mod bundle;
mod cross;
mod demo;
mod failure;
mod icons;
mod installers;
mod node;
mod packages;
mod process;
mod release;
mod requirement;
mod setup;
mod step;
mod system;
mod tally;
mod test;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::failure::Failure;
use crate::setup::Purpose;
use crate::test::Selection;

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Open Porchlight in the tray with a simulated company
    Demo {
        /// Passed on to Porchlight
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Run every check and test
    Test {
        /// Run this step alone
        #[arg(long, value_name = "STEP")]
        only: Option<String>,
        /// Make the packages, and install, use, upgrade and remove them in a root that is thrown away
        #[arg(long, conflicts_with = "only")]
        packages: bool,
        /// List the steps
        #[arg(long, conflicts_with_all = ["only", "packages"])]
        list: bool,
    },
    /// Install what building needs, or print what to type
    Setup {
        /// Also install what the tests need
        #[arg(long)]
        test: bool,
    },
    /// Measure the engine, and the tray application beside a bare tray program
    Bench {
        /// Measure this part alone; may be given several times
        #[arg(long, value_name = "PART")]
        only: Vec<bench::Part>,
        /// Passed on to the program that measures
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Check the Windows and macOS code with clippy, on Debian
    CrossCheck {
        /// Check this system's code alone
        #[arg(long, value_name = "SYSTEM")]
        only: Option<cross::Target>,
        /// Run the tests without a window as Windows programs under Wine instead
        #[arg(long, conflicts_with = "only")]
        run: bool,
        /// Passed on to cargo, to choose packages or tests
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Make the installers of this system, with Tauri's bundler
    Installers {
        /// For another processor than this computer's
        #[arg(long, value_name = "TRIPLE")]
        target: Option<String>,
        /// Do this part alone
        #[arg(long, value_name = "STAGE")]
        only: Option<installers::Stage>,
    },
    /// What a release needs besides the packages
    Release {
        #[command(subcommand)]
        release: release::Release,
    },
    /// Build for release and make packages for Linux, in the folder bundle of the target folder
    Bundle {
        /// What to build for; the programs must run here
        #[arg(long, value_name = "TRIPLE")]
        target: Option<String>,
    },
    /// Write the window's TypeScript types from the Rust ones
    Bindings,
    /// Render every icon from its source in icons/
    Icons {
        /// Write nothing; fail if a committed icon differs from its source
        #[arg(long)]
        check: bool,
    },
}

fn main() -> ExitCode {
    match run(&Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: &Command) -> Result<(), Failure> {
    match command {
        Command::Demo { arguments } => demo::run(&root(), arguments)?,
        Command::Test { list: true, .. } => test::list(),
        Command::Test { only, packages, .. } => {
            let selection = match only {
                Some(name) => Selection::Only(name),
                None if *packages => Selection::Packages,
                None => Selection::All,
            };
            test::run(&root(), selection)?;
        }
        Command::Setup { test } => {
            let purpose = if *test { Purpose::Test } else { Purpose::Build };
            setup::run(&root(), purpose)?;
            println!("Everything is in place.");
        }
        Command::Bench { only, arguments } => bench::run(&root(), only, arguments)?,
        Command::CrossCheck {
            run: true,
            arguments,
            ..
        } => cross::run(&root(), arguments)?,
        Command::CrossCheck {
            only,
            run: false,
            arguments,
        } => cross::check(&root(), *only, arguments)?,
        Command::Installers { target, only } => {
            installers::run(&root(), target.as_deref(), *only)?;
        }
        Command::Release { release } => release::run(&root(), release)?,
        Command::Bundle { target } => {
            bundle::run(&root(), target.as_deref())?;
        }
        Command::Bindings => {
            bindings::run(&root())?;
            println!("Wrote ui/src/generated.");
        }
        Command::Icons { check: true } => {
            let count = icons::check(&root())?;
            println!("All {count} icons are up to date.");
        }
        Command::Icons { check: false } => {
            let count = icons::write(&root())?;
            println!("Wrote {count} icons to icons/generated.");
        }
    }
    Ok(())
}

/// The repository's root folder.
fn root() -> PathBuf {
    let mut root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.pop();
    root
}
