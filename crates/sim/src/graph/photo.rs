//! Profile photos. Nobody here has had theirs taken.

use super::error::{Error, not_found};
use super::{Caller, Target};
use crate::http::wire::{Reply, Request};
use crate::server::Server;

/// Reads a person's photo.
pub(super) fn get(
    _server: &Server,
    _request: &Request,
    _caller: &Caller,
    _target: &Target,
) -> Result<Reply, Error> {
    Err(not_found("The photo wasn't found."))
}
