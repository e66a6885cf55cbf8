//! The user's own browser, which shows the sign-in page.

use std::io;

use url::Url;

/// Shows an address to the user.
pub trait Browser: Send + Sync {
    fn open(&self, address: &Url) -> io::Result<()>;

    /// Opens the first of these addresses that the system has a program for,
    /// which need not be a browser.
    fn open_first(&self, addresses: &[Url]) -> io::Result<()> {
        let first = addresses.first().ok_or(io::ErrorKind::NotFound)?;
        self.open(first)
    }
}

/// The system's default browser.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemBrowser;

impl Browser for SystemBrowser {
    fn open(&self, address: &Url) -> io::Result<()> {
        open::that_detached(address.as_str())
    }

    fn open_first(&self, addresses: &[Url]) -> io::Result<()> {
        crate::programs::open_first(addresses)
    }
}
