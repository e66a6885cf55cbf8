//! A hook for the tests: tells whoever listens on a port of this computer what
//! it was started with, then does what its second argument says.
#![expect(clippy::print_stdout, reason = "one of its ways is to print too much")]

use std::io::{self, Read, Write};
use std::net::TcpStream;

/// More than any pipe holds.
const FLOOD: usize = 4 << 20;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let way = arguments.get(1).map_or("", String::as_str);
    let mut told = String::new();
    if way != "deaf" {
        io::stdin().read_to_string(&mut told)?;
    }
    if way == "flood" {
        for _ in 0..FLOOD / 64 {
            println!("{:064}", 0);
        }
    }
    let port = arguments.first().and_then(|port| port.parse().ok());
    let mut line = TcpStream::connect(("127.0.0.1", port.unwrap_or(0)))?;
    let environment: Vec<String> = std::env::vars().map(|(_, value)| value).collect();
    let report = serde_json::json!({
        "arguments": arguments,
        "environment": environment,
        "told": told,
    });
    writeln!(line, "{report}")?;
    if way == "hang" {
        // Nobody answers: this goes on until somebody ends it.
        line.read_to_end(&mut Vec::new())?;
    }
    Ok(())
}
