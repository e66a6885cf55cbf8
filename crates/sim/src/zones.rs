//! Names of time zones as the service accepts them: Windows ids, IANA names
//! and `UTC`.

use chrono_tz::Tz;
use icu_time::zone::WindowsParser;
use icu_time::zone::iana::IanaParserExtended;

/// The zone of that name, or `None` where the service answers 400.
///
/// The documentation lists only some IANA names and points at an open list;
/// here every name of the database is accepted, in its exact spelling.
pub(crate) fn zone(name: &str) -> Option<Tz> {
    name.parse().ok().or_else(|| windows(name)?.parse().ok())
}

/// The IANA name of a Windows id, taken for the territory it is named after.
fn windows(id: &str) -> Option<&'static str> {
    let wanted = WindowsParser::new().parse(id, None)?;
    IanaParserExtended::new()
        .iter()
        .find(|known| known.time_zone == wanted)
        .map(|known| known.canonical)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expected: Option<Tz>) {
        assert_eq!(zone(name), expected, "{name}");
    }

    #[test]
    fn windows_and_iana_names_are_known() {
        check("UTC", Some(Tz::UTC));
        check("Europe/Zurich", Some(Tz::Europe__Zurich));
        check("Asia/Kolkata", Some(Tz::Asia__Kolkata));
        check("Pacific Standard Time", Some(Tz::America__Los_Angeles));
        check("W. Europe Standard Time", Some(Tz::Europe__Berlin));
        check("GMT Standard Time", Some(Tz::Europe__London));
        check("India Standard Time", Some(Tz::Asia__Kolkata));
        check("Middle of Nowhere Standard Time", None);
        check("", None);
    }

    #[test]
    fn every_windows_id_of_note_maps_to_a_zone() {
        let ids = [
            "AUS Eastern Standard Time",
            "Central America Standard Time",
            "Central European Standard Time",
            "China Standard Time",
            "Dateline Standard Time",
            "E. South America Standard Time",
            "Eastern Standard Time",
            "FLE Standard Time",
            "Nepal Standard Time",
            "New Zealand Standard Time",
            "Romance Standard Time",
            "Tokyo Standard Time",
        ];
        for id in ids {
            assert!(zone(id).is_some(), "{id}");
        }
    }
}
