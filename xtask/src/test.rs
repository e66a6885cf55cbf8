//! `cargo xtask test`: everything that must be true, in one command.

use std::io::{BufRead, BufReader, IsTerminal};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::failure::Failure;
use crate::packages::{self, Ground};
use crate::process;
use crate::setup::{self, Purpose};
use crate::step::Step;
use crate::system::System;
use crate::tally::Tally;

pub(crate) fn list() {
    for step in Step::ALL {
        println!("{:10} {}", step.name(), step.title());
    }
}

/// Which steps somebody asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Selection<'a> {
    All,
    /// The test of the packages and what it takes.
    Packages,
    Only(&'a str),
}

impl Selection<'_> {
    fn steps(self) -> Result<Vec<Step>, Failure> {
        match self {
            Self::All => Ok(Step::ALL.to_vec()),
            Self::Packages => Ok(Step::PACKAGES.to_vec()),
            Self::Only(name) => Step::named(name).map(|step| vec![step]).ok_or_else(|| {
                Failure::new(
                    format!("There is no step called {name}."),
                    "`cargo xtask test --list` lists them.",
                )
            }),
        }
    }
}

/// Runs steps, and stops at the first that fails.
pub(crate) fn run(root: &Path, selection: Selection) -> Result<(), Failure> {
    let steps = selection.steps()?;
    let mut done = Vec::new();
    for step in steps {
        done.push(perform(step, root)?);
    }
    let is_continuous_integration = std::env::var("CI").is_ok_and(|value| value == "true");
    conclude(&done, is_continuous_integration)
}

/// A step that succeeded.
struct Done {
    step: Step,
    took: Duration,
    tally: Tally,
    /// What the step could have run and did not, and why.
    left_out: Vec<String>,
    /// What there is not on this system, and so no tests of it.
    not_here: Option<String>,
}

fn perform(step: Step, root: &Path) -> Result<Done, Failure> {
    println!("\n== {} ({}) ==", step.title(), step.name());
    #[expect(
        clippy::disallowed_methods,
        reason = "the time a step took is told, and decides nothing"
    )]
    let start = Instant::now();
    let (tally, left_out) = carry_out(step, root).map_err(|failure| {
        Failure::new(
            format!("\n{}: failed. {failure}", step.title()),
            format!(
                "{} To repeat this step alone: cargo xtask test --only {}",
                step.advice(),
                step.name()
            ),
        )
    })?;
    let took = start.elapsed();
    println!("-- {}: done in {}", step.name(), seconds(took));
    Ok(Done {
        step,
        took,
        tally,
        left_out,
        not_here: not_here(step, System::current()),
    })
}

/// Does the step: what was counted, and what was left out.
fn carry_out(step: Step, root: &Path) -> Result<(Tally, Vec<String>), Failure> {
    let target = process::target_folder()?;
    let programs = target.join("debug");
    let Some(mut command) = step.command(root, &programs) else {
        setup::run(root, Purpose::Test)?;
        return Ok((Tally::default(), Vec::new()));
    };
    if step != Step::Packages {
        let tally = run_counting(&mut command)?;
        return Ok((tally, left_out(step, tally)));
    }
    if System::current() != System::Debian {
        return Ok((Tally::default(), Vec::new()));
    }
    let ground = match Ground::find(&target) {
        Ok(ground) => ground,
        Err(why) => return Ok((Tally::default(), vec![format!("{}: {why}", step.name())])),
    };
    let test = packages::build_test(&mut command)?;
    ground.prepare(root, &programs)?;
    let tally = run_counting(&mut ground.test(&test));
    ground.throw_away()?;
    let tally = tally?;
    Ok((tally, left_out(step, tally)))
}

/// Runs a command, shows what it prints and counts the tests in it.
pub(crate) fn run_counting(command: &mut Command) -> Result<Tally, Failure> {
    println!("$ {}", process::shown(command));
    if std::io::stdout().is_terminal() {
        // The programs below see a pipe and would leave their colours out.
        command
            .env("CARGO_TERM_COLOR", "always")
            .env("FORCE_COLOR", "1");
    }
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(process::cannot_start(command))?;
    let mut tally = Tally::default();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n') {
            let line = line.map_err(Failure::during("read what the step prints"))?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            tally.read(&line);
        }
    }
    let status = child
        .wait()
        .map_err(Failure::during("wait for the step to end"))?;
    process::succeeded(command, status)?;
    Ok(tally)
}

/// What a step that succeeded did not run, and why.
fn left_out(step: Step, tally: Tally) -> Vec<String> {
    let mut left_out = Vec::new();
    if tally.skipped > 0 {
        left_out.push(format!(
            "{}: {} tests are marked to be left out.",
            step.name(),
            tally.skipped
        ));
    }
    left_out
}

/// What there is not on this system; its tests are not even built there.
fn not_here(step: Step, system: System) -> Option<String> {
    let why = if step == Step::RustTest && !system.is_linux() {
        format!(
            "the desktop and keyring tests need Xvfb, D-Bus and gnome-keyring, which {} does not have",
            system.name()
        )
    } else if step == Step::Packages && system != System::Debian {
        format!(
            "packages are made and installed on Debian and Ubuntu, not on {}",
            system.name()
        )
    } else {
        return None;
    };
    Some(format!("{}: {why}.", step.name()))
}

/// Sums up, and fails in continuous integration if anything was left out.
fn conclude(done: &[Done], is_continuous_integration: bool) -> Result<(), Failure> {
    println!("\n== Summary ==");
    for Done {
        step, took, tally, ..
    } in done
    {
        let tests = if tally.passed > 0 {
            format!(", {} tests passed", tally.passed)
        } else {
            String::new()
        };
        println!("{:10} {:>8}{tests}", step.name(), seconds(*took));
    }
    let total = done.iter().map(|done| done.took).sum();
    println!("{:10} {:>8}", "total", seconds(total));

    for not_here in done.iter().filter_map(|done| done.not_here.as_ref()) {
        println!("Not on this system:\n  {not_here}");
    }
    let left_out: Vec<&str> = done
        .iter()
        .flat_map(|done| &done.left_out)
        .map(String::as_str)
        .collect();
    if left_out.is_empty() {
        println!("All of it passed, and nothing was left out that could run here.");
        return Ok(());
    }
    println!("What ran passed. Left out:\n  {}", left_out.join("\n  "));
    if is_continuous_integration {
        return Err(Failure::new(
            "In continuous integration nothing may be left out.",
            "Make the tests named above run there.",
        ));
    }
    Ok(())
}

fn seconds(duration: Duration) -> String {
    let seconds = duration.as_secs_f32();
    if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else {
        let whole = duration.as_secs();
        format!("{} min {:02} s", whole / 60, whole % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(left_out: &[&str]) -> [Done; 1] {
        [Done {
            step: Step::RustTest,
            took: Duration::from_millis(1500),
            tally: Tally::default(),
            left_out: left_out.iter().map(ToString::to_string).collect(),
            not_here: None,
        }]
    }

    #[test]
    fn leaving_tests_out_fails_in_continuous_integration_only() {
        assert!(conclude(&done(&[]), true).is_ok());
        assert!(conclude(&done(&["desktop: no display"]), false).is_ok());
        assert!(conclude(&done(&["desktop: no display"]), true).is_err());
    }

    #[test]
    fn ignored_tests_and_missing_desktops_are_named() {
        let skipping = Tally {
            passed: 3,
            skipped: 2,
        };
        assert_eq!(
            left_out(Step::UiTest, skipping),
            ["ui-test: 2 tests are marked to be left out."]
        );
        assert!(left_out(Step::RustTest, Tally::default()).is_empty());
        assert_eq!(not_here(Step::RustTest, System::Debian), None);
        let words = not_here(Step::RustTest, System::Macos).unwrap();
        assert!(words.contains("which macOS does not have"), "{words}");
    }

    #[test]
    fn what_a_system_does_not_have_is_told_and_fails_nowhere() {
        let mut done = done(&[]);
        done[0].not_here = not_here(Step::RustTest, System::Windows);
        assert!(conclude(&done, true).is_ok());
        let words = not_here(Step::Packages, System::Fedora).unwrap();
        assert!(
            words.ends_with("on Debian and Ubuntu, not on Fedora."),
            "{words}"
        );
        assert_eq!(not_here(Step::Packages, System::Debian), None);
    }

    #[test]
    fn a_step_that_does_not_exist_is_named() {
        let failure = Selection::Only("desk").steps().unwrap_err();
        assert_eq!(
            failure.to_string(),
            "There is no step called desk.\n`cargo xtask test --list` lists them."
        );
    }

    #[test]
    fn the_packages_come_last_of_all_steps() {
        assert_eq!(
            Selection::All.steps().unwrap().last(),
            Some(&Step::Packages)
        );
        assert_eq!(
            Selection::Only("packages").steps().unwrap(),
            [Step::Packages]
        );
    }

    #[test]
    fn a_duration_reads_well() {
        assert_eq!(seconds(Duration::from_millis(340)), "0.3 s");
        assert_eq!(seconds(Duration::from_secs(754)), "12 min 34 s");
    }
}
