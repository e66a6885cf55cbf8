//! The only door to the engine.

use std::sync::Arc;

use tokio::sync::{broadcast, mpsc, oneshot, watch};

use crate::model::Notice;
use crate::view::{Command, Snapshot};
use crate::{ErrorCode, UserError};

/// What became of a command: done, or why not.
pub type Outcome = Result<(), UserError>;

/// A command on its way in, with the place for its outcome.
pub(super) type Request = (Command, oneshot::Sender<Outcome>);

/// Sends commands and shows what came of them. Cheap to clone; the engine ends
/// when `Command::Quit` is done or the last handle is gone.
#[derive(Clone, Debug)]
pub struct Handle {
    pub(super) commands: mpsc::UnboundedSender<Request>,
    pub(super) snapshots: watch::Receiver<Arc<Snapshot>>,
    pub(super) notices: broadcast::WeakSender<Notice>,
}

impl Handle {
    /// Sends a command and waits until it is done: for a write, until Graph
    /// has answered it.
    pub async fn send(&self, command: Command) -> Outcome {
        let (outcome, done) = oneshot::channel();
        let ended = || UserError::new(ErrorCode::Failed, "Porchlight is ending", "");
        self.commands
            .send((command, outcome))
            .map_err(|_| ended())?;
        done.await.unwrap_or_else(|_| Err(ended()))
    }

    /// Sends a command without waiting; a failure shows in the snapshot.
    pub fn submit(&self, command: Command) {
        let (outcome, _) = oneshot::channel();
        // An engine that has ended has no use for commands.
        let _ = self.commands.send((command, outcome));
    }

    /// The newest snapshot, and each one that follows.
    pub fn snapshots(&self) -> watch::Receiver<Arc<Snapshot>> {
        self.snapshots.clone()
    }

    /// Notices from now on; ends with the engine.
    pub fn notices(&self) -> broadcast::Receiver<Notice> {
        match self.notices.upgrade() {
            Some(sender) => sender.subscribe(),
            None => broadcast::channel(1).1,
        }
    }
}
