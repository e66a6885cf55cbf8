//! The door to a running engine, for other programs of the same user.
//!
//! The tray application [`serve`]s its [`Handle`] on a local socket; the command
//! line [`join`]s it there and gets a [`Handle`] that works like any other. So
//! one engine at a time acts on one folder of settings: whoever runs one holds
//! the [`Claim`] to that folder.
//!
//! No token ever crosses. The socket lets any program of this user do what its
//! user can do in the window; it could as well read the user's files, so that
//! gives it no new power. Programs of other users are refused, whichever side they
//! take.
//!
//! # Protocol
//!
//! Lines of JSON, each way from the first byte on. Both sides begin with a
//! greeting and read no further if the other's `protocol` is not theirs:
//!
//! ```text
//! server  {"greeting":{"protocol":1,"registration":{…}}}
//! client  {"greeting":{"protocol":1}}
//! server  {"snapshot":{…}}
//! client  {"id":1,"command":{"type":"refresh"}}
//! server  {"snapshot":{…}}
//! server  {"answer":{"id":1,"outcome":{"Ok":null}}}
//! server  {"notice":{…}}
//! ```
//!
//! Commands, snapshots and notices are those of the window. Snapshots are sent
//! when they change, the newest only; an answer comes after a snapshot that
//! shows what the command did. `{"id":2,"settle":{}}` is answered once nothing
//! is on its way any more, `{"id":3,"doctor":{}}` with
//! `{"report":{"id":3,"report":{…}}}`, or with an answer that says why there is
//! none, and `{"id":4,"photo":{"person":"…"}}` with `{"photo":{"id":4,"data":"…"}}`,
//! an image in Base64 or null where there is none, or with an answer that says
//! that it can't be had now. `{"id":5,"open":{}}` lets the window come to the
//! front, as a second start of the tray application wants. A client that will
//! stay, to watch or to wait, says so with `{"greeting":{"protocol":1,"stays":true}}`:
//! such programs have places of their own, so that many of them keep no command
//! out. A server that has no place says so with `{"refused":{…}}` instead of a
//! snapshot and closes. What is no line of this kind, longer than
//! [`LONGEST_COMMAND`], begun and not ended, or not read by the other side
//! ends the connection and nothing else; our own clients send no line that long.
//!
//! With a client goes what it alone had asked for: people it followed are
//! followed no longer, a sign-in it waited for is called off,
//! and so is adding people.
//!
//! The process of the window speaks the same over a line of its own (`window`).
//! A sign-in and adding people go on when it is closed.
//! It alone may ask for closer looks, which end with it, and for the end of
//! Porchlight. The tray application tells it `{"show":{"person":"…","icon":null}}` when it
//! is to come to the front, and hears `{"id":6,"shown":{}}` once it did.

mod beginning;
mod claim;
mod client;
mod follows;
#[cfg(windows)]
mod owner;
mod place;
mod room;
mod server;
mod window;
mod wire;

#[cfg(unix)]
#[path = "unix.rs"]
mod transport;
#[cfg(windows)]
#[path = "windows.rs"]
mod transport;

use std::time::Duration;

pub use beginning::{Beginning, begin};
pub use claim::Claim;
pub use client::{Joined, connect, connect_to_stay, ended, join};
pub use place::Place;
pub use server::{Server, serve, serve_with_window};
pub use window::{Area, Bell, Parting, Show, Shows, attend_window, join_as_window};

#[cfg(test)]
mod tests;

#[cfg(doc)]
use crate::engine::Handle;

/// Rises with every change that an older program would misread.
const PROTOCOL: u32 = 1;

/// The longest line a client may send, in bytes: a list of people to import may
/// name thousands.
const LONGEST_COMMAND: usize = 1 << 23;

/// The longest line a server may send, in bytes: snapshots grow with the watch list.
const LONGEST_SNAPSHOT: usize = 1 << 25;

/// How long the other side may take for a greeting, for the rest of a line it
/// began, or for reading what it was sent. A window that starts may take longer
/// for its greeting.
const PATIENCE: Duration = Duration::from_secs(if cfg!(test) { 3 } else { 5 });

/// Programs served at a time that do one thing and are done…
const MOST_CLIENTS: usize = 32;

/// …and of those that stay, which leave the others their places.
const MOST_FOLLOWERS: usize = 128;

/// Programs without a place at a time: not greeted yet, or waiting for one.
const MOST_NEWCOMERS: usize = 64;

/// How long a program waits for a place before it is told that there is none;
/// less than it waits for an answer.
const PATIENCE_FOR_A_PLACE: Duration = Duration::from_secs(if cfg!(test) { 1 } else { 2 });

/// Commands of one client under way at a time; more wait unread. Those of the
/// window are all read: whether it is in front, and that it quits, waits for
/// nothing.
const MOST_COMMANDS: usize = 64;

/// Photos that one client waits for at a time, which may take minutes; for more
/// there is none now.
const MOST_PHOTOS: usize = 48;
