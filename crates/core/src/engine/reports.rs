//! What came of the requests to Graph.

use chrono::{DateTime, Utc};

use super::commands;
use super::input::Report;
use super::problem::Concern;
use super::session::Session;
use super::state::State;
use crate::auth::AuthError;
use crate::graph::GraphError;

impl State {
    /// Takes what came of work for the account that is signed in.
    pub(super) fn report(&mut self, report: Report, now: DateTime<Utc>) {
        match report {
            Report::Own(outcome) => {
                let error = outcome.as_ref().err().cloned();
                if let Ok(presence) = outcome {
                    self.take_own(presence, true, now);
                }
                self.round_part(error.as_ref(), now);
            }
            Report::ReadBack(outcome) => {
                self.sign_in_may_have_ended(outcome.as_ref().err());
                if let Ok(presence) = outcome {
                    self.take_own(presence, false, now);
                }
            }
            Report::People(outcome) => {
                let error = match &outcome {
                    Ok(readings) => readings.trouble.clone(),
                    Err(error) => Some(error.clone()),
                };
                if let Ok(readings) = outcome {
                    self.take_readings(readings, now);
                }
                let unseen = GraphError::SignIn(AuthError::NoConsent);
                // One's own part of the round has gone well all the same.
                self.round_part(error.as_ref().filter(|error| **error != unseen), now);
            }
            Report::Followed(command, outcome) => {
                let told = outcome.as_ref().map(|_| ()).map_err(GraphError::to_user);
                self.sign_in_may_have_ended(outcome.as_ref().err());
                if let Ok(readings) = outcome {
                    self.take_readings(readings, now);
                }
                let following = self.signed_in().map(|s| &mut s.following);
                let waiting = following.map_or(Vec::new(), |following| {
                    following.extract_if(.., |id| *id == command).collect()
                });
                self.answer_all(waiting, &told);
            }
            Report::Looked(look, outcome) => {
                self.sign_in_may_have_ended(outcome.as_ref().err());
                if let Ok(readings) = outcome {
                    self.take_look(look, readings, now);
                }
            }
            Report::Written(taken, outcome) => self.written(taken, outcome, now),
            Report::Found(id, outcome) => {
                self.sign_in_may_have_ended(outcome.as_ref().err());
                commands::found(self, id, outcome);
            }
            Report::LookedUp(id, word, outcome) => {
                self.sign_in_may_have_ended(outcome.as_ref().err());
                self.looked_up(id, word, outcome, now);
            }
        }
    }

    fn round_part(&mut self, error: Option<&GraphError>, now: DateTime<Utc>) {
        self.sign_in_may_have_ended(error);
        if error.is_none() {
            self.problem.reached(Concern::Reading);
        }
        let pace = (self.interval(), self.polls());
        let Session::SignedIn(signed_in) = &mut self.session else {
            return;
        };
        if let Some((ids, outcome)) = signed_in.poll.part_done(error, pace, &mut self.dice, now) {
            self.answer_all(ids, &outcome);
        }
    }

    /// A sign-in that ended is shown; nothing is asked of Graph until a new one.
    pub(super) fn sign_in_may_have_ended(&mut self, error: Option<&GraphError>) {
        let Some(GraphError::SignIn(why)) = error else {
            return;
        };
        if why.is_passing() || *why == AuthError::NoConsent {
            return;
        }
        let why = why.to_user();
        let Some(signed_in) = self.signed_in() else {
            return;
        };
        signed_in.ended = Some(why.clone());
        // Nothing is asked for them now; what is to be written keeps its turn.
        let waiting = signed_in.waiting();
        self.answer_all(waiting, &Err(why.clone()));
        self.fail_adding(&why);
    }
}
