//! The page the browser shows when it comes back.

use super::AuthError;

/// What the page says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Page {
    title: String,
    text: String,
}

const STYLE: &str = "\
:root{color-scheme:light dark}\
body{margin:0;min-height:100vh;display:grid;place-items:center;\
font:16px/1.5 system-ui,sans-serif;background:#f6f5f3;color:#22201d}\
main{max-width:26rem;margin:1.5rem;padding:2rem 2.25rem;border-radius:12px;\
background:#fff;box-shadow:0 1px 3px #0002,0 8px 24px #0001}\
h1{font-size:1.25rem;line-height:1.3;margin:0 0 .5rem}p{margin:0}\
.lamp{width:14px;height:14px;border-radius:50%;margin-bottom:1rem;background:#f2b134}\
@media(prefers-color-scheme:dark){body{background:#1b1a18;color:#eceae6}\
main{background:#272522;box-shadow:none}}";

impl Page {
    pub(super) fn signed_in() -> Self {
        Self {
            title: "You are signed in to Porchlight".to_owned(),
            text: "You can close this page.".to_owned(),
        }
    }

    /// The sign-in this page belongs to is over, whatever came of it.
    pub(super) fn over() -> Self {
        Self {
            title: "This sign-in is over".to_owned(),
            text: "Look at Porchlight to see whether you are signed in.".to_owned(),
        }
    }

    pub(super) fn nothing_here() -> Self {
        Self {
            title: "Nothing to see here".to_owned(),
            text: "Porchlight waits for a sign-in at this address.".to_owned(),
        }
    }

    pub(super) fn failed(error: &AuthError) -> Self {
        let words = error.to_user();
        Self {
            title: words.title,
            text: match words.hint.as_str() {
                "" => "You can close this page.".to_owned(),
                hint => format!("{hint}. You can close this page."),
            },
        }
    }

    pub(super) fn html(&self) -> String {
        let (title, text) = (escaped(&self.title), escaped(&self.text));
        format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\">\
             <title>{title}</title><style>{STYLE}</style></head>\
             <body><main><div class=\"lamp\"></div><h1>{title}</h1><p>{text}</p></main></body></html>"
        )
    }
}

fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_words_are_text_and_never_markup() {
        let page = Page::failed(&AuthError::Refused {
            code: "x".to_owned(),
            message: "<script>alert('1')</script> & \"more\"".to_owned(),
        });
        let html = page.html();
        assert!(!html.contains("<script"), "{html}");
        assert!(
            html.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;more&quot;")
        );
    }
}
