//! What the tests of whole programs stand on, for tests and benchmarks.
//!
//! Everything here panics with a sentence when something is missing or does
//! not happen in time: whoever calls it is a test.

pub mod hostile;
pub mod keyring;
pub mod openid;
pub mod programs;
pub mod wait;
pub mod world;

#[cfg(target_os = "linux")]
pub mod desktop;
