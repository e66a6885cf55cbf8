//! The user's own browser, which shows the sign-in page.

use std::io;

use url::Url;

/// Shows an address to the user.
pub trait Browser: Send + Sync {
    fn open(&self, address: &Url) -> io::Result<()>;
}

/// The system's default browser.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemBrowser;

impl Browser for SystemBrowser {
    fn open(&self, address: &Url) -> io::Result<()> {
        open::that_detached(address.as_str())
    }
}
