//! Sign-in: who the user is, and the tokens that say so.
//!
//! A token leaves this module only inside a request's header.

mod account;
mod answer;
pub(crate) mod blocked;
mod browser;
mod claims;
mod cloud;
mod device_code;
mod endpoint;
mod error;
mod keyring_store;
mod loopback;
mod page;
mod probe;
mod scope;
mod secret;
mod session;
mod sign_in;
mod store;
mod tokens;

pub use account::Account;
pub use browser::{Browser, SystemBrowser};
pub(crate) use cloud::is_loopback;
pub use cloud::{Cloud, Registration};
pub use cloud::{is_safe, leads_safely};
pub(crate) use error::left_behind;
pub use error::{AuthError, is_out_of_reach};
pub use keyring_store::KeyringStore;
pub(crate) use probe::probe;
pub(crate) use scope::GRAPH;
pub use scope::Scopes;
pub use secret::AccessToken;
pub use sign_in::{Method, Progress, Proof, SignInWish};
pub use store::{ENDS_WITH_THIS_RUN, Keeping, MemoryStore, StoreError, TokenStore};
pub use tokens::{Standing, Tokens};
