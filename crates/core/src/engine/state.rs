//! The single writer: one input in, effects out.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::Mode;
use super::adding::Adding;
use super::commands;
use super::dice::Dice;
use super::effect::Effect;
use super::handle::Outcome;
use super::input::{CommandId, FlowId, Generation, Input};
use super::keyring::Keyring;
use super::pace;
use super::problem::Problem;
use super::remarks::{Matter, Remarks};
use super::removal::Removal;
use super::saving::Unsaved;
use super::session::{Flow, Session, SignedIn};
use super::updates::Updates;
use crate::UserError;
use crate::auth::{Registration, Scopes};
use crate::model::Requested;
use crate::seat::Seat;
use crate::settings::{NO_PROGRAM, POLL_INTERVAL, Settings, Stored, unrunnable};
use crate::view::HelpView;

/// Everything the engine knows. Changed by [`State::handle`] alone.
#[derive(Debug)]
pub(super) struct State {
    pub(super) mode: Mode,
    pub(super) demo: bool,
    pub(super) zone: Tz,
    pub(super) seat: Seat,
    /// The application, or why there is none to sign in with.
    pub(super) registration: Result<Registration, UserError>,
    /// Where a registration is written; none for a run that brings its own.
    pub(super) settings: Option<Settings>,
    pub(super) stored: Stored,
    pub(super) session: Session,
    pub(super) flow: Option<Flow>,
    pub(super) flows: FlowId,
    pub(super) searches: u32,
    /// Adding many people, under way or done.
    pub(super) adding: Option<Adding>,
    pub(super) addings: u32,
    /// What can be brought back to the watch list.
    pub(super) removal: Option<Removal>,
    pub(super) problem: Problem,
    /// After a sign-in that the company stopped.
    pub(super) help: Option<HelpView>,
    pub(super) remarks: Remarks,
    /// Set while what is remembered can't be saved.
    pub(super) unsaved: Option<Unsaved>,
    /// What the user did not agree to in this run.
    pub(super) refused: Option<Scopes>,
    pub(super) keyring: Keyring,
    /// Whether the window is open.
    pub(super) closely: bool,
    /// Between rounds while nothing speaks for more or fewer of them.
    pub(super) poll_interval: TimeDelta,
    pub(super) generation: Generation,
    /// The user quits: nothing is begun any more.
    pub(super) ending: bool,
    /// What was requested before the pick of a run that does not stay: what it
    /// can't send, nobody sends later.
    pub(super) before_pick: Option<(Option<Requested>, bool)>,
    /// Whether the system starts us by itself; none for a run that belongs to no
    /// desktop.
    pub(super) starts_at_sign_in: Option<bool>,
    pub(super) updates: Updates,
    pub(super) dice: Dice,
    effects: Vec<Effect>,
}

impl State {
    pub(super) fn new(
        mode: Mode,
        demo: bool,
        zone: Tz,
        (registration, settings): (Result<Registration, UserError>, Option<Settings>),
        (stored, remark): (Stored, Option<String>),
        seed: u64,
    ) -> Self {
        let mut remarks = Remarks::default();
        if let Some(words) = remark {
            remarks.add(Matter::SetAside, words);
        }
        for words in settings.iter().flat_map(Settings::remarks) {
            remarks.add(Matter::Run, words.clone());
        }
        for program in settings.iter().flat_map(Settings::missing_programs) {
            let words = unrunnable(program, NO_PROGRAM);
            remarks.add(Matter::Hook(program.clone()), words);
        }
        Self {
            mode,
            demo,
            zone,
            seat: Seat::default(),
            registration,
            settings,
            stored,
            session: Session::Starting {
                waiting: Vec::new(),
            },
            flow: None,
            flows: 0,
            searches: 0,
            adding: None,
            addings: 0,
            removal: None,
            problem: Problem::default(),
            help: None,
            remarks,
            unsaved: None,
            refused: None,
            keyring: Keyring::default(),
            closely: false,
            poll_interval: POLL_INTERVAL,
            generation: 0,
            ending: false,
            before_pick: None,
            starts_at_sign_in: None,
            updates: Updates::default(),
            dice: Dice::new(seed),
            effects: Vec::new(),
        }
    }

    /// The same, reading so often.
    pub(super) fn polling_every(mut self, interval: TimeDelta) -> Self {
        self.poll_interval = interval;
        self
    }

    /// The pace of rounds as things are.
    pub(super) fn interval(&self) -> TimeDelta {
        pace::interval(self.poll_interval, self.closely, self.seat)
    }

    /// The window or the seat may have changed the pace, which was `before`.
    pub(super) fn paced(&mut self, before: TimeDelta, now: DateTime<Utc>) {
        let interval = self.interval();
        if interval != before
            && let Session::SignedIn(signed_in) = &mut self.session
        {
            signed_in.people.paced(before, interval, now);
            signed_in.own.paced(before, interval, now);
            signed_in.poll.paced(before, interval, &mut self.dice, now);
        }
    }

    /// Whose work a report must be to be heard.
    pub(super) fn generation(&self) -> Generation {
        self.generation
    }

    /// Takes what happened and says what to do about it, in order.
    pub(super) fn handle(&mut self, input: Input, now: DateTime<Utc>) -> Vec<Effect> {
        match input {
            Input::Started => self.started(now),
            Input::Woke => self.woke(now),
            Input::Zone(zone) => self.zone = zone,
            Input::Seat(seat) => self.seated(seat, now),
            Input::Keyring => self.keyring_changed(now),
            Input::Command(id, asker, command) => {
                self.problem.asked_by(asker, id);
                commands::take(self, id, command, now);
            }
            Input::Unheard(id) => self.problem.unheard(id),
            Input::Resumed(outcome) => self.resumed(outcome, now),
            Input::Registered(id, outcome) => self.registered(id, outcome, now),
            Input::SignInProgress(flow, step) => self.sign_in_progress(flow, step),
            Input::SignInEnded(flow, outcome) => self.sign_in_ended(flow, outcome, now),
            Input::Adopted {
                answer,
                outcome,
                keeping,
            } => self.adopted(answer, outcome, keeping, now),
            Input::Standing(standing) => self.stands(standing, now),
            Input::SignedOut {
                answer,
                key,
                outcome,
            } => self.signed_out(answer, key, outcome, now),
            Input::Contacted(id, outcome) | Input::PageShown(id, outcome) => {
                self.answer(id, outcome);
            }
            Input::Forgotten(key, outcome) => self.forgotten(&key, outcome, now),
            Input::Saved(outcome) => self.saved(outcome, now),
            Input::Remark(about, words) => self.remarks.add(about, words),
            Input::Mended(about) => self.remarks.end(&about),
            Input::Desktop {
                starts_at_sign_in,
                answer,
            } => self.desktop_stands(starts_at_sign_in, answer),
            Input::UpdateLooked(outcome) => self.update_looked(outcome),
            Input::UpdateDownloaded(percent) => self.update_downloaded(percent),
            Input::UpdateInstalled(outcome) => self.update_installed(outcome),
            Input::Report(generation, report) if generation == self.generation => {
                self.report(report, now);
            }
            // A report of an earlier account's work is nobody's; a tick is only time.
            Input::Report(..) | Input::Tick => {}
        }
        if !self.ending {
            self.do_what_is_due(now);
        }
        std::mem::take(&mut self.effects)
    }

    /// The next moment at which [`Input::Tick`] would change something.
    pub(super) fn next_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let mut next = self.telling_at(now);
        next.extend(self.keyring.next_at);
        next.extend(self.save_at());
        next.extend(self.adding.as_ref().and_then(Adding::next_at));
        next.extend(self.update_due_at());
        if let Session::SignedIn(signed_in) = &self.session {
            if signed_in.ended.is_none() {
                next.extend(signed_in.poll.due_at());
                next.extend(signed_in.own.next_at(now));
                next.extend(self.message_end());
                let stale_at = signed_in.poll.stale_at().filter(|at| *at > now);
                next.extend(stale_at.filter(|_| self.polls()));
            }
            let requested = self.stored.requested.as_ref();
            next.extend(requested.and_then(|requested| requested.until));
            let keep = self.stored.keep_available.filter(|_| self.sets_by_itself());
            next.extend(keep.and_then(|keep| keep.until));
        }
        next.into_iter().min()
    }

    pub(super) fn ask(&mut self, effect: Effect) {
        if let Effect::Answer(id, _) = &effect {
            self.problem.answered(*id);
        }
        self.effects.push(effect);
    }

    pub(super) fn ask_all(&mut self, effects: Vec<Effect>) {
        self.effects.extend(effects);
    }

    /// Answers a command; a failure of a face's is also shown to who did not
    /// wait, until another command of its kind works.
    pub(super) fn answer(&mut self, id: CommandId, outcome: Outcome) {
        match &outcome {
            Ok(()) => self.problem.worked(id),
            Err(error) => self.problem.failed(id, error),
        }
        self.ask(Effect::Answer(id, outcome));
    }

    pub(super) fn answer_all(&mut self, ids: Vec<CommandId>, outcome: &Outcome) {
        for id in ids {
            self.answer(id, outcome.clone());
        }
    }

    pub(super) fn signed_in(&mut self) -> Option<&mut SignedIn> {
        match &mut self.session {
            Session::SignedIn(signed_in) => Some(signed_in),
            Session::Starting { .. } | Session::SignedOut { .. } => None,
        }
    }

    /// Whether this run reads without being asked each time.
    pub(super) fn polls(&self) -> bool {
        self.mode != Mode::OneShot
    }

    fn woke(&mut self, now: DateTime<Utc>) {
        self.hurry_keyring(now);
        self.message_woke(now);
        let interval = self.interval();
        if let Session::SignedIn(signed_in) = &mut self.session {
            signed_in.people.woke(now);
            signed_in.notices.start_over();
            let pin = self.stored.held.pin.as_ref();
            let pinned = pin.is_some_and(|pin| pin.is_live(now));
            signed_in.own.woke(pinned, now);
            signed_in.poll.woke(interval, now);
        }
    }

    /// Whoever comes back wants to see what is so now; who wakes the computer has
    /// been away for a time nobody measured.
    fn seated(&mut self, seat: Seat, now: DateTime<Utc>) {
        let pace = self.interval();
        let before = std::mem::replace(&mut self.seat, seat);
        self.paced(pace, now);
        if before.asleep && !seat.asleep {
            self.woke(now);
        } else if before.is_left() && !seat.is_left() {
            // The password that let them in may have unlocked it, too.
            self.hurry_keyring(now);
            if let Some(signed_in) = self.signed_in() {
                signed_in.poll.hurry(now);
            }
        }
    }

    /// Ends what has ended and begins what is due.
    fn do_what_is_due(&mut self, now: DateTime<Utc>) {
        self.ask_keyring_when_due(now);
        self.look_for_update_when_due(now);
        self.save_when_due(now);
        self.end_rules(now);
        if !matches!(self.session, Session::SignedIn(_)) {
            return;
        }
        self.end_what_has_ended(now);
        self.wish_anew();
        self.write_next(now);
        self.tell(now);
        self.read_next(now);
        self.look_up_next(now);
    }

    pub(super) fn end_what_has_ended(&mut self, now: DateTime<Utc>) {
        let stored = &mut self.stored;
        let requested = stored.requested.take_if(|pick| pick.has_ended(now));
        let keep = stored.keep_available.take_if(|keep| keep.has_ended(now));
        if self.end_message(now) || requested.is_some() || keep.is_some() {
            self.save();
        }
    }

    fn read_next(&mut self, now: DateTime<Utc>) {
        let message_end = self.message_end().filter(|end| now >= *end);
        let Session::SignedIn(signed_in) = &mut self.session else {
            return;
        };
        if signed_in.ended.is_some() {
            return;
        }
        if signed_in.poll.due_at().is_some_and(|at| now >= at) {
            let groups = match signed_in.scopes {
                Scopes::Own => Vec::new(),
                Scopes::Colleagues => vec![
                    signed_in.people.ids(&self.stored.watch_list),
                    signed_in.people.apart(signed_in.poll.is_asked(), now),
                ],
            };
            let groups = groups.into_iter().filter(|ids| !ids.is_empty());
            let reads = groups.map(Effect::ReadPeople).collect::<Vec<_>>();
            signed_in.poll.begin(1 + reads.len());
            signed_in.own.reads_back(now, message_end);
            self.ask(Effect::ReadOwn);
            self.effects.extend(reads);
        } else if self.mode == Mode::Resident && signed_in.own.reads_back(now, message_end) {
            self.ask(Effect::ReadBack);
        }
    }
}
