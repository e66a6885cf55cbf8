//! The engine: one writer of state between the faces and Graph.

mod handle;

pub use handle::{Handle, Outcome};
