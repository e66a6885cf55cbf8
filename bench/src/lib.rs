//! Measures a tray program from outside: memory, processor time, start.

pub mod process_tree;
pub mod report;
