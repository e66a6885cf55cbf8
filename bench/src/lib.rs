//! Measures a tray program from outside: memory, processor time, start; and how
//! long a change takes to become a notice.

#[cfg(target_os = "linux")]
pub mod engine;
pub mod process_tree;
pub mod report;

#[cfg(target_os = "linux")]
pub mod delay;
#[cfg(target_os = "linux")]
pub mod run;
#[cfg(target_os = "linux")]
mod screen;
