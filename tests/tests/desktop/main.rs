//! The tray application as its user meets it: the real program on a desktop of
//! its own, against a simulated company in this process.
#![cfg(target_os = "linux")]

mod command_line;
mod first_start;
mod hostile;
mod manners;
mod notices;
mod seat;
mod stage;
mod tray;
mod updates;
mod window;
mod window_process;
