//! Adding many people by what they are called.

use super::*;
use crate::model::Resolution;
use crate::model::Rule;
use crate::view::{AddingView, export};

fn person(n: u8, name: &str) -> Person {
    Person {
        id: id(n),
        name: name.to_owned(),
        address: Some(format!("{}@contoso.com", name.to_lowercase())),
        phone: None,
    }
}

impl Hand {
    fn add(&mut self, words: &str) -> u64 {
        self.command(Command::AddByWords {
            words: words.to_owned(),
        })
    }

    /// The words that were asked about since last time.
    fn asked(&mut self) -> Vec<String> {
        let effects = std::mem::take(&mut self.effects);
        let (asked, rest): (Vec<Effect>, Vec<Effect>) = effects
            .into_iter()
            .partition(|effect| matches!(effect, Effect::LookUp { .. }));
        self.effects = rest;
        let word = |effect| {
            let Effect::LookUp { word, .. } = effect else {
                return None;
            };
            Some(word)
        };
        asked.into_iter().filter_map(word).collect()
    }

    fn leads_to(&mut self, word: &str, outcome: Result<Resolution, GraphError>) {
        let which = self.state.addings;
        self.report(Report::LookedUp(which, word.to_owned(), outcome));
    }

    fn is(&mut self, word: &str, n: u8) {
        self.leads_to(word, Ok(Resolution::One(person(n, word))));
    }

    fn adding(&self) -> AddingView {
        self.snapshot().adding.unwrap()
    }
}

#[test]
fn an_exported_list_is_no_text_of_names() {
    let mut stored = Stored::default();
    stored.watch_list.add(person(1, "Ada"));
    let mut hand = Hand::signed_in(stored);
    let list = export(&hand.snapshot());
    let asked = hand.add(&list);
    let why = hand.outcome(asked).unwrap().unwrap_err();
    assert_eq!(why.title, "That is an exported list");
    assert!(why.hint.starts_with("Import it"), "{}", why.hint);
    assert_eq!(hand.asked(), [""; 0]);
    assert_eq!(hand.snapshot().adding, None);
}

#[test]
fn four_at_a_time_are_looked_up_and_added() {
    let mut hand = Hand::signed_in(Stored::default());
    let asked = hand.add("A, B, C, D, E");
    assert_eq!(hand.asked(), ["A", "B", "C", "D"]);
    hand.is("B", 2);
    assert_eq!(hand.asked(), ["E"]);
    hand.leads_to("A", Ok(Resolution::Nobody));
    hand.leads_to(
        "C",
        Ok(Resolution::Several(vec![person(3, "C"), person(4, "Cc")])),
    );
    hand.is("D", 5);
    let adding = hand.adding();
    assert_eq!((adding.done, adding.all, adding.busy), (4, 5, true));
    assert_eq!(hand.outcome(asked), None);
    hand.is("E", 2);
    let adding = hand.adding();
    assert_eq!((adding.done, adding.all, adding.busy), (5, 5, false));
    assert_eq!(adding.added, ["B", "D"]);
    assert_eq!(adding.not_found, ["A"]);
    assert_eq!(adding.several[0].words, "C");
    assert_eq!(adding.several[0].people[1].person.name, "Cc");
    assert_eq!(hand.outcome(asked), Some(Ok(())));
    assert_eq!(hand.snapshot().people.len(), 2);
}

#[test]
fn whoever_is_on_the_list_is_not_asked_about() {
    let mut hand = Hand::signed_in(watching_ada());
    let asked = hand.add("ada lovelace; Bob");
    assert_eq!(hand.asked(), ["Bob"]);
    hand.is("Bob", 2);
    assert_eq!(hand.adding().known, ["Ada Lovelace"]);
    assert_eq!(hand.adding().added, ["Bob"]);
    assert_eq!(hand.outcome(asked), Some(Ok(())));
}

#[test]
fn graph_is_left_alone_as_long_as_it_asks_and_then_asked_again() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.add("A B");
    hand.asked();
    let throttled = GraphError::Throttled {
        retry_after: Some(TimeDelta::seconds(20)),
        request_id: None,
    };
    hand.leads_to("A B", Err(throttled));
    hand.pass(TimeDelta::seconds(19));
    assert_eq!(hand.asked(), Vec::<String>::new());
    hand.pass(SECOND);
    assert_eq!(hand.asked(), ["A B"]);
    hand.is("A B", 2);
    assert!(!hand.adding().busy);
}

#[test]
fn trouble_ends_it_and_what_was_added_stays() {
    let mut hand = Hand::signed_in(Stored::default());
    let asked = hand.add("A, B, C");
    hand.asked();
    hand.is("A", 1);
    hand.leads_to("B", Err(unreachable()));
    hand.is("C", 3);
    let adding = hand.adding();
    assert_eq!((adding.busy, adding.added), (false, vec!["A".to_owned()]));
    assert_eq!(adding.problem, Some(unreachable().to_user()));
    assert_eq!(hand.outcome(asked), Some(Err(unreachable().to_user())));
    assert_eq!(hand.snapshot().problem, None);
    assert!(hand.effects.contains(&Effect::CancelLookUps));
    let saved = hand.effects.iter().any(
        |effect| matches!(effect, Effect::Save(stored) if stored.watch_list.get(&id(1)).is_some()),
    );
    assert!(saved);
    hand.add("A, B, C");
    assert_eq!(hand.asked(), ["B", "C"]);
    assert_eq!(hand.adding().known, ["A"]);
}

#[test]
fn one_odd_word_keeps_nobody_else_out() {
    let mut hand = Hand::signed_in(Stored::default());
    hand.add("A, B");
    let refused = GraphError::Refused {
        status: 400,
        code: "BadRequest".to_owned(),
        message: String::new(),
        request_id: None,
    };
    hand.leads_to("A", Err(refused));
    hand.is("B", 2);
    assert_eq!(
        (hand.adding().not_found, hand.adding().added),
        (vec!["A".to_owned()], vec!["B".to_owned()])
    );
}

#[test]
fn stopping_drops_what_is_on_its_way() {
    let mut hand = Hand::signed_in(Stored::default());
    let asked = hand.add("A, B");
    hand.is("A", 1);
    hand.command(Command::StopAdding);
    assert_eq!(hand.outcome(asked), Some(Ok(())));
    assert!(hand.effects.contains(&Effect::CancelLookUps));
    hand.is("B", 2);
    assert_eq!(hand.snapshot().adding, None);
    assert_eq!(hand.snapshot().people.len(), 1);
}

#[test]
fn a_sign_out_ends_it() {
    let mut hand = Hand::signed_in(Stored::default());
    let asked = hand.add("A");
    hand.command(Command::SignOut);
    assert!(hand.outcome(asked).unwrap().is_err());
    assert_eq!(hand.snapshot().adding, None);
}

#[test]
fn what_can_t_be_begun_is_said() {
    let mut hand = Hand::signed_in(Stored::default());
    let mut titles = Vec::new();
    let many: Vec<String> = (0..501).map(|n| format!("p{n}@x.com")).collect();
    for words in [" ; ", &many.join("\n")] {
        let asked = hand.add(words);
        titles.push(hand.outcome(asked).unwrap().unwrap_err().title);
    }
    hand.add("A");
    let asked = hand.add("B");
    titles.push(hand.outcome(asked).unwrap().unwrap_err().title);
    assert_eq!(
        titles,
        [
            "Nobody is named",
            "500 people at most can be looked up at once, and these are 501",
            "Porchlight is still looking people up",
        ]
    );
    let mut own = Stored::default();
    own.consent = Some(Scopes::Own);
    let mut hand = Hand::signed_in(own);
    let asked = hand.add("A");
    assert_eq!(
        hand.outcome(asked),
        Some(Err(AuthError::NoConsent.to_user()))
    );
    let mut hand = Hand::new(Mode::Resident, Stored::default());
    let asked = hand.add("A");
    assert_eq!(
        hand.outcome(asked),
        Some(Err(AuthError::SignedOut.to_user()))
    );
}

fn import(text: &str) -> Command {
    Command::ImportPeople {
        text: text.to_owned(),
    }
}

const FILE: &str = r#"
version = 1
[default_rule]
when = ["goes-offline"]
[[group]]
name = "team"
rule = { when = ["any-change"], stable = 30 }
[[person]]
name = "Ada Lovelace"
id = "00000000-0000-0000-0000-000000000001"
group = "Team"
favourite = true
[[person]]
address = "bob@contoso.com"
group = "Board"
rule = { when = [], even_when_busy = true }
"#;

#[test]
fn what_a_file_says_wins_and_the_rest_stays() {
    let mut stored = watching_ada();
    stored.watch_list.add(person(7, "Cy"));
    stored.watch_list.get_mut(&id(7)).unwrap().favourite = true;
    let own = Rule {
        stable: 60,
        ..Rule::default()
    };
    stored.watch_list.get_mut(&id(1)).unwrap().rule = Some(own.clone());
    let mut hand = Hand::signed_in(stored);
    let asked = hand.command(import(FILE));
    assert_eq!(hand.asked(), ["bob@contoso.com"]);
    assert_eq!(hand.snapshot().groups, []);
    hand.is("bob@contoso.com", 2);
    assert_eq!(hand.outcome(asked), Some(Ok(())));
    let snapshot = hand.snapshot();
    let people: Vec<_> = snapshot
        .people
        .iter()
        .map(|p| (p.name.as_str(), p.group.as_deref(), p.favourite))
        .collect();
    assert_eq!(
        people,
        [
            ("Cy", None, true),
            ("Ada Lovelace", Some("team"), true),
            ("bob@contoso.com", Some("Board"), false),
        ]
    );
    assert_eq!(snapshot.groups[0].rule.as_ref().unwrap().rule.stable, 30);
    assert!(
        snapshot.people[2]
            .rule
            .as_ref()
            .unwrap()
            .rule
            .even_when_busy
    );
    let default = |hand: &Hand| hand.snapshot().notices.default_rule.rule.when;
    assert_eq!(default(&hand), [Transition::BecomesAvailable]);
    assert_eq!(snapshot.people[1].rule.as_ref().unwrap().rule, own);
    assert_eq!(hand.adding().changed, ["Ada Lovelace"]);
    assert_eq!(hand.adding().known, Vec::<String>::new());
    hand.command(import(FILE));
    assert_eq!(hand.adding().changed, Vec::<String>::new());
    assert_eq!(hand.adding().known, ["Ada Lovelace", "bob@contoso.com"]);
    let again = export(&snapshot);
    let mut fresh = Hand::new(Mode::Resident, Stored::default());
    let asked = fresh.command(import(&again));
    assert_eq!(fresh.outcome(asked), Some(Ok(())));
    assert_eq!(export(&fresh.snapshot()), again);
}

#[test]
fn of_a_file_that_fails_nothing_is_taken() {
    let mut hand = Hand::signed_in(Stored::default());
    let before = hand.state.stored.clone();
    let asked = hand.command(import(FILE));
    hand.leads_to("bob@contoso.com", Err(unreachable()));
    assert!(hand.outcome(asked).unwrap().is_err());
    for text in [
        "version = 1\n[[person]]\nnmae = 1\n",
        "[[group]]\nname = \"a\"",
        &FILE.replace("team", "te\\u0007am"),
    ] {
        let asked = hand.command(import(text));
        assert!(hand.outcome(asked).unwrap().is_err(), "{text}");
    }
    assert_eq!(hand.state.stored, before);
}
