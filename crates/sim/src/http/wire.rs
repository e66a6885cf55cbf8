//! A request and a reply as plain values, so that the servers' rules need no
//! connection.

use std::collections::BTreeMap;

use serde_json::Value;
use url::form_urlencoded;

/// A request, read in full.
#[derive(Clone, Debug, Default)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// As it came, with percent signs.
    pub(crate) path: String,
    pub(crate) query: String,
    /// Names in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// The decoded parts of the path.
    pub(crate) fn segments(&self) -> Vec<String> {
        let parts = self.path.split('/').filter(|part| !part.is_empty());
        parts.map(decoded).collect()
    }

    /// The parameters of the query; of a repeated one the last counts.
    pub(crate) fn query(&self) -> BTreeMap<String, String> {
        pairs(self.query.as_bytes())
    }

    /// The fields of a form body.
    pub(crate) fn form(&self) -> BTreeMap<String, String> {
        pairs(&self.body)
    }

    pub(crate) fn has_form(&self) -> bool {
        self.content_type("application/x-www-form-urlencoded")
    }

    fn content_type(&self, expected: &str) -> bool {
        let given = self.header("content-type").unwrap_or_default();
        let kind = given.split(';').next().unwrap_or_default().trim();
        kind.eq_ignore_ascii_case(expected)
    }

    /// The JSON body, if it is one and says so.
    pub(crate) fn json(&self) -> Option<Value> {
        if !self.content_type("application/json") {
            return None;
        }
        serde_json::from_slice(&self.body).ok()
    }
}

fn pairs(text: &[u8]) -> BTreeMap<String, String> {
    form_urlencoded::parse(text).into_owned().collect()
}

/// Decodes percent signs alone: the form decoder would also take `+`, `&` and
/// `=` for its own.
fn decoded(part: &str) -> String {
    let part = part
        .replace('+', "%2B")
        .replace('&', "%26")
        .replace('=', "%3D");
    form_urlencoded::parse(part.as_bytes())
        .map(|(text, _)| text.into_owned())
        .collect()
}

/// Where a browser is sent with the outcome of a sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Landing {
    /// The redirect URI, with the outcome in its query unless it is posted.
    pub(crate) url: String,
    /// The form to post; a plain GET without one.
    pub(crate) form: Option<String>,
}

/// A reply, complete.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Where a scripted visitor goes from here.
    pub(crate) landing: Option<Landing>,
}

impl Reply {
    pub(crate) fn empty(status: u16) -> Self {
        Self {
            status,
            ..Self::default()
        }
    }

    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::of(
            status,
            "application/json; charset=utf-8",
            body.to_string().into_bytes(),
        )
    }

    pub(crate) fn html(status: u16, body: String) -> Self {
        Self::of(status, "text/html; charset=utf-8", body.into_bytes())
    }

    pub(crate) fn of(status: u16, content_type: &str, body: Vec<u8>) -> Self {
        Self {
            status,
            body,
            ..Self::default()
        }
        .with("content-type", content_type)
    }

    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The body, if it is JSON.
    pub(crate) fn value(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    pub(crate) fn set_value(&mut self, value: &Value) {
        self.body = value.to_string().into_bytes();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_decoded_part_by_part() {
        let request = Request {
            path: "/v1.0/users/a%20b%2Fc+d&e=f/presence".to_owned(),
            ..Request::default()
        };
        assert_eq!(
            request.segments(),
            ["v1.0", "users", "a b/c+d&e=f", "presence"]
        );
    }

    #[test]
    fn json_needs_its_content_type() {
        let mut request = Request {
            body: b"{}".to_vec(),
            ..Request::default()
        };
        assert_eq!(request.json(), None);
        let kind = "Application/JSON; charset=utf-8".to_owned();
        request.headers.insert("content-type".to_owned(), kind);
        assert_eq!(request.json(), Some(serde_json::json!({})));
    }
}
