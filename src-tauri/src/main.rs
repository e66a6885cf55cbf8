//! Porchlight in the tray: a thin shell over `porchlight-core`, which decides
//! everything. The shell draws snapshots and hands on what its user wants.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod app;
mod appimage;
mod desktop;
mod download;
mod engine;
mod icon;
mod logs;
mod manual;
mod notices;
mod opener;
#[cfg(any(test, windows))]
mod place;
mod platform;
mod seat;
mod shortcut;
mod startup;
mod tray;
mod update;
mod window;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use porchlight_core::settings::{Places, folder_name};
use semver::Version;

/// Microsoft Teams presence in the tray.
#[derive(Clone, Debug, Parser)]
#[command(name = "porchlight-tray", version)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct Arguments {
    /// Show a simulated company: no account, no network, nothing is kept
    #[arg(long)]
    demo: bool,
    /// Keep settings in this folder
    #[arg(long, value_name = "DIR", env = "PORCHLIGHT_CONFIG_DIR")]
    config_dir: Option<PathBuf>,
    /// Open no window, not even where there is no tray or no application to sign in with
    #[arg(long)]
    hidden: bool,
    /// Be the window of the Porchlight that starts this
    #[arg(long, hide = true)]
    window: bool,
    /// Say that this version could not be installed by the run before
    #[arg(long, hide = true, value_name = "VERSION")]
    not_installed: Option<Version>,
    /// Print the manual's page, for packages
    #[arg(long, hide = true)]
    man: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if arguments.man {
        return manual::print();
    }
    if arguments.window {
        platform::prepare_window();
    } else {
        platform::prepare_tray();
    }
    // The demonstration leaves nothing behind, and the window's process would
    // write into files that the tray's begins anew.
    let keeps_log = !(arguments.demo || arguments.window);
    let places = Places::find(arguments.config_dir.clone());
    let places = places.ok().filter(|_| keeps_log);
    let logs = logs::start(places.as_ref().map(Places::logs_folder));
    let outcome = if arguments.window {
        window::run(&arguments)
    } else {
        app::run(arguments, logs)
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// What Tauri has to know of this program.
fn context(arguments: &Arguments) -> tauri::Context {
    let mut context = tauri::generate_context!();
    let identifier = instance(&context.config().identifier, arguments);
    context.config_mut().identifier = identifier;
    context
}

/// The name under which a second start finds the first: the demonstration and
/// another folder of settings are other programs.
fn instance(identifier: &str, arguments: &Arguments) -> String {
    match (&arguments.config_dir, arguments.demo) {
        (_, true) => format!("{identifier}.Demo"),
        (None, false) => identifier.to_owned(),
        (Some(folder), false) => format!("{identifier}.At{}", folder_name(folder)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(demo: bool, folder: Option<&str>) -> String {
        let arguments = Arguments {
            demo,
            config_dir: folder.map(Into::into),
            hidden: false,
            window: false,
            not_installed: None,
            man: false,
        };
        instance("a.b", &arguments)
    }

    #[test]
    fn a_second_start_finds_its_own_kind_only() {
        let names = [
            name(false, None),
            name(true, None),
            name(false, Some("/one")),
            name(false, Some("/two")),
        ];
        assert_eq!(names[0], "a.b");
        for (index, own) in names.iter().enumerate() {
            assert!(!names[index + 1..].contains(own), "{own}");
        }
        assert_eq!(name(false, Some("/one")), names[2]);
        // Nothing of the demonstration lies in a folder.
        assert_eq!(name(true, Some("/one")), names[1]);
    }
}
