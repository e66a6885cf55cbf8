//! Whom all requests go to.

use std::sync::Arc;

use tokio::sync::mpsc;

use crate::auth::{Registration, TokenStore, Tokens};
use crate::clock::Clock;
use crate::engine::input::Input;
use crate::graph::Graph;
use crate::{UserError, http};

/// The identity platform and Graph, for one application.
#[derive(Clone)]
pub(in crate::engine) struct FarSide {
    pub(super) tokens: Arc<Tokens>,
    pub(super) graph: Arc<Graph>,
}

impl FarSide {
    pub(in crate::engine) fn new(
        registration: Registration,
        store: Arc<dyn TokenStore>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, UserError> {
        let http = http::client(&registration.cloud).map_err(|error| error.to_user())?;
        let tokens = Arc::new(Tokens::new(
            registration.clone(),
            http.clone(),
            store,
            clock,
        ));
        let graph = Arc::new(Graph::new(registration, http, Arc::clone(&tokens)));
        Ok(Self { tokens, graph })
    }

    /// Tells of every change of how the sign-in stands.
    pub(super) fn tell_standing(&self, inputs: &mpsc::UnboundedSender<Input>) {
        let (mut standing, inputs) = (self.tokens.standing(), inputs.clone());
        tokio::spawn(async move {
            while standing.changed().await.is_ok() {
                let now = standing.borrow_and_update().clone();
                if inputs.send(Input::Standing(now)).is_err() {
                    return;
                }
            }
        });
    }
}
