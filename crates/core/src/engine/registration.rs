//! Which application to sign in with: as everybody may see it, and changing it.

use chrono::{DateTime, Utc};

use super::commands;
use super::effect::Effect;
use super::input::CommandId;
use super::session::Session;
use super::state::State;
use crate::UserError;
use crate::auth::Registration;
use crate::settings::{Settings, Source, Wanted};
use crate::view::{RegistrationView, SetBy, SettingView};

impl State {
    pub(super) fn set_registration(
        &mut self,
        id: CommandId,
        client_id: String,
        tenant: String,
        cloud: String,
    ) {
        match self.settings_to_change() {
            Ok(settings) => {
                commands::abandon_sign_in(self);
                self.ask(Effect::Register {
                    settings: Box::new(settings),
                    wanted: Wanted {
                        client_id,
                        tenant,
                        cloud,
                    },
                    answer: id,
                });
            }
            Err(why) => self.answer(id, Err(why)),
        }
    }

    /// The configuration, if a change of it would sign nobody out.
    fn settings_to_change(&self) -> Result<Settings, UserError> {
        if matches!(self.session, Session::SignedIn(_)) {
            return Err(UserError::usage(
                "You are signed in with the present application",
                "Sign out first, then change it",
            ));
        }
        self.settings.clone().ok_or_else(|| {
            // Settings that can't be read are why there is no registration.
            self.registration.clone().err().unwrap_or_else(|| {
                UserError::usage(
                    "This run brings its own application and keeps no configuration",
                    "Start Porchlight without --demo to use another",
                )
            })
        })
    }

    /// Goes by what was written, from the start: a sign-in that was kept for
    /// the application is taken up again.
    pub(super) fn registered(
        &mut self,
        id: CommandId,
        outcome: Result<(Box<Settings>, Registration), UserError>,
        now: DateTime<Utc>,
    ) {
        match outcome {
            Ok((settings, registration)) => {
                self.settings = Some(*settings);
                self.registration = Ok(registration);
                self.problem.clear();
                self.session = Session::Starting {
                    waiting: Vec::new(),
                };
                self.started(now);
                self.answer(id, Ok(()));
            }
            Err(why) => self.answer(id, Err(why)),
        }
    }

    pub(super) fn registration_view(&self) -> RegistrationView {
        let (client_id, tenant, cloud) = match (&self.settings, &self.registration) {
            (Some(settings), _) => (
                in_force(settings, "account.client_id"),
                in_force(settings, "account.tenant"),
                in_force(settings, "account.cloud"),
            ),
            (None, Ok(own)) => (
                by_default(&own.client_id),
                by_default(&own.tenant),
                by_default(&own.cloud.name),
            ),
            (None, Err(_)) => (by_default(""), by_default(""), by_default("")),
        };
        RegistrationView {
            ready: self.registration.is_ok(),
            changeable: self.settings.as_ref().is_some_and(Settings::is_changeable),
            client_id,
            tenant,
            cloud,
        }
    }
}

fn in_force(settings: &Settings, key: &str) -> SettingView {
    let origins = settings.origins();
    let origin = origins.into_iter().find(|origin| origin.key == key);
    let Some(origin) = origin else {
        return by_default("");
    };
    SettingView {
        value: origin.value,
        set_by: set_by(&origin.source),
    }
}

pub(super) fn set_by(source: &Source) -> SetBy {
    match source {
        Source::Default => SetBy::Default,
        Source::File(_) => SetBy::File,
        Source::Environment(_) => SetBy::Environment,
        Source::Policy(_) => SetBy::Organisation,
    }
}

fn by_default(value: &str) -> SettingView {
    SettingView {
        value: value.to_owned(),
        set_by: SetBy::Default,
    }
}
