//! Whether the keyring keeps what it is given.

use std::sync::Arc;

use super::report::{Area, Check};
use crate::auth::{StoreError, TokenStore, probe};
use crate::{ErrorCode, UserError};

pub(super) async fn examine(store: Arc<dyn TokenStore>) -> Check {
    check(probe(store).await)
}

fn check(outcome: Result<(), StoreError>) -> Check {
    let Err(error) = outcome else {
        return Check::fine(Area::Keyring, "It keeps, hands out and forgets a secret");
    };
    let (title, hint) = match &error {
        StoreError::Unavailable(_) => (
            "None could be used: a sign-in ends with the program",
            "Install and start a keyring: GNOME Keyring, KWallet or KeePassXC on Linux",
        ),
        StoreError::Locked => (
            "It is locked: a sign-in can't be read or kept",
            "Unlock it, usually with the password of your computer account",
        ),
        StoreError::TimedOut => (
            "It does not answer",
            "See whether it asks for its password in another window",
        ),
        StoreError::Damaged => (
            "It does not give back what was kept in it",
            "Repair it with the tools of your desktop",
        ),
    };
    let details = match error {
        StoreError::Unavailable(why) => Some(why),
        StoreError::Locked | StoreError::TimedOut | StoreError::Damaged => None,
    };
    let error = UserError::new(ErrorCode::Failed, title, hint).with_details(details);
    Check::broken(Area::Keyring, error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Verdict;

    #[test]
    fn every_trouble_has_its_words_and_what_to_do() {
        assert_eq!(check(Ok(())).verdict, Verdict::Fine);
        let mut seen = Vec::new();
        for error in [
            StoreError::Unavailable("no bus".to_owned()),
            StoreError::Locked,
            StoreError::TimedOut,
            StoreError::Damaged,
        ] {
            let check = check(Err(error));
            assert_eq!(check.code, Some(ErrorCode::Failed));
            assert!(!check.hint.is_empty());
            assert!(!seen.contains(&check.words));
            seen.push(check.words);
        }
    }
}
