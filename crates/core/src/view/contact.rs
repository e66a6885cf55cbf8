//! The links by which the system's own programs reach somebody.

use url::Url;
use url::form_urlencoded::byte_serialize;

use super::Contact;
use crate::model::Person;

/// The ways in which somebody can be reached from here.
pub fn contacts(person: &Person) -> Vec<Contact> {
    if person.address.as_deref().is_some_and(is_address) {
        vec![Contact::Chat, Contact::Call, Contact::Mail]
    } else {
        Vec::new()
    }
}

/// The addresses to open for it, the best first: Teams itself, then Teams in a
/// browser. Empty where there is no way. Nothing in a person's address can
/// become another part of the link.
pub fn contact_addresses(person: &Person, by: Contact) -> Vec<Url> {
    let Some(address) = person.address.as_deref().filter(|a| is_address(a)) else {
        return Vec::new();
    };
    let user = encoded(address);
    let teams = |what: &str| {
        vec![
            format!("msteams:/l/{what}/0/0?users={user}"),
            format!("https://teams.microsoft.com/l/{what}/0/0?users={user}"),
        ]
    };
    let links = match by {
        Contact::Chat => teams("chat"),
        Contact::Call => teams("call"),
        Contact::Mail => address
            .rsplit_once('@')
            .map_or_else(Vec::new, |(name, host)| {
                vec![format!("mailto:{}@{}", encoded(name), encoded(host))]
            }),
        // The directory tells no numbers under the scopes that are asked for.
        Contact::Phone => Vec::new(),
    };
    let links = links.iter();
    links.filter_map(|link| Url::parse(link).ok()).collect()
}

fn is_address(text: &str) -> bool {
    let odd = |c: char| c.is_whitespace() || c.is_control();
    let parts = text.rsplit_once('@');
    !text.contains(odd) && parts.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
}

fn encoded(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PersonId;

    #[track_caller]
    fn check(address: &str, by: Contact, expected: &[&str]) {
        let person = Person {
            id: PersonId::parse("00000000-0000-0000-0000-000000000001").unwrap(),
            name: "Ada".to_owned(),
            address: Some(address.to_owned()),
        };
        let links: Vec<String> = contact_addresses(&person, by)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(links, expected, "{address}");
    }

    #[test]
    fn teams_comes_before_the_browser() {
        check(
            "ada@contoso.com",
            Contact::Chat,
            &[
                "msteams:/l/chat/0/0?users=ada%40contoso.com",
                "https://teams.microsoft.com/l/chat/0/0?users=ada%40contoso.com",
            ],
        );
        check(
            "ada@contoso.com",
            Contact::Call,
            &[
                "msteams:/l/call/0/0?users=ada%40contoso.com",
                "https://teams.microsoft.com/l/call/0/0?users=ada%40contoso.com",
            ],
        );
        check(
            "ada@contoso.com",
            Contact::Mail,
            &["mailto:ada@contoso.com"],
        );
    }

    #[test]
    fn an_odd_address_adds_nothing_to_a_link() {
        check(
            "a?cc=b&users=c#d@x.com?body=e",
            Contact::Mail,
            &["mailto:a%3Fcc%3Db%26users%3Dc%23d@x.com%3Fbody%3De"],
        );
        check(
            "-a,b/../c@x.com",
            Contact::Mail,
            &["mailto:-a%2Cb%2F..%2Fc@x.com"],
        );
        for nobody in ["", "ada", "@x.com", "ada@", "a b@x.com", "a\u{7}@x.com"] {
            check(nobody, Contact::Mail, &[]);
            check(nobody, Contact::Chat, &[]);
        }
    }

    #[test]
    fn somebody_without_an_address_can_t_be_reached() {
        let person = Person {
            id: PersonId::parse("00000000-0000-0000-0000-000000000001").unwrap(),
            name: "Ada".to_owned(),
            address: None,
        };
        assert_eq!(contacts(&person), []);
    }
}
