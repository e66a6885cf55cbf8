//! The people of the test company, and how a snapshot shows them.

use porchlight_core::model::{Person, PersonId};
use porchlight_core::view::{PersonView, Snapshot};

/// Ada Lovelace of the test company.
pub fn ada() -> Person {
    Person {
        id: PersonId::parse(&porchlight_sim::ADA.to_string()).expect("an id"),
        name: "Ada Lovelace".to_owned(),
        address: Some("ada@contoso.example".to_owned()),
        phone: None,
    }
}

/// People of these ids, as whoever added them would have them on the list.
pub fn colleagues(ids: impl IntoIterator<Item = impl ToString>) -> Vec<Person> {
    ids.into_iter()
        .map(|id| id.to_string())
        .map(|id| Person {
            id: PersonId::parse(&id).expect("an id"),
            name: format!("Pat {id}"),
            address: None,
            phone: None,
        })
        .collect()
}

/// A person in a snapshot.
pub fn person<'a>(snapshot: &'a Snapshot, who: &Person) -> Option<&'a PersonView> {
    snapshot.people.iter().find(|person| person.id == who.id)
}

/// The words of a person's presence in a snapshot.
pub fn label<'a>(snapshot: &'a Snapshot, who: &Person) -> Option<&'a str> {
    person(snapshot, who)?
        .presence
        .as_ref()
        .map(|presence| presence.label.as_str())
}
