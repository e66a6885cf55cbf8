//! What was found, as a value, as text and as JSON.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::view::plain;
use crate::{ErrorCode, UserError};

/// Everything that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Report {
    /// Nothing is broken; there may be remarks.
    pub fine: bool,
    pub checks: Vec<Check>,
    /// The same as text, ready to paste.
    pub text: String,
    /// A mail to the company's IT, where somebody who is not signed in may have
    /// been stopped by a rule of theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub letter: Option<String>,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Check {
    pub area: Area,
    /// The area's name for people.
    pub title: String,
    pub verdict: Verdict,
    /// One sentence without its full stop.
    pub words: String,
    /// What to do next; empty where there is nothing to do.
    pub hint: String,
    pub facts: Vec<Fact>,
    /// What kind of trouble it is; absent where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub code: Option<ErrorCode>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Area {
    Program,
    Configuration,
    /// What Porchlight remembers of people and settings.
    Memory,
    Proxy,
    SignInService,
    Graph,
    Time,
    Keyring,
    SignIn,
    Tray,
    Notifications,
    Errors,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It works.
    Fine,
    /// It works with a limit, or could not be looked at.
    Remark,
    Broken,
}

/// A detail for whoever helps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Fact {
    pub name: String,
    pub value: String,
}

impl Fact {
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
        }
    }
}

impl Area {
    fn title(self) -> &'static str {
        match self {
            Self::Program => "Program",
            Self::Configuration => "Configuration",
            Self::Memory => "People and settings",
            Self::Proxy => "Proxy",
            Self::SignInService => "Sign-in service",
            Self::Graph => "Microsoft Graph",
            Self::Time => "Time",
            Self::Keyring => "Keyring",
            Self::SignIn => "Sign-in",
            Self::Tray => "Tray",
            Self::Notifications => "Notifications",
            Self::Errors => "Last errors",
        }
    }
}

impl Check {
    pub(super) fn fine(area: Area, words: impl Into<String>) -> Self {
        Self {
            area,
            title: area.title().to_owned(),
            verdict: Verdict::Fine,
            words: words.into(),
            hint: String::new(),
            facts: Vec::new(),
            code: None,
        }
    }

    pub(super) fn remark(area: Area, words: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            verdict: Verdict::Remark,
            hint: hint.into(),
            ..Self::fine(area, words)
        }
    }

    pub(super) fn broken(area: Area, error: UserError) -> Self {
        let details = error.details.map(|details| Fact::new("details", details));
        Self {
            verdict: Verdict::Broken,
            hint: error.hint,
            facts: details.into_iter().collect(),
            code: Some(error.code),
            ..Self::fine(area, error.title)
        }
    }

    pub(super) fn with(mut self, facts: impl IntoIterator<Item = Fact>) -> Self {
        self.facts.extend(facts);
        self
    }
}

/// Stands at the end of the text, so that nobody pastes what they did not mean to.
const REDACTED: &str = "Left out: tokens, names and addresses of people, the path of your home folder. \
Kept, because support needs them: the application's id, the tenant, hosts and request ids.";

/// Stands above the letter.
const LETTER: &str = "If your company stops the sign-in, this letter tells your IT what to allow:";

impl Report {
    pub(super) fn new(checks: Vec<Check>) -> Self {
        let text = text(&checks);
        Self {
            fine: checks.iter().all(|c| c.verdict != Verdict::Broken),
            checks,
            text,
            letter: None,
        }
    }

    /// The same with a letter below it.
    pub(super) fn with_letter(mut self, letter: Option<String>) -> Self {
        if let Some(letter) = &letter {
            self.text = format!("{}\n\n{LETTER}\n\n{}", self.text, letter.trim_end());
        }
        self.letter = letter;
        self
    }

    /// What kind of trouble the whole is: the network before the sign-in, and
    /// the sign-in before the rest, since the later follow from the earlier.
    pub fn code(&self) -> Option<ErrorCode> {
        let has = |wanted| self.checks.iter().any(|check| check.code == Some(wanted));
        [
            ErrorCode::Unreachable,
            ErrorCode::SignInNeeded,
            ErrorCode::Refused,
            ErrorCode::Usage,
            ErrorCode::Failed,
        ]
        .into_iter()
        .find(|code| has(*code))
    }
}

fn text(checks: &[Check]) -> String {
    let mut lines = Vec::new();
    for check in checks {
        let mark = match check.verdict {
            Verdict::Fine => '✓',
            Verdict::Remark => '!',
            Verdict::Broken => '✗',
        };
        lines.push(format!("{mark} {}: {}", check.title, plain(&check.words)));
        if !check.hint.is_empty() {
            lines.push(format!("  Next: {}", plain(&check.hint)));
        }
        for fact in &check.facts {
            lines.push(format!("  {}: {}", plain(&fact.name), plain(&fact.value)));
        }
    }
    lines.push(String::new());
    lines.push(REDACTED.to_owned());
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(code: ErrorCode) -> Check {
        Check::broken(Area::Graph, UserError::new(code, "It is broken", "Mend it"))
    }

    #[test]
    fn the_code_is_that_of_the_first_cause() {
        let code = |codes: &[ErrorCode]| {
            let checks: Vec<Check> = codes.iter().copied().map(broken).collect();
            Report::new(checks).code()
        };
        assert_eq!(code(&[]), None);
        assert_eq!(
            code(&[ErrorCode::Failed, ErrorCode::SignInNeeded]),
            Some(ErrorCode::SignInNeeded)
        );
        assert_eq!(
            code(&[ErrorCode::SignInNeeded, ErrorCode::Unreachable]),
            Some(ErrorCode::Unreachable)
        );
    }

    #[test]
    fn a_remark_breaks_nothing() {
        let report = Report::new(vec![Check::remark(Area::Tray, "There is none", "")]);
        assert!(report.fine);
        assert_eq!(report.code(), None);
    }

    #[test]
    fn text_is_a_line_for_each_check_and_its_details_below() {
        let checks = vec![
            Check::fine(Area::Keyring, "It works"),
            Check::remark(Area::Tray, "No place\u{1b}[31m", "Start a panel"),
            broken(ErrorCode::Failed).with([Fact::new("host", "graph.example")]),
        ];
        insta::assert_snapshot!(Report::new(checks).text);
    }
}
