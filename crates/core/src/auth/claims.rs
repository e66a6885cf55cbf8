//! Who an id token speaks of.
//!
//! It came from the token endpoint over TLS and only names the account, so its
//! signature is not checked.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::Account;
use crate::model::PersonId;

/// Reads the payload; None if it names no user of a directory.
pub(super) fn account(id_token: &str) -> Option<Account> {
    let payload = id_token.split('.').nth(1)?;
    let payload = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    let claims: Value = serde_json::from_slice(&payload).ok()?;
    let claim = |name| {
        claims
            .get(name)
            .and_then(Value::as_str)
            .filter(|s| !s.is_empty())
    };
    let id = PersonId::parse(claim("oid")?)?;
    let address = claim("preferred_username");
    Some(Account {
        name: claim("name").or(address).unwrap_or(id.as_str()).to_owned(),
        address: address.map(str::to_owned),
        tenant_id: claim("tid")?.to_owned(),
        id,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn token(claims: &Value) -> String {
        format!("e30.{}.sig", URL_SAFE_NO_PAD.encode(claims.to_string()))
    }

    #[test]
    fn an_account_is_read_from_the_payload() {
        let id = "00000000-0000-0000-0000-00000000000a";
        let account = account(&token(&json!({
            "oid": id.to_uppercase(), "tid": "t", "name": "Zoë", "preferred_username": "zoe@contoso.com",
        })))
        .unwrap();
        assert_eq!(account.id.as_str(), id);
        assert_eq!(account.name, "Zoë");
        assert_eq!(account.address.as_deref(), Some("zoe@contoso.com"));
    }

    #[test]
    fn a_token_that_names_nobody_is_refused() {
        for bad in [
            "",
            "a.b.c",
            "e30.e30.x",
            &token(&json!({ "oid": 7, "tid": "t" })),
        ] {
            assert_eq!(account(bad), None, "{bad}");
        }
    }
}
