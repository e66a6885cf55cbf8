//! When is read, what is old, and what a change after a pause means.

use super::*;
use crate::engine::poll::Poll;
use crate::seat::Seat;

const ROUND: TimeDelta = TimeDelta::seconds(34);

/// Signed in, watching Ada, who is away, and reading so often.
fn reading_every(seconds: i64) -> Hand {
    let mut hand = Hand::starting(Mode::Resident, watching_ada());
    hand.state.poll_interval = TimeDelta::seconds(seconds);
    hand.answer_reads("Available", "Away");
    hand.effects.clear();
    hand
}

fn seat(change: impl FnOnce(&mut Seat)) -> Input {
    let mut seat = Seat::default();
    change(&mut seat);
    Input::Seat(seat)
}

fn locked() -> Input {
    seat(|seat| seat.locked = true)
}

impl Hand {
    fn poll(&mut self) -> &mut Poll {
        &mut self.state.signed_in().unwrap().poll
    }

    /// Answers the round under way; returns whom it asked about.
    fn answer_round(
        &mut self,
        own: &Result<Presence, GraphError>,
        people: impl Fn(&[PersonId]) -> Result<Presences, GraphError>,
    ) -> Vec<Vec<PersonId>> {
        let (reads, rest): (Vec<Effect>, _) = std::mem::take(&mut self.effects)
            .into_iter()
            .partition(is_read);
        self.effects = rest;
        let mut asked = Vec::new();
        for read in reads {
            if let Effect::ReadPeople(ids) = read {
                self.report(Report::People(people(&ids)));
                asked.push(ids);
            } else {
                self.report(Report::Own(own.clone()));
            }
        }
        asked
    }

    /// Everything under way fails like this.
    fn fail(&mut self, error: &GraphError) {
        self.answer_round(&Err(error.clone()), |_| Err(error.clone()));
    }

    /// So long every reading fails like this.
    fn suffer(&mut self, error: &GraphError, time: TimeDelta) {
        let end = self.now + time;
        while self.now < end {
            self.pass(SECOND);
            self.fail(error);
        }
    }

    /// Seconds from now to the next round.
    fn wait(&mut self) -> i64 {
        let now = self.now;
        (self.poll().due_at().unwrap() - now).num_seconds()
    }

    fn under_way(&self) -> Vec<&Effect> {
        self.effects.iter().filter(|e| is_read(e)).collect()
    }
}

#[test]
fn rounds_come_at_the_pace_that_window_and_seat_ask_for() {
    #[track_caller]
    fn check(base: i64, prepare: &[fn(&mut Hand)], (least, most): (i64, i64)) {
        let mut hand = reading_every(base);
        for step in prepare {
            step(&mut hand);
        }
        hand.answer_reads("Available", "Away");
        hand.command(Command::Refresh);
        hand.answer_reads("Available", "Away");
        let wait = hand.wait();
        assert!((least..=most).contains(&wait), "{base}: {wait}");
    }
    let open: fn(&mut Hand) = |hand| {
        hand.command(Command::WatchClosely { on: true });
    };
    let lock: fn(&mut Hand) = |hand| hand.feed(locked());
    let unplug: fn(&mut Hand) = |hand| hand.feed(seat(|seat| seat.on_battery = true));
    check(30, &[], (27, 33));
    check(600, &[], (540, 660));
    check(600, &[open], (13, 17));
    check(30, &[lock], (108, 132));
    check(30, &[unplug], (108, 132));
    check(60, &[unplug], (216, 264));
    check(600, &[lock], (540, 660));
    check(30, &[lock, open], (13, 17));
}

#[test]
fn whoever_comes_back_is_not_kept_waiting() {
    let mut hand = reading_every(60);
    hand.feed(locked());
    hand.pass(SECOND * 70);
    hand.answer_reads("Available", "Away");
    assert!(hand.wait() > 200);
    hand.feed(Input::Seat(Seat::default()));
    assert_eq!(hand.under_way().len(), 2);
    hand.answer_reads("Available", "Away");
    hand.feed(seat(|seat| seat.on_battery = true));
    hand.pass(SECOND * 70);
    hand.answer_reads("Available", "Away");
    assert!(hand.wait() > 200);
    hand.feed(Input::Seat(Seat::default()));
    assert!(hand.under_way().is_empty());
    assert!(hand.wait() <= 66);
}

#[test]
fn a_seat_does_not_shorten_a_wait_that_graph_asked_for() {
    let mut hand = reading_every(30);
    hand.feed(locked());
    hand.pass(ROUND);
    hand.fail(&GraphError::Throttled {
        retry_after: Some(TimeDelta::minutes(5)),
        request_id: None,
    });
    hand.feed(Input::Seat(Seat::default()));
    hand.command(Command::WatchClosely { on: true });
    assert!(hand.wait() >= 300);
}

#[test]
fn data_are_called_old_at_the_moment_they_are() {
    let mut hand = reading_every(30);
    let read_at = hand.now;
    // The next round begins and is never answered: nothing else happens.
    hand.pass(ROUND);
    let stale_at = hand.state.next_at(hand.now);
    assert_eq!(stale_at, Some(read_at + SECOND * 100));
    assert!(!hand.snapshot().health.stale);
    hand.now = stale_at.unwrap();
    hand.feed(Input::Tick);
    let health = hand.snapshot().health;
    assert_eq!(
        (health.stale, health.words.as_str()),
        (true, "Asking Microsoft Graph, as of 13:00")
    );
    assert!(hand.state.next_at(hand.now).is_none());
    let text = crate::view::tooltip(&hand.snapshot());
    assert_eq!(
        text,
        "Porchlight: Available\nAsking Microsoft Graph, as of 13:00"
    );
    let line = crate::view::Entry::Label(health.words);
    assert!(crate::view::menu(&hand.snapshot()).contains(&line));
}

#[test]
fn data_grow_old_with_the_pace() {
    #[track_caller]
    fn check(base: i64, prepare: fn(&mut Hand), expected: i64) {
        let mut hand = reading_every(base);
        prepare(&mut hand);
        let now = hand.now;
        let stale_at = hand.poll().stale_at().unwrap();
        assert_eq!((stale_at - now).num_seconds(), expected);
    }
    check(30, |_| {}, 100);
    check(600, |_| {}, 1_810);
    check(30, |hand| hand.feed(locked()), 370);
    check(
        30,
        |hand| {
            hand.command(Command::WatchClosely { on: true });
        },
        55,
    );
}

#[test]
fn one_missed_round_is_no_gap_and_three_are() {
    let told_after = |prepare: &dyn Fn(&mut Hand)| {
        let mut hand = reading_every(30);
        prepare(&mut hand);
        hand.command(Command::Refresh);
        hand.answer_reads("Available", "Available");
        hand.titles().len()
    };
    assert_eq!(told_after(&|hand| hand.suffer(&unreachable(), ROUND)), 1);
    assert_eq!(
        told_after(&|hand| hand.suffer(&unreachable(), ROUND * 2)),
        1
    );
    assert_eq!(
        told_after(&|hand| hand.suffer(&unreachable(), ROUND * 3)),
        0
    );
    assert_eq!(told_after(&|hand| hand.feed(Input::Woke)), 0);
    // Rounds were rare while nobody was there; none of them was missed.
    let absent = |hand: &mut Hand| {
        hand.feed(locked());
        hand.pass(ROUND);
        hand.answer_reads("Available", "Away");
        hand.pass(SECOND * 105);
        hand.feed(Input::Seat(Seat::default()));
    };
    assert_eq!(told_after(&absent), 1);
}

#[test]
fn a_change_between_two_rare_rounds_is_told() {
    let mut hand = reading_every(600);
    hand.pass(TimeDelta::minutes(11));
    hand.answer_reads("Available", "Available");
    assert_eq!(hand.titles(), ["Ada Lovelace: Available"]);
}

#[test]
fn an_answer_that_slept_on_its_way_is_no_ground_to_compare_with() {
    let mut hand = reading_every(30);
    hand.pass(ROUND);
    hand.now += TimeDelta::hours(8);
    hand.feed(Input::Woke);
    // It was given before the computer slept, and arrives after.
    hand.answer_reads("Available", "Away");
    assert!(hand.snapshot().health.stale);
    hand.answer_reads("Available", "Available");
    assert!(!hand.snapshot().health.stale);
    assert_eq!(hand.titles().len(), 0);
    hand.pass(ROUND);
    hand.answer_reads("Available", "Away");
    hand.pass(ROUND);
    hand.answer_reads("Available", "Available");
    assert_eq!(hand.titles().len(), 1);
}

#[test]
fn words_say_which_of_the_two_services_has_trouble() {
    #[track_caller]
    fn check(error: &GraphError, kind: HealthKind, words: &str) {
        let mut hand = reading_every(30);
        hand.suffer(error, ROUND);
        let health = hand.snapshot().health;
        assert_eq!((health.kind, health.words.as_str()), (kind, words));
    }
    let throttled = AuthError::Throttled {
        retry_after: Some(TimeDelta::minutes(5)),
    };
    check(
        &unreachable(),
        HealthKind::Offline,
        "Microsoft Graph can't be reached since 13:00, as of 13:00",
    );
    check(
        &GraphError::Unreachable(Unreachable::ServerTrouble {
            status: 503,
            request_id: None,
        }),
        HealthKind::Offline,
        "Microsoft Graph has trouble of its own (answer 503) since 13:00, as of 13:00",
    );
    check(
        &GraphError::SignIn(AuthError::Unreachable("down".to_owned())),
        HealthKind::Offline,
        "The sign-in service can't be reached since 13:00, as of 13:00",
    );
    check(
        &GraphError::SignIn(throttled),
        HealthKind::Offline,
        "The sign-in service asked to wait until 13:05, as of 13:00",
    );
    check(
        &GraphError::NoPresence { request_id: None },
        HealthKind::Trouble,
        "Microsoft Graph knows no presence for you, as of 13:00",
    );
}

#[test]
fn the_menu_never_cuts_off_the_age_of_what_is_shown() {
    let mut hand = reading_every(30);
    let down = GraphError::SignIn(AuthError::Unreachable("down".to_owned()));
    hand.suffer(&down, ROUND);
    let menu = crate::view::menu(&hand.snapshot());
    for line in [
        "The sign-in service can't be reached since 13:00",
        "As of 13:00",
    ] {
        let label = crate::view::Entry::Label(line.to_owned());
        assert!(menu.contains(&label), "{menu:?}");
    }
}

#[test]
fn work_that_broke_off_ends_its_round() {
    let mut hand = reading_every(30);
    let asked = hand.command(Command::Refresh);
    hand.fail(&GraphError::Unreachable(Unreachable::BrokenOff));
    let error = hand.outcome(asked).unwrap().unwrap_err();
    assert_eq!(error.title, "Something went wrong inside Porchlight");
    assert_eq!(hand.snapshot().health.kind, HealthKind::Trouble);
    hand.pass(SECOND * 6);
    assert_eq!(hand.under_way().len(), 2);
    hand.answer_reads("Available", "Away");
    assert_eq!(hand.snapshot().health.kind, HealthKind::Fine);
}

#[test]
fn ids_that_graph_does_not_take_are_asked_for_apart_and_seldom() {
    let mut stored = watching_ada();
    for n in 2..=4 {
        stored.watch_list.add(Person { id: id(n), ..ada() });
    }
    let mut hand = Hand::starting(Mode::Resident, stored);
    let answer = |hand: &mut Hand| {
        let own = Ok(presence("Available"));
        hand.answer_round(&own, |ids| Ok(refusing(ids, |who| *who != id(1))))
    };
    let everybody = vec![id(1), id(2), id(3), id(4)];
    assert_eq!(answer(&mut hand), [everybody]);
    let told = |hand: &Hand| hand.snapshot().people[1].problem.is_some();
    assert!(told(&hand));
    let mut apart = Vec::new();
    for _ in 0..200 {
        hand.pass(ROUND);
        let asked = answer(&mut hand);
        assert_eq!(asked[0], [id(1)]);
        assert!(asked.len() <= 2, "{asked:?}");
        apart.extend(asked.into_iter().skip(1));
    }
    assert_eq!(apart[..3], [[id(2)], [id(3)], [id(4)]]);
    // After 2, 6, 14, 30 and 62 minutes.
    assert_eq!(apart.len(), 15);
    hand.command(Command::Refresh);
    assert_eq!(answer(&mut hand)[1].len(), 3);
    assert!(told(&hand));
    // Graph takes one of them again.
    hand.command(Command::Refresh);
    hand.answer_reads("Available", "Away");
    assert!(!told(&hand));
    hand.pass(ROUND);
    assert_eq!(answer(&mut hand)[0].len(), 4);
}

#[test]
fn a_refusal_of_everybody_holds_nobody_back_for_long() {
    let mut stored = watching_ada();
    stored.watch_list.add(Person { id: id(2), ..ada() });
    let mut hand = Hand::starting(Mode::Resident, stored);
    let own = Ok(presence("Available"));
    hand.answer_round(&own, |ids| Ok(refusing(ids, |_| true)));
    let known = |hand: &Hand| {
        let people = hand.snapshot().people;
        people.iter().filter(|p| p.presence.is_some()).count()
    };
    let mut rounds = 0;
    while known(&hand) < 2 {
        rounds += 1;
        assert!(rounds < 8, "{:?}", hand.snapshot().people);
        hand.pass(ROUND);
        hand.answer_reads("Available", "Away");
    }
}
