//! Measures a tray program from outside: memory, processor time, start; and how
//! long a change takes to become a notice.
#![cfg_attr(
    target_os = "linux",
    expect(
        clippy::print_stdout,
        reason = "whoever waits for minutes wants to know for what"
    )
)]

#[cfg(target_os = "linux")]
pub mod engine;
#[cfg(target_os = "linux")]
pub mod figures;
pub mod process_tree;
pub mod report;

#[cfg(target_os = "linux")]
pub mod delay;
#[cfg(target_os = "linux")]
pub mod run;
#[cfg(target_os = "linux")]
mod screen;
