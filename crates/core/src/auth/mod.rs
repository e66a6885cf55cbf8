//! Sign-in: who the user is, and the tokens that say so.
//!
//! A token leaves this module only inside a request's header.

mod account;
mod cloud;
mod error;

pub use account::Account;
pub use cloud::{Cloud, Registration};
pub use error::AuthError;
