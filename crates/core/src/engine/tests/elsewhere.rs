//! What others did meanwhile is theirs, and every command is answered.

use super::*;

const MINUTE: TimeDelta = TimeDelta::minutes(1);

#[test]
fn an_end_slept_through_clears_no_pin_set_elsewhere() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.pick(Status::Busy, Some("1h"));
    hand.granted();
    hand.reads("Busy", SECOND * 3);
    hand.effects.clear();
    // Ours ended at Graph by itself, and the phone may have set another.
    hand.now += TimeDelta::hours(5);
    hand.feed(Input::Woke);
    assert_eq!(hand.granted(), [["clearPresence"]]);
}

#[test]
fn waking_sets_no_pin_before_it_has_read() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.pick(Status::Busy, None);
    hand.granted();
    hand.reads("Busy", SECOND * 3);
    hand.effects.clear();
    hand.now += TimeDelta::hours(2);
    hand.feed(Input::Woke);
    assert_eq!(hand.granted(), [["setPresence"]]);
}

#[test]
fn a_search_that_is_cleared_is_answered() {
    let mut hand = Hand::signed_in(Stored::default());
    let search = hand.command(Command::Search {
        text: "Ada".to_owned(),
    });
    hand.command(Command::ClearSearch);
    hand.report(Report::Found(1, Ok(Vec::new())));
    assert!(hand.outcome(search).is_some());
}

#[test]
fn a_refresh_behind_a_round_that_ends_the_sign_in_is_answered() {
    let mut hand = Hand::signed_in(Stored::default());
    let first = hand.command(Command::Refresh);
    let second = hand.command(Command::Refresh);
    hand.report(Report::Own(Err(GraphError::SignIn(AuthError::Ended {
        code: "x".to_owned(),
    }))));
    hand.pass(MINUTE * 10);
    assert!(hand.outcome(first).is_some());
    assert!(hand.outcome(second).is_some(), "second");
}

#[test]
fn a_command_behind_a_write_is_answered_when_the_sign_in_ends() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.pick(Status::Busy, None);
    let message = hand.command(Command::SetMessage {
        text: "Lunch".to_owned(),
        until: None,
    });
    hand.now += SECOND * 40;
    hand.feed(Input::Tick);
    hand.report(Report::Own(Err(GraphError::SignIn(AuthError::Ended {
        code: "x".to_owned(),
    }))));
    hand.report(Report::Written(2, Ok(())));
    hand.pass(MINUTE * 10);
    assert!(hand.outcome(message).is_some());
}

#[test]
fn what_a_lone_command_could_not_set_no_later_run_sets() {
    let mut hand = Hand::starting(Mode::OneShot, Stored::default());
    let pick = hand.pick(Status::Busy, None);
    hand.report(Report::Written(0, Err(unreachable())));
    assert!(matches!(hand.outcome(pick), Some(Err(_))));
    let mut later = Hand::starting(Mode::Resident, hand.state.stored.clone());
    assert_eq!(later.writes(), Vec::<Vec<String>>::new());
}

#[test]
fn a_quit_takes_back_what_is_on_its_way() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.command(Command::AwayWhenLocked { on: true });
    hand.pick(Status::Available, None);
    hand.granted();
    hand.sit(|seat| seat.locked = true);
    hand.granted();
    hand.effects.clear();
    hand.sit(|seat| seat.locked = false);
    assert_eq!(hand.writes(), [["setUserPreferredPresence", "setPresence"]]);
    hand.command(Command::Quit);
    let first: Vec<String> = hand
        .effects
        .iter()
        .find_map(|e| {
            let Effect::End { first, .. } = e else {
                return None;
            };
            Some(first.iter().map(action).collect())
        })
        .unwrap();
    assert_eq!(first, ["clearPresence", "clearUserPreferredPresence"]);
}

#[test]
fn a_lone_message_leaves_the_unsent_word_of_another_run() {
    let mut stored = Stored::default();
    stored.unsent = true;
    let mut hand = Hand::starting(Mode::OneShot, stored);
    hand.command(Command::SetMessage {
        text: "Lunch".to_owned(),
        until: None,
    });
    hand.report(Report::Written(1, Ok(())));
    assert!(hand.state.stored.unsent);
}

#[test]
fn readings_that_flap_do_not_make_us_write_all_the_time() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.keep_available(None);
    hand.granted();
    hand.effects.clear();
    let mut count = 0;
    for n in 0..240 {
        hand.reads(if n % 2 == 0 { "Offline" } else { "Away" }, SECOND * 31);
        count += hand.granted().len();
    }
    // In 124 minutes there are 31 renewals by themselves.
    assert!(count <= 40, "{count}");
}

#[test]
fn a_pin_that_flaps_elsewhere_is_not_set_all_the_time() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.pick(Status::Available, None);
    hand.granted();
    hand.effects.clear();
    let mut pins = 0;
    for n in 0..240 {
        hand.reads(if n % 4 < 2 { "Available" } else { "Busy" }, SECOND * 31);
        pins += hand
            .granted()
            .iter()
            .filter(|w| w.iter().any(|a| a == "setUserPreferredPresence"))
            .count();
    }
    assert!(pins <= 3, "{pins}");
}

#[test]
fn a_quit_that_fails_takes_back_only_what_is_ours_later() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.keep_available(None);
    hand.granted();
    hand.effects.clear();
    hand.command(Command::Quit);
    let saved = hand.effects.iter().find_map(|effect| {
        let Effect::Save(stored) = effect else {
            return None;
        };
        Some(stored.clone())
    });
    let mut saved = *saved.expect("it is remembered");
    saved.keep_available = None;
    let mut later = Hand::starting(Mode::Resident, saved);
    assert_eq!(later.writes(), [["clearPresence"]]);
}

#[test]
fn a_restart_sets_no_pin_that_stands_already() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.pick(Status::Busy, None);
    hand.granted();
    let mut later = Hand::starting(Mode::Resident, hand.state.stored.clone());
    assert_eq!(later.writes(), [["setPresence"]]);
}

#[test]
fn another_person_who_signs_in_takes_the_former_ones_pin_back() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.pick(Status::Busy, None);
    hand.granted();
    hand.effects.clear();
    hand.command(Command::SignIn {
        method: SignInMethod::Browser,
        colleagues: false,
    });
    let mut other = account();
    other.id = id(8);
    hand.feed(Input::SignInEnded(1, Ok((other, Scopes::Own))));
    let first = hand.effects.iter().find_map(|effect| {
        let Effect::Adopt { first, .. } = effect else {
            return None;
        };
        Some(first.iter().map(action).collect::<Vec<_>>())
    });
    let expected = ["clearPresence", "clearUserPreferredPresence"];
    assert_eq!(first.expect("the other is taken"), expected);
}

#[test]
fn nobody_signs_out_of_an_application_that_is_not_known() {
    let mut stored = Stored::default();
    stored.account = Some(account());
    let why = UserError::usage("The policy can't be read", "Mend it");
    let mut hand = Hand::with(Mode::Resident, Err(why.clone()), stored);
    let asked = hand.command(Command::SignOut);
    assert_eq!(hand.outcome(asked), Some(Err(why)));
    assert!(hand.state.stored.account.is_some());
}

#[test]
fn each_who_follows_is_told_of_their_own_reading() {
    let mut hand = Hand::signed_in(Stored::default());
    let follow = |hand: &mut Hand, n| {
        let person = Person { id: id(n), ..ada() };
        let people = vec![person];
        hand.command(Command::Follow { people })
    };
    let first = follow(&mut hand, 1);
    let second = follow(&mut hand, 2);
    hand.report(Report::Followed(first, Err(unreachable())));
    assert!(hand.outcome(first).is_some_and(|outcome| outcome.is_err()));
    assert_eq!(hand.outcome(second), None);
    hand.report(Report::Followed(second, Ok(Presences::default())));
    assert_eq!(hand.outcome(second), Some(Ok(())));
}
