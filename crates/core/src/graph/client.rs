//! Asking Graph. One way out for every request: [`Graph::send`].

use std::sync::Arc;

use serde_json::Value;
use tokio::sync::Semaphore;

use super::answer::Answer;
use super::{GraphError, Method, Request, Unreachable, bulk, search, wire};
use crate::auth::{AccessToken, AuthError, Registration, Tokens};
use crate::clock::Clock;
use crate::http::Failure;
use crate::model::{Person, PersonId, Photo, Presence, Resolution};

/// What to show of somebody. Numbers are told only to some, and else absent.
const FIELDS: &str = "$select=id,displayName,mail,userPrincipalName,businessPhones,mobilePhone";

/// What Graph says when it is asked for a photo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhotoAnswer {
    Photo(Photo),
    /// There is none.
    None,
    /// An image of a kind or a size that we don't take.
    Unusable,
}

/// Microsoft Graph as one user sees it.
#[derive(Clone)]
pub struct Graph {
    registration: Registration,
    http: reqwest::Client,
    tokens: Arc<Tokens>,
    clock: Arc<dyn Clock>,
    /// Permits for questions about many people.
    pub(super) bulk: Arc<Semaphore>,
}

impl Graph {
    pub fn new(registration: Registration, http: reqwest::Client, tokens: Arc<Tokens>) -> Self {
        let clock = Arc::clone(tokens.clock());
        Self {
            registration,
            http,
            tokens,
            clock,
            bulk: Arc::new(Semaphore::new(bulk::MOST_AT_ONCE)),
        }
    }

    /// Who is signed in.
    pub async fn me(&self) -> Result<Person, GraphError> {
        let request = Request::get(format!("/me?{FIELDS}"));
        let read = self.read_person(&request, None).await;
        read.map_err(GraphError::about_own_account)
    }

    /// My own presence.
    pub async fn own_presence(&self) -> Result<Presence, GraphError> {
        let me = self.tokens.owner();
        let request = Request::get("/me/presence".to_owned());
        let read = self.read_presence(&request, me.as_ref()).await;
        read.map_err(GraphError::about_oneself)
    }

    /// One person's presence, by either of Graph's two ways to it.
    pub async fn presence_of(&self, id: &PersonId) -> Result<Presence, GraphError> {
        let first = Request::get(format!("/users/{id}/presence"));
        let error = match self.read_presence(&first, Some(id)).await {
            Err(error) if may_differ_elsewhere(&error) => error,
            settled => return settled,
        };
        let second = Request::get(format!("/communications/presences/{id}"));
        // The first way's answer is the better one, unless nothing can be asked at all.
        match self.read_presence(&second, Some(id)).await {
            Err(GraphError::Refused { .. } | GraphError::Unreachable(_)) => Err(error),
            settled => settled,
        }
    }

    /// Somebody in the directory by their id.
    pub async fn person(&self, id: &PersonId) -> Result<Person, GraphError> {
        let request = Request::get(format!("/users/{id}?{FIELDS}"));
        let read = self.read_person(&request, Some(id)).await;
        if self.is_own(id) {
            return read.map_err(GraphError::about_own_account);
        }
        read
    }

    /// Whether it is the id of whoever is signed in.
    fn is_own(&self, id: &PersonId) -> bool {
        self.tokens.owner().as_ref() == Some(id)
    }

    /// People whose name or address begins like this; ten at most.
    pub async fn search(&self, words: &str) -> Result<Vec<Person>, GraphError> {
        let Some(clause) = search::clause(words) else {
            return Ok(Vec::new());
        };
        let (body, answer) = self.search_for(&clause).await?;
        let entries = wire::entries(&body).ok_or_else(|| answer.unreadable())?;
        Ok(entries.iter().filter_map(wire::person).collect())
    }

    /// Whoever has this address: mail or sign-in name as a whole. Others whose
    /// addresses begin like it are offered.
    pub async fn at_address(&self, address: &str) -> Result<Resolution, GraphError> {
        let Some(clause) = search::address_clause(address) else {
            return Ok(Resolution::Nobody);
        };
        let (body, answer) = self.search_for(&clause).await?;
        let entries = wire::entries(&body).ok_or_else(|| answer.unreadable())?;
        let (whole, part): (Vec<&Value>, Vec<&Value>) = entries
            .iter()
            .partition(|entry| wire::has_address(entry, address));
        let people = |entries: &[&Value]| -> Vec<Person> {
            entries
                .iter()
                .filter_map(|entry| wire::person(entry))
                .collect()
        };
        let (mut whole, part) = (people(&whole), people(&part));
        Ok(match (whole.len(), part.is_empty()) {
            (0, true) => Resolution::Nobody,
            (0, false) => Resolution::Several(part),
            (1, _) => Resolution::One(whole.remove(0)),
            (_, _) => Resolution::Several(whole),
        })
    }

    /// Somebody's photo, 48 pixels square.
    pub async fn photo(&self, id: &PersonId) -> Result<PhotoAnswer, GraphError> {
        let whose = if self.is_own(id) {
            "/me".to_owned()
        } else {
            format!("/users/{id}")
        };
        let request = Request::get(format!("{whose}/photos/48x48/$value"));
        let answer = match self.send(&request).await {
            Ok(answer) => answer,
            // Whoever may not be asked about may have one all the same.
            Err(GraphError::Refused { status: 404, .. }) => return Ok(PhotoAnswer::None),
            Err(error) => return Err(error),
        };
        // A page of the network's own says nothing about the photo.
        if !answer.is_image() {
            return Err(answer.unreadable());
        }
        Ok(match Photo::read(answer.body) {
            Some(photo) => PhotoAnswer::Photo(photo),
            None => PhotoAnswer::Unusable,
        })
    }

    async fn search_for(&self, clause: &str) -> Result<(Value, Answer), GraphError> {
        let request = Request::get(format!(
            "/users?$search={}&{FIELDS}&$top=10&$count=true",
            search::encoded(clause)
        ));
        let answer = self.send(&request).await?;
        Ok((answer.json()?, answer))
    }

    /// Sends a change. What is already cleared counts as cleared.
    pub async fn write(&self, request: &Request) -> Result<(), GraphError> {
        match self.send(request).await {
            // Graph answers a write with nothing, a network's sign-in page does not.
            Ok(answer) if answer.is_page() => Err(answer.unreadable()),
            Ok(_) => Ok(()),
            Err(GraphError::Refused { status: 404, .. })
                if request.path.ends_with("/presence/clearPresence") =>
            {
                Ok(())
            }
            // It is one's own presence that is changed.
            Err(error) => Err(error.about_oneself()),
        }
    }

    async fn read_presence(
        &self,
        request: &Request,
        whose: Option<&PersonId>,
    ) -> Result<Presence, GraphError> {
        let answer = self.send(request).await?;
        match (wire::presence(&answer.json()?), whose) {
            (None, _) => Err(answer.unreadable()),
            // Somebody else's presence would be worse than none.
            (Some((Some(id), _)), Some(whose)) if id != *whose => Err(answer.unreadable()),
            (Some((_, presence)), _) => Ok(presence),
        }
    }

    async fn read_person(
        &self,
        request: &Request,
        who: Option<&PersonId>,
    ) -> Result<Person, GraphError> {
        let answer = self.send(request).await?;
        wire::person(&answer.json()?)
            .filter(|person| who.is_none_or(|id| person.id == *id))
            .ok_or_else(|| answer.unreadable())
    }

    /// Sends with a token; if Graph does not take it, once more with a fresh
    /// one, since Graph is known to refuse good tokens now and then. A 401 that
    /// asks for claims is met alike: we never say that we understand them, so
    /// Graph has no reason to send one.
    pub(super) async fn send(&self, request: &Request) -> Result<Answer, GraphError> {
        let token = self.token(request).await?;
        let mut answer = self.exchange(request, &token).await?;
        if answer.status == reqwest::StatusCode::UNAUTHORIZED && !answer.is_about_another_user() {
            self.tokens.refused(&token).await;
            let token = self.token(request).await?;
            answer = self.exchange(request, &token).await?;
        }
        answer.success(self.clock.now())
    }

    /// A token that reaches far enough; Graph is not asked what it must refuse.
    async fn token(&self, request: &Request) -> Result<AccessToken, GraphError> {
        let token = self.tokens.access().await.map_err(GraphError::SignIn)?;
        if token.scopes() < request.needs() {
            return Err(GraphError::SignIn(AuthError::NoConsent));
        }
        Ok(token)
    }

    async fn exchange(&self, request: &Request, token: &AccessToken) -> Result<Answer, GraphError> {
        let url = request.url(&self.registration.cloud.graph);
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
        };
        let mut outgoing = self
            .http
            .request(method, url)
            .header("client-request-id", uuid::Uuid::new_v4().to_string());
        if request.path.contains("$search=") {
            outgoing = outgoing.header("ConsistencyLevel", "eventual");
        }
        if let Some(header) = token.header() {
            outgoing = outgoing.header(reqwest::header::AUTHORIZATION, header);
        }
        if let Some(body) = &request.body {
            outgoing = outgoing.json::<Value>(body);
        }
        let answer = outgoing.send().await.map_err(Failure::from)?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = answer.bytes().await.map_err(Failure::from)?;
        let answer = Answer {
            status,
            headers,
            body: body.to_vec(),
        };
        tracing::debug!(
            // Without its query, which may hold what the user searched for.
            path = request.path.split('?').next(),
            status = status.as_u16(),
            request_id = answer.request_id(),
            "Graph answered"
        );
        Ok(answer)
    }
}

/// Whether the other way to a presence may know what this one does not.
fn may_differ_elsewhere(error: &GraphError) -> bool {
    matches!(
        error,
        GraphError::Refused { .. }
            | GraphError::Unreachable(
                Unreachable::Unreadable { .. } | Unreachable::ServerTrouble { .. }
            )
    )
}
