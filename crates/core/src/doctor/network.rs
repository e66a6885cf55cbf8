//! The way to both hosts: what their answers mean, which proxy is in between,
//! and whether this computer's clock is right.

mod visit;

use chrono::TimeDelta;
use url::Url;

use super::Subject;
use super::report::{Area, Check, Fact};
use crate::auth::Cloud;
use crate::http::Failure;
use crate::http::proxy::{self, Overlooked};
use crate::{ErrorCode, UserError};

use visit::{Answer, Visit, facts, visit};

/// A clock that is off by less does no harm.
const HARMLESS: TimeDelta = TimeDelta::minutes(1);

/// One that is off by more ends statuses and messages at a wrong time.
const HARMFUL: TimeDelta = TimeDelta::minutes(5);

pub(super) async fn examine(
    subject: &Subject,
    cloud: &Cloud,
    http: &reqwest::Client,
) -> Vec<Check> {
    let clock = subject.clock.as_ref();
    let registration = subject.registration.as_ref();
    let tenant = registration.map_or("organizations", |known| known.tenant.as_str());
    let login = below(
        &cloud.login,
        &format!("{tenant}/v2.0/.well-known/openid-configuration"),
    );
    let graph = below(&cloud.graph, "v1.0/me/presence");
    let local = cloud.is_on_this_computer();
    let (overlooked, login, graph) = tokio::join!(
        async {
            if local {
                Overlooked::Nothing
            } else {
                proxy::overlooked(&cloud.graph).await
            }
        },
        visit(login, local, http, clock),
        visit(graph, local, http, clock),
    );
    let time = time(&[&login, &graph]);
    vec![
        way_out([&login, &graph], &overlooked),
        service(
            Area::SignInService,
            "The sign-in service",
            &login,
            |answer| at_login(answer, tenant),
        ),
        service(Area::Graph, "Microsoft Graph", &graph, at_graph),
        time,
    ]
}

fn below(root: &Url, path: &str) -> Url {
    let mut address = root.clone();
    address.set_path(&format!("{}/{path}", root.path().trim_end_matches('/')));
    address
}

fn service(
    area: Area,
    name: &str,
    visit: &Visit,
    judge: impl Fn(&Answer) -> Result<(), UserError>,
) -> Check {
    let error = |title: String, hint: &str| UserError::new(ErrorCode::Unreachable, title, hint);
    let outcome = match &visit.answer {
        Err(Failure::Network(obstacle)) => Err(obstacle.to_user(name)),
        Err(Failure::TimedOut) => Err(error(
            format!("{name} did not answer in time"),
            "Check the network connection and the proxy, then look again",
        )),
        Err(Failure::Connection { why, said }) => {
            let why = why.map(|why| format!(": {why}")).unwrap_or_default();
            Err(error(
                format!("{name} can't be reached{why}"),
                "Check the network connection and the proxy; a firewall must let this host pass",
            )
            .with_details(Some(said.clone())))
        }
        Ok(Answer {
            status: status @ 500..,
            ..
        }) => Err(error(
            format!("{name} has trouble of its own (answer {status})"),
            "Try again in a few minutes",
        )),
        Ok(Answer { body: None, .. }) => Err(error(
            format!("{name} did not answer: somebody else did"),
            "If this network wants a sign-in of its own, sign in there in a browser, then look again",
        )),
        Ok(answer) => judge(answer),
    };
    match outcome {
        Ok(()) => Check::fine(area, format!("{} answers", visit.host)),
        Err(error) => Check::broken(area, error),
    }
    .with(facts(visit))
}

fn at_login(answer: &Answer, tenant: &str) -> Result<(), UserError> {
    let body = answer.body.as_ref();
    if body.is_some_and(|body| body.get("token_endpoint").is_some()) {
        return Ok(());
    }
    Err(UserError::new(
        ErrorCode::Failed,
        format!("The sign-in service does not know the tenant “{tenant}”"),
        "Check account.tenant in the configuration: organizations, the tenant's id or one of its domains",
    ))
}

/// A question without a token is answered with 401.
fn at_graph(answer: &Answer) -> Result<(), UserError> {
    if answer.status == 401 {
        return Ok(());
    }
    Err(UserError::new(
        ErrorCode::Refused,
        format!(
            "Microsoft Graph gave an unexpected answer ({})",
            answer.status
        ),
        "Try again in a few minutes; if it stays so, a device in the network may answer in its place",
    ))
}

fn way_out(visits: [&Visit; 2], overlooked: &Overlooked) -> Check {
    let hint =
        "Ask your IT for the proxy's address, write it in HTTPS_PROXY and start Porchlight again";
    let mut used: Vec<&str> = visits
        .iter()
        .filter_map(|visit| visit.through.as_ref())
        .map(|proxy| proxy.address.as_str())
        .collect();
    used.dedup();
    match (used.as_slice(), overlooked) {
        ([], Overlooked::Nothing) => Check::fine(Area::Proxy, "None is in use"),
        ([], Overlooked::NotChecked) => Check::fine(Area::Proxy, "None is in use")
            .with([Fact::new("the desktop's own settings", "not checked")]),
        ([], Overlooked::Script(address)) => Check::remark(
            Area::Proxy,
            "This computer chooses its proxy with a script (PAC), which Porchlight does not follow",
            hint,
        )
        .with([Fact::new("script", address.clone())]),
        ([], Overlooked::Desktop(address)) => Check::remark(
            Area::Proxy,
            format!("Your desktop goes through {address}, but Porchlight does not"),
            format!("Write {address} in HTTPS_PROXY and start Porchlight again"),
        ),
        (used, _) => Check::fine(
            Area::Proxy,
            format!("Requests go through {}", used.join(" and ")),
        ),
    }
}

fn time(visits: &[&Visit]) -> Check {
    let times = visits
        .iter()
        .find_map(|visit| visit.answer.as_ref().ok()?.times);
    let Some((theirs, ours)) = times else {
        return Check::remark(Area::Time, "Not checked: no host told the time", "");
    };
    let behind = theirs - ours;
    let difference = Fact::new(
        "difference",
        format!("{} s", behind.num_seconds().unsigned_abs()),
    );
    if behind.abs() < HARMLESS {
        return Check::fine(Area::Time, "This computer's clock is right").with([difference]);
    }
    let minutes = behind.num_minutes().unsigned_abs();
    let way = if behind > TimeDelta::zero() {
        "slow"
    } else {
        "fast"
    };
    let words = format!("This computer's clock is {minutes} min {way}");
    let hint =
        "Let the system set its clock from the network: until then ends come at the wrong time";
    if behind.abs() < HARMFUL {
        Check::remark(Area::Time, words, hint)
    } else {
        Check::broken(Area::Time, UserError::new(ErrorCode::Failed, words, hint))
    }
    .with([difference])
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use chrono::{DateTime, Utc};
    use serde_json::{Value, json};

    use super::*;
    use crate::doctor::Verdict;
    use crate::http::Obstacle;
    use crate::http::proxy::Proxy;

    fn visit(answer: Result<Answer, Failure>) -> Visit {
        Visit {
            host: "graph.example".to_owned(),
            port: 443,
            through: None,
            addresses: vec![IpAddr::from([127, 0, 0, 1])],
            connected: Some(TimeDelta::milliseconds(12)),
            answer,
        }
    }

    fn answer(status: u16, body: Option<Value>) -> Answer {
        Answer {
            status,
            body,
            certificate: None,
            request_id: Some("1".to_owned()),
            times: None,
        }
    }

    #[track_caller]
    fn check(answer: Result<Answer, Failure>, words: &str, code: Option<ErrorCode>) {
        let check = service(Area::Graph, "Microsoft Graph", &visit(answer), at_graph);
        assert!(check.words.contains(words), "{check:?}");
        assert_eq!(check.code, code, "{check:?}");
        assert_eq!(check.hint.is_empty(), code.is_none(), "{check:?}");
    }

    #[test]
    fn each_way_to_fail_has_its_words() {
        let unreachable = Some(ErrorCode::Unreachable);
        let json = || Some(json!({ "error": {} }));
        check(Ok(answer(401, json())), "graph.example answers", None);
        check(Ok(answer(503, None)), "trouble of its own", unreachable);
        check(Ok(answer(200, None)), "somebody else did", unreachable);
        let refused = Some(ErrorCode::Refused);
        check(Ok(answer(429, json())), "unexpected answer (429)", refused);
        check(Err(Failure::TimedOut), "in time", unreachable);
        for (why, words) in [
            (
                Some("the connection was refused"),
                "Microsoft Graph can't be reached: the connection was refused",
            ),
            (None, "Microsoft Graph can't be reached"),
        ] {
            let said = "Connection refused (os error 111)".to_owned();
            let failed = visit(Err(Failure::Connection { why, said }));
            let check = service(Area::Graph, "Microsoft Graph", &failed, at_graph);
            assert_eq!(check.words, words);
            assert_eq!(check.code, unreachable);
            assert_eq!(check.facts[0].value, "Connection refused (os error 111)");
        }
        let issuer = "Contoso CA".to_owned();
        check(
            Err(Failure::Network(Obstacle::Untrusted { issuer })),
            "issued by Contoso CA, is not trusted",
            unreachable,
        );
    }

    #[test]
    fn an_unknown_tenant_is_told_from_a_host_that_is_down() {
        let known = answer(200, Some(json!({ "token_endpoint": "x" })));
        assert_eq!(at_login(&known, "contoso.com"), Ok(()));
        let unknown = answer(400, Some(json!({ "error": "invalid_tenant" })));
        let error = at_login(&unknown, "contoso.com").unwrap_err();
        assert!(error.title.contains("contoso.com"), "{error:?}");
    }

    #[test]
    fn a_clock_is_wrong_from_a_minute_on() {
        for (seconds, verdict, words) in [
            (0, Verdict::Fine, "right"),
            (-59, Verdict::Fine, "right"),
            (60, Verdict::Remark, "1 min slow"),
            (-299, Verdict::Remark, "4 min fast"),
            (300, Verdict::Broken, "5 min slow"),
            (-86_400, Verdict::Broken, "1440 min fast"),
        ] {
            let now: DateTime<Utc> = "2026-11-21T15:00:00Z".parse().unwrap();
            let mut answer = answer(401, None);
            answer.times = Some((now + TimeDelta::seconds(seconds), now));
            let check = time(&[&visit(Err(Failure::TimedOut)), &visit(Ok(answer))]);
            assert_eq!(check.verdict, verdict, "{seconds}");
            assert!(check.words.ends_with(words), "{check:?}");
        }
        assert_eq!(time(&[]).verdict, Verdict::Remark);
    }

    #[test]
    fn a_proxy_is_named_whether_it_is_used_or_not() {
        let direct = visit(Err(Failure::TimedOut));
        let mut proxied = visit(Err(Failure::TimedOut));
        proxied.through = Some(Proxy {
            address: "http://proxy.contoso.com:8080".to_owned(),
            host: "proxy.contoso.com".to_owned(),
            port: 8080,
        });
        let script = Overlooked::Script("http://wpad/proxy.pac".to_owned());
        let desktop = Overlooked::Desktop("http://proxy:80".to_owned());
        for (visit, overlooked, verdict, words) in [
            (
                &direct,
                &Overlooked::Nothing,
                Verdict::Fine,
                "None is in use",
            ),
            (
                &direct,
                &Overlooked::NotChecked,
                Verdict::Fine,
                "None is in use",
            ),
            (&direct, &script, Verdict::Remark, "script (PAC)"),
            (&direct, &desktop, Verdict::Remark, "http://proxy:80, but"),
            (&proxied, &script, Verdict::Fine, "proxy.contoso.com:8080"),
        ] {
            let check = way_out([visit, visit], overlooked);
            assert_eq!(check.verdict, verdict, "{check:?}");
            assert!(check.words.contains(words), "{check:?}");
        }
        let facts = facts(&proxied);
        assert_eq!(facts[1].name, "proxy's addresses");
    }
}
