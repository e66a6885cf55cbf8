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
    /// Nobody says what there is to download.
    Manifest(UserError),
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
            Self::Manifest(_) => "manifest",
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
            Self::Client(error) => return error.to_user(),
            Self::Manifest(why) => return why,
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
    if let Error::Serialization(error) = &error {
        return http::something_else().with_details(Some(error.to_string()));
    }
    let not_installed = format!("Version {version} can't be installed");
    let mut details = None;
    let (title, hint) = if is_about_signature(&error) {
        (
            format!("{not_installed}: what was downloaded does not carry Porchlight's signature"),
            FROM_ITS_PAGE,
        )
    } else if let Error::Network(words) = error {
        details = Some(words);
        (
            format!("Version {version} can't be downloaded: its server refuses it"),
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
    } else if let Error::InvalidUpdaterFormat | Error::BinaryNotFoundInArchive = error {
        (
            format!("{not_installed}: what was downloaded is no program for this computer"),
            FROM_ITS_PAGE,
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
        details = Some(error.to_string());
        (format!("{not_installed}: {}", disk::why(error)), hint)
    } else {
        details = Some(error.to_string());
        (format!("{not_installed} here"), FROM_ITS_PAGE)
    };
    UserError::new(ErrorCode::Failed, title, hint).with_details(details)
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
                "can't be installed: there is no room left on the disk",
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

    #[test]
    fn the_words_of_the_system_and_of_libraries_are_details() {
        let looped = io::Error::from_raw_os_error(40);
        let words = looped.to_string();
        let told = Trouble::from(Error::from(looped)).into_user("9.0.0");
        assert!(!told.title.contains(&words), "{}", told.title);
        assert_eq!(told.details, Some(words));

        let broken = serde_json::from_str::<u8>("<html>").unwrap_err();
        for error in [Error::from(broken), Error::TempDirNotOnSameMountPoint] {
            let words = error.to_string();
            let told = Trouble::from(error).into_user("9.0.0");
            assert!(!told.title.contains(&words), "{}", told.title);
            assert_eq!(told.details, Some(words));
        }
    }
}
