//! People of the directory: one, and those a search finds.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::error::Error;
use super::search::Search;
use super::{Caller, Target};
use crate::http::wire::{Reply, Request};
use crate::server::{Server, Urls};
use crate::world::person::Person;

/// People on a page unless the request says otherwise.
const PAGE: usize = 100;
/// The most people on a page.
const LARGEST_PAGE: usize = 999;
/// Either lets somebody read other people.
const OTHERS: &[&str] = &["User.ReadBasic.All", "User.Read.All"];

fn forbidden() -> Error {
    let text = "Insufficient privileges to complete the operation.";
    Error::new(403, "Authorization_RequestDenied", text)
}

/// Reads one person, by id or address.
pub(super) fn person(
    server: &Server,
    request: &Request,
    caller: &Caller,
    target: &Target,
) -> Result<Reply, Error> {
    let found = find(server, caller, target);
    let own = found.is_some_and(|person| person.id == caller.person);
    if !(caller.may(OTHERS) || own && caller.may(&["User.Read"])) {
        return Err(forbidden());
    }
    let Some(person) = found else {
        let written = match target {
            Target::Me => "me",
            Target::Person(who) => who,
        };
        let text = format!(
            "Resource '{written}' does not exist or one of its queried reference-property objects \
             are not present."
        );
        return Err(Error::new(404, "Request_ResourceNotFound", text));
    };
    let query = request.query();
    let mut body = selected(server, caller, person, query.get("$select"));
    let context = "https://graph.microsoft.com/v1.0/$metadata#users/$entity";
    body.insert("@odata.context".to_owned(), json!(context));
    Ok(Reply::json(200, &Value::Object(body)))
}

/// Whom a path is about, by id or address. Names are no identifiers here.
pub(super) fn find<'a>(server: &'a Server, caller: &Caller, target: &Target) -> Option<&'a Person> {
    let id = match target {
        Target::Me => Some(caller.person),
        Target::Person(who) => {
            let exact = who.parse::<Uuid>().is_ok() || who.contains('@');
            exact.then(|| server.world.find(who)).flatten()
        }
    };
    server.world.person(id?)
}

/// A person with the selected properties; what only fuller scopes show of
/// others is null.
fn selected(
    server: &Server,
    caller: &Caller,
    person: &Person,
    select: Option<&String>,
) -> Map<String, Value> {
    let full = person.id == caller.person || caller.may(&["User.Read.All"]);
    let phones = full || server.settings.phones_for_everybody;
    let all = json!({
        "id": person.id,
        "displayName": person.name(),
        "givenName": person.given,
        "surname": person.surname,
        "mail": person.address,
        "userPrincipalName": person.address,
        "jobTitle": full.then_some(&person.job_title),
        "department": null,
        "mobilePhone": person.mobile_phone.as_ref().filter(|_| phones),
        "officeLocation": null,
        "preferredLanguage": null,
        "businessPhones": phones.then_some(&person.business_phones),
    });
    let Value::Object(mut all) = all else {
        return Map::new();
    };
    if let Some(select) = select {
        let wanted: Vec<&str> = select.split(',').map(str::trim).collect();
        all.retain(|name, _| wanted.contains(&name.as_str()));
    } else {
        all.remove("department");
    }
    all
}

/// Lists people, those that a search finds if there is one.
pub(super) fn search(server: &Server, request: &Request, caller: &Caller) -> Result<Reply, Error> {
    let query = request.query();
    let unsupported = |text: &str| Err(Error::new(400, "Request_UnsupportedQuery", text));
    let eventual = request
        .header("consistencylevel")
        .is_some_and(|level| level.eq_ignore_ascii_case("eventual"));
    let advanced = query.contains_key("$search") || query.contains_key("$count");
    if advanced && !eventual {
        let text = "Request with $search query parameter only works through MSGraph with a \
                    special request header: 'ConsistencyLevel: eventual'";
        return unsupported(text);
    }
    if query.contains_key("$filter") || query.contains_key("$orderby") {
        return unsupported("The simulator supports no filter and no order here.");
    }
    if !caller.may(OTHERS) {
        return Err(forbidden());
    }
    let found: Vec<&Person> = match query.get("$search") {
        Some(text) => {
            let search = Search::parse(text, server.settings.search_fails_on_ampersand)?;
            server.world.people().filter(|p| search.finds(p)).collect()
        }
        None => server.world.people().collect(),
    };
    let page = number(&query, "$top", PAGE)?;
    if !(1..=LARGEST_PAGE).contains(&page) {
        let text = "Invalid page size specified. Must be between 1 and 999 inclusive.";
        return Err(Error::new(400, "Request_BadRequest", text));
    }
    let skipped = number(&query, "$skiptoken", 0)?;
    let value: Vec<Value> = found
        .iter()
        .skip(skipped)
        .take(page)
        .map(|person| Value::Object(selected(server, caller, person, query.get("$select"))))
        .collect();
    let context = "https://graph.microsoft.com/v1.0/$metadata#users";
    let mut body = json!({"@odata.context": context, "value": value});
    if query.get("$count").is_some_and(|count| count == "true") {
        body["@odata.count"] = json!(found.len());
    }
    if skipped + page < found.len() {
        body["@odata.nextLink"] = json!(next_link(server, query, skipped + page));
    }
    Ok(Reply::json(200, &body))
}

fn number(query: &BTreeMap<String, String>, name: &str, absent: usize) -> Result<usize, Error> {
    query.get(name).map_or(Ok(absent), |text| {
        text.parse().map_err(|_| {
            let text = format!("Invalid value '{text}' of query option '{name}'.");
            Error::new(400, "Request_BadRequest", text)
        })
    })
}

fn next_link(server: &Server, mut query: BTreeMap<String, String>, skipped: usize) -> String {
    query.insert("$skiptoken".to_owned(), skipped.to_string());
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(query)
        .finish();
    Urls::below(&server.urls.graph, &format!("/v1.0/users?{query}"))
}
