//! Sign-in and Graph over real HTTP, against the simulator.

#![expect(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    reason = "helpers of tests are tests"
)]

mod device_code;
mod graph_faults;
mod graph_reads;
mod graph_writes;
mod scopes;
mod secrets;
mod sign_in;
mod stage;
mod tokens;
