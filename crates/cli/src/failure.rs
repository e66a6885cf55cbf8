//! Why a command ended without being done, its words and its exit code.

use std::io;
use std::process::ExitCode;

use porchlight_core::control::ended;
use porchlight_core::engine::ending;
use porchlight_core::model::Person;
use porchlight_core::view::{SeveralView, plain};
use porchlight_core::{ErrorCode, UserError, disk};
use serde::Serialize;
use serde_json::{Value, json};

use crate::table;

#[derive(Debug)]
pub(crate) enum Failure {
    User(UserError),
    /// A word for a person that several people match.
    Several {
        who: String,
        people: Vec<Person>,
    },
    /// Of many people some are not to be found, or not to be told apart.
    Missing {
        not_found: Vec<String>,
        several: Vec<SeveralView>,
    },
    /// `wait-for` gave up.
    TimedOut(String),
    /// The answer itself said what is wrong.
    Told(ErrorCode),
    /// Whoever read our output has had enough: a quiet end, not a failure.
    Closed,
}

impl From<UserError> for Failure {
    fn from(error: UserError) -> Self {
        Self::User(error)
    }
}

impl From<io::Error> for Failure {
    /// Only output is written with `io`.
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::Closed;
        }
        Self::User(UserError::new(
            ErrorCode::Failed,
            format!("The output can't be written: {}", disk::why(&error)),
            "",
        ))
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::from(io::Error::from(error))
    }
}

impl Failure {
    /// The contract with scripts.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.number())
    }

    /// Whether only the network or a server's trouble stood in the way.
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::User(error) => error.code == ErrorCode::Unreachable,
            Self::Several { .. }
            | Self::Missing { .. }
            | Self::TimedOut(_)
            | Self::Told(_)
            | Self::Closed => false,
        }
    }

    /// Whether the engine that was asked is gone, which says nothing of what it
    /// was asked for.
    pub(crate) fn is_of_an_end(&self) -> bool {
        match self {
            Self::User(error) => *error == ended() || *error == ending(),
            Self::Several { .. }
            | Self::Missing { .. }
            | Self::TimedOut(_)
            | Self::Told(_)
            | Self::Closed => false,
        }
    }

    /// Whether other words would do.
    pub(crate) fn is_of_words(&self) -> bool {
        self.number() == number(ErrorCode::Usage)
    }

    pub(crate) fn number(&self) -> u8 {
        match self {
            Self::Closed => 0,
            Self::Missing { .. } => 1,
            Self::Several { .. } => 2,
            Self::TimedOut(_) => 6,
            Self::User(error) => number(error.code),
            Self::Told(code) => number(*code),
        }
    }

    /// For standard error: sentences, or one JSON object. Empty for a quiet end.
    pub(crate) fn words(&self, as_json: bool) -> String {
        if as_json { self.json() } else { self.text() }
    }

    fn text(&self) -> String {
        match self {
            Self::Closed | Self::Told(_) => String::new(),
            Self::User(error) => {
                let mut text = sentences(&error.title, &error.hint);
                if let Some(details) = &error.details {
                    text.push_str(&sentences(&format!("Details: {details}"), ""));
                }
                text
            }
            Self::TimedOut(title) => sentences(title, ""),
            Self::Missing { not_found, several } => missing(not_found, several),
            Self::Several { who, people } => {
                let rows = people.iter().map(|person| {
                    vec![
                        format!("  {}", plain(&person.name)),
                        plain(person.address.as_deref().unwrap_or(person.id.as_str())),
                    ]
                });
                format!(
                    "{}{}",
                    sentences(&several_title(who, people.len()), SEVERAL_HINT),
                    table::aligned(rows.collect())
                )
            }
        }
    }

    fn json(&self) -> String {
        let said = match self {
            Self::Closed | Self::Told(_) => return String::new(),
            Self::User(error) => Said::of(error),
            Self::TimedOut(title) => Said {
                code: json!("timed-out"),
                title: title.clone(),
                hint: "",
                details: None,
                matches: None,
                not_found: None,
                several: None,
            },
            Self::Missing { not_found, several } => Said {
                code: json!(ErrorCode::Failed),
                title: missing_title(not_found.len() + several.len()),
                hint: MISSING_HINT,
                details: None,
                matches: None,
                not_found: Some(not_found),
                several: Some(several.iter().map(Several::of).collect()),
            },
            Self::Several { who, people } => Said {
                code: json!(ErrorCode::Usage),
                title: several_title(who, people.len()),
                hint: SEVERAL_HINT,
                details: None,
                matches: Some(people),
                not_found: None,
                several: None,
            },
        };
        match serde_json::to_string(&Wrapped { error: said }) {
            Ok(json) => format!("{}\n", crate::json::visible(&json)),
            Err(_) => self.text(),
        }
    }
}

fn number(code: ErrorCode) -> u8 {
    match code {
        ErrorCode::Failed => 1,
        ErrorCode::Usage => 2,
        ErrorCode::SignInNeeded => 3,
        ErrorCode::Refused => 4,
        ErrorCode::Unreachable => 5,
    }
}

#[derive(Serialize)]
struct Wrapped<'a> {
    error: Said<'a>,
}

#[derive(Serialize)]
struct Said<'a> {
    code: Value,
    title: String,
    hint: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<&'a str>,
    /// The people a word may mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    matches: Option<&'a [Person]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_found: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    several: Option<Vec<Several<'a>>>,
}

/// A word of many that several people match.
#[derive(Serialize)]
struct Several<'a> {
    words: &'a str,
    matches: Vec<&'a Person>,
}

impl<'a> Several<'a> {
    fn of(view: &'a SeveralView) -> Self {
        Self {
            words: &view.words,
            matches: view.people.iter().map(|found| &found.person).collect(),
        }
    }
}

impl<'a> Said<'a> {
    fn of(error: &'a UserError) -> Self {
        Self {
            code: json!(error.code),
            title: error.title.clone(),
            hint: &error.hint,
            details: error.details.as_deref(),
            matches: None,
            not_found: None,
            several: None,
        }
    }
}

const MISSING_HINT: &str = "Write addresses or ids for them";

fn missing_title(count: usize) -> String {
    match count {
        1 => "One of them was not added".to_owned(),
        _ => format!("{count} of them were not added"),
    }
}

/// Whom nobody is called like, then who may be meant by the others.
fn missing(not_found: &[String], several: &[SeveralView]) -> String {
    let mut text = sentences(
        &missing_title(not_found.len() + several.len()),
        MISSING_HINT,
    );
    for words in not_found {
        text.push_str(&sentences(
            &format!("Nobody called “{words}” was found"),
            "",
        ));
    }
    for view in several {
        let people = view.people.iter().map(|found| found.person.clone());
        let several = Failure::Several {
            who: view.words.clone(),
            people: people.collect(),
        };
        text.push_str(&several.text());
    }
    text
}

const SEVERAL_HINT: &str = "Write an address or an id";

fn several_title(who: &str, count: usize) -> String {
    match count {
        1 => format!("“{}” may mean somebody of another name", plain(who)),
        _ => format!("“{}” may be any of {count} people", plain(who)),
    }
}

/// "Title. Hint." and a line end; harmless for a terminal.
fn sentences(title: &str, hint: &str) -> String {
    let ended = |text: &str| {
        let text = plain(text);
        if text.is_empty() || text.ends_with(['.', '?', '…', ':']) {
            text
        } else {
            text + "."
        }
    };
    format!("{} {}", ended(title), ended(hint))
        .trim()
        .to_owned()
        + "\n"
}

#[cfg(test)]
mod tests {
    use porchlight_core::model::PersonId;

    use super::*;

    fn several() -> Failure {
        let person = |n: u8, name: &str, address: Option<&str>| Person {
            id: PersonId::parse(&format!("00000000-0000-0000-0000-0000000000{n:02}")).unwrap(),
            name: name.to_owned(),
            address: address.map(str::to_owned),
            phone: None,
        };
        Failure::Several {
            who: "ada".to_owned(),
            people: vec![
                person(1, "Ada Lovelace", Some("ada@contoso.com")),
                person(2, "Ada Byron\u{1b}[31m", None),
            ],
        }
    }

    #[test]
    fn each_code_has_its_number() {
        let number = |code| Failure::User(UserError::new(code, "x", "")).number();
        assert_eq!(number(ErrorCode::Failed), 1);
        assert_eq!(number(ErrorCode::Usage), 2);
        assert_eq!(number(ErrorCode::SignInNeeded), 3);
        assert_eq!(number(ErrorCode::Refused), 4);
        assert_eq!(number(ErrorCode::Unreachable), 5);
        assert_eq!(Failure::TimedOut(String::new()).number(), 6);
        assert_eq!(several().number(), 2);
        let told = Failure::Told(ErrorCode::Unreachable);
        assert_eq!((told.number(), told.words(true)), (5, String::new()));
    }

    #[test]
    fn a_closed_pipe_is_a_quiet_end() {
        let closed = Failure::from(io::Error::from(io::ErrorKind::BrokenPipe));
        assert_eq!((closed.number(), closed.words(false)), (0, String::new()));
        let full = Failure::from(io::Error::from(io::ErrorKind::StorageFull));
        assert_eq!(full.number(), 1);
    }

    #[test]
    fn several_people_are_listed_one_per_line() {
        insta::assert_snapshot!(several().words(false), @r"
        “ada” may be any of 2 people. Write an address or an id.
          Ada Lovelace    ada@contoso.com
          Ada Byron [31m  00000000-0000-0000-0000-000000000002
        ");
    }

    #[test]
    fn trouble_is_one_json_object_on_request() {
        let error = UserError::usage("“x” is not a time", "Write 17:30")
            .with_details(Some("Status 400".to_owned()));
        insta::assert_snapshot!(Failure::User(error).words(true), @r#"{"error":{"code":"usage","title":"“x” is not a time","hint":"Write 17:30","details":"Status 400"}}"#);
        let several: Value = serde_json::from_str(&several().words(true)).unwrap();
        assert_eq!(several["error"]["matches"][0]["address"], "ada@contoso.com");
    }
}
