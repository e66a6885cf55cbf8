//! The tests of what has no window, built as Windows programs and run under Wine.
//!
//! Windows' own paths, pipes, file locks, policies and time zones come from Wine
//! here, and differ from the original where nobody has needed them yet. The
//! tests on Windows itself have the last word.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::cargo;
use crate::failure::Failure;
use crate::process;
use crate::requirement::{Requirement, Sign, on_debian};
use crate::tally::Tally;
use crate::test;

const TRIPLE: &str = "x86_64-pc-windows-gnu";

const LINKER: &str = "x86_64-w64-mingw32-gcc";

/// Wine needs both packages: one has the programs, the other starts them.
pub(super) const REQUIREMENTS: &[Requirement] = &[
    on_debian(&[Sign::Program(LINKER)], "gcc-mingw-w64-x86-64"),
    on_debian(
        &[Sign::Program("x86_64-w64-mingw32-g++")],
        "g++-mingw-w64-x86-64",
    ),
    on_debian(&[Sign::Program("wine")], "wine"),
    on_debian(&[Sign::File("/usr/lib/wine/wine64")], "wine64"),
];

/// What is run: everything that is built without a window.
const PACKAGES: [&str; 3] = ["porchlight-core", "porchlight-sim", "porchlight"];

const PIPES_ARE_SHARED: &str = "Wine lets a second program serve a pipe that has to be new";
const LOCKED_IS_READ: &str = "Wine lets others read a file that is locked";
const REVOCATION_FIRST: &str = "Wine gives up on revocation before it judges the issuer";
const OPEN_FILES_STAY: &str = "Wine replaces no file that somebody has open";
const NO_OWN_ROOTS: &str = "Wine can't trust an authority for one connection alone";

/// Tests of what Wine lacks, and what that is. The names are parts of paths, as
/// `--skip` takes them.
const BEYOND_WINE: [(&str, &str); 8] = [
    (
        "control::tests::a_command_at_work_is_called_one_where_that_can_be_known",
        LOCKED_IS_READ,
    ),
    (
        "control::transport::tests::a_name_that_somebody_took_first_is_not_shared",
        PIPES_ARE_SHARED,
    ),
    (
        "http::trust::tests::a_download_by_another_library_trusts_and_fails_in_the_same_way",
        REVOCATION_FIRST,
    ),
    (
        "http::trust::tests::a_refused_certificate_names_its_issuer",
        REVOCATION_FIRST,
    ),
    (
        "http::trust::tests::a_trusted_issuer_is_no_obstacle_and_names_are_read",
        NO_OWN_ROOTS,
    ),
    (
        "http::trust::tests::other_refusals_keep_their_own_reason",
        NO_OWN_ROOTS,
    ),
    (
        "settings::whole::tests::whoever_reads_the_old_file_keeps_nobody_from_a_new_one",
        OPEN_FILES_STAY,
    ),
    (
        "the_systems_trust_store_decides_and_a_refusal_names_the_issuer",
        REVOCATION_FIRST,
    ),
];

/// `arguments` go to `cargo test`, in place of the packages.
pub(super) fn run(root: &Path, folder: &Path, arguments: &[String]) -> Result<(), Failure> {
    process::run(tests(root, folder, arguments).arg("--no-run"))?;
    let wine = Wine::start(root, folder)?;
    let mut tests = tests(root, folder, arguments);
    tests.args(["--no-fail-fast", "--"]);
    for (name, _) in BEYOND_WINE {
        tests.args(["--skip", name]);
    }
    tests.env("WINEPREFIX", &wine.prefix);
    let tally = test::run_counting(&mut tests)?;
    judge(tally)?;
    println!("{} tests passed as Windows programs.", tally.passed);
    println!("Left out, for Windows itself to run:");
    for (name, reason) in BEYOND_WINE {
        println!("  {name}: {reason}.");
    }
    Ok(())
}

fn tests(root: &Path, folder: &Path, arguments: &[String]) -> Command {
    let runner = root.join("xtask/cross/run-windows-program");
    let mut command = cargo(root, folder, "test", TRIPLE);
    command
        .arg("--config")
        .arg(format!("target.{TRIPLE}.linker='{LINKER}'"))
        .arg("--config")
        .arg(format!("target.{TRIPLE}.runner=['{}']", runner.display()))
        .env("WINEDEBUG", "-all")
        // Found with cargo otherwise, which a Windows program can't start here.
        .env("INSTA_WORKSPACE_ROOT", root);
    if arguments.is_empty() {
        command.args(PACKAGES.map(|package| format!("--package={package}")));
    } else {
        command.args(arguments);
    }
    command
}

fn judge(tally: Tally) -> Result<(), Failure> {
    if tally.passed > 0 {
        return Ok(());
    }
    Err(Failure::new(
        "Wine ended well, but no test told its result.",
        "Start `wine cmd /c ver` to see whether Wine works here.",
    ))
}

/// A Windows of our own, which ends with this value.
struct Wine {
    prefix: PathBuf,
}

impl Wine {
    /// Its services are started here, apart from the tests, so that none of them
    /// keeps a test's output open after the test.
    fn start(root: &Path, folder: &Path) -> Result<Self, Failure> {
        let wine = Self {
            prefix: folder.join("wine"),
        };
        fs::create_dir_all(&wine.prefix).map_err(Failure::file(&wine.prefix))?;
        // One may be left of a run that was cut short; there is none otherwise.
        process::output(&mut wine.command("wineserver", &["--kill"]));
        process::run(&mut wine.command("wineserver", &["--persistent"]))?;
        process::run(&mut wine.command("wineboot", &["--init"]))?;
        wine.add_random_numbers(root)?;
        Ok(wine)
    }

    fn add_random_numbers(&self, root: &Path) -> Result<(), Failure> {
        let library = self
            .prefix
            .join("drive_c/windows/system32/bcryptprimitives.dll");
        if library.exists() {
            return Ok(());
        }
        let mut compiler = Command::new(LINKER);
        compiler
            .args(["-shared", "-O2", "-o"])
            .arg(library)
            .arg(root.join("xtask/cross/process_prng.c"))
            .arg("-ladvapi32");
        process::run(&mut compiler)
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .env("WINEPREFIX", &self.prefix)
            .env("WINEDEBUG", "-all")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }
}

impl Drop for Wine {
    fn drop(&mut self) {
        let ended = process::run(&mut self.command("wineserver", &["--kill"]));
        if let Err(failure) = ended {
            println!("{failure}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_without_a_result_is_no_success() {
        assert!(judge(Tally::default()).is_err());
        let passed = Tally {
            passed: 1,
            skipped: 0,
        };
        assert!(judge(passed).is_ok());
    }

    #[test]
    fn what_has_no_window_is_run_unless_packages_are_named() {
        let shown = |arguments: &[String]| {
            process::shown(&tests(Path::new("/root"), Path::new("/cross"), arguments))
        };
        let all = shown(&[]);
        let every = "--package=porchlight-core --package=porchlight-sim --package=porchlight";
        assert!(all.ends_with(every), "{all}");
        assert!(all.contains("run-windows-program"), "{all}");
        let one = shown(&["--package=porchlight-sim".to_owned()]);
        assert!(!one.contains("porchlight-core"), "{one}");
    }
}
