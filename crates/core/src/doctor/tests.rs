//! Whole examinations against the simulator.

use chrono::TimeDelta;
use porchlight_sim::{
    Clock as SimClock, Company, Control, Fault, FaultKind, Operation, Options, Side, Sim,
};
use secrecy::SecretString;
use url::Url;

use super::*;
use crate::ErrorCode;
use crate::auth::{Browser, MemoryStore, Method, Scopes, SignInWish, StoreError, Tokens};
use crate::clock::{FixedZone, ManualClock};
use crate::engine::{Mode, Surroundings, start};
use crate::seat::Seat;
use crate::settings::{Memory, POLL_INTERVAL};
use crate::view::{Command, SignInMethod};

const NOW: &str = "2026-11-21T15:00:00Z";

struct Visitor(Control);

impl Browser for Visitor {
    fn open(&self, address: &Url) -> std::io::Result<()> {
        let (control, address) = (self.0.clone(), address.clone());
        tokio::spawn(async move { control.visit(&address).await });
        Ok(())
    }
}

/// A computer without a keyring.
struct NoKeyring;

impl TokenStore for NoKeyring {
    fn load(&self, _: &str) -> Result<Option<SecretString>, StoreError> {
        Err(StoreError::Unavailable(
            "no bus at /home/ada/bus".to_owned(),
        ))
    }

    fn save(&self, key: &str, _: &SecretString) -> Result<(), StoreError> {
        self.load(key).map(drop)
    }

    fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.load(key).map(drop)
    }
}

async fn company() -> (Sim, Subject) {
    let now = NOW.parse().unwrap();
    let options = Options {
        company: Company::Test,
        clock: SimClock::at(now),
        ..Options::default()
    };
    let sim = Sim::start(options).await.unwrap();
    let cloud = Cloud::custom(sim.login_url(), sim.graph_url()).unwrap();
    let subject = Subject {
        settings: vec![Fact::new("file", "/home/ada/.config/config.toml")],
        remarks: Vec::new(),
        registration: Ok(Registration {
            client_id: sim.client_id().to_owned(),
            tenant: sim.tenant().to_owned(),
            cloud: cloud.clone(),
        }),
        cloud: Some(cloud),
        tokens: Arc::new(MemoryStore::default()),
        engine: None,
        account: None,
        set_aside: Vec::new(),
        clock: Arc::new(ManualClock::at(now)),
        home: Some("/home/ada".into()),
        errors: Vec::new(),
    };
    (sim, subject)
}

async fn signed_in() -> (Sim, Subject) {
    let (sim, mut subject) = company().await;
    let registration = subject.registration.clone().unwrap();
    let tokens = Tokens::new(
        registration,
        http::client(subject.cloud.as_ref().unwrap()).unwrap(),
        Arc::clone(&subject.tokens),
        Arc::clone(&subject.clock),
    );
    let visitor = Visitor(sim.control());
    let wish = SignInWish {
        method: Method::Browser,
        scopes: Scopes::Colleagues,
        hint: None,
        ask_again: false,
    };
    let proof = tokens.sign_in(&wish, &visitor, |_| {}).await.unwrap();
    subject.account = Some(proof.account.clone());
    tokens.adopt(proof).await;
    (sim, subject)
}

fn check(report: &Report, area: Area) -> &Check {
    report.checks.iter().find(|c| c.area == area).unwrap()
}

#[tokio::test]
async fn all_is_well() {
    let (_sim, subject) = signed_in().await;
    let report = examine(&subject).await;
    assert!(report.fine, "{}", report.text);
    assert_eq!(report.code(), None);
    for area in [
        Area::Configuration,
        Area::Proxy,
        Area::SignInService,
        Area::Graph,
        Area::Time,
        Area::Keyring,
        Area::SignIn,
    ] {
        let check = check(&report, area);
        assert_eq!(check.verdict, Verdict::Fine, "{check:?}");
        assert!(check.hint.is_empty(), "{check:?}");
    }
    assert_eq!(report.letter, None);
}

#[tokio::test]
async fn nobody_is_signed_in() {
    let (_sim, subject) = company().await;
    let report = examine(&subject).await;
    assert_eq!(report.code(), Some(ErrorCode::SignInNeeded));
    let check = check(&report, Area::SignIn);
    assert_eq!(check.words, "Nobody is signed in");
    assert!(check.hint.contains("porchlight login"));
    let letter = report.letter.expect("a letter to the company's IT");
    assert!(letter.contains("/v2.0/adminconsent?"), "{letter}");
    // Nobody has tried to sign in, so nothing was refused.
    assert!(!letter.contains("could not sign in"), "{letter}");
    assert!(report.text.ends_with(letter.trim_end()));
}

/// The platform takes too many renewals in a short time for an attack.
#[tokio::test]
async fn beside_an_engine_its_token_does() {
    let (sim, mut subject) = signed_in().await;
    let engine = start(Surroundings {
        registration: subject.registration.clone(),
        settings: None,
        tokens: Arc::clone(&subject.tokens),
        browser: Arc::new(Visitor(sim.control())),
        clock: Arc::clone(&subject.clock),
        zone: Arc::new(FixedZone::new(chrono_tz::Europe::Berlin)),
        seat: Seat::untold(),
        desktop: None,
        memory: Memory::none(),
        mode: Mode::Resident,
        poll_interval: POLL_INTERVAL,
        demo: false,
    });
    let sign_in = Command::SignIn {
        method: SignInMethod::Browser,
        colleagues: true,
    };
    engine.send(sign_in).await.unwrap();
    let renewals = || {
        let requests = sim.control().requests();
        let renewals = requests
            .iter()
            .filter(|seen| seen.operation == Operation::Token);
        renewals.count()
    };
    let before = renewals();
    subject.engine = Some(engine);
    for _ in 0..3 {
        let report = examine(&subject).await;
        assert!(report.fine, "{}", report.text);
        assert_eq!(check(&report, Area::SignIn).verdict, Verdict::Fine);
    }
    assert_eq!(renewals(), before);

    // It is of no use for settings that were changed since its start.
    let registration = subject.registration.as_mut().unwrap();
    "organizations".clone_into(&mut registration.tenant);
    examine(&subject).await;
    assert_eq!(renewals(), before + 1);
}

#[tokio::test]
async fn a_host_that_is_down_comes_before_what_follows_from_it() {
    let (sim, subject) = signed_in().await;
    drop(sim);
    let report = examine(&subject).await;
    assert_eq!(report.code(), Some(ErrorCode::Unreachable));
    for area in [Area::SignInService, Area::Graph, Area::SignIn] {
        let check = check(&report, area);
        assert_eq!(check.verdict, Verdict::Broken);
        assert!(!check.words.contains("os error"), "{check:?}");
    }
    let graph = check(&report, Area::Graph);
    assert_eq!(
        graph.words,
        "Microsoft Graph can't be reached: the connection was refused"
    );
    assert!(graph.facts[0].value.contains("os error"), "{graph:?}");
    assert_eq!(check(&report, Area::Keyring).verdict, Verdict::Fine);
}

#[tokio::test]
async fn a_network_with_a_page_of_its_own_is_recognised() {
    let (sim, subject) = company().await;
    let portal = Fault::new(Side::Everywhere, FaultKind::CaptivePortal);
    sim.control().fault(portal);
    let report = examine(&subject).await;
    assert_eq!(report.code(), Some(ErrorCode::Unreachable));
    let check = check(&report, Area::Graph);
    assert_eq!(
        check.words,
        "Microsoft Graph did not answer: somebody else did"
    );
}

#[tokio::test]
async fn a_wrong_clock_is_noticed() {
    let (sim, subject) = signed_in().await;
    let seconds = TimeDelta::minutes(20).num_seconds();
    let skew = FaultKind::DateSkew { seconds };
    sim.control().fault(Fault::new(Side::Everywhere, skew));
    let report = examine(&subject).await;
    assert_eq!(report.code(), Some(ErrorCode::Failed));
    let check = check(&report, Area::Time);
    assert_eq!(check.words, "This computer's clock is 20 min slow");
}

#[tokio::test]
async fn what_is_amiss_in_the_settings_breaks_nothing_and_is_told() {
    let (_sim, mut subject) = signed_in().await;
    subject.remarks = vec!["No hook is run: others may change /home/ada/config.toml".to_owned()];
    let report = examine(&subject).await;
    assert!(report.fine, "{}", report.text);
    let check = check(&report, Area::Configuration);
    assert_eq!(check.verdict, Verdict::Remark);
    assert_eq!(
        check.facts[0],
        Fact::new("remark", "No hook is run: others may change ~/config.toml")
    );
}

#[tokio::test]
async fn a_missing_keyring_is_told() {
    let (_sim, mut subject) = company().await;
    subject.tokens = Arc::new(NoKeyring);
    let report = examine(&subject).await;
    let check = check(&report, Area::Keyring);
    assert_eq!(check.code, Some(ErrorCode::Failed));
    assert_eq!(check.facts, [Fact::new("details", "no bus at ~/bus")]);
}

#[tokio::test]
async fn a_refusal_keeps_its_request_id() {
    let (sim, subject) = signed_in().await;
    sim.control()
        .fault(Fault::new(Side::Reads, FaultKind::Forbidden));
    let report = examine(&subject).await;
    let check = check(&report, Area::SignIn);
    assert!(
        check.facts[0].value.starts_with("Status 403, request id"),
        "{check:?}"
    );
}

#[tokio::test]
async fn without_an_application_the_rest_is_looked_at_all_the_same() {
    let (_sim, mut subject) = company().await;
    let error = UserError::new(ErrorCode::SignInNeeded, "None is known", "Name one");
    subject.registration = Err(error);
    let report = examine(&subject).await;
    assert_eq!(report.code(), Some(ErrorCode::SignInNeeded));
    assert_eq!(check(&report, Area::Graph).verdict, Verdict::Fine);
    assert_eq!(check(&report, Area::SignIn).verdict, Verdict::Remark);
}

#[tokio::test]
async fn a_configuration_that_cant_be_read_hides_nothing_else() {
    let (_sim, mut subject) = company().await;
    subject.registration = Err(UserError::usage("Line 2 is broken", "Mend it"));
    subject.cloud = None;
    let report = examine(&subject).await;
    assert_eq!(report.code(), Some(ErrorCode::Usage));
    assert_eq!(check(&report, Area::Graph).words, "Not checked");
    assert_eq!(check(&report, Area::Keyring).verdict, Verdict::Fine);
}

#[tokio::test]
async fn nothing_personal_is_in_a_report() {
    let (_sim, mut subject) = signed_in().await;
    let account = subject.account.clone().unwrap();
    let address = account.address.clone().unwrap();
    let blocked = UserError::new(
        ErrorCode::Refused,
        format!("User {address} ({}) is blocked", account.name),
        "",
    );
    let client_id = subject.registration.clone().unwrap().client_id;
    let known = Fact::new("account.client_id", client_id.clone());
    subject.settings.push(known);
    subject.errors = vec![blocked.with_details(Some("request id 7".to_owned()))];
    let report = examine(&subject).await;
    let json = serde_json::to_string(&report).unwrap();
    for secret in [
        address.as_str(),
        account.name.as_str(),
        "/home/ada",
        "eyJ",
        account.id.as_str(),
    ] {
        assert!(!json.contains(secret), "{secret} in {json}");
    }
    assert!(json.contains("request id 7"), "{json}");
    assert!(json.contains(&client_id), "support needs it: {json}");
}
