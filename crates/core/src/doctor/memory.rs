//! What was remembered in a file that had to be set aside.

use super::report::{Area, Check, Fact};
use crate::settings::SetAside;

/// None where nothing was set aside.
pub(super) fn check(set_aside: &[SetAside]) -> Option<Check> {
    let words = match set_aside.len() {
        0 => return None,
        1 => "One file could not be read and was set aside".to_owned(),
        more => format!("{more} files could not be read and were set aside"),
    };
    let hint = if set_aside.iter().any(|one| one.is_newer) {
        "To have back what a newer Porchlight wrote, quit this one, give the file “of a newer Porchlight” the name state.json again, then install the newer one"
    } else {
        "If you have a backup of state.json, quit Porchlight and put it back; otherwise add people again"
    };
    let facts = set_aside.iter().map(|one| {
        let name = if one.is_newer {
            "of a newer Porchlight"
        } else {
            "not readable"
        };
        Fact::new(name, one.file.display().to_string())
    });
    Some(Check::remark(Area::Memory, words, hint).with(facts))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aside(name: &str, is_newer: bool) -> SetAside {
        let file = name.into();
        SetAside { file, is_newer }
    }

    #[test]
    fn only_what_a_newer_porchlight_wrote_can_be_had_back() {
        assert_eq!(check(&[]), None);
        let damaged = check(&[aside("a", false)]).unwrap();
        assert_eq!(
            damaged.words,
            "One file could not be read and was set aside"
        );
        assert!(damaged.hint.contains("backup"), "{}", damaged.hint);
        assert_eq!(damaged.facts, [Fact::new("not readable", "a")]);

        let both = check(&[aside("a", false), aside("b", true)]).unwrap();
        assert_eq!(both.words, "2 files could not be read and were set aside");
        assert!(both.hint.contains("newer"), "{}", both.hint);
        assert_eq!(both.facts[1], Fact::new("of a newer Porchlight", "b"));
    }
}
