//! Who is signed in.

use serde::{Deserialize, Serialize};

use crate::model::PersonId;

/// The account of the user, as the identity platform names it. No secret:
/// it is stored beside the settings so that the next run knows whom to resume.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Object id in the home tenant (`oid`); Graph's user id.
    pub id: PersonId,
    /// The tenant's id (`tid`).
    pub tenant_id: String,
    pub name: String,
    /// The sign-in name (`preferred_username`), used as a hint at the next sign-in.
    pub address: Option<String>,
}
