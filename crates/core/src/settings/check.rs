//! Whether a value can be used. A refusal says whose value it was.

use std::fmt;

use chrono::TimeDelta;
use chrono_tz::Tz;
use url::Url;

use super::Source;
use super::keys::Given;
use crate::UserError;
use crate::auth::{Cloud, is_safe};
use crate::model::parse_length;

/// Closer readings would cost the whole company its share of Graph.
const SHORTEST_INTERVAL: TimeDelta = TimeDelta::seconds(15);

/// Rarer readings would not be worth their notices.
const LONGEST_INTERVAL: TimeDelta = TimeDelta::minutes(10);

/// A value that somebody wrote.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said<'a> {
    text: &'a str,
    /// None for what was typed a moment ago: whoever typed it knows.
    by: Option<&'a Source>,
}

impl<'a> Said<'a> {
    pub(super) fn typed(text: &'a str) -> Self {
        Self {
            text: text.trim(),
            by: None,
        }
    }
}

impl<'a> From<&'a Given> for Said<'a> {
    fn from(given: &'a Given) -> Self {
        Self {
            text: given.text.trim(),
            by: Some(&given.source),
        }
    }
}

impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}”", self.text)?;
        match self.by {
            None | Some(Source::Default) => Ok(()),
            Some(source) => write!(f, " from {source}"),
        }
    }
}

/// A client id in the one form in which Graph takes it as a session's id.
pub(super) fn client_id(said: Said<'_>) -> Result<String, UserError> {
    let hint = "Copy the Application (client) ID of your registration; it looks like 11111111-2222-3333-4444-555555555555";
    if said.text.is_empty() && said.by.is_none() {
        return Err(UserError::usage("The client id is missing", hint));
    }
    uuid::Uuid::try_parse(said.text)
        .map(|id| id.hyphenated().to_string())
        .map_err(|_| UserError::usage(format!("The client id {said} is not one"), hint))
}

/// A tenant is a path segment of the sign-in address: nothing else may pass.
pub(super) fn tenant(said: Said<'_>) -> Result<String, UserError> {
    let name = said.text;
    let fine = !name.is_empty()
        && name.len() <= 253
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-')
        && !name.starts_with('.');
    if fine {
        return Ok(name.to_owned());
    }
    Err(UserError::usage(
        format!("The tenant {said} is not one"),
        "Write organizations, the tenant's id or one of its domains",
    ))
}

/// A cloud that offers presence. `addresses` are those of a custom one, login first.
pub(super) fn cloud(
    said: Said<'_>,
    addresses: Option<(Said<'_>, Said<'_>)>,
) -> Result<Cloud, UserError> {
    let cloud = match (said.text, addresses) {
        ("custom", Some((login, graph))) => custom_cloud(login, graph)?,
        ("custom", None) => {
            return Err(UserError::usage(
                format!("The cloud is {said}, but its addresses are missing"),
                "Write login and graph under [cloud.custom]",
            ));
        }
        (name, _) => Cloud::named(name).ok_or_else(|| {
            UserError::usage(
                format!("There is no cloud {said}"),
                format!("Write one of {}, custom", Cloud::NAMES.join(", ")),
            )
        })?,
    };
    if cloud.has_presence() {
        return Ok(cloud);
    }
    Err(UserError::usage(
        format!("Microsoft does not offer presence in its cloud in China; the cloud is {said}"),
        "Choose another cloud",
    ))
}

fn custom_cloud(login: Said<'_>, graph: Said<'_>) -> Result<Cloud, UserError> {
    let address = |said: Said<'_>| {
        Url::parse(said.text).map_err(|_| {
            UserError::usage(
                format!("The address {said} is not one"),
                "Write it with https:// in front",
            )
        })
    };
    Cloud::custom(address(login)?, address(graph)?).ok_or_else(|| {
        UserError::usage(
            format!("The addresses of a custom cloud must be https; they are {login} and {graph}"),
            "Plain http is only allowed on this computer (127.0.0.1)",
        )
    })
}

pub(super) fn zone(said: Said<'_>) -> Result<Tz, UserError> {
    said.text.parse().map_err(|_| {
        UserError::usage(
            format!("There is no time zone {said}"),
            "Write a name like Europe/Berlin",
        )
    })
}

/// A switch.
pub(super) fn on_or_off(said: Said<'_>) -> Result<bool, UserError> {
    said.text.parse().map_err(|_| {
        UserError::usage(
            format!("Whether to look for updates is {said}"),
            "Write true or false",
        )
    })
}

/// Where releases are announced.
pub(super) fn feed(said: Said<'_>) -> Result<Url, UserError> {
    let address = Url::parse(said.text).ok().filter(is_safe);
    address.ok_or_else(|| {
        UserError::usage(
            format!("The address {said} can't be trusted to announce updates"),
            "Write one that begins with https://",
        )
    })
}

/// The time between two readings.
pub(super) fn poll_interval(said: Said<'_>) -> Result<TimeDelta, UserError> {
    let fault = match parse_length(said.text) {
        None => "not a length of time",
        Some(length) if length < SHORTEST_INTERVAL => "too short",
        Some(length) if length > LONGEST_INTERVAL => "too long",
        Some(length) => return Ok(length),
    };
    Err(UserError::usage(
        format!("The polling interval {said} is {fault}"),
        "Write a length from 15s to 10m, like 30s or 2m",
    ))
}

/// Whether something is allowed.
pub(super) fn allowed(said: Said<'_>) -> Result<bool, UserError> {
    said.text.parse().map_err(|_| {
        UserError::usage(
            format!("Whether hooks are run can't be read: it is {said}"),
            "Write true or false",
        )
    })
}
