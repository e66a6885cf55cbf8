//! A named pipe that only its owner can open, and only from this computer.

use std::io;

use interprocess::local_socket::tokio::{Listener as Pipe, Stream, prelude::*};
use interprocess::local_socket::{GenericNamespaced, ListenerOptions};
use interprocess::os::windows::local_socket::ListenerOptionsExt;
use interprocess::os::windows::security_descriptor::SecurityDescriptor;
use tokio::io::{Join, Stdin, Stdout};
use widestring::u16cstr;

use super::Place;

pub(super) struct Listener {
    pipe: Pipe,
}

impl Listener {
    /// Listens on the pipe of this place. The system refuses a second listener.
    pub(super) fn bind(place: &Place) -> io::Result<Self> {
        // Protected, so that nothing is inherited: everything for the owner, nothing else.
        let owner_only = SecurityDescriptor::deserialize(u16cstr!("D:P(A;;GA;;;OW)"))?;
        let name = name(place);
        let pipe = ListenerOptions::new()
            .name(name.as_str().to_ns_name::<GenericNamespaced>()?)
            .security_descriptor(owner_only)
            .create_tokio()?;
        Ok(Self { pipe })
    }

    /// The next program of this user.
    pub(super) async fn accept(&mut self) -> io::Result<Stream> {
        self.pipe.accept().await
    }
}

/// The program that listens for this place, if there is one.
pub(super) async fn connect(place: &Place) -> io::Result<Option<Stream>> {
    let name = name(place);
    match Stream::connect(name.as_str().to_ns_name::<GenericNamespaced>()?).await {
        Ok(stream) => Ok(Some(stream)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The pipes to the program that started this one.
#[expect(clippy::unnecessary_wraps, reason = "other systems may refuse them")]
pub(super) fn inherited() -> io::Result<Join<Stdin, Stdout>> {
    Ok(tokio::io::join(tokio::io::stdin(), tokio::io::stdout()))
}

fn name(place: &Place) -> String {
    format!("porchlight-{}", place.name())
}
