//! Switches for what is not documented, differs between clouds or is up to
//! the tenant, and the script of the next sign-ins.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a bulk read does with an id that has no presence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownIds {
    /// It is missing from the answer.
    #[default]
    Omit,
    /// It comes with `PresenceUnknown`.
    PresenceUnknown,
    /// The whole call fails with 404.
    Fail,
}

/// Which cloud's presence resource is imitated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cloud {
    #[default]
    Global,
    /// No sequence number, out-of-office settings or work location.
    UsGov,
    /// No presence at all.
    China,
}

/// Behaviour that stays until it is changed. In JSON every member is optional.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own, named as in the control endpoint"
)]
pub struct Settings {
    /// How long a write is not seen by readers, in milliseconds.
    pub lag_milliseconds: i64,
    /// What a bulk read does with ids it cannot find.
    pub unknown_ids: UnknownIds,
    /// Which members a presence has.
    pub cloud: Cloud,
    /// Escape markup in status messages.
    pub sanitise_messages: bool,
    /// Go on returning messages that have run out.
    pub expired_messages: bool,
    /// Return expiry and publication of other people's messages, too.
    pub message_times_for_others: bool,
    /// The activity of somebody out of office says so; it did not always.
    pub out_of_office_in_activity: bool,
    /// Sessions may have ids other than the client id.
    pub foreign_session_ids: bool,
    /// The longest status message; that it is 280 characters is an assumption.
    pub message_characters: usize,
    /// Presence requests per 30 seconds; 1,500 are documented.
    pub presence_requests: u32,
    /// Whether `/users` requests are refused that search for `&`, a known
    /// issue of the directory.
    pub search_fails_on_ampersand: bool,
    /// Telephone numbers of others are told without `User.Read.All`, too.
    pub phones_for_everybody: bool,

    /// The registration allows only this tenant.
    pub single_tenant: bool,
    /// The registration allows the device code flow.
    pub public_client_flows: bool,
    /// Registered redirect URIs; the port of `localhost` is not compared.
    pub redirect_uris: Vec<String>,
    /// Life of an access token in seconds; real ones have 3,600 to 5,400.
    pub access_token_seconds: u32,
    /// A refresh token dies when it is used; real ones do not.
    pub revoke_used_refresh_tokens: bool,
    /// Numbers in answers of the identity platform come as strings.
    pub numbers_as_strings: bool,
    /// So many refreshes within five minutes count as a loop.
    pub loop_limit: u32,
    /// Scopes that are never granted, although the sign-in succeeds.
    pub declined_scopes: BTreeSet<String>,
    /// Scopes that only an administrator may grant, and has not: asking a person
    /// for one of them ends on a page (AADSTS90094) with a way back.
    pub admin_scopes: BTreeSet<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            lag_milliseconds: 0,
            unknown_ids: UnknownIds::default(),
            cloud: Cloud::default(),
            sanitise_messages: false,
            expired_messages: false,
            message_times_for_others: false,
            out_of_office_in_activity: true,
            foreign_session_ids: false,
            message_characters: 280,
            presence_requests: 1_500,
            search_fails_on_ampersand: true,
            phones_for_everybody: false,
            single_tenant: false,
            public_client_flows: true,
            redirect_uris: vec!["http://localhost".to_owned()],
            access_token_seconds: 3_599,
            revoke_used_refresh_tokens: false,
            numbers_as_strings: false,
            loop_limit: 60,
            declined_scopes: BTreeSet::new(),
            admin_scopes: BTreeSet::new(),
        }
    }
}

impl Settings {
    pub(crate) fn lag(&self) -> TimeDelta {
        TimeDelta::milliseconds(self.lag_milliseconds)
    }
}

/// What the person at the browser does, or what the tenant does to them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Browser {
    /// Signs in at once, without a page.
    #[default]
    Approve,
    /// A page with two buttons.
    Ask,
    /// Cancels: `access_denied`.
    Deny,
    /// A page says that an administrator must agree (AADSTS90094), with a way
    /// back to the application.
    AdminConsentRequired,
    /// A page says that Conditional Access blocks it (AADSTS53003), with a way
    /// back to the application.
    Blocked,
    /// A page says that this account has no place here (AADSTS50020).
    WrongAccount,
    /// Signs in, but the answer carries another state.
    WrongState,
    /// `temporarily_unavailable`.
    Unavailable,
}

/// What a refresh token is good for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refresh {
    #[default]
    Renew,
    /// `invalid_grant` with suberror `basic_action` (AADSTS50076).
    MfaRequired,
    /// `interaction_required` with claims (AADSTS50079).
    InteractionRequired,
    /// `invalid_grant` with suberror `message_only` (AADSTS53003).
    Blocked,
    /// `invalid_grant` with suberror `consent_required` (AADSTS65001).
    ConsentRequired,
    /// `invalid_grant` with suberror `bad_token` (AADSTS70000).
    BadToken,
    /// `temporarily_unavailable`, worth another try (AADSTS90033).
    Unavailable,
}

/// How the device code flow ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceEnd {
    #[default]
    Approve,
    /// `authorization_declined`.
    Decline,
    /// `expired_token`, whatever the time.
    Expire,
    /// Whatever is chosen on the page.
    Ask,
    /// `access_denied`: Conditional Access blocks the flow (AADSTS53003).
    Blocked,
}

/// The course of the device code flow: first so many `slow_down`, then so many
/// `authorization_pending`, then the end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Device {
    pub slow_down: u32,
    pub pending: u32,
    pub end: DeviceEnd,
    /// `/devicecode` refuses, with HTTP 200.
    pub refuse_with_200: bool,
}

/// The script of the next sign-ins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SignIn {
    /// Who signs in; the signed-in person of the company if nobody is given.
    pub person: Option<Uuid>,
    pub browser: Browser,
    pub refresh: Refresh,
    pub device: Device,
}
