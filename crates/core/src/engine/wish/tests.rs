//! What each wish sends, and when it is renewed.

use super::*;
use crate::model::KeepAvailable;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

const NOW: &str = "2026-11-21T12:00:00Z";

fn wish(status: Status, until: Option<DateTime<Utc>>) -> Wish {
    let mut stored = Stored::default();
    stored.requested =
        Some(Requested::new(status, at(NOW), until)).filter(|r| r.status != Status::Reset);
    Wish::of(&stored, Seat::default())
}

/// The requests of steps, in short.
fn words(steps: &[Step]) -> Vec<String> {
    let me = PersonId::parse("00000000-0000-0000-0000-000000000001").unwrap();
    steps
        .iter()
        .map(|step| {
            let request = step.request(&me, "app");
            let action = request.path.rsplit('/').next().unwrap();
            let body = request.body.as_ref().unwrap();
            let field = |name: &str| body[name].as_str().unwrap_or("-").to_owned();
            format!(
                "{action} {}/{} {}",
                field("availability"),
                field("activity"),
                field("expirationDuration")
            )
        })
        .collect()
}

#[track_caller]
fn check(status: Status, minutes: Option<i64>, mode: Mode, expected: &[&str]) {
    let until = minutes.map(|m| at(NOW) + TimeDelta::minutes(m));
    let steps = wish(status, until).steps(&Held::default(), true, mode, at(NOW));
    assert_eq!(words(&steps), expected, "{status:?}");
}

#[test]
fn each_pick_sends_its_session_and_its_pin() {
    use Status as S;
    let on = Mode::Resident;
    check(
        S::Available,
        None,
        on,
        &[
            "setUserPreferredPresence Available/Available P1D",
            "setPresence Available/Available PT10M",
        ],
    );
    check(
        S::Busy,
        None,
        on,
        &[
            "setUserPreferredPresence Busy/Busy P1D",
            "setPresence Away/Away PT10M",
        ],
    );
    check(
        S::BeRightBack,
        Some(30),
        on,
        &[
            "setUserPreferredPresence BeRightBack/BeRightBack PT30M",
            "setPresence Away/Away PT10M",
        ],
    );
    check(
        S::Offline,
        None,
        on,
        &[
            "setUserPreferredPresence Offline/OffWork P1D",
            "clearPresence -/- -",
        ],
    );
    check(
        S::InACall,
        Some(7),
        on,
        &[
            "setPresence Busy/InACall PT7M",
            "clearUserPreferredPresence -/- -",
        ],
    );
    check(
        S::Presenting,
        None,
        on,
        &[
            "setPresence DoNotDisturb/Presenting PT10M",
            "clearUserPreferredPresence -/- -",
        ],
    );
    check(
        S::Reset,
        None,
        on,
        &["clearPresence -/- -", "clearUserPreferredPresence -/- -"],
    );
}

#[test]
fn alone_a_session_takes_the_whole_time() {
    let alone = Mode::OneShot;
    check(
        Status::Busy,
        Some(90),
        alone,
        &[
            "setUserPreferredPresence Busy/Busy PT1H30M",
            "setPresence Away/Away PT1H30M",
        ],
    );
    check(
        Status::Busy,
        None,
        alone,
        &[
            "setUserPreferredPresence Busy/Busy P1D",
            "setPresence Away/Away PT4H",
        ],
    );
    check(
        Status::Busy,
        Some(2),
        alone,
        &[
            "setUserPreferredPresence Busy/Busy PT2M",
            "setPresence Away/Away PT5M",
        ],
    );
}

#[test]
fn available_is_renewed_before_it_fades_and_others_before_their_end() {
    let now = at(NOW);
    let after = |status, until| Renewals::after(&wish(status, until), now);
    let evening = Some(at("2026-11-21T18:00:00Z"));
    assert_eq!(
        after(Status::Available, None).session,
        Some(at("2026-11-21T12:04:00Z"))
    );
    assert_eq!(
        after(Status::Busy, None).session,
        Some(at("2026-11-21T12:07:00Z"))
    );
    assert_eq!(
        after(Status::Busy, None).pin,
        Some(at("2026-11-22T00:00:00Z"))
    );
    assert_eq!(after(Status::Busy, evening).pin, None);
    assert_eq!(after(Status::Offline, None).session, None);
    assert_eq!(Renewals::after(&Wish::default(), now), Renewals::default());
}

#[test]
fn what_others_set_gives_way_to_a_users_word_alone() {
    let ours = Holding::new(&quiet(), at(NOW), None);
    let held = |session: bool, pin: bool| Held {
        session: session.then(|| ours.clone()),
        pin: pin.then(|| ours.clone()),
    };
    let steps = |held: &Held| Wish::default().steps(held, false, Mode::Resident, at(NOW));
    assert_eq!(steps(&held(false, false)), []);
    assert_eq!(steps(&held(true, false)), [Step::ClearSession]);
    assert_eq!(steps(&held(false, true)), [Step::ClearPin]);
    assert_eq!(
        Wish::default().steps(&held(false, false), true, Mode::Resident, at(NOW)),
        [Step::ClearSession, Step::ClearPin]
    );
}

#[test]
fn a_desk_that_is_left_is_no_longer_available() {
    let locked = Seat {
        locked: true,
        ..Seat::default()
    };
    let with = |status: Option<Status>, keep: bool, switched_on: bool| {
        let mut stored = Stored::default();
        stored.requested = status.map(|status| Requested::new(status, at(NOW), None));
        stored.keep_available = keep.then(|| KeepAvailable {
            since: at(NOW),
            until: None,
        });
        stored.away_when_locked = switched_on;
        let steps =
            Wish::of(&stored, locked).steps(&Held::default(), false, Mode::Resident, at(NOW));
        words(&steps)
    };
    let away = ["setPresence Away/Away PT10M"];
    assert_eq!(with(Some(Status::Available), false, true), away);
    assert_eq!(with(None, true, true), away);
    assert_eq!(with(None, false, true), [""; 0]);
    // What somebody said of themselves stays said.
    assert_eq!(with(Some(Status::Busy), true, true).len(), 2);
    assert_eq!(
        with(None, true, false),
        ["setPresence Available/Available PT10M"]
    );
}

#[test]
fn a_pin_that_somebody_replaced_is_left_alone() {
    let mut stored = Stored::default();
    let mut requested = Requested::new(Status::Busy, at(NOW), None);
    requested.overridden = Some(at(NOW));
    stored.requested = Some(requested);
    let wish = Wish::of(&stored, Seat::default());
    let steps = wish.steps(&Held::default(), false, Mode::Resident, at(NOW));
    assert_eq!(words(&steps), ["setPresence Away/Away PT10M"]);
    assert_eq!(Renewals::after(&wish, at(NOW)).pin, None);
}
