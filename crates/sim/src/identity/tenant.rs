//! Whose directory an address means, and the pages of a tenant.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::json;
use url::Url;

use super::error::Error;
use super::page;
use crate::http::wire::{Landing, Reply};
use crate::server::{Server, Urls};
use crate::settings::Settings;
use crate::world::company::{CLIENT_ID, DOMAIN, TENANT};

/// Checks the tenant in the address and the client id.
pub(super) fn admitted(
    settings: &Settings,
    tenant: &str,
    client_id: Option<&String>,
) -> Result<(), Error> {
    let own = tenant.eq_ignore_ascii_case(TENANT) || tenant.eq_ignore_ascii_case(DOMAIN);
    match tenant {
        "organizations" | "common" if settings.single_tenant => {
            let text = format!(
                "Application '{CLIENT_ID}' is not configured as a multi-tenant application. Use \
                 a tenant-specific endpoint."
            );
            return Err(Error::new("invalid_request", 50_194, text));
        }
        "organizations" | "common" => {}
        "consumers" => {
            let text = "The application is not supported for personal Microsoft accounts.";
            return Err(Error::new("invalid_request", 9_002_332, text));
        }
        _ if own => {}
        _ => {
            let text = format!("Tenant '{tenant}' not found.");
            return Err(Error::new("invalid_request", 90_002, text));
        }
    }
    let Some(client_id) = client_id else {
        let text = "The request must contain the following parameter: 'client_id'.";
        return Err(Error::new("invalid_request", 900_144, text));
    };
    if !client_id.eq_ignore_ascii_case(CLIENT_ID) {
        let text = format!(
            "Application with identifier '{client_id}' was not found in the directory 'Contoso'."
        );
        return Err(Error::new("unauthorized_client", 700_016, text));
    }
    Ok(())
}

/// Whether a redirect URI is registered: of `localhost` the port does not
/// count, and no path is the same as the root path.
pub(super) fn is_registered(settings: &Settings, redirect_uri: &str) -> bool {
    let Ok(asked) = Url::parse(redirect_uri) else {
        return false;
    };
    settings
        .redirect_uris
        .iter()
        .filter_map(|registered| Url::parse(registered).ok())
        .any(|registered| {
            let local = matches!(registered.host_str(), Some("localhost" | "127.0.0.1"));
            registered.scheme() == asked.scheme()
                && registered.host_str() == asked.host_str()
                && registered.path() == asked.path()
                && (local || registered.port() == asked.port())
                && asked.fragment().is_none()
        })
}

/// An administrator agrees for everybody.
pub(super) fn admin_consent(
    server: &mut Server,
    tenant: &str,
    fields: &BTreeMap<String, String>,
    now: DateTime<Utc>,
) -> Reply {
    if let Err(error) = admitted(&server.settings, tenant, fields.get("client_id")) {
        return Reply::html(400, page::failure(&error, now, None));
    }
    let redirect_uri = fields.get("redirect_uri").map(String::as_str);
    let target = redirect_uri
        .filter(|uri| is_registered(&server.settings, uri))
        .and_then(|uri| Url::parse(uri).ok());
    let Some(mut target) = target else {
        let error = Error::new(
            "invalid_request",
            50_011,
            "The redirect URI does not match.",
        );
        return Reply::html(400, page::failure(&error, now, None));
    };
    let scope = fields.get("scope").map_or("", String::as_str);
    target
        .query_pairs_mut()
        .append_pair("admin_consent", "True")
        .append_pair("tenant", TENANT)
        .append_pair("scope", scope);
    if let Some(state) = fields.get("state") {
        target.query_pairs_mut().append_pair("state", state);
    }
    let mut reply = Reply::empty(302).with("location", target.as_str());
    reply.landing = Some(Landing {
        url: target.into(),
        form: None,
    });
    reply
}

/// The metadata document of a tenant.
pub(super) fn configuration(server: &Server, tenant: &str) -> Reply {
    let own = admitted(&server.settings, tenant, Some(&CLIENT_ID.to_owned()));
    if let Err(error) = own {
        let text = json!({"error": error.kind, "error_description": error.sentence()});
        return Reply::json(400, &text);
    }
    let below = |path: &str| Urls::below(&server.urls.login, &format!("/{tenant}/{path}"));
    Reply::json(
        200,
        &json!({
            "issuer": Urls::below(&server.urls.login, &format!("/{TENANT}/v2.0")),
            "authorization_endpoint": below("oauth2/v2.0/authorize"),
            "token_endpoint": below("oauth2/v2.0/token"),
            "device_authorization_endpoint": below("oauth2/v2.0/devicecode"),
            "response_modes_supported": ["query", "fragment", "form_post"],
            "response_types_supported": ["code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirect_uris_match_but_for_the_port_of_localhost() {
        let settings = Settings {
            redirect_uris: vec![
                "http://localhost".to_owned(),
                "https://app.contoso.example/done".to_owned(),
            ],
            ..Settings::default()
        };
        let cases = [
            ("http://localhost", true),
            ("http://localhost:41234", true),
            ("http://localhost:41234/", true),
            ("http://localhost:41234/callback", false),
            ("https://localhost:41234/", false),
            ("http://127.0.0.1:41234/", false),
            ("http://[::1]:41234/", false),
            ("https://app.contoso.example/done", true),
            ("https://app.contoso.example:444/done", false),
            ("nonsense", false),
        ];
        for (uri, expected) in cases {
            assert_eq!(is_registered(&settings, uri), expected, "{uri}");
        }
    }

    #[test]
    fn tenants_and_clients_are_checked() {
        let single = Settings {
            single_tenant: true,
            ..Settings::default()
        };
        let any = Settings::default();
        let cases = [
            (&any, "organizations", CLIENT_ID, None),
            (&any, DOMAIN, CLIENT_ID, None),
            (&any, TENANT, CLIENT_ID, None),
            (&any, "fabrikam.example", CLIENT_ID, Some(90_002)),
            (&any, "consumers", CLIENT_ID, Some(9_002_332)),
            (&any, TENANT, "another", Some(700_016)),
            (&single, "organizations", CLIENT_ID, Some(50_194)),
            (&single, TENANT, CLIENT_ID, None),
        ];
        for (settings, tenant, client, expected) in cases {
            let result = admitted(settings, tenant, Some(&client.to_owned()));
            assert_eq!(result.err().map(|error| error.code), expected, "{tenant}");
        }
    }
}
