//! The identity platform's token and device-code endpoints: grants in, tokens out.
//!
//! The `oauth2` crate speaks the protocol over our one HTTP client; the
//! platform's departures from it are straightened out in between.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::TimeDelta;
use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
    BasicTokenType,
};
use oauth2::{
    AsyncHttpClient, AuthUrl, AuthorizationCode, AuthorizationRequest, Client, ClientId, CsrfToken,
    DeviceAuthorizationUrl, EndpointNotSet, EndpointSet, ErrorResponse, ExtraTokenFields,
    HttpRequest, HttpResponse, PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError,
    Scope, StandardDeviceAuthorizationResponse, StandardRevocableToken, StandardTokenResponse,
    TokenResponse, TokenUrl,
};
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::answer::{Asking, Problem};
use super::{AccessToken, AuthError, Registration, Scopes};
use crate::clock::Clock;
use crate::http::{Failure, retry_after};
use crate::plain::first_line;

/// Where the platform names no life, less than any it gives.
const ASSUMED_LIFE: TimeDelta = TimeDelta::minutes(10);

/// No token lives longer, whatever an answer says.
const LONGEST_LIFE: TimeDelta = TimeDelta::days(7);

/// The longest pause between two questions for a device code, while the
/// network or the platform has trouble.
const LONGEST_PAUSE: std::time::Duration = std::time::Duration::from_secs(30);

type Protocol = Client<
    BasicErrorResponse,
    StandardTokenResponse<IdToken, BasicTokenType>,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// What oauth2 does not read by itself.
#[derive(Deserialize, Serialize)]
struct IdToken {
    #[serde(default)]
    id_token: Option<String>,
}

impl fmt::Debug for IdToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("****")
    }
}

impl ExtraTokenFields for IdToken {}

/// Tokens as they were granted.
pub(super) struct Grant {
    pub(super) access: AccessToken,
    pub(super) life: TimeDelta,
    pub(super) scopes: Scopes,
    pub(super) refresh: Option<SecretString>,
    pub(super) id_token: Option<SecretString>,
    /// The scopes by their short names, as far as the platform listed them.
    pub(super) listed: Vec<String>,
}

/// Why there is no grant for a refresh token.
pub(super) struct Refusal {
    pub(super) meaning: AuthError,
    /// Fewer scopes may be granted where these were not.
    pub(super) wants_consent: bool,
    /// What the next sign-in must pass on.
    pub(super) claims: Option<String>,
}

pub(super) type DeviceCode = StandardDeviceAuthorizationResponse;

/// The endpoints of one registration.
pub(super) struct Endpoint {
    registration: Registration,
    protocol: Protocol,
    http: reqwest::Client,
    clock: Arc<dyn Clock>,
}

impl Endpoint {
    pub(super) fn new(
        registration: Registration,
        http: reqwest::Client,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let mut root = registration.cloud.login.clone();
        let base = root.path().trim_end_matches('/').to_owned();
        let mut below = |name: &str| {
            // The setter escapes what a tenant must not contain.
            root.set_path(&format!(
                "{base}/{}/oauth2/v2.0/{name}",
                registration.tenant
            ));
            root.clone()
        };
        let protocol = Client::new(ClientId::new(registration.client_id.clone()))
            .set_auth_uri(AuthUrl::from_url(below("authorize")))
            .set_token_uri(TokenUrl::from_url(below("token")))
            .set_device_authorization_url(DeviceAuthorizationUrl::from_url(below("devicecode")));
        Self {
            registration,
            protocol,
            http,
            clock,
        }
    }

    pub(super) fn registration(&self) -> &Registration {
        &self.registration
    }

    /// The address of the sign-in page, to be completed by the caller.
    ///
    /// No request declares the capability `cp1`: without it Graph sends no claims
    /// challenges, tokens live for an hour instead of a day, and a 401 is always
    /// plain, to be met with one refresh and one more try.
    pub(super) fn authorization(&self, scopes: Scopes) -> AuthorizationRequest<'_> {
        self.protocol
            .authorize_url(CsrfToken::new_random)
            .add_scopes(self.spelled(scopes))
    }

    pub(super) async fn exchange(
        &self,
        code: &SecretString,
        verifier: PkceCodeVerifier,
        redirect: RedirectUrl,
        scopes: Scopes,
    ) -> Result<Grant, AuthError> {
        let transport = self.transport(Asking::WithUser);
        self.protocol
            .exchange_code(AuthorizationCode::new(code.expose_secret().to_owned()))
            .set_pkce_verifier(verifier)
            .set_redirect_uri(std::borrow::Cow::Owned(redirect))
            .request_async(&transport)
            .await
            .map(|answer| grant(&answer, scopes))
            .map_err(|error| transport.refusal(error).meaning)
    }

    pub(super) async fn refresh(
        &self,
        token: &SecretString,
        scopes: Scopes,
    ) -> Result<Grant, Refusal> {
        let transport = self.transport(Asking::Silently);
        let answer = self
            .protocol
            .exchange_refresh_token(&RefreshToken::new(token.expose_secret().to_owned()))
            .add_scopes(self.spelled(scopes))
            .request_async(&transport)
            .await;
        answer
            .map(|answer| grant(&answer, scopes))
            .map_err(|error| transport.refusal(error))
    }

    pub(super) async fn device_code(&self, scopes: Scopes) -> Result<DeviceCode, AuthError> {
        let transport = self.transport(Asking::WithUser);
        self.protocol
            .exchange_device_code()
            .add_scopes(self.spelled(scopes))
            .request_async(&transport)
            .await
            .map_err(|error| transport.refusal(error).meaning)
    }

    /// Asks for the tokens of a device code until the user is done.
    pub(super) async fn device_grant(
        &self,
        code: &DeviceCode,
        scopes: Scopes,
    ) -> Result<Grant, AuthError> {
        let transport = self.transport(Asking::WithUser);
        let pause = |length| {
            let length = TimeDelta::from_std(length).unwrap_or(TimeDelta::minutes(1));
            self.clock.wait_until(self.clock.now() + length)
        };
        self.protocol
            .exchange_device_access_token(code)
            .set_time_fn(|| self.clock.now())
            .set_max_backoff_interval(LONGEST_PAUSE)
            .request_async(&transport, pause, None)
            .await
            .map(|answer| grant(&answer, scopes))
            .map_err(|error| transport.refusal(error).meaning)
    }

    fn spelled(&self, scopes: Scopes) -> Vec<Scope> {
        scopes.spelled(&self.registration.cloud)
    }

    fn transport(&self, asking: Asking) -> Transport {
        Transport {
            http: self.http.clone(),
            clock: Arc::clone(&self.clock),
            asking,
            verdict: Mutex::default(),
        }
    }
}

/// An answer that lists no scopes grants what was asked for.
fn grant(answer: &StandardTokenResponse<IdToken, BasicTokenType>, asked: Scopes) -> Grant {
    let secret = |text: &String| SecretString::from(text.as_str());
    let listed = answer.scopes().filter(|list| !list.is_empty());
    let scopes = listed.map_or(asked, |list| Scopes::granted(list));
    Grant {
        access: AccessToken::new(answer.access_token().secret(), scopes),
        scopes,
        life: answer
            .expires_in()
            .and_then(|life| TimeDelta::from_std(life).ok())
            .map_or(ASSUMED_LIFE, |life| life.min(LONGEST_LIFE)),
        refresh: answer.refresh_token().map(|token| secret(token.secret())),
        id_token: answer.extra_fields().id_token.as_ref().map(secret),
        listed: answer.scopes().map(|list| short(list)).unwrap_or_default(),
    }
}

/// `https://graph.microsoft.com/User.Read` is `User.Read`.
fn short(scopes: &[Scope]) -> Vec<String> {
    let name = |scope: &Scope| scope.rsplit('/').next().map(first_line);
    scopes.iter().filter_map(name).collect()
}

/// Our HTTP client as oauth2 sees it.
///
/// Trouble that passes is an error of the transport, which the polling for a
/// device code survives. A verdict goes on as the protocol's own error answer,
/// and is kept here with all that oauth2 would drop.
struct Transport {
    http: reqwest::Client,
    clock: Arc<dyn Clock>,
    asking: Asking,
    verdict: Mutex<Option<Refusal>>,
}

impl<'c> AsyncHttpClient<'c> for Transport {
    type Error = AuthError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, AuthError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let request = reqwest::Request::try_from(request).map_err(|e| network(e.into()))?;
            let answer = self
                .http
                .execute(request)
                .await
                .map_err(|e| network(e.into()))?;
            let (status, headers) = (answer.status(), answer.headers().clone());
            let body = answer.bytes().await.map_err(|e| network(e.into()))?;
            let body = self.straighten(status, &headers, &body)?;
            let mut response = HttpResponse::new(body.to_string().into_bytes());
            response
                .headers_mut()
                .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            // The platform's own status can't be relied on: errors come with 200 too.
            if Problem::in_body(&body).is_some() {
                *response.status_mut() = StatusCode::BAD_REQUEST;
            }
            Ok(response)
        })
    }
}

impl Transport {
    /// The body in the protocol's form, or why there is none.
    fn straighten(
        &self,
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Value, AuthError> {
        let wait = retry_after(headers, self.clock.now());
        if status == StatusCode::TOO_MANY_REQUESTS || (status.is_server_error() && wait.is_some()) {
            return Err(AuthError::Throttled { retry_after: wait });
        }
        let body = serde_json::from_slice(body).ok().filter(Value::is_object);
        let answered =
            || AuthError::Unreachable(format!("the server answered {}", status.as_u16()));
        let mut body: Value = body.ok_or_else(answered)?;
        match Problem::in_body(&body) {
            Some(problem) if problem.is_pending() => {}
            Some(problem) => {
                let meaning = problem.meaning(self.asking);
                if meaning.is_passing() {
                    return Err(meaning);
                }
                *self.verdict.lock().unwrap_or_else(PoisonError::into_inner) = Some(Refusal {
                    meaning,
                    wants_consent: problem.wants_consent(),
                    claims: problem.claims,
                });
            }
            None if status.is_success() => {}
            None => return Err(answered()),
        }
        for name in ["expires_in", "interval"] {
            if let Some(value) = body.get_mut(name) {
                numeric(value);
            }
        }
        Ok(body)
    }

    fn refusal<E: ErrorResponse + 'static>(
        &self,
        error: RequestTokenError<AuthError, E>,
    ) -> Refusal {
        let mut verdict = self.verdict.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(verdict) = verdict.take() {
            return verdict;
        }
        Refusal {
            meaning: match error {
                RequestTokenError::Request(meaning) => meaning,
                // Without a verdict of the server it was oauth2 that ended a device code.
                RequestTokenError::ServerResponse(_) => AuthError::TimedOut,
                // The causes may quote the body, and with it a token.
                RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
                    AuthError::Unreachable("the answer could not be read".to_owned())
                }
            },
            wants_consent: false,
            claims: None,
        }
    }
}

/// Some servers write numbers as text.
fn numeric(value: &mut Value) {
    let number = value
        .as_str()
        .and_then(|text| text.trim().parse::<u64>().ok());
    if let Some(number) = number {
        *value = number.into();
    }
}

fn network(failure: Failure) -> AuthError {
    match failure {
        Failure::TimedOut => AuthError::Unreachable("no answer came in time".to_owned()),
        Failure::Connection { said, .. } => AuthError::Unreachable(said),
        Failure::Network(obstacle) => AuthError::Network(obstacle),
    }
}
