//! Runs Porchlight and the bare tray program one after the other, each on a
//! desktop of its own in memory, and reports what they use. `cargo xtask bench`
//! builds all three and starts this.
#![expect(clippy::print_stdout, reason = "a command line program prints")]

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};

#[derive(Parser)]
#[command(about)]
struct Arguments {
    /// Only be an engine that watches so many people, to be measured
    #[arg(long, hide = true, exclusive = true)]
    rehearse: Option<u32>,
    /// Measure this part alone; may be given several times
    #[arg(long, value_name = "PART")]
    only: Vec<Part>,
    /// The tray application
    #[arg(long)]
    porchlight: Option<PathBuf>,
    /// The program to measure it against
    #[arg(long)]
    bare: Option<PathBuf>,
    /// The bytes of the .deb, of the .rpm and of what either installs
    #[arg(long, num_args = 3, value_names = ["DEB", "RPM", "INSTALLED"])]
    packages: Vec<u64>,
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

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Start, memory and processor time of the tray application
    Tray,
    /// The memory of an engine alone
    Engine,
    /// How long a change takes to become a notice
    Notices,
}

#[cfg(target_os = "linux")]
#[tokio::main]
async fn main() -> ExitCode {
    use porchlight_bench::engine;

    let arguments = Arguments::parse();
    let done = match arguments.rehearse {
        Some(people) => engine::rehearse(people),
        None => measure(arguments).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("Failed to measure: {error}.");
            ExitCode::FAILURE
        }
    }
}

/// Measures what is wanted, prints it and writes it into the report.
#[cfg(target_os = "linux")]
async fn measure(arguments: Arguments) -> std::io::Result<()> {
    use std::time::Duration;

    use porchlight_bench::figures::Figures;
    use porchlight_bench::{delay, engine, run};

    let is_wanted = |part| arguments.only.is_empty() || arguments.only.contains(&part);
    let mut figures = Figures {
        packages: arguments.packages.try_into().ok(),
        ..Figures::default()
    };
    if is_wanted(Part::Tray) {
        let (Some(porchlight), Some(bare)) = (arguments.porchlight, arguments.bare) else {
            return Err(std::io::Error::other(
                "--porchlight and --bare name no programs, as `cargo xtask bench` does",
            ));
        };
        let plan = run::Plan {
            starts: arguments.starts,
            watch: Duration::from_secs(arguments.watch),
        };
        println!("Measuring Porchlight.");
        let porchlight = run::porchlight(&porchlight, plan).await;
        println!("Measuring the bare tray program.");
        let bare = run::bare(&bare, plan).await;
        figures.tray = Some([porchlight, bare]);
    }
    if is_wanted(Part::Engine) {
        println!("Measuring an engine with nobody on its list, and with 10,000 people.");
        figures.engine = Some([engine::memory(0)?, engine::memory(10_000)?]);
    }
    if is_wanted(Part::Notices) {
        println!("Measuring how long a change takes to become a notice.");
        figures.delays = delay::measure(arguments.changes).await;
    }
    let text = figures.text();
    println!("\n{text}");
    arguments
        .report
        .map_or(Ok(()), |file| std::fs::write(file, text))
}

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    let Arguments { .. } = Arguments::parse();
    println!("Memory is read the way Linux tells it, so this runs on Linux only.");
    ExitCode::FAILURE
}
