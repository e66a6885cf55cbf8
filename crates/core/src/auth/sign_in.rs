//! Signing in: the user proves who they are, in a browser of theirs.

use chrono::{DateTime, TimeDelta, Utc};
use oauth2::{CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl};
use secrecy::ExposeSecret;
use url::Url;

use super::answer::Asking;
use super::endpoint::Grant;
use super::loopback::{Loopback, Return};
use super::page::Page;
use super::{Account, AuthError, Browser, Tokens, claims};
use crate::http::plain_line;

/// How long a browser may stay away.
const LIMIT: TimeDelta = TimeDelta::minutes(5);

/// How to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// The system browser and a port on this computer.
    Browser,
    /// The same, but the address is only told and nothing is opened.
    Address,
    /// A code typed on any device.
    DeviceCode,
}

/// What the user is to do now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    Browser {
        address: String,
    },
    DeviceCode {
        code: String,
        address: String,
        expires_at: DateTime<Utc>,
    },
}

impl Tokens {
    /// Signs somebody in. Dropping the future cancels it; until it succeeds,
    /// whoever was signed in before stays so.
    ///
    /// `hint` is the sign-in name of the user, if they were here before.
    pub async fn sign_in(
        &self,
        method: Method,
        hint: Option<&str>,
        browser: &dyn Browser,
        progress: impl Fn(Progress) + Send + Sync,
    ) -> Result<Account, AuthError> {
        let (account, grant) = match method {
            Method::Browser => self.with_browser(hint, Some(browser), &progress).await?,
            Method::Address => self.with_browser(hint, None, &progress).await?,
            Method::DeviceCode => identified(self.with_device_code(&progress).await?)?,
        };
        self.adopt(account.clone(), grant).await?;
        Ok(account)
    }

    async fn with_browser(
        &self,
        hint: Option<&str>,
        browser: Option<&dyn Browser>,
        progress: &(impl Fn(Progress) + Send + Sync),
    ) -> Result<(Account, Grant), AuthError> {
        let deadline = self.clock().wait_until(self.clock().now() + LIMIT);
        let mut loopback = Loopback::open()
            .await
            .map_err(|error| local("no port could be opened", &error))?;
        let attempt = Attempt::new(self, loopback.port, hint)?;
        progress(Progress::Browser {
            address: attempt.address.to_string(),
        });
        if let Some(browser) = browser {
            browser
                .open(&attempt.address)
                .map_err(|error| local("no browser could be opened", &error))?;
        }
        let mut arrival = tokio::select! {
            arrival = loopback.arrival() => {
                arrival.ok_or_else(|| AuthError::Local("the port was lost".to_owned()))?
            }
            () = deadline => return Err(AuthError::TimedOut),
        };
        let brought = std::mem::take(&mut arrival.brought);
        let outcome = attempt.finish(self, brought).await;
        arrival.show(match &outcome {
            Ok(_) => Page::signed_in(),
            Err(error) => Page::failed(error),
        });
        loopback.close().await;
        outcome
    }
}

/// One visit to the sign-in page.
struct Attempt {
    address: Url,
    state: CsrfToken,
    verifier: PkceCodeVerifier,
    redirect: RedirectUrl,
}

impl Attempt {
    fn new(tokens: &Tokens, port: u16, hint: Option<&str>) -> Result<Self, AuthError> {
        let redirect = RedirectUrl::new(format!("http://localhost:{port}"))
            .map_err(|error| local("no address for the return", &error))?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let page = tokens
            .endpoint()
            .authorization()
            .set_redirect_uri(std::borrow::Cow::Borrowed(&redirect))
            .set_pkce_challenge(challenge)
            // Keeps the code out of the browser's history.
            .add_extra_param("response_mode", "form_post");
        let (address, state) = match hint {
            Some(hint) => page.add_extra_param("login_hint", hint),
            None => page.add_extra_param("prompt", "select_account"),
        }
        .url();
        Ok(Self {
            address,
            state,
            verifier,
            redirect,
        })
    }

    async fn finish(self, tokens: &Tokens, brought: Return) -> Result<(Account, Grant), AuthError> {
        if brought.state.as_ref() != Some(self.state.secret()) {
            return Err(AuthError::Mismatch);
        }
        if brought.cancelled {
            return Err(AuthError::Cancelled);
        }
        if let Some(problem) = brought.problem {
            return Err(problem.meaning(Asking::WithUser));
        }
        let code = brought.code.ok_or(AuthError::Mismatch)?;
        let endpoint = tokens.endpoint();
        identified(
            endpoint
                .exchange(&code, self.verifier, self.redirect)
                .await?,
        )
    }
}

fn identified(grant: Grant) -> Result<(Account, Grant), AuthError> {
    let id_token = grant.id_token.as_ref();
    match id_token.and_then(|token| claims::account(token.expose_secret())) {
        Some(account) => Ok((account, grant)),
        None => Err(AuthError::Refused {
            code: "id_token".to_owned(),
            message: "The answer did not say who signed in".to_owned(),
        }),
    }
}

fn local(what: &str, error: &dyn std::error::Error) -> AuthError {
    AuthError::Local(format!("{what}: {}", plain_line(&error.to_string())))
}
