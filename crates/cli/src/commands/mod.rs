//! One module for each kind of command.

mod bar;
mod doctor;
mod login;
mod notify;
mod people;
mod set;
mod status;
mod wait;
mod watch;

use crate::args::Verb;
use crate::failure::Failure;
use crate::run::Run;

/// Does what was asked for.
pub(crate) async fn perform(run: &Run, verb: Verb) -> Result<(), Failure> {
    match verb {
        Verb::Login {
            device_code,
            no_browser,
            colleagues,
        } => login::login(run, device_code, no_browser, colleagues).await,
        Verb::Logout => login::logout(run).await,
        Verb::Status => status::status(run).await,
        Verb::Set {
            status,
            end,
            message,
            trial,
        } => set::status(run, &status, &end, message, &trial).await,
        Verb::Message {
            text,
            end,
            trial,
            clear: _,
        } => set::message(run, text, &end, &trial).await,
        Verb::People { change } => people::people(run, change).await,
        Verb::Show { who } => people::show(run, &who).await,
        Verb::Watch { format: None } => watch::watch(run).await,
        Verb::Watch { format: Some(bar) } => bar::show(run, bar).await,
        Verb::Notify(wish) => notify::notify(run, &wish).await,
        Verb::Doctor => doctor::doctor(run).await,
        Verb::WaitFor {
            who,
            status,
            stable,
            timeout,
        } => wait::wait_for(run, &who, &status, stable.as_deref(), timeout.as_deref()).await,
    }
}
