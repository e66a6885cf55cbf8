//! Linux: a file in `/etc`.

use std::fmt;

use super::PolicySource;
use crate::flatpak;

pub(super) use super::unix::{is_guarded, is_personal};

/// Linux distributes no values of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Managed {}

pub(super) fn places() -> Vec<PolicySource> {
    vec![place(flatpak::is_inside())]
}

fn place(in_flatpak: bool) -> PolicySource {
    PolicySource::File(if in_flatpak {
        // `/etc` is the sandbox's own.
        "/run/host/etc/porchlight/policy.toml".into()
    } else {
        "/etc/porchlight/policy.toml".into()
    })
}

impl Managed {
    pub(super) fn read(&self) -> Result<Vec<(String, Option<String>)>, String> {
        match *self {}
    }
}

impl fmt::Display for Managed {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_a_sandbox_the_computers_own_policy_is_read() {
        let outside = place(false).to_string();
        assert_eq!(place(true).to_string(), format!("/run/host{outside}"));
    }
}
