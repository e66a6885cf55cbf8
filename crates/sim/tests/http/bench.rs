//! A simulator with a still clock and a client that can sign in.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use porchlight_sim::{CLIENT_ID, Clock, Control, Options, Sim};
use reqwest::header::HeaderMap;
use reqwest::{Method, redirect};
use serde_json::Value;
use sha2::{Digest, Sha256};
use url::{Url, form_urlencoded};

pub(crate) const REDIRECT: &str = "http://localhost:5555";
pub(crate) const VERIFIER: &str = "0123456789012345678901234567890123456789012";
pub(crate) const EVERYTHING: &str = "openid profile offline_access User.Read User.ReadBasic.All \
                                     Presence.Read Presence.Read.All Presence.ReadWrite";

pub(crate) struct Bench {
    pub(crate) sim: Sim,
    http: reqwest::Client,
    /// The access token in use.
    pub(crate) token: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("{self:?}"))
    }

    /// Status, code and message of a Graph error.
    #[track_caller]
    pub(crate) fn refusal(&self) -> (u16, String, String) {
        let error = &self.json()["error"];
        let part = |name: &str| error[name].as_str().unwrap().to_owned();
        (self.status, part("code"), part("message"))
    }

    /// Error and first code of an error of the identity platform.
    #[track_caller]
    pub(crate) fn oauth_error(&self) -> (String, u64) {
        let body = self.json();
        let code = body["error_codes"][0].as_u64().unwrap();
        (body["error"].as_str().unwrap().to_owned(), code)
    }
}

pub(crate) fn start() -> DateTime<Utc> {
    "2026-11-21T09:00:00Z".parse().unwrap()
}

impl Bench {
    pub(crate) async fn new() -> Self {
        let options = Options {
            clock: Clock::at(start()),
            ..Options::default()
        };
        Self {
            sim: Sim::start(options).await.unwrap(),
            http: reqwest::Client::builder()
                .no_proxy()
                .redirect(redirect::Policy::none())
                .build()
                .unwrap(),
            token: None,
        }
    }

    /// A bench whose client holds a token for everything.
    pub(crate) async fn signed_in() -> Self {
        let mut bench = Self::new().await;
        bench.sign_in(EVERYTHING).await;
        bench.control().clear_requests();
        bench
    }

    pub(crate) fn control(&self) -> Control {
        self.sim.control()
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        url: Url,
        headers: &[(&str, &str)],
        body: Option<String>,
    ) -> reqwest::Result<Answer> {
        let mut request = self.http.request(method, url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        let response = request.send().await?;
        Ok(Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            text: response.text().await?,
        })
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.token.as_deref().unwrap_or_default())
    }

    pub(crate) async fn try_get(&self, path: &str) -> reqwest::Result<Answer> {
        let url = self.sim.graph_url().join(path).unwrap();
        let bearer = self.bearer();
        self.send(Method::GET, url, &[("authorization", &bearer)], None)
            .await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.try_get(path).await.unwrap()
    }

    pub(crate) async fn try_post(&self, path: &str, body: &Value) -> reqwest::Result<Answer> {
        let url = self.sim.graph_url().join(path).unwrap();
        let bearer = self.bearer();
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
        ];
        self.send(Method::POST, url, &headers, Some(body.to_string()))
            .await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.try_post(path, &body).await.unwrap()
    }

    /// Availability and activity as Graph reports them.
    pub(crate) async fn reported(&self, path: &str) -> String {
        let body = self.get(path).await.json();
        let part = |name: &str| body[name].as_str().unwrap().to_owned();
        format!("{}/{}", part("availability"), part("activity"))
    }

    pub(crate) async fn mine(&self) -> String {
        self.reported("/v1.0/me/presence").await
    }

    /// The authorisation address with some of its parameters changed; an empty
    /// value leaves one out.
    pub(crate) fn authorize_url(&self, changes: &[(&str, &str)]) -> Url {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
        let mut fields = BTreeMap::from([
            ("client_id", CLIENT_ID),
            ("response_type", "code"),
            ("redirect_uri", REDIRECT),
            ("scope", EVERYTHING),
            ("state", "my-state"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]);
        fields.extend(changes.iter().copied());
        fields.retain(|_, value| !value.is_empty());
        let mut url = self.sim.login_url();
        url.set_path("/organizations/oauth2/v2.0/authorize");
        url.query_pairs_mut().extend_pairs(fields);
        url
    }

    pub(crate) async fn visit(&self, url: Url) -> Answer {
        self.send(Method::GET, url, &[], None).await.unwrap()
    }

    /// What a redirect brings back to the application.
    pub(crate) async fn landing(&self, changes: &[(&str, &str)]) -> BTreeMap<String, String> {
        let answer = self.visit(self.authorize_url(changes)).await;
        assert_eq!(answer.status, 302, "{}", answer.text);
        let target = Url::parse(answer.header("location")).unwrap();
        target.query_pairs().into_owned().collect()
    }

    pub(crate) async fn code(&self) -> String {
        self.landing(&[]).await["code"].clone()
    }

    pub(crate) async fn login_post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let url = self.sim.login_url().join(path).unwrap();
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        self.send(Method::POST, url, &headers, Some(body))
            .await
            .unwrap()
    }

    pub(crate) async fn token(&self, fields: &[(&str, &str)]) -> Answer {
        let mut all = vec![("client_id", CLIENT_ID)];
        all.extend(fields);
        self.login_post("/organizations/oauth2/v2.0/token", &all)
            .await
    }

    pub(crate) async fn redeem(&self, code: &str) -> Answer {
        self.token(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT),
            ("code_verifier", VERIFIER),
        ])
        .await
    }

    pub(crate) async fn refresh(&self, token: &str) -> Answer {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", token)])
            .await
    }

    /// Signs in for these scopes and keeps the access token.
    pub(crate) async fn sign_in(&mut self, scope: &str) -> Value {
        let code = self.landing(&[("scope", scope)]).await["code"].clone();
        let tokens = self.redeem(&code).await.json();
        self.token = tokens["access_token"].as_str().map(str::to_owned);
        assert!(self.token.is_some(), "{tokens}");
        tokens
    }
}
