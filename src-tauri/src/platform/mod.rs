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
