//! Whether there is a newer Porchlight. Only looks: what to do about it is the
//! user's business, or their package manager's; `desktop::Desktop` installs it.

use reqwest::StatusCode;
use reqwest::header::{ACCEPT, ETAG, IF_NONE_MATCH};
use semver::Version;
use serde::Deserialize;
use url::Url;

use crate::auth::leads_safely;
use crate::http;
use crate::settings::NewerRelease;

/// The version of this program.
pub(crate) const OURS: &str = env!("CARGO_PKG_VERSION");

/// The file of a release that says what to install from, and whose signature it has.
const MANIFEST: &str = "latest.json";

/// A newer Porchlight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Release {
    pub(crate) version: Version,
    /// Where somebody reads about it and gets it.
    pub(crate) page: Url,
    /// What a program needs to put it in its own place, where that is offered.
    pub(crate) manifest: Option<Url>,
}

impl Release {
    /// As it is remembered.
    pub(crate) fn told(&self) -> NewerRelease {
        NewerRelease {
            version: self.version.to_string(),
            page: self.page.to_string(),
            manifest: self.manifest.as_ref().map(Url::to_string),
        }
    }

    /// The one that is remembered of `feed`; none where that could have come from
    /// anybody.
    pub(crate) fn remembered(told: &NewerRelease, feed: &Url) -> Option<Self> {
        let safe = |address: &String| {
            let address = Url::parse(address).ok();
            address.filter(|address| leads_safely(feed, address))
        };
        Some(Self {
            version: Version::parse(&told.version).ok()?,
            page: safe(&told.page)?,
            manifest: match &told.manifest {
                Some(manifest) => Some(safe(manifest)?),
                None => None,
            },
        })
    }

    /// Whether it is newer than this program.
    pub(crate) fn is_newer(&self) -> bool {
        Version::parse(OURS).is_ok_and(|ours| self.version > ours)
    }
}

/// What was announced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Announced {
    /// The same as when its mark was given.
    Same,
    /// Something else, and the mark of it.
    Other {
        newer: Option<Box<Release>>,
        mark: Option<String>,
    },
}

/// Nothing could be learned; tried again on another day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum LookError {
    #[error("the announcement of releases can't be reached")]
    Unreachable,
    #[error("releases are announced with {0}")]
    Refused(u16),
    #[error("the announcement of releases can't be read")]
    Unreadable,
}

#[derive(Debug, Deserialize)]
struct Announcement {
    tag_name: String,
    html_url: Url,
    #[serde(default)]
    draft: bool,
    #[serde(default)]
    prerelease: bool,
    #[serde(default)]
    assets: Vec<Asset>,
}

/// A file of a release.
#[derive(Debug, Deserialize)]
struct Asset {
    name: String,
    browser_download_url: String,
}

/// Looks once. Says of whoever looks nothing but the version that looks.
pub(crate) async fn look(feed: &Url, mark: Option<&str>) -> Result<Announced, LookError> {
    let client = http::client_for(feed).map_err(|_| LookError::Unreachable)?;
    let mut request = client
        .get(feed.clone())
        .header(ACCEPT, "application/vnd.github+json");
    if let Some(mark) = mark {
        request = request.header(IF_NONE_MATCH, mark);
    }
    let answer = request.send().await.map_err(|_| LookError::Unreachable)?;
    match answer.status() {
        StatusCode::OK => {}
        StatusCode::NOT_MODIFIED => return Ok(Announced::Same),
        status => return Err(LookError::Refused(status.as_u16())),
    }
    let mark = answer.headers().get(ETAG);
    let mark = mark.and_then(|mark| mark.to_str().ok().map(str::to_owned));
    let body = http::limited(answer, http::LONGEST_DESCRIPTION).await;
    let body = body.map_err(|_| LookError::Unreachable)?;
    let body = body.ok_or(LookError::Unreadable)?;
    let newer = newer(&body, feed, OURS)?.map(Box::new);
    Ok(Announced::Other { newer, mark })
}

/// What is announced at `feed`, if it is newer than `ours`.
fn newer(body: &[u8], feed: &Url, ours: &str) -> Result<Option<Release>, LookError> {
    let unreadable = || LookError::Unreadable;
    let announced: Announcement = serde_json::from_slice(body).map_err(|_| unreadable())?;
    let version = announced.tag_name.trim_start_matches('v');
    let version = Version::parse(version).map_err(|_| unreadable())?;
    let ours = Version::parse(ours).map_err(|_| unreadable())?;
    if !leads_safely(feed, &announced.html_url) {
        return Err(unreadable());
    }
    let manifest = announced.assets.iter().find(|file| file.name == MANIFEST);
    let manifest = manifest.and_then(|file| Url::parse(&file.browser_download_url).ok());
    let is_finished = !announced.draft && !announced.prerelease && version.pre.is_empty();
    Ok((is_finished && version > ours).then_some(Release {
        version,
        page: announced.html_url,
        manifest: manifest.filter(|manifest| leads_safely(feed, manifest)),
    }))
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    /// Somewhere else.
    fn feed() -> Url {
        "https://a.example/latest".parse().unwrap()
    }

    const NEWER: &str =
        r#"{"tag_name":"v99.1.0","html_url":"https://example.com/v99.1.0","body":"words"}"#;

    /// A server that answers once; what it was asked comes back.
    async fn answering(answer: String) -> (Url, tokio::task::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let served = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut asked = Vec::new();
            while !asked.ends_with(b"\r\n\r\n") {
                asked.push(stream.read_u8().await.unwrap());
            }
            stream.write_all(answer.as_bytes()).await.unwrap();
            String::from_utf8(asked).unwrap()
        });
        (
            Url::parse(&format!("http://{address}/latest")).unwrap(),
            served,
        )
    }

    fn ok(body: &str) -> String {
        format!(
            "HTTP/1.1 200 OK\r\nETag: \"one\"\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
    }

    #[tokio::test]
    async fn a_newer_release_is_told_and_nothing_said_of_whoever_looks() {
        let (feed, served) = answering(ok(NEWER)).await;
        let announced = look(&feed, Some("\"none\"")).await.unwrap();
        let Announced::Other { newer, mark } = announced else {
            panic!("nothing is new");
        };
        assert_eq!(newer.unwrap().version.to_string(), "99.1.0");
        assert_eq!(mark.as_deref(), Some("\"one\""));

        let asked = served.await.unwrap().to_ascii_lowercase();
        let mut said: Vec<&str> = asked
            .lines()
            .filter_map(|l| Some(l.split_once(':')?.0))
            .collect();
        said.sort_unstable();
        assert_eq!(said, ["accept", "host", "if-none-match", "user-agent"]);
        assert!(asked.contains("user-agent: porchlight/"), "{asked}");
    }

    #[tokio::test]
    async fn what_is_the_same_as_before_is_not_read_again() {
        let same = "HTTP/1.1 304 Not Modified\r\n\r\n".to_owned();
        let (feed, _served) = answering(same).await;
        assert_eq!(look(&feed, Some("\"one\"")).await, Ok(Announced::Same));
    }

    #[tokio::test]
    async fn whatever_else_comes_is_an_error_and_no_release() {
        for (answer, error) in [
            (
                "HTTP/1.1 404 Not Found\r\n\r\n".to_owned(),
                LookError::Refused(404),
            ),
            (
                ok("<html>Sign in to the network</html>"),
                LookError::Unreadable,
            ),
            (
                ok(&" ".repeat(http::LONGEST_DESCRIPTION + 1)),
                LookError::Unreadable,
            ),
        ] {
            let (feed, _served) = answering(answer).await;
            assert_eq!(look(&feed, None).await, Err(error));
        }
    }

    #[test]
    fn only_a_finished_and_later_version_is_newer() {
        for (tag, more, is_newer) in [
            ("v0.2.0", "", true),
            ("0.2.0", "", true),
            ("v0.10.0", "", true),
            ("v0.1.0", "", false),
            ("v0.0.9", "", false),
            ("v0.2.0-rc.1", "", false),
            ("v0.2.0", r#","prerelease":true"#, false),
            ("v0.2.0", r#","draft":true"#, false),
        ] {
            let body = format!(r#"{{"tag_name":"{tag}","html_url":"https://a.example"{more}}}"#);
            let newer = newer(body.as_bytes(), &feed(), "0.1.0").unwrap();
            assert_eq!(newer.is_some(), is_newer, "{tag}{more}");
        }
    }

    #[test]
    fn a_page_that_could_be_anybody_s_is_not_opened() {
        for page in [
            "http://a.example",
            "http://127.0.0.1:8080/",
            "file:///etc/passwd",
            "javascript:1",
        ] {
            let body = format!(r#"{{"tag_name":"v9.0.0","html_url":"{page}"}}"#);
            let newer = newer(body.as_bytes(), &feed(), "0.1.0");
            assert_eq!(newer, Err(LookError::Unreadable), "{page}");
        }
    }

    #[test]
    fn what_is_remembered_is_believed_only_where_it_could_have_been_read() {
        let at = "https://a.example/v9/latest.json";
        for (version, page, manifest, is_good) in [
            ("9.0.0", "https://a.example/v9", Some(at), true),
            ("9.0.0", "https://a.example/v9", None, true),
            ("nine", "https://a.example/v9", None, false),
            ("9.0.0", "file:///etc/passwd", None, false),
            (
                "9.0.0",
                "https://a.example/v9",
                Some("http://a.example"),
                false,
            ),
            (
                "9.0.0",
                "https://a.example/v9",
                Some("http://127.0.0.1:8080"),
                false,
            ),
        ] {
            let told = NewerRelease {
                version: version.to_owned(),
                page: page.to_owned(),
                manifest: manifest.map(str::to_owned),
            };
            let release = Release::remembered(&told, &feed());
            let again = release.as_ref().map(Release::told);
            assert_eq!(
                again,
                is_good.then_some(told),
                "{version} {page} {manifest:?}"
            );
        }
    }

    #[test]
    fn what_to_install_from_is_a_file_of_the_release_at_a_safe_address() {
        let at = "https://a.example/v9/latest.json";
        for (name, address, manifest) in [
            ("latest.json", at, Some(at)),
            ("latest.json", "http://a.example/latest.json", None),
            ("latest.json", "http://127.0.0.1:8080/latest.json", None),
            ("latest.json", "somewhere", None),
            ("other.json", at, None),
        ] {
            let body = format!(
                r#"{{"tag_name":"v9.0.0","html_url":"https://a.example","assets":[
                    {{"name":"a.AppImage","browser_download_url":"https://a.example/a"}},
                    {{"name":"{name}","browser_download_url":"{address}"}}]}}"#
            );
            let newer = newer(body.as_bytes(), &feed(), "0.1.0").unwrap().unwrap();
            let found = newer.manifest.as_ref().map(Url::as_str);
            assert_eq!(found, manifest, "{name} at {address}");
        }
    }
}
