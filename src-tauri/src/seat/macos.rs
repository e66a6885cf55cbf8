//! macOS: the login window tells of lock, the workspace of sleep, `IOKit` of the
//! battery; all of them to the main thread.

use std::ffi::c_void;
use std::time::Duration;

use objc2::rc::Retained;
use objc2::runtime::Sel;
use objc2::{AnyThread, DefinedClass, define_class, msg_send, sel};
use objc2_app_kit::{
    NSWorkspace, NSWorkspaceDidWakeNotification, NSWorkspaceWillSleepNotification,
};
use objc2_core_foundation::{CFRunLoop, kCFRunLoopCommonModes};
use objc2_foundation::{
    NSDistributedNotificationCenter, NSNotification, NSNotificationName,
    NSNotificationSuspensionBehavior, NSObject, ns_string,
};
use objc2_io_kit::{
    IOPSCopyPowerSourcesInfo, IOPSCreateLimitedPowerNotification, IOPSGetProvidingPowerSourceType,
};

use super::Teller;

/// How long the engine may keep the computer from sleeping; macOS would wait for
/// thirty seconds.
const FAREWELL: Duration = Duration::from_secs(4);

define_class!(
    // SAFETY: an NSObject may be subclassed freely, and this class has no `Drop`.
    #[unsafe(super(NSObject))]
    #[name = "PorchlightSeat"]
    #[ivars = Teller]
    struct Listener;

    impl Listener {
        #[unsafe(method(screenLocked:))]
        fn screen_locked(&self, _: &NSNotification) {
            self.ivars().tell(|seat| seat.locked = true);
        }

        #[unsafe(method(screenUnlocked:))]
        fn screen_unlocked(&self, _: &NSNotification) {
            self.ivars().tell(|seat| seat.locked = false);
        }

        #[unsafe(method(fallsAsleep:))]
        fn falls_asleep(&self, _: &NSNotification) {
            // The computer sleeps once every observer has returned.
            tauri::async_runtime::block_on(self.ivars().falls_asleep(FAREWELL));
        }

        #[unsafe(method(wakes:))]
        fn wakes(&self, _: &NSNotification) {
            self.ivars().wakes();
        }
    }
);

impl Listener {
    #[expect(unsafe_code, reason = "see SAFETY")]
    fn new(teller: Teller) -> Retained<Self> {
        let this = Self::alloc().set_ivars(teller);
        // SAFETY: the signature of `NSObject`'s `init`.
        unsafe { msg_send![super(this), init] }
    }
}

/// Observes for the life of the program; to be called on the main thread, whose
/// loop brings the news.
pub(super) fn listen(teller: Teller) {
    // Kept for ever: the centres and the power source only point to it.
    let listener: &'static Listener = Box::leak(Box::new(Listener::new(teller)));
    observe_lock(listener);
    observe_sleep(listener);
    observe_power(listener);
}

/// Names that are written down nowhere but known to everybody.
#[expect(unsafe_code, reason = "see SAFETY")]
fn observe_lock(listener: &'static Listener) {
    let observe = |selector: Sel, name: &NSNotificationName| {
        // SAFETY: the selector is the class's own and takes a notification; the
        // observer is never freed.
        unsafe {
            NSDistributedNotificationCenter::defaultCenter()
                .addObserver_selector_name_object_suspensionBehavior(
                    listener,
                    selector,
                    Some(name),
                    None,
                    // Anything else waits until the application is in front,
                    // where one in the menu bar never is.
                    NSNotificationSuspensionBehavior::DeliverImmediately,
                );
        }
    };
    observe(sel!(screenLocked:), ns_string!("com.apple.screenIsLocked"));
    observe(
        sel!(screenUnlocked:),
        ns_string!("com.apple.screenIsUnlocked"),
    );
}

#[expect(unsafe_code, reason = "see SAFETY")]
fn observe_sleep(listener: &'static Listener) {
    let center = NSWorkspace::sharedWorkspace().notificationCenter();
    // SAFETY: AppKit sets both names before any code of ours runs; the selectors
    // are the class's own and take a notification; the observer is never freed.
    unsafe {
        center.addObserver_selector_name_object(
            listener,
            sel!(fallsAsleep:),
            Some(NSWorkspaceWillSleepNotification),
            None,
        );
        center.addObserver_selector_name_object(
            listener,
            sel!(wakes:),
            Some(NSWorkspaceDidWakeNotification),
            None,
        );
    }
}

/// Told when a charger comes or goes, but not of every per cent.
#[expect(unsafe_code, reason = "see SAFETY")]
fn observe_power(listener: &'static Listener) {
    let context = std::ptr::from_ref(listener).cast_mut().cast::<c_void>();
    // SAFETY: the callback takes the context to be what it is here, for ever.
    let source = unsafe { IOPSCreateLimitedPowerNotification(Some(power_changed), context) };
    let Some(run_loop) = CFRunLoop::main() else {
        return tracing::info!("No main loop, hence no word of the battery");
    };
    if source.is_none() {
        return tracing::info!("No word of the battery");
    }
    // SAFETY: a constant of the system.
    run_loop.add_source(source.as_deref(), unsafe { kCFRunLoopCommonModes });
    tell_power(listener);
}

#[expect(unsafe_code, reason = "see SAFETY")]
extern "C-unwind" fn power_changed(context: *mut c_void) {
    // SAFETY: the context is the listener that `observe_power` gave.
    tell_power(unsafe { &*context.cast::<Listener>() });
}

fn tell_power(listener: &Listener) {
    let on_battery = is_on_battery();
    listener.ivars().tell(|seat| seat.on_battery = on_battery);
}

/// Whether power comes from a battery; not where macOS does not know.
#[expect(unsafe_code, reason = "see SAFETY")]
fn is_on_battery() -> bool {
    IOPSCopyPowerSourcesInfo()
        // SAFETY: what the call above returns is what this one takes.
        .and_then(|sources| unsafe { IOPSGetProvidingPowerSourceType(Some(&sources)) })
        .is_some_and(|source| source.to_string() == "Battery Power")
}
