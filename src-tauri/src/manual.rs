//! The manual's page, made from the definition of the arguments.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::CommandFactory;

use crate::Arguments;

/// Prints the page to standard output.
pub(crate) fn print() -> ExitCode {
    match write(&mut io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn write(output: &mut impl Write) -> io::Result<()> {
    clap_mangen::Man::new(Arguments::command()).render(output)?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_what_users_may_write_and_nothing_hidden() {
        let mut page = Vec::new();
        write(&mut page).unwrap();
        let page = String::from_utf8(page).unwrap();
        assert!(page.contains("\\-\\-demo"), "{page}");
        assert!(!page.contains("\\-\\-man"), "{page}");
    }
}
