//! The nouns of presence, as Porchlight thinks of them.
//!
//! Nothing here knows HTTP, JSON as Graph sends it, files or clocks: an instant
//! is always an argument.

mod asked_message;
mod change;
mod expiry;
mod held;
mod hook;
mod named;
mod notice;
mod order;
mod person;
mod photo;
mod presence;
mod quiet;
mod requested;
mod rule;
mod status;
mod status_message;
mod watch_list;

pub use asked_message::{AskedMessage, FormerMessage};
pub use change::{Transition, transitions};
pub use expiry::{
    Expiry, ExpiryError, end_of_day, instant_of, parse_length, parse_time_of_day, until_words,
};
pub use held::{Held, Holding};
pub use hook::{Changed, Hook, Whose};
pub use named::named_in;
pub use notice::Notice;
pub use order::{ordered, sort_name};
pub use person::{Person, PersonId, Resolution, is_called, resolve};
pub use photo::Photo;
pub use presence::{Activity, Availability, OutOfOffice, Presence, Shape};
pub use quiet::{Day, Quiet, QuietHours};
pub use requested::{KeepAvailable, Reported, ReportedSince, Requested};
pub use rule::Rule;
pub use status::{Pair, Plan, Status};
pub use status_message::{MessageTooLong, StatusMessage, alike, check_message};
pub use watch_list::{Group, Sort, WatchList, Watched};
