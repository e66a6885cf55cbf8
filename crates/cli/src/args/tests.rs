use clap::CommandFactory;

use super::*;

#[test]
fn the_definition_holds_together() {
    Arguments::command().debug_assert();
}

#[test]
fn help_explains_every_command() {
    let mut command = Arguments::command();
    command.build();
    insta::assert_snapshot!("help", command.render_help());
    for name in [
        "login",
        "set",
        "message",
        "people",
        "show",
        "watch",
        "wait-for",
        "notify",
        "doctor",
        "completions",
    ] {
        let help = command.find_subcommand_mut(name).unwrap().render_help();
        insta::assert_snapshot!(format!("help_{}", name.replace('-', "_")), help);
    }
}

#[track_caller]
fn parse(line: &str) -> Result<Arguments, clap::Error> {
    Arguments::try_parse_from(line.split(' '))
}

#[test]
fn global_flags_stand_before_or_after_the_command() {
    for line in [
        "porchlight --json --demo --no-input --config-dir x status",
        "porchlight status --json --demo --no-input --config-dir x",
        "porchlight --demo people search ada --json --config-dir x --no-input",
    ] {
        let global = parse(line).unwrap().global;
        assert!(global.json && global.demo && global.no_input, "{line}");
        assert_eq!(global.config_dir, Some(PathBuf::from("x")), "{line}");
    }
}

#[test]
fn what_does_not_belong_together_is_refused() {
    for line in [
        "porchlight set busy --for 1h --until 17:30",
        "porchlight set busy --zone Europe/Berlin",
        "porchlight message --clear --for 1h",
        "porchlight message --clear text",
        "porchlight message",
        "porchlight people add",
        "porchlight show",
        "porchlight login --device-code --no-browser",
        "porchlight wait-for ada",
        "porchlight notify",
        "porchlight notify ada --off --until 17:30",
        "porchlight dance",
        "porchlight completions",
        "porchlight completions tcsh",
    ] {
        assert_eq!(parse(line).unwrap_err().exit_code(), 2, "{line}");
    }
}
