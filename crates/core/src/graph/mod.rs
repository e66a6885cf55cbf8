//! Microsoft Graph: the requests Porchlight makes, and what comes back.
//!
//! Types as Graph sends them stay private here; the rest of the program sees
//! the model.

mod error;
mod request;

pub use error::{GraphError, Unreachable};
pub use request::{Method, Request};
