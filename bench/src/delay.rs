//! How long a colleague's change takes to become a notice, in intervals between
//! two readings. Time is simulated, so the figures are the same on any machine.

use std::fmt::Write;

use chrono::TimeDelta;
use porchlight_core::settings::POLL_INTERVAL;
use porchlight_core::view::{Command, RuleWish};
use porchlight_tests::world::{World, ada};

/// Between two changes: so rarely nobody is taken for one who flaps.
const APART: TimeDelta = TimeDelta::minutes(11);

/// Shorter than a sleep of the computer.
const STRIDE: TimeDelta = TimeDelta::seconds(30);

/// How long the notices of one rule took, in poll intervals.
#[derive(Clone, Debug, PartialEq)]
pub struct Delay {
    pub rule: String,
    pub median: f64,
    pub longest: f64,
}

/// Measures for a rule that tells at once, and for one that waits whether it lasts.
pub async fn measure(changes: u32) -> Vec<Delay> {
    let mut delays = Vec::new();
    for stable in [0, 30] {
        delays.push(of_rule(stable, changes).await);
    }
    delays
}

async fn of_rule(stable: u32, changes: u32) -> Delay {
    let mut world = World::watching_ada().await;
    let rule = RuleWish {
        stable,
        ..RuleWish::available()
    };
    let (id, rule) = (ada().id, Some(rule));
    world.does(Command::SetRule { id, rule }).await;
    let mut delays = Vec::new();
    for change in 0..changes {
        // At another moment between two readings each time.
        world
            .pass(TimeDelta::seconds((change * 7 % 30).into()))
            .await;
        delays.push(until_told(&mut world).await);
        world.client_says("Ada", "Away");
        world.pass_by(APART, STRIDE).await;
    }
    delays.sort_unstable();
    let intervals = |delay: Option<&TimeDelta>| {
        let delay = delay.copied().unwrap_or_default() - TimeDelta::seconds(stable.into());
        delay.as_seconds_f64() / POLL_INTERVAL.as_seconds_f64()
    };
    Delay {
        rule: match stable {
            0 => "told at once".to_owned(),
            seconds => format!("told when it lasted {seconds} s, beyond these"),
        },
        median: intervals(delays.get(delays.len() / 2)),
        longest: intervals(delays.last()),
    }
}

/// Ada becomes available; returns how long the notice takes.
async fn until_told(world: &mut World) -> TimeDelta {
    let start = world.now();
    world.client_says("Ada", "Available");
    while world.was_told().is_empty() {
        world.pass(TimeDelta::seconds(1)).await;
        assert!(world.now() - start < APART, "the notice does not come");
    }
    world.now() - start
}

/// The table, in Markdown that reads well as plain text.
pub fn table(delays: &[Delay]) -> String {
    let width = delays.iter().map(|delay| delay.rule.chars().count()).max();
    let width = width.unwrap_or_default();
    let mut table = format!(
        "| {:width$} | median | longest |\n|-{}-|-------:|--------:|\n",
        "",
        "-".repeat(width)
    );
    for Delay {
        rule,
        median,
        longest,
    } in delays
    {
        let _ = writeln!(table, "| {rule:width$} | {median:6.2} | {longest:7.2} |");
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_notice_takes_about_one_interval_at_most() {
        for Delay {
            rule,
            median,
            longest,
        } in measure(5).await
        {
            assert!(median <= longest && longest <= 1.2, "{rule}: {longest}");
        }
    }

    #[test]
    fn the_table_says_both() {
        let delay = Delay {
            rule: "told at once".to_owned(),
            median: 0.5,
            longest: 1.066,
        };
        assert_eq!(
            table(&[delay]),
            "\
|              | median | longest |
|--------------|-------:|--------:|
| told at once |   0.50 |    1.07 |
"
        );
    }
}
