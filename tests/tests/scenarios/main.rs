//! What Porchlight does, told as stories: a real engine and a simulated
//! company over loopback HTTP, and a clock in the storyteller's hand.

mod faults;
mod matrix;
mod messages;
mod own;
mod people;
mod registration;
mod sign_in;
mod status;
