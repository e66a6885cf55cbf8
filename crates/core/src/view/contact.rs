//! The links by which the system's own programs reach somebody.

use url::Url;
use url::form_urlencoded::byte_serialize;

use super::Contact;
use crate::model::Person;

/// Far more than the fifteen of an international number.
const MOST_DIGITS: usize = 20;

/// The ways in which somebody can be reached from here.
pub fn contacts(person: &Person) -> Vec<Contact> {
    let mut ways = Vec::new();
    if person.address.as_deref().is_some_and(is_address) {
        ways.extend([Contact::Chat, Contact::Call, Contact::Mail]);
    }
    if person.phone.as_deref().and_then(dialled).is_some() {
        ways.push(Contact::Phone);
    }
    ways
}

/// The addresses to open for it, the best first: Teams itself, then Teams in a
/// browser. Empty where there is no way. Nothing in a person's address or number
/// can become another part of the link.
pub fn contact_addresses(person: &Person, by: Contact) -> Vec<Url> {
    let address = person.address.as_deref().filter(|a| is_address(a));
    let teams = |what: &str, address: &str| {
        let user = encoded(address);
        vec![
            format!("msteams:/l/{what}/0/0?users={user}"),
            format!("https://teams.microsoft.com/l/{what}/0/0?users={user}"),
        ]
    };
    let links = match (by, address) {
        (Contact::Chat, Some(address)) => teams("chat", address),
        (Contact::Call, Some(address)) => teams("call", address),
        (Contact::Mail, Some(address)) => address
            .rsplit_once('@')
            .map_or_else(Vec::new, |(name, host)| {
                vec![format!("mailto:{}@{}", encoded(name), encoded(host))]
            }),
        (Contact::Chat | Contact::Call | Contact::Mail, None) => Vec::new(),
        (Contact::Phone, _) => {
            let number = person.phone.as_deref().and_then(dialled);
            number.map_or_else(Vec::new, |number| vec![format!("tel:{number}")])
        }
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

/// What is dialled for a number as people write it: digits, after a plus where it
/// is international, without an extension. None for a text that may mean anything
/// else: a wrong number would be worse than none.
fn dialled(written: &str) -> Option<String> {
    let begins_extension = |c: char| c.is_alphabetic() || matches!(c, ';' | ',' | '#');
    let end = written.find(begins_extension).unwrap_or(written.len());
    let (number, extension) = written.split_at(end);
    let word = extension.chars().filter(|c| c.is_alphabetic());
    let word = word.collect::<String>().to_lowercase();
    if !matches!(word.as_str(), "" | "x" | "ext" | "extn" | "extension") {
        return None;
    }
    let (plus, national) = match number.trim().strip_prefix('+') {
        // A zero in brackets is only dialled within the country.
        Some(rest) => ("+", rest.replacen("(0)", "", 1)),
        None => ("", number.to_owned()),
    };
    let digits = |c: &char| c.is_ascii_digit();
    if !national.chars().all(|c| digits(&c) || separates(c)) {
        return None;
    }
    let digits: String = national.chars().filter(digits).collect();
    (1..=MOST_DIGITS)
        .contains(&digits.len())
        .then(|| format!("{plus}{digits}"))
}

/// Whether this only makes a number easier to read.
fn separates(c: char) -> bool {
    let dash = matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ad}');
    c.is_whitespace() || dash || matches!(c, '-' | '.' | '/' | '(' | ')' | '[' | ']' | '·')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PersonId;

    fn ada(address: Option<&str>, phone: Option<&str>) -> Person {
        Person {
            id: PersonId::parse("00000000-0000-0000-0000-000000000001").unwrap(),
            name: "Ada".to_owned(),
            address: address.map(str::to_owned),
            phone: phone.map(str::to_owned),
        }
    }

    #[track_caller]
    fn check(address: &str, by: Contact, expected: &[&str]) {
        let person = ada(Some(address), None);
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
    fn only_ways_that_lead_somewhere_are_offered() {
        use Contact::{Call, Chat, Mail, Phone};
        let (address, number) = (Some("ada@contoso.com"), Some("+1 206 555 0100"));
        for (address, number, expected) in [
            (None, None, &[][..]),
            (address, None, &[Chat, Call, Mail]),
            (address, number, &[Chat, Call, Mail, Phone]),
            (None, number, &[Phone]),
            (address, Some("ask Ada"), &[Chat, Call, Mail]),
            (Some("ada"), Some(""), &[]),
        ] {
            assert_eq!(contacts(&ada(address, number)), expected, "{number:?}");
        }
    }

    #[track_caller]
    fn check_phone(written: &str, expected: Option<&str>) {
        let links = contact_addresses(&ada(None, Some(written)), Contact::Phone);
        let links: Vec<&str> = links.iter().map(Url::as_str).collect();
        assert_eq!(links, Vec::from_iter(expected), "{written}");
    }

    #[test]
    fn a_number_is_dialled_without_what_makes_it_readable() {
        for (written, expected) in [
            ("+1 206 555 0100", "tel:+12065550100"),
            ("(206) 555-0100", "tel:2065550100"),
            ("206.555.0100", "tel:2065550100"),
            ("030/1234-56", "tel:030123456"),
            ("+49 (0)30 1234\u{2013}56", "tel:+4930123456"),
            ("+39 06 1234", "tel:+39061234"),
            ("  +44\u{a0}20\u{202f}7946 0958 ", "tel:+442079460958"),
            ("112", "tel:112"),
        ] {
            check_phone(written, Some(expected));
        }
    }

    #[test]
    fn an_extension_is_not_dialled() {
        for written in [
            "+1 206 555 0100 x12",
            "+1 206 555 0100X12",
            "+1 206 555 0100 ext. 12",
            "+1 206 555 0100 (Ext 12)",
            "+1 206 555 0100 extension: 12",
            "+1 206 555 0100 #12",
            "+1 206 555 0100,,12",
            "+12065550100;ext=12",
        ] {
            check_phone(written, Some("tel:+12065550100"));
        }
    }

    #[test]
    fn what_is_no_number_is_not_dialled() {
        let long = "1".repeat(MOST_DIGITS + 1);
        for written in [
            "",
            "+",
            "()",
            "x12",
            "see the list",
            "1-800-FLOWERS",
            "javascript:alert(1)",
            "tel:112",
            "+1 206 555 0100?body=x",
            "+1 206 555 0100&x",
            "206%20555",
            "1@x.com",
            "--1 & calc.exe",
            "*#06#",
            "**21*0900#",
            "+1+2",
            "1 + 2",
            "١٢٣",
            "1\u{0}2",
            long.as_str(),
        ] {
            check_phone(written, None);
        }
    }
}
