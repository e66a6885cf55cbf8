//! The settings in force, and whether somebody could sign in with them.

use std::path::Path;

use super::Subject;
use super::report::{Area, Check, Fact};
use crate::hooks;
use crate::model::Hook;
use crate::settings::{Settings, name_of, unrunnable};

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

/// What is amiss in settings that can be read, a sentence each: hooks that are not
/// run, above all.
pub fn remarks(settings: &Settings) -> Vec<String> {
    let hooks = settings.hooks().iter();
    let unrun = hooks.filter_map(|hook| {
        let why = hooks::program(&hook.program).err()?;
        Some(unrunnable(&hook.program, &why))
    });
    settings.remarks().iter().cloned().chain(unrun).collect()
}

fn hook(hook: &Hook) -> Fact {
    let name = name_of(&hook.program);
    let words = match hooks::program(&hook.program) {
        Ok(_) => format!("{name}, found"),
        Err(_) => format!("{name}, which can't be run"),
    };
    Fact::new("hook", words)
}

fn place(path: &Path) -> String {
    let absent = if path.exists() { "" } else { " (absent)" };
    format!("{}{absent}", path.display())
}

pub(super) fn check(subject: &Subject) -> Check {
    let check = match &subject.registration {
        Ok(_) if subject.remarks.is_empty() => Check::fine(
            Area::Configuration,
            "An application to sign in with is named",
        ),
        Ok(_) => Check::remark(
            Area::Configuration,
            "An application to sign in with is named, but not all is as it should be",
            "Mend what is remarked on below, then look again",
        ),
        Err(error) => Check::broken(Area::Configuration, error.clone()),
    };
    let remarks = subject.remarks.iter();
    let remarks = remarks.map(|words| Fact::new("remark", words.clone()));
    check.with(remarks).with(subject.settings.iter().cloned())
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
                "no-such-program, which can't be run",
                &format!("{everywhere}, found"),
                "missing, which can't be run",
            ]
        );
        assert_eq!(
            remarks(&read),
            [
                "The hook “no-such-program” can't be run: there is no such program",
                "The hook “missing” can't be run: there is no such program",
            ]
        );
    }

    #[cfg(unix)]
    #[test]
    fn what_is_there_and_can_t_be_run_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let plain = folder.path().join("lamp");
        std::fs::write(&plain, "").unwrap();
        let config = format!(
            "[[hook]]\non = \"me\"\nrun = ['{}']\n[[hook]]\non = \"me\"\nrun = ['{}/']\n",
            plain.display(),
            folder.path().display()
        );
        std::fs::write(folder.path().join("config.toml"), config).unwrap();
        let read = Settings::load_under(&[], Some(folder.path()), |_| None).unwrap();
        let said = remarks(&read);
        assert_eq!(
            said[0],
            "The hook “lamp” can't be run: you are not allowed to"
        );
        assert!(
            said[1].ends_with("can't be run: it is a folder"),
            "{said:?}"
        );
    }

    #[cfg(unix)]
    #[test]
    fn that_no_hook_is_run_is_remarked_on() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.toml");
        std::fs::write(&file, "[[hook]]\non = \"me\"\nrun = ['sh']\n").unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o666)).unwrap();
        let read = Settings::load_under(&[], Some(folder.path()), |_| None).unwrap();
        let said = remarks(&read);
        assert!(
            said[0].starts_with("No hook is run: others may change"),
            "{said:?}"
        );
    }
}
