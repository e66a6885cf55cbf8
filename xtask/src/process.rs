//! Runs other programs and says what was run.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use crate::failure::Failure;

/// Runs a command in the open and waits for it to succeed.
pub(crate) fn run(command: &mut Command) -> Result<(), Failure> {
    println!("$ {}", shown(command));
    let status = command.status().map_err(cannot_start(command))?;
    succeeded(command, status)
}

/// What a command printed, or `None` if it is not there or failed.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

pub(crate) fn succeeded(command: &Command, status: ExitStatus) -> Result<(), Failure> {
    if status.success() {
        return Ok(());
    }
    let ending = match status.code() {
        Some(code) => format!("ended with exit code {code}"),
        None => "was ended by a signal".to_owned(),
    };
    Err(Failure::new(format!("`{}` {ending}.", shown(command)), ""))
}

pub(crate) fn cannot_start(command: &Command) -> impl FnOnce(std::io::Error) -> Failure + use<> {
    Failure::during(&format!("start `{}`", shown(command)))
}

/// A command as one would type it, for reading.
pub(crate) fn shown(command: &Command) -> String {
    let mut words = vec![program_name(command.get_program())];
    words.extend(
        command
            .get_args()
            .map(|word| word.to_string_lossy().into_owned()),
    );
    words.join(" ")
}

fn program_name(program: &OsStr) -> String {
    Path::new(program)
        .file_stem()
        .unwrap_or(program)
        .to_string_lossy()
        .into_owned()
}

/// `cargo` with the given arguments, in the repository's root folder.
pub(crate) fn cargo(root: &Path, arguments: &[&str]) -> Command {
    // The cargo that runs this program, so that the toolchain stays the same.
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
    command.args(arguments).current_dir(root);
    command
}

/// Cargo's target folder. This program lies two levels below it, wherever
/// configuration or environment put it.
pub(crate) fn target_folder() -> Result<PathBuf, Failure> {
    let program = std::env::current_exe().map_err(Failure::during("find the target folder"))?;
    program
        .ancestors()
        .nth(2)
        .map(Path::to_owned)
        .ok_or_else(|| {
            Failure::new(
                "Failed to find the target folder.",
                "Run this program as `cargo xtask`.",
            )
        })
}

/// Whether a program of that name is on the path.
pub(crate) fn is_on_path(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| {
        let program = folder.join(name);
        program.is_file() || program.with_extension("exe").is_file()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_one_would_type_it() {
        let mut command = Command::new("/usr/lib/cargo.exe");
        command.args(["build", "-p", "porchlight"]);
        assert_eq!(shown(&command), "cargo build -p porchlight");
    }

    #[test]
    fn a_command_that_fails_is_named_with_its_exit_code() {
        let mut command = cargo(&crate::root(), &["no-such-command"]);
        let status = command.output().unwrap().status;
        let failure = succeeded(&command, status).unwrap_err();
        assert_eq!(
            failure.to_string(),
            "`cargo no-such-command` ended with exit code 101."
        );
    }

    #[test]
    fn a_program_that_is_not_there_prints_nothing() {
        assert_eq!(
            output(&mut Command::new("porchlight-no-such-program")),
            None
        );
        assert!(!is_on_path("porchlight-no-such-program"));
    }
}
