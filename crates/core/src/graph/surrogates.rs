//! JSON with halves of characters: `\ud83d` without its other half is no text,
//! and serde refuses the whole answer for it.

/// The same JSON with the replacement character for whatever is no text.
pub(super) fn mended(json: &[u8]) -> String {
    let json = String::from_utf8_lossy(json);
    let mut mended = String::with_capacity(json.len());
    let mut rest = &*json;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        mended.push_str(before);
        let length = match (unit(escape), escape.get(6..).and_then(unit)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0xd800..=0xdfff), _) => {
                mended.push('\u{fffd}');
                rest = &escape[6..];
                continue;
            }
            (Some(_), _) => 6,
            (None, _) => 1 + escape[1..].chars().next().map_or(0, char::len_utf8),
        };
        mended.push_str(&escape[..length]);
        rest = &escape[length..];
    }
    mended.push_str(rest);
    mended
}

/// The code unit that an escape at the beginning of a text names.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let digits = digits
        .bytes()
        .all(|b| b.is_ascii_hexdigit())
        .then_some(digits)?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &[u8], expected: &str) {
        let read: String = serde_json::from_str(&mended(json)).unwrap();
        assert_eq!(read, expected);
    }

    #[test]
    fn halves_of_characters_are_replaced_and_whole_ones_kept() {
        check(br#""a\ud83db""#, "a\u{fffd}b");
        check(br#""\udc00\ud83d""#, "\u{fffd}\u{fffd}");
        check(br#""\ud83d\ud83d\ude00""#, "\u{fffd}😀");
        check(br#""\ud83d\ude00\u00e4\n\"\\ud83d""#, "😀ä\n\"\\ud83d");
        check(br#""\ud83d\u0041""#, "\u{fffd}A");
        check(b"\"a\xffb\"", "a\u{fffd}b");
    }

    #[test]
    fn what_is_no_json_stays_none() {
        for text in [&br#""a\"#[..], br#""\ud8"#, br#""\u+123""#, b"\\"] {
            assert!(serde_json::from_str::<String>(&mended(text)).is_err());
        }
    }
}
