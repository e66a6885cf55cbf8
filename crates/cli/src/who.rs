//! Whom the user means, on the watch list and in the directory.

use porchlight_core::model::{Person, PersonId, Resolution, is_called, resolve};
use porchlight_core::view::{PersonView, Snapshot, plain};
use porchlight_core::{ErrorCode, UserError};

use crate::failure::Failure;
use crate::run::Engine;

/// Fewer letters may be a slip of the hand.
const SURE_BEGINNING: usize = 3;

const HINT: &str = "Write a name as the directory has it, an address or an id";

/// One person for each word, nobody twice; then why there is none for the others.
/// What would stand in the way of every word ends the search.
pub(crate) async fn find_all(
    engine: &Engine,
    words: &[String],
) -> Result<(Vec<Person>, Vec<Failure>), Failure> {
    let (mut people, mut failures): (Vec<Person>, Vec<Failure>) = (Vec::new(), Vec::new());
    for word in words {
        match find(engine, word).await {
            Ok(person) if people.iter().any(|known| known.id == person.id) => {}
            Ok(person) => people.push(person),
            Err(failure) if failure.is_of_words() => failures.push(failure),
            Err(failure) => return Err(failure),
        }
    }
    Ok((people, failures))
}

/// The one person a word means: on the watch list where it means one there,
/// which needs no network, else in the directory.
pub(crate) async fn find(engine: &Engine, word: &str) -> Result<Person, Failure> {
    check(word)?;
    match known(word, &watched(&engine.snapshot()))? {
        Some(person) => Ok(person),
        None => among(word, in_directory(engine, word).await?),
    }
}

/// The one person a word means who is to be added: whoever on the watch list is
/// called just so, or the only one there and in the directory, since it need
/// not be the one who is on the list.
pub(crate) async fn find_to_add(engine: &Engine, word: &str) -> Result<Person, Failure> {
    check(word)?;
    let mut candidates = watched(&engine.snapshot());
    let mut called = candidates.iter().filter(|person| is_called(person, word));
    if let (Some(person), None) = (called.next(), called.next()) {
        return Ok(person.clone());
    }
    let found = match in_directory(engine, word).await {
        Ok(found) => found,
        // Without the permission to search, the watch list is all there is.
        Err(Failure::User(error)) if error.code == ErrorCode::Refused => {
            return known(word, &candidates)?.ok_or(Failure::User(error));
        }
        Err(failure) => return Err(failure),
    };
    candidates.retain(|person| {
        !matches!(
            resolve(word, std::slice::from_ref(person)),
            Resolution::Nobody
        )
    });
    candidates.extend(found);
    among(word, candidates)
}

/// Whom the directory finds. An id is looked up for its name alone: it stands
/// for itself where nobody may search.
async fn in_directory(engine: &Engine, word: &str) -> Result<Vec<Person>, Failure> {
    let found = match engine.search(word).await {
        Ok(found) => found,
        Err(Failure::User(error)) if error.code == ErrorCode::Refused => {
            let id = PersonId::parse(word).ok_or(Failure::User(error))?;
            let name = id.to_string();
            return Ok(vec![Person {
                id,
                name,
                address: None,
                phone: None,
            }]);
        }
        Err(failure) => return Err(failure),
    };
    Ok(found.into_iter().map(|found| found.person).collect())
}

/// A script's empty variable means nobody.
fn check(word: &str) -> Result<(), UserError> {
    if word.trim().is_empty() {
        return Err(UserError::usage("Nobody is named", HINT));
    }
    Ok(())
}

/// The one person on the watch list a word means.
pub(crate) fn find_watched(snapshot: &Snapshot, word: &str) -> Result<Person, Failure> {
    check(word)?;
    match known(word, &watched(snapshot))? {
        Some(person) => Ok(person),
        None => Err(nobody(word, " on the watch list").into()),
    }
}

/// The one person on the watch list a word means so surely that what was set
/// for them may be lost: all of an id, an address or a name, a whole word of a
/// name, or three letters of the beginning of one or of the address.
pub(crate) fn find_to_remove(snapshot: &Snapshot, word: &str) -> Result<Person, Failure> {
    let person = find_watched(snapshot, word)?;
    if is_sure(&person, word) {
        return Ok(person);
    }
    Err(UserError::usage(
        format!(
            "“{}” is too little to remove {}",
            plain(word),
            plain(&person.name)
        ),
        "Write more of the name, an address or an id",
    )
    .into())
}

fn is_sure(person: &Person, word: &str) -> bool {
    let wanted = word.trim().to_lowercase();
    let name = format!(" {} ", person.name.to_lowercase());
    let address = person.address.as_deref().unwrap_or_default().to_lowercase();
    let begins = name.contains(&format!(" {wanted}")) || address.starts_with(&wanted);
    is_called(person, word)
        || name.contains(&format!(" {wanted} "))
        || wanted.chars().count() >= SURE_BEGINNING && begins
}

fn watched(snapshot: &Snapshot) -> Vec<Person> {
    let list = snapshot.people.iter().filter(|person| person.watched);
    list.map(person).collect()
}

fn person(view: &PersonView) -> Person {
    Person {
        id: view.id.clone(),
        name: view.name.clone(),
        address: view.address.clone(),
        phone: view.phone.clone(),
    }
}

fn known(word: &str, list: &[Person]) -> Result<Option<Person>, Failure> {
    match resolve(word, list) {
        Resolution::One(person) => Ok(Some(person)),
        Resolution::Nobody => Ok(None),
        Resolution::Several(people) => Err(several(word, people)),
    }
}

/// The directory also finds people by what they are called elsewhere; such a
/// find is offered, not taken.
fn among(word: &str, found: Vec<Person>) -> Result<Person, Failure> {
    match resolve(word, &found) {
        Resolution::One(person) => Ok(person),
        Resolution::Several(people) => Err(several(word, people)),
        Resolution::Nobody if found.is_empty() => Err(nobody(word, "").into()),
        Resolution::Nobody => Err(several(word, found)),
    }
}

fn several(word: &str, people: Vec<Person>) -> Failure {
    Failure::Several {
        who: word.to_owned(),
        people,
    }
}

fn nobody(word: &str, place: &str) -> UserError {
    UserError::usage(
        format!("Nobody called “{}” was found{place}", plain(word)),
        HINT,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(names: &[&str]) -> Vec<Person> {
        let person = |(n, name): (usize, &&str)| Person {
            id: PersonId::parse(&format!("00000000-0000-0000-0000-0000000000{n:02}")).unwrap(),
            name: (*name).to_owned(),
            address: None,
            phone: None,
        };
        names.iter().enumerate().map(person).collect()
    }

    #[track_caller]
    fn check(word: &str, found: &[&str], expected: &str) {
        let outcome = match among(word, people(found)) {
            Ok(person) => person.name,
            Err(failure) => failure.words(false).lines().next().unwrap().to_owned(),
        };
        assert_eq!(outcome, expected);
    }

    #[test]
    fn more_than_two_letters_are_sure() {
        let [ada, bo] = &people(&["Ada Lovelace-King", "Bo Li"])[..] else {
            unreachable!("two people")
        };
        for word in ["ada", "ADA LOVE", "lov", &ada.id.to_string()] {
            assert!(is_sure(ada, word), "{word}");
        }
        for word in ["ad", "l", "ing", ""] {
            assert!(!is_sure(ada, word), "{word}");
        }
        let mut zoe = people(&["Zoë"]).remove(0);
        zoe.address = Some("zoe@contoso.example".to_owned());
        assert!(is_sure(&zoe, "zoe") && is_sure(&zoe, "zoë") && !is_sure(&zoe, "zo"));
        assert!(is_sure(bo, "bo") && is_sure(bo, "li") && !is_sure(bo, "b"));
    }

    #[test]
    fn the_directory_names_one_or_offers_several() {
        check("ada", &["Ada Lovelace", "Grace Hopper"], "Ada Lovelace");
        check(
            "ada",
            &["Ada Lovelace", "Ada Byron"],
            "“ada” may be any of 2 people. Write an address or an id.",
        );
        check(
            "bob",
            &["Robert Noyce"],
            "“bob” may mean somebody of another name. Write an address or an id.",
        );
        check(
            "linus",
            &[],
            "Nobody called “linus” was found. Write a name as the directory has it, an address or an id.",
        );
    }
}
