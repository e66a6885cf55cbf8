//! What stands below the help of a command, as sections of its page.

use clap_mangen::roff::{Roff, bold, roman};

const EXIT_STATUS: &str = "EXIT STATUS";
const NOTES: &str = "NOTES";
const EXAMPLES: &str = "EXAMPLES";

/// The sections in the order of a manual; empty where nothing stands there.
pub(super) fn sections(notes: &str) -> String {
    let mut page = Roff::new();
    for section in [EXIT_STATUS, NOTES, EXAMPLES] {
        let mut blocks = notes.split("\n\n").filter(|block| belongs(block, section));
        let Some(first) = blocks.next() else {
            continue;
        };
        page.control("SH", [section]);
        for block in std::iter::once(first).chain(blocks) {
            write(block, &mut page);
        }
    }
    // Every page has this already.
    let beginning = Roff::new().render();
    let text = page.render();
    text.strip_prefix(&beginning).unwrap_or(&text).to_owned()
}

fn belongs(block: &str, section: &str) -> bool {
    let kind = match block.trim_start() {
        "" => return false,
        block if block.starts_with("Exit codes:") || block.starts_with("Exits with") => EXIT_STATUS,
        block if block.starts_with("Examples:") => EXAMPLES,
        _ => NOTES,
    };
    kind == section
}

/// Lines that begin with blanks are rows of a list; the others, a paragraph
/// before it, which is left out where the section's name says the same.
fn write(block: &str, page: &mut Roff) {
    let (rows, words): (Vec<&str>, Vec<&str>) =
        block.lines().partition(|line| line.starts_with(' '));
    let is_named = matches!(words[..], ["Examples:" | "Exit codes:"]);
    if !is_named {
        page.control("PP", []).text([roman(words.join(" "))]);
    }
    if rows.is_empty() {
        return;
    }
    let indent = if is_named { "0" } else { "2" };
    page.control("RS", [indent]).control("PD", ["0"]);
    list(&rows, page);
    page.control("PD", []).control("RE", []);
}

/// Words with what they mean, if blanks part them; else lines of which what is
/// too long for one goes on further in.
fn list(rows: &[&str], page: &mut Roff) {
    let parted = rows.iter().map(|row| row.trim().split_once("  "));
    let widths = parted.flatten().map(|(word, _)| word.chars().count() + 2);
    let Some(width) = widths.max() else {
        for row in rows {
            page.control("HP", ["4"]).text([roman(row.trim())]);
        }
        return;
    };
    for row in rows {
        let (word, meaning) = row.trim().split_once("  ").unwrap_or((row.trim(), ""));
        page.control("TP", [width.to_string().as_str()]);
        page.text([bold(word)]);
        if !meaning.is_empty() {
            page.text([roman(meaning.trim())]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_below_the_help_has_its_sections() {
        let notes = "\
WORD is one of:
  can't    what is
  -b

More on
it.

Examples:
  do it

Exit codes:
  0  done";
        insta::assert_snapshot!(sections(notes), @r#"
        .SH "EXIT STATUS"
        .RS 0
        .PD 0
        .TP 3
        \fB0\fR
        done
        .PD
        .RE
        .SH NOTES
        .PP
        WORD is one of:
        .RS 2
        .PD 0
        .TP 7
        \fBcan\*(Aqt\fR
        what is
        .TP 7
        \fB\-b\fR
        .PD
        .RE
        .PP
        More on it.
        .SH EXAMPLES
        .RS 0
        .PD 0
        .HP 4
        do it
        .PD
        .RE
        "#);
        assert_eq!(sections(""), "");
    }
}
