//! Who runs this program, and whose a pipe is, as Windows knows them.
//!
//! The only unsafe code of this crate: no kept library reads the owner of what
//! is open.

use std::fmt;
use std::io;
use std::os::windows::io::{AsHandle, AsRawHandle};

use windows::Win32::Foundation::{HANDLE, HLOCAL};
use windows::Win32::Security::Authorization::{
    ConvertSidToStringSidW, GetSecurityInfo, SE_KERNEL_OBJECT,
};
use windows::Win32::Security::{
    GetTokenInformation, OWNER_SECURITY_INFORMATION, PSECURITY_DESCRIPTOR, PSID,
    SECURITY_MAX_SID_SIZE, TOKEN_QUERY, TOKEN_USER, TokenUser,
};
use windows::Win32::System::Threading::{GetCurrentProcess, OpenProcessToken};
use windows::core::{Owned, PWSTR};

/// A user or a group, shown as `S-1-5-21-…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sid(String);

impl Sid {
    /// The user that this program runs as: the same whether elevated or not.
    ///
    /// # Errors
    /// Windows does not say.
    #[expect(unsafe_code, reason = "see SAFETY")]
    pub(super) fn own() -> io::Result<Self> {
        /// What Windows answers: a pointer to the id, and the id behind it.
        #[repr(C)]
        struct Answer {
            user: TOKEN_USER,
            id: [u8; SECURITY_MAX_SID_SIZE as usize],
        }
        let mut token = HANDLE::default();
        // SAFETY: the token is ours to be written; our own process needs no handle.
        unsafe { OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &raw mut token) }?;
        // SAFETY: it was just opened, for us.
        let token = unsafe { Owned::new(token) };
        let mut answer = Answer {
            user: TOKEN_USER::default(),
            id: [0; SECURITY_MAX_SID_SIZE as usize],
        };
        let size = u32::try_from(size_of::<Answer>()).map_err(io::Error::other)?;
        let mut length = 0;
        // SAFETY: the answer is ours to be written, aligned for what this question is
        // answered with and as long as that can get; so is the length.
        unsafe {
            GetTokenInformation(
                *token,
                TokenUser,
                Some((&raw mut answer).cast()),
                size,
                &raw mut length,
            )
        }?;
        // SAFETY: Windows has filled the answer, which lives on.
        unsafe { Self::read(answer.user.User.Sid) }
    }

    /// Whose an open pipe is. Nobody can give theirs to another user, except
    /// administrators.
    ///
    /// # Errors
    /// Windows does not say.
    #[expect(unsafe_code, reason = "see SAFETY")]
    pub(super) fn owner(pipe: &impl AsHandle) -> io::Result<Self> {
        let pipe = pipe.as_handle();
        let mut owner = PSID::default();
        let mut descriptor = PSECURITY_DESCRIPTOR::default();
        // SAFETY: the handle is open as long as it is borrowed; both pointers are
        // ours to be written.
        let asked = unsafe {
            GetSecurityInfo(
                HANDLE(pipe.as_raw_handle()),
                SE_KERNEL_OBJECT,
                OWNER_SECURITY_INFORMATION,
                Some(&raw mut owner),
                None,
                None,
                None,
                Some(&raw mut descriptor),
            )
        };
        asked.ok()?;
        // SAFETY: Windows allocated the descriptor for us.
        let _descriptor = unsafe { Owned::new(HLOCAL(descriptor.0)) };
        // SAFETY: the owner lies within the descriptor, which lives on.
        unsafe { Self::read(owner) }
    }

    /// Copies an id.
    ///
    /// # Safety
    /// It must be null or an id that is whole.
    #[expect(unsafe_code, reason = "see SAFETY")]
    unsafe fn read(id: PSID) -> io::Result<Self> {
        if id.is_invalid() {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut text = PWSTR::null();
        // SAFETY: the caller vouches for the id; the text is ours to be written.
        unsafe { ConvertSidToStringSidW(id, &raw mut text) }?;
        // SAFETY: Windows allocated the text for us.
        let _text = unsafe { Owned::new(HLOCAL(text.0.cast())) };
        // SAFETY: it ends with a zero, as every text that Windows gives.
        let text = unsafe { text.to_string() };
        text.map(Self).map_err(io::Error::other)
    }
}

impl fmt::Display for Sid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
impl Sid {
    /// The group of those who may do anything here.
    pub(super) fn administrators() -> Self {
        Self("S-1-5-32-544".to_owned())
    }
}
