//! People, and how the words a user types find one of them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A user's object id in the directory: a GUID, kept in lower case.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct PersonId(String);

impl PersonId {
    /// Reads a GUID; anything else is no id, since Graph's presence calls
    /// refuse addresses.
    pub fn parse(text: &str) -> Option<Self> {
        uuid::Uuid::try_parse(text.trim())
            .ok()
            .map(|id| Self(id.hyphenated().to_string()))
    }

    /// Stands where an id is not known yet; only a dry run prints it.
    pub fn placeholder() -> Self {
        Self("{id}".to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for PersonId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Somebody in the directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Person {
    pub id: PersonId,
    pub name: String,
    /// Mail address or sign-in name, where the directory shows one.
    #[serde(default)]
    pub address: Option<String>,
    /// A telephone number as it is written in the directory, where it tells one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub phone: Option<String>,
}

impl Person {
    /// Up to two initials for a place where there is no photo.
    pub fn initials(&self) -> String {
        let mut words = self
            .name
            .split_whitespace()
            .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
        let first = words.next();
        let last = words.next_back();
        first
            .into_iter()
            .chain(last)
            .flat_map(char::to_uppercase)
            .collect()
    }
}

/// What a word for a person led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    One(Person),
    Nobody,
    /// Several match; they are listed, never guessed.
    Several(Vec<Person>),
}

/// Whether the text is all of a person's id, address or name.
pub fn is_called(person: &Person, who: &str) -> bool {
    let wanted = who.trim().to_lowercase();
    let address = person.address.as_deref().unwrap_or_default();
    let whole = [person.id.as_str(), address, &person.name];
    !wanted.is_empty() && whole.iter().any(|text| text.to_lowercase() == wanted)
}

fn begins_a_word(name: &str, wanted: &str) -> bool {
    name.starts_with(wanted) || name.contains(&format!(" {wanted}"))
}

/// Fewer letters are the beginning of too many names to mean anybody.
const SHORTEST_BEGINNING: usize = 2;

/// Finds who is meant among candidates: an id, a whole address, a whole name,
/// or the beginning of one of a name's words or of an address that only one
/// person has.
pub fn resolve(who: &str, candidates: &[Person]) -> Resolution {
    let wanted = who.trim().to_lowercase();
    if wanted.is_empty() {
        return Resolution::Nobody;
    }
    let address = |p: &Person| p.address.as_deref().unwrap_or_default().to_lowercase();
    let tests: [&dyn Fn(&Person) -> bool; 4] = [
        &|p| p.id.as_str() == wanted,
        &|p| address(p) == wanted,
        &|p| p.name.to_lowercase() == wanted,
        &|p| {
            wanted.chars().nth(SHORTEST_BEGINNING - 1).is_some()
                && (begins_a_word(&p.name.to_lowercase(), &wanted)
                    || address(p).starts_with(&wanted))
        },
    ];
    for test in tests {
        let mut found: Vec<Person> = Vec::new();
        for person in candidates.iter().filter(|p| test(p)) {
            if !found.iter().any(|f| f.id == person.id) {
                found.push(person.clone());
            }
        }
        match found.len() {
            0 => {}
            1 => return Resolution::One(found.remove(0)),
            _ => return Resolution::Several(found),
        }
    }
    Resolution::Nobody
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(n: u8, name: &str, address: &str) -> Person {
        Person {
            id: PersonId::parse(&format!("00000000-0000-0000-0000-0000000000{n:02}")).unwrap(),
            name: name.to_owned(),
            address: Some(address.to_owned()),
            phone: None,
        }
    }

    #[track_caller]
    fn check(who: &str, expected: &[&str]) {
        let people = [
            person(1, "Ada Lovelace", "ada@contoso.com"),
            person(2, "Ada Byron", "ada.byron@contoso.com"),
            person(3, "Grace Hopper", "grace@contoso.com"),
        ];
        let names: Vec<String> = match resolve(who, &people) {
            Resolution::One(p) => vec![p.name],
            Resolution::Nobody => vec![],
            Resolution::Several(all) => all.into_iter().map(|p| p.name).collect(),
        };
        assert_eq!(names, expected, "{who}");
    }

    #[test]
    fn whole_words_win_over_parts() {
        check("ada@contoso.com", &["Ada Lovelace"]);
        check("grace hopper", &["Grace Hopper"]);
        check("grace", &["Grace Hopper"]);
        check("hop", &["Grace Hopper"]);
        check("opper", &[]);
        check("ada lo", &["Ada Lovelace"]);
        check("00000000-0000-0000-0000-000000000002", &["Ada Byron"]);
    }

    #[test]
    fn several_are_listed_and_nobody_is_nobody() {
        check("ada", &["Ada Lovelace", "Ada Byron"]);
        check("linus", &[]);
        check("g", &[]);
        check("  ", &[]);
    }

    #[test]
    fn a_number_is_written_only_where_one_is_known() {
        let before = r#"{"id":"00000000-0000-0000-0000-000000000001","name":"Ada","address":"a"}"#;
        let mut ada = person(1, "Ada", "a");
        assert_eq!(serde_json::to_string(&ada).unwrap(), before);
        assert_eq!(serde_json::from_str::<Person>(before).unwrap(), ada);
        ada.phone = Some("112".to_owned());
        let after = serde_json::to_string(&ada).unwrap();
        assert_eq!(serde_json::from_str::<Person>(&after).unwrap(), ada);
    }

    #[test]
    fn initials_come_from_the_first_and_the_last_word() {
        assert_eq!(person(1, "Ada King Lovelace", "").initials(), "AL");
        assert_eq!(person(1, "(guest) çelik", "").initials(), "GÇ");
        assert_eq!(person(1, "Cher", "").initials(), "C");
        assert_eq!(person(1, "", "").initials(), "");
    }
}
