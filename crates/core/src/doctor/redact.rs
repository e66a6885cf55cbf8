//! What must not be in a report that is pasted in public.

use std::path::Path;

use super::report::{Check, Fact};

/// Takes out people and the home folder; whole words only.
pub(super) struct Redaction<'a> {
    pub(super) home: Option<&'a Path>,
    /// The name of whoever is signed in.
    pub(super) name: Option<&'a str>,
}

impl Redaction<'_> {
    pub(super) fn of(&self, check: Check) -> Check {
        Check {
            words: self.clean(&check.words),
            hint: self.clean(&check.hint),
            facts: check
                .facts
                .into_iter()
                .map(|fact| Fact::new(self.clean(&fact.name), self.clean(&fact.value)))
                .collect(),
            ..check
        }
    }

    fn clean(&self, text: &str) -> String {
        let home = self.home.and_then(Path::to_str);
        let home = home.filter(|home| home.len() > 1);
        let text = match home {
            Some(home) => text.replace(home, "~"),
            None => text.to_owned(),
        };
        let text = match self.name.map(str::trim) {
            Some(name) if !name.is_empty() => text.replace(name, "(you)"),
            Some(_) | None => text,
        };
        text.split(' ')
            .map(|word| if is_address(word) { "(address)" } else { word })
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// Something at something: a person's address, or credentials before a host.
/// The example in a hint of ours is neither.
fn is_address(word: &str) -> bool {
    let parts = word.split_once('@');
    parts.is_some_and(|(before, after)| {
        let ends = |c: char| c.is_alphanumeric();
        before.ends_with(ends) && after.starts_with(ends)
    }) && !word.contains("name:password@proxy.example")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::report::Area;

    #[test]
    fn people_and_the_home_folder_are_left_out() {
        let redaction = Redaction {
            home: Some(Path::new("/home/ada")),
            name: Some("Ada Lovelace"),
        };
        for (text, clean) in [
            (
                "/home/ada/.config/config.toml: line 2",
                "~/.config/config.toml: line 2",
            ),
            (
                "User ada@contoso.com is blocked",
                "User (address) is blocked",
            ),
            ("'ada@contoso.com', again", "(address) again"),
            ("User Ada Lovelace is blocked", "User (you) is blocked"),
            ("http://ada:secret@proxy.contoso.com:8080", "(address)"),
            (
                "graph.microsoft.com answered @ once",
                "graph.microsoft.com answered @ once",
            ),
        ] {
            let check = Check::fine(Area::SignIn, text).with([Fact::new("f", text)]);
            let check = redaction.of(check);
            assert_eq!(check.words, clean);
            assert_eq!(check.facts[0].value, clean);
        }
    }
}
