//! Which changes become notices, which are held back, and why.
//!
//! A change that a rule names is a candidate until a reading at its due moment
//! or later shows that it lasted; then it is told or held back. What a standing
//! rule holds back is gone. A wish to be told once is not spent by that: it is
//! told when nothing holds it back any more, if what it waits for still is so.

mod calm;
mod candidate;
mod digest;
mod held_back;
mod reason;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use super::people::{Finding, News, People, Seen};
use crate::model::{Notice, PersonId, Presence, Rule, Shape, Transition, WatchList, Watched};
use crate::view::notice_words;
use calm::Calm;
use candidate::{Candidate, Still, Waiting, lasting};
use digest::Told;
pub(super) use held_back::HeldBack;
use reason::Reason;
pub(super) use reason::{Ground, Rules};

/// So long at most, what is to be told waits for the rest of a round: many
/// changes make one digest, and I may be in a call since this round.
const GATHER: TimeDelta = TimeDelta::seconds(2);

#[derive(Debug, Default)]
pub(super) struct Notices {
    waiting: BTreeMap<PersonId, Waiting>,
    /// A wish to be told once was just made about them: their next reading
    /// counts, though it be the first.
    wanted: BTreeSet<PersonId>,
    calm: Calm,
    held_back: HeldBack,
    gathers_until: Option<DateTime<Utc>>,
    /// Which readings asked for apart from the rounds are still awaited.
    looks: u32,
}

/// What became of a candidate.
enum Verdict {
    Drop,
    Wait,
    Look,
    Hold,
    Tell,
}

/// What comes of deciding.
#[derive(Debug, Default)]
pub(super) struct Decided {
    pub(super) notices: Vec<Notice>,
    /// Of whom a reading would decide.
    pub(super) look_at: Vec<PersonId>,
    /// Whether a wish was spent.
    pub(super) spent: bool,
}

impl Notices {
    /// What happens next is a first look: nothing seen before it is told, but for
    /// a wish whose moment had come and could not be told.
    pub(super) fn start_over(&mut self) {
        let waiting = std::mem::take(&mut self.waiting).into_iter();
        let owed = waiting.filter(|(_, waiting)| waiting.once.is_some());
        self.wanted.extend(owed.map(|(id, _)| id));
        self.calm = Calm::default();
        self.gathers_until = None;
        self.looks = self.looks.wrapping_add(1);
    }

    /// Nothing is to be told about somebody, nor what was.
    pub(super) fn forget(&mut self, id: &PersonId) {
        self.waiting.remove(id);
        self.wanted.remove(id);
        self.calm.forget(id);
        self.held_back.forget(id);
    }

    /// As [`Self::forget`], of everybody.
    pub(super) fn forget_all(&mut self) {
        *self = Self {
            looks: self.looks.wrapping_add(1),
            ..Self::default()
        };
    }

    /// The readings asked for by [`Decided::look_at`] that still count.
    pub(super) fn looks(&self) -> u32 {
        self.looks
    }

    pub(super) fn held_back(&self) -> &HeldBack {
        &self.held_back
    }

    /// Forgets what was held back before today.
    pub(super) fn keep_today(&mut self, zone: chrono_tz::Tz, now: DateTime<Utc>) {
        self.held_back.keep_today(zone, now);
    }

    /// The next moment at which there may be something to tell.
    pub(super) fn next_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let candidates = self.waiting.values().flat_map(Waiting::candidates);
        let dues = candidates.map(|candidate| candidate.due);
        dues.chain(self.gathers_until).filter(|at| *at > now).min()
    }

    /// Takes what is new.
    pub(super) fn take(&mut self, news: Vec<News>, people: &People, rules: &Rules) {
        for News { watched, what } in news {
            let id = &watched.person.id;
            let Some(seen) = people.get(id) else { continue };
            let wanted = self.wanted.remove(id);
            match what {
                Finding::FirstLook => {
                    self.waiting.remove(id);
                    if wanted {
                        self.is_so_already(watched, seen, rules.now);
                    }
                }
                Finding::Changed(changes) => {
                    self.calm.changed(id, rules.now);
                    self.changed(watched, &changes, &seen.presence, rules);
                }
            }
        }
    }

    fn changed(
        &mut self,
        watched: &Watched,
        changes: &[Transition],
        presence: &Presence,
        rules: &Rules,
    ) {
        let former = self.waiting.remove(&watched.person.id).unwrap_or_default();
        let next = |rule: Option<&Rule>, former: Option<Candidate>| {
            let found = rule.and_then(|rule| Some((rule, rule.matches(changes)?)));
            match found {
                Some((rule, transition)) => {
                    let due = rules.now + lasting(rule);
                    Some(Candidate::new(transition, presence, due))
                }
                None => former.filter(|former| former.still(presence) != Still::Over),
            }
        };
        let waiting = Waiting {
            once: next(rules.wish_of(watched), former.once),
            rule: next(rules.rule_of(watched), former.rule),
        };
        self.keep(&watched.person.id, waiting);
    }

    /// A wish to be told once was made: if it waits for somebody to become
    /// available who is, that is told.
    pub(super) fn wished(&mut self, watched: &Watched, people: &People, now: DateTime<Utc>) {
        let id = &watched.person.id;
        if let Some(waiting) = self.waiting.get_mut(id) {
            waiting.once = None;
        }
        match people.get(id).filter(|seen| seen.is_good(now)) {
            Some(seen) => self.is_so_already(watched, seen, now),
            None => {
                self.wanted.insert(id.clone());
            }
        }
    }

    fn is_so_already(&mut self, watched: &Watched, seen: &Seen, now: DateTime<Utc>) {
        let available = Transition::BecomesAvailable;
        let wish = watched.once.as_ref().filter(|wish| !wish.has_ended(now));
        let wish = wish.filter(|wish| wish.when.contains(&available));
        let Some(wish) = wish.filter(|_| seen.presence.shape() == Shape::Available) else {
            return;
        };
        let due = seen.since.unwrap_or(seen.as_of) + lasting(wish);
        let candidate = Candidate::new(available, &seen.presence, due);
        let waiting = self.waiting.entry(watched.person.id.clone()).or_default();
        waiting.once = Some(candidate);
    }

    fn keep(&mut self, id: &PersonId, waiting: Waiting) {
        if waiting.candidates().next().is_some() {
            self.waiting.insert(id.clone(), waiting);
        }
    }

    /// Decides what can be decided now, and takes spent wishes off the list.
    pub(super) fn decide(
        &mut self,
        list: &mut WatchList,
        people: &People,
        ground: &Ground,
    ) -> Decided {
        let mut decided = Decided::default();
        self.calm.tidy(ground.now());
        if self.waiting.is_empty() || self.gathers(people, ground) {
            return decided;
        }
        let mut told = Vec::new();
        // In the user's order; whoever is no longer on the list is left out.
        let mut all = std::mem::take(&mut self.waiting);
        for watched in list.iter_mut() {
            let Some((id, mut waiting)) = all.remove_entry(&watched.person.id) else {
                continue;
            };
            if let Some(seen) = people.get(&id).filter(|seen| seen.is_good(ground.now())) {
                let tells = self.decide_one(&mut waiting, watched, seen, ground, &mut decided);
                told.extend(tells);
            }
            self.keep(&id, waiting);
            if all.is_empty() {
                break;
            }
        }
        decided.notices = digest::gathered(told, ground.now());
        decided
    }

    /// Whether what is to be told waits for the rest of the round.
    fn gathers(&mut self, people: &People, ground: &Ground) -> bool {
        if !ground.round_runs {
            self.gathers_until = None;
            return false;
        }
        let is_ripe = |(id, waiting): (&PersonId, &Waiting)| {
            let mut candidates = waiting.candidates();
            let seen = people.get(id);
            seen.is_some_and(|seen| candidates.any(|c| !c.held && seen.as_of >= c.due))
        };
        if self.gathers_until.is_none() && self.waiting.iter().any(is_ripe) {
            self.gathers_until = Some(ground.now() + GATHER);
        }
        match self.gathers_until {
            Some(until) if ground.now() < until => true,
            Some(_) => {
                self.gathers_until = None;
                false
            }
            None => false,
        }
    }

    fn decide_one(
        &mut self,
        waiting: &mut Waiting,
        watched: &mut Watched,
        seen: &Seen,
        ground: &Ground,
        decided: &mut Decided,
    ) -> Option<Told> {
        let id = watched.person.id.clone();
        let wish = ground.rules.wish_of(watched);
        let once = self.judge(&mut waiting.once, watched, wish, seen, ground);
        let told_once = match once {
            Verdict::Tell => waiting.once.take(),
            Verdict::Drop => {
                waiting.once = None;
                None
            }
            Verdict::Look => {
                decided.look_at.push(id.clone());
                None
            }
            Verdict::Wait | Verdict::Hold => None,
        };
        if let Some(candidate) = told_once {
            // What a rule would say of it is said.
            waiting.rule = None;
            watched.once = None;
            decided.spent = true;
            self.calm.told(&id, ground.now());
            return Some(Told::new(
                watched,
                candidate.transition,
                seen,
                true,
                ground.now(),
            ));
        }
        let rule = ground.rules.rule_of(watched);
        let mut verdict = self.judge(&mut waiting.rule, watched, rule, seen, ground);
        if matches!(verdict, Verdict::Tell) {
            verdict = self.calm_down(waiting.rule.as_mut(), watched, seen, ground);
        }
        match verdict {
            Verdict::Drop | Verdict::Hold => waiting.rule = None,
            Verdict::Wait => {}
            Verdict::Look => {
                if decided.look_at.last() != Some(&id) {
                    decided.look_at.push(id);
                }
            }
            Verdict::Tell => {
                let transition = waiting.rule.take()?.transition;
                self.calm.told(&id, ground.now());
                let is_same =
                    |wish: &mut Candidate| wish.transition == transition && seen.as_of >= wish.due;
                if waiting.once.take_if(is_same).is_some() {
                    watched.once = None;
                    decided.spent = true;
                }
                return Some(Told::new(watched, transition, seen, false, ground.now()));
            }
        }
        None
    }

    fn judge(
        &mut self,
        candidate: &mut Option<Candidate>,
        watched: &Watched,
        rule: Option<&Rule>,
        seen: &Seen,
        ground: &Ground,
    ) -> Verdict {
        let Some(candidate) = candidate else {
            return Verdict::Wait;
        };
        let Some(rule) = rule.filter(|rule| rule.when.contains(&candidate.transition)) else {
            return Verdict::Drop;
        };
        match candidate.still(&seen.presence) {
            Still::Over => return Verdict::Drop,
            Still::Unknown => return Verdict::Wait,
            Still::So => {}
        }
        if seen.as_of >= candidate.due {
            match ground.reason(watched, rule) {
                Some(why) => {
                    if !std::mem::replace(&mut candidate.held, true) {
                        let (words, _) =
                            notice_words(&watched.person, candidate.transition, &seen.presence);
                        self.held_back.add(&watched.person.id, words, &why, ground);
                    }
                    return Verdict::Hold;
                }
                None if candidate.held && seen.as_of < ground.now() => {
                    // It was so when it was last read; now it is to be told.
                    candidate.held = false;
                    candidate.due = ground.now();
                    candidate.looked = false;
                }
                None => return Verdict::Tell,
            }
        }
        if ground.may_look && ground.now() >= candidate.due && !candidate.looked {
            candidate.looked = true;
            return Verdict::Look;
        }
        Verdict::Wait
    }

    /// Whoever changes again and again is told about when they have come to rest.
    fn calm_down(
        &mut self,
        candidate: Option<&mut Candidate>,
        watched: &Watched,
        seen: &Seen,
        ground: &Ground,
    ) -> Verdict {
        let Some(candidate) = candidate else {
            return Verdict::Wait;
        };
        if candidate.calmed || self.calm.takes(&watched.person.id, ground.now()) {
            return Verdict::Tell;
        }
        let (words, _) = notice_words(&watched.person, candidate.transition, &seen.presence);
        let why = Reason::Flapping;
        self.held_back.add(&watched.person.id, words, &why, ground);
        candidate.calmed = true;
        candidate.looked = false;
        candidate.due = ground.now() + calm::REST;
        Verdict::Wait
    }
}
