//! Whom a pasted text names.

use std::collections::HashSet;

/// The words in a text that each name somebody, nobody twice: addresses, names
/// and ids on lines of their own or between commas and semicolons, as mail
/// programs and lists write them; addresses also between blanks. Of
/// `Ada Lovelace <ada@contoso.com>` the address is taken; a comma in quotes, or
/// within the name before an address, parts nothing.
pub fn named_in(text: &str) -> Vec<String> {
    let pieces: Vec<&str> = text
        .lines()
        .flat_map(|line| parted(line, ';'))
        .filter(|piece| !piece.trim().is_empty())
        .collect();
    // Whoever parts by something else has commas in names alone.
    let commas_are_free = pieces.len() > 1;
    let mut seen = HashSet::new();
    pieces
        .into_iter()
        .flat_map(|piece| entries(piece, commas_are_free))
        .flat_map(addresses)
        .map(word)
        .filter(|word| !word.is_empty() && seen.insert(word.to_lowercase()))
        .map(str::to_owned)
        .collect()
}

/// What of a piece each names somebody. `Lovelace, Ada <ada@contoso.com>` is
/// one entry, as address books write it; of more commas than that the name can
/// only be sure where `commas_are_free` of parting entries.
fn entries(piece: &str, commas_are_free: bool) -> Vec<&str> {
    let parts = parted(piece, ',');
    if !commas_are_free && parts.len() != 2 {
        return parts;
    }
    let mut entries = Vec::new();
    let mut names = Vec::new();
    let (mut from, mut to) = (0, 0);
    for part in parts {
        to += part.len();
        if part.trim_end().ends_with('>') {
            names.clear();
            entries.push(&piece[from..to]);
        } else if part.contains(['@', '<']) {
            entries.append(&mut names);
            entries.push(part);
        } else {
            names.push(part);
        }
        to += ','.len_utf8();
        if names.is_empty() {
            from = to;
        }
    }
    entries.append(&mut names);
    entries
}

/// `ada@contoso.com grace@contoso.com` is two entries.
fn addresses(entry: &str) -> Vec<&str> {
    let words: Vec<&str> = entry.split_whitespace().collect();
    if words
        .iter()
        .all(|w| w.contains('@') && !w.contains(['<', '"']))
    {
        words
    } else {
        vec![entry]
    }
}

/// The parts between separators that stand neither in double quotes nor in
/// angle brackets. A quote that is never closed is a letter.
fn parted(line: &str, separator: char) -> Vec<&str> {
    let quotes_close = line.matches('"').count().is_multiple_of(2);
    let (mut quoted, mut bracketed) = (false, false);
    line.split(|c: char| {
        match c {
            '"' => quoted = !quoted && quotes_close,
            '<' => bracketed = line.contains('>'),
            '>' => bracketed = false,
            _ => {}
        }
        c == separator && !quoted && !bracketed
    })
    .collect()
}

/// What of an entry is looked up.
fn word(entry: &str) -> &str {
    let entry = entry.trim();
    let bracketed = entry.strip_suffix('>').and_then(|e| e.rsplit_once('<'));
    let word = match bracketed {
        Some((name, address)) if address.trim().is_empty() => name,
        Some((_, address)) => address,
        None => entry,
    };
    let word =
        word.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>'));
    let link = word.get(..7).filter(|s| s.eq_ignore_ascii_case("mailto:"));
    link.map_or(word, |link| &word[link.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(named_in(text), expected, "{text:?}");
    }

    #[test]
    fn lists_are_read_as_people_write_them() {
        check("ada@x.com", &["ada@x.com"]);
        check(
            "ada@x.com, bob@x.com;cy@x.com\r\n dan@x.com ,",
            &["ada@x.com", "bob@x.com", "cy@x.com", "dan@x.com"],
        );
        check(
            "Ada Lovelace\nGrace Hopper",
            &["Ada Lovelace", "Grace Hopper"],
        );
        check("  ;,;\n\n", &[]);
    }

    #[test]
    fn of_a_name_with_an_address_the_address_is_taken() {
        check("Ada Lovelace <ada@x.com>", &["ada@x.com"]);
        check(
            "Ada <ada@x.com>, Bob <bob@x.com>",
            &["ada@x.com", "bob@x.com"],
        );
        check(
            "\"Lovelace, Ada; Dr\" <ada@x.com>, bob@x.com",
            &["ada@x.com", "bob@x.com"],
        );
        check(
            "Lovelace, Ada <ada@x.com>; Hopper, Grace <grace@x.com>",
            &["ada@x.com", "grace@x.com"],
        );
        check("zoe@x.com, Ada <ada@x.com>", &["zoe@x.com", "ada@x.com"]);
        check("Ada Lovelace <>", &["Ada Lovelace"]);
        check("'ada@x.com' <mailto:ada@x.com>", &["ada@x.com"]);
    }

    #[test]
    fn a_comma_in_the_name_before_an_address_parts_nothing() {
        check("Lovelace, Ada <ada@x.com>", &["ada@x.com"]);
        check(
            "Lovelace, Ada <ada@x.com>;\r\nHopper, Grace, Dr <grace@x.com>\r\n",
            &["ada@x.com", "grace@x.com"],
        );
        check(
            "Lovelace, Ada <ada@x.com>, Hopper, Grace <grace@x.com>; cy@x.com, Dan <dan@x.com>",
            &["ada@x.com", "grace@x.com", "cy@x.com", "dan@x.com"],
        );
        check(
            "zoe@x.com, Lovelace, Ada <ada@x.com>\nBob, Cy",
            &["zoe@x.com", "ada@x.com", "Bob", "Cy"],
        );
        // Nothing but commas: they part.
        check("Ada, Bob, Cy <cy@x.com>\n", &["Ada", "Bob", "cy@x.com"]);
    }

    #[test]
    fn blanks_part_addresses_and_no_names() {
        check("ada@x.com bob@x.com", &["ada@x.com", "bob@x.com"]);
        check(
            " ada@x.com\tbob@x.com , cy@x.com  dan@x.com",
            &["ada@x.com", "bob@x.com", "cy@x.com", "dan@x.com"],
        );
        check("ada@home <ada@x.com>", &["ada@x.com"]);
        check("Ada ada@x.com", &["Ada ada@x.com"]);
        check("\"ada@x.com bob@x.com\" <cy@x.com>", &["cy@x.com"]);
    }

    #[test]
    fn nobody_is_named_twice() {
        check("ada@x.com; ADA@X.COM", &["ada@x.com"]);
    }

    #[test]
    fn odd_marks_swallow_nobody() {
        check("Ada \"Countess, Bob", &["Ada \"Countess", "Bob"]);
        check("a < b, c", &["a < b", "c"]);
        check("\"\"", &[]);
        check("ü", &["ü"]);
    }
}
