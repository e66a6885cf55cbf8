//! Adding everybody a text or a file names: each is looked up in the directory,
//! a few at a time, however long that takes.

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};

use super::effect::Effect;
use super::importing;
use super::input::CommandId;
use super::removal;
use super::state::State;
use crate::UserError;
use crate::auth::{AuthError, Scopes};
use crate::graph::GraphError;
use crate::model::{Person, Resolution, named_in};
use crate::view::PeopleFile;

/// How many may be added at once.
const MOST: usize = 500;

/// Requests on their way at a time.
const MOST_ASKED: usize = 4;

/// How long to leave Graph alone where it does not say.
const REST: TimeDelta = TimeDelta::seconds(10);

/// What was found is written down whenever it is so many more: each time the
/// whole file is written.
const SAVED_AFTER: usize = 25;

/// Adding many people: under way, or what came of it.
#[derive(Debug)]
pub(super) struct Adding {
    /// Which, of those of one run.
    pub(super) id: u32,
    /// The command to answer; none once that is done.
    answer: Option<CommandId>,
    pub(super) all: usize,
    /// Not asked for yet.
    open: VecDeque<String>,
    asked: Vec<String>,
    /// All words in their order, of which so many were taken in.
    order: Vec<String>,
    taken: usize,
    /// What the others led to so far: they are taken in their order.
    settled: HashMap<String, Resolution>,
    rest_until: Option<DateTime<Utc>>,
    /// Whom a file's entries without an id mean; they are added with it.
    file: Option<(PeopleFile, HashMap<String, Person>)>,
    pub(super) added: Vec<Person>,
    pub(super) changed: Vec<Person>,
    pub(super) known: Vec<Person>,
    pub(super) not_found: Vec<String>,
    pub(super) several: Vec<(String, Vec<Person>)>,
    pub(super) problem: Option<UserError>,
    unsaved: usize,
}

impl Adding {
    fn new(id: u32, answer: CommandId, words: Vec<String>) -> Self {
        Self {
            id,
            answer: Some(answer),
            all: words.len(),
            open: words.into(),
            asked: Vec::new(),
            order: Vec::new(),
            taken: 0,
            settled: HashMap::new(),
            rest_until: None,
            file: None,
            added: Vec::new(),
            changed: Vec::new(),
            known: Vec::new(),
            not_found: Vec::new(),
            several: Vec::new(),
            problem: None,
            unsaved: 0,
        }
    }

    pub(super) fn is_busy(&self) -> bool {
        self.answer.is_some()
    }

    /// How many have been looked up.
    pub(super) fn done(&self) -> usize {
        self.all - self.open.len() - self.asked.len()
    }

    /// When it goes on by itself.
    pub(super) fn next_at(&self) -> Option<DateTime<Utc>> {
        self.rest_until.filter(|_| self.is_busy())
    }

    /// What was asked before is asked again: its answers belong to nobody.
    pub(super) fn ask_anew(&mut self) {
        for word in self.asked.drain(..).rev() {
            self.open.push_front(word);
        }
    }

    fn note(&mut self, person: Person, is_new: bool) {
        let told = |people: &[Person]| people.iter().any(|known| known.id == person.id);
        if told(&self.added) || told(&self.known) {
            return;
        }
        if is_new {
            self.added.push(person);
        } else {
            self.known.push(person);
        }
    }
}

impl State {
    /// Adds everybody a text names. An exported list says more about people than
    /// that, and its lines name nobody.
    pub(super) fn add_by_words(&mut self, id: CommandId, text: &str, now: DateTime<Utc>) {
        if PeopleFile::is_one(text) {
            let why = UserError::usage(
                "That is an exported list",
                "Import it as a file: that brings its groups and rules, too",
            );
            return self.answer(id, Err(why));
        }
        let words = named_in(text);
        if let Err(why) = self.may_look_up(words.len()) {
            return self.answer(id, Err(why));
        }
        if words.is_empty() {
            let why = UserError::usage("Nobody is named", "Write addresses or names");
            return self.answer(id, Err(why));
        }
        self.begin_adding(id, words, None, now);
    }

    /// Adds the people of a file. Nothing changes before all of them are found
    /// or known not to be.
    pub(super) fn import_people(&mut self, id: CommandId, text: &str, now: DateTime<Utc>) {
        let outcome = importing::read(text).and_then(|file| {
            let words = importing::words(&file);
            if words.is_empty() {
                self.may_add()?;
            } else {
                self.may_look_up(words.len())?;
            }
            Ok((file, words))
        });
        match outcome {
            Ok((file, words)) => {
                self.begin_adding(id, words, Some((file, HashMap::new())), now);
            }
            Err(why) => self.answer(id, Err(why)),
        }
    }

    fn begin_adding(
        &mut self,
        id: CommandId,
        words: Vec<String>,
        file: Option<(PeopleFile, HashMap<String, Person>)>,
        now: DateTime<Utc>,
    ) {
        self.addings += 1;
        self.problem.taken_up(id);
        let mut adding = Adding::new(self.addings, id, words);
        adding.file = file;
        let called = self.stored.watch_list.by_word();
        let mut open = std::mem::take(&mut adding.open);
        open.retain(|word| {
            let Some(person) = called.get(&word.to_lowercase()).copied().flatten() else {
                return true;
            };
            match &mut adding.file {
                Some((_, found)) => {
                    found.insert(word.to_lowercase(), person.clone());
                }
                None => adding.note(person.clone(), false),
            }
            false
        });
        adding.order = open.iter().cloned().collect();
        adding.open = open;
        self.adding = Some(adding);
        self.look_up_next(now);
    }

    /// Whoever is not signed in may write the list; it is read later.
    fn may_add(&mut self) -> Result<(), UserError> {
        if self.adding.as_ref().is_some_and(Adding::is_busy) {
            return Err(UserError::usage(
                "Porchlight is still looking people up",
                "Wait until it is done, or stop it",
            ));
        }
        match self.signed_in() {
            Some(s) if s.ended.is_none() && s.scopes == Scopes::Own => {
                Err(AuthError::NoConsent.to_user())
            }
            Some(_) | None => Ok(()),
        }
    }

    fn may_look_up(&mut self, words: usize) -> Result<(), UserError> {
        self.may_add()?;
        match self.signed_in().map(|s| s.ended.clone()) {
            Some(None) => {}
            Some(Some(why)) => return Err(why),
            None => return Err(AuthError::SignedOut.to_user()),
        }
        if words > MOST {
            return Err(UserError::usage(
                format!("{MOST} people at most can be looked up at once, and these are {words}"),
                "Write them in several parts",
            ));
        }
        Ok(())
    }

    /// Asks for as many as may be on their way; ends when none are left.
    pub(super) fn look_up_next(&mut self, now: DateTime<Utc>) {
        let Some(adding) = self.adding.as_mut().filter(|a| a.is_busy()) else {
            return;
        };
        if adding.open.is_empty() && adding.asked.is_empty() {
            return self.finish_adding(now);
        }
        if adding.rest_until.is_some_and(|until| now < until) {
            return;
        }
        adding.rest_until = None;
        let id = adding.id;
        let free = MOST_ASKED.saturating_sub(adding.asked.len());
        let next: Vec<String> = (0..free).map_while(|_| adding.open.pop_front()).collect();
        adding.asked.extend(next.iter().cloned());
        for word in next {
            self.ask(Effect::LookUp { id, word });
        }
    }

    /// Takes what one word led to.
    pub(super) fn looked_up(
        &mut self,
        id: u32,
        word: String,
        outcome: Result<Resolution, GraphError>,
        now: DateTime<Utc>,
    ) {
        let Some(adding) = self
            .adding
            .as_mut()
            .filter(|adding| adding.id == id && adding.is_busy())
        else {
            return;
        };
        adding.asked.retain(|asked| *asked != word);
        match outcome {
            Ok(resolution) => {
                adding.settled.insert(word, resolution);
                self.take_settled(false);
            }
            Err(
                GraphError::Refused {
                    status: 400 | 404, ..
                }
                | GraphError::NoAccount { .. },
            ) => {
                adding.settled.insert(word, Resolution::Nobody);
                self.take_settled(false);
            }
            Err(
                GraphError::Throttled { retry_after, .. }
                | GraphError::SignIn(AuthError::Throttled { retry_after }),
            ) => {
                let rest = now + retry_after.unwrap_or(REST);
                adding.rest_until = adding.rest_until.max(Some(rest));
                adding.open.push_front(word);
            }
            Err(error) => self.fail_adding(&error.to_user()),
        }
        self.look_up_next(now);
    }

    /// Takes in what words led to, in their order; with `all` also what comes
    /// after a word that led to nothing yet.
    fn take_settled(&mut self, all: bool) {
        let Some(adding) = &mut self.adding else {
            return;
        };
        while let Some(word) = adding.order.get(adding.taken).cloned() {
            let settled = adding.settled.remove(&word);
            if settled.is_none() && !all {
                break;
            }
            adding.taken += 1;
            match settled {
                None => {}
                Some(Resolution::Nobody) => adding.not_found.push(word),
                Some(Resolution::Several(people)) => adding.several.push((word, people)),
                Some(Resolution::One(person)) => {
                    if let Some((_, found)) = &mut adding.file {
                        found.insert(word.to_lowercase(), person);
                        continue;
                    }
                    let is_new = self.stored.watch_list.add(person.clone());
                    removal::added_anew(&mut self.removal, [&person.id]);
                    adding.note(person, is_new);
                    adding.unsaved += 1;
                }
            }
        }
        if adding.unsaved >= SAVED_AFTER {
            adding.unsaved = 0;
            self.save();
        }
    }

    fn finish_adding(&mut self, now: DateTime<Utc>) {
        let Some(adding) = &mut self.adding else {
            return;
        };
        let mut unsaved = std::mem::take(&mut adding.unsaved) > 0;
        if let Some((file, found)) = adding.file.take() {
            let laid = importing::apply(&mut self.stored, &file, &found);
            let added = laid.added.iter().map(|person| &person.id);
            removal::added_anew(&mut self.removal, added);
            adding.added = laid.added;
            adding.changed = laid.changed;
            adding.known = laid.unchanged;
            unsaved = true;
        }
        let answer = adding.answer.take();
        if unsaved {
            self.save();
        }
        super::commands::hurry(self, now);
        if let Some(id) = answer {
            self.ask(Effect::Answer(id, Ok(())));
        }
    }

    /// Comes to an early end; what was added stays, and of a file nothing is.
    pub(super) fn fail_adding(&mut self, why: &UserError) {
        if !self.adding.as_ref().is_some_and(Adding::is_busy) {
            return;
        }
        self.take_settled(true);
        let Some(adding) = &mut self.adding else {
            return;
        };
        adding.problem = Some(why.clone());
        adding.file = None;
        let unsaved = std::mem::take(&mut adding.unsaved) > 0;
        let answer = adding.answer.take();
        self.ask(Effect::CancelLookUps);
        if unsaved {
            self.save();
        }
        // The failure belongs to the adding alone, which shows it.
        if let Some(id) = answer {
            self.ask(Effect::Answer(id, Err(why.clone())));
        }
    }

    /// Ends it, and puts away what it told.
    pub(super) fn end_adding(&mut self) {
        self.take_settled(true);
        let Some(adding) = self.adding.take() else {
            return;
        };
        if adding.is_busy() {
            self.ask(Effect::CancelLookUps);
        }
        if adding.unsaved > 0 {
            self.save();
        }
        if let Some(id) = adding.answer {
            self.ask(Effect::Answer(id, Ok(())));
        }
    }
}
