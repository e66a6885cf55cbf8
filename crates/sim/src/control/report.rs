//! The world as JSON.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::server::Server;
use crate::world::company::{CLIENT_ID, TENANT};
use crate::world::person::Person;

/// Beyond this number only people are listed whose presence was ever set.
const LISTED_IN_FULL: usize = 100;

/// Everything worth knowing, with instants to the nanosecond.
pub(super) fn state(server: &Server, now: DateTime<Utc>) -> Value {
    let me = server.visitor();
    let many = server.world.people().count() > LISTED_IN_FULL;
    let people: Vec<Value> = server
        .world
        .people()
        .filter(|person| !many || person.presence.latest().writes > 0 || person.id == me)
        .map(|one| person(one, now))
        .collect();
    let (refresh_tokens, access_tokens) = server.identity.live_tokens(now);
    json!({
        "now": now,
        "client_id": CLIENT_ID,
        "tenant": TENANT,
        "login_url": server.urls.login,
        "graph_url": server.urls.graph,
        "control_url": server.urls.control,
        "me": server.world.person(me).map(|one| person(one, now)),
        "people": people,
        "faults": server.faults,
        "settings": server.settings,
        "sign_in": server.sign_in,
        "consented": server.identity.consented,
        "live_refresh_tokens": refresh_tokens,
        "live_access_tokens": access_tokens,
        "requests": server.seen.len(),
    })
}

/// A person with the sessions, the pin and the message that are in force, as
/// the last write left them, and with what readers see.
pub(super) fn person(person: &Person, now: DateTime<Utc>) -> Value {
    let latest = person.presence.latest();
    let sessions: Vec<Value> = latest
        .sessions
        .iter()
        .filter_map(|(id, session)| {
            let shown = session.at(now)?;
            Some(json!({
                "id": id,
                "availability": session.pair.availability,
                "activity": session.pair.activity,
                "shows": shown,
                "set_at": session.set_at,
                "expires_at": session.expires_at,
            }))
        })
        .collect();
    let visible = person.presence.visible(now);
    json!({
        "id": person.id,
        "name": person.name(),
        "address": person.address,
        "business_phones": person.business_phones,
        "mobile_phone": person.mobile_phone,
        "kind": person.kind,
        "reported": visible.at(now),
        "pending": visible.writes != latest.writes,
        "sessions": sessions,
        "pin": latest.live_pin(now),
        "message": latest.message,
        "message_expired": latest.message.as_ref().is_some_and(|m| m.has_expired(now)),
        "in_meeting": latest.in_meeting,
        "out_of_office": latest.out_of_office,
        "work_location": latest.work_location,
    })
}
