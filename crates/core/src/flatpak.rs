//! The sandbox that one kind of package for Linux runs in.

use std::path::Path;

/// Whether this program runs in a Flatpak.
pub(crate) fn is_inside() -> bool {
    Path::new("/.flatpak-info").exists()
}
