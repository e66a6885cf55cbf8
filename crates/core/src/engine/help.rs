//! Help for a user whose company stops the sign-in.

use super::state::State;
use crate::auth::blocked::{Cause, admin_consent_address, letter};
use crate::auth::{AuthError, Registration};
use crate::view::{HelpView, SignInView};

impl State {
    /// Offers help after a sign-in that ended like this at this step, where
    /// the company can do something about it.
    pub(super) fn offer_help(&mut self, error: &AuthError, step: &SignInView) {
        let by_code = matches!(step, SignInView::DeviceCode { .. });
        let registration = self.registration.as_ref().ok();
        self.help = registration
            .zip(Cause::of(error, by_code))
            .map(|(registration, cause)| help(registration, cause, error));
    }
}

fn help(registration: &Registration, cause: Cause, error: &AuthError) -> HelpView {
    HelpView {
        cause: cause.sentence().to_owned(),
        what_to_do: cause.what_to_do().to_owned(),
        admin_consent_address: cause
            .wants_consent()
            .then(|| admin_consent_address(registration).to_string()),
        letter: letter(registration, Some(cause), error.code()),
    }
}
