//! Porchlight in the tray: a thin shell over `porchlight-core`, which decides
//! everything. The shell draws snapshots and hands on what its user wants.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod app;
mod engine;
mod icon;
mod manual;
mod notices;
mod platform;
mod seat;
mod tray;
mod window;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

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
    /// Print the manual's page, for packages
    #[arg(long, hide = true)]
    man: bool,
}

fn main() -> ExitCode {
    platform::prepare_environment();
    let arguments = Arguments::parse();
    if arguments.man {
        return manual::print();
    }
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(log_filter())
        .init();
    match app::run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// `RUST_LOG`, or what somebody who started Porchlight in a terminal cares for.
fn log_filter() -> tracing_subscriber::EnvFilter {
    tracing_subscriber::EnvFilter::builder()
        .with_default_directive(tracing::Level::WARN.into())
        .from_env_lossy()
}
