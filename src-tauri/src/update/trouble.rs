//! Why a newer version is not installed, in words for the user.

use std::io::ErrorKind;

use porchlight_core::http::{self, ClientError};
use porchlight_core::{ErrorCode, UserError, disk};
use tauri_plugin_updater::Error;

const FROM_ITS_PAGE: &str = "Get it from its page instead";

#[derive(Debug)]
pub(super) enum Trouble {
    /// Nothing can be downloaded at all.
    Client(ClientError),
    /// What there is to download is not the version that was announced.
    OtherVersion,
    /// It would be downloaded from where anybody could have put it.
    Unsafe,
    TooLarge,
    Updater(Box<Error>),
}

impl From<ClientError> for Trouble {
    fn from(error: ClientError) -> Self {
        Self::Client(error)
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Updater(Box::new(error))
    }
}

impl Trouble {
    /// For logs, which take no addresses and no places.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Client(_) => "client",
            Self::OtherVersion => "other version",
            Self::Unsafe => "unsafe address",
            Self::TooLarge => "too large",
            Self::Updater(error) if is_about_signature(error) => "signature",
            Self::Updater(error) => {
                if let Error::Reqwest(_) | Error::Network(_) = **error {
                    "download"
                } else if let Error::Io(_) = **error {
                    "place"
                } else {
                    "updater"
                }
            }
        }
    }

    pub(super) fn into_user(self, version: &str) -> UserError {
        let (title, hint) = match self {
            Self::Client(error) => (
                error.to_string(),
                "Check the proxy settings and the certificates of this computer",
            ),
            Self::OtherVersion => (
                format!("Version {version} can't be installed: another one is there to download"),
                "Try again later, or get it from its page",
            ),
            Self::Unsafe => (
                format!("Version {version} is offered at an address that can't be trusted"),
                FROM_ITS_PAGE,
            ),
            Self::TooLarge => (
                format!("What is offered as version {version} is too large to be Porchlight"),
                FROM_ITS_PAGE,
            ),
            Self::Updater(error) => return told(*error, version),
        };
        UserError::new(ErrorCode::Failed, title, hint)
    }
}

fn told(error: Error, version: &str) -> UserError {
    if let Error::Reqwest(error) = error {
        return http::download_failed(error);
    }
    let not_installed = format!("Version {version} can't be installed");
    let (title, hint) = if is_about_signature(&error) {
        (
            format!("{not_installed}: what was downloaded does not carry Porchlight's signature"),
            FROM_ITS_PAGE,
        )
    } else if let Error::Network(_) | Error::ReleaseNotFound = error {
        (
            format!("Version {version} can't be downloaded"),
            "Try again later, or get it from its page",
        )
    } else if let Error::TargetNotFound(_) | Error::TargetsNotFound(_) = error {
        (
            format!("Version {version} is not offered for this computer"),
            "Its page says what there is",
        )
    } else if let Error::PreviousAppNotRestored(place) = &error {
        let place = place.display();
        (
            format!("{not_installed}, and the present one was left at {place}"),
            "Move it back to where it was",
        )
    } else if let Error::Io(error) = &error {
        let may_not_write = [ErrorKind::PermissionDenied, ErrorKind::ReadOnlyFilesystem];
        let has_no_room = [ErrorKind::StorageFull, ErrorKind::QuotaExceeded];
        let hint = if may_not_write.contains(&error.kind()) {
            "See to it that you may write where Porchlight lies, or get it from its page"
        } else if has_no_room.contains(&error.kind()) {
            "Make room on the disk, then try again"
        } else {
            FROM_ITS_PAGE
        };
        (format!("{not_installed}: {}", disk::why(error)), hint)
    } else {
        (format!("{not_installed}: {error}"), FROM_ITS_PAGE)
    };
    UserError::new(ErrorCode::Failed, title, hint)
}

fn is_about_signature(error: &Error) -> bool {
    matches!(
        error,
        Error::Minisign(_)
            | Error::Base64(_)
            | Error::SignatureUtf8(_)
            | Error::SignedVersionMismatch { .. }
            | Error::MissingSignedVersion
    )
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn each_trouble_says_what_to_do_next() {
        for (trouble, words, hint) in [
            (
                Trouble::from(Error::from(io::Error::from(ErrorKind::PermissionDenied))),
                "Version 9.0.0 can't be installed: you are not allowed to",
                "See to it that you may write",
            ),
            (
                Trouble::from(Error::from(io::Error::from(ErrorKind::StorageFull))),
                "can't be installed: there is no room left",
                "Make room",
            ),
            (
                Trouble::from(Error::TargetsNotFound(Vec::new())),
                "not offered for this computer",
                "Its page",
            ),
            (
                Trouble::from(Error::MissingSignedVersion),
                "does not carry Porchlight's signature",
                FROM_ITS_PAGE,
            ),
            (
                Trouble::from(Error::PreviousAppNotRestored("/a/b".into())),
                "was left at /a/b",
                "Move it back",
            ),
            (Trouble::TooLarge, "too large", FROM_ITS_PAGE),
            (Trouble::OtherVersion, "another one", "Try again later"),
        ] {
            let told = trouble.into_user("9.0.0");
            assert!(told.title.contains(words), "{}", told.title);
            assert!(told.hint.starts_with(hint), "{}", told.hint);
        }
    }
}
