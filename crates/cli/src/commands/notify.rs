//! `notify`: whom to be told about, and when.

use porchlight_core::UserError;
use porchlight_core::engine::UNSHOWN;
use porchlight_core::model::{Person, PersonId, Transition};
use porchlight_core::view::{Command, PersonView, RuleWish, Snapshot, plain};

use crate::alike::unknown;
use crate::args::Notify;
use crate::failure::Failure;
use crate::run::{Engine, Run};
use crate::text::told;
use crate::{hold, json, when, who};

/// What is worth knowing where no engine stays behind.
const NOT_RUNNING: &str = "Notices are given only while Porchlight runs in the tray";

pub(crate) async fn notify(run: &Run, wish: &Notify) -> Result<(), Failure> {
    let rule = read(run, wish)?;
    let engine = run.begin().await?;
    let id = if wish.off {
        let snapshot = engine.snapshot();
        let person = who::find_watched(&snapshot, &wish.who);
        let person = person.map_err(|why| group_meant(why, &snapshot, &wish.who))?;
        stop(&engine, &person.id, wish.once).await?;
        person.id
    } else {
        engine.sees_colleagues(&engine.snapshot())?;
        let person = who::find(&engine, &wish.who).await;
        let person = person.map_err(|why| group_meant(why, &engine.snapshot(), &wish.who))?;
        let id = person.id.clone();
        begin(&engine, person, rule, wish.once).await?;
        id
    };
    print(run, &engine, &id, wish)
}

/// A word that means nobody may be the name of a group.
fn group_meant(why: Failure, snapshot: &Snapshot, word: &str) -> Failure {
    let wanted = word.trim().to_lowercase();
    let mut groups = snapshot.groups.iter();
    match groups.find(|group| group.name.to_lowercase() == wanted) {
        Some(group) if why.is_of_words() => UserError::usage(
            format!("“{}” is a group", plain(&group.name)),
            "Name somebody; what you are told of a group is set in the window, at the group",
        )
        .into(),
        Some(_) | None => why,
    }
}

fn read(run: &Run, wish: &Notify) -> Result<RuleWish, Failure> {
    let named = wish.when.iter().map(|word| transition(word));
    let mut named: Vec<Transition> = named.collect::<Result<_, _>>()?;
    if named.is_empty() {
        named.push(Transition::BecomesAvailable);
    }
    let stable = match &wish.stable {
        Some(words) => when::length(words, "")?.num_seconds(),
        None => 0,
    };
    if let Some(words) = &wish.until {
        when::instant(words, run.now(), run.zone())?;
    }
    Ok(RuleWish {
        when: named,
        // What is too long for the engine is too long for this number.
        stable: u32::try_from(stable).unwrap_or(u32::MAX),
        until: wish.until.clone(),
        even_when_busy: wish.even_when_busy,
    })
}

fn transition(word: &str) -> Result<Transition, UserError> {
    Transition::from_word(word).ok_or_else(|| {
        let words = Transition::ALL.map(Transition::word);
        unknown(word, "nothing to be told about", &words, "notify")
    })
}

async fn begin(engine: &Engine, person: Person, rule: RuleWish, once: bool) -> Result<(), Failure> {
    if once {
        return engine.send(Command::TellOnce { person, rule }).await;
    }
    let id = person.id.clone();
    if !is_watched(&engine.snapshot(), &id) {
        let people = vec![person];
        engine.send(Command::AddPeople { people }).await?;
    }
    let rule = Some(rule);
    engine.send(Command::SetRule { id, rule }).await
}

async fn stop(engine: &Engine, id: &PersonId, once: bool) -> Result<(), Failure> {
    let id = id.clone();
    if once {
        return engine.send(Command::StopTellingOnce { id }).await;
    }
    let silence = RuleWish {
        when: Vec::new(),
        stable: 0,
        until: None,
        even_when_busy: false,
    };
    let rule = Some(silence);
    engine.send(Command::SetRule { id, rule }).await
}

fn is_watched(snapshot: &Snapshot, id: &PersonId) -> bool {
    person(snapshot, id).is_some_and(|person| person.watched)
}

fn person<'a>(snapshot: &'a Snapshot, id: &PersonId) -> Option<&'a PersonView> {
    snapshot.people.iter().find(|person| person.id == *id)
}

/// One sentence of what holds now, then what is worth knowing.
fn print(run: &Run, engine: &Engine, id: &PersonId, wish: &Notify) -> Result<(), Failure> {
    let snapshot = engine.snapshot();
    let Some(person) = person(&snapshot, id) else {
        return Ok(());
    };
    let mut notes = Vec::new();
    if !engine.is_resident() && !wish.off {
        notes.push(NOT_RUNNING.to_owned());
    }
    let held_back = if wish.off {
        Vec::new()
    } else {
        hold::holds(person, &snapshot, run.now())
    };
    notes.extend(hold::sentence(&held_back, &person.name, wish.once));
    let unshown = unshown(&snapshot).filter(|_| engine.is_resident() && !wish.off);
    notes.extend(unshown.cloned());
    let told = || {
        let mut lines = vec![sentence(person, wish, unshown.is_none())];
        lines.extend(notes.iter().map(|note| format!("{note}.")));
        lines.join("\n")
    };
    run.output
        .answer(told, &json::notify(person, &held_back, &notes))
}

/// The remark that notices reach nobody, while it stands.
fn unshown(snapshot: &Snapshot) -> Option<&String> {
    let mut remarks = snapshot.health.remarks.iter();
    remarks.find(|remark| remark.starts_with(UNSHOWN))
}

/// `shown` unless it is known that notices reach nobody.
fn sentence(person: &PersonView, wish: &Notify, shown: bool) -> String {
    let name = plain(&person.name);
    match (wish.off, wish.once) {
        (true, true) => format!("You are no longer told once about {name}."),
        (true, false) => match &person.once {
            Some(once) => format!("You are told only {}.", told(&name, once, true)),
            None => format!("You are told nothing about {name}."),
        },
        (false, once) => {
            let rule = if once { &person.once } else { &person.rule };
            match rule {
                Some(rule) => format!("You are told {}.", told(&name, rule, once)),
                // The wish was spent as it was made.
                None if shown => format!("{name} is available already: you are told now."),
                None => format!("{name} is available already."),
            }
        }
    }
}
