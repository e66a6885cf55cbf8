//! The tokens of the one account that is signed in.
//!
//! Access tokens live here in memory; the refresh token besides in the token
//! store. One refresh at a time, and whoever waits for it shares its outcome.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::SecretString;
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::endpoint::{Endpoint, Grant};
use super::store::Keeper;
use super::{AccessToken, Account, AuthError, Registration, StoreError, TokenStore};
use crate::clock::Clock;
use crate::model::PersonId;

/// A token this near its end is renewed first; one with a short life, halfway.
const MARGIN: TimeDelta = TimeDelta::minutes(5);

/// After a refusal the platform is not asked again for so long: it counts
/// repeated questions as an attack.
const REFUSAL_HOLDS: TimeDelta = TimeDelta::minutes(2);

/// Hands out access tokens and keeps them fresh.
pub struct Tokens(Arc<Inner>);

struct Inner {
    endpoint: Endpoint,
    clock: Arc<dyn Clock>,
    store: Keeper,
    session: Arc<Mutex<Option<Session>>>,
    kept: AtomicBool,
}

/// One account and its tokens.
struct Session {
    account: Account,
    refresh: Refresh,
    access: Option<Access>,
    /// What the platform last said, and until when that is the answer.
    refusal: Option<(AuthError, DateTime<Utc>)>,
}

enum Refresh {
    Token(SecretString),
    /// In the store, which could not be asked yet.
    Unread,
    /// The platform gave none.
    None,
}

struct Access {
    token: AccessToken,
    listed: Vec<String>,
    renew_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

impl Tokens {
    pub fn new(
        registration: Registration,
        http: reqwest::Client,
        store: Arc<dyn TokenStore>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self(Arc::new(Inner {
            endpoint: Endpoint::new(registration, http, Arc::clone(&clock)),
            clock,
            store: Keeper::new(store),
            session: Arc::default(),
            kept: AtomicBool::new(true),
        }))
    }

    /// Takes up the sign-in of a former run. Asks the store and not the network.
    ///
    /// # Errors
    /// [`AuthError::SignedOut`] if the store keeps nothing for this account;
    /// [`AuthError::Store`] if it can't be asked, which later calls of
    /// [`Tokens::access`] try again.
    pub async fn resume(&self, account: &Account) -> Result<(), AuthError> {
        let mut session = self.0.session.lock().await;
        *session = None;
        self.0.kept.store(true, Ordering::Relaxed);
        let loaded = self.0.load(account).await;
        let refresh = match &loaded {
            Ok(token) => Refresh::Token(token.clone()),
            Err(AuthError::Store(_)) => Refresh::Unread,
            Err(_) => return loaded.map(drop),
        };
        *session = Some(Session {
            account: account.clone(),
            refresh,
            access: None,
            refusal: None,
        });
        loaded.map(drop)
    }

    /// A token that is good now, from memory or after a refresh.
    pub async fn access(&self) -> Result<AccessToken, AuthError> {
        let guard = Arc::clone(&self.0.session).lock_owned().await;
        let now = self.0.clock.now();
        let session = guard.as_ref().ok_or(AuthError::SignedOut)?;
        if let Some(access) = session.access.as_ref().filter(|a| now < a.renew_at) {
            return Ok(access.token.clone());
        }
        if let Some((refusal, _)) = session.refusal.as_ref().filter(|(_, until)| now < *until) {
            return session.still_good(now).ok_or_else(|| refusal.clone());
        }
        let inner = Arc::clone(&self.0);
        undisturbed(async move { inner.refresh(guard).await }).await?
    }

    /// Graph did not take this token: the next [`Tokens::access`] fetches another.
    pub async fn refused(&self, token: &AccessToken) {
        if let Some(session) = self.0.session.lock().await.as_mut()
            && session.access.as_ref().is_some_and(|a| a.token == *token)
        {
            session.access = None;
        }
    }

    /// Forgets the tokens, here and in the store.
    ///
    /// # Errors
    /// If the store could not be asked, the token may have stayed there.
    pub async fn sign_out(&self) -> Result<(), StoreError> {
        let session = self.0.session.lock().await.take();
        self.0.kept.store(true, Ordering::Relaxed);
        match session {
            Some(session) => self.0.store.delete(self.0.key(&session.account)).await,
            None => Ok(()),
        }
    }

    /// False while the store could not take the sign-in: it ends with this run.
    pub fn is_kept(&self) -> bool {
        self.0.kept.load(Ordering::Relaxed)
    }

    /// What the token at hand allows, by the scopes' short names; empty without
    /// one, and where the platform did not say.
    pub async fn granted(&self) -> Vec<String> {
        let session = self.0.session.lock().await;
        let access = session.as_ref().and_then(|s| s.access.as_ref());
        access.map(|a| a.listed.clone()).unwrap_or_default()
    }

    /// Whose tokens these are.
    pub async fn owner(&self) -> Option<PersonId> {
        let session = self.0.session.lock().await;
        session.as_ref().map(|s| s.account.id.clone())
    }

    /// Makes a fresh grant the session, in the place of any former one.
    pub(super) async fn adopt(&self, account: Account, grant: Grant) -> Result<(), AuthError> {
        let inner = Arc::clone(&self.0);
        undisturbed(async move { inner.adopt(account, grant).await }).await
    }

    pub(super) fn endpoint(&self) -> &Endpoint {
        &self.0.endpoint
    }

    pub(crate) fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.clock
    }
}

/// Runs to its end even if nobody waits any more: a refresh token that was
/// handed out must be stored, whatever became of the request that wanted it.
async fn undisturbed<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> Result<T, AuthError> {
    tokio::spawn(work)
        .await
        .map_err(|_| AuthError::Unreachable("the program is ending".to_owned()))
}

impl Inner {
    async fn refresh(
        &self,
        mut guard: OwnedMutexGuard<Option<Session>>,
    ) -> Result<AccessToken, AuthError> {
        let session = guard.as_mut().ok_or(AuthError::SignedOut)?;
        let outcome = self.renew(session).await;
        let now = self.clock.now();
        match outcome {
            Ok(access) => {
                let token = access.token.clone();
                session.access = Some(access);
                session.refusal = None;
                Ok(token)
            }
            Err(error) => {
                tracing::info!(%error, "no new token");
                let holds = if let AuthError::Throttled { retry_after } = &error {
                    *retry_after
                } else {
                    (!error.is_passing()).then_some(REFUSAL_HOLDS)
                };
                session.refusal = holds.map(|holds| (error.clone(), now + holds));
                session.still_good(now).ok_or(error)
            }
        }
    }

    async fn renew(&self, session: &mut Session) -> Result<Access, AuthError> {
        if let Refresh::Unread = session.refresh {
            session.refresh = Refresh::Token(self.load(&session.account).await?);
        }
        let Refresh::Token(refresh) = &session.refresh else {
            let code = "no_refresh_token".to_owned();
            return Err(AuthError::Ended { code });
        };
        let grant = self.endpoint.refresh(refresh).await?;
        let access = Access::new(&grant, self.clock.now());
        if let Some(refresh) = grant.refresh {
            // Stored first: the former one stays good until then.
            self.keep(&session.account, &refresh).await;
            session.refresh = Refresh::Token(refresh);
        }
        Ok(access)
    }

    async fn adopt(&self, account: Account, grant: Grant) {
        let mut session = self.session.lock().await;
        let access = Access::new(&grant, self.clock.now());
        let refresh = if let Some(refresh) = grant.refresh {
            self.keep(&account, &refresh).await;
            Refresh::Token(refresh)
        } else {
            self.kept.store(false, Ordering::Relaxed);
            Refresh::None
        };
        let former = session.as_ref().map(|s| self.key(&s.account));
        if let Some(former) = former.filter(|former| *former != self.key(&account))
            && let Err(error) = self.store.delete(former).await
        {
            tracing::warn!(%error, "the former sign-in may still lie in the store");
        }
        *session = Some(Session {
            account,
            refresh,
            access: Some(access),
            refusal: None,
        });
    }

    async fn load(&self, account: &Account) -> Result<SecretString, AuthError> {
        let token = self.store.load(self.key(account)).await?;
        token.ok_or(AuthError::SignedOut)
    }

    async fn keep(&self, account: &Account, refresh: &SecretString) {
        let kept = self.store.save(self.key(account), refresh.clone()).await;
        if let Err(error) = &kept {
            tracing::warn!(%error, "the sign-in is kept for this run only");
        }
        self.kept.store(kept.is_ok(), Ordering::Relaxed);
    }

    /// One entry for each cloud, tenant, registration and user.
    fn key(&self, account: &Account) -> String {
        let registration = self.endpoint.registration();
        let cloud = match registration.cloud.name.as_str() {
            "custom" => registration.cloud.login.as_str().trim_end_matches('/'),
            name => name,
        };
        let client = &registration.client_id;
        format!("{cloud}/{}/{client}/{}", account.tenant_id, account.id)
    }
}

impl Session {
    /// The token at hand while it lasts, for when no other is to be had.
    fn still_good(&self, now: DateTime<Utc>) -> Option<AccessToken> {
        let access = self.access.as_ref().filter(|a| now < a.expires_at)?;
        Some(access.token.clone())
    }
}

impl Access {
    fn new(grant: &Grant, now: DateTime<Utc>) -> Self {
        let life = grant.life;
        Self {
            token: grant.access.clone(),
            listed: grant.listed.clone(),
            renew_at: now + (life - MARGIN).max(life / 2),
            expires_at: now + life,
        }
    }
}
