//! Signing in and out, rounds and their troubles, searching, quitting.

use super::*;

#[test]
fn a_run_without_an_account_sleeps_signed_out() {
    let hand = Hand::new(Mode::Resident, Stored::default());
    assert!(matches!(
        hand.snapshot().account,
        AccountView::SignedOut { reason: None }
    ));
    assert_eq!(hand.snapshot().health.kind, HealthKind::SignedOut);
    assert_eq!(hand.state.next_at(hand.now), None);
}

#[test]
fn without_a_registration_signing_in_says_what_is_missing() {
    let missing = UserError::usage("No registration", "Write one");
    let mut hand = Hand::with(Mode::Resident, Err(missing.clone()), Stored::default());
    let asked = hand.command(Command::SignIn {
        method: SignInMethod::Browser,
        colleagues: true,
    });
    assert_eq!(hand.outcome(asked), Some(Err(missing)));
}

#[test]
fn a_command_before_the_start_is_over_waits_for_it() {
    let mut stored = Stored::default();
    stored.account = Some(account());
    let mut hand = Hand::new(Mode::OneShot, stored);
    let asked = hand.pick(Status::Busy, None);
    assert_eq!(hand.outcome(asked), None);
    hand.feed(Input::Resumed(Ok(())));
    hand.report(Report::Written(2, Ok(())));
    assert_eq!(hand.outcome(asked), Some(Ok(())));
}

#[test]
fn a_kept_sign_in_that_is_gone_is_said() {
    let mut stored = Stored::default();
    stored.account = Some(account());
    let mut hand = Hand::new(Mode::Resident, stored);
    hand.feed(Input::Resumed(Err(AuthError::Ended {
        code: "invalid_grant".to_owned(),
    })));
    assert!(matches!(
        hand.snapshot().account,
        AccountView::SignedOut { reason: Some(_) }
    ));
}

#[test]
fn trouble_keeps_the_list_and_marks_its_age() {
    let mut hand = Hand::signed_in(watching_ada());
    let before = hand.snapshot().people;
    for _ in 0..4 {
        hand.pass(SECOND * 60);
        if hand.effects.contains(&Effect::ReadOwn) {
            hand.report(Report::Own(Err(unreachable())));
            hand.report(Report::People(Err(unreachable())));
            hand.effects.clear();
        }
    }
    let snapshot = hand.snapshot();
    assert_eq!(snapshot.people, before);
    assert_eq!(snapshot.health.kind, HealthKind::Offline);
    assert!(
        snapshot.health.words.contains("as of 13:00"),
        "{}",
        snapshot.health.words
    );
    assert!(snapshot.health.stale);
}

#[test]
fn throttling_is_obeyed_to_the_fraction_and_said() {
    let mut hand = Hand::starting(Mode::Resident, Stored::default());
    let wait = TimeDelta::milliseconds(12_128);
    hand.report(Report::Own(Err(GraphError::Throttled {
        retry_after: Some(wait),
        request_id: None,
    })));
    assert_eq!(hand.snapshot().health.kind, HealthKind::Throttled);
    hand.effects.clear();
    hand.pass(wait);
    assert!(!hand.effects.contains(&Effect::ReadOwn));
    hand.pass(SECOND);
    assert!(hand.effects.contains(&Effect::ReadOwn));
}

#[test]
fn a_sign_in_that_ends_is_shown_and_nothing_more_is_asked() {
    let mut hand = Hand::signed_in(watching_ada());
    hand.pass(SECOND * 40);
    let ended = GraphError::SignIn(AuthError::Ended {
        code: "invalid_grant".to_owned(),
    });
    hand.report(Report::Own(Err(ended)));
    hand.effects.clear();
    hand.pass(TimeDelta::hours(5));
    assert_eq!(hand.effects, []);
    let snapshot = hand.snapshot();
    assert!(matches!(
        snapshot.account,
        AccountView::SignedIn {
            sign_in_needed: true,
            ..
        }
    ));
    assert!(snapshot.people[0].presence.is_some());
}

#[test]
fn a_new_sign_in_is_a_baseline_and_drops_late_reports() {
    let mut hand = Hand::signed_in(watching_ada());
    let late = hand.state.generation();
    hand.command(Command::SignIn {
        method: SignInMethod::Browser,
        colleagues: true,
    });
    hand.feed(Input::SignInEnded(1, Ok((account(), Scopes::Colleagues))));
    hand.feed(Input::Report(late, Report::Own(Ok(presence("Busy")))));
    assert_ne!(hand.snapshot().me.unwrap().label, "Busy");
    hand.answer_reads("Available", "Available");
    assert_eq!(hand.titles().len(), 0);
}

#[test]
fn a_cancelled_sign_in_leaves_the_former_account() {
    let mut hand = Hand::signed_in(Stored::default());
    let asked = hand.command(Command::SignIn {
        method: SignInMethod::DeviceCode,
        colleagues: true,
    });
    hand.command(Command::CancelSignIn);
    assert!(hand.outcome(asked).unwrap().is_err());
    hand.feed(Input::SignInEnded(1, Err(AuthError::TimedOut)));
    assert!(matches!(
        hand.snapshot().account,
        AccountView::SignedIn { .. }
    ));
    assert_eq!(hand.snapshot().sign_in, None);
}

#[test]
fn quitting_clears_or_leaves_as_chosen() {
    let quit = |clear: bool| {
        let mut hand = Hand::signed_in(Stored::default());
        hand.pick(Status::Busy, None);
        hand.report(Report::Written(2, Ok(())));
        hand.command(Command::ClearOnQuit { on: clear });
        hand.effects.clear();
        hand.command(Command::Quit);
        hand.effects.iter().find_map(|effect| {
            let Effect::End { first, .. } = effect else {
                return None;
            };
            Some(first.len())
        })
    };
    assert_eq!(quit(true), Some(2));
    assert_eq!(quit(false), Some(0));
}

#[test]
fn a_late_search_does_not_replace_a_newer_one() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.command(Command::Search {
        text: "ad".to_owned(),
    });
    hand.command(Command::Search {
        text: "ada".to_owned(),
    });
    hand.report(Report::Found(2, Ok(vec![ada()])));
    hand.report(Report::Found(1, Ok(Vec::new())));
    let search = hand.snapshot().search.unwrap();
    assert_eq!(
        (search.text.as_str(), search.results.len(), search.busy),
        ("ada", 1, false)
    );
}

#[test]
fn a_lone_command_reads_only_when_asked() {
    let mut hand = Hand::starting(Mode::OneShot, watching_ada());
    assert!(!hand.effects.iter().any(is_read));
    let asked = hand.command(Command::Refresh);
    hand.answer_reads("Busy", "Away");
    assert_eq!(hand.outcome(asked), Some(Ok(())));
    assert_eq!(hand.state.next_at(hand.now), None);
}

#[test]
fn a_quit_is_answered_last_and_remembers_what_graph_has_not_taken() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.pick(Status::Busy, None);
    hand.report(Report::Written(2, Ok(())));
    hand.effects.clear();
    let asked = hand.command(Command::Quit);
    // The program ends on the answer, so it is given by the end itself.
    assert_eq!(hand.outcome(asked), None);
    let Some(Effect::End {
        answer, cleared, ..
    }) = hand.effects.last()
    else {
        panic!("the end does not come last");
    };
    assert_eq!((*answer, cleared.unsent), (asked, false));
    assert!(cleared.held.is_nothing() && !hand.state.stored.held.is_nothing());
    let next = Hand::starting(Mode::Resident, hand.state.stored.clone()).writes();
    assert_eq!(next, [["clearPresence", "clearUserPreferredPresence"]]);
}

/// Begins a sign-in and ends it like this.
fn sign_in_ends(hand: &mut Hand, flow: u32, outcome: Result<(Account, Scopes), AuthError>) {
    hand.command(Command::SignIn {
        method: SignInMethod::Browser,
        colleagues: true,
    });
    hand.feed(Input::SignInEnded(flow, outcome));
}

#[test]
fn help_is_offered_after_a_refusal_until_it_is_of_no_use() {
    let refused = || AuthError::Refused {
        code: "AADSTS90094".to_owned(),
        message: "No.".to_owned(),
    };
    let mut hand = Hand::new(Mode::Resident, Stored::default());
    assert_eq!(hand.snapshot().help, None);
    sign_in_ends(&mut hand, 1, Err(refused()));
    let help = hand.snapshot().help.unwrap();
    assert!(help.cause.contains("administrator"), "{help:?}");
    assert!(help.admin_consent_address.is_some());
    assert!(help.letter.contains("AADSTS90094"), "{}", help.letter);

    hand.command(Command::DismissProblem);
    assert_eq!(hand.snapshot().help, None);

    sign_in_ends(&mut hand, 2, Err(refused()));
    assert!(hand.snapshot().help.is_some());
    sign_in_ends(&mut hand, 3, Ok((account(), Scopes::Colleagues)));
    assert_eq!(hand.snapshot().help, None);
}

#[test]
fn a_page_that_was_left_may_have_asked_for_approval() {
    let mut hand = Hand::new(Mode::Resident, Stored::default());
    hand.command(Command::CancelSignIn);
    assert_eq!(hand.snapshot().help, None);
    hand.command(Command::SignIn {
        method: SignInMethod::Browser,
        colleagues: true,
    });
    hand.command(Command::CancelSignIn);
    let help = hand.snapshot().help.unwrap();
    assert!(help.what_to_do.contains("approval"), "{help:?}");
}

#[test]
fn a_network_in_trouble_is_nothing_for_the_company() {
    let mut hand = Hand::new(Mode::Resident, Stored::default());
    let unreachable = AuthError::Unreachable("gone".to_owned());
    sign_in_ends(&mut hand, 1, Err(unreachable));
    assert_eq!(hand.snapshot().help, None);
}
