//! The simulator over loopback HTTP, as a client sees it.

#![expect(clippy::unwrap_used, reason = "a test ends where something is missing")]

mod bench;
mod control;
mod device;
mod directory;
mod fault;
mod presence;
mod sign_in;
mod switch;
