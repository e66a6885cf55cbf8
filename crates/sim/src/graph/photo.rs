//! Profile photos: a square in the person's colour.

use super::directory::find;
use super::error::Error;
use super::{Caller, Target};
use crate::http::wire::{Reply, Request};
use crate::jpeg;
use crate::server::Server;

/// Edges in pixels that photos come in.
const SIZES: [u16; 9] = [48, 64, 96, 120, 240, 360, 432, 504, 648];

/// Reads a person's photo.
pub(super) fn get(
    server: &Server,
    request: &Request,
    caller: &Caller,
    target: &Target,
) -> Result<Reply, Error> {
    let edge = edge(&request.segments())?;
    if !caller.may(&["User.Read", "User.ReadBasic.All", "ProfilePhoto.Read.All"]) {
        return Err(Error::new(403, "ErrorAccessDenied", "Access is denied."));
    }
    let colour = find(server, caller, target).and_then(|person| person.photo);
    let Some(colour) = colour else {
        return Err(Error::new(404, "ImageNotFound", "The photo wasn't found."));
    };
    Ok(Reply::of(200, "image/jpeg", jpeg::square(edge, colour)))
}

/// The size in `…/photos/48x48/$value`, or the largest for `…/photo/$value`.
fn edge(segments: &[String]) -> Result<u16, Error> {
    let mut before = segments.iter().rev().skip(1);
    let size = before.next().map(String::as_str).unwrap_or_default();
    if size == "photo" {
        return Ok(648);
    }
    let known = SIZES.iter().find(|edge| format!("{edge}x{edge}") == size);
    known.copied().ok_or_else(|| {
        let text = format!("The photo size '{size}' is not supported.");
        Error::new(400, "ErrorInvalidImageId", text)
    })
}
