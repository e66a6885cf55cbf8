//! Scopes: which there are, how they are written, and which are granted.

use std::collections::BTreeSet;

use url::Url;

use super::error::Error;
use crate::settings::Settings;

/// Scopes of the sign-in itself.
const SIGN_IN: [&str; 4] = ["openid", "profile", "email", "offline_access"];

/// Delegated scopes of Graph that an application may ask for here.
const GRAPH: [&str; 10] = [
    "User.Read",
    "User.ReadBasic.All",
    "User.Read.All",
    "Presence.Read",
    "Presence.Read.All",
    "Presence.ReadWrite",
    "People.Read",
    "MailboxSettings.Read",
    "Calendars.Read",
    "ProfilePhoto.Read.All",
];

/// Graph's roots; a scope may be written with the root in front.
const ROOTS: [&str; 4] = [
    "https://graph.microsoft.com/",
    "https://graph.microsoft.us/",
    "https://dod-graph.microsoft.us/",
    "https://microsoftgraph.chinacloudapi.cn/",
];

/// The scopes of a request in their short form and usual spelling.
///
/// `.default` stands for all that was `consented` before.
pub(super) fn parse(
    text: &str,
    graph: &Url,
    consented: &BTreeSet<String>,
) -> Result<BTreeSet<String>, Error> {
    let mut scopes = BTreeSet::new();
    for scope in text.split_whitespace() {
        let short = short(scope, graph);
        if short.eq_ignore_ascii_case(".default") {
            scopes.extend(consented.iter().cloned());
            continue;
        }
        let known = SIGN_IN.iter().chain(&GRAPH);
        let Some(known) = known
            .copied()
            .find(|known| known.eq_ignore_ascii_case(short))
        else {
            let text = format!(
                "The provided request must include a 'scope' input parameter. The provided \
                 value for the input parameter 'scope' is not valid. The scope {scope} is not valid."
            );
            return Err(Error::new("invalid_scope", 70011, text));
        };
        scopes.insert(known.to_owned());
    }
    if scopes.is_empty() {
        let text = "The request body must contain the following parameter: 'scope'.";
        return Err(Error::new("invalid_request", 900_144, text));
    }
    Ok(scopes)
}

fn short<'a>(scope: &'a str, graph: &Url) -> &'a str {
    ROOTS
        .iter()
        .copied()
        .chain([graph.as_str()])
        .find_map(|root| scope.strip_prefix(root))
        .unwrap_or(scope)
        .trim_start_matches('/')
}

/// What of the asked-for scopes is granted.
pub(super) fn granted(asked: &BTreeSet<String>, settings: &Settings) -> BTreeSet<String> {
    asked
        .difference(&settings.declined_scopes)
        .cloned()
        .collect()
}

/// Whether a person may not grant all of this.
pub(super) fn for_admin(asked: &BTreeSet<String>, settings: &Settings) -> bool {
    !asked.is_disjoint(&settings.admin_scopes)
}

/// The scopes a token response lists: `offline_access` never appears there.
pub(super) fn listed(granted: &BTreeSet<String>) -> String {
    let shown: Vec<&str> = granted
        .iter()
        .map(String::as_str)
        .filter(|scope| *scope != "offline_access")
        .collect();
    shown.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<&str, u32>) {
        let graph = Url::parse("http://127.0.0.1:4001/").unwrap();
        let consented = BTreeSet::from(["User.Read".to_owned()]);
        let found = parse(text, &graph, &consented);
        let found = found.map(|scopes| listed(&scopes)).map_err(|e| e.code);
        assert_eq!(found.as_deref(), expected.as_deref());
    }

    #[test]
    fn scopes_are_known_in_every_spelling() {
        check(
            "openid presence.read offline_access",
            Ok("Presence.Read openid"),
        );
        check("https://graph.microsoft.us/User.Read", Ok("User.Read"));
        check("http://127.0.0.1:4001/User.Read", Ok("User.Read"));
        check("https://graph.microsoft.com/.default", Ok("User.Read"));
        check("Presence.Write", Err(70011));
        check(" ", Err(900_144));
    }
}
