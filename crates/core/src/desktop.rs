//! What the desktop does for Porchlight when its user wants it.

use crate::UserError;

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

    /// Shows the folder with the logs of this program.
    ///
    /// # Errors
    /// Names the folder, for who has to open it in another way.
    fn show_logs(&self) -> Result<(), UserError>;
}
