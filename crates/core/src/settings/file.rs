//! The form of `config.toml`, which policy files share.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use serde::Deserialize;
use toml_edit::{Document, DocumentMut, Item, TomlError, Value};

use super::keys::Key;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    account: AccountTable,
    cloud: CloudTable,
    time: TimeTable,
    polling: PollingTable,
    window: WindowTable,
    updates: UpdatesTable,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct AccountTable {
    client_id: Option<String>,
    tenant: Option<String>,
    cloud: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct CloudTable {
    custom: Option<CustomTable>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CustomTable {
    login: String,
    graph: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct TimeTable {
    zone: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PollingTable {
    interval: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WindowTable {
    shortcut: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct UpdatesTable {
    check: Option<bool>,
    feed: Option<String>,
}

/// The text of a file; none if there is no such file.
pub(super) fn read(path: &Path) -> Result<Option<String>, String> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

/// What a text in this form says.
///
/// # Errors
/// The line and what is wrong with it.
pub(super) fn parse(text: &str) -> Result<BTreeMap<Key, String>, String> {
    let file: File = toml::from_str(text)
        .map_err(|error| at_line(text, error.span().map(|span| span.start), error.message()))?;
    let (login, graph) = file.cloud.custom.map(|c| (c.login, c.graph)).unzip();
    let all = [
        (Key::ClientId, file.account.client_id),
        (Key::Tenant, file.account.tenant),
        (Key::Cloud, file.account.cloud),
        (Key::Login, login),
        (Key::Graph, graph),
        (Key::Zone, file.time.zone),
        (Key::PollInterval, file.polling.interval),
        (Key::Shortcut, file.window.shortcut),
        (
            Key::UpdateCheck,
            file.updates.check.map(|on| on.to_string()),
        ),
        (Key::UpdateFeed, file.updates.feed),
    ];
    let said = all.into_iter();
    Ok(said.filter_map(|(key, text)| Some((key, text?))).collect())
}

/// The text with some values replaced, and all else as it was written:
/// comments, order and keys that mean nothing to us.
///
/// # Errors
/// As [`parse`].
pub(super) fn edited(text: &str, changes: &[(Key, String)]) -> Result<String, String> {
    let mut document: DocumentMut = text.parse().map_err(|error: TomlError| {
        at_line(text, error.span().map(|span| span.start), error.message())
    })?;
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
    let before = text.get(..item.span()?.start)?;
    Some(before.matches('\n').count() + 1)
}

fn at_line(text: &str, at: Option<usize>, message: &str) -> String {
    let before = at.and_then(|at| text.get(..at));
    let line = before.map(|before| format!("line {}: ", before.matches('\n').count() + 1));
    format!("{}{message}", line.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(said[&Key::Tenant], "b.example", "{after}");
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
