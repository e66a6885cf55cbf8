//! The directory's `$search`: clauses in double quotes, joined by `AND` and
//! `OR`, of which `AND` binds closer.

use super::error::Error;
use crate::world::person::Person;

/// Properties that can be searched.
const PROPERTIES: [&str; 5] = [
    "displayName",
    "mail",
    "userPrincipalName",
    "givenName",
    "surname",
];

/// A search, as alternatives of clauses that must all hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Search {
    alternatives: Vec<Vec<Clause>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Clause {
    property: &'static str,
    value: String,
}

impl Search {
    /// Reads a search; `no_ampersand` refuses `&` in a value.
    pub(super) fn parse(text: &str, no_ampersand: bool) -> Result<Self, Error> {
        let mut alternatives = vec![Vec::new()];
        let mut rest = text.trim();
        loop {
            let (quoted, after) = quoted(rest).ok_or_else(|| unreadable(text))?;
            let clause = clause(&quoted).ok_or_else(|| unreadable(text))?;
            if no_ampersand && clause.value.contains('&') {
                return Err(unreadable(text));
            }
            if let Some(all) = alternatives.last_mut() {
                all.push(clause);
            }
            let after = after.trim_start();
            if after.is_empty() {
                return Ok(Self { alternatives });
            }
            // Between two clauses stands a word in capitals.
            rest = if let Some(next) = after.strip_prefix("AND ") {
                next.trim_start()
            } else if let Some(next) = after.strip_prefix("OR ") {
                alternatives.push(Vec::new());
                next.trim_start()
            } else {
                return Err(unreadable(text));
            };
        }
    }

    pub(super) fn finds(&self, person: &Person) -> bool {
        self.alternatives
            .iter()
            .any(|all| all.iter().all(|clause| clause.finds(person)))
    }
}

fn unreadable(text: &str) -> Error {
    let text = format!("Unrecognized query argument specified: '{text}'.");
    Error::new(400, "Request_BadRequest", text)
}

/// The text in the quotes at the start, and what comes after them.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut letters = text.strip_prefix('"')?.char_indices();
    let mut inside = String::new();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((inside, text.get(at + 2..)?)),
            '\\' => inside.push(letters.next()?.1),
            other => inside.push(other),
        }
    }
    None
}

fn clause(text: &str) -> Option<Clause> {
    let (property, value) = text.split_once(':')?;
    let property = PROPERTIES
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(property.trim()))?;
    let value = value.trim();
    (!value.is_empty()).then(|| Clause {
        property,
        value: value.to_owned(),
    })
}

impl Clause {
    fn finds(&self, person: &Person) -> bool {
        if self.property == "displayName" {
            let tokens = tokens(&person.name());
            return words(&self.value)
                .iter()
                .all(|word| tokens.iter().any(|token| token.starts_with(word)));
        }
        let whole = match self.property {
            "givenName" => &person.given,
            "surname" => &person.surname,
            _ => &person.address,
        };
        whole.to_lowercase().starts_with(&self.value.to_lowercase())
    }
}

/// The parts between spaces and symbols, in lower case.
fn words(text: &str) -> Vec<String> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// A name's words, and their parts where case or digits change.
fn tokens(name: &str) -> Vec<String> {
    let mut tokens = words(name);
    for word in name.split(|letter: char| !letter.is_alphanumeric()) {
        let mut part = String::new();
        let mut before = None;
        for letter in word.chars() {
            let turns = before.is_some_and(|before: char| {
                (before.is_lowercase() && letter.is_uppercase())
                    || before.is_numeric() != letter.is_numeric()
            });
            if turns {
                tokens.push(std::mem::take(&mut part).to_lowercase());
            }
            part.push(letter);
            before = Some(letter);
        }
        if !part.is_empty() {
            tokens.push(part.to_lowercase());
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn person(given: &str, surname: &str) -> Person {
        let address = format!("{given}.{surname}@contoso.example").to_lowercase();
        Person::new(Uuid::nil(), given, surname, &address, "")
    }

    #[track_caller]
    fn check(search: &str, person: &Person, expected: bool) {
        let parsed = Search::parse(search, true).unwrap();
        assert_eq!(parsed.finds(person), expected, "{search}");
    }

    #[test]
    fn names_are_found_by_the_start_of_their_parts() {
        let ann = person("Ann-Marie", "McDonald2");
        check(r#""displayName:ann""#, &ann, true);
        check(r#""displayName:MARIE ann""#, &ann, true);
        check(r#""displayName:nn""#, &ann, false);
        check(r#""displayName:donald""#, &ann, true);
        check(r#""displayName:mcdonald""#, &ann, true);
        check(r#""displayName:ann smith""#, &ann, false);
    }

    #[test]
    fn other_properties_start_with_the_value() {
        let ann = person("Ann", "Lee");
        check(r#""mail:ann.lee""#, &ann, true);
        check(r#""mail:lee""#, &ann, false);
        check(r#""surname:LEE""#, &ann, true);
    }

    #[test]
    fn clauses_combine() {
        let ann = person("Ann", "Lee");
        check(r#""displayName:bob" OR "mail:ann""#, &ann, true);
        check(r#""displayName:ann" AND "mail:bob""#, &ann, false);
        let both = r#""displayName:bob" AND "mail:x" OR "surname:lee" AND "mail:ann""#;
        check(both, &ann, true);
    }

    #[test]
    fn quotes_are_escaped() {
        let odd = person(r#"Al "Ace" \o"#, "Lee");
        check(r#""givenName:Al \"Ace\" \\o""#, &odd, true);
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "displayName:ann",
            r#""displayName:ann"#,
            r#""ann""#,
            r#""displayName:""#,
            r#""jobTitle:ann""#,
            r#""displayName:ann" or "mail:ann""#,
            r#""displayName:ann" "mail:ann""#,
            r#""displayName:ann" OR "#,
            r#""displayName:a&b""#,
        ] {
            assert!(Search::parse(text, true).is_err(), "{text}");
        }
    }
}
