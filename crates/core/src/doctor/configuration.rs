//! The settings in force, and whether somebody could sign in with them.

use std::path::Path;

use super::report::{Area, Check, Fact};
use crate::UserError;
use crate::auth::Registration;
use crate::settings::Settings;

/// The settings as details of a report.
pub fn settings(settings: &Settings) -> Vec<Fact> {
    let mut facts = vec![
        Fact::new("file", place(&settings.places.config_file())),
        Fact::new("logs", place(settings.places.logs_folder())),
    ];
    facts.extend(settings.origins().into_iter().map(|origin| {
        let value = if origin.value.is_empty() {
            "not set".to_owned()
        } else {
            format!("{}, from {}", origin.value, origin.source)
        };
        Fact::new(origin.key, value)
    }));
    facts
}

fn place(path: &Path) -> String {
    let absent = if path.exists() { "" } else { " (absent)" };
    format!("{}{absent}", path.display())
}

pub(super) fn check(settings: &[Fact], registration: &Result<Registration, UserError>) -> Check {
    let check = match registration {
        Ok(_) => Check::fine(
            Area::Configuration,
            "An application to sign in with is named",
        ),
        Err(error) => Check::broken(Area::Configuration, error.clone()),
    };
    check.with(settings.iter().cloned())
}
