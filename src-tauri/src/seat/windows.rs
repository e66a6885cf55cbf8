//! Windows: a window that is never shown hears of lock, sleep, power and the end
//! of the session. It is
//! a top-level one, since windows for messages alone hear no broadcasts.

use std::cell::OnceCell;
use std::ffi::c_void;
use std::time::Duration;

use windows::Win32::Foundation::{HANDLE, HWND, LPARAM, LRESULT, WPARAM};
use windows::Win32::System::LibraryLoader::GetModuleHandleW;
use windows::Win32::System::Power::{
    GetSystemPowerStatus, RegisterSuspendResumeNotification, SYSTEM_POWER_STATUS,
};
use windows::Win32::System::RemoteDesktop::{
    NOTIFY_FOR_THIS_SESSION, WTS_CURRENT_SESSION, WTS_SESSIONSTATE_LOCK, WTSFreeMemory, WTSINFOEXW,
    WTSQuerySessionInformationW, WTSRegisterSessionNotification, WTSSessionInfoEx,
};
use windows::Win32::UI::WindowsAndMessaging::{
    CreateWindowExW, DEVICE_NOTIFY_WINDOW_HANDLE, DefWindowProcW, DispatchMessageW, GetMessageW,
    MSG, PBT_APMPOWERSTATUSCHANGE, PBT_APMRESUMEAUTOMATIC, PBT_APMRESUMESUSPEND, PBT_APMSUSPEND,
    RegisterClassW, WINDOW_EX_STYLE, WM_ENDSESSION, WM_POWERBROADCAST, WM_WTSSESSION_CHANGE,
    WNDCLASSW, WS_OVERLAPPED, WTS_SESSION_LOCK, WTS_SESSION_UNLOCK,
};
use windows::core::{Error, PCWSTR, PWSTR, Result, w};

use super::Teller;

/// How long the engine may keep the computer from sleeping; Windows itself gives
/// all programs together two seconds.
const FAREWELL: Duration = Duration::from_secs(2);

/// How long the engine may keep the session from ending; after five seconds
/// Windows offers its user to end the program at once.
const LAST_WORDS: Duration = Duration::from_secs(4);

/// What the window is called; nobody sees it.
const NAME: PCWSTR = w!("Porchlight's seat");

thread_local! {
    /// Set on the window's thread only, before there is a window.
    static TELLER: OnceCell<Teller> = const { OnceCell::new() };
}

/// What a message to the window says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum News {
    Locked,
    Unlocked,
    FallsAsleep,
    Wakes,
    /// The charger came or went, or the charge changed.
    Power,
    /// The user signs out, or the computer shuts down.
    SessionEnds,
}

impl News {
    fn of(message: u32, parameter: usize) -> Option<Self> {
        match (message, u32::try_from(parameter).ok()?) {
            (WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK) => Some(Self::Locked),
            (WM_WTSSESSION_CHANGE, WTS_SESSION_UNLOCK) => Some(Self::Unlocked),
            (WM_POWERBROADCAST, PBT_APMSUSPEND) => Some(Self::FallsAsleep),
            // The first always comes; the second, after it, if a user is there.
            (WM_POWERBROADCAST, PBT_APMRESUMEAUTOMATIC | PBT_APMRESUMESUSPEND) => Some(Self::Wakes),
            (WM_POWERBROADCAST, PBT_APMPOWERSTATUSCHANGE) => Some(Self::Power),
            // Zero is a session that goes on, since some program wanted it to.
            (WM_ENDSESSION, 1..) => Some(Self::SessionEnds),
            _ => None,
        }
    }
}

/// Listens in a thread of its own, which may wait.
pub(super) fn listen(teller: Teller) {
    let thread = std::thread::Builder::new().name("seat".to_owned());
    let started = thread.spawn(|| {
        if let Err(error) = run(teller) {
            tracing::info!(%error, "No word of sleep, lock and battery");
        }
    });
    if let Err(error) = started {
        tracing::info!(%error, "No thread to hear of sleep, lock and battery");
    }
}

/// Takes messages as long as the program lives.
fn run(teller: Teller) -> Result<()> {
    TELLER.with(|slot| {
        slot.get_or_init(|| teller);
    });
    let window = window()?;
    register(window);
    // After registering, so that no change is missed in between.
    with_teller(|teller| {
        teller.tell(|seat| {
            seat.locked = is_locked();
            seat.on_battery = is_on_battery();
        });
    });
    take_messages();
    Ok(())
}

fn with_teller(tell: impl FnOnce(&Teller)) {
    TELLER.with(|teller| {
        if let Some(teller) = teller.get() {
            tell(teller);
        }
    });
}

impl News {
    fn reach(self, teller: &Teller) {
        match self {
            Self::Locked | Self::Unlocked => {
                teller.tell(|seat| seat.locked = self == Self::Locked);
            }
            Self::FallsAsleep => {
                tauri::async_runtime::block_on(teller.falls_asleep(FAREWELL));
            }
            Self::Wakes => teller.wakes(),
            Self::SessionEnds => tauri::async_runtime::block_on(teller.goes(LAST_WORDS)),
            Self::Power => {
                teller.tell(|seat| seat.on_battery = is_on_battery());
            }
        }
    }
}

/// Makes the window.
#[expect(unsafe_code, reason = "see SAFETY")]
fn window() -> Result<HWND> {
    // SAFETY: none is asked for but the program's own module, which stays.
    let module = unsafe { GetModuleHandleW(None) }?;
    let class = WNDCLASSW {
        lpfnWndProc: Some(procedure),
        hInstance: module.into(),
        lpszClassName: NAME,
        ..WNDCLASSW::default()
    };
    // SAFETY: the class is whole, and its name and procedure live for ever.
    if unsafe { RegisterClassW(&raw const class) } == 0 {
        return Err(Error::from_thread());
    }
    // SAFETY: the class was just registered; the other arguments ask for nothing.
    unsafe {
        CreateWindowExW(
            WINDOW_EX_STYLE::default(),
            NAME,
            NAME,
            WS_OVERLAPPED,
            0,
            0,
            0,
            0,
            None,
            None,
            Some(module.into()),
            None,
        )
    }
}

/// Has lock and sleep told to the window. Broadcasts alone tell of sleep only on
/// computers without modern standby; what is told twice changes nothing.
#[expect(unsafe_code, reason = "see SAFETY")]
fn register(window: HWND) {
    // SAFETY: the window is this thread's own and lives as long as the program.
    if let Err(error) = unsafe { WTSRegisterSessionNotification(window, NOTIFY_FOR_THIS_SESSION) } {
        tracing::info!(%error, "No word of lock");
    }
    // SAFETY: as above; the flag says that the handle is a window's.
    let sleep =
        unsafe { RegisterSuspendResumeNotification(HANDLE(window.0), DEVICE_NOTIFY_WINDOW_HANDLE) };
    if let Err(error) = sleep {
        tracing::info!(%error, "No word of sleep in modern standby");
    }
}

#[expect(unsafe_code, reason = "see SAFETY")]
fn take_messages() {
    let mut message = MSG::default();
    // SAFETY: the message is ours to be written. An error is less than zero.
    while unsafe { GetMessageW(&raw mut message, None, 0, 0) }.0 > 0 {
        // SAFETY: the message is the one that was just taken.
        unsafe { DispatchMessageW(&raw const message) };
    }
}

/// What Windows calls with every message to the window.
#[expect(unsafe_code, reason = "see SAFETY")]
extern "system" fn procedure(
    window: HWND,
    message: u32,
    wparam: WPARAM,
    lparam: LPARAM,
) -> LRESULT {
    let Some(news) = News::of(message, wparam.0) else {
        // SAFETY: these are the arguments that Windows gave.
        return unsafe { DefWindowProcW(window, message, wparam, lparam) };
    };
    with_teller(|teller| news.reach(teller));
    LRESULT(1)
}

/// Whether power comes from a battery; not where Windows does not know.
#[expect(unsafe_code, reason = "see SAFETY")]
fn is_on_battery() -> bool {
    let mut status = SYSTEM_POWER_STATUS::default();
    // SAFETY: the status is ours to be written.
    let known = unsafe { GetSystemPowerStatus(&raw mut status) };
    let off_line = 0;
    known.is_ok() && status.ACLineStatus == off_line
}

/// Whether the screen is locked at this moment; not where Windows does not know.
#[expect(unsafe_code, reason = "see SAFETY")]
fn is_locked() -> bool {
    let mut text = PWSTR::null();
    let mut length = 0;
    // SAFETY: both are ours to be written; no server is this computer.
    let asked = unsafe {
        WTSQuerySessionInformationW(
            None,
            WTS_CURRENT_SESSION,
            WTSSessionInfoEx,
            &raw mut text,
            &raw mut length,
        )
    };
    if asked.is_err() {
        return false;
    }
    let answer: *mut c_void = text.0.cast();
    let is_whole = usize::try_from(length).is_ok_and(|length| length >= size_of::<WTSINFOEXW>());
    let flags = is_whole
        .then(|| {
            // SAFETY: the answer to this question is a `WTSINFOEXW`, and as long.
            unsafe { answer.cast::<WTSINFOEXW>().read_unaligned() }
        })
        .filter(|info| info.Level == 1)
        .map(|info| {
            // SAFETY: the first level is all that this can be.
            unsafe { info.Data.WTSInfoExLevel1.SessionFlags }
        });
    // SAFETY: Windows allocated the answer, and nothing refers to it any more.
    unsafe { WTSFreeMemory(answer) };
    flags.and_then(|flags| u32::try_from(flags).ok()) == Some(WTS_SESSIONSTATE_LOCK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_that_tell_of_the_seat_are_understood() {
        for (message, parameter, news) in [
            (WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK, Some(News::Locked)),
            (
                WM_WTSSESSION_CHANGE,
                WTS_SESSION_UNLOCK,
                Some(News::Unlocked),
            ),
            (WM_POWERBROADCAST, PBT_APMSUSPEND, Some(News::FallsAsleep)),
            (WM_POWERBROADCAST, PBT_APMRESUMEAUTOMATIC, Some(News::Wakes)),
            (WM_POWERBROADCAST, PBT_APMRESUMESUSPEND, Some(News::Wakes)),
            (
                WM_POWERBROADCAST,
                PBT_APMPOWERSTATUSCHANGE,
                Some(News::Power),
            ),
            (WM_ENDSESSION, 1, Some(News::SessionEnds)),
            (WM_ENDSESSION, 0, None),
            (WM_WTSSESSION_CHANGE, PBT_APMSUSPEND, None),
            (0, WTS_SESSION_LOCK, None),
        ] {
            let parameter = usize::try_from(parameter).unwrap();
            assert_eq!(News::of(message, parameter), news, "{message} {parameter}");
        }
    }
}
