//! `people export` and `people forget`: what is kept about other people.

use std::io::{BufRead as _, Write as _};
use std::path::Path;

use porchlight_core::settings::create_private;
use porchlight_core::view::{Command, export};
use porchlight_core::{ErrorCode, UserError, disk};
use serde_json::json;

use crate::failure::Failure;
use crate::run::{Engine, Run};

/// Prints the watch list, or writes it into a new file.
pub(super) fn export_list(run: &Run, engine: &Engine, file: Option<&str>) -> Result<(), Failure> {
    let text = export(&engine.snapshot());
    let Some(file) = file.filter(|file| *file != "-") else {
        return run.output.answer(|| text.clone(), &json!({ "list": text }));
    };
    let written =
        create_private(Path::new(file)).and_then(|mut whole| whole.write_all(text.as_bytes()));
    let what = format!("The list can't be written to {file}");
    written.map_err(|error| disk::unwritten(&what, &error))?;
    run.output
        .answer(|| format!("Wrote {file}"), &json!({ "file": file }))
}

/// Forgets everything about other people, after asking.
pub(super) async fn forget(run: &Run, engine: &Engine, yes: bool) -> Result<(), Failure> {
    if !yes && !agrees(run)? {
        return Err(UserError::new(ErrorCode::Failed, "Nothing was forgotten", "").into());
    }
    engine.send(Command::ForgetPeople).await?;
    run.output.answer(
        || "The watch list, groups, rules and photos are gone".to_owned(),
        &json!({ "forgotten": true }),
    )
}

fn agrees(run: &Run) -> Result<bool, Failure> {
    if run.no_input {
        let title = "Nothing was forgotten: that needs a yes";
        return Err(UserError::usage(title, "Add --yes").into());
    }
    run.output
        .question("Forget everybody on the watch list, with groups, rules and photos? [y/N] ");
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}
