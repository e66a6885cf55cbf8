//! Which hooks are taken, and from whom.

use super::*;
use crate::model::{Transition, Whose};

#[test]
fn hooks_are_read_with_what_was_left_out() {
    let config = "[[hook]]\non = \"me\"\nrun = [\"lamp\", \"--red\"]\n\n[[hook]]\non = \"watched\"\nwhen = [\"becomes-available\"]\nrun = [\"/nowhere/at/all\"]\ntimeout = \"1m\"\n";
    let settings = load(config, &[]).unwrap();
    let [mine, theirs] = settings.hooks() else {
        panic!("two hooks: {settings:?}")
    };
    assert_eq!(
        (mine.on, &mine.when),
        (Whose::Me, &vec![Transition::AnyChange])
    );
    assert_eq!(
        (&*mine.program, &*mine.arguments),
        ("lamp", &["--red".to_owned()][..])
    );
    assert_eq!((mine.limit.as_secs(), theirs.limit.as_secs()), (10, 60));
    assert_eq!(theirs.when, [Transition::BecomesAvailable]);
    // One that is not there is no reason to stop.
    assert_eq!(settings.missing_programs(), ["/nowhere/at/all"]);
}

#[test]
fn a_hook_that_makes_no_sense_is_refused_with_its_line() {
    for (hook, words) in [
        ("on = \"them\"\nrun = [\"x\"]", "line 2"),
        ("on = \"me\"\nrun = [\"x\"]\nshell = true", "line 4"),
        ("on = \"me\"\nrun = \"x\"", "line 3"),
        ("on = \"me\"\nwhen = [\"sneezes\"]\nrun = [\"x\"]", "line 3"),
        ("on = \"me\"\nrun = []", "names no program"),
        ("on = \"me\"\nwhen = []\nrun = [\"x\"]", "is never run"),
        ("on = \"me\"\nrun = [\"hooks/x\"]", "its whole path"),
        ("on = \"me\"\nrun = [\"./x\"]", "its whole path"),
        ("on = \"me\"\nrun = [\"~/bin/x\"]", "its whole path"),
        (
            "on = \"me\"\nrun = [\"x\"]\ntimeout = \"2m\"",
            "from 1s to 60s",
        ),
        (
            "on = \"me\"\nrun = [\"x\"]\ntimeout = \"soon\"",
            "from 1s to 60s",
        ),
        ("run = [\"x\"]", "on"),
    ] {
        let refused = load(&format!("[[hook]]\n{hook}\n"), &[]).unwrap_err();
        let refused = refused.to_string();
        assert!(refused.contains(words), "{hook}: {refused}");
        assert!(refused.contains("config.toml"), "{refused}");
    }
}

#[test]
fn a_name_that_a_hook_does_not_have_is_told_with_those_it_has() {
    let refused = load("[[hook]]\nrnu = [\"x\"]\n", &[]).unwrap_err().title;
    let names = super::super::hooks::NAMES.join(", ");
    let told = format!("line 2: “rnu” means nothing here; there are {names}");
    assert!(refused.ends_with(&told), "{refused}");
}

/// Its folders may name the user, and make a title longer than a line.
#[test]
fn a_hook_is_called_by_the_name_of_its_program_alone() {
    for (hook, words) in [
        ("when = []", "The hook “lamp” in "),
        ("timeout = \"2m\"", "The timeout of the hook “lamp” in "),
    ] {
        let path = "/home/ada/bin/lamp";
        let config = format!("[[hook]]\non = \"me\"\nrun = [\"{path}\"]\n{hook}\n");
        let refused = load(&config, &[]).unwrap_err();
        assert!(refused.title.starts_with(words), "{refused}");
        assert!(!refused.to_string().contains("/home/ada/bin"), "{refused}");
        assert_eq!(refused.details.as_deref(), Some(path));
    }
    let words = unrunnable("/home/ada/bin/lamp", NO_PROGRAM);
    assert_eq!(
        words,
        "The hook “lamp” can't be run: there is no such program"
    );
}

#[test]
fn an_organisation_may_forbid_hooks() {
    let config = "[[hook]]\non = \"me\"\nrun = [\"lamp\"]\n";
    let (_folder, place) = policy("hooks = false\n");
    let settings = load_under(&[place], config, &[]).unwrap();
    assert_eq!(settings.hooks(), []);
    let said = settings.remarks();
    assert!(
        said[0].starts_with("No hook is run: that is set by your organisation"),
        "{said:?}"
    );
}

#[cfg(unix)]
#[test]
fn no_hook_is_run_that_somebody_else_could_have_written() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;

    let folder = folder_with("[[hook]]\non = \"me\"\nrun = [\"lamp\"]\n");
    let file = folder.path().join("config.toml");
    let read = |open: &Path, mode| {
        set_permissions(open, Permissions::from_mode(mode)).unwrap();
        Settings::load_under(&[], Some(folder.path()), |_| None).unwrap()
    };
    for open in [folder.path(), &file] {
        let settings = read(open, 0o777);
        assert_eq!(settings.hooks(), []);
        let said = settings.remarks();
        assert!(
            said[0].starts_with("No hook is run: others may change"),
            "{said:?}"
        );
        let settings = read(open, 0o700);
        assert_eq!((settings.hooks().len(), settings.remarks().len()), (1, 0));
    }
}

#[test]
fn the_readme_shows_a_hook_that_works() {
    let readme = include_str!("../../../../../README.md");
    let (_, section) = readme.split_once("### Hooks").unwrap();
    let example = section.split("```").nth(1).unwrap();
    let settings = load(example.strip_prefix("toml").unwrap(), &[]).unwrap();
    assert_eq!(settings.hooks().len(), 1);
    for transition in Transition::ALL {
        let word = serde_json::to_value(transition).unwrap();
        assert!(section.contains(word.as_str().unwrap()), "{word}");
    }
}
