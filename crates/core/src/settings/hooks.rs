//! Hooks as they stand in `config.toml`.

use std::borrow::Cow;
use std::path::Path;

use chrono::TimeDelta;
use serde::Deserialize;

use super::{Source, policy};
use crate::model::{Hook, Transition, Whose, parse_length};
use crate::{UserError, disk};

/// How long a run may take where nobody says otherwise…
const LIMIT: TimeDelta = TimeDelta::seconds(10);

/// …and at most.
const LONGEST_LIMIT: TimeDelta = TimeDelta::seconds(60);

/// What is set in a `[[hook]]`.
pub(super) const NAMES: [&str; 4] = ["on", "when", "run", "timeout"];

/// One `[[hook]]`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    on: Whose,
    when: Option<Vec<Transition>>,
    run: Vec<String>,
    timeout: Option<String>,
}

impl Table {
    /// What it means; `source` is where it stands.
    ///
    /// # Errors
    /// Says what can't be used.
    pub(super) fn hook(self, source: &Source) -> Result<Hook, UserError> {
        let mut run = self.run.into_iter();
        let program = run.next().filter(|program| !program.trim().is_empty());
        let program = program.ok_or_else(|| {
            UserError::usage(
                format!("A hook in {source} names no program"),
                "Write run = [\"/path/of/the/program\", \"its\", \"arguments\"]",
            )
        })?;
        if program.contains(std::path::is_separator) && !Path::new(&program).has_root() {
            // It would lie beside wherever Porchlight was started from.
            return Err(UserError::usage(
                format!(
                    "Where the program of the hook “{}” in {source} lies is not said in full",
                    name_of(&program)
                ),
                "Write its whole path, like run = [\"/home/me/bin/lamp\"], or its name alone if the system finds it",
            )
            .with_details(Some(program)));
        }
        let when = self.when.unwrap_or_else(|| vec![Transition::AnyChange]);
        if when.is_empty() {
            return Err(UserError::usage(
                format!(
                    "The hook “{}” in {source} is never run: its when is empty",
                    name_of(&program)
                ),
                "Name what it is run on, like when = [\"becomes-available\"], or leave when out",
            )
            .with_details(Some(program)));
        }
        let limit = self.timeout.as_deref().map_or(Some(LIMIT), parse_length);
        let limit = limit.filter(|limit| (TimeDelta::seconds(1)..=LONGEST_LIMIT).contains(limit));
        let limit = limit.and_then(|limit| limit.to_std().ok()).ok_or_else(|| {
            UserError::usage(
                format!(
                    "The timeout of the hook “{}” in {source} can't be used",
                    name_of(&program)
                ),
                "Write a length from 1s to 60s, like 10s",
            )
            .with_details(Some(program.clone()))
        })?;
        Ok(Hook {
            on: self.on,
            when,
            program,
            arguments: run.collect(),
            limit,
        })
    }
}

/// Why no hook of this file is run: somebody else could write one.
pub(super) fn unsafe_in(file: &Path) -> Option<String> {
    let shown = file.display();
    match policy::is_personal(file) {
        Ok(true) => None,
        Ok(false) => Some(format!(
            "No hook is run: others may change {shown} or its folder. Make both yours alone to write"
        )),
        Err(error) => Some(format!(
            "No hook is run: who may change {shown} can't be told: {}",
            disk::why(&error)
        )),
    }
}

/// Why a program that is not there can't be run.
pub(crate) const NO_PROGRAM: &str = "there is no such program";

/// That a hook can't be run; `why` stands behind the colon.
pub(crate) fn unrunnable(program: &str, why: &str) -> String {
    format!("The hook “{}” can't be run: {why}", name_of(program))
}

/// A hook's program without the folders it lies in, which are long and say more
/// of the user than titles and reports may.
pub(crate) fn name_of(program: &str) -> Cow<'_, str> {
    let name = Path::new(program).file_name();
    name.map_or(program.into(), |name| name.to_string_lossy())
}

/// Whether a hook's program is known to be missing. One that is given by its
/// name alone is looked for when it is run.
pub(super) fn is_missing(hook: &Hook) -> bool {
    let program = Path::new(&hook.program);
    program.has_root() && !program.exists()
}
