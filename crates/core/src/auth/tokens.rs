//! The tokens of the one account that is signed in.
//!
//! Access tokens live here in memory; the refresh token besides in the token
//! store. One refresh at a time, and whoever waits for it shares its outcome.

use std::pin::Pin;
use std::sync::{Arc, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::SecretString;
use tokio::sync::{Mutex, OwnedMutexGuard, watch};

use super::endpoint::{Endpoint, Grant, Refusal};
use super::store::Keeper;
use super::{
    AccessToken, Account, AuthError, Keeping, Proof, Registration, Scopes, StoreError, TokenStore,
};
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
    standing: watch::Sender<Standing>,
    /// What the platform wants proved at the next sign-in.
    claims: std::sync::Mutex<Option<String>>,
}

/// What may change about a sign-in while it lasts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    pub keeping: Keeping,
    pub scopes: Scopes,
}

/// One account and its tokens.
struct Session {
    account: Account,
    /// What a refresh asks for: what was granted last.
    scopes: Scopes,
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
            standing: watch::Sender::default(),
            claims: std::sync::Mutex::default(),
        }))
    }

    /// Takes up the sign-in of a former run with what it was granted. Asks the
    /// store and not the network, and gives way to a sign-in made meanwhile.
    ///
    /// # Errors
    /// [`AuthError::NotThere`] if the store keeps nothing for this account;
    /// [`AuthError::Store`] if it can't be asked, which later calls of
    /// [`Tokens::access`] try again.
    pub async fn resume(&self, account: &Account, scopes: Scopes) -> Result<(), AuthError> {
        let loaded = self.0.load(account).await;
        let refresh = match &loaded {
            Ok(token) => Refresh::Token(token.clone()),
            Err(AuthError::Store(_)) => Refresh::Unread,
            Err(_) => return loaded.map(drop),
        };
        let mut session = self.0.session.lock().await;
        if session.as_ref().is_some_and(Session::was_read) {
            return Ok(());
        }
        *session = Some(Session {
            account: account.clone(),
            scopes,
            refresh,
            access: None,
            refusal: None,
        });
        self.0.standing.send_replace(Standing {
            keeping: Keeping::Kept,
            scopes,
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
        self.0.want_claims(None);
        self.0.standing.send_replace(Standing::default());
        match session {
            Some(session) => self.forget(self.0.key(&session.account)).await,
            None => Ok(()),
        }
    }

    /// Removes from the store what was kept there, and nothing else.
    pub async fn forget(&self, key: String) -> Result<(), StoreError> {
        self.0.store.delete(key).await
    }

    /// Whether the sign-in is kept and how far it reaches, and every change of that.
    pub fn standing(&self) -> watch::Receiver<Standing> {
        self.0.standing.subscribe()
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

    /// Makes a proof the session, in the place of any former one. It is so once
    /// this returns, and the token is on its way into the store; what it returns
    /// waits until the store has it, or not.
    pub async fn adopt(&self, proof: Proof) -> Pin<Box<dyn Future<Output = Keeping> + Send>> {
        let Proof {
            account,
            scopes,
            grant,
        } = proof;
        let inner = Arc::clone(&self.0);
        let mut session = inner.session.lock().await;
        // Nothing waits from here on: it is done as a whole or not begun.
        let key = inner.key(&account);
        let saving = grant
            .refresh
            .clone()
            .map(|token| inner.store.save(key, token));
        let access = Access::new(&grant, inner.clock.now());
        *session = Some(Session {
            account,
            scopes,
            refresh: grant.refresh.map_or(Refresh::None, Refresh::Token),
            access: Some(access),
            refusal: None,
        });
        inner.want_claims(None);
        inner.standing.send_replace(Standing {
            keeping: Keeping::Kept,
            scopes,
        });
        drop(session);
        Box::pin(async move {
            let keeping = match saving {
                Some(saving) => keeping(saving.await),
                None => Keeping::NothingToKeep,
            };
            inner.tell_keeping(keeping.clone());
            keeping
        })
    }

    /// To be passed on, as it came, to the next sign-in page.
    pub(super) fn wanted_claims(&self) -> Option<String> {
        let claims = self.0.claims.lock();
        claims.unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn endpoint(&self) -> &Endpoint {
        &self.0.endpoint
    }

    pub(crate) fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.clock
    }
}

/// Runs to its end even if nobody waits any more: a rotated token that was
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
        let grant = self.grant(refresh, session.scopes).await;
        let grant = grant.map_err(|refusal| {
            if !refusal.meaning.is_passing() {
                self.want_claims(refusal.claims);
            }
            refusal.meaning
        })?;
        let access = Access::new(&grant, self.clock.now());
        if let Some(refresh) = grant.refresh {
            // Stored first: the former one stays good until then.
            self.keep(&session.account, &refresh).await;
            session.refresh = Refresh::Token(refresh);
        }
        session.scopes = grant.scopes;
        self.standing.send_if_modified(|standing| {
            std::mem::replace(&mut standing.scopes, grant.scopes) != grant.scopes
        });
        Ok(access)
    }

    /// What was consented to can have been taken back: then one's own part is
    /// asked for alone, which needs nobody's consent anew.
    async fn grant(&self, refresh: &SecretString, scopes: Scopes) -> Result<Grant, Refusal> {
        match self.endpoint.refresh(refresh, scopes).await {
            Err(refusal) if refusal.wants_consent && scopes != Scopes::Own => {
                tracing::info!("the consent to see colleagues is gone");
                self.endpoint.refresh(refresh, Scopes::Own).await
            }
            settled => settled,
        }
    }

    async fn load(&self, account: &Account) -> Result<SecretString, AuthError> {
        let token = self.store.load(self.key(account)).await?;
        token.ok_or(AuthError::NotThere)
    }

    async fn keep(&self, account: &Account, refresh: &SecretString) {
        let saved = self.store.save(self.key(account), refresh.clone()).await;
        self.tell_keeping(keeping(saved));
    }

    fn tell_keeping(&self, keeping: Keeping) {
        self.standing.send_if_modified(|standing| {
            let changed = standing.keeping != keeping;
            standing.keeping = keeping;
            changed
        });
    }

    fn want_claims(&self, claims: Option<String>) {
        *self.claims.lock().unwrap_or_else(PoisonError::into_inner) = claims;
    }

    fn key(&self, account: &Account) -> String {
        self.endpoint.registration().key(account)
    }
}

fn keeping(saved: Result<(), StoreError>) -> Keeping {
    match saved {
        Ok(()) => Keeping::Kept,
        Err(error) => {
            tracing::warn!(%error, "the sign-in is kept for this run only");
            Keeping::Failed(error)
        }
    }
}

impl Session {
    /// Whether the store is not needed any more.
    fn was_read(&self) -> bool {
        !matches!(self.refresh, Refresh::Unread)
    }

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
