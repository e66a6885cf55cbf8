//! Windows: the registry says who takes a link. Opening one that nobody takes
//! would end in a question to the user.

use std::io;

use url::Url;
use windows_registry::CLASSES_ROOT;

pub(super) fn open(address: &Url) -> io::Result<()> {
    let scheme = CLASSES_ROOT.open(address.scheme());
    let is_taken = scheme.is_ok_and(|key| key.get_string("URL Protocol").is_ok());
    if super::is_the_browsers(address) || is_taken {
        return open::that_detached(address.as_str());
    }
    Err(io::ErrorKind::NotFound.into())
}
