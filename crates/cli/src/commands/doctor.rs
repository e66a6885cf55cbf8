//! `doctor`: what works here and what does not.

use std::sync::Arc;

use porchlight_core::doctor::{self, Report};
use porchlight_core::engine::Mode;
use porchlight_core::seat::Seat;
use porchlight_demo::Demo;

use crate::failure::Failure;
use crate::json;
use crate::run::{Ground, Run};

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
        Ground::Own(own) => Ok(doctor::examine(&own.subject(&run.clock)).await),
        Ground::Demo => {
            let demo = Demo::start(Mode::OneShot, Arc::clone(&run.zone), Seat::untold()).await?;
            Ok(doctor::examine(&demo.subject()).await)
        }
    }
}
