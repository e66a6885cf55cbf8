//! The order in which the watch list is shown.

use std::collections::HashMap;

use icu_normalizer::DecomposingNormalizerBorrowed;

use super::{Group, PersonId, Shape, Sort, WatchList, Watched};

/// Who can be reached first.
fn reach(shape: Shape) -> u8 {
    match shape {
        Shape::Available => 0,
        Shape::Busy | Shape::DoNotDisturb => 1,
        Shape::Away => 2,
        Shape::OutOfOffice => 3,
        Shape::Offline => 4,
        Shape::Unknown => 5,
    }
}

/// What names are compared by: their letters in lower case without accents, so
/// that Ö stands beside O.
pub fn sort_name(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    let accent = |c: &char| matches!(c, '\u{300}'..='\u{36f}');
    let letters = DecomposingNormalizerBorrowed::new_nfd().normalize(name);
    letters
        .chars()
        .filter(|c| !accent(c))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The watch list as it is shown: group by group, favourites first, the rest
/// as `sort` says.
pub fn ordered<'l>(
    list: &'l WatchList,
    groups: &[Group],
    sort: Sort,
    shape: impl Fn(&PersonId) -> Shape,
) -> Vec<&'l Watched> {
    // Those in no group come first.
    let places: HashMap<&str, usize> = (1..)
        .zip(groups)
        .map(|(place, group)| (group.name.as_str(), place))
        .collect();
    let place = |watched: &Watched| {
        let name = watched.group.as_deref();
        name.and_then(|name| places.get(name).copied())
            .unwrap_or_default()
    };
    let mut people: Vec<&Watched> = list.iter().collect();
    people.sort_by_cached_key(|watched| {
        let (rank, name) = match sort {
            Sort::Own => (0, String::new()),
            Sort::Name => (0, sort_name(&watched.person.name)),
            Sort::Presence => (
                reach(shape(&watched.person.id)),
                sort_name(&watched.person.name),
            ),
        };
        (place(watched), !watched.favourite, rank, name)
    });
    people
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Person;

    /// Name, group, whether a favourite, presence.
    type Row = (&'static str, Option<&'static str>, bool, Shape);

    const ROWS: [Row; 7] = [
        ("Zoë", None, false, Shape::Offline),
        ("ödön", None, false, Shape::Busy),
        ("Otto", None, false, Shape::Available),
        ("Ada", Some("Team"), false, Shape::Unknown),
        ("Grace", Some("Team"), true, Shape::Away),
        ("Bo", Some("Board"), false, Shape::OutOfOffice),
        ("Olga", Some("Gone"), true, Shape::DoNotDisturb),
    ];

    #[track_caller]
    fn check(sort: Sort, expected: [&str; 7]) {
        let mut list = WatchList::default();
        let id = |n: usize| {
            PersonId::parse(&format!("00000000-0000-0000-0000-0000000000{n:02}")).unwrap()
        };
        for (n, (name, group, favourite, _)) in ROWS.into_iter().enumerate() {
            list.add(Person {
                id: id(n),
                name: name.to_owned(),
                address: None,
                phone: None,
            });
            let watched = list.get_mut(&id(n)).unwrap();
            watched.group = group.map(str::to_owned);
            watched.favourite = favourite;
        }
        let group = |name: &str| Group {
            name: name.to_owned(),
            rule: None,
            folded: false,
        };
        let groups = [group("Team"), group("Empty"), group("Board")];
        let shape = |who: &PersonId| {
            let place = (0..ROWS.len()).find(|n| id(*n) == *who).unwrap();
            ROWS[place].3
        };
        let people = ordered(&list, &groups, sort, shape);
        let names: Vec<&str> = people.iter().map(|w| w.person.name.as_str()).collect();
        assert_eq!(names, expected, "{sort:?}");
    }

    #[test]
    fn groups_come_in_their_order_and_favourites_first() {
        check(
            Sort::Own,
            ["Olga", "Zoë", "ödön", "Otto", "Grace", "Ada", "Bo"],
        );
        check(
            Sort::Name,
            ["Olga", "ödön", "Otto", "Zoë", "Grace", "Ada", "Bo"],
        );
        check(
            Sort::Presence,
            ["Olga", "Otto", "ödön", "Zoë", "Grace", "Ada", "Bo"],
        );
    }

    #[test]
    fn accents_and_case_do_not_part_names() {
        assert_eq!(sort_name("Łukasz ÖDEGÅRD"), "łukasz odegard");
        assert_eq!(sort_name("ADA"), "ada");
    }
}
