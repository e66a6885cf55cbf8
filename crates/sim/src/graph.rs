//! Microsoft Graph as far as presence needs it: which operation a request
//! asks for, and the checks that come before it, in the server's order.

mod action;
mod directory;
mod duration;
pub(crate) mod error;
pub(crate) mod limit;
mod photo;
mod read;
mod search;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::http::wire::{Reply, Request};
use crate::server::{Server, Urls};
use crate::settings::Cloud;
use crate::world::fault::Operation;

/// Whom a path is about.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Target {
    Me,
    /// An id, or what was written in its place.
    Person(String),
}

/// What a path asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Asked {
    operation: Operation,
    target: Target,
}

/// The caller as the token tells.
#[derive(Clone, Debug)]
struct Caller {
    person: Uuid,
    scopes: BTreeSet<String>,
}

impl Caller {
    fn may(&self, any_of: &[&str]) -> bool {
        any_of.iter().any(|scope| self.scopes.contains(*scope))
    }
}

fn asked(request: &Request) -> Option<Asked> {
    let segments = request.segments();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let ["v1.0", path @ ..] = segments.as_slice() else {
        return None;
    };
    let (target, rest) = match path {
        ["communications", "getPresencesByUserId"] => {
            return of("POST", request, Operation::GetPresencesByUserId, Target::Me);
        }
        ["users"] => return of("GET", request, Operation::SearchUsers, Target::Me),
        ["me", rest @ ..] => (Target::Me, rest),
        ["users", id, rest @ ..] => (Target::Person((*id).to_owned()), rest),
        ["communications", "presences", id, rest @ ..] => {
            let target = Target::Person((*id).to_owned());
            let Some((action, [])) = rest.split_first() else {
                return of("GET", request, Operation::GetPresenceById, target)
                    .filter(|_| rest.is_empty());
            };
            return of("POST", request, action_named(action)?, target);
        }
        _ => return None,
    };
    match rest {
        [] if target == Target::Me => of("GET", request, Operation::Me, target),
        [] => of("GET", request, Operation::User, target),
        ["presence"] if target == Target::Me => of("GET", request, Operation::GetPresence, target),
        ["presence"] => of("GET", request, Operation::GetUserPresence, target),
        ["presence", action] => of("POST", request, action_named(action)?, target),
        ["photo" | "photos", .., "$value"] => of("GET", request, Operation::Photo, target),
        _ => None,
    }
}

fn of(method: &str, request: &Request, operation: Operation, target: Target) -> Option<Asked> {
    (request.method == method).then_some(Asked { operation, target })
}

fn action_named(segment: &str) -> Option<Operation> {
    let name = segment.strip_prefix("microsoft.graph.").unwrap_or(segment);
    match name {
        "setPresence" => Some(Operation::SetPresence),
        "clearPresence" => Some(Operation::ClearPresence),
        "setUserPreferredPresence" => Some(Operation::SetUserPreferredPresence),
        "clearUserPreferredPresence" => Some(Operation::ClearUserPreferredPresence),
        "setStatusMessage" => Some(Operation::SetStatusMessage),
        _ => None,
    }
}

/// Which operation a request asks for.
pub(crate) fn operation(request: &Request) -> Operation {
    asked(request).map_or(Operation::Unknown, |asked| asked.operation)
}

/// Answers a request to Graph. Unless it `writes`, an action has no effect,
/// although it is answered as if it had.
pub(crate) fn answer(
    server: &mut Server,
    request: &Request,
    writes: bool,
    now: DateTime<Utc>,
) -> Reply {
    let result = checked(server, request, writes, now);
    let reply = result.unwrap_or_else(|error| error.reply(request, now));
    error::traced(reply, request)
}

fn checked(
    server: &mut Server,
    request: &Request,
    writes: bool,
    now: DateTime<Utc>,
) -> Result<Reply, error::Error> {
    let caller = caller(server, request, now)?;
    let Some(Asked { operation, target }) = asked(request) else {
        let path = &request.path;
        let text = format!("Resource not found for the segment '{path}'.");
        return Err(error::Error::new(400, "BadRequest", text));
    };
    match operation {
        Operation::Me | Operation::User => directory::person(server, request, &caller, &target),
        Operation::SearchUsers => directory::search(server, request, &caller),
        Operation::Photo => photo::get(server, request, &caller, &target),
        Operation::GetPresence | Operation::GetUserPresence | Operation::GetPresenceById => {
            read::one(server, request, &caller, &target, now)
        }
        Operation::GetPresencesByUserId => read::many(server, request, &caller, now),
        Operation::SetPresence
        | Operation::ClearPresence
        | Operation::SetUserPreferredPresence
        | Operation::ClearUserPreferredPresence
        | Operation::SetStatusMessage => {
            let act = action::parse(operation, request, &server.settings, now)?;
            action::answer(server, &caller, &target, act, writes, now)
        }
        Operation::Authorize
        | Operation::Token
        | Operation::DeviceCode
        | Operation::SignInPage
        | Operation::Unknown => Err(error::not_found("There is no such operation.")),
    }
}

/// The first check of every operation.
fn caller(server: &Server, request: &Request, now: DateTime<Utc>) -> Result<Caller, error::Error> {
    let refused = |text: &str| {
        let root = Urls::below(&server.urls.login, "/common/oauth2/authorize");
        Err(error::Error::new(401, "InvalidAuthenticationToken", text).challenge(&root))
    };
    if request.header("authorization").is_none() {
        return refused("Access token is empty.");
    }
    let Some(token) = server.identity.bearer(request) else {
        return refused("CompactToken parsing failed with error code: 80049217");
    };
    if token.expires_at <= now {
        return refused("Lifetime validation failed, the token is expired.");
    }
    Ok(Caller {
        person: token.person,
        scopes: token.scopes.clone(),
    })
}

/// The checks that every presence operation shares after its body was read.
fn presence_allowed(
    server: &mut Server,
    caller: &Caller,
    any_of: &[&str],
    now: DateTime<Utc>,
) -> Result<(), error::Error> {
    if server.settings.cloud == Cloud::China {
        let text = "Resource not found for the segment 'presence'.";
        return Err(error::Error::new(400, "BadRequest", text));
    }
    // Throttled calls count as well, and calls without the scope do too.
    let within = server.limit.admit(now, server.settings.presence_requests);
    if !caller.may(any_of) {
        return Err(error::Error::new(403, "Forbidden", ""));
    }
    within.map_err(error::Error::throttled)
}
