//! Microsoft Graph: the requests Porchlight makes, and what comes back.
//!
//! Types as Graph sends them stay private here; the rest of the program sees
//! the model.

mod answer;
mod bulk;
mod client;
mod error;
mod request;
mod search;
mod surrogates;
mod wire;

pub use bulk::Presences;
pub use client::{Graph, PhotoAnswer};
pub use error::{GraphError, Unreachable};
pub use request::{Method, Request};
