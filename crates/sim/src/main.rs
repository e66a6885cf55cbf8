//! The simulator as a program, for use with any client and `curl`.

use std::io::{self, Write};

use clap::{Parser, ValueEnum};
use porchlight_sim::{Clock, Company, Options, Sim};

/// Microsoft Graph presence and the Microsoft identity platform in miniature
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Port of the identity platform; 0 for any free one
    #[arg(long, default_value_t = 4000)]
    login_port: u16,
    /// Port of Graph; 0 for any free one
    #[arg(long, default_value_t = 4001)]
    graph_port: u16,
    /// Port of the control endpoint; 0 for any free one
    #[arg(long, default_value_t = 4002)]
    control_port: u16,
    /// Which people there are
    #[arg(long, value_enum, default_value_t = Chosen::Demo)]
    company: Chosen,
    /// Nobody changes by themselves
    #[arg(long)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Chosen {
    /// More than a dozen people, of whom somebody changes now and then
    Demo,
    /// Five people who are offline until told otherwise
    Test,
}

#[tokio::main]
async fn main() -> io::Result<()> {
    let arguments = Arguments::parse();
    let sim = Sim::start(Options {
        company: match arguments.company {
            Chosen::Demo => Company::Demo,
            Chosen::Test => Company::Test,
        },
        clock: Clock::real(),
        login_port: arguments.login_port,
        graph_port: arguments.graph_port,
        control_port: arguments.control_port,
        lively: arguments.company == Chosen::Demo && !arguments.quiet,
    })
    .await?;
    introduce(&sim)?;
    tokio::signal::ctrl_c().await
}

/// Says where the simulator is and how Porchlight finds it.
fn introduce(sim: &Sim) -> io::Result<()> {
    let root = |url: url::Url| url.as_str().trim_end_matches('/').to_owned();
    let (login, graph) = (root(sim.login_url()), root(sim.graph_url()));
    let control = root(sim.control_url());
    let (client, tenant) = (sim.client_id(), sim.tenant());
    let mut out = io::stdout().lock();
    writeln!(out, "Sign-in    {login}")?;
    writeln!(out, "Graph      {graph}")?;
    writeln!(out, "Control    {control}")?;
    writeln!(out, "Client id  {client}")?;
    writeln!(out, "Tenant     {tenant}")?;
    writeln!(out)?;
    writeln!(out, "To use it with Porchlight:")?;
    writeln!(out, "export PORCHLIGHT_CLOUD=custom")?;
    writeln!(out, "export PORCHLIGHT_LOGIN_URL={login}")?;
    writeln!(out, "export PORCHLIGHT_GRAPH_URL={graph}")?;
    writeln!(out, "export PORCHLIGHT_CLIENT_ID={client}")?;
    writeln!(out, "export PORCHLIGHT_TENANT={tenant}")?;
    writeln!(out)?;
    writeln!(out, "Ctrl-C ends it.")?;
    out.flush()
}
