//! Columns that line up on a terminal, whatever the script of the names.

use textwrap::{Options, WordSplitter};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Rows with each column as wide as its widest cell; no space at line ends.
pub(crate) fn aligned(rows: Vec<Vec<String>>) -> String {
    let mut widths: Vec<usize> = Vec::new();
    for row in &rows {
        for (column, cell) in row.iter().enumerate() {
            match widths.get_mut(column) {
                Some(width) => *width = (*width).max(cell.width()),
                None => widths.push(cell.width()),
            }
        }
    }
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        // A column in which nothing stands takes no room.
        for (cell, width) in row.iter().zip(&widths).filter(|(_, width)| **width > 0) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width.saturating_sub(cell.width()) + 2));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// How many columns of a terminal a text takes.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// A line that fits a terminal so wide: what is too much is left out, and an
/// ellipsis says so. Whole where no width is known.
pub(crate) fn shortened(line: &str, width: Option<usize>) -> String {
    let Some(width) = width.filter(|width| line.width() > *width) else {
        return line.to_owned();
    };
    let mut taken = 1;
    let fits = |c: &char| {
        taken += c.width().unwrap_or_default();
        taken <= width
    };
    let kept: String = line.chars().take_while(fits).collect();
    format!("{}…", kept.trim_end())
}

/// Sentences broken between words, so that each line fits a terminal so wide.
/// Rows of a list, which are indented, stay as they are; so do words with dashes
/// and addresses, which may be there to be copied.
pub(crate) fn wrapped(text: &str, width: usize) -> String {
    let options = Options::new(width)
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false);
    let mut wrapped = String::new();
    for line in text.lines() {
        if line.starts_with(' ') {
            wrapped.push_str(line);
        } else {
            wrapped.push_str(&textwrap::fill(line, &options));
        }
        wrapped.push('\n');
    }
    wrapped
}

/// One cell of a table whose rows come one by one.
pub(crate) fn padded(cell: &str, width: usize) -> String {
    format!("{cell}{}", " ".repeat(width.saturating_sub(cell.width())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_and_combining_characters_line_up() {
        let row = |cells: [&str; 2]| cells.map(str::to_owned).to_vec();
        let text = aligned(vec![
            row(["山田太郎", "Busy"]),
            row(["Zoe\u{0308}", "Away"]),
            row(["Ada", ""]),
        ]);
        assert_eq!(text, "山田太郎  Busy\nZoe\u{0308}       Away\nAda\n");
    }

    #[test]
    fn an_empty_column_takes_no_room() {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let text = aligned(vec![row(["Ada", "", "Busy"]), row(["Bo", "", "Away"])]);
        assert_eq!(text, "Ada  Busy\nBo   Away\n");
    }

    #[test]
    fn a_line_ends_at_the_edge_of_the_terminal() {
        assert_eq!(shortened("Ada  Busy", None), "Ada  Busy");
        assert_eq!(shortened("Ada  Busy", Some(9)), "Ada  Busy");
        assert_eq!(shortened("Ada  Busy", Some(8)), "Ada  Bu…");
        assert_eq!(shortened("Ada  Busy", Some(6)), "Ada…");
        assert_eq!(shortened("山田太郎", Some(6)), "山田…");
        assert_eq!(
            shortened("Zoe\u{0308}\u{0308}", Some(3)),
            "Zoe\u{0308}\u{0308}"
        );
    }
}
