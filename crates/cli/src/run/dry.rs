//! What commands would send, for a dry run.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use porchlight_core::auth::{AuthError, Cloud};
use porchlight_core::engine;
use porchlight_core::graph::Method;
use porchlight_core::model::PersonId;
use porchlight_core::view::Command;
use porchlight_core::{ErrorCode, UserError};
use serde::Serialize;
use serde_json::Value;
use url::Url;

use super::{Ground, Run};

/// Stands for an id that is not known while nobody is signed in.
const NO_ID: &str = "00000000-0000-0000-0000-000000000000";

/// A request as a dry run prints it.
#[derive(Debug, Serialize)]
pub(crate) struct Planned {
    method: Method,
    url: String,
    body: Option<Value>,
}

impl Run {
    /// What the commands would send. Ids that are not known yet are zeros.
    pub(crate) fn requests(
        &self,
        commands: &[Command],
        now: DateTime<Utc>,
        zone: Tz,
    ) -> Result<Vec<Planned>, UserError> {
        let registration = match &self.ground {
            Ground::Own(own) => Some(&own.registration),
            Ground::Demo => None,
        };
        let (client_id, graph) = match registration {
            Some(Ok(known)) => (known.client_id.clone(), known.cloud.graph.clone()),
            Some(Err(error)) if error.code != ErrorCode::SignInNeeded => return Err(error.clone()),
            Some(Err(_)) | None => (NO_ID.to_owned(), global_graph()?),
        };
        let me = self.me()?;
        let mut planned = Vec::new();
        for command in commands {
            let requests = engine::dry_run(command, &client_id, &me, now, zone)?;
            planned.extend(requests.into_iter().map(|request| Planned {
                method: request.method,
                url: request.url(&graph),
                body: request.body,
            }));
        }
        Ok(planned)
    }

    fn me(&self) -> Result<PersonId, UserError> {
        let known = match &self.ground {
            Ground::Own(own) => own.memory.load().0.account.map(|account| account.id),
            Ground::Demo => None,
        };
        known
            .or_else(|| PersonId::parse(NO_ID))
            .ok_or_else(|| AuthError::SignedOut.to_user())
    }
}

fn global_graph() -> Result<Url, UserError> {
    let cloud = Cloud::named("global");
    cloud
        .map(|cloud| cloud.graph)
        .ok_or_else(|| AuthError::SignedOut.to_user())
}
