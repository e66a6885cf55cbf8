//! Porchlight in the tray: a thin shell over `porchlight-core`, which decides
//! everything. The shell draws snapshots and hands on what its user wants.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod app;
mod desktop;
mod engine;
mod icon;
mod logs;
mod notices;
#[cfg(any(test, windows))]
mod place;
mod platform;
mod seat;
mod shortcut;
mod startup;
mod tray;
mod window;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use porchlight_core::settings::Places;

/// Microsoft Teams presence in the tray.
#[derive(Clone, Debug, Parser)]
#[command(name = "porchlight-tray", version)]
pub(crate) struct Arguments {
    /// Show a simulated company: no account, no network, nothing is kept
    #[arg(long)]
    demo: bool,
    /// Keep settings in this folder
    #[arg(long, value_name = "DIR", env = "PORCHLIGHT_CONFIG_DIR")]
    config_dir: Option<PathBuf>,
    /// Open no window, not even where there is no tray
    #[arg(long)]
    hidden: bool,
}

fn main() -> ExitCode {
    platform::prepare_environment();
    let arguments = Arguments::parse();
    // The demonstration leaves nothing behind.
    let folder = arguments.config_dir.clone();
    let places = Places::find(folder).ok().filter(|_| !arguments.demo);
    let logs = logs::start(places.as_ref().map(Places::logs_folder));
    match app::run(arguments, logs) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::FAILURE
        }
    }
}
