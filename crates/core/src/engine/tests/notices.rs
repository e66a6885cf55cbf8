//! Which changes are told.

use super::*;
use crate::model::{Group, Watched};

pub(super) fn rule(when: &[Transition]) -> RuleWish {
    RuleWish {
        when: when.to_vec(),
        ..RuleWish::available()
    }
}

impl Hand {
    /// A round in which I and everybody watched are read as this.
    pub(super) fn round(&mut self, own: &str, people: &str) {
        self.pass(SECOND * 40);
        self.answer_reads(own, people);
    }

    #[track_caller]
    pub(super) fn obeys(&mut self, command: Command) {
        let asked = self.command(command);
        assert_eq!(self.outcome(asked), Some(Ok(())));
    }

    pub(super) fn tell_once(&mut self, rule: RuleWish) {
        let person = ada();
        self.obeys(Command::TellOnce { person, rule });
    }

    pub(super) fn give_rule(&mut self, rule: RuleWish) {
        let (id, rule) = (ada().id, Some(rule));
        self.obeys(Command::SetRule { id, rule });
    }

    /// "why: words" of what was held back, the newest first.
    pub(super) fn held_back(&self) -> Vec<String> {
        let held_back = self.snapshot().notices.held_back;
        let line = |h: &crate::view::HeldBackView| format!("{}: {}", h.why, h.words);
        held_back.iter().map(line).collect()
    }

    pub(super) fn awaits_once(&self) -> bool {
        self.snapshot().people[0].once.is_some()
    }
}

#[test]
fn each_rule_names_what_it_tells() {
    use Transition as T;
    let cases = [
        (T::BecomesAvailable, "Busy", "Available", "Available"),
        (
            T::LeavesBusy,
            "Busy/InACall",
            "Available/OutOfOffice",
            "Available, out of office",
        ),
        (T::GoesAway, "Available", "BeRightBack", "Be right back"),
        (T::GoesOffline, "Available", "Offline", "Offline"),
        (T::AnyChange, "Busy", "Busy/InAMeeting", "In a meeting"),
    ];
    for (when, before, after, words) in cases {
        let told = |when: &[Transition]| {
            let mut hand = Hand::signed_in(watching_ada());
            hand.give_rule(rule(&[]));
            hand.round("Available", before);
            hand.give_rule(rule(when));
            hand.round("Available", after);
            hand.titles()
        };
        assert_eq!(told(&[when]), [format!("Ada Lovelace: {words}")]);
        let others = T::ALL.into_iter().filter(|other| *other != when);
        let implied = |other: &T| {
            *other == T::AnyChange || (when == T::BecomesAvailable && *other == T::LeavesBusy)
        };
        let others: Vec<T> = others.filter(|other| !implied(other)).collect();
        assert!(told(&others).is_empty(), "{when:?}");
    }
}

#[test]
fn the_nearest_rule_is_in_force() {
    let mut stored = Stored::default();
    let mut group = Group {
        name: "Desk".to_owned(),
        rule: None,
        folded: false,
    };
    let mut watched = Watched::new(ada());
    watched.group = Some("Desk".to_owned());
    let now = "2026-11-21T12:00:00Z".parse().unwrap();
    let named = |when, until: Option<&str>| {
        Some(crate::model::Rule {
            when: vec![when],
            until: until.map(|until| until.parse().unwrap()),
            ..crate::model::Rule::default()
        })
    };
    let mut check = |watched: &Watched, group: &Group, expected: Transition| {
        stored.groups = vec![group.clone()];
        let rule = watched.rule_in_force(&stored.groups, &stored.default_rule, now);
        assert_eq!(rule.unwrap().when, [expected]);
    };
    check(&watched, &group, Transition::BecomesAvailable);
    group.rule = named(Transition::GoesAway, None);
    check(&watched, &group, Transition::GoesAway);
    watched.rule = named(Transition::GoesOffline, None);
    check(&watched, &group, Transition::GoesOffline);
    watched.rule = named(Transition::GoesOffline, Some("2026-11-21T12:00:00Z"));
    check(&watched, &group, Transition::GoesAway);
}

#[test]
fn what_must_last_is_told_by_the_first_reading_that_shows_it() {
    let mut hand = Hand::signed_in(watching_ada());
    hand.give_rule(RuleWish {
        stable: 30,
        ..RuleWish::available()
    });
    hand.round("Available", "Available");
    let changed = hand.now;
    assert!(hand.titles().is_empty());
    // Between two rounds she is looked at when she has lasted long enough.
    while !hand.effects.iter().any(|e| matches!(e, Effect::LookAt(..))) {
        hand.pass(SECOND);
        hand.effects
            .retain(|effect| !matches!(effect, Effect::ReadOwn | Effect::ReadPeople(_)));
        assert!(hand.now - changed <= SECOND * 30);
    }
    assert_eq!(hand.now - changed, SECOND * 30);
    hand.answer_reads("Available", "Available");
    assert_eq!(hand.titles(), ["Ada Lovelace: Available"]);
    hand.round("Available", "Available");
    assert_eq!(hand.titles().len(), 1);
}

#[test]
fn what_did_not_last_or_was_not_seen_to_last_is_not_told() {
    // Whoever is busy in between becomes available once more.
    type Story = (&'static dyn Fn(&mut Hand), usize);
    let stories: [Story; 4] = [
        (&|hand| hand.round("Available", "Busy"), 1),
        (&|hand| hand.feed(Input::Woke), 0),
        (
            &|hand| hand.obeys(Command::RemovePeople { ids: vec![id(1)] }),
            0,
        ),
        (&|hand| hand.give_rule(rule(&[])), 0),
    ];
    for (story, later) in stories {
        let mut hand = Hand::signed_in(watching_ada());
        hand.give_rule(RuleWish {
            stable: 60,
            ..RuleWish::available()
        });
        hand.round("Available", "Available");
        story(&mut hand);
        hand.round("Available", "Available");
        assert!(hand.titles().is_empty());
        for _ in 0..4 {
            hand.round("Available", "Available");
        }
        assert_eq!(hand.titles().len(), later);
    }
}

#[test]
fn an_unknown_presence_neither_ends_nor_proves_anything() {
    let mut hand = Hand::signed_in(watching_ada());
    hand.give_rule(RuleWish {
        stable: 60,
        ..RuleWish::available()
    });
    hand.round("Available", "Available");
    for _ in 0..3 {
        hand.round("Available", "PresenceUnknown");
    }
    assert!(hand.titles().is_empty());
    hand.round("Available", "Available");
    assert_eq!(hand.titles(), ["Ada Lovelace: Available"]);
}

#[test]
fn rule_and_wish_together_give_one_notice() {
    let mut hand = Hand::signed_in(watching_ada());
    hand.tell_once(RuleWish::available());
    hand.round("Available", "Available");
    assert_eq!(hand.titles(), ["Ada Lovelace: Available"]);
    assert!(!hand.awaits_once());
}

#[test]
fn whoever_is_available_already_is_told_about_at_once() {
    let mut hand = Hand::signed_in(Stored::default());
    // Not known yet: the first reading of her answers.
    hand.tell_once(RuleWish::available());
    hand.answer_reads("Available", "Available");
    assert_eq!(hand.titles(), ["Ada Lovelace: Available"]);
    assert!(!hand.awaits_once());
    // Known: there is nothing to wait for.
    hand.tell_once(RuleWish::available());
    assert_eq!(hand.titles().len(), 2);
    assert!(!hand.awaits_once());
    // What waits for another change goes on waiting.
    hand.tell_once(rule(&[Transition::GoesAway]));
    assert!(hand.awaits_once());
    // A baseline later on tells nothing.
    hand.feed(Input::Woke);
    hand.answer_reads("Available", "Away");
    assert_eq!(hand.titles().len(), 2);
    assert!(hand.awaits_once());
}

#[test]
fn what_has_ended_is_taken_away() {
    let mut hand = Hand::signed_in(watching_ada());
    let until = |end: &str| RuleWish {
        until: Some(end.to_owned()),
        ..rule(&[Transition::GoesOffline])
    };
    hand.give_rule(until("30m"));
    hand.tell_once(until("2026-11-21T12:40:00Z"));
    hand.obeys(Command::Mute {
        id: id(1),
        until: "13:50".to_owned(),
    });
    hand.obeys(Command::SetDefaultRule { rule: until("1h") });
    let person = &hand.snapshot().people[0];
    let words = |rule: &Option<crate::view::RuleView>| {
        rule.as_ref().and_then(|rule| rule.until_words.clone())
    };
    assert_eq!(words(&person.rule).as_deref(), Some("until 13:30"));
    assert_eq!(words(&person.once).as_deref(), Some("until 13:40"));
    assert_eq!(person.muted_words.as_deref(), Some("until 13:50"));
    hand.effects.clear();
    hand.pass(TimeDelta::minutes(30));
    assert!(hand.effects.iter().any(|e| matches!(e, Effect::Save(_))));
    let watched = |hand: &Hand| hand.state.stored.watch_list.get(&id(1)).unwrap().clone();
    assert!(watched(&hand).rule.is_none() && watched(&hand).once.is_some());
    hand.pass(TimeDelta::minutes(10));
    assert!(watched(&hand).once.is_none() && watched(&hand).muted_until.is_some());
    hand.pass(TimeDelta::minutes(20));
    assert_eq!(watched(&hand), Watched::new(ada()));
    assert_eq!(
        hand.state.stored.default_rule,
        crate::model::Rule::default()
    );
}

#[test]
fn many_changes_at_once_are_one_notice() {
    let mut stored = Stored::default();
    for n in 1..=12 {
        stored.watch_list.add(Person {
            id: id(20 + n),
            name: format!("Colleague {n}"),
            address: None,
            phone: None,
        });
    }
    let mut hand = Hand::signed_in(stored);
    hand.obeys(Command::TellOnce {
        person: Person {
            id: id(32),
            name: "Colleague 12".to_owned(),
            address: None,
            phone: None,
        },
        rule: RuleWish::available(),
    });
    hand.effects.clear();
    hand.round("Available", "Available");
    let is_notice = |effect: &&Effect| matches!(effect, Effect::Notify(_));
    let told: Vec<&Effect> = hand.effects.iter().filter(is_notice).collect();
    let [Effect::Notify(notice)] = told[..] else {
        panic!("{told:?}");
    };
    assert_eq!(
        (notice.person.clone(), notice.title.as_str()),
        (None, "12 people changed")
    );
    let lines: Vec<&str> = notice.body.lines().collect();
    // The one that was asked for comes first.
    assert_eq!(lines[0], "Colleague 12: Available");
    assert_eq!((lines.len(), lines[8]), (9, "and 4 more"));
}

#[test]
fn what_is_found_during_a_round_waits_for_the_rest_of_it() {
    let mut hand = Hand::signed_in(watching_ada());
    hand.pass(SECOND * 40);
    hand.effects.clear();
    let found = [(id(1), presence("Available"))].into();
    hand.report(Report::People(Ok(Presences {
        found,
        ..Presences::default()
    })));
    assert!(hand.titles().is_empty());
    // My own presence says that I am in a call by now.
    hand.report(Report::Own(Ok(presence("Busy/InACall"))));
    assert!(hand.titles().is_empty());
    assert_eq!(hand.held_back().len(), 1);
    // A slow answer keeps nothing for long.
    hand.round("Available", "Away");
    hand.pass(SECOND * 40);
    hand.effects.clear();
    let found = [(id(1), presence("Available"))].into();
    hand.report(Report::People(Ok(Presences {
        found,
        ..Presences::default()
    })));
    hand.pass(SECOND * 2);
    assert_eq!(hand.titles().len(), 1);
}

#[test]
fn a_wish_that_was_held_back_outlives_a_sleep() {
    let mut hand = Hand::signed_in(watching_ada());
    hand.round("Available", "Away");
    hand.tell_once(RuleWish::available());
    hand.obeys(Command::PauseNotices { until: None });
    hand.round("Available", "Available");
    hand.feed(Input::Woke);
    hand.obeys(Command::ResumeNotices);
    assert!(hand.titles().is_empty());
    hand.round("Available", "Available");
    hand.pass(SECOND * 40);
    assert_eq!(hand.titles(), ["Ada Lovelace: Available"]);
}
