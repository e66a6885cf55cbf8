//! Tables of what sessions, pins and overlays add up to.

use super::*;

fn start() -> DateTime<Utc> {
    "2026-11-21T09:00:00Z".parse().unwrap()
}

fn session(availability: &str, activity: &str, minutes: i64) -> Session {
    Session {
        pair: Pair::new(availability, activity),
        set_at: start(),
        expires_at: Some(start() + TimeDelta::minutes(minutes)),
    }
}

fn teams(availability: &str, activity: &str) -> Session {
    Session {
        expires_at: None,
        ..session(availability, activity, 0)
    }
}

fn pin(availability: &str, activity: &str, minutes: i64) -> Pin {
    Pin {
        pair: Pair::new(availability, activity),
        set_at: start(),
        expires_at: start() + TimeDelta::minutes(minutes),
    }
}

fn of(sessions: &[(&str, Session)]) -> Presence {
    let mut presence = Presence::default();
    for (id, session) in sessions {
        presence.set_session(id, session.clone());
    }
    presence
}

#[track_caller]
fn check(presence: &Presence, after_seconds: i64, expected: &str) {
    let pair = presence.at(start() + TimeDelta::seconds(after_seconds));
    assert_eq!(format!("{}/{}", pair.availability, pair.activity), expected);
}

#[test]
fn an_available_session_fades_in_two_steps_and_ends() {
    let presence = of(&[("app", session("Available", "Available", 15))]);
    check(&presence, 0, "Available/Available");
    check(&presence, 299, "Available/Available");
    check(&presence, 300, "Available/AvailableInactive");
    check(&presence, 599, "Available/AvailableInactive");
    check(&presence, 600, "Away/Away");
    check(&presence, 899, "Away/Away");
    check(&presence, 900, "Offline/Offline");
}

#[test]
fn the_default_session_ends_when_it_would_fade() {
    let presence = of(&[("app", session("Available", "Available", 5))]);
    check(&presence, 299, "Available/Available");
    check(&presence, 300, "Offline/Offline");
}

#[test]
fn other_sessions_do_not_fade() {
    for (availability, activity) in SESSION_PAIRS.into_iter().skip(1) {
        let presence = of(&[("app", session(availability, activity, 240))]);
        check(&presence, 14_399, &format!("{availability}/{activity}"));
        check(&presence, 14_400, "Offline/Offline");
    }
    let presence = of(&[(TEAMS, teams("Available", "Available"))]);
    check(&presence, 100_000, "Available/Available");
}

#[test]
fn the_strongest_session_wins() {
    let order = [
        ("Away", "Away"),
        ("BeRightBack", "BeRightBack"),
        ("Available", "AvailableInactive"),
        ("Available", "Available"),
        ("Busy", "InACall"),
        ("DoNotDisturb", "Presenting"),
    ];
    for (weaker, stronger) in order.iter().zip(order.iter().skip(1)) {
        let (a, b) = (teams(weaker.0, weaker.1), teams(stronger.0, stronger.1));
        let expected = format!("{}/{}", stronger.0, stronger.1);
        check(&of(&[("a", a.clone()), ("b", b.clone())]), 0, &expected);
        check(&of(&[("a", b), ("b", a)]), 0, &expected);
    }
}

#[test]
fn a_pin_outranks_every_session_while_one_lives() {
    let mut presence = of(&[
        ("app", session("Away", "Away", 10)),
        ("teams", session("DoNotDisturb", "Presenting", 5)),
    ]);
    presence.pin = Some(pin("BeRightBack", "BeRightBack", 8));
    check(&presence, 0, "BeRightBack/BeRightBack");
    check(&presence, 479, "BeRightBack/BeRightBack");
    check(&presence, 480, "Away/Away");
    presence.pin = Some(pin("Offline", "OffWork", 60));
    check(&presence, 0, "Offline/OffWork");
    check(&presence, 600, "Offline/Offline");
}

#[test]
fn a_pin_without_a_session_shows_nothing() {
    let presence = Presence {
        pin: Some(pin("Available", "Available", 60)),
        ..Presence::default()
    };
    check(&presence, 0, "Offline/Offline");
}

#[test]
fn pins_have_default_durations() {
    for (availability, activity) in PIN_PAIRS {
        let days = match availability {
            "Busy" | "DoNotDisturb" => 1,
            _ => 7,
        };
        let pair = Pair::new(availability, activity);
        assert_eq!(default_pin_duration(&pair), TimeDelta::days(days));
    }
}

#[test]
fn meetings_and_out_of_office_lie_over_the_sessions() {
    let mut presence = of(&[(TEAMS, teams("Available", "Available"))]);
    presence.in_meeting = true;
    check(&presence, 0, "Busy/InAMeeting");
    presence.in_meeting = false;
    presence.out_of_office = Some(OutOfOffice {
        message: None,
        in_activity: true,
    });
    check(&presence, 0, "Available/OutOfOffice");
    presence.set_session(TEAMS, teams("Busy", "InACall"));
    check(&presence, 0, "Busy/InACall");
    presence.sessions.clear();
    check(&presence, 0, "Offline/OutOfOffice");
    if let Some(away) = &mut presence.out_of_office {
        away.in_activity = false;
    }
    check(&presence, 0, "Offline/Offline");
}

#[test]
fn clearing_tells_whether_there_was_a_live_session() {
    let mut presence = of(&[("app", session("Busy", "InACall", 5))]);
    assert!(!presence.clear_session("other", start()));
    assert!(presence.clear_session("app", start()));
    assert!(!presence.clear_session("app", start()));
    presence.set_session("app", session("Busy", "InACall", 5));
    assert!(!presence.clear_session("app", start() + FADE_STEP));
}

#[test]
fn the_sequence_number_grows_with_time_driven_changes() {
    let presence = of(&[("app", session("Available", "Available", 15))]);
    let mut stamps = [0, 299, 300, 600, 900]
        .map(|s| presence.sequence(start() + TimeDelta::seconds(s)))
        .to_vec();
    assert_eq!(stamps[0], stamps[1]);
    stamps.remove(0);
    assert!(stamps.is_sorted_by(|a, b| a < b), "{stamps:?}");
}

#[test]
fn pairs_are_found_in_any_case() {
    assert_eq!(
        Pair::among(&SESSION_PAIRS, "doNotDisturb", "presenting"),
        Some(Pair::new("DoNotDisturb", "Presenting"))
    );
    assert_eq!(Pair::among(&SESSION_PAIRS, "Busy", "Busy"), None);
    assert_eq!(Pair::among(&PIN_PAIRS, "Offline", "Offline"), None);
}
