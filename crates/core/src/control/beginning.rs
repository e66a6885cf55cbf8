//! The start of a tray application: of two with the same settings one stays,
//! whatever else of the session they share.

use std::io;
use std::time::Duration;

use tokio::sync::oneshot;

use super::claim::look_again;
use super::client::{Word, meet};
use super::{Claim, Place, transport};

/// How long another one may take to greet: one that just ended never does.
const GREETS: Duration = Duration::from_secs(1);

/// What a tray application that starts finds.
#[derive(Debug)]
pub enum Beginning {
    /// Nobody else is at work with these settings.
    Ours(Claim),
    /// Another one is, and was told if it was to be seen.
    Theirs,
    /// Another program is, and can't be reached.
    Unreached,
}

/// Takes the claim to these settings, or speaks with whoever has it; `seen` if
/// its window is to come to the front then. A command that is at work, and a
/// program that only starts or ends, is waited for, for `longest`.
///
/// # Errors
/// As [`Claim::take`].
pub async fn begin(place: &Place, seen: bool, longest: Duration) -> io::Result<Beginning> {
    let begun = tokio::time::timeout(longest, async {
        loop {
            if let Some(claim) = Claim::take(place)? {
                return Ok(Beginning::Ours(claim));
            }
            if reaches(place, seen).await {
                return Ok(Beginning::Theirs);
            }
            look_again().await;
        }
    });
    begun.await.unwrap_or(Ok(Beginning::Unreached))
}

async fn reaches(place: &Place, seen: bool) -> bool {
    let Ok(Some(stream)) = transport::connect(place).await else {
        return false;
    };
    let meeting = tokio::time::timeout(GREETS, meet(stream, false));
    let Ok(Ok(Some(met))) = meeting.await else {
        return false;
    };
    if !seen {
        return true;
    }
    let (answer, opened) = oneshot::channel();
    met.words.send(Word::Open(answer)).is_ok() && matches!(opened.await, Ok(Ok(())))
}
