//! Linux: the desktop's list of programs says who takes a link. Opening one
//! that nobody takes would end in a browser that can't show it.

use std::io;
use std::process::{Command, Stdio};

use url::Url;

pub(super) fn open(address: &Url) -> io::Result<()> {
    if super::is_the_browsers(address) || is_taken(address.scheme())? {
        return open::that_detached(address.as_str());
    }
    Err(io::ErrorKind::NotFound.into())
}

fn is_taken(scheme: &str) -> io::Result<bool> {
    let asked = Command::new("xdg-mime")
        .args(["query", "default"])
        .arg(format!("x-scheme-handler/{scheme}"))
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()?;
    Ok(asked.status.success() && !asked.stdout.trim_ascii().is_empty())
}
