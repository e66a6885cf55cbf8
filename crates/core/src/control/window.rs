//! The line between the tray application and the process of its window: that
//! process's input and output, which no other program can open. So the window
//! needs no socket that somebody must find, and may say what is the window's
//! alone to say.

use std::io;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc;

use super::client::{Met, Trouble, Word, meet};
use super::server::Client;
use super::{PATIENCE, transport};
use crate::engine::Handle;
use crate::model::PersonId;
use crate::{ErrorCode, UserError};

/// The wish to have the window in front.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Show {
    /// Whom it shall show; none for the window as it is.
    pub person: Option<PersonId>,
    /// The icon in the tray that was clicked; a new window stands beside it
    /// where it can.
    pub icon: Option<Area>,
}

/// A rectangle on the desktop, in physical pixels. Screens to the left of the
/// main one have negative places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    pub left: i32,
    pub top: i32,
    pub width: i32,
    pub height: i32,
}

impl Area {
    /// Where the next one to the right would begin.
    pub fn right(self) -> i32 {
        self.left.saturating_add(self.width)
    }

    /// Where the next one below would begin.
    pub fn bottom(self) -> i32 {
        self.top.saturating_add(self.height)
    }

    /// The middle, by which the screen it is on is found.
    pub fn middle(self) -> (i32, i32) {
        let middle = |from: i32, size: i32| from.saturating_add(size / 2);
        (middle(self.left, self.width), middle(self.top, self.height))
    }
}

/// How a window left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parting {
    Closed,
    /// Its user wants all of Porchlight to end.
    Quit,
}

/// The tray application's end of the words about what the window shows.
pub struct Bell {
    /// Handed on to the window.
    pub shows: mpsc::UnboundedReceiver<Show>,
    /// Told each time the window says that it is in front.
    pub answered: mpsc::UnboundedSender<()>,
}

/// Speaks with the window's process until either side ends. Closer looks and
/// following people end with it; a sign-in and adding people go on. How long
/// the process may take to start is for the caller to say.
///
/// # Errors
/// The line broke, or the other side speaks no protocol of ours.
pub async fn attend_window(
    handle: Handle,
    line: impl AsyncRead + AsyncWrite + Send + 'static,
    bell: Bell,
) -> io::Result<Parting> {
    Client::window(handle, bell).attend(line, None).await
}

/// The window's end of the same words.
pub struct Shows {
    shows: mpsc::UnboundedReceiver<Show>,
    words: mpsc::UnboundedSender<Word>,
}

impl Shows {
    /// The next wish; none once the engine is gone.
    pub async fn next(&mut self) -> Option<Show> {
        self.shows.recv().await
    }

    /// Says that the window is in front.
    pub fn shown(&self) {
        // A tray application that is gone does not ask.
        let _ = self.words.send(Word::Shown);
    }
}

/// Joins the engine of the program that started this one for its window. To be
/// called once, before anything else uses this program's input and output.
///
/// # Errors
/// No Porchlight started this program, or it has ended.
pub async fn join_as_window() -> Result<(Handle, Shows), UserError> {
    let alone = |details: Option<String>| {
        UserError::new(
            ErrorCode::Usage,
            "Porchlight opens its window itself",
            "Start Porchlight and choose “Open Porchlight” in its menu",
        )
        .with_details(details)
    };
    let line = transport::inherited().map_err(|error| alone(Some(error.to_string())))?;
    let met = tokio::time::timeout(PATIENCE, meet(line, true)).await;
    match met.map_err(|late| alone(Some(late.to_string())))? {
        Ok(Some(Met {
            handle,
            shows,
            words,
        })) => Ok((handle, Shows { shows, words })),
        Ok(None) => Err(alone(None)),
        Err(Trouble::Told(why)) => Err(why),
        Err(Trouble::Io(error)) => Err(alone(Some(error.to_string()))),
    }
}
