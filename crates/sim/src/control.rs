//! The simulator's controls: what a test, a demonstration or a person at the
//! control endpoint can do to the simulated world.

pub(crate) mod endpoint;
mod report;
mod visit;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::identity::Secret;
use crate::server::{Seen, Server};
use crate::settings::{Settings, SignIn};
use crate::shared::Shared;
use crate::world::fault::Fault;
use crate::world::message::StatusMessage;
use crate::world::person::Person;
use crate::world::presence::{OutOfOffice, Pair, Pin, Presence};
use crate::world::{company, teams_reports};

/// Whom a control is about: an id, or an address, a full or a given name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who(String);

impl From<Uuid> for Who {
    fn from(id: Uuid) -> Self {
        Self(id.to_string())
    }
}

impl From<&str> for Who {
    fn from(who: &str) -> Self {
        Self(who.to_owned())
    }
}

impl From<String> for Who {
    fn from(who: String) -> Self {
        Self(who)
    }
}

/// Nobody in the company goes by this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NobodyCalled(pub String);

impl fmt::Display for NobodyCalled {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Nobody in the company is called {:?}", self.0)
    }
}

impl std::error::Error for NobodyCalled {}

/// Controls a running simulator. Clones control the same one.
///
/// Changes made here are seen by readers at once, whatever the lag.
#[derive(Clone, Debug)]
pub struct Control {
    shared: Arc<Shared>,
}

impl Control {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    fn now(&self) -> DateTime<Utc> {
        self.shared.clock.now()
    }

    fn server<T>(&self, use_it: impl FnOnce(&mut Server) -> T) -> T {
        use_it(&mut self.shared.lock())
    }

    fn change(
        &self,
        who: impl Into<Who>,
        change: impl Fn(&mut Presence),
    ) -> Result<(), NobodyCalled> {
        let (Who(who), now) = (who.into(), self.now());
        self.server(|server| {
            server.world.catch_up(now);
            let id = server.world.find(&who);
            match id.and_then(|id| server.world.person_mut(id)) {
                Some(person) => {
                    person.presence.change(now, change);
                    Ok(())
                }
                None => Err(NobodyCalled(who)),
            }
        })
    }

    fn edit(
        &self,
        who: impl Into<Who>,
        edit: impl FnOnce(&mut Person),
    ) -> Result<(), NobodyCalled> {
        let Who(who) = who.into();
        self.server(|server| {
            let id = server.world.find(&who);
            match id.and_then(|id| server.world.person_mut(id)) {
                Some(person) => {
                    edit(person);
                    Ok(())
                }
                None => Err(NobodyCalled(who)),
            }
        })
    }

    /// A person's Teams client reports this pair, any strings. With
    /// `Offline`/`Offline` it signs out.
    pub fn set_presence(
        &self,
        who: impl Into<Who>,
        availability: &str,
        activity: &str,
    ) -> Result<(), NobodyCalled> {
        let (pair, now) = (Pair::new(availability, activity), self.now());
        self.change(who, |presence| teams_reports(presence, &pair, now))
    }

    /// A person picks a preferred presence in Teams, or resets it.
    pub fn set_pin(
        &self,
        who: impl Into<Who>,
        pin: Option<(&str, &str, DateTime<Utc>)>,
    ) -> Result<(), NobodyCalled> {
        let now = self.now();
        let pin = pin.map(|(availability, activity, expires_at)| Pin {
            pair: Pair::new(availability, activity),
            set_at: now,
            expires_at,
        });
        self.change(who, |presence| presence.pin.clone_from(&pin))
    }

    /// Sets or clears a person's status message.
    pub fn set_message(
        &self,
        who: impl Into<Who>,
        content: Option<&str>,
        expires_at: Option<DateTime<Utc>>,
    ) -> Result<(), NobodyCalled> {
        let message = content.map(|content| StatusMessage {
            content: content.to_owned(),
            expires_at,
            published_at: self.now(),
        });
        self.change(who, |presence| presence.message.clone_from(&message))
    }

    /// Turns a person's automatic replies on, with this text, or off.
    pub fn set_out_of_office(
        &self,
        who: impl Into<Who>,
        text: Option<&str>,
    ) -> Result<(), NobodyCalled> {
        let in_activity = self.settings().out_of_office_in_activity;
        let state = text.map(|text| OutOfOffice {
            message: Some(text.to_owned()),
            in_activity,
        });
        self.change(who, |presence| presence.out_of_office.clone_from(&state))
    }

    /// Starts or ends a meeting in a person's calendar.
    pub fn set_in_meeting(&self, who: impl Into<Who>, on: bool) -> Result<(), NobodyCalled> {
        self.change(who, |presence| presence.in_meeting = on)
    }

    /// Sets a person's work location (`office`, `remote`, `timeOff`), or none.
    pub fn set_work_location(
        &self,
        who: impl Into<Who>,
        kind: Option<&str>,
    ) -> Result<(), NobodyCalled> {
        let kind = kind.map(str::to_owned);
        self.change(who, |presence| presence.work_location.clone_from(&kind))
    }

    /// Renames a person of the directory.
    pub fn set_name(
        &self,
        who: impl Into<Who>,
        given: &str,
        surname: &str,
    ) -> Result<(), NobodyCalled> {
        self.edit(who, |person| {
            given.clone_into(&mut person.given);
            surname.clone_into(&mut person.surname);
        })
    }

    /// Gives a person a photo of one colour, or takes it away.
    pub fn set_photo(
        &self,
        who: impl Into<Who>,
        colour: Option<[u8; 3]>,
    ) -> Result<(), NobodyCalled> {
        self.edit(who, |person| person.photo = colour)
    }

    /// Adds so many offline people and returns their ids.
    pub fn add_people(&self, number: u32) -> Vec<Uuid> {
        self.server(|server| server.world.add_people(number))
    }

    /// The id of somebody by address, full or given name.
    pub fn find(&self, who: impl Into<Who>) -> Result<Uuid, NobodyCalled> {
        let Who(who) = who.into();
        self.server(|server| server.world.find(&who))
            .ok_or(NobodyCalled(who))
    }

    /// Switches a fault on, in addition to those that are.
    pub fn fault(&self, fault: Fault) {
        self.server(|server| server.faults.add(fault));
    }

    /// Switches all faults off and lets held requests go on.
    pub fn clear_faults(&self) {
        self.server(|server| server.faults.clear());
        self.release();
    }

    /// Lets the requests go on that a `Slow` fault holds.
    pub fn release(&self) {
        self.shared.release();
    }

    /// Waits until at least so many requests are held by `Slow` faults.
    pub async fn wait_until_held(&self, number: usize) {
        self.shared.wait_until_held(number).await;
    }

    /// Moves the clock on.
    pub fn advance(&self, by: TimeDelta) {
        self.shared.clock.advance(by);
    }

    /// Sets the clock.
    pub fn set_clock(&self, to: DateTime<Utc>) {
        self.shared.clock.set(to);
    }

    /// The requests that were answered, oldest first.
    pub fn requests(&self) -> Vec<Seen> {
        self.server(|server| server.seen.clone())
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&self) {
        self.server(|server| server.seen.clear());
    }

    /// Waits until the answered requests are as `are` says; it is asked again
    /// after every request.
    pub async fn wait_for_requests(&self, are: impl Fn(&[Seen]) -> bool) {
        self.shared.wait_until(|server| are(&server.seen)).await;
    }

    /// The whole world as JSON, as described in the README of this crate.
    pub fn state(&self) -> Value {
        let now = self.now();
        self.server(|server| {
            server.world.catch_up(now);
            report::state(server, now)
        })
    }

    /// One person as JSON, in the form of the people in [`Control::state`].
    pub fn person(&self, who: impl Into<Who>) -> Result<Value, NobodyCalled> {
        let (Who(who), now) = (who.into(), self.now());
        self.server(|server| {
            server.world.catch_up(now);
            let id = server.world.find(&who);
            id.and_then(|id| server.world.person(id))
                .map(|person| report::person(person, now))
                .ok_or(NobodyCalled(who))
        })
    }

    /// The script of the next sign-ins and refreshes.
    pub fn sign_in(&self, script: SignIn) {
        self.server(|server| server.sign_in = script);
    }

    /// Makes all refresh tokens worthless; access tokens live on.
    pub fn revoke_tokens(&self) {
        self.server(|server| server.identity.revoke_tokens());
    }

    /// Ends the life of all access tokens.
    pub fn expire_access_tokens(&self) {
        let now = self.now();
        self.server(|server| server.identity.expire_access_tokens(now));
    }

    /// How long a write through Graph is not seen by readers.
    pub fn set_lag(&self, lag: TimeDelta) {
        self.change_settings(|settings| settings.lag_milliseconds = lag.num_milliseconds());
    }

    /// What the signed-in person has agreed to so far, in other sign-ins.
    pub fn set_consented<'a>(&self, scopes: impl IntoIterator<Item = &'a str>) {
        let scopes: BTreeSet<String> = scopes.into_iter().map(str::to_owned).collect();
        self.server(|server| {
            let person = server.visitor();
            server.identity.consented.insert(person, scopes);
        });
    }

    /// Scopes that are never granted, although the sign-in succeeds.
    pub fn set_declined<'a>(&self, scopes: impl IntoIterator<Item = &'a str>) {
        let scopes: BTreeSet<String> = scopes.into_iter().map(str::to_owned).collect();
        self.change_settings(|settings| settings.declined_scopes = scopes);
    }

    /// Scopes that only an administrator may grant, and has not.
    pub fn set_admin_only<'a>(&self, scopes: impl IntoIterator<Item = &'a str>) {
        let scopes: BTreeSet<String> = scopes.into_iter().map(str::to_owned).collect();
        self.change_settings(|settings| settings.admin_scopes = scopes);
    }

    /// Every secret of the identity platform so far, for a test that looks for
    /// them where they must not be: what was issued (access, refresh and id
    /// tokens, authorisation codes, device codes) and what clients made up (the
    /// state and the PKCE verifier of each sign-in).
    pub fn secrets(&self) -> Vec<Secret> {
        self.server(|server| server.identity.secrets())
    }

    /// The switches as they are.
    pub fn settings(&self) -> Settings {
        self.server(|server| server.settings.clone())
    }

    /// Changes some of the switches.
    pub fn change_settings(&self, change: impl FnOnce(&mut Settings)) {
        self.server(|server| change(&mut server.settings));
    }

    /// The id of the `number`th person that [`Control::add_people`] adds.
    pub fn added_id(number: u32) -> Uuid {
        company::added_id(number)
    }
}
