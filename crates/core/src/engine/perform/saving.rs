//! Writing down what is remembered, and what the disk makes of it.

use super::{BROKEN_OFF, Performer};
use crate::engine::input::Input;
use crate::engine::remarks::Matter;
use crate::engine::saving::UNSAVED;
use crate::settings::Stored;
use crate::{ErrorCode, UserError, disk};

impl Performer {
    /// Waits until the file is written: what is requested is stored before it is
    /// sent. What there is to know of it, if anything, comes back.
    pub(in crate::engine) async fn save(&mut self, stored: Box<Stored>) -> Option<Input> {
        let memory = self.memory.clone();
        let saved = tokio::task::spawn_blocking(move || memory.save(&stored)).await;
        let saved = match saved {
            Ok(saved) => saved.map_err(|error| disk::why(&error)),
            Err(_) => Err(BROKEN_OFF.to_owned()),
        };
        let before = std::mem::replace(&mut self.unsaved, saved.clone().err());
        (saved.is_err() || before.is_some()).then_some(Input::Saved(saved))
    }

    pub(in crate::engine) async fn forget_set_aside(&self) {
        let memory = self.memory.clone();
        let forgotten = tokio::task::spawn_blocking(move || memory.forget_set_aside()).await;
        let _ = self.inputs.send(if let Ok(Err(error)) = forgotten {
            tracing::warn!(%error, "What was set aside stays");
            let remark = "Files that were set aside unread could not be removed";
            Input::Remark(Matter::SetAside, remark.to_owned())
        } else {
            Input::Mended(Matter::SetAside)
        });
    }

    /// Why the last state is not saved, if it is not.
    pub(in crate::engine) fn unsaved(&self) -> Option<UserError> {
        let why = self.unsaved.as_ref()?;
        Some(UserError::new(
            ErrorCode::Failed,
            format!("{UNSAVED}: {why}"),
            "Make room on the disk, or see to it that you may write there, then try again",
        ))
    }
}
