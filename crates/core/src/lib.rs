//! Everything Porchlight decides: what a presence is, what a pick means at
//! Microsoft Graph, when to ask again, whom to tell. No window, no tray.
//!
//! Three faces (tray application, window, command line) stand on one
//! [`engine::Handle`]: a [`view::Command`] goes in, a [`view::Snapshot`] comes out.

pub mod auth;
pub mod clock;
pub mod control;
pub mod desktop;
pub mod disk;
pub mod doctor;
pub mod engine;
#[cfg(not(any(target_os = "macos", windows)))]
mod flatpak;
pub mod graph;
mod hooks;
pub mod http;
mod misread;
pub mod model;
mod photos;
mod plain;
mod programs;
pub mod seat;
pub mod settings;
mod updates;
pub mod user_error;
pub mod view;

pub use user_error::{ErrorCode, UserError};
