//! Columns that line up on a terminal, whatever the script of the names.

use unicode_width::UnicodeWidthStr;

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
        for (cell, width) in row.iter().zip(&widths) {
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
}
