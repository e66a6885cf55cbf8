//! The manual's page, made from the definition of the arguments.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Command, CommandFactory};

use crate::Arguments;

/// What the head and the foot of the page name, and that no word is parted or
/// drawn out to fill a line.
const TOP: &str = concat!(
    ".TH porchlight-tray 1 \"\" \"porchlight-tray ",
    env!("CARGO_PKG_VERSION"),
    "\" \"General Commands Manual\"\n.ad l\n.nh"
);

/// Prints the page to standard output.
pub(crate) fn print() -> ExitCode {
    match write(&mut io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn write(output: &mut impl Write) -> io::Result<()> {
    let command = Arguments::command();
    let synopsis = synopsis(&command);
    let mut page = Vec::new();
    clap_mangen::Man::new(command.override_usage(synopsis)).render(&mut page)?;
    for line in String::from_utf8_lossy(&page).lines() {
        let line = if line.starts_with(".TH ") { TOP } else { line };
        writeln!(output, "{line}")?;
    }
    output.flush()
}

/// "porchlight-tray [--demo] [--config-dir DIR]": of the options that nobody
/// hid, with their values.
fn synopsis(command: &Command) -> String {
    let shown = command
        .get_arguments()
        .filter(|option| !option.is_hide_set());
    let options = shown.filter_map(|option| {
        let name = option.get_long()?;
        let value = option.get_value_names().and_then(<[_]>::first);
        Some(match value.filter(|_| option.get_action().takes_values()) {
            Some(value) => format!(" [--{name} {value}]"),
            None => format!(" [--{name}]"),
        })
    });
    command.get_name().to_owned() + &options.collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_what_users_may_write_and_nothing_hidden() {
        let mut page = Vec::new();
        write(&mut page).unwrap();
        let page = String::from_utf8(page).unwrap();
        let synopsis = r"[\-\-demo] [\-\-config\-dir DIR] [\-\-hidden]";
        assert!(page.contains(synopsis), "{page}");
        assert!(page.contains(" \"General Commands Manual\"\n"), "{page}");
        assert!(!page.contains("\\-\\-man"), "{page}");
    }
}
