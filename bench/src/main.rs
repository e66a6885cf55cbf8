//! Runs Porchlight and the bare tray program one after the other, each on a
//! desktop of its own in memory, and reports what they use. `cargo xtask bench`
//! builds all three and starts this.
#![expect(clippy::print_stdout, reason = "a command line program prints")]

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

#[derive(Parser)]
#[command(about)]
struct Arguments {
    /// Only be an engine that watches so many people, to be measured
    #[arg(long, hide = true, exclusive = true)]
    rehearse: Option<u32>,
    /// The tray application
    #[arg(long)]
    porchlight: Option<PathBuf>,
    /// The program to measure it against
    #[arg(long)]
    bare: Option<PathBuf>,
    /// Where the report goes
    #[arg(long)]
    report: Option<PathBuf>,
    /// How long to watch an idle program without a window, in seconds
    #[arg(long, default_value_t = 300)]
    watch: u64,
    /// How often to start each program; the median counts
    #[arg(long, default_value_t = 5)]
    starts: usize,
    /// How often a colleague changes to see how long the notice takes
    #[arg(long, default_value_t = 20)]
    changes: u32,
}

#[cfg(target_os = "linux")]
#[tokio::main]
async fn main() -> ExitCode {
    use std::time::Duration;

    use porchlight_bench::{delay, engine, report, run};

    let arguments = Arguments::parse();
    if let Some(people) = arguments.rehearse {
        return match engine::rehearse(people) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        };
    }
    let (Some(porchlight), Some(bare), Some(report_file)) =
        (arguments.porchlight, arguments.bare, arguments.report)
    else {
        println!("Name the programs and the report: cargo xtask bench does.");
        return ExitCode::FAILURE;
    };
    let plan = run::Plan {
        starts: arguments.starts,
        watch: Duration::from_secs(arguments.watch),
    };
    println!("Measuring Porchlight.");
    let porchlight = run::porchlight(&porchlight, plan).await;
    println!("Measuring the bare tray program.");
    let bare = run::bare(&bare, plan).await;

    let mut table = report::table(&porchlight, &bare);
    match (engine::memory(0), engine::memory(10_000)) {
        (Ok(none), Ok(many)) => table.push_str(&report::engine(none, many)),
        (Err(error), _) | (_, Err(error)) => println!("The engine can't be measured: {error}."),
    }
    println!("\n{table}");
    println!("Measuring how long a change takes to become a notice.");
    let delays = delay::table(&delay::measure(arguments.changes).await);
    println!("\nFrom a change to its notice, in poll intervals:\n\n{delays}");
    let text = format!(
        "# Porchlight beside a bare Tauri tray program\n\n{table}\n\
         # From a change to its notice, in poll intervals\n\n{delays}"
    );
    if let Err(error) = std::fs::write(&report_file, text) {
        println!("Failed to write {}: {error}.", report_file.display());
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    let Arguments { .. } = Arguments::parse();
    println!("Memory is read the way Linux tells it, so this runs on Linux only.");
    ExitCode::FAILURE
}
