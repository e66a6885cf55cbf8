//! What Porchlight asks to be allowed. The only list of scopes.

use oauth2::Scope;
use serde::{Deserialize, Serialize};

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
/// How many of them one's own presence needs; the rest is for colleagues.
const OWN: usize = 3;

/// How much the user agreed to, in the two steps in which they are asked.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Scopes {
    /// To see and set their own presence.
    #[default]
    Own,
    /// To find colleagues and see their presence, besides.
    Colleagues,
}

impl Scopes {
    /// The scopes as the cloud spells them.
    pub(super) fn spelled(self, cloud: &Cloud) -> Vec<Scope> {
        let root = cloud.graph.as_str().trim_end_matches('/');
        let graph = self.names().iter();
        let graph = graph.map(|name| format!("{root}/{name}"));
        PLATFORM
            .iter()
            .map(|&name| name.to_owned())
            .chain(graph)
            .map(Scope::new)
            .collect()
    }

    /// Those of Graph by their short names.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Own => &GRAPH[..OWN],
            Self::Colleagues => &GRAPH,
        }
    }

    /// What a list of granted scopes amounts to. The platform may grant more
    /// than was asked for, or less, and writes names with or without a root.
    pub(super) fn granted(list: &[Scope]) -> Self {
        let has = |wanted: &str| {
            list.iter().any(|scope| {
                let name = scope.rsplit('/').next().unwrap_or_default();
                name.eq_ignore_ascii_case(wanted)
            })
        };
        if GRAPH[OWN..].iter().all(|wanted| has(wanted)) {
            Self::Colleagues
        } else {
            Self::Own
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_carry_the_root_of_their_cloud() {
        let cloud = Cloud::named("us-gov-l4").unwrap();
        let own = Scopes::Own.spelled(&cloud);
        assert_eq!(own[0].as_str(), "openid");
        assert_eq!(own[3].as_str(), "https://graph.microsoft.us/User.Read");
        let all = Scopes::Colleagues.spelled(&cloud);
        assert_eq!((own.len(), all.len()), (6, 8));
        assert!(all.starts_with(&own), "the second step keeps the first");
    }

    #[test]
    fn what_was_granted_is_read_in_every_spelling() {
        for (list, granted) in [
            ("openid User.Read Presence.Read", Scopes::Own),
            ("Presence.Read.All User.ReadBasic.All", Scopes::Colleagues),
            (
                "https://graph.microsoft.com/presence.read.all https://graph.microsoft.com/User.ReadBasic.All",
                Scopes::Colleagues,
            ),
            ("User.Read Presence.Read.All", Scopes::Own),
            ("", Scopes::Own),
        ] {
            let list: Vec<Scope> = list
                .split(' ')
                .map(|name| Scope::new(name.to_owned()))
                .collect();
            assert_eq!(Scopes::granted(&list), granted, "{list:?}");
        }
    }
}
