//! An OpenID provider that nobody here wrote, and a browser for its pages.

use std::path::Path;
use std::process::Stdio;

use dom_query::Document;
use porchlight_core::auth::{Cloud, Registration};
use reqwest::StatusCode;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use url::Url;

use crate::wait::within;

const CLIENT_ID: &str = "3c5f9a4e-6f0b-4a55-9c51-0d1c6d6f7a10";
const TENANT: &str = "organizations";

/// The provider in a process of its own, which ends when this is dropped.
pub struct Provider {
    root: Url,
    /// The provider ends with its input, even if this process is killed.
    _process: Child,
}

impl Provider {
    pub async fn start() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("openid");
        assert!(
            folder.join("node_modules/oidc-provider").exists(),
            "the OpenID provider is not installed; `cargo xtask test --only setup` installs it"
        );
        let mut command = Command::new("node");
        command
            .args(["provider.mjs", CLIENT_ID, TENANT])
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true);
        // An interrupt of the terminal is for the test alone.
        #[cfg(unix)]
        command.process_group(0);
        let mut process = command
            .spawn()
            .unwrap_or_else(|error| panic!("Node.js does not start: {error}"));
        let output = process.stdout.take().expect("the output is a pipe");
        let mut port = String::new();
        within(
            "the OpenID provider listens",
            BufReader::new(output).read_line(&mut port),
        )
        .await
        .expect("the provider writes text");
        let port: u16 = port
            .trim()
            .parse()
            .unwrap_or_else(|_| panic!("the provider said {port:?} and not its port"));
        Self {
            root: Url::parse(&format!("http://127.0.0.1:{port}")).expect("an address"),
            _process: process,
        }
    }

    /// What the provider knows us as. It plays Graph as well.
    pub fn registration(&self) -> Registration {
        let (login, graph) = (self.root.clone(), self.root.clone());
        Registration {
            client_id: CLIENT_ID.to_owned(),
            tenant: TENANT.to_owned(),
            cloud: Cloud::custom(login, graph).expect("loopback addresses"),
        }
    }

    /// Takes a token back, as an administrator does.
    pub async fn revoke(&self, token: &str) {
        let form = [("client_id", CLIENT_ID), ("token", token)];
        let answer = client()
            .post(self.root.join("/revoke").expect("an address"))
            .form(&form)
            .send()
            .await
            .expect("the provider answers");
        assert_eq!(answer.status(), StatusCode::OK);
    }
}

/// A browser with its own cookies, which follows redirects and submits the
/// pages that would submit themselves.
pub struct Browser(reqwest::Client);

/// Where the browser is.
pub struct Page {
    pub address: Url,
    pub html: String,
}

impl Browser {
    pub fn new() -> Self {
        Self(client())
    }

    pub async fn visit(&self, address: &Url) -> Page {
        self.follow(self.0.get(address.clone())).await
    }

    /// Submits the page's form with these fields filled in.
    pub async fn submit(&self, page: &Page, filled: &[(&str, &str)]) -> Page {
        self.follow(self.submission(page, filled)).await
    }

    /// Follows the link with these words on it.
    pub async fn click(&self, page: &Page, words: &str) -> Page {
        let target = page.link(words);
        self.visit(&target).await
    }

    /// From the sign-in page to where the provider's consent leads.
    pub async fn sign_in(&self, page: &Page, name: &str) -> Page {
        let fields = [("login", name), ("password", "any")];
        let consent = self.submit(page, &fields).await;
        self.submit(&consent, &[]).await
    }

    async fn follow(&self, request: reqwest::RequestBuilder) -> Page {
        let mut page = load(request).await;
        while page.html.contains("document.forms[0].submit()") {
            page = load(self.submission(&page, &[])).await;
        }
        page
    }

    fn submission(&self, page: &Page, filled: &[(&str, &str)]) -> reqwest::RequestBuilder {
        let (action, mut fields) = page.form();
        for (name, value) in filled {
            fields.retain(|(known, _)| known != name);
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        self.0.post(action).form(&fields)
    }
}

impl Default for Browser {
    fn default() -> Self {
        Self::new()
    }
}

impl Page {
    /// What stands in a field of the page's form.
    pub fn field(&self, name: &str) -> Option<String> {
        let (_, fields) = self.form();
        let (_, value) = fields.into_iter().find(|(field, _)| field == name)?;
        Some(value)
    }

    /// The first form's address and its fields as they are.
    fn form(&self) -> (Url, Vec<(String, String)>) {
        let document = Document::from(self.html.as_str());
        let form = document.select_single("form");
        let action = form
            .attr("action")
            .unwrap_or_else(|| panic!("a form on {}: {}", self.address, self.html));
        let fields = form.select("input[name]").iter().map(|input| {
            let attribute = |name| input.attr_or(name, "").to_string();
            (attribute("name"), attribute("value"))
        });
        (self.join(&action), fields.collect())
    }

    fn link(&self, words: &str) -> Url {
        let document = Document::from(self.html.as_str());
        let links = document.select("a[href]");
        let link = links.iter().find(|link| link.text().contains(words));
        let link = link.unwrap_or_else(|| panic!("{words:?} on {}: {}", self.address, self.html));
        self.join(&link.attr_or("href", ""))
    }

    fn join(&self, target: &str) -> Url {
        self.address.join(target).expect("an address")
    }
}

async fn load(request: reqwest::RequestBuilder) -> Page {
    let answer = within("a page", request.send()).await.expect("a page");
    Page {
        address: answer.url().clone(),
        html: within("all of a page", answer.text())
            .await
            .expect("a page of text"),
    }
}

fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .cookie_store(true)
        .no_proxy()
        .build()
        .expect("a browser")
}
