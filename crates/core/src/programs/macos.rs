//! macOS: `open` itself says when nobody takes a link.

use std::io;

use url::Url;

pub(super) fn open(address: &Url) -> io::Result<()> {
    open::that(address.as_str())
}
