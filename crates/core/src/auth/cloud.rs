//! Microsoft's clouds: where to sign in and where Graph is.

use serde::{Deserialize, Serialize};
use url::Url;

use super::Account;

/// One of Microsoft's clouds, or addresses of one's own for tests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cloud {
    /// The name in the configuration.
    pub name: String,
    /// Root of the identity platform; `/{tenant}/oauth2/v2.0` lies below.
    pub login: Url,
    /// Root of Graph; `/v1.0` lies below, and scopes start with it.
    pub graph: Url,
}

/// The application's registration, as the configuration names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// Application (client) id; also the id of our presence session.
    pub client_id: String,
    /// `organizations`, a tenant's id or a domain.
    pub tenant: String,
    pub cloud: Cloud,
}

impl Registration {
    /// Where a sign-in of this account is kept: one entry for each cloud,
    /// tenant, registration and user.
    pub(crate) fn key(&self, account: &Account) -> String {
        let cloud = match self.cloud.name.as_str() {
            "custom" => self.cloud.login.as_str().trim_end_matches('/'),
            name => name,
        };
        let client = &self.client_id;
        format!("{cloud}/{}/{client}/{}", account.tenant_id, account.id)
    }
}

impl Cloud {
    /// Names the configuration may use, besides `custom`.
    pub const NAMES: [&'static str; 4] = ["global", "us-gov-l4", "us-gov-dod", "china"];

    /// A cloud by its name in the configuration.
    ///
    /// # Errors
    /// None for a name that is not one of [`Cloud::NAMES`].
    pub fn named(name: &str) -> Option<Self> {
        let (login, graph) = match name {
            "global" => (
                "https://login.microsoftonline.com",
                "https://graph.microsoft.com",
            ),
            "us-gov-l4" => (
                "https://login.microsoftonline.us",
                "https://graph.microsoft.us",
            ),
            "us-gov-dod" => (
                "https://login.microsoftonline.us",
                "https://dod-graph.microsoft.us",
            ),
            "china" => (
                "https://login.partner.microsoftonline.cn",
                "https://microsoftgraph.chinacloudapi.cn",
            ),
            _ => return None,
        };
        Some(Self {
            name: name.to_owned(),
            login: Url::parse(login).ok()?,
            graph: Url::parse(graph).ok()?,
        })
    }

    /// A cloud of other addresses. Tokens travel there, so each must be https,
    /// or http on this computer.
    pub fn custom(login: Url, graph: Url) -> Option<Self> {
        (is_safe(&login) && is_safe(&graph)).then(|| Self {
            name: "custom".to_owned(),
            login,
            graph,
        })
    }

    /// Whether both roots lie on this computer, as in the demo and in tests.
    pub fn is_on_this_computer(&self) -> bool {
        is_loopback(&self.login) && is_loopback(&self.graph)
    }

    /// Whether Graph offers presence there at all.
    pub fn has_presence(&self) -> bool {
        self.name != "china"
    }
}

/// Whether what is said there can be trusted to come from there.
pub fn is_safe(url: &Url) -> bool {
    match url.scheme() {
        "https" => true,
        "http" => is_loopback(url),
        _ => false,
    }
}

/// Whether what is said at one address may lead to another: nobody elsewhere sends
/// anything to this computer's own servers.
pub fn leads_safely(from: &Url, to: &Url) -> bool {
    is_safe(to) && (is_loopback(from) || !is_loopback(to))
}

pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_go_to_https_or_to_this_computer() {
        let custom = |root: &str| {
            let root = Url::parse(root).unwrap();
            Cloud::custom(root.clone(), root).is_some()
        };
        assert!(custom("https://graph.example"));
        assert!(custom("http://127.0.0.1:4001"));
        assert!(custom("http://[::1]:4001"));
        assert!(custom("http://localhost:4001"));
        assert!(!custom("http://graph.example"));
        assert!(!custom("http://127.0.0.1.example"));
        assert!(!custom("ftp://127.0.0.1"));
    }

    #[test]
    fn every_named_cloud_has_its_roots_and_says_whether_it_has_presence() {
        let clouds = [
            (
                "global",
                "login.microsoftonline.com",
                "graph.microsoft.com",
                true,
            ),
            (
                "us-gov-l4",
                "login.microsoftonline.us",
                "graph.microsoft.us",
                true,
            ),
            (
                "us-gov-dod",
                "login.microsoftonline.us",
                "dod-graph.microsoft.us",
                true,
            ),
            (
                "china",
                "login.partner.microsoftonline.cn",
                "microsoftgraph.chinacloudapi.cn",
                false,
            ),
        ];
        assert_eq!(clouds.map(|(name, ..)| name), Cloud::NAMES);
        for (name, login, graph, has_presence) in clouds {
            let cloud = Cloud::named(name).unwrap();
            assert_eq!(cloud.name, name);
            assert_eq!(cloud.login.as_str(), format!("https://{login}/"));
            assert_eq!(cloud.graph.as_str(), format!("https://{graph}/"));
            assert_eq!(cloud.has_presence(), has_presence);
        }
        assert_eq!(Cloud::named("mars"), None);
    }
}
