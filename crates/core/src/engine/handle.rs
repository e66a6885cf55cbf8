//! The only door to the engine.

use std::sync::Arc;

use tokio::sync::{broadcast, mpsc, oneshot, watch};

use crate::clock::{Clock, Zone};
use crate::model::Notice;
use crate::view::{Command, Preview, Snapshot, preview_expiry};
use crate::{ErrorCode, UserError};

/// What became of a command: done, or why not.
pub type Outcome = Result<(), UserError>;

/// What comes in through the door.
pub(super) enum Request {
    Command(Command, oneshot::Sender<Outcome>),
    /// To be told when nothing is on its way any more.
    Settle(oneshot::Sender<()>),
}

/// Sends commands and shows what came of them. Cheap to clone; the engine ends
/// when `Command::Quit` is done or the last handle is gone.
#[derive(Clone)]
pub struct Handle {
    pub(super) commands: mpsc::UnboundedSender<Request>,
    pub(super) snapshots: watch::Receiver<Arc<Snapshot>>,
    pub(super) notices: broadcast::WeakSender<Notice>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) zone: Arc<dyn Zone>,
}

impl Handle {
    /// Sends a command and waits until it is done: for a write, until Graph
    /// has answered it.
    pub async fn send(&self, command: Command) -> Outcome {
        let (outcome, done) = oneshot::channel();
        let ended = || UserError::new(ErrorCode::Failed, "Porchlight is ending", "");
        self.commands
            .send(Request::Command(command, outcome))
            .map_err(|_| ended())?;
        done.await.unwrap_or_else(|_| Err(ended()))
    }

    /// Sends a command without waiting; a failure shows in the snapshot.
    pub fn submit(&self, command: Command) {
        let (outcome, _) = oneshot::channel();
        // An engine that has ended has no use for commands.
        let _ = self.commands.send(Request::Command(command, outcome));
    }

    /// Completes once everything the engine has asked of the world by now has
    /// been answered and taken in, or the engine has ended.
    pub async fn settled(&self) {
        let (settled, wait) = oneshot::channel();
        if self.commands.send(Request::Settle(settled)).is_ok() {
            // An engine that ends has settled, too.
            let _ = wait.await;
        }
    }

    /// The newest snapshot, and each one that follows.
    pub fn snapshots(&self) -> watch::Receiver<Arc<Snapshot>> {
        self.snapshots.clone()
    }

    /// What words for an end would mean if a command with them came now.
    pub fn preview_expiry(&self, words: &str) -> Preview {
        preview_expiry(words, self.clock.now(), self.zone.zone())
    }

    /// Notices from now on; ends with the engine.
    pub fn notices(&self) -> broadcast::Receiver<Notice> {
        match self.notices.upgrade() {
            Some(sender) => sender.subscribe(),
            None => broadcast::channel(1).1,
        }
    }
}
