//! People: one, many, and their photos.

use porchlight_sim::{ADA, GUEST};
use reqwest::Method;
use serde_json::Value;

use crate::bench::{Answer, Bench};

async fn search(bench: &Bench, options: &[(&str, &str)]) -> Answer {
    let mut url = bench.sim.graph_url().join("/v1.0/users").unwrap();
    url.query_pairs_mut().extend_pairs(options);
    let bearer = format!("Bearer {}", bench.token.as_deref().unwrap());
    let headers = [
        ("authorization", bearer.as_str()),
        ("consistencylevel", "eventual"),
    ];
    bench.send(Method::GET, url, &headers, None).await.unwrap()
}

fn names(answer: &Answer) -> Vec<String> {
    let body = answer.json();
    let people = body["value"].as_array().unwrap();
    let name = |person: &Value| person["displayName"].as_str().unwrap().to_owned();
    people.iter().map(name).collect()
}

#[tokio::test]
async fn people_are_read_by_id_and_address() {
    let bench = Bench::signed_in().await;
    let me = bench.get("/v1.0/me").await.json();
    assert_eq!(me["displayName"], "Robin Carter");
    assert_eq!(me["jobTitle"], "Engineer");
    for who in [ADA.to_string(), "ada@contoso.example".to_owned()] {
        let ada = bench.get(&format!("/v1.0/users/{who}")).await.json();
        assert_eq!(ada["id"], ADA.to_string());
        assert_eq!(ada["jobTitle"], Value::Null);
    }
    let path = format!("/v1.0/users/{ADA}?$select=id,mail");
    let ada = bench.get(&path).await.json();
    assert_eq!(ada.as_object().unwrap().len(), 3, "{ada}");
    let nobody = bench.get("/v1.0/users/Ada").await.refusal();
    assert_eq!(nobody.1, "Request_ResourceNotFound");
}

#[tokio::test]
async fn numbers_of_others_are_for_fuller_scopes() {
    let mut bench = Bench::signed_in().await;
    let path = format!("/v1.0/users/{ADA}?$select=id,businessPhones,mobilePhone");
    let numbers = async |bench: &Bench| {
        let ada = bench.get(&path).await.json();
        (ada["businessPhones"][0].clone(), ada["mobilePhone"].clone())
    };
    let told = (
        Value::from("+44 (0)20 7946 0958 ext. 12"),
        Value::from("+44 7700 900123"),
    );
    let untold = (Value::Null, Value::Null);
    assert_eq!(numbers(&bench).await, untold);
    bench
        .control()
        .change_settings(|s| s.phones_for_everybody = true);
    assert_eq!(numbers(&bench).await, told);
    bench
        .control()
        .change_settings(|s| s.phones_for_everybody = false);
    bench.sign_in("User.Read.All").await;
    assert_eq!(numbers(&bench).await, told);
    let found = search(&bench, &[("$search", "\"displayName:ada\"")]).await;
    assert_eq!(found.json()["value"][0]["businessPhones"][0], told.0);
}

#[tokio::test]
async fn searching_needs_its_header_and_its_scope() {
    let mut bench = Bench::signed_in().await;
    let found = search(
        &bench,
        &[("$search", "\"displayName:ann\""), ("$count", "true")],
    )
    .await;
    assert_eq!(names(&found), ["Annie Easley"]);
    assert_eq!(found.json()["@odata.count"], 1);
    let path = "/v1.0/users?$search=%22displayName:ann%22";
    assert_eq!(
        bench.get(path).await.refusal().1,
        "Request_UnsupportedQuery"
    );
    let wrong = search(&bench, &[("$search", "displayName:ann")]).await;
    assert_eq!(wrong.refusal().1, "Request_BadRequest");
    let selected = [
        ("$search", "\"displayName:ada\" OR \"mail:grace\""),
        ("$select", "id,displayName"),
        ("$top", "10"),
    ];
    let found = search(&bench, &selected).await;
    assert_eq!(names(&found), ["Ada Lovelace", "Grace Hopper"]);
    assert_eq!(found.json()["value"][0].as_object().unwrap().len(), 2);
    bench.sign_in("User.Read").await;
    let refused = search(&bench, &selected).await.refusal();
    assert_eq!(refused.1, "Authorization_RequestDenied");
}

#[tokio::test]
async fn long_lists_come_in_pages() {
    let bench = Bench::signed_in().await;
    bench.control().add_people(150);
    let first = search(&bench, &[("$search", "\"displayName:pat\"")]).await;
    assert_eq!(names(&first).len(), 100);
    let next = first.json()["@odata.nextLink"].as_str().unwrap().to_owned();
    let bearer = format!("Bearer {}", bench.token.as_deref().unwrap());
    let headers = [
        ("authorization", bearer.as_str()),
        ("consistencylevel", "eventual"),
    ];
    let second = bench
        .send(Method::GET, next.parse().unwrap(), &headers, None)
        .await
        .unwrap();
    assert_eq!(names(&second).len(), 50);
    assert!(second.json().get("@odata.nextLink").is_none());
    assert_eq!(search(&bench, &[("$top", "1000")]).await.status, 400);
}

#[tokio::test]
async fn some_people_have_a_photo() {
    let mut bench = Bench::signed_in().await;
    for path in [
        "/v1.0/me/photo/$value".to_owned(),
        format!("/v1.0/users/{}/photos/48x48/$value", bench.sim.me()),
    ] {
        let photo = bench.get(&path).await;
        assert_eq!(
            (photo.status, photo.header("content-type")),
            (200, "image/jpeg")
        );
    }
    let none = format!("/v1.0/users/{ADA}/photos/48x48/$value");
    assert_eq!(bench.get(&none).await.refusal().1, "ImageNotFound");
    let size = "/v1.0/me/photos/50x50/$value";
    assert_eq!(bench.get(size).await.status, 400);
    bench.sign_in("Presence.Read").await;
    let guest = format!("/v1.0/users/{GUEST}/photo/$value");
    assert_eq!(bench.get(&guest).await.status, 403);
}
