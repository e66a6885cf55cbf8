//! What can be set, and what each source calls it.

use std::collections::BTreeMap;

use toml_edit::Item;

use super::Source;

/// Where releases are announced.
const FEED: &str = "https://api.github.com/repos/porchlight-app/porchlight/releases/latest";

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    ClientId,
    Tenant,
    Cloud,
    Login,
    Graph,
    Zone,
    PollInterval,
    Shortcut,
    UpdateCheck,
    UpdateFeed,
    Hooks,
}

/// A value as it was written, and who wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Given {
    pub(super) text: String,
    pub(super) source: Source,
}

impl Given {
    pub(super) fn by(source: &Source, text: String) -> Self {
        Self {
            text,
            source: source.clone(),
        }
    }
}

/// What one source says, or several of them together. Laid over another with
/// `extend`, it wins key by key.
pub(super) type Layer = BTreeMap<Key, Given>;

impl Key {
    pub(super) const ALL: [Self; 11] = [
        Self::ClientId,
        Self::Tenant,
        Self::Cloud,
        Self::Login,
        Self::Graph,
        Self::Zone,
        Self::PollInterval,
        Self::Shortcut,
        Self::UpdateCheck,
        Self::UpdateFeed,
        Self::Hooks,
    ];

    /// Its table and name in `config.toml` and in a policy file, dotted.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::ClientId => "account.client_id",
            Self::Tenant => "account.tenant",
            Self::Cloud => "account.cloud",
            Self::Login => "cloud.custom.login",
            Self::Graph => "cloud.custom.graph",
            Self::Zone => "time.zone",
            Self::PollInterval => "polling.interval",
            Self::Shortcut => "window.shortcut",
            Self::UpdateCheck => "updates.check",
            Self::UpdateFeed => "updates.feed",
            Self::Hooks => "hooks",
        }
    }

    /// Its environment variable.
    pub(super) fn variable(self) -> &'static str {
        match self {
            Self::ClientId => "PORCHLIGHT_CLIENT_ID",
            Self::Tenant => "PORCHLIGHT_TENANT",
            Self::Cloud => "PORCHLIGHT_CLOUD",
            Self::Login => "PORCHLIGHT_LOGIN_URL",
            Self::Graph => "PORCHLIGHT_GRAPH_URL",
            Self::Zone => "PORCHLIGHT_ZONE",
            Self::PollInterval => "PORCHLIGHT_POLL_INTERVAL",
            Self::Shortcut => "PORCHLIGHT_SHORTCUT",
            Self::UpdateCheck => "PORCHLIGHT_UPDATE_CHECK",
            Self::UpdateFeed => "PORCHLIGHT_UPDATE_FEED",
            Self::Hooks => "PORCHLIGHT_HOOKS",
        }
    }

    /// Its name among the values that a system manages by itself.
    pub(super) fn managed(self) -> &'static str {
        match self {
            Self::ClientId => "ClientId",
            Self::Tenant => "Tenant",
            Self::Cloud => "Cloud",
            Self::Login => "LoginUrl",
            Self::Graph => "GraphUrl",
            Self::Zone => "Zone",
            Self::PollInterval => "PollInterval",
            Self::Shortcut => "Shortcut",
            Self::UpdateCheck => "UpdateCheck",
            Self::UpdateFeed => "UpdateFeed",
            Self::Hooks => "Hooks",
        }
    }

    /// What stands for it in a file; none if it has another form.
    pub(super) fn read(self, item: &Item) -> Option<String> {
        match self {
            Self::UpdateCheck | Self::Hooks => item.as_bool().map(|said| said.to_string()),
            Self::ClientId
            | Self::Tenant
            | Self::Cloud
            | Self::Login
            | Self::Graph
            | Self::Zone
            | Self::PollInterval
            | Self::Shortcut
            | Self::UpdateFeed => item.as_str().map(str::to_owned),
        }
    }

    /// Its form in a file, in words.
    pub(super) fn form(self) -> &'static str {
        match self {
            Self::UpdateCheck | Self::Hooks => "true or false",
            Self::ClientId
            | Self::Tenant
            | Self::Cloud
            | Self::Login
            | Self::Graph
            | Self::Zone
            | Self::PollInterval
            | Self::Shortcut
            | Self::UpdateFeed => "a text in quotes",
        }
    }

    /// What holds when nobody says anything; empty where that is nothing.
    pub(super) fn default_text(self) -> &'static str {
        match self {
            Self::Tenant => "organizations",
            Self::Cloud => "global",
            Self::PollInterval => "30s",
            Self::UpdateFeed => FEED,
            Self::Hooks => "true",
            // Whether to look for updates is the user's own word in the window then.
            Self::ClientId
            | Self::Login
            | Self::Graph
            | Self::Zone
            | Self::Shortcut
            | Self::UpdateCheck => "",
        }
    }
}

/// Where a source gives a custom cloud's addresses and names no cloud, it
/// means that one.
///
/// # Errors
/// As [`both_or_neither`].
pub(super) fn addresses_go_together(
    layer: &mut Layer,
    name: impl Fn(Key) -> &'static str,
) -> Result<(), String> {
    both_or_neither(layer, name)?;
    if let Some(login) = layer.get(&Key::Login) {
        let custom = Given::by(&login.source, "custom".to_owned());
        layer.entry(Key::Cloud).or_insert(custom);
    }
    Ok(())
}

/// A custom cloud has both addresses or none.
///
/// # Errors
/// Only one is there; `name` is what the source calls a key.
pub(super) fn both_or_neither(
    layer: &Layer,
    name: impl Fn(Key) -> &'static str,
) -> Result<(), String> {
    if layer.contains_key(&Key::Login) == layer.contains_key(&Key::Graph) {
        return Ok(());
    }
    Err(format!(
        "Only one of {} and {} is set",
        name(Key::Login),
        name(Key::Graph)
    ))
}
