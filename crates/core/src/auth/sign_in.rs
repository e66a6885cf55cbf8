//! Signing in: the user proves who they are, in a browser of theirs.

use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use oauth2::{CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl};
use secrecy::ExposeSecret;
use url::Url;

use super::answer::Asking;
use super::endpoint::Grant;
use super::loopback::{Loopback, Return};
use super::page::Page;
use super::{Account, AuthError, Browser, Scopes, Tokens, claims};

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

/// What a sign-in is to be like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInWish {
    pub method: Method,
    pub scopes: Scopes,
    /// The sign-in name of the user, if they were here before.
    pub hint: Option<String>,
    /// The user said no to these scopes before and now asks for them anew.
    pub ask_again: bool,
}

/// Who signed in, with the tokens that prove it. Nobody is signed in by it
/// until [`Tokens::adopt`] takes it; dropped, it changes nothing.
#[must_use]
pub struct Proof {
    pub account: Account,
    /// What was granted, which may be less than was asked for.
    pub scopes: Scopes,
    pub(super) grant: Grant,
}

impl fmt::Debug for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proof")
            .field("account", &self.account)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
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
    /// Lets somebody prove who they are. Dropping the future cancels it; whoever
    /// was signed in before stays so in any case.
    pub async fn sign_in(
        &self,
        wish: &SignInWish,
        browser: &dyn Browser,
        progress: impl Fn(Progress) + Send + Sync,
    ) -> Result<Proof, AuthError> {
        match wish.method {
            Method::Browser => self.with_browser(wish, Some(browser), &progress).await,
            Method::Address => self.with_browser(wish, None, &progress).await,
            Method::DeviceCode => identified(self.with_device_code(wish.scopes, &progress).await?),
        }
    }

    async fn with_browser(
        &self,
        wish: &SignInWish,
        browser: Option<&dyn Browser>,
        progress: &(impl Fn(Progress) + Send + Sync),
    ) -> Result<Proof, AuthError> {
        let mut deadline = self.clock().wait_until(self.clock().now() + LIMIT);
        let mut loopback = Loopback::open()
            .await
            .map_err(|error| local("no port could be opened on this computer", &error))?;
        let attempt = Attempt::new(self, loopback.port, wish)?;
        progress(Progress::Browser {
            address: attempt.address.to_string(),
        });
        if let Some(browser) = browser
            && let Err(error) = browser.open(&attempt.address)
        {
            // The address was told: the user can open it.
            // Not its words: they may hold the address.
            tracing::warn!(kind = %error.kind(), "No browser could be opened");
        }
        let mut strayed = false;
        let mut arrival = loop {
            let arrival = tokio::select! {
                arrival = loopback.arrival() => {
                    arrival.ok_or_else(|| AuthError::Local("the port was lost".to_owned()))?
                }
                () = &mut deadline => {
                    return Err(if strayed { AuthError::Mismatch } else { AuthError::TimedOut });
                }
            };
            if attempt.is_answered_by(&arrival.brought) {
                break arrival;
            }
            // Any program on this computer may have sent it, so it ends nothing;
            // if it was a browser, its user reads what to do.
            strayed = true;
            arrival.show(Page::failed(&AuthError::Mismatch));
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
    scopes: Scopes,
}

impl Attempt {
    fn new(tokens: &Tokens, port: u16, wish: &SignInWish) -> Result<Self, AuthError> {
        let redirect = RedirectUrl::new(format!("http://localhost:{port}"))
            .map_err(|error| local("there is no address to return to", &error))?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut page = tokens
            .endpoint()
            .authorization(wish.scopes)
            .set_redirect_uri(Cow::Borrowed(&redirect))
            .set_pkce_challenge(challenge)
            // Keeps the code out of the browser's history.
            .add_extra_param("response_mode", "form_post");
        if let Some(hint) = &wish.hint {
            page = page.add_extra_param("login_hint", hint);
        }
        if wish.ask_again {
            page = page.add_extra_param("prompt", "consent");
        } else if wish.hint.is_none() {
            page = page.add_extra_param("prompt", "select_account");
        }
        if let Some(claims) = tokens.wanted_claims() {
            page = page.add_extra_param("claims", claims);
        }
        let (address, state) = page.url();
        Ok(Self {
            address,
            state,
            verifier,
            redirect,
            scopes: wish.scopes,
        })
    }

    /// Only who was sent to our address knows its state.
    fn is_answered_by(&self, brought: &Return) -> bool {
        brought.state.as_ref() == Some(self.state.secret())
    }

    async fn finish(self, tokens: &Tokens, brought: Return) -> Result<Proof, AuthError> {
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
                .exchange(&code, self.verifier, self.redirect, self.scopes)
                .await?,
        )
    }
}

fn identified(grant: Grant) -> Result<Proof, AuthError> {
    let id_token = grant.id_token.as_ref();
    match id_token.and_then(|token| claims::account(token.expose_secret())) {
        Some(account) => Ok(Proof {
            account,
            scopes: grant.scopes,
            grant,
        }),
        None => Err(AuthError::Refused {
            code: "id_token".to_owned(),
            message: "The answer did not say who signed in".to_owned(),
        }),
    }
}

fn local(what: &str, error: &dyn std::error::Error) -> AuthError {
    tracing::debug!(%error, "A sign-in could not begin");
    AuthError::Local(what.to_owned())
}
