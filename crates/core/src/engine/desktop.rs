//! What the user wants of the desktop this run belongs to.

use super::effect::Effect;
use super::handle::Outcome;
use super::input::CommandId;
use super::state::State;
use crate::UserError;

impl State {
    /// Asks the desktop for something, where there is one.
    pub(super) fn ask_desktop(&mut self, id: CommandId, effect: Effect) {
        if self.starts_at_sign_in.is_some() {
            self.ask(effect);
        } else {
            let why = UserError::usage(
                "This run of Porchlight leaves nothing behind on the computer",
                "Start Porchlight without --demo for that",
            );
            self.answer(id, Err(why));
        }
    }

    /// Whoever opens the window may have changed the system's settings meanwhile.
    pub(super) fn look_at_desktop(&mut self) {
        if self.starts_at_sign_in.is_some() {
            self.ask(Effect::LookAtDesktop);
        }
    }

    /// Takes how the desktop stands, after what was asked of it.
    pub(super) fn desktop_stands(
        &mut self,
        starts_at_sign_in: bool,
        answer: Option<(CommandId, Outcome)>,
    ) {
        self.starts_at_sign_in = Some(starts_at_sign_in);
        if let Some((id, outcome)) = answer {
            self.answer(id, outcome);
        }
    }
}
