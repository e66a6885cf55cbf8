//! `porchlight`: Microsoft Teams presence from a shell or a script.
//!
//! One of three faces on the engine: it turns arguments into commands and
//! snapshots into words or JSON, and decides nothing about presence itself.

mod alike;
mod args;
mod bar;
mod commands;
mod ending;
mod failure;
#[cfg(test)]
mod fixture;
mod hold;
mod json;
mod manual;
mod misuse;
mod output;
mod run;
mod table;
#[cfg(test)]
mod tests;
mod text;
mod wanted;
mod when;
mod who;

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use clap::error::ErrorKind;
use porchlight_core::{ErrorCode, UserError, disk};

use crate::args::{Arguments, Task, Verb};
use crate::failure::Failure;
use crate::output::Output;
use crate::run::Run;

/// How long work under way may hold up the end of the program.
const PATIENCE: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return misused(&error),
    };
    let output = Output::standard(arguments.global.json);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let outcome = match runtime {
        Ok(runtime) => {
            let outcome = runtime.block_on(perform(arguments, output.clone()));
            runtime.shutdown_timeout(PATIENCE);
            outcome
        }
        Err(error) => Err(UserError::new(
            ErrorCode::Failed,
            format!("Porchlight could not start: {}", disk::why(&error)),
            "",
        )
        .into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output.failure(&failure);
            failure.exit_code()
        }
    }
}

async fn perform(arguments: Arguments, output: Output) -> Result<(), Failure> {
    let verb = match arguments.command {
        Task::Do(verb) => verb,
        Task::Tell(manual) => return manual::tell(&manual, &output),
    };
    let looks_only = matches!(verb, Verb::Doctor);
    let run = Run::new(&arguments.global, output, looks_only)?;
    commands::perform(&run, verb).await
}

/// Help and version are answers; everything else is wrong usage.
fn misused(error: &clap::Error) -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let asked = matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    );
    let wants_json = arguments.iter().any(|argument| argument == "--json");
    let failure = if asked {
        match error.print().and_then(|()| io::stdout().flush()) {
            Ok(()) => return ExitCode::SUCCESS,
            Err(error) => Failure::from(error),
        }
    } else if arguments.len() < 2 {
        // With standard error closed there is nobody left to tell.
        let _ = error.print();
        return ExitCode::from(2);
    } else {
        Failure::from(misuse::explained(error, &arguments))
    };
    Output::standard(wants_json).failure(&failure);
    failure.exit_code()
}
