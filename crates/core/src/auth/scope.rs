//! What Porchlight asks to be allowed. The only list of scopes.

use oauth2::Scope;

use super::Cloud;

/// Of the identity platform itself: who it is, and staying signed in.
const PLATFORM: [&str; 3] = ["openid", "profile", "offline_access"];

/// Of Graph; each is written with the Graph root of its cloud.
pub(crate) const GRAPH: [&str; 5] = [
    "User.Read",
    "Presence.Read",
    "Presence.ReadWrite",
    "Presence.Read.All",
    "User.ReadBasic.All",
];

/// All scopes as the cloud spells them.
pub(super) fn scopes(cloud: &Cloud) -> Vec<Scope> {
    let root = cloud.graph.as_str().trim_end_matches('/');
    let graph = GRAPH.iter().map(|name| format!("{root}/{name}"));
    PLATFORM
        .iter()
        .map(|&name| name.to_owned())
        .chain(graph)
        .map(Scope::new)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_carry_the_root_of_their_cloud() {
        let cloud = Cloud::named("us-gov-l4").unwrap();
        let scopes = scopes(&cloud);
        assert_eq!(scopes[0].as_str(), "openid");
        assert_eq!(scopes[3].as_str(), "https://graph.microsoft.us/User.Read");
    }
}
