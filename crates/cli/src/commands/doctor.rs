//! `doctor`: what works here and what does not.

use std::sync::Arc;

use porchlight_core::control;
use porchlight_core::doctor::{self, Report};
use porchlight_core::engine::Mode;
use porchlight_core::seat::Seat;
use porchlight_demo::Demo;

use crate::failure::Failure;
use crate::json;
use crate::run::{Ground, Own, Run};

pub(crate) async fn doctor(run: &Run) -> Result<(), Failure> {
    let report = examine(run).await?;
    run.output
        .answer(|| report.text.clone(), &json::doctor(&report))?;
    match report.code() {
        Some(code) => Err(Failure::Told(code)),
        None => Ok(()),
    }
}

async fn examine(run: &Run) -> Result<Report, Failure> {
    match &run.ground {
        Ground::Own(own) => examine_own(own, run).await,
        Ground::Demo => {
            let demo = Demo::start(Mode::OneShot, Arc::clone(&run.zone), Seat::untold()).await?;
            Ok(demo.handle().examine().await?)
        }
    }
}

/// Asks the Porchlight that runs: two programs that sign in anew with one token
/// at the same time are one too many. Where it can't say, this one looks.
async fn examine_own(own: &Own, run: &Run) -> Result<Report, Failure> {
    let mut subject = own.subject(&run.clock);
    match control::connect(&own.place).await {
        Ok(Some(running)) if own.is_meant(&running).is_ok() => match running.examine().await {
            Ok(report) => return Ok(report),
            Err(why) => subject.errors.push(why),
        },
        Ok(_) => {}
        Err(why) => subject.errors.push(why),
    }
    Ok(doctor::examine(&subject).await)
}
