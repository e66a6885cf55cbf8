//! Graph's JSON, read as leniently as it is sent: a missing, null or
//! wrong-typed field is absent, an unknown one is passed over.

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;
use serde_json::Value;
use windows_timezones::WindowsTimezone;

use crate::model::{OutOfOffice, Person, PersonId, Presence, StatusMessage, instant_of};
use crate::plain::first_line;

/// A presence and whose it is; None for JSON that is no presence at all.
pub(super) fn presence(value: &Value) -> Option<(Option<PersonId>, Presence)> {
    let (availability, activity) = (text(value, "availability"), text(value, "activity"));
    let id = text(value, "id").and_then(PersonId::parse);
    if id.is_none() && availability.is_none() && activity.is_none() {
        return None;
    }
    let presence = Presence {
        out_of_office: value.get("outOfOfficeSettings").and_then(out_of_office),
        work_location: value.get("workLocation").and_then(work_location),
        message: value.get("statusMessage").and_then(message),
        sequence: text(value, "sequenceNumber").map(str::to_owned),
        ..Presence::from_graph(availability, activity)
    };
    Some((id, presence))
}

/// Somebody in the directory; None without an id. Names are plain from here on.
pub(super) fn person(value: &Value) -> Option<Person> {
    let id = PersonId::parse(text(value, "id")?)?;
    let plain = |text: &str| Some(first_line(text)).filter(|text| !text.is_empty());
    let said = |name| text(value, name).and_then(plain);
    let address = said("mail").or_else(|| said("userPrincipalName"));
    let name = said("displayName").or_else(|| address.clone());
    let at_work = value.get("businessPhones").and_then(Value::as_array);
    let mut at_work = at_work.into_iter().flatten().filter_map(Value::as_str);
    let phone = at_work.find_map(plain).or_else(|| said("mobilePhone"));
    Some(Person {
        name: name.unwrap_or_else(|| id.to_string()),
        address,
        phone,
        id,
    })
}

/// Whether a person's mail address or sign-in name is this one.
pub(super) fn has_address(value: &Value, address: &str) -> bool {
    let wanted = address.trim().to_lowercase();
    ["mail", "userPrincipalName"]
        .iter()
        .filter_map(|name| text(value, name))
        .any(|known| known.to_lowercase() == wanted)
}

/// The entries of a collection; None if the answer is none.
pub(super) fn entries(value: &Value) -> Option<&Vec<Value>> {
    value.get("value")?.as_array()
}

/// A text that says something.
pub(super) fn text<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    let text = value.get(name)?.as_str()?.trim();
    (!text.is_empty()).then_some(text)
}

fn out_of_office(value: &Value) -> Option<OutOfOffice> {
    value.is_object().then(|| OutOfOffice {
        is_out: value.get("isOutOfOffice").and_then(Value::as_bool) == Some(true),
        message: text(value, "message").map(str::to_owned),
    })
}

/// Graph's words for "no place" say nothing worth showing.
fn work_location(value: &Value) -> Option<String> {
    text(value, "workLocationType")
        .filter(|word| !matches!(*word, "unspecified" | "unknownFutureValue"))
        .map(str::to_owned)
}

fn message(value: &Value) -> Option<StatusMessage> {
    let content = text(value.get("message")?, "content")?;
    let published = text(value, "publishedDateTime").and_then(|at| at.parse().ok());
    StatusMessage::from_graph(
        content,
        value.get("expiryDateTime").and_then(instant),
        published,
    )
}

/// `{dateTime, timeZone}`: a wall time in a zone by its IANA or Windows name,
/// though a text with an offset of its own is believed, too.
fn instant(value: &Value) -> Option<DateTime<Utc>> {
    let wall = text(value, "dateTime").or_else(|| value.as_str())?;
    if let Ok(exact) = DateTime::parse_from_rfc3339(wall) {
        return Some(exact.to_utc());
    }
    let wall: NaiveDateTime = wall.parse().ok()?;
    let zone = text(value, "timeZone").map_or(Some(Tz::UTC), zone)?;
    // Of a repeated hour the first: Graph gives no hint which was meant.
    instant_of(wall, DateTime::<Utc>::MIN_UTC, zone)
}

fn zone(name: &str) -> Option<Tz> {
    name.parse().ok().or_else(|| {
        let windows: WindowsTimezone = name.parse().ok()?;
        windows.tzdb_id().parse().ok()
    })
}

#[cfg(test)]
#[path = "wire/tests.rs"]
mod tests;
