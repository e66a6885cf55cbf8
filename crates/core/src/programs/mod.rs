//! The system's own programs for links: a browser, Teams, mail.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(windows)]
mod windows;

use std::io;

use url::Url;

#[cfg(target_os = "linux")]
use linux as system;
#[cfg(target_os = "macos")]
use macos as system;
#[cfg(windows)]
use windows as system;

/// Opens the first of these addresses that the system has a program for.
///
/// # Errors
/// It has one for none of them, or none could be started.
pub(crate) fn open_first(addresses: &[Url]) -> io::Result<()> {
    let mut outcome = Err(io::ErrorKind::NotFound.into());
    for address in addresses {
        outcome = system::open(address);
        if outcome.is_ok() {
            break;
        }
    }
    outcome
}

/// Whether it is the browser's, which every desktop has.
#[cfg(not(target_os = "macos"))]
fn is_the_browsers(address: &Url) -> bool {
    matches!(address.scheme(), "http" | "https")
}
