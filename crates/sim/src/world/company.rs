//! The people of the two companies: a small quiet one for tests, a lively one
//! for the demonstration. Both are called Contoso.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::message::StatusMessage;
use super::person::{Kind, Person};
use super::presence::{OutOfOffice, Pair, Session, TEAMS};

/// Which people there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Company {
    /// More than a dozen people in every state of presence.
    Demo,
    /// Five people, all offline, until a test says otherwise.
    #[default]
    Test,
}

/// The company's directory, as the tenant id and its domain.
pub const TENANT: &str = "7d1f0a52-3c64-4f0e-9b58-2a6c1e90d4b7";
/// The domain of all addresses.
pub const DOMAIN: &str = "contoso.example";
/// The one application that is registered with the company.
pub const CLIENT_ID: &str = "b6c1a0de-5f27-4d3a-8e19-70c4f2d9a835";

/// The signed-in person of both companies.
pub const ME: Uuid = Uuid::from_u128(0x0a11_0000_0000_4000_8000_0000_0000_0001);
/// Ada Lovelace of the test company.
pub const ADA: Uuid = Uuid::from_u128(0x0a11_0000_0000_4000_8000_0000_0000_0002);
/// Grace Hopper of the test company.
pub const GRACE: Uuid = Uuid::from_u128(0x0a11_0000_0000_4000_8000_0000_0000_0003);
/// Annie Easley of the test company.
pub const ANNIE: Uuid = Uuid::from_u128(0x0a11_0000_0000_4000_8000_0000_0000_0004);
/// A guest from elsewhere, in the test company's directory: no presence.
pub const GUEST: Uuid = Uuid::from_u128(0x0a11_0000_0000_4000_8000_0000_0000_0005);

/// The id of the `number`th person who is added in bulk.
pub(crate) fn added_id(number: u32) -> Uuid {
    Uuid::from_u128(0x0add_0000_0000_4000_8000_0000_0000_0000 + u128::from(number))
}

/// The `number`th person who is added in bulk, offline.
pub(crate) fn added(number: u32) -> Person {
    let surname = format!("Colleague{number:05}");
    let address = format!("colleague{number:05}@{DOMAIN}");
    Person::new(added_id(number), "Pat", &surname, &address, "Colleague")
}

/// The people of a company.
pub(crate) fn people(company: Company, now: DateTime<Utc>) -> Vec<Person> {
    match company {
        Company::Demo => demo(now),
        Company::Test => test(),
    }
}

fn test() -> Vec<Person> {
    let person = |id, given: &str, surname: &str, title: &str| {
        let address = format!("{}@{DOMAIN}", given.to_lowercase());
        Person::new(id, given, surname, &address, title)
    };
    let mut me = person(ME, "Robin", "Carter", "Engineer");
    me.photo = Some([70, 110, 160]);
    let mut guest = person(GUEST, "Gil", "Guest", "Partner");
    guest.address = format!("gil_fabrikam.example#EXT#@{DOMAIN}");
    guest.kind = Kind::Guest;
    let mut ada = person(ADA, "Ada", "Lovelace", "Analyst");
    ada.business_phones = vec!["+44 (0)20 7946 0958 ext. 12".to_owned()];
    ada.mobile_phone = Some("+44 7700 900123".to_owned());
    let mut grace = person(GRACE, "Grace", "Hopper", "Admiral");
    grace.mobile_phone = Some("(206) 555-0100".to_owned());
    vec![
        me,
        ada,
        grace,
        person(ANNIE, "Annie", "Easley", "Rocket scientist"),
        guest,
    ]
}

/// One person of the demonstration: given name, surname, address, job title,
/// availability, activity, message, whether out of office.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    bool,
);

#[rustfmt::skip]
const DEMO: [Row; 18] = [
    ("Robin", "Carter", "robin.carter", "Product engineer", "Available", "Available", "", false),
    ("Amélie", "Durand", "amelie.durand", "Designer", "Available", "Available", "Reviewing icons, questions welcome", false),
    ("Kwame", "Mensah", "kwame.mensah", "Support lead", "Busy", "InACall", "", false),
    ("Yūki", "Tanaka", "yuki.tanaka", "Developer", "DoNotDisturb", "Presenting", "Demo day 🎉 back at 15:00", false),
    ("Zoë", "van den Berg", "zoe.vandenberg", "Product manager", "Busy", "InAMeeting", "", false),
    ("Łukasz", "Wiśniewski", "lukasz.wisniewski", "Developer", "Away", "Away", "", false),
    ("Priya", "Raghunathan", "priya.raghunathan", "Data scientist", "Available", "Available", "Office hours: ask me anything about the report", false),
    ("Søren", "Ødegård", "soren.odegard", "Operations", "BeRightBack", "BeRightBack", "School run, back in 20 min", false),
    ("María José", "Fernández Ibáñez", "mariajose.fernandez", "Finance", "Offline", "Offline", "On holiday until the 30th ☀️", true),
    ("Oluwaseun", "Adébáyò", "oluwaseun.adebayo", "Site reliability", "DoNotDisturb", "DoNotDisturb", "On call, page me instead", false),
    ("Mai", "Nguyễn", "mai.nguyen", "Tester", "Available", "Available", "", false),
    ("Siobhán", "O'Neill", "siobhan.oneill", "Legal", "Busy", "Busy", "", false),
    ("Mehmet", "Yılmaz", "mehmet.yilmaz", "Security", "DoNotDisturb", "Focusing", "Deep in a threat model 🧠", false),
    ("Anja", "Großmann", "anja.grossmann", "People and culture", "Away", "Away", "", false),
    ("Diego", "Quispe", "diego.quispe", "Intern", "Offline", "Offline", "", false),
    ("Fatima", "Al-Zahra", "fatima.alzahra", "Accessibility", "Available", "Available", "Working from Lisbon this week 🌍", false),
    ("Tomáš", "Dvořák", "tomas.dvorak", "Developer", "Busy", "InAConferenceCall", "", false),
    ("Leilani", "Kealoha", "leilani.kealoha", "Customer success", "Offline", "OffWork", "", false),
];

/// The id of the person in this row; Robin, in the first, is [`ME`].
fn demo_id(row: usize) -> Uuid {
    const FIRST: u128 = 0x0a11_0000_0000_4000_8000_0000_0000_0101;
    match row {
        0 => ME,
        row => Uuid::from_u128(FIRST + row as u128),
    }
}

fn demo(now: DateTime<Utc>) -> Vec<Person> {
    DEMO.iter()
        .enumerate()
        .map(|(number, row)| demo_person(number, row, now))
        .collect()
}

/// Without a photo: one of a single colour would look like a picture that failed.
fn demo_person(number: usize, row: &Row, now: DateTime<Utc>) -> Person {
    let (given, surname, address, title, availability, activity, message, out) = row;
    let address = format!("{address}@{DOMAIN}");
    let mut person = Person::new(demo_id(number), given, surname, &address, title);
    // Three in four have a telephone; these numbers are nobody's.
    let line = (number % 4 != 3).then(|| format!("+1 206 555 {:04}", 100 + number));
    person.business_phones.extend(line);
    person.presence.change(now, |presence| {
        if *availability != "Offline" || *activity != "Offline" {
            let session = Session {
                pair: Pair::new(availability, activity),
                set_at: now,
                expires_at: None,
            };
            presence.set_session(TEAMS, session);
        }
        presence.message = (!message.is_empty()).then(|| StatusMessage {
            content: (*message).to_owned(),
            expires_at: None,
            published_at: now,
        });
        presence.out_of_office = out.then(|| OutOfOffice {
            message: Some(format!("{given} is out of office.")),
            in_activity: true,
        });
        presence.work_location = Some(["office", "remote"][number % 2].to_owned());
    });
    person
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_and_addresses_are_unique() {
        for company in [Company::Demo, Company::Test] {
            let people = people(company, DateTime::UNIX_EPOCH);
            let ids: BTreeSet<_> = people.iter().map(|person| person.id).collect();
            let addresses: BTreeSet<_> = people.iter().map(|p| p.address.clone()).collect();
            assert_eq!((ids.len(), addresses.len()), (people.len(), people.len()));
            assert!(ids.contains(&ME));
        }
    }

    #[test]
    fn the_test_company_is_offline() {
        for person in people(Company::Test, DateTime::UNIX_EPOCH) {
            let pair = person.presence.latest().at(DateTime::UNIX_EPOCH);
            assert_eq!(pair, Pair::new("Offline", "Offline"));
        }
    }
}
