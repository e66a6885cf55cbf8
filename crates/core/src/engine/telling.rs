//! The rules as they are kept, the people as they are read, and the notices
//! that come of both.

use chrono::{DateTime, Utc};

use super::Mode;
use super::effect::Effect;
use super::notices::{Ground, Rules};
use super::people::Look;
use super::session::Session;
use super::state::State;
use crate::auth::Scopes;
use crate::graph::Presences;
use crate::model::{PersonId, Rule};
use crate::settings::Stored;

impl State {
    pub(super) fn take_readings(&mut self, readings: Presences, now: DateTime<Utc>) {
        let interval = self.interval();
        let Session::SignedIn(signed_in) = &mut self.session else {
            return;
        };
        let outdated = signed_in.poll.is_outdated();
        let look = Look { outdated, interval };
        let stored = &self.stored;
        let news = signed_in
            .people
            .take(readings, &stored.watch_list, look, now);
        let rules = Rules {
            groups: &stored.groups,
            default_rule: &stored.default_rule,
            now,
        };
        signed_in.notices.take(news, &signed_in.people, &rules);
        self.people_have_changed(now);
    }

    /// Takes what a look between two rounds found, unless it was begun before
    /// the computer slept.
    pub(super) fn take_look(&mut self, look: u32, readings: Presences, now: DateTime<Utc>) {
        if self.signed_in().is_some_and(|s| s.notices.looks() == look) {
            self.take_readings(readings, now);
        }
    }

    /// A wish to be told once about somebody was made.
    pub(super) fn wished(&mut self, id: &PersonId, now: DateTime<Utc>) {
        if let (Session::SignedIn(signed_in), Some(watched)) =
            (&mut self.session, self.stored.watch_list.get(id))
        {
            signed_in.notices.wished(watched, &signed_in.people, now);
        }
    }

    /// Gives the notices that are to be given now.
    pub(super) fn tell(&mut self, now: DateTime<Utc>) {
        // From any other run nobody would hear of it.
        if self.mode != Mode::Resident {
            return;
        }
        let Session::SignedIn(signed_in) = &mut self.session else {
            return;
        };
        let poll = &signed_in.poll;
        let reads = signed_in.ended.is_none() && signed_in.scopes == Scopes::Colleagues;
        let round = poll.is_running() || poll.due_at().is_some_and(|at| now >= at);
        let ground = Ground {
            rules: Rules {
                groups: &self.stored.groups,
                default_rule: &self.stored.default_rule,
                now,
            },
            pause: self.stored.pause,
            quiet_until: self.stored.quiet.until(now, self.zone),
            me: (signed_in.own.reported.as_ref()).map(|reported| &reported.presence),
            round_runs: poll.is_running(),
            may_look: reads && !round && poll.waits_for().is_none(),
            zone: self.zone,
        };
        let list = &mut self.stored.watch_list;
        let decided = signed_in.notices.decide(list, &signed_in.people, &ground);
        signed_in.notices.keep_today(self.zone, now);
        let look = signed_in.notices.looks();
        if decided.spent {
            self.save();
        }
        for notice in decided.notices {
            self.ask(Effect::Notify(notice));
        }
        if !decided.look_at.is_empty() {
            self.ask(Effect::LookAt(look, decided.look_at));
        }
    }

    /// The moments at which something about notices changes by itself.
    pub(super) fn telling_at(&self, now: DateTime<Utc>) -> Vec<DateTime<Utc>> {
        let stored = &self.stored;
        let mut moments: Vec<DateTime<Utc>> = ends(stored).collect();
        moments.extend(stored.pause.and_then(|pause| pause.until));
        moments.extend(stored.quiet.changes_at(now, self.zone));
        if let Session::SignedIn(signed_in) = &self.session {
            moments.extend(signed_in.notices.next_at(now));
        }
        moments
    }

    /// Takes away what has ended: pauses, rules, wishes and mutes.
    pub(super) fn end_rules(&mut self, now: DateTime<Utc>) {
        let stored = &mut self.stored;
        let pause = stored.pause.and_then(|pause| pause.until);
        let is_over = pause.into_iter().chain(ends(stored)).any(|end| now >= end);
        if !is_over {
            return;
        }
        let has_ended = |rule: &mut Rule| rule.has_ended(now);
        stored
            .pause
            .take_if(|pause| pause.until.is_some_and(|until| now >= until));
        for watched in stored.watch_list.iter_mut() {
            watched.rule.take_if(has_ended);
            watched.once.take_if(has_ended);
            watched.muted_until.take_if(|until| now >= *until);
        }
        for group in &mut stored.groups {
            group.rule.take_if(has_ended);
        }
        if stored.default_rule.has_ended(now) {
            stored.default_rule = Rule::default();
        }
        self.save();
    }
}

/// The ends of rules, wishes and mutes.
fn ends(stored: &Stored) -> impl Iterator<Item = DateTime<Utc>> {
    let end = |rule: &Option<Rule>| rule.as_ref().and_then(|rule| rule.until);
    let people = stored.watch_list.iter();
    let people = people.flat_map(move |w| [end(&w.rule), end(&w.once), w.muted_until]);
    let groups = stored.groups.iter().map(move |group| end(&group.rule));
    people
        .chain(groups)
        .chain([stored.default_rule.until])
        .flatten()
}
