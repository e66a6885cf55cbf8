//! A month of somebody's life leaves nothing behind in memory.

use super::*;

const ROUND: TimeDelta = TimeDelta::seconds(34);

#[test]
fn thirty_days_leave_nothing_behind() {
    let mut hand = Hand::signed_in(watching_ada());
    let mut sizes = Vec::new();
    for day in 0..30_u8 {
        day_of(&mut hand, day);
        // Everything the state holds is in its own words.
        sizes.push(format!("{:?}", hand.state).len());
    }
    let (first, last) = (sizes[0], sizes[29]);
    assert!(last.abs_diff(first) < 64, "{sizes:?}");
}

/// Picks, messages, searches, people coming and going, faults, a lid closed at
/// night, and a reading every half minute; then calm.
fn day_of(hand: &mut Hand, day: u8) {
    let start = hand.now;
    for hour in 0..12 {
        let asked: Vec<u64> = commands(day, hour)
            .into_iter()
            .map(|command| hand.command(command))
            .collect();
        let end = start + TimeDelta::hours(hour + 1);
        let mut answered = 0;
        while hand.now < end {
            answer_everything(hand, hour == 9, hour == 4);
            answered += hand
                .effects
                .drain(..)
                .filter(|e| matches!(e, Effect::Answer(id, _) if asked.contains(id)))
                .count();
            let next = hand.state.next_at(hand.now).map_or(end, |at| at.min(end));
            hand.now = hand.now.max(next);
            hand.feed(Input::Tick);
        }
        assert_eq!(answered, asked.len(), "hour {hour} of day {day}");
    }
    hand.now = start + TimeDelta::days(1);
    hand.feed(Input::Woke);
    for _ in 0..3 {
        answer_everything(hand, false, false);
        hand.pass(ROUND);
    }
    answer_everything(hand, false, false);
    hand.effects.clear();
}

/// What somebody asks for in this hour of a day.
fn commands(day: u8, hour: i64) -> Vec<Command> {
    match hour {
        1 => vec![Command::SetStatus {
            status: Status::Busy,
            until: Some("20m".to_owned()),
        }],
        2 => vec![Command::SetMessage {
            text: format!("Lunch {day:02}"),
            until: Some("20m".to_owned()),
        }],
        3 => vec![Command::Search {
            text: format!("ad{day:02}"),
        }],
        4 => vec![Command::AddPeople {
            people: vec![Person {
                id: id(20 + day),
                ..ada()
            }],
        }],
        5 => vec![Command::RemovePeople {
            ids: vec![id(20 + day)],
        }],
        6 => vec![Command::Refresh, Command::WatchClosely { on: true }],
        7 => vec![Command::WatchClosely { on: false }],
        8 => vec![Command::ClearMessage, Command::ClearSearch],
        10 => vec![
            Command::TellOnce {
                person: ada(),
                rule: RuleWish {
                    stable: 30,
                    until: Some("20m".to_owned()),
                    ..RuleWish::available()
                },
            },
            Command::PauseNotices {
                until: Some("10m".to_owned()),
            },
        ],
        _ => Vec::new(),
    }
}

/// Answers all that is asked of the world, with failures or a refusal.
fn answer_everything(hand: &mut Hand, failing: bool, refuses: bool) {
    loop {
        let (asked, rest): (Vec<Effect>, _) = std::mem::take(&mut hand.effects)
            .into_iter()
            .partition(|effect| {
                is_read(effect) || matches!(effect, Effect::Write(_) | Effect::Search { .. })
            });
        hand.effects = rest;
        if asked.is_empty() {
            return;
        }
        for effect in asked {
            let outcome = if failing { Err(unreachable()) } else { Ok(()) };
            let mine = outcome.clone().map(|()| presence("Available"));
            if effect == Effect::ReadOwn {
                hand.report(Report::Own(mine));
            } else if effect == Effect::ReadBack {
                hand.report(Report::ReadBack(mine));
            } else if let Effect::ReadPeople(ids) = effect {
                let read = outcome.map(|()| refusing(&ids, |who| refuses && *who != id(1)));
                hand.report(Report::People(read));
            } else if let Effect::LookAt(look, ids) = effect {
                let read = outcome.map(|()| refusing(&ids, |_| false));
                hand.report(Report::Looked(look, read));
            } else if let Effect::Write(requests) = effect {
                let taken = if failing { 0 } else { requests.len() };
                hand.report(Report::Written(taken, outcome));
            } else if let Effect::Search { id, .. } = effect {
                hand.report(Report::Found(id, outcome.map(|()| vec![ada()])));
            }
        }
    }
}
