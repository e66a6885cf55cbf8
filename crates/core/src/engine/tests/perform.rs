//! Work that panics is a mistake of ours, and nobody waits for it for ever.

use std::sync::Arc;

use tokio::sync::mpsc;
use url::Url;

use super::*;
use crate::auth::{Browser, MemoryStore, Method, Scopes, SignInWish, StoreError, TokenStore};
use crate::clock::{Clock, ManualClock};
use crate::engine::perform::{FarSide, Performer};
use crate::settings::Memory;

/// A browser and a store that know how to do nothing but panic.
struct Careless;

impl Browser for Careless {
    fn open(&self, _: &Url) -> std::io::Result<()> {
        panic!("no browser")
    }
}

impl TokenStore for Careless {
    fn load(&self, _: &str) -> Result<Option<secrecy::SecretString>, StoreError> {
        panic!("no store")
    }

    fn save(&self, _: &str, _: &secrecy::SecretString) -> Result<(), StoreError> {
        panic!("no store")
    }

    fn delete(&self, _: &str) -> Result<(), StoreError> {
        panic!("no store")
    }
}

fn performer(store: Arc<dyn TokenStore>) -> (Performer, mpsc::UnboundedReceiver<Input>) {
    let registration = Registration {
        client_id: "app".to_owned(),
        tenant: "organizations".to_owned(),
        cloud: Cloud::named("global").unwrap(),
    };
    let clock: Arc<dyn Clock> = Arc::new(ManualClock::at("2026-11-21T12:00:00Z".parse().unwrap()));
    let far_side = FarSide::new(registration, Arc::clone(&store), Arc::clone(&clock)).unwrap();
    let (inputs, inputs_in) = mpsc::unbounded_channel();
    let performer = Performer::new(
        Some(far_side),
        (store, clock),
        (Arc::new(Careless), None),
        Memory::none(),
        inputs,
    );
    (performer, inputs_in)
}

#[tokio::test]
async fn a_reading_that_panics_is_reported_as_broken_off() {
    let (mut performer, _inputs) = performer(Arc::new(MemoryStore::default()));
    performer.report(3, Report::Own, |_| async { panic!("a mistake") });
    let Input::Report(3, Report::Own(Err(error))) = performer.done().await else {
        panic!("another report");
    };
    assert_eq!(error, GraphError::Unreachable(Unreachable::BrokenOff));
    assert!(performer.is_idle());
}

#[tokio::test]
async fn a_sign_in_that_panics_has_an_end() {
    let (mut performer, mut inputs) = performer(Arc::new(MemoryStore::default()));
    let sign_in = Effect::SignIn {
        flow: 1,
        wish: SignInWish {
            method: Method::Browser,
            hint: None,
            scopes: Scopes::Own,
            ask_again: false,
        },
    };
    performer.perform(sign_in, 0).await;
    loop {
        match inputs.recv().await {
            Some(Input::SignInEnded(1, outcome)) => {
                let title = outcome.unwrap_err().to_user().title;
                assert!(title.contains("inside Porchlight"), "{title}");
                return;
            }
            Some(_) => {}
            None => panic!("it never ended"),
        }
    }
}

#[tokio::test]
async fn a_keyring_that_panics_does_not_keep_the_start_waiting() {
    let (mut performer, _inputs) = performer(Arc::new(Careless));
    performer
        .perform(
            Effect::Resume {
                account: account(),
                scopes: Scopes::Own,
                may_ask: false,
            },
            0,
        )
        .await;
    assert!(matches!(performer.done().await, Input::Resumed(Err(_))));
}
