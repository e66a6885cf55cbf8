use serde_json::json;

use super::*;
use crate::model::{Activity, Availability, Shape};

const ID: &str = "00000000-0000-0000-0000-00000000000a";

#[track_caller]
fn read(value: &Value) -> Presence {
    presence(value).unwrap().1
}

#[test]
fn a_whole_presence_is_read() {
    let body = json!({
        "@odata.context": format!("https://graph.microsoft.com/v1.0/$metadata#users('{ID}')/presence/$entity"),
        "id": ID.to_uppercase(),
        "availability": "Busy",
        "activity": "InACall",
        "outOfOfficeSettings": { "isOutOfOffice": true, "message": "Back on Monday" },
        "sequenceNumber": "A0637",
        "workLocation": { "placeId": null, "source": "manual", "workLocationType": "office" },
        "statusMessage": {
            "message": { "content": "Focus <&> 🎧", "contentType": "text" },
            "expiryDateTime": { "dateTime": "2026-11-21T16:30:00.0000000", "timeZone": "UTC" },
            "publishedDateTime": "2026-11-21T09:14:22.9411568Z",
        },
    });
    let (id, presence) = presence(&body).unwrap();
    assert_eq!(id.unwrap().as_str(), ID);
    assert_eq!(presence.availability, Availability::Busy);
    assert_eq!(presence.activity, Activity::InACall);
    let out = presence.out_of_office.unwrap();
    assert_eq!(
        (out.is_out, out.message.as_deref()),
        (true, Some("Back on Monday"))
    );
    assert_eq!(presence.work_location.as_deref(), Some("office"));
    assert_eq!(presence.sequence.as_deref(), Some("A0637"));
    let message = presence.message.unwrap();
    assert_eq!(message.text, "Focus <&> 🎧");
    assert_eq!(message.expires_at, "2026-11-21T16:30:00Z".parse().ok());
    assert_eq!(
        message.published_at,
        "2026-11-21T09:14:22.9411568Z".parse().ok()
    );
}

#[test]
fn nulls_and_gaps_are_absence() {
    let presence = read(&json!({
        "id": ID, "availability": null, "activity": null, "statusMessage": null,
        "outOfOfficeSettings": null, "workLocation": null, "sequenceNumber": null,
    }));
    assert_eq!(presence, Presence::from_graph(None, None));
    assert_eq!(read(&json!({ "id": ID })).shape(), Shape::Unknown);
    let half = read(
        &json!({ "id": ID, "outOfOfficeSettings": { "message": null, "isOutOfOffice": false } }),
    );
    assert_eq!(half.out_of_office, Some(OutOfOffice::default()));
}

#[test]
fn a_wrong_type_spoils_only_its_own_field() {
    let presence = read(&json!({
        "id": 7, "availability": "doNotDisturb", "activity": ["x"],
        "outOfOfficeSettings": "yes", "workLocation": 3, "sequenceNumber": 12,
        "statusMessage": { "message": "Lunch", "expiryDateTime": "later" },
    }));
    assert_eq!(presence, Presence::from_graph(Some("DoNotDisturb"), None));
    let message = read(&json!({ "id": ID, "statusMessage": {
        "message": { "content": "Lunch", "contentType": 1 }, "expiryDateTime": 5, "publishedDateTime": false,
    }}));
    assert_eq!(message.message.unwrap().text, "Lunch");
}

#[test]
fn unknown_words_are_kept_and_camel_case_is_known() {
    let presence = read(&json!({ "availability": "Hibernating", "activity": "inAConferenceCall" }));
    assert_eq!(presence.availability.as_graph(), "Hibernating");
    assert_eq!(presence.activity, Activity::InAConferenceCall);
}

#[test]
fn what_is_no_presence_is_none() {
    for body in [
        json!(null),
        json!([]),
        json!("x"),
        json!({}),
        json!({ "login": "here" }),
    ] {
        assert_eq!(presence(&body), None, "{body}");
    }
}

#[track_caller]
fn ends(expiry: &Value, expected: Option<&str>) {
    let presence = read(&json!({ "id": ID, "statusMessage": {
        "message": { "content": "x" }, "expiryDateTime": expiry,
    }}));
    let expected = expected.map(|at| at.parse().unwrap());
    assert_eq!(presence.message.unwrap().expires_at, expected, "{expiry}");
}

fn wall(at: &str, zone: &str) -> Value {
    json!({ "dateTime": at, "timeZone": zone })
}

#[test]
fn an_end_is_read_in_its_zone() {
    ends(
        &wall("2026-07-01T18:00:00.0000000", "UTC"),
        Some("2026-07-01T18:00:00Z"),
    );
    ends(
        &wall("2026-07-01T18:00:00", "Europe/Berlin"),
        Some("2026-07-01T16:00:00Z"),
    );
    ends(
        &wall("2026-07-01T18:00:00.5", "Europe/Berlin"),
        Some("2026-07-01T16:00:00.5Z"),
    );
    ends(
        &wall("2026-07-01T18:00:00", "W. Europe Standard Time"),
        Some("2026-07-01T16:00:00Z"),
    );
    ends(
        &wall("2022-10-18T17:05:33.2079781", "Pacific Standard Time"),
        Some("2022-10-19T00:05:33.2079781Z"),
    );
    ends(&wall("2026-07-01T18:00:00", "tzone://Microsoft/Utc"), None);
    ends(
        &wall("2026-07-01T18:00:00Z", "Pacific Standard Time"),
        Some("2026-07-01T18:00:00Z"),
    );
    ends(
        &wall("2026-07-01T18:00:00+02:00", ""),
        Some("2026-07-01T16:00:00Z"),
    );
    ends(
        &json!({ "dateTime": "2026-07-01T18:00:00" }),
        Some("2026-07-01T18:00:00Z"),
    );
    ends(&json!("2026-07-01T18:00:00Z"), Some("2026-07-01T18:00:00Z"));
}

#[test]
fn odd_ends_are_unknown_or_never() {
    ends(&wall("9999-12-30T23:00:00", "UTC"), None);
    ends(
        &wall("9999-12-31T23:59:59.9999999", "Pacific Standard Time"),
        None,
    );
    ends(&wall("2026-02-30T10:00:00", "UTC"), None);
    ends(&wall("2026-07-01T18:00:00", "Mars Standard Time"), None);
    ends(
        &wall("0001-01-01T00:00:00", "Tokyo Standard Time"),
        Some("0000-12-31T14:41:01Z"),
    );
    ends(&json!({ "timeZone": "UTC" }), None);
    ends(&json!(null), None);
}

#[test]
fn a_repeated_hour_means_its_first_and_a_skipped_one_its_end() {
    ends(
        &wall("2026-10-25T02:30:00", "Europe/Berlin"),
        Some("2026-10-25T00:30:00Z"),
    );
    ends(
        &wall("2026-03-29T02:30:00", "Europe/Berlin"),
        Some("2026-03-29T01:00:00Z"),
    );
}

#[test]
fn an_end_is_read_to_the_seventh_digit() {
    ends(
        &wall("2026-07-01T18:00:00.1234567", "UTC"),
        Some("2026-07-01T18:00:00.1234567Z"),
    );
    ends(
        &wall("2026-07-01T18:00:00.0000001", "India Standard Time"),
        Some("2026-07-01T12:30:00.0000001Z"),
    );
}

/// Noon on 1 July 2026 under this name, in UTC.
#[track_caller]
fn noon(name: &str, expected: &str) {
    let expected = format!("2026-07-01T{expected}:00Z");
    ends(&wall("2026-07-01T12:00:00", name), Some(&expected));
}

#[test]
fn zones_are_known_by_modern_and_legacy_names() {
    for name in ["UTC", "Etc/UTC", "Etc/GMT", "GMT", "Zulu", "Universal"] {
        noon(name, "12:00");
    }
    for (modern, legacy, expected) in [
        ("Asia/Kolkata", "Asia/Calcutta", "06:30"),
        ("Europe/Kyiv", "Europe/Kiev", "09:00"),
        ("America/Nuuk", "America/Godthab", "13:00"),
        ("Asia/Kathmandu", "Asia/Katmandu", "06:15"),
        ("Asia/Ho_Chi_Minh", "Asia/Saigon", "05:00"),
        ("Asia/Yangon", "Asia/Rangoon", "05:30"),
        (
            "America/Argentina/Buenos_Aires",
            "America/Buenos_Aires",
            "15:00",
        ),
        ("Atlantic/Faroe", "Atlantic/Faeroe", "11:00"),
    ] {
        noon(modern, expected);
        noon(legacy, expected);
    }
}

#[test]
fn zones_are_known_by_the_names_of_windows() {
    for (name, expected) in [
        ("GMT Standard Time", "11:00"),
        ("Greenwich Standard Time", "12:00"),
        ("W. Europe Standard Time", "10:00"),
        ("Romance Standard Time", "10:00"),
        ("FLE Standard Time", "09:00"),
        ("India Standard Time", "06:30"),
        ("Nepal Standard Time", "06:15"),
        ("Greenland Standard Time", "13:00"),
        ("Pacific Standard Time", "19:00"),
        ("US Mountain Standard Time", "19:00"),
        ("Tokyo Standard Time", "03:00"),
        ("New Zealand Standard Time", "00:00"),
        ("Lord Howe Standard Time", "01:30"),
        ("UTC-02", "14:00"),
        ("UTC-11", "23:00"),
        ("UTC+12", "00:00"),
    ] {
        noon(name, expected);
    }
}

#[test]
fn a_person_has_an_id_and_is_called_somehow() {
    let read = |value: Value| person(&value).map(|p| (p.name, p.address));
    let called =
        |name: &str, address: Option<&str>| Some((name.to_owned(), address.map(str::to_owned)));
    let (mail, upn) = ("ada@contoso.com", "ada@contoso.onmicrosoft.com");
    assert_eq!(
        read(json!({ "id": ID, "displayName": "Ada", "mail": mail, "userPrincipalName": upn })),
        called("Ada", Some(mail))
    );
    assert_eq!(
        read(json!({ "id": ID, "displayName": null, "mail": "", "userPrincipalName": upn })),
        called(upn, Some(upn))
    );
    assert_eq!(read(json!({ "id": ID })), called(ID, None));
    assert_eq!(read(json!({ "id": "ada", "displayName": "Ada" })), None);
}

#[test]
fn a_number_at_work_comes_before_a_mobile_one() {
    for (business, mobile, expected) in [
        (json!(["1", "2"]), json!("3"), Some("1")),
        (json!(["", " 2\u{202e} "]), json!("3"), Some("2")),
        (json!([]), json!("3"), Some("3")),
        (json!([null, 7]), json!("3\n4"), Some("3")),
        (json!("1"), json!(["3"]), None),
        (Value::Null, Value::Null, None),
    ] {
        let value = json!({ "id": ID, "businessPhones": business, "mobilePhone": mobile });
        let read = person(&value).unwrap().phone;
        assert_eq!(read.as_deref(), expected, "{value}");
    }
    assert_eq!(person(&json!({ "id": ID })).unwrap().phone, None);
}
