//! `login` and `logout`.

use porchlight_core::auth::ENDS_WITH_THIS_RUN;
use porchlight_core::engine::Mode;
use porchlight_core::view::{AccountView, Command, HelpView, SignInMethod, SignInView, Snapshot};
use porchlight_core::{ErrorCode, UserError};

use crate::failure::Failure;
use crate::output::Output;
use crate::run::{Engine, Run};
use crate::{json, text};

pub(crate) async fn login(
    run: &Run,
    device_code: bool,
    no_browser: bool,
    colleagues: bool,
) -> Result<(), Failure> {
    let method = if device_code {
        SignInMethod::DeviceCode
    } else {
        // The browser is opened here, once its address was printed: one that
        // agrees at once may end this program.
        SignInMethod::Address
    };
    let opens = !device_code && !no_browser && !run.no_input;
    let engine = run.begin().await?;
    let before = engine.snapshot();
    let mut snapshots = engine.handle().snapshots();
    let done = engine.handle().send(Command::SignIn { method, colleagues });
    tokio::pin!(done);
    // One that the window began is not this one.
    let mut told = before.sign_in.clone();
    loop {
        let step = snapshots.borrow_and_update().sign_in.clone();
        if let Some(step) = step.filter(|step| told.as_ref() != Some(step)) {
            tell(&run.output, &step)?;
            if let (true, SignInView::Browser { address }) = (opens, &step) {
                open(run, &engine, address);
            }
            told = Some(step);
        }
        tokio::select! {
            outcome = &mut done => {
                if let (Err(_), Some(help)) = (&outcome, &engine.snapshot().help) {
                    advise(&run.output, help);
                }
                outcome?;
                break;
            }
            Ok(()) = snapshots.changed() => {}
        }
    }
    let snapshot = engine.snapshot();
    if !engine.is_resident() {
        lasts(&snapshot)?;
    }
    let new = snapshot.health.remarks.iter();
    for remark in new.filter(|remark| !before.health.remarks.contains(remark)) {
        run.output.note(remark);
    }
    let account = json::account(&snapshot);
    run.output
        .answer(|| signed_in(&snapshot), &json::Login::SignedIn { account })
}

/// Fails if the sign-in ends with an engine that ends with this command.
fn lasts(snapshot: &Snapshot) -> Result<(), UserError> {
    let mut remarks = snapshot.health.remarks.iter();
    let why = remarks.find_map(|remark| remark.strip_suffix(ENDS_WITH_THIS_RUN));
    why.map_or(Ok(()), |why| {
        Err(UserError::new(
            ErrorCode::SignInNeeded,
            format!("{why}: it has ended with this command"),
            "Start Porchlight first, where a sign-in lasts as long as it runs, or set up a keyring and unlock it; then sign in again",
        ))
    })
}

/// What a company that stops the sign-in can be asked for.
fn advise(output: &Output, help: &HelpView) {
    output.note(&format!("{} {}", help.cause, help.what_to_do));
    if let Some(address) = &help.admin_consent_address {
        output.note(&format!("For an administrator's consent: {address}"));
    }
    output.note("porchlight doctor has a letter to your IT");
}

fn open(run: &Run, engine: &Engine, address: &str) {
    if run.open(engine, address).is_err() {
        // Not its words: they may hold the address once more.
        run.output
            .note("No browser could be opened: open the address in one on this computer");
    }
}

/// The address stands on a line of its own, for scripts that look for it.
fn tell(output: &Output, step: &SignInView) -> Result<(), Failure> {
    match step {
        SignInView::Starting => Ok(()),
        SignInView::Browser { address } => output.answer(
            || address.clone(),
            &json::Login::Visit {
                address,
                code: None,
                expires_at: None,
            },
        ),
        SignInView::DeviceCode {
            code,
            address,
            expires_at,
        } => output.answer(
            || format!("{address}\nEnter the code {code} there.\n"),
            &json::Login::Visit {
                address,
                code: Some(code),
                expires_at: Some((*expires_at).into()),
            },
        ),
    }
}

fn signed_in(snapshot: &Snapshot) -> String {
    match text::account(snapshot) {
        Some(account) => format!("Signed in as {account}"),
        None => "Signed in".to_owned(),
    }
}

pub(crate) async fn logout(run: &Run) -> Result<(), Failure> {
    let engine = run.start(Mode::OneShot).await?;
    let signed_out = match engine.snapshot().account {
        AccountView::SignedIn { .. } => true,
        AccountView::Starting | AccountView::SignedOut { .. } => false,
    };
    engine.send(Command::SignOut).await?;
    let words = if signed_out {
        "Signed out"
    } else {
        "Nobody is signed in"
    };
    run.output
        .answer(|| words.to_owned(), &json::Logout { signed_out })
}
