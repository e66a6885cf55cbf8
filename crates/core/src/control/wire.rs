//! The lines that cross, and how they are read and written.

use std::io;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::sync::mpsc;

use super::{PATIENCE, Show};
use crate::UserError;
use crate::auth::Registration;
use crate::doctor::Report;
use crate::engine::Outcome;
use crate::model::{Notice, PersonId};
use crate::view::{Command, Snapshot};

/// The beginning of every greeting, whatever else its version writes.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Version {
    pub(super) protocol: u32,
    /// Of a client: it stays until its user ends it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) stays: bool,
}

/// What a client says first. A later version may write more.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Hello {
    pub(super) greeting: Version,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Greeting {
    pub(super) protocol: u32,
    /// None while the configuration names none.
    pub(super) registration: Option<Registration>,
}

/// What a client says.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Ask {
    pub(super) id: u64,
    #[serde(flatten)]
    pub(super) what: Asked,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Asked {
    Command(Command),
    Settle {},
    Doctor {},
    Photo {
        person: PersonId,
    },
    /// The window shall come to the front.
    Open {},
    /// The window's process came to the front.
    Shown {},
}

/// What a server says.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Told {
    Greeting(Greeting),
    Refused(UserError),
    Snapshot(Box<Snapshot>),
    Notice(Notice),
    Answer {
        id: u64,
        outcome: Outcome,
    },
    /// `data` is the image in Base64; null where there is none. An answer
    /// instead says that it can't be had now.
    Photo {
        id: u64,
        data: Option<String>,
    },
    Report {
        id: u64,
        report: Box<Report>,
    },
    Show(Show),
}

/// Lines from the other side.
pub(super) struct Lines<R> {
    source: BufReader<R>,
    line: Vec<u8>,
    longest: usize,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    pub(super) fn new(source: R, longest: usize) -> Self {
        Self {
            source: BufReader::new(source),
            line: Vec::new(),
            longest,
        }
    }

    /// The next line; none when the other side has closed. Waits for its
    /// beginning without an end, for the rest no longer than [`PATIENCE`].
    pub(super) async fn next(&mut self) -> io::Result<Option<&[u8]>> {
        self.line.clear();
        if self.source.fill_buf().await?.is_empty() {
            return Ok(None);
        }
        tokio::time::timeout(PATIENCE, self.rest()).await??;
        Ok(Some(&self.line))
    }

    async fn rest(&mut self) -> io::Result<()> {
        loop {
            let read = self.source.fill_buf().await?;
            if read.is_empty() {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let end = read.iter().position(|byte| *byte == b'\n');
            let taken = end.map_or(read.len(), |end| end + 1);
            if self.line.len() + taken > self.longest {
                return Err(io::ErrorKind::InvalidData.into());
            }
            self.line.extend_from_slice(&read[..taken]);
            self.source.consume(taken);
            if end.is_some() {
                return Ok(());
            }
        }
    }

    /// The next line as what it says; none when the other side has closed.
    pub(super) async fn read<T: DeserializeOwned>(&mut self) -> io::Result<Option<T>> {
        let line = self.next().await?;
        Ok(line.map(serde_json::from_slice).transpose()?)
    }

    /// Hands every line on until the other side closes, writes something else,
    /// or nobody takes lines any more.
    pub(super) async fn read_all<T: DeserializeOwned>(mut self, to: mpsc::Sender<T>) {
        loop {
            match self.read().await {
                Ok(Some(said)) => {
                    if to.send(said).await.is_err() {
                        return;
                    }
                }
                Ok(None) => return,
                Err(error) => {
                    tracing::debug!(%error, "A control connection is dropped");
                    return;
                }
            }
        }
    }
}

/// Writes one line.
///
/// # Errors
/// The other side is gone, or does not read.
pub(super) async fn write(
    sink: &mut (impl AsyncWrite + Unpin),
    said: &impl Serialize,
) -> io::Result<()> {
    write_line(sink, &line(said)?).await
}

/// What is said as one line, with its end.
///
/// # Errors
/// It can't be said in JSON.
pub(super) fn line(said: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(said)?;
    line.push(b'\n');
    Ok(line)
}

/// Writes what [`line`] gave; fails like [`write`].
pub(super) async fn write_line(
    sink: &mut (impl AsyncWrite + Unpin),
    line: &[u8],
) -> io::Result<()> {
    tokio::time::timeout(PATIENCE, async {
        sink.write_all(line).await?;
        sink.flush().await
    })
    .await?
}
