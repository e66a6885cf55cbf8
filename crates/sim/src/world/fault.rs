//! Faults that were seen in the wild or that a network can cause, switched on
//! by a test for some requests.

use serde::{Deserialize, Serialize};

/// An operation of either server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    Authorize,
    Token,
    DeviceCode,
    /// Pages of the sign-in that are for people: approval, device, metadata.
    SignInPage,
    Me,
    User,
    SearchUsers,
    Photo,
    /// `GET /me/presence`.
    GetPresence,
    /// `GET /users/{id}/presence`.
    GetUserPresence,
    /// `GET /communications/presences/{id}`.
    GetPresenceById,
    GetPresencesByUserId,
    SetPresence,
    ClearPresence,
    SetUserPreferredPresence,
    ClearUserPreferredPresence,
    SetStatusMessage,
    /// Nothing that this server knows.
    Unknown,
}

/// A group of operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Everywhere,
    Login,
    Graph,
    /// Reading presence, one person's or many people's.
    Reads,
    /// The five actions that change a presence.
    Writes,
}

/// Which requests a fault meets. In JSON the name of a [`Side`] or of an
/// [`Operation`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Target {
    Side(Side),
    Only(Operation),
}

impl From<Side> for Target {
    fn from(side: Side) -> Self {
        Self::Side(side)
    }
}

impl From<Operation> for Target {
    fn from(operation: Operation) -> Self {
        Self::Only(operation)
    }
}

impl Target {
    fn meets(self, operation: Operation) -> bool {
        use Operation as O;
        let login = matches!(
            operation,
            O::Authorize | O::Token | O::DeviceCode | O::SignInPage
        );
        match self {
            Self::Only(only) => only == operation,
            Self::Side(Side::Everywhere) => true,
            Self::Side(Side::Login) => login,
            Self::Side(Side::Graph) => !login,
            Self::Side(Side::Reads) => {
                matches!(
                    operation,
                    O::GetPresence
                        | O::GetUserPresence
                        | O::GetPresenceById
                        | O::GetPresencesByUserId
                )
            }
            Self::Side(Side::Writes) => matches!(
                operation,
                O::SetPresence
                    | O::ClearPresence
                    | O::SetUserPreferredPresence
                    | O::ClearUserPreferredPresence
                    | O::SetStatusMessage
            ),
        }
    }
}

/// The body of a server error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorBody {
    #[default]
    Html,
    Empty,
    /// The usual error envelope.
    Json,
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FaultKind {
    /// 401 although the token is good.
    Unauthorized,
    /// 401 that asks for these claims (JSON, sent in base64), if the client
    /// said that it understands it; a plain 401 otherwise.
    ClaimsChallenge {
        claims: String,
    },
    /// 403 with an empty message.
    Forbidden,
    NotFound,
    /// 429; the text goes into `Retry-After`, fractional seconds included.
    Throttled {
        #[serde(default)]
        retry_after: Option<String>,
    },
    ServerError {
        status: u16,
        #[serde(default)]
        body: ErrorBody,
        #[serde(default)]
        retry_after: Option<String>,
    },
    /// The answer breaks off in the middle of its JSON.
    TruncatedJson,
    /// The answer comes after this time on the simulator's clock, or when
    /// released if no time is given.
    Slow {
        #[serde(default)]
        seconds: Option<u32>,
    },
    /// The connection is reset before the request is acted upon.
    ConnectionReset,
    /// The request is acted upon, then the connection is reset.
    LostAnswer,
    /// Availability and activity start in lower case.
    CamelCase,
    /// Availability and activity that no list knows.
    UnknownValues,
    /// Members that clients like to rely on are missing.
    MissingFields,
    /// Members that nobody has heard of.
    ExtraFields,
    /// 200 with an HTML page, as a hotel's network answers.
    CaptivePortal,
    /// The presence of somebody else.
    WrongPerson,
    /// 200, and nothing changes. Only for writes.
    Ignored,
    /// The `Date` header is wrong by this much.
    DateSkew {
        seconds: i64,
    },
    /// Any answer at all.
    Answer {
        status: u16,
        #[serde(default)]
        content_type: Option<String>,
        #[serde(default)]
        body: String,
    },
}

/// A fault, the requests it meets and how often.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    pub on: Target,
    pub what: FaultKind,
    /// None: until it is cleared.
    #[serde(default)]
    pub times: Option<u32>,
}

impl Fault {
    /// A fault that stays until it is cleared.
    pub fn new(on: impl Into<Target>, what: FaultKind) -> Self {
        Self {
            on: on.into(),
            what,
            times: None,
        }
    }

    /// A fault of one request.
    pub fn once(on: impl Into<Target>, what: FaultKind) -> Self {
        Self::new(on, what).times(1)
    }

    /// The same fault for this many requests.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }
}

/// The faults that are switched on, in the order they were.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(transparent)]
pub(crate) struct Faults {
    active: Vec<Fault>,
}

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.active.push(fault);
    }

    pub(crate) fn clear(&mut self) {
        self.active.clear();
    }

    /// The faults that meet this request; each is counted as used.
    pub(crate) fn take(&mut self, operation: Operation) -> Vec<FaultKind> {
        let mut taken = Vec::new();
        for fault in &mut self.active {
            let left = fault.times.unwrap_or(1);
            if left > 0 && fault.on.meets(operation) {
                fault.times = fault.times.map(|times| times - 1);
                taken.push(fault.what.clone());
            }
        }
        self.active.retain(|fault| fault.times != Some(0));
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_used_up() {
        let mut faults = Faults::default();
        faults.add(Fault::new(Operation::Me, FaultKind::Forbidden).times(2));
        assert!(faults.take(Operation::User).is_empty());
        assert_eq!(faults.take(Operation::Me), [FaultKind::Forbidden]);
        assert_eq!(faults.take(Operation::Me), [FaultKind::Forbidden]);
        assert!(faults.take(Operation::Me).is_empty());
    }

    #[test]
    fn sides_cover_their_operations() {
        let cases = [
            (Side::Login, Operation::Token, true),
            (Side::Login, Operation::Me, false),
            (Side::Graph, Operation::Unknown, true),
            (Side::Graph, Operation::Authorize, false),
            (Side::Reads, Operation::GetPresencesByUserId, true),
            (Side::Writes, Operation::GetPresence, false),
            (Side::Writes, Operation::SetStatusMessage, true),
        ];
        for (side, operation, expected) in cases {
            assert_eq!(Target::from(side).meets(operation), expected);
        }
    }

    #[test]
    fn faults_read_as_plain_json() {
        let json = r#"{"on":"reads","what":{"kind":"throttled","retry_after":"2.128"},"times":1}"#;
        let fault: Fault = serde_json::from_str(json).unwrap();
        let retry_after = Some("2.128".to_owned());
        assert_eq!(
            fault,
            Fault::once(Side::Reads, FaultKind::Throttled { retry_after })
        );
        let json = r#"{"on":"set_presence","what":{"kind":"ignored"}}"#;
        let fault: Fault = serde_json::from_str(json).unwrap();
        assert_eq!(
            fault,
            Fault::new(Operation::SetPresence, FaultKind::Ignored)
        );
    }
}
