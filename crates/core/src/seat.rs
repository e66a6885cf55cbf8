//! What the computer tells of whoever sits at it.

use tokio::sync::watch;

/// Whether somebody may be at the desk. Told by the shell, which listens to the
/// operating system; an engine that is told nothing takes everybody for present.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seat {
    /// The screen is locked.
    pub locked: bool,
    /// The computer is about to sleep; false again once it has woken.
    pub asleep: bool,
    /// Power comes from a battery.
    pub on_battery: bool,
}

impl Seat {
    /// The desk is left: nobody can be there while the screen is locked.
    pub fn is_left(self) -> bool {
        self.locked || self.asleep
    }

    /// A seat nobody tells about.
    pub fn untold() -> watch::Receiver<Self> {
        watch::channel(Self::default()).1
    }
}
