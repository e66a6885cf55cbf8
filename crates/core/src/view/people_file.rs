//! The watch list as a file that a person can read and change.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{PersonView, Snapshot};
use crate::UserError;
use crate::misread::{Misread, Quoted};
use crate::model::{PersonId, Rule, Transition};

/// The version of the form. A file of a later one is refused.
const VERSION: u32 = 1;

const HEADING: &str = "\
# People on Porchlight's watch list, with their groups and rules.
# A rule tells when somebody: becomes-available, leaves-busy, goes-away,
# goes-offline, message-changes, any-change. A person needs an address or an id.

";

/// What such a file says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeopleFile {
    version: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_rule: Option<FileRule>,
    #[serde(default, rename = "group", skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<FileGroup>,
    #[serde(default, rename = "person", skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<FilePerson>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileGroup {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<FileRule>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilePerson {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<PersonId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub favourite: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<FileRule>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileRule {
    pub when: Vec<Transition>,
    /// Seconds.
    #[serde(default, skip_serializing_if = "is_none")]
    pub stable: u32,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub even_when_busy: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands fields over by reference"
)]
fn is_none(seconds: &u32) -> bool {
    *seconds == 0
}

impl From<&Rule> for FileRule {
    fn from(rule: &Rule) -> Self {
        Self {
            when: rule.when.clone(),
            stable: rule.stable,
            even_when_busy: rule.even_when_busy,
            until: rule.until,
        }
    }
}

impl From<&FileRule> for Rule {
    fn from(rule: &FileRule) -> Self {
        Self {
            when: rule.when.clone(),
            stable: rule.stable,
            until: rule.until,
            even_when_busy: rule.even_when_busy,
        }
    }
}

/// The watch list of a snapshot as the text of a file.
pub fn export(snapshot: &Snapshot) -> String {
    let watched = snapshot.people.iter().filter(|person| person.watched);
    let groups = snapshot.groups.iter().map(|group| FileGroup {
        name: group.name.clone(),
        rule: group.rule.as_ref().map(|view| (&view.rule).into()),
    });
    let file = PeopleFile {
        version: VERSION,
        default_rule: Some((&snapshot.notices.default_rule.rule).into()),
        groups: groups.collect(),
        people: watched.map(in_file).collect(),
    };
    // Every value has a form in TOML: texts, numbers, switches and lists of them.
    let text = toml::to_string(&file).unwrap_or_default();
    format!("{HEADING}{text}")
}

fn in_file(person: &PersonView) -> FilePerson {
    FilePerson {
        name: Some(person.name.clone()),
        address: person.address.clone(),
        id: Some(person.id.clone()),
        group: person.group.clone(),
        favourite: person.favourite,
        rule: person.rule.as_ref().map(|view| (&view.rule).into()),
    }
}

impl PeopleFile {
    /// Whether a text is such a file, perhaps a broken one: the first line that
    /// says anything is its version.
    pub fn is_one(text: &str) -> bool {
        let mut lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
        let first = lines.find(|line| !line.is_empty() && !line.starts_with('#'));
        let version = first.and_then(|line| line.strip_prefix("version"));
        version.is_some_and(|rest| rest.trim_start().starts_with('='))
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// Which line is not understood, and why.
    pub fn parse(text: &str) -> Result<Self, UserError> {
        let version = |table: toml::Table| table.get("version").and_then(toml::Value::as_integer);
        let found = text.parse().map(version).map_err(|e| unclear(text, &e))?;
        match found {
            Some(found) if found == i64::from(VERSION) => {}
            Some(found) => {
                return Err(UserError::usage(
                    format!("This list of people is of another version ({found})"),
                    format!("Write version = {VERSION}, or take the Porchlight that wrote it"),
                ));
            }
            None => {
                return Err(UserError::usage(
                    "This is not a list of people that Porchlight has written",
                    format!("Such a list begins with version = {VERSION}"),
                ));
            }
        }
        let mut file: Self = toml::from_str(text).map_err(|error| unclear(text, &error))?;
        file.check()?;
        Ok(file)
    }

    /// Ids become ids as Graph writes them; whatever else can't be right is said.
    fn check(&mut self) -> Result<(), UserError> {
        for person in &mut self.people {
            person.name = said(person.name.take());
            person.address = said(person.address.take());
            let called = person.name.as_ref().or(person.address.as_ref());
            let called = called.map_or_else(|| "without a name".to_owned(), |n| format!("“{n}”"));
            if let Some(id) = &mut person.id {
                *id = PersonId::parse(id.as_str()).ok_or_else(|| {
                    UserError::usage(
                        format!("The id of the person {called} is not one: {id}"),
                        "Leave it out: the address is enough",
                    )
                })?;
            } else if person.address.is_none() {
                return Err(UserError::usage(
                    format!("The person {called} has neither address nor id"),
                    "Write an address",
                ));
            }
        }
        let rules = self.people.iter().map(|person| &person.rule);
        let rules = rules.chain(self.groups.iter().map(|group| &group.rule));
        let mut rules = rules.chain([&self.default_rule]).flatten();
        if rules.any(|rule| rule.stable > Rule::LONGEST_STABLE) {
            return Err(UserError::usage(
                "A rule waits longer than an hour",
                format!("Write {} seconds or fewer for stable", Rule::LONGEST_STABLE),
            ));
        }
        Ok(())
    }
}

/// A text that says something.
fn said(text: Option<String>) -> Option<String> {
    let text = text.map(|text| text.trim().to_owned());
    text.filter(|text| !text.is_empty())
}

fn unclear(text: &str, error: &toml::de::Error) -> UserError {
    let Misread { line, why } = Misread::of(text, error.span(), error.message(), Quoted::Line);
    let title = match line {
        Some(line) => format!("Line {line} of the list of people can't be read: {why}"),
        None => format!("The list of people can't be read: {why}"),
    };
    UserError::usage(title, "Mend it, then import the file again")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, title: &str) {
        let why = PeopleFile::parse(text).unwrap_err();
        assert_eq!(why.title, title);
        assert!(!why.hint.is_empty());
    }

    #[test]
    fn the_line_that_is_not_understood_is_named() {
        check(
            "version = 1\n\n[[person]]\nnmae = \"Ada\"\n",
            "Line 4 of the list of people can't be read: “nmae” means nothing here; there are name, address, id, group, favourite, rule",
        );
        check(
            "version = 1\n[[person]]\naddress = \"a@x.com\"\nrule = { when = [\"sleeps\"] }\n",
            "Line 4 of the list of people can't be read: “sleeps” means nothing here; there are becomes-available, leaves-busy, goes-away, goes-offline, message-changes, any-change",
        );
        let why = PeopleFile::parse("version = 1\nname = \n").unwrap_err();
        assert!(why.title.starts_with("Line 2 of the list"), "{}", why.title);
    }

    #[test]
    fn a_file_is_told_from_a_list_of_names() {
        for text in [
            HEADING.to_owned() + "version = 1\n",
            "\u{feff}version=2\n[[person]".to_owned(),
        ] {
            assert!(PeopleFile::is_one(&text), "{text}");
        }
        for text in ["", "# Team\nada@contoso.com\n", "Version, Ada\n", "version"] {
            assert!(!PeopleFile::is_one(text), "{text}");
        }
    }

    #[test]
    fn what_can_t_be_right_is_said() {
        check(
            "",
            "This is not a list of people that Porchlight has written",
        );
        check(
            "version = 2\nmore = 1",
            "This list of people is of another version (2)",
        );
        check(
            "version = 1\n[[person]]\nname = \"Ada\"",
            "The person “Ada” has neither address nor id",
        );
        check(
            "version = 1\n[[person]]\nid = \"ada\"",
            "The id of the person without a name is not one: ada",
        );
        check(
            "version = 1\n[default_rule]\nwhen = []\nstable = 9999",
            "A rule waits longer than an hour",
        );
    }

    fn rule() -> impl Strategy<Value = FileRule> {
        let when = prop::collection::vec(
            prop::sample::select(vec![Transition::BecomesAvailable, Transition::AnyChange]),
            0..3,
        );
        let until = prop::option::of(0..4_000_000_000_i64);
        (when, 0..=3600_u32, any::<bool>(), until).prop_map(
            |(when, stable, even_when_busy, until)| FileRule {
                when,
                stable,
                even_when_busy,
                until: until.and_then(|at| DateTime::from_timestamp(at, 0)),
            },
        )
    }

    fn person() -> impl Strategy<Value = FilePerson> {
        let id = any::<u128>().prop_map(|n| PersonId::parse(&uuid::Uuid::from_u128(n).to_string()));
        let texts = (
            prop::option::of("\\S.*\\S"),
            "\\S+@\\S+",
            prop::option::of("\\S.{0,9}\\S"),
        );
        (id, texts, any::<bool>(), prop::option::of(rule())).prop_map(
            |(id, (name, address, group), favourite, rule)| FilePerson {
                name,
                address: Some(address),
                id,
                group,
                favourite,
                rule,
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            people in prop::collection::vec(person(), 0..4),
            default_rule in prop::option::of(rule()),
            name in "\\S.*",
            rule in prop::option::of(rule()),
        ) {
            let groups = vec![FileGroup { name, rule }];
            let file = PeopleFile { version: VERSION, default_rule, groups, people };
            let text = toml::to_string(&file).unwrap();
            prop_assert_eq!(PeopleFile::parse(&text).unwrap(), file);
        }
    }
}
