//! Why a file or a folder can't be used, without the words of the system.

use std::io::{self, ErrorKind};

use crate::{ErrorCode, UserError};

/// Why, to stand behind a colon: "there is no room left on the disk".
pub fn why(error: &io::Error) -> String {
    match known(error.kind()) {
        Some((why, _)) => why.to_owned(),
        None => match error.raw_os_error() {
            Some(number) => format!("the system refuses it (error {number})"),
            None => "the system refuses it".to_owned(),
        },
    }
}

/// A file that was to be written and is not. `what` it was to be is a sentence's
/// beginning: "The list can't be written to /home/ada".
pub fn unwritten(what: &str, error: &io::Error) -> UserError {
    let otherwise = "Choose another folder, or look whether that disk works";
    let hint = known(error.kind()).map_or(otherwise, |(_, hint)| hint);
    UserError::new(ErrorCode::Failed, format!("{what}: {}", why(error)), hint)
}

/// In words, and what to do where something was to be written.
fn known(kind: ErrorKind) -> Option<(&'static str, &'static str)> {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the system's list grows, and most of it is not about files"
    )]
    Some(match kind {
        ErrorKind::NotFound => (
            "there is no such file or folder",
            "Make the folder first, or choose another",
        ),
        ErrorKind::PermissionDenied => (
            "you are not allowed to",
            "Choose a folder of your own, or change who may use this one",
        ),
        ErrorKind::AlreadyExists => (
            "there is a file of this name already",
            "Choose another name, or move that file away",
        ),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => (
            "there is no room left on the disk",
            "Make room there, or choose another folder",
        ),
        ErrorKind::ReadOnlyFilesystem => (
            "nothing can be written to that disk",
            "Choose a folder on another disk",
        ),
        ErrorKind::IsADirectory => ("it is a folder", "Name a file in it"),
        ErrorKind::NotADirectory => (
            "a part of its path is no folder",
            "Choose a folder that is one",
        ),
        ErrorKind::InvalidFilename => ("files can't have such a name here", "Choose another name"),
        ErrorKind::FileTooLarge => (
            "the file would be too large there",
            "Choose a folder on another disk",
        ),
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => (
            "another program is using it",
            "Close that program, then try again",
        ),
        ErrorKind::InvalidData => ("it is no text", "Choose another file"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_s_own_words_reach_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let missing = std::fs::read(folder.path().join("none/at/all")).unwrap_err();
        assert_eq!(why(&missing), "there is no such file or folder");
        let binary = folder.path().join("binary");
        std::fs::write(&binary, b"\xff\xfe").unwrap();
        let binary = std::fs::read_to_string(binary).unwrap_err();
        assert_eq!(why(&binary), "it is no text");
        let odd = io::Error::other("EWEIRD: frobnication");
        assert_eq!(why(&odd), "the system refuses it");
        for kind in [ErrorKind::StorageFull, ErrorKind::PermissionDenied] {
            let error = unwritten("The list can't be written to x", &kind.into());
            let expected = format!("The list can't be written to x: {}", why(&kind.into()));
            assert_eq!(error.title, expected);
            assert!(!error.hint.is_empty());
        }
    }

    #[cfg(unix)]
    #[test]
    fn an_odd_refusal_has_its_number() {
        let looped = io::Error::from_raw_os_error(40);
        assert_eq!(why(&looped), "the system refuses it (error 40)");
    }
}
