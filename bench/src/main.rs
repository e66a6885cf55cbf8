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
    /// The tray application
    #[arg(long)]
    porchlight: PathBuf,
    /// The program to measure it against
    #[arg(long)]
    bare: PathBuf,
    /// Where the report goes
    #[arg(long)]
    report: PathBuf,
    /// How long to watch an idle program, in seconds
    #[arg(long, default_value_t = 20)]
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

    use porchlight_bench::{delay, report, run};

    let arguments = Arguments::parse();
    let plan = run::Plan {
        starts: arguments.starts,
        watch: Duration::from_secs(arguments.watch),
    };
    println!("Measuring Porchlight.");
    let porchlight = run::porchlight(&arguments.porchlight, plan).await;
    println!("Measuring the bare tray program.");
    let bare = run::bare(&arguments.bare, plan).await;

    let table = report::table(&porchlight, &bare);
    println!("\n{table}");
    println!("Measuring how long a change takes to become a notice.");
    let delays = delay::table(&delay::measure(arguments.changes).await);
    println!("\nFrom a change to its notice, in poll intervals:\n\n{delays}");
    let text = format!(
        "# Porchlight beside a bare Tauri tray program\n\n{table}\n\
         # From a change to its notice, in poll intervals\n\n{delays}"
    );
    if let Err(error) = std::fs::write(&arguments.report, text) {
        println!("Failed to write {}: {error}.", arguments.report.display());
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
