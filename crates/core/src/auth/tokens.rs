//! The tokens of the one account that is signed in.
//!
//! Access tokens live here in memory; the refresh token besides in the token
//! store. One refresh at a time, and whoever waits for it shares its outcome.

use std::pin::Pin;
use std::sync::{Arc, MutexGuard, PoisonError};

use chrono::TimeDelta;
use secrecy::SecretString;
use tokio::sync::{OwnedMutexGuard, watch};

use super::endpoint::{Endpoint, Grant, Refusal};
use super::session::{Access, Held, Refresh, Session, same};
use super::store::{Keeper, Outcome};
use super::{
    AccessToken, Account, AuthError, Keeping, Proof, Registration, Scopes, StoreError, TokenStore,
};
use crate::clock::Clock;
use crate::model::PersonId;

/// After a refusal the platform is not asked again for so long: it counts
/// repeated questions as an attack.
const REFUSAL_HOLDS: TimeDelta = TimeDelta::minutes(2);

/// Hands out access tokens and keeps them fresh.
pub struct Tokens(Arc<Inner>);

struct Inner {
    endpoint: Endpoint,
    clock: Arc<dyn Clock>,
    store: Keeper,
    /// Never locked across a wait: who is signed in changes at once, whatever
    /// hangs for whoever was.
    session: std::sync::Mutex<Option<Session>>,
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
            session: std::sync::Mutex::default(),
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
        let former = self.0.session();
        if let Some(former) = &former
            && former.held.lock().await.was_read()
        {
            return Ok(());
        }
        let mut session = self.0.slot();
        if !same(session.as_ref(), former.as_ref()) {
            return Ok(());
        }
        let held = Held {
            scopes,
            refresh,
            access: None,
            refusal: None,
        };
        *session = Some(Session::new(account.clone(), held));
        self.0.standing.send_replace(Standing {
            keeping: Keeping::Kept,
            scopes,
        });
        loaded.map(drop)
    }

    /// Has the user asked for the password of a locked store; true once it is open.
    pub async fn unlock(&self) -> bool {
        self.0.store.unlock().await.is_ok()
    }

    /// Tries once more to keep what the store did not take.
    pub async fn keep_again(&self) {
        if let Ok((session, held)) = self.0.current().await
            && let Refresh::Token(refresh) = &held.refresh
        {
            self.0.keep(&session, refresh).await;
        }
    }

    /// A token that is good now, from memory or after a refresh.
    pub async fn access(&self) -> Result<AccessToken, AuthError> {
        let (session, held) = self.0.current().await?;
        let now = self.0.clock.now();
        if let Some(access) = held.access.as_ref().filter(|a| now < a.renew_at) {
            return Ok(access.token.clone());
        }
        if let Some((refusal, _)) = held.refusal.as_ref().filter(|(_, until)| now < *until) {
            return held.still_good(now).ok_or_else(|| refusal.clone());
        }
        let inner = Arc::clone(&self.0);
        undisturbed(async move { inner.refresh(&session, held).await }).await?
    }

    /// Graph did not take this token: the next [`Tokens::access`] fetches another.
    pub async fn refused(&self, token: &AccessToken) {
        if let Ok((_, mut held)) = self.0.current().await
            && held.access.as_ref().is_some_and(|a| a.token == *token)
        {
            held.access = None;
        }
    }

    /// Forgets the tokens. Here it is so once this returns; what it returns waits
    /// until the store has forgotten them, too.
    ///
    /// # Errors
    /// If the store could not be asked, the token may have stayed there.
    pub fn sign_out(&self) -> Outcome<()> {
        let mut slot = self.0.slot();
        let session = slot.take();
        self.0.want_claims(None);
        self.0.standing.send_replace(Standing::default());
        match session {
            // With the slot still locked: nothing of this account is saved after.
            Some(session) => self.forget(self.0.key(&session.account)),
            None => Box::pin(std::future::ready(Ok(()))),
        }
    }

    /// Removes from the store what was kept there, and nothing else.
    pub fn forget(&self, key: String) -> Outcome<()> {
        self.0.store.delete(key)
    }

    /// Whether the sign-in is kept and how far it reaches, and every change of that.
    pub fn standing(&self) -> watch::Receiver<Standing> {
        self.0.standing.subscribe()
    }

    /// What the token at hand allows, by the scopes' short names; empty without
    /// one, and where the platform did not say.
    pub async fn granted(&self) -> Vec<String> {
        let current = self.0.current().await.ok();
        let access = current.as_ref().and_then(|(_, held)| held.access.as_ref());
        access.map(|a| a.listed.clone()).unwrap_or_default()
    }

    /// Whose tokens these are.
    pub fn owner(&self) -> Option<PersonId> {
        let slot = self.0.slot();
        slot.as_ref().map(|session| session.account.id.clone())
    }

    /// Makes a proof the session, in the place of any former one. It is so once
    /// this returns, and the token is on its way into the store; what it returns
    /// waits until the store has it, or not. A locked one asks for its password.
    pub fn adopt(&self, proof: Proof) -> Pin<Box<dyn Future<Output = Keeping> + Send>> {
        let Proof {
            account,
            scopes,
            grant,
        } = proof;
        let inner = Arc::clone(&self.0);
        let mut slot = inner.slot();
        let key = inner.key(&account);
        let saving = grant
            .refresh
            .clone()
            .map(|token| inner.store.save(key, token));
        let access = Access::new(&grant, inner.clock.now());
        let held = Held {
            scopes,
            refresh: grant.refresh.map_or(Refresh::None, Refresh::Token),
            access: Some(access),
            refusal: None,
        };
        let session = Session::new(account, held);
        *slot = Some(session.clone());
        inner.want_claims(None);
        inner.standing.send_replace(Standing {
            keeping: Keeping::Kept,
            scopes,
        });
        drop(slot);
        let tokens = Self(Arc::clone(&self.0));
        Box::pin(async move {
            let mut keeping = match saving {
                Some(saving) => keeping(saving.await),
                None => Keeping::NothingToKeep,
            };
            inner.tell_keeping(&session, keeping.clone());
            if keeping == Keeping::Failed(StoreError::Locked) && tokens.unlock().await {
                tokens.keep_again().await;
                keeping = inner.standing.borrow().keeping.clone();
            }
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
    fn slot(&self) -> MutexGuard<'_, Option<Session>> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn session(&self) -> Option<Session> {
        self.slot().clone()
    }

    fn is_current(&self, session: &Session) -> bool {
        same(self.slot().as_ref(), Some(session))
    }

    /// The session and what it holds, once no refresh is under way.
    async fn current(&self) -> Result<(Session, OwnedMutexGuard<Held>), AuthError> {
        loop {
            let session = self.session().ok_or(AuthError::SignedOut)?;
            let held = Arc::clone(&session.held).lock_owned().await;
            // Waiting may have been long enough for another to sign in.
            if self.is_current(&session) {
                return Ok((session, held));
            }
        }
    }

    async fn refresh(
        &self,
        session: &Session,
        mut held: OwnedMutexGuard<Held>,
    ) -> Result<AccessToken, AuthError> {
        let outcome = self.renew(session, &mut held).await;
        let now = self.clock.now();
        match outcome {
            Ok(access) => {
                let token = access.token.clone();
                held.access = Some(access);
                held.refusal = None;
                Ok(token)
            }
            Err(error) => {
                tracing::info!(%error, "no new token");
                let holds = if let AuthError::Throttled { retry_after } = &error {
                    *retry_after
                } else {
                    (!error.is_passing()).then_some(REFUSAL_HOLDS)
                };
                held.refusal = holds.map(|holds| (error.clone(), now + holds));
                held.still_good(now).ok_or(error)
            }
        }
    }

    async fn renew(&self, session: &Session, held: &mut Held) -> Result<Access, AuthError> {
        if let Refresh::Unread = held.refresh {
            held.refresh = Refresh::Token(self.load(&session.account).await?);
        }
        let Refresh::Token(refresh) = &held.refresh else {
            let code = "no_refresh_token".to_owned();
            return Err(AuthError::Ended { code });
        };
        let grant = self.grant(refresh, held.scopes).await;
        let grant = grant.map_err(|refusal| {
            if !refusal.meaning.is_passing() && self.is_current(session) {
                self.want_claims(refusal.claims);
            }
            refusal.meaning
        })?;
        let access = Access::new(&grant, self.clock.now());
        if let Some(refresh) = grant.refresh {
            // Stored first: the former one stays good until then.
            self.keep(session, &refresh).await;
            held.refresh = Refresh::Token(refresh);
        }
        held.scopes = grant.scopes;
        self.tell(session, |standing| standing.scopes = grant.scopes);
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

    /// Nothing is kept for somebody who has signed out meanwhile.
    async fn keep(&self, session: &Session, refresh: &SecretString) {
        let saving = {
            let slot = self.slot();
            if !same(slot.as_ref(), Some(session)) {
                return;
            }
            self.store.save(self.key(&session.account), refresh.clone())
        };
        let keeping = keeping(saving.await);
        self.tell_keeping(session, keeping);
    }

    fn tell_keeping(&self, session: &Session, keeping: Keeping) {
        self.tell(session, |standing| standing.keeping = keeping);
    }

    /// Changes how the sign-in stands, unless it is another by now.
    fn tell(&self, session: &Session, change: impl FnOnce(&mut Standing)) {
        let slot = self.slot();
        if !same(slot.as_ref(), Some(session)) {
            return;
        }
        self.standing.send_if_modified(|standing| {
            let before = standing.clone();
            change(standing);
            *standing != before
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
            tracing::warn!("the sign-in is kept for this run only");
            // Words of the keyring may name the entry.
            tracing::debug!(%error, "the keyring does not keep it");
            Keeping::Failed(error)
        }
    }
}
