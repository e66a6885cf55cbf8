//! Other people: in columns, in groups, and what became of them.

use porchlight_core::model::Rule;
use porchlight_core::view::{FoundView, GroupView, PersonView, RuleView, Snapshot, plain};

use super::{messages, named, rules};
use crate::table;

/// What stands before a favourite, and before everybody else.
const MARKS: (&str, &str) = ("★ ", "  ");

/// So many at most are named one by one where a line would else grow long.
const NAMED: usize = 5;

/// People in columns: name, presence, since when, message.
pub(crate) fn people<'a>(people: impl Iterator<Item = &'a PersonView>) -> String {
    let rows = people.map(|person| {
        vec![
            plain(&person.name),
            presence(person),
            person.since_words.as_deref().map(plain).unwrap_or_default(),
            remark(person),
        ]
    });
    table::aligned(rows.collect())
}

/// The watch list: those in no group, then group by group, with a star before
/// favourites and a word on who is told about in a way of their own. No line is
/// wider than `width`.
pub(crate) fn watch_list(snapshot: &Snapshot, width: Option<usize>) -> String {
    let watched: Vec<&PersonView> = snapshot.people.iter().filter(|p| p.watched).collect();
    let marked = watched.iter().any(|p| p.favourite || p.group.is_some());
    let rows = watched.iter().map(|person| {
        let mark = match (marked, person.favourite) {
            (false, _) => "",
            (true, true) => MARKS.0,
            (true, false) => MARKS.1,
        };
        vec![
            format!("{mark}{}", plain(&person.name)),
            presence(person),
            person.since_words.as_deref().map(plain).unwrap_or_default(),
            notices(person, snapshot),
            remark(person),
        ]
    });
    let table = table::aligned(rows.collect());
    let mut text = String::new();
    let mut group = None;
    for (person, line) in watched.iter().zip(table.lines()) {
        if person.group.as_deref() != group {
            group = person.group.as_deref();
            if !text.is_empty() {
                text.push('\n');
            }
            let heading = group.map_or_else(String::new, |name| heading(name, snapshot));
            text.push_str(&table::shortened(&heading, width));
            text.push('\n');
        }
        text.push_str(&table::shortened(line, width));
        text.push('\n');
    }
    text
}

/// "Team", "Team (never told)".
fn heading(name: &str, snapshot: &Snapshot) -> String {
    let everybody = &snapshot.notices.default_rule.rule;
    let rule = group(snapshot, name).and_then(|group| group.rule.as_ref());
    match rule.and_then(|rule| odd(rule, everybody)) {
        Some(word) => format!("{} ({word})", plain(name)),
        None => plain(name),
    }
}

fn group<'a>(snapshot: &'a Snapshot, name: &str) -> Option<&'a GroupView> {
    snapshot.groups.iter().find(|group| group.name == name)
}

/// How somebody is told about, where not like the others: "muted until 14:03".
fn notices(person: &PersonView, snapshot: &Snapshot) -> String {
    let muted = person.muted_words.as_deref();
    let muted = muted.map(|until| format!("muted {}", plain(until)));
    let of_group = person.group.as_deref();
    let of_group = of_group.and_then(|name| group(snapshot, name)?.rule.as_ref());
    let others = &of_group.unwrap_or(&snapshot.notices.default_rule).rule;
    let rule = person.rule.as_ref().and_then(|rule| odd(rule, others));
    let told = match (&person.once, rule) {
        (Some(_), Some(NEVER)) => vec!["told only once"],
        (Some(_), rule) => rule.into_iter().chain(["told once"]).collect(),
        (None, rule) => rule.into_iter().collect(),
    };
    let words: Vec<String> = muted
        .into_iter()
        .chain(told.into_iter().map(str::to_owned))
        .collect();
    words.join(", ")
}

const NEVER: &str = "never told";

/// A word for a rule that tells other things than another does.
fn odd(view: &RuleView, other: &Rule) -> Option<&'static str> {
    let rule = &view.rule;
    let what = |rule: &Rule| (rule.when.clone(), rule.stable, rule.even_when_busy);
    match (rule.when.is_empty(), other.when.is_empty()) {
        (true, true) => None,
        (true, false) => Some(NEVER),
        (false, _) => (what(rule) != what(other)).then_some("own rule"),
    }
}

/// The groups: name, how many are in it, and its rule.
pub(crate) fn groups(snapshot: &Snapshot) -> String {
    let rows = snapshot.groups.iter().map(|group| {
        let rule = group.rule.as_ref();
        vec![
            plain(&group.name),
            count(members(snapshot, &group.name)),
            rule.map_or_else(String::new, in_group),
        ]
    });
    table::aligned(rows.collect())
}

fn in_group(view: &RuleView) -> String {
    if view.rule.when.is_empty() {
        return NEVER.to_owned();
    }
    format!("told {}", rules::told("somebody", view, false))
}

/// How many people are in a group.
pub(crate) fn members(snapshot: &Snapshot, group: &str) -> usize {
    let people = snapshot.people.iter();
    people
        .filter(|person| person.group.as_deref() == Some(group))
        .count()
}

/// "1 person", "3 people".
fn count(people: usize) -> String {
    match people {
        1 => "1 person".to_owned(),
        _ => format!("{people} people"),
    }
}

/// The presence of a person in words.
pub(crate) fn presence(person: &PersonView) -> String {
    let presence = person.presence.as_ref();
    presence.map_or_else(|| "Unknown".to_owned(), |presence| plain(&presence.label))
}

/// The message of a person, or why their presence is not known.
pub(super) fn remark(person: &PersonView) -> String {
    match (&person.presence, &person.problem) {
        (Some(presence), _) => messages(presence.message.as_ref()),
        (None, problem) => problem.as_deref().map(plain).unwrap_or_default(),
    }
}

/// What to do about somebody whose presence Graph does not tell.
pub(crate) const UNTOLD_HINT: &str =
    "Check the id or the address; guests of other companies have none";

/// How somebody on the list is arranged: "Ada Lovelace: in the group Team, favourite".
pub(crate) fn arranged(person: &PersonView) -> String {
    let group = person.group.as_deref().map(plain);
    let group = group.map_or("in no group".to_owned(), |group| {
        format!("in the group {group}")
    });
    let favourite = if person.favourite { ", favourite" } else { "" };
    format!("{}: {group}{favourite}", plain(&person.name))
}

/// Why there is no presence of a person, where Graph said so.
pub(crate) fn refusal(person: &PersonView) -> Option<String> {
    let problem = person
        .problem
        .as_ref()
        .filter(|_| person.presence.is_none())?;
    Some(format!("{}: {}", plain(&person.name), plain(problem)))
}

/// People found in the directory.
pub(crate) fn found(results: &[FoundView]) -> String {
    let rows = results.iter().map(|found| {
        let watched = if found.watched {
            "on the watch list"
        } else {
            ""
        };
        vec![
            plain(&found.person.name),
            plain(found.person.address.as_deref().unwrap_or_default()),
            found.person.id.to_string(),
            watched.to_owned(),
        ]
    });
    table::aligned(rows.collect())
}

/// Somebody who was taken off the list, and what went with them; `kept` where
/// all of it can be brought back.
pub(crate) fn removed(person: &PersonView, kept: bool) -> String {
    let mut settings = Vec::new();
    if let Some(group) = &person.group {
        settings.push(format!("the group {}", plain(group)));
    }
    for (is_set, what) in [
        (person.favourite, "favourite"),
        (person.rule.is_some(), "rule"),
        (person.once.is_some(), "wish to be told once"),
        (person.muted_until.is_some(), "mute"),
    ] {
        if is_set {
            settings.push(what.to_owned());
        }
    }
    let name = named(&person.name, person.address.as_deref());
    if settings.is_empty() {
        return format!("Removed {name}");
    }
    let settings = settings.join(", ");
    if kept {
        return format!("Removed {name}, with what was set for them: {settings}");
    }
    format!("Removed {name}. What was set for them is gone, too: {settings}")
}

/// How what was removed is put back where an engine keeps it.
pub(crate) const UNDO: &str = "To bring all of it back: porchlight people undo";

/// What is there again: people, or groups by their names.
pub(crate) fn brought_back<'a>(
    people: &[&PersonView],
    groups: impl Iterator<Item = &'a str>,
    snapshot: &Snapshot,
) -> String {
    if people.len() > NAMED {
        return format!("Brought back {}", count(people.len()));
    }
    let people = people.iter().map(|person| {
        let name = named(&person.name, person.address.as_deref());
        format!("Brought back {name}")
    });
    let groups = groups.map(|name| {
        let members = count(members(snapshot, name));
        format!("Brought back the group “{}” with {members}", plain(name))
    });
    let lines: Vec<String> = people.chain(groups).collect();
    if lines.is_empty() {
        return "Brought back what was removed last".to_owned();
    }
    lines.join("\n")
}

/// How whoever was removed is added again. What is typed into a shell is nothing
/// of the directory's that a shell could take for more than a word.
pub(crate) fn back(removed: &[&PersonView]) -> String {
    if removed.len() > NAMED {
        return "To bring them back, give porchlight people add their addresses".to_owned();
    }
    let word = |person: &&PersonView| {
        let harmless =
            |c: char| c.is_ascii_alphanumeric() || matches!(c, '@' | '.' | '_' | '+' | '-');
        let address = person.address.as_deref().filter(|address| {
            address.chars().all(harmless)
                && address.starts_with(|c: char| c.is_ascii_alphanumeric())
        });
        address.unwrap_or(person.id.as_str()).to_owned()
    };
    let words: Vec<String> = removed.iter().map(word).collect();
    format!(
        "To bring them back: porchlight people add {}",
        words.join(" ")
    )
}

#[cfg(test)]
mod tests {
    use porchlight_core::model::Transition;

    use super::*;
    use crate::fixture::snapshot;

    #[test]
    fn people_line_up_whatever_their_script() {
        insta::assert_snapshot!(people(snapshot().people.iter()));
    }

    fn rule(when: Vec<Transition>) -> RuleView {
        RuleView {
            rule: Rule {
                when,
                ..Rule::default()
            },
            until_words: None,
        }
    }

    /// People in groups, and each way of being told about somebody.
    fn arranged_list() -> Snapshot {
        let mut snapshot = snapshot();
        let away = || rule(vec![Transition::GoesAway]);
        let group = |name: &str, rule| GroupView {
            name: name.to_owned(),
            folded: false,
            rule,
        };
        snapshot.groups = vec![group("Team", Some(rule(Vec::new()))), group("Empty", None)];
        let [grace, yamada, gil, annie] = &mut snapshot.people[..] else {
            unreachable!("four people")
        };
        grace.rule = Some(away());
        yamada.rule = Some(rule(vec![Transition::BecomesAvailable]));
        yamada.muted_words = Some("until 14:03".to_owned());
        gil.group = Some("Team".to_owned());
        gil.favourite = true;
        gil.rule = Some(away());
        gil.once = Some(away());
        annie.group = Some("Team".to_owned());
        snapshot
    }

    #[test]
    fn the_watch_list_shows_who_is_not_like_the_others() {
        let snapshot = arranged_list();
        insta::assert_snapshot!(watch_list(&snapshot, None));
        let narrow = watch_list(&snapshot, Some(30));
        let widest = narrow.lines().map(table::width).max();
        assert_eq!(widest, Some(30), "{narrow}");
        assert_eq!(narrow.lines().count(), 6, "{narrow}");
    }

    #[test]
    fn a_plain_list_is_not_indented() {
        let list = watch_list(&snapshot(), None);
        assert_eq!(list, people(snapshot().people.iter()));
    }

    #[test]
    fn what_is_typed_into_a_shell_is_harmless() {
        let mut person = snapshot().people.remove(0);
        assert_eq!(
            back(&[&person]),
            "To bring them back: porchlight people add person2@contoso.example"
        );
        for address in ["$(id)@x.com", "-a@x.com", "a b@x.com", "a;b@x.com"] {
            person.address = Some(address.to_owned());
            assert_eq!(
                back(&[&person]),
                format!("To bring them back: porchlight people add {}", person.id)
            );
        }
        let many = [&person; 6];
        assert!(back(&many).ends_with("their addresses"));
    }
}
