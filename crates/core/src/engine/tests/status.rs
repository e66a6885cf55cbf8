//! What holds a status: switches, a desk that is left, and what others set.

use super::*;

const MINUTE: TimeDelta = TimeDelta::minutes(1);

impl Hand {
    /// Graph takes everything sent, and goes on taking it.
    pub(super) fn granted(&mut self) -> Vec<Vec<String>> {
        let mut granted = Vec::new();
        loop {
            let before = std::mem::take(&mut self.effects);
            let is_write = |effect: &Effect| matches!(effect, Effect::Write(_));
            let (writes, others) = before.into_iter().partition(is_write);
            self.effects = writes;
            let writes = self.writes();
            self.effects = others;
            if writes.is_empty() {
                return granted;
            }
            for write in &writes {
                self.report(Report::Written(write.len(), Ok(())));
            }
            granted.extend(writes);
        }
    }

    pub(super) fn keep_available(&mut self, until: Option<&str>) -> u64 {
        self.command(Command::KeepAvailable {
            on: true,
            until: until.map(str::to_owned),
        })
    }

    pub(super) fn sit(&mut self, change: impl FnOnce(&mut Seat)) {
        let mut seat = self.state.seat;
        change(&mut seat);
        self.feed(Input::Seat(seat));
    }

    /// A reading that says this, so much later.
    pub(super) fn reads(&mut self, words: &str, later: TimeDelta) {
        self.now += later;
        self.feed(Input::Tick);
        self.effects.retain(|effect| !is_read(effect));
        self.report(Report::ReadBack(Ok(presence(words))));
    }

    pub(super) fn why(&self) -> Option<String> {
        self.snapshot().me?.requested?.why
    }
}

#[test]
fn being_kept_available_is_a_session_without_a_pin_until_its_end() {
    let mut hand = Hand::signed_in(Stored::default());
    let asked = hand.keep_available(Some("9m"));
    assert_eq!(hand.granted(), [["setPresence"]]);
    assert_eq!(hand.outcome(asked), Some(Ok(())));
    hand.effects.clear();
    let settings = hand.snapshot().settings;
    let keep = settings.keep_available.unwrap();
    assert_eq!(keep.until_words.as_deref(), Some("until 13:09"));
    for _ in 0..2 {
        hand.pass(MINUTE * 4);
        assert_eq!(hand.granted(), [["setPresence"]]);
    }
    hand.pass(MINUTE);
    assert_eq!(hand.granted(), [["clearPresence"]]);
    assert_eq!(hand.snapshot().settings.keep_available, None);
}

#[test]
fn a_pick_goes_before_the_switch_and_gives_way_to_it_at_its_end() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.pick(Status::Busy, Some("1h"));
    assert_eq!(hand.granted().len(), 1);
    hand.effects.clear();
    let asked = hand.keep_available(None);
    assert_eq!(hand.outcome(asked), Some(Ok(())), "nothing is to be sent");
    assert!(hand.granted().is_empty());
    hand.pass(MINUTE * 59);
    assert!(hand.granted().iter().all(|write| write == &["setPresence"]));
    hand.pass(MINUTE);
    assert_eq!(
        hand.granted(),
        [["setPresence", "clearUserPreferredPresence"]]
    );
    hand.command(Command::KeepAvailable {
        on: false,
        until: None,
    });
    assert_eq!(hand.granted(), [["clearPresence"]]);
}

#[test]
fn a_locked_screen_shows_me_away_and_an_unlocked_one_available_again() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.command(Command::AwayWhenLocked { on: true });
    hand.pick(Status::Available, None);
    hand.granted();
    hand.sit(|seat| seat.locked = true);
    assert_eq!(
        hand.granted(),
        [["setPresence", "clearUserPreferredPresence"]]
    );
    hand.reads("Away", MINUTE);
    assert_eq!(hand.standing(), Some(Standing::Honoured));
    assert_eq!(
        hand.why().as_deref(),
        Some("Away while the computer is locked or asleep")
    );
    hand.effects.clear();
    hand.sit(|seat| seat.locked = false);
    assert_eq!(
        hand.granted(),
        [["setUserPreferredPresence", "setPresence"]]
    );
}

#[test]
fn a_computer_that_goes_to_sleep_says_so_first_and_what_was_said_stays_said() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.command(Command::AwayWhenLocked { on: true });
    hand.keep_available(None);
    hand.granted();
    hand.sit(|seat| seat.asleep = true);
    assert_eq!(hand.granted(), [["setPresence"]]);
    let me = hand.state.snapshot(hand.now).me.unwrap();
    assert_eq!(me.session.unwrap().availability, "Away");
    hand.pick(Status::DoNotDisturb, None);
    hand.granted();
    hand.sit(|seat| seat.asleep = false);
    // Waking renews the session; nothing else about it changes.
    assert_eq!(hand.granted(), [["setPresence"]]);
}

#[test]
fn without_the_switch_a_locked_screen_changes_nothing() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.pick(Status::Available, None);
    hand.granted();
    hand.sit(|seat| seat.locked = true);
    assert!(hand.granted().is_empty());
}

#[test]
fn a_status_set_elsewhere_is_noticed_and_not_fought() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.pick(Status::Busy, Some("2d"));
    hand.granted();
    hand.reads("Busy", SECOND * 3);
    assert_eq!(hand.standing(), Some(Standing::Honoured));
    // One odd reading is no proof.
    hand.reads("Available", SECOND * 30);
    hand.reads("Busy", SECOND * 10);
    assert_eq!(hand.standing(), Some(Standing::Honoured));
    hand.reads("Available", SECOND * 30);
    hand.reads("Available", SECOND * 30);
    assert_eq!(hand.standing(), Some(Standing::NotHonoured));
    assert!(hand.why().unwrap().contains("on another computer at 13:01"));
    assert_eq!(hand.snapshot().me.unwrap().shape, Shape::Available);
    hand.granted();
    for _ in 0..30 {
        hand.pass(TimeDelta::hours(1));
        let writes = hand.granted();
        assert!(
            writes.iter().all(|write| write == &["setPresence"]),
            "{writes:?}"
        );
    }
    // Their pin outlives the end of our pick.
    hand.pass(TimeDelta::hours(17));
    hand.granted();
    hand.pass(TimeDelta::hours(1));
    let last = hand.granted().pop();
    assert_eq!(hand.standing(), None);
    assert_eq!(last, Some(vec!["clearPresence".to_owned()]));
}

#[test]
fn what_was_overridden_and_is_so_again_is_ours_again() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.pick(Status::Busy, None);
    hand.granted();
    hand.reads("Busy", SECOND * 3);
    for _ in 0..2 {
        hand.reads("Away", SECOND * 30);
    }
    assert_eq!(hand.standing(), Some(Standing::NotHonoured));
    hand.granted();
    hand.reads("Busy", SECOND * 30);
    assert!(hand.granted().is_empty(), "it is so already");
    assert!(hand.snapshot().me.unwrap().pin.is_some());
    assert_eq!(hand.standing(), Some(Standing::Honoured));
}

#[test]
fn a_restart_does_not_fight_either() {
    let mut stored = Stored::default();
    let since = "2026-11-21T10:00:00Z".parse().unwrap();
    let mut requested = Requested::new(Status::Busy, since, None);
    requested.overridden = Some(since);
    stored.requested = Some(requested);
    let mut hand = Hand::starting(Mode::Resident, stored);
    assert_eq!(hand.granted(), [["setPresence"]]);
}

#[test]
fn a_session_that_is_gone_is_set_again_once_and_then_in_its_usual_time() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.keep_available(None);
    hand.granted();
    hand.reads("Available", SECOND * 3);
    // Another computer with this account quits, and clears the session of both.
    hand.reads("Offline", MINUTE);
    assert_eq!(hand.granted(), [["setPresence"]]);
    for _ in 0..7 {
        hand.reads("Offline", SECOND * 30);
        assert!(
            hand.granted().is_empty(),
            "somebody may want to appear offline"
        );
    }
    hand.reads("Offline", SECOND * 30);
    assert_eq!(hand.granted(), [["setPresence"]], "four minutes are over");
    hand.reads("Available", MINUTE * 3);
    hand.reads("Offline", MINUTE);
    assert_eq!(hand.granted(), [["setPresence"]]);
}

#[test]
fn what_graph_took_before_it_refused_is_known_and_taken_back() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.pick(Status::Busy, Some("1h"));
    hand.writes();
    hand.report(Report::Written(1, Err(forbidden())));
    let me = hand.snapshot().me.unwrap();
    assert!(me.pin.is_some() && me.session.is_none(), "{:?}", me.why);
    hand.effects.clear();
    hand.pass(MINUTE * 60);
    assert_eq!(hand.granted(), [["clearUserPreferredPresence"]]);
}

#[test]
fn what_waits_to_be_sent_says_what_it_waits_for() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.pick(Status::Busy, None);
    hand.writes();
    hand.report(Report::Written(0, Err(unreachable())));
    let why = hand.why().unwrap();
    assert!(
        why.starts_with("Not sent yet: ") && why.contains("did not answer"),
        "{why}"
    );
}

#[test]
fn quitting_ends_our_session_and_leaves_the_switch_on() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.keep_available(None);
    hand.granted();
    hand.effects.clear();
    hand.command(Command::Quit);
    let Some(Effect::End { first, cleared, .. }) = hand.effects.pop() else {
        panic!("no end");
    };
    assert_eq!(
        first.iter().map(action).collect::<Vec<_>>(),
        ["clearPresence"]
    );
    assert!(cleared.keep_available.is_some() && cleared.held.is_nothing());
    let mut next = Hand::starting(Mode::Resident, *cleared);
    assert_eq!(next.granted(), [["setPresence"]]);
}

#[test]
fn graph_is_told_since_when_it_says_so_only_if_that_was_seen() {
    let mut hand = Hand::signed_in(Stored::default());
    let since = |hand: &Hand| hand.snapshot().me.unwrap().reported_since;
    assert_eq!(since(&hand), None);
    hand.reads("Busy", MINUTE);
    let changed = hand.now;
    hand.reads("Busy", MINUTE);
    assert_eq!(since(&hand), Some(changed));
    // A run that begins later still knows, as long as nothing changed.
    let mut next = Hand::starting(Mode::Resident, hand.state.stored.clone());
    next.reads("Busy", MINUTE);
    assert_eq!(since(&next), Some(changed));
    let mut other = Hand::starting(Mode::Resident, hand.state.stored.clone());
    other.reads("Away", MINUTE);
    assert_eq!(since(&other), None);
}
