//! The form of `config.toml`, which policy files share.

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::path::Path;

use serde::Deserialize;
use toml_edit::{Document, DocumentMut, Item, TableLike, TomlError, Value};

use super::keys::Key;
use super::{bounded, hooks};
use crate::disk;
use crate::misread::{Misread, Quoted, line_at};
use crate::plain::plain;

/// What a text in this form says.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) keys: BTreeMap<Key, String>,
    pub(super) hooks: Vec<hooks::Table>,
    /// What stands there and means nothing to us, with its line.
    pub(super) unknown: Vec<String>,
}

/// The hooks of a file, whatever else is there.
#[derive(Debug, Deserialize)]
struct Hooks {
    #[serde(default)]
    hook: Vec<hooks::Table>,
}

/// The text of a file; none if there is no such file.
pub(super) fn read(path: &Path) -> Result<Option<String>, String> {
    let bytes = bounded::read(path, bounded::LARGEST_BY_HAND)?;
    let text = bytes.map(String::from_utf8).transpose();
    text.map_err(|_| disk::why(&io::ErrorKind::InvalidData.into()))
}

/// What a text in this form says.
///
/// # Errors
/// The line and what is wrong with it.
pub(super) fn parse(text: &str) -> Result<Said, String> {
    let document = Document::parse(text).map_err(|error| unclear(text, &error))?;
    let mut said = Said::default();
    read_table(document.as_table(), "", text, &mut said)?;
    let hooks: Result<Hooks, _> = toml::from_str(text);
    let hooks = hooks.map_err(|error| misread(text, error.span(), error.message()))?;
    said.hooks = hooks.hook;
    Ok(said)
}

fn read_table(
    table: &dyn TableLike,
    within: &str,
    text: &str,
    said: &mut Said,
) -> Result<(), String> {
    for (name, item) in table.iter() {
        let path = match within {
            "" => name.to_owned(),
            within => format!("{within}.{name}"),
        };
        let at = item.span().or_else(|| table.key(name)?.span());
        if let Some(key) = Key::ALL.into_iter().find(|key| key.path() == path) {
            let value = key
                .read(item)
                .ok_or_else(|| at_line(text, at, &format!("{path} must be {}", key.form())))?;
            said.keys.insert(key, value);
        } else if Key::ALL.iter().any(|key| is_below(key.path(), &path)) {
            let inner = item.as_table_like();
            let inner =
                inner.ok_or_else(|| at_line(text, at, &format!("{path} is not a table")))?;
            read_table(inner, &path, text, said)?;
        } else if path != "hook" {
            let unknown = at_line(text, at, &format!("there is no setting “{}”", plain(&path)));
            said.unknown.push(unknown);
        }
    }
    Ok(())
}

/// Whether a key lies somewhere in this table.
fn is_below(key: &str, table: &str) -> bool {
    key.strip_prefix(table)
        .is_some_and(|rest| rest.starts_with('.'))
}

/// The text with some values replaced, and all else as it was written:
/// comments, order and keys that mean nothing to us.
///
/// # Errors
/// As [`parse`].
pub(super) fn edited(text: &str, changes: &[(Key, String)]) -> Result<String, String> {
    let parsed = text.parse();
    let mut document: DocumentMut = parsed.map_err(|error| unclear(text, &error))?;
    for (key, new) in changes {
        let (table, name) = key.path().rsplit_once('.').unwrap_or(("", key.path()));
        let table = document
            .entry(table)
            .or_insert_with(toml_edit::table)
            .as_table_like_mut()
            .ok_or_else(|| format!("{table} is not a table"))?;
        match table.get_mut(name).and_then(Item::as_value_mut) {
            Some(old) => {
                let around = old.decor().clone();
                *old = Value::from(new.as_str());
                *old.decor_mut() = around;
            }
            None => {
                table.insert(name, toml_edit::value(new.as_str()));
            }
        }
    }
    Ok(document.to_string())
}

/// The line on which a text in this form says what `key` is, from one on.
pub(super) fn line_of(text: &str, key: Key) -> Option<usize> {
    let document = Document::parse(text).ok()?;
    let mut item = document.as_item();
    for name in key.path().split('.') {
        item = item.get(name)?;
    }
    line_at(text, item.span()?.start)
}

fn unclear(text: &str, error: &TomlError) -> String {
    misread(text, error.span(), error.message())
}

/// Without what names are set to: an argument of a hook may be a token.
fn misread(text: &str, at: Option<Range<usize>>, message: &str) -> String {
    let names: Vec<&str> = Key::ALL
        .iter()
        .flat_map(|key| {
            let whole = key.path();
            [whole, whole.rsplit('.').next().unwrap_or(whole)]
        })
        .chain(hooks::NAMES)
        .collect();
    Misread::of(text, at, message, Quoted::Name(&names)).to_string()
}

fn at_line(text: &str, at: Option<Range<usize>>, message: &str) -> String {
    let line = at.and_then(|at| line_at(text, at.start));
    let line = line.map(|line| format!("line {line}: "));
    format!("{}{message}", line.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_is_told_without_what_would_steer_a_terminal() {
        let said = parse("# mine\n\"x\\u001b[31mRED\" = 1\n").unwrap();
        assert_eq!(said.unknown, ["line 2: there is no setting “x [31mRED”"]);
    }

    #[test]
    fn a_value_is_found_on_its_line() {
        for (text, line) in [
            ("[window]\nshortcut = \"x\"\n", Some(2)),
            ("# mine\n\nwindow.shortcut = \"x\"", Some(3)),
            ("window = { shortcut = \"x\" }", Some(1)),
            ("[window]\n", None),
            ("[window", None),
        ] {
            assert_eq!(line_of(text, Key::Shortcut), line, "{text}");
        }
    }

    #[test]
    fn an_edit_leaves_comments_order_and_foreign_keys() {
        let before = "# mine\n[time]\nzone = \"Europe/Berlin\" # home\n\n[account]\nfuture = 1\ntenant = \"a.example\" # ours\n";
        let changes = [
            (Key::Tenant, "b.example".to_owned()),
            (Key::Cloud, "us-gov-l4".to_owned()),
        ];
        let after = "# mine\n[time]\nzone = \"Europe/Berlin\" # home\n\n[account]\nfuture = 1\ntenant = \"b.example\" # ours\ncloud = \"us-gov-l4\"\n";
        assert_eq!(edited(before, &changes).unwrap(), after);
    }

    #[test]
    fn an_edit_finds_the_table_in_every_way_to_write_it() {
        let changes = [(Key::Tenant, "b.example".to_owned())];
        for before in [
            "",
            "account = {}\n",
            "account = { tenant = \"a.example\" }\n",
            "account.tenant = \"a.example\"\n",
            "account.client_id = \"x\"\n",
            "[account]\n",
            "[cloud]\n[account]\n[time]\n",
        ] {
            let after = edited(before, &changes).unwrap();
            let said = parse(&after).unwrap();
            assert_eq!(said.keys[&Key::Tenant], "b.example", "{after}");
        }
    }

    #[test]
    fn a_text_in_another_form_is_not_edited() {
        let changes = [(Key::Tenant, "b.example".to_owned())];
        assert!(edited("[account", &changes).unwrap_err().contains("line 1"));
        assert_eq!(
            edited("account = 5", &changes).unwrap_err(),
            "account is not a table"
        );
    }
}
