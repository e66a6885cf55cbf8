//! The pages a browser shows. Whatever came from outside is escaped.

use chrono::{DateTime, Utc};

use super::error::Error;

const STYLE: &str = "\
body{font:16px/1.5 system-ui,sans-serif;background:#eef1f5;color:#1b1f24;margin:0;\
display:grid;place-items:center;min-height:100vh}\
main{background:#fff;border-radius:12px;box-shadow:0 8px 30px #0002;padding:2rem;\
max-width:26rem;width:calc(100% - 6rem)}\
h1{font-size:1.3rem;margin:0 0 .5rem}p{margin:.5rem 0}ul{padding-left:1.2rem}\
code,pre{font:13px ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere}\
button{font:inherit;padding:.5rem 1.4rem;border-radius:6px;border:1px solid #3b5bdb;\
background:#fff;color:#3b5bdb;margin-right:.5rem;cursor:pointer}\
button.main{background:#3b5bdb;color:#fff}\
input[type=text]{font:inherit;padding:.4rem;width:100%;box-sizing:border-box;margin:.5rem 0}\
@media(prefers-color-scheme:dark){body{background:#15181c;color:#e6e8eb}\
main{background:#22272e}button{background:#22272e;color:#a5b4fc;border-color:#a5b4fc}\
button.main{background:#4c6ef5;color:#fff}}";

/// Text as it may stand in a page and in an attribute.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\
         <style>{STYLE}</style></head><body><main>{body}\
         <p><small>This is a simulator. Nothing here reaches Microsoft.</small></p>\
         </main></body></html>\n",
        title = escaped(title),
    )
}

fn hidden(name: &str, value: &str) -> String {
    format!(
        "<input type=\"hidden\" name=\"{}\" value=\"{}\">",
        escaped(name),
        escaped(value)
    )
}

/// A page with one thing to say.
pub(super) fn message(title: &str, text: &str) -> String {
    let body = format!("<h1>{}</h1><p>{}</p>", escaped(title), escaped(text));
    page(title, &body)
}

/// An error that stays in the browser, with a way back if there is one.
pub(super) fn failure(error: &Error, now: DateTime<Utc>, back: Option<&str>) -> String {
    let back = back.map_or_else(String::new, |url| {
        format!(
            "<p><a href=\"{}\">Back to the application</a></p>",
            escaped(url)
        )
    });
    let body = format!(
        "<h1>You cannot be signed in</h1><pre>{}</pre>{back}",
        escaped(&error.description(now))
    );
    page("Sign in to Contoso", &body)
}

/// Asks for approval: two forms that post the question's id and the answer.
pub(super) fn question(id: &str, name: &str, address: &str, scopes: &[&str]) -> String {
    let scopes: Vec<String> = scopes
        .iter()
        .map(|scope| format!("<li>{}</li>", escaped(scope)))
        .collect();
    let scopes = scopes.concat();
    let form = |answer: &str, class: &str, label: &str| {
        format!(
            "<form method=\"post\" action=\"/decide\" style=\"display:inline\">{}{}\
             <button class=\"{class}\">{label}</button></form>",
            hidden("question", id),
            hidden("answer", answer),
        )
    };
    let body = format!(
        "<h1>Sign in to Contoso as {}</h1><p>{}</p><p>The application asks for:</p>\
         <ul>{scopes}</ul>{}{}",
        escaped(name),
        escaped(address),
        form("approve", "main", "Approve"),
        form("decline", "", "Decline"),
    );
    page("Sign in to Contoso", &body)
}

/// Posts the outcome to the application without a click. Its fields are plain
/// hidden inputs, for visitors without scripts to read and post.
pub(super) fn form_post<'a>(
    target: &str,
    fields: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> String {
    let fields: String = fields
        .into_iter()
        .map(|(name, value)| hidden(name, value))
        .collect();
    let body = format!(
        "<h1>Signed in</h1><form method=\"post\" action=\"{}\">{fields}\
         <button class=\"main\">Continue</button></form>\
         <script>document.forms[0].submit()</script>",
        escaped(target)
    );
    page("Sign in to Contoso", &body)
}

/// Asks for the code that a device shows.
pub(super) fn device(user_code: &str) -> String {
    let body = format!(
        "<h1>Enter the code</h1><p>Enter the code that the application shows.</p>\
         <form method=\"post\" action=\"/device\">\
         <input type=\"text\" name=\"user_code\" aria-label=\"Code\" value=\"{}\">\
         <button class=\"main\" name=\"answer\" value=\"approve\">Approve</button>\
         <button name=\"answer\" value=\"decline\">Decline</button></form>",
        escaped(user_code)
    );
    page("Sign in with a device code", &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_is_markup() {
        let nasty = "\"><script>alert('x')</script>&";
        let error = Error::new("invalid_request", 50_011, nasty);
        let pages = [
            message(nasty, nasty),
            failure(&error, DateTime::UNIX_EPOCH, Some(nasty)),
            question(nasty, nasty, nasty, &[nasty]),
            form_post(nasty, [(nasty, nasty)]),
            device(nasty),
        ];
        for page in pages {
            assert!(!page.contains("<script>alert"), "{page}");
            assert!(!page.contains(nasty), "{page}");
        }
    }
}
