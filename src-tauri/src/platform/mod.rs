//! What differs between operating systems, one file each behind the same names.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(target_os = "linux")]
mod notification_icon;
#[cfg(not(windows))]
mod panel;
#[cfg(windows)]
mod windows;

/// The words of a notification, as whoever shows it reads them.
pub(crate) struct NotificationBody {
    pub(crate) text: String,
    /// Whether somebody is there to show it.
    pub(crate) is_awaited: bool,
}

#[cfg(target_os = "linux")]
pub(crate) use linux::*;
#[cfg(target_os = "macos")]
pub(crate) use macos::*;
#[cfg(target_os = "linux")]
pub(crate) use notification_icon::notification_icon;
#[cfg(not(windows))]
pub(crate) use panel::*;
#[cfg(windows)]
pub(crate) use windows::*;
