//! What Graph says of people.

use porchlight_core::graph::{GraphError, Presences, Unreachable};
use porchlight_core::model::{Activity, Availability, Presence};
use porchlight_sim::{ADA, ANNIE, Fault, FaultKind, GRACE, GUEST, ME, Operation, Side, UnknownIds};
use uuid::Uuid;

use crate::stage::{Stage, id};

#[tokio::test]
async fn i_am_somebody() {
    let stage = Stage::signed_in().await;
    let me = stage.graph.me().await.unwrap();
    assert_eq!((me.id, me.name.as_str()), (id(ME), "Robin Carter"));
    assert_eq!(me.address.as_deref(), Some("robin@contoso.example"));
    let request = &stage.control.requests()[0];
    assert!(request.headers["user-agent"].starts_with("Porchlight/"));
    assert!(Uuid::try_parse(&request.headers["client-request-id"]).is_ok());
    assert!(!request.headers.contains_key("consistencylevel"));
}

#[tokio::test]
async fn my_presence_comes_whole() {
    let stage = Stage::signed_in().await;
    let end = "2026-11-21T16:30:00Z".parse().unwrap();
    stage.control.set_presence(ME, "Busy", "InACall").unwrap();
    stage
        .control
        .set_message(ME, Some("Focus <&> 🎧"), Some(end))
        .unwrap();
    stage
        .control
        .set_out_of_office(ADA, Some("Back on Monday"))
        .unwrap();
    stage.control.set_work_location(ME, Some("office")).unwrap();
    let mine = stage.graph.own_presence().await.unwrap();
    assert_eq!(
        (&mine.availability, &mine.activity),
        (&Availability::Busy, &Activity::InACall)
    );
    assert_eq!(mine.work_location.as_deref(), Some("office"));
    assert!(mine.sequence.is_some() && !mine.is_out_of_office());
    let message = mine.message.unwrap();
    assert_eq!(
        (message.text.as_str(), message.expires_at),
        ("Focus <&> 🎧", Some(end))
    );
    assert!(message.published_at.is_some());
    let ada = stage.graph.presence_of(&id(ADA)).await.unwrap();
    assert!(ada.is_out_of_office());
    assert_eq!(
        ada.out_of_office.unwrap().message.as_deref(),
        Some("Back on Monday")
    );
    assert_eq!(
        stage.control.requests()[0].query,
        "",
        "presence takes no query"
    );
}

#[tokio::test]
async fn one_person_is_asked_for_in_two_ways() {
    let stage = Stage::signed_in().await;
    stage
        .control
        .set_presence(ADA, "Away", "BeRightBack")
        .unwrap();
    for fault in [
        FaultKind::NotFound,
        FaultKind::Forbidden,
        FaultKind::CaptivePortal,
        FaultKind::WrongPerson,
    ] {
        stage.control.clear_requests();
        stage
            .control
            .fault(Fault::once(Operation::GetUserPresence, fault));
        let ada = stage.graph.presence_of(&id(ADA)).await.unwrap();
        assert_eq!(ada.activity, Activity::BeRightBack);
        let requests = stage.control.requests();
        let paths: Vec<&str> = requests.iter().map(|r| r.path.as_str()).collect();
        assert_eq!(
            paths,
            [
                format!("/v1.0/users/{ADA}/presence").as_str(),
                format!("/v1.0/communications/presences/{ADA}").as_str(),
            ]
        );
    }
    stage.control.clear_requests();
    stage.control.fault(Fault::once(
        Operation::GetUserPresence,
        FaultKind::Throttled { retry_after: None },
    ));
    let error = stage.graph.presence_of(&id(ADA)).await.unwrap_err();
    assert!(matches!(error, GraphError::Throttled { .. }));
    assert_eq!(
        stage.count(Operation::GetUserPresence),
        1,
        "no second request on top of too many"
    );
    let guest = stage.graph.presence_of(&id(GUEST)).await;
    assert!(
        matches!(guest, Err(GraphError::Refused { status: 404, .. })),
        "{guest:?}"
    );
}

#[tokio::test]
async fn somebody_elses_presence_is_not_mine() {
    let stage = Stage::signed_in().await;
    stage
        .control
        .fault(Fault::new(Side::Reads, FaultKind::WrongPerson));
    for outcome in [
        stage.graph.own_presence().await,
        stage.graph.presence_of(&id(ADA)).await,
    ] {
        let unreadable = matches!(
            outcome,
            Err(GraphError::Unreachable(Unreachable::Unreadable {
                status: 200,
                request_id: Some(_)
            }))
        );
        assert!(unreadable, "{outcome:?}");
    }
    let many = stage.graph.presences(&[id(ADA)]).await.unwrap();
    assert_eq!(
        many,
        Presences {
            passed_over: vec![id(ADA)],
            ..Presences::default()
        }
    );
}

#[tokio::test]
async fn odd_presences_are_read_as_far_as_they_go() {
    let stage = Stage::signed_in().await;
    stage
        .control
        .set_presence(ADA, "DoNotDisturb", "Presenting")
        .unwrap();
    let read = async |fault| {
        stage.control.clear_faults();
        stage.control.fault(Fault::new(Side::Reads, fault));
        let one = stage.graph.presence_of(&id(ADA)).await.unwrap();
        let many = stage.graph.presences(&[id(ADA)]).await.unwrap();
        assert_eq!(many.found[&id(ADA)].activity, one.activity);
        one
    };
    let expected = Presence::from_graph(Some("DoNotDisturb"), Some("Presenting"));
    assert_eq!(read(FaultKind::CamelCase).await.activity, expected.activity);
    assert_eq!(
        read(FaultKind::ExtraFields).await.activity,
        expected.activity
    );
    let bare = read(FaultKind::MissingFields).await;
    assert_eq!(bare, Presence::from_graph(Some("DoNotDisturb"), None));
    let unknown = read(FaultKind::UnknownValues).await;
    assert_eq!(unknown.availability.as_graph(), "Telepathic");
}

#[tokio::test]
async fn many_are_asked_for_in_chunks() {
    let stage = Stage::signed_in().await;
    let mut ids: Vec<_> = stage
        .control
        .add_people(1_500)
        .into_iter()
        .map(id)
        .collect();
    stage
        .control
        .set_presence(ids_uuid(&ids[7]), "Busy", "Busy")
        .unwrap();
    ids.push(ids[7].clone());
    let all = stage.graph.presences(&ids).await.unwrap();
    assert_eq!((all.found.len(), all.refused.len()), (1_500, 0));
    assert_eq!(all.found[&ids[7]].availability, Availability::Busy);
    assert_eq!(stage.count(Operation::GetPresencesByUserId), 3);
    assert_eq!(
        stage.graph.presences(&[]).await.unwrap(),
        Presences::default()
    );
    assert_eq!(stage.count(Operation::GetPresencesByUserId), 3);
}

fn ids_uuid(id: &porchlight_core::model::PersonId) -> Uuid {
    id.as_str().parse().unwrap()
}

#[tokio::test]
async fn ids_that_graph_does_not_know_blind_nobody() {
    let stage = Stage::signed_in().await;
    let mut ids: Vec<_> = stage.control.add_people(600).into_iter().map(id).collect();
    let bad = [
        id(Uuid::from_u128(0xbad)),
        id(Uuid::from_u128(u128::MAX - 1)),
    ];
    ids.extend(bad.clone());
    let ask = async |mode| {
        stage.control.clear_requests();
        stage.control.change_settings(|s| s.unknown_ids = mode);
        stage.graph.presences(&ids).await.unwrap()
    };
    let omitted = ask(UnknownIds::Omit).await;
    assert_eq!((omitted.found.len(), omitted.refused.len()), (600, 0));
    let unknown = ask(UnknownIds::PresenceUnknown).await;
    assert_eq!(
        unknown.found[&bad[0]].availability,
        Availability::PresenceUnknown
    );
    let failed = ask(UnknownIds::Fail).await;
    assert_eq!(failed.found.len(), 600);
    assert_eq!(failed.refused, bad);
    assert!(stage.count(Operation::GetPresencesByUserId) < 45);
}

#[tokio::test]
async fn my_own_missing_presence_is_said_in_words_for_me() {
    let stage = Stage::signed_in().await;
    stage
        .control
        .fault(Fault::once(Operation::GetPresence, FaultKind::NotFound));
    let error = stage.graph.own_presence().await.unwrap_err();
    assert!(matches!(error, GraphError::NoPresence { .. }), "{error:?}");
    assert!(!error.is_passing());
    let words = error.to_user().to_string();
    assert!(
        words.contains("no presence for you") && words.contains("Teams licence"),
        "{words}"
    );
}

#[tokio::test]
async fn my_own_missing_entry_is_said_in_words_for_me() {
    let stage = Stage::signed_in().await;
    stage
        .control
        .fault(Fault::once(Side::Graph, FaultKind::NotFound));
    let words = stage.graph.me().await.unwrap_err().to_user().to_string();
    assert!(words.contains("does not know your account"), "{words}");
}

#[tokio::test]
async fn a_refusal_of_everything_is_not_blamed_on_ids() {
    let stage = Stage::signed_in().await;
    let ids: Vec<_> = stage.control.add_people(650).into_iter().map(id).collect();
    stage.control.fault(Fault::new(
        Operation::GetPresencesByUserId,
        FaultKind::NotFound,
    ));
    let error = stage.graph.presences(&ids).await.unwrap_err();
    assert!(matches!(error, GraphError::Refused { status: 404, .. }));
    assert!(stage.count(Operation::GetPresencesByUserId) < 80);
    stage.control.clear_faults();
    stage.control.fault(Fault::new(
        Operation::GetPresencesByUserId,
        FaultKind::Forbidden,
    ));
    stage.control.clear_requests();
    let error = stage.graph.presences(&ids).await.unwrap_err();
    assert!(matches!(error, GraphError::Refused { status: 403, .. }));
    assert_eq!(stage.count(Operation::GetPresencesByUserId), 1);
}

#[tokio::test]
async fn numbers_are_read_where_the_directory_tells_them() {
    let stage = Stage::signed_in().await;
    let told = async || {
        let mut told = Vec::new();
        for who in [ADA, GRACE, ANNIE] {
            let person = stage.graph.person(&id(who)).await.unwrap();
            let found = stage.graph.search(&person.name).await.unwrap();
            assert_eq!(found, [person]);
            told.extend(found.into_iter().map(|person| person.phone));
        }
        told
    };
    assert_eq!(told().await, [None, None, None]);
    stage
        .control
        .change_settings(|s| s.phones_for_everybody = true);
    let numbers = ["+44 (0)20 7946 0958 ext. 12", "(206) 555-0100"];
    let [ada, grace] = numbers.map(|number| Some(number.to_owned()));
    assert_eq!(told().await, [ada, grace, None]);
}

#[tokio::test]
async fn people_are_found_by_name_and_address() {
    let stage = Stage::signed_in().await;
    let names = async |words: &str| -> Vec<String> {
        let people = stage.graph.search(words).await.unwrap();
        people.into_iter().map(|p| p.name).collect()
    };
    assert_eq!(names("ada").await, ["Ada Lovelace"]);
    assert_eq!(names("hopper").await, ["Grace Hopper"]);
    assert_eq!(names("annie@contoso").await, ["Annie Easley"]);
    assert_eq!(names("Ada & Lovelace").await, ["Ada Lovelace"]);
    assert_eq!(names(r#"x" OR "mail:ada"#).await, Vec::<String>::new());
    assert_eq!(names("back\\slash").await, Vec::<String>::new());
    let requests = stage.control.requests();
    assert!(
        requests
            .iter()
            .all(|r| r.headers["consistencylevel"] == "eventual")
    );
    stage.control.clear_requests();
    assert_eq!(names(" \u{7} ").await, Vec::<String>::new());
    assert!(
        stage.control.requests().is_empty(),
        "empty words ask nothing"
    );
}

#[tokio::test]
async fn a_person_is_found_by_id() {
    let stage = Stage::signed_in().await;
    let grace = stage.graph.person(&id(GRACE)).await.unwrap();
    assert_eq!(grace.name, "Grace Hopper");
    let nobody = stage.graph.person(&id(Uuid::from_u128(0xbad))).await;
    assert!(matches!(
        nobody,
        Err(GraphError::Refused { status: 404, .. })
    ));
    let other = format!(r#"{{"id":"{ANNIE}","displayName":"Annie"}}"#);
    stage.control.fault(Fault::once(
        Operation::User,
        FaultKind::Answer {
            status: 200,
            content_type: None,
            body: other,
        },
    ));
    let mixed_up = stage.graph.person(&id(GRACE)).await;
    assert!(matches!(
        mixed_up,
        Err(GraphError::Unreachable(Unreachable::Unreadable { .. }))
    ));
}
