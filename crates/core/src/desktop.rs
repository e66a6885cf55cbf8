//! What the desktop does for Porchlight when its user wants it.

use semver::Version;
use url::Url;

use crate::UserError;

/// A newer version that its user asked to install.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub version: Version,
    /// Says what there is to download for which system, and how it is signed.
    pub manifest: Url,
}

/// The desktop of whoever runs Porchlight. Offered by the shell, which knows the
/// operating system; a run that belongs to no desktop has none. Every call may
/// wait for the disk or for another program.
pub trait Desktop: Send + Sync {
    /// Whether the system starts Porchlight when its user signs in to the
    /// computer. One that can't say does not.
    fn starts_at_sign_in(&self) -> bool;

    /// Has the system start Porchlight at every sign-in to the computer, or no more.
    ///
    /// # Errors
    /// The system keeps it as it was.
    fn start_at_sign_in(&self, on: bool) -> Result<(), UserError>;

    /// Whether the system's package manager brought this program, and brings
    /// newer versions.
    fn is_packaged(&self) -> bool;

    /// Whether this program can put a newer version in its own place: nobody else
    /// does, and it knows whose signature to believe.
    fn installs_updates(&self) -> bool;

    /// Downloads a newer version and puts it in this program's place, or has it
    /// ready to be put there as soon as this program ends. It starts then. Tells
    /// `share` meanwhile how much is there, in whole tens of percent.
    ///
    /// # Errors
    /// It is not installed, and everything is as it was.
    fn install_update(&self, offer: &Offer, share: &dyn Fn(u8)) -> Result<(), UserError>;

    /// Shows the folder with the logs of this program.
    ///
    /// # Errors
    /// Names the folder, for who has to open it in another way.
    fn show_logs(&self) -> Result<(), UserError>;
}
