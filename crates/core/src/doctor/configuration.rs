//! The settings in force, and whether somebody could sign in with them.

use std::path::Path;

use super::report::{Area, Check, Fact};
use crate::UserError;
use crate::auth::Registration;
use crate::hooks;
use crate::model::Hook;
use crate::settings::{NO_PROGRAM, Settings, name_of};

/// The settings as details of a report.
pub fn settings(settings: &Settings) -> Vec<Fact> {
    let mut facts = vec![
        Fact::new("file", place(&settings.places.config_file())),
        Fact::new("logs", place(settings.places.logs_folder())),
    ];
    facts.extend(settings.origins().into_iter().map(|origin| {
        let value = if origin.value.is_empty() {
            "not set".to_owned()
        } else {
            format!("{}, from {}", origin.value, origin.source)
        };
        Fact::new(origin.key, value)
    }));
    facts.extend(settings.hooks().iter().map(hook));
    facts
}

fn hook(hook: &Hook) -> Fact {
    let name = name_of(&hook.program);
    let words = match hooks::program(hook) {
        Some(_) => format!("{name}, found"),
        None => format!("{name}, which can't be run: {NO_PROGRAM}"),
    };
    Fact::new("hook", words)
}

fn place(path: &Path) -> String {
    let absent = if path.exists() { "" } else { " (absent)" };
    format!("{}{absent}", path.display())
}

pub(super) fn check(settings: &[Fact], registration: &Result<Registration, UserError>) -> Check {
    let check = match registration {
        Ok(_) => Check::fine(
            Area::Configuration,
            "An application to sign in with is named",
        ),
        Err(error) => Check::broken(Area::Configuration, error.clone()),
    };
    check.with(settings.iter().cloned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_hook_is_told_with_whether_its_program_is_there() {
        let path = std::env::current_exe().unwrap();
        let here = path.to_str().unwrap();
        let missing = path.with_file_name("missing");
        let missing = missing.to_str().unwrap();
        let everywhere = if cfg!(windows) { "cmd" } else { "sh" };
        let config = format!(
            "[[hook]]\non = \"me\"\nrun = ['{here}']\n[[hook]]\non = \"me\"\nrun = [\"no-such-program\", \"secret\"]\n[[hook]]\non = \"me\"\nrun = [\"{everywhere}\"]\n[[hook]]\non = \"me\"\nrun = ['{missing}']\n"
        );
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("config.toml"), config).unwrap();
        let read = Settings::load_under(&[], Some(folder.path()), |_| None).unwrap();
        let facts = settings(&read);
        let hooks: Vec<&str> = facts
            .iter()
            .filter(|fact| fact.name == "hook")
            .map(|fact| fact.value.as_str())
            .collect();
        assert_eq!(
            hooks,
            [
                &format!("{}, found", path.file_name().unwrap().display()),
                "no-such-program, which can't be run: there is no such program",
                &format!("{everywhere}, found"),
                "missing, which can't be run: there is no such program",
            ]
        );
    }
}
