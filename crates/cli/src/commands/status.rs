//! `status`: the user's own presence.

use porchlight_core::engine::Mode;
use porchlight_core::view::Command;

use crate::failure::Failure;
use crate::run::Run;
use crate::{json, text};

pub(crate) async fn status(run: &Run) -> Result<(), Failure> {
    let engine = run.start(Mode::OneShot).await?;
    engine.send(Command::Refresh).await?;
    let snapshot = engine.snapshot();
    // Those of an engine for this command were said when it began.
    if engine.is_resident() && !run.output.json {
        for remark in &snapshot.health.remarks {
            run.output.note(remark);
        }
    }
    let now = run.now();
    run.output.answer(
        || text::status(&snapshot, now),
        &json::status(&snapshot, now),
    )
}
