//! The words of a directory search, as Graph wants them quoted.

use url::form_urlencoded;

/// Longer than any name or address.
const LONGEST: usize = 120;

/// The `$search` clause; None where the words say nothing.
pub(super) fn clause(words: &str) -> Option<String> {
    any_of(&["displayName", "mail", "userPrincipalName"], words)
}

/// The same for an address.
pub(super) fn address_clause(address: &str) -> Option<String> {
    any_of(&["mail", "userPrincipalName"], address)
}

fn any_of(fields: &[&str], words: &str) -> Option<String> {
    // An ampersand in a value is refused even when encoded, a known fault; names
    // are found by their words alone.
    let words: String = words
        .chars()
        .map(|c| if c.is_control() || c == '&' { ' ' } else { c })
        .take(LONGEST)
        .collect();
    let words = words.trim().replace('\\', "\\\\").replace('"', "\\\"");
    let field = |name| format!("\"{name}:{words}\"");
    (!words.is_empty()).then(|| fields.iter().map(field).collect::<Vec<_>>().join(" OR "))
}

/// A value of the query; a space is `%20`, which is read alike everywhere.
pub(super) fn encoded(value: &str) -> String {
    form_urlencoded::byte_serialize(value.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &str, quoted: &str) {
        let expected = format!(
            "\"displayName:{quoted}\" OR \"mail:{quoted}\" OR \"userPrincipalName:{quoted}\""
        );
        assert_eq!(clause(words), Some(expected));
    }

    #[test]
    fn quotes_and_backslashes_are_escaped() {
        check(" ann ", "ann");
        check(r#"a"b\c"#, r#"a\"b\\c"#);
        check(r#"x" OR "mail:boss"#, r#"x\" OR \"mail:boss"#);
        check("o'hara & söhne", "o'hara   söhne");
        check("two\nlines\u{0}", "two lines");
    }

    #[test]
    fn empty_words_ask_nothing() {
        assert_eq!(clause("  "), None);
        assert_eq!(clause("\u{7}\n"), None);
    }

    #[test]
    fn nothing_of_a_value_is_read_as_query() {
        assert_eq!(encoded("\"a b+c&d=ü\""), "%22a%20b%2Bc%26d%3D%C3%BC%22");
    }
}
