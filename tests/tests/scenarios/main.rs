//! What Porchlight does, told as stories: a real engine and a simulated
//! company over loopback HTTP, and a clock in the storyteller's hand.

mod consent;
mod faults;
mod hooks;
mod hostile;
mod keyring;
mod matrix;
mod messages;
mod notices;
mod own;
mod people;
mod photos;
mod polling;
mod registration;
mod secrets;
mod sign_in;
mod status;
