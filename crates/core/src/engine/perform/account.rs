//! Signing in and out: what the tokens are told, and what the keyring made of it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{BROKEN_OFF, Performer, whole};
use crate::auth::{Account, AuthError, Keeping, Scopes, SignInWish, StoreError};
use crate::engine::handle::Outcome;
use crate::engine::input::{CommandId, FlowId, Input};
use crate::graph::Request;

impl Performer {
    pub(super) fn resume(&mut self, account: Account, scopes: Scopes, may_ask: bool) {
        let Some(far) = self.far_side.clone() else {
            return;
        };
        self.work.spawn(async move {
            let resumed = whole(async {
                let resumed = far.tokens.resume(&account, scopes).await;
                let locked = resumed == Err(AuthError::Store(StoreError::Locked));
                if locked && may_ask && far.tokens.unlock().await {
                    return far.tokens.resume(&account, scopes).await;
                }
                resumed
            })
            .await;
            Input::Resumed(resumed.unwrap_or_else(|| Err(broken_off())))
        });
    }

    pub(super) fn sign_in(&mut self, flow: FlowId, wish: SignInWish) {
        self.cancel_sign_in();
        let Some(far) = self.far_side.clone() else {
            return;
        };
        let (inputs, browser) = (self.inputs.clone(), Arc::clone(&self.browser));
        let proved = Arc::clone(&self.proved);
        let task = tokio::spawn(async move {
            let progress = |step| {
                let _ = inputs.send(Input::SignInProgress(flow, step));
            };
            let outcome = whole(far.tokens.sign_in(&wish, &*browser, progress)).await;
            let outcome = outcome.unwrap_or_else(|| Err(broken_off()));
            let told = outcome.map(|proof| {
                let told = (proof.account.clone(), proof.scopes);
                *held(&proved) = Some((flow, proof));
                told
            });
            let _ = inputs.send(Input::SignInEnded(flow, told));
        });
        self.sign_in = Some(task.abort_handle());
    }

    pub(super) fn cancel_sign_in(&mut self) {
        if let Some(task) = self.sign_in.take() {
            task.abort();
        }
        *held(&self.proved) = None;
    }

    /// The tokens are changed when this returns; whether the keyring took them
    /// is told later, even if the account is left again meanwhile.
    pub(super) fn adopt(&mut self, flow: FlowId, answer: CommandId, outcome: Outcome) {
        self.sign_in = None;
        let proof = held(&self.proved).take();
        let proof = proof.filter(|(of, _)| *of == flow);
        let (Some(far), Some((_, proof))) = (&self.far_side, proof) else {
            let _ = self.inputs.send(Input::Adopted {
                answer,
                outcome: Err(AuthError::Cancelled.to_user()),
                keeping: Keeping::NothingToKeep,
            });
            return;
        };
        let (keeping, inputs) = (far.tokens.adopt(proof), self.inputs.clone());
        self.keeping.spawn(async move {
            let _ = inputs.send(Input::Adopted {
                answer,
                outcome,
                keeping: keeping.await,
            });
        });
    }

    /// The tokens are forgotten when this returns; whether the keyring forgot
    /// them, too, is told later.
    pub(super) async fn sign_out(
        &mut self,
        first: Vec<Request>,
        key: Option<String>,
        answer: CommandId,
    ) {
        self.farewell(first).await;
        let forgetting = self.far_side.as_ref().map(|far| far.tokens.sign_out());
        let inputs = self.inputs.clone();
        self.keeping.spawn(async move {
            let outcome = match forgetting {
                Some(forgetting) => forgetting.await,
                None => Ok(()),
            };
            let _ = inputs.send(Input::SignedOut {
                answer,
                key,
                outcome,
            });
        });
    }

    pub(super) fn keep_again(&mut self) {
        let Some(far) = self.far_side.clone() else {
            return;
        };
        self.work.spawn(async move {
            far.tokens.keep_again().await;
            // What came of it is told as the sign-in's standing.
            Input::Tick
        });
    }

    pub(super) fn forget(&mut self, key: String) {
        let Some(far) = self.far_side.clone() else {
            return;
        };
        self.work.spawn(async move {
            let outcome = far.tokens.forget(key.clone()).await;
            Input::Forgotten(key, outcome)
        });
    }
}

fn held<T>(slot: &Mutex<T>) -> MutexGuard<'_, T> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}

fn broken_off() -> AuthError {
    AuthError::Local(BROKEN_OFF.to_owned())
}
