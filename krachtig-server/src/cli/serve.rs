//! `krachtig serve`.

use serde_json::json;

use super::{Answer, Context, Failure, Outcome};
use crate::app;

pub(super) fn run(context: &Context) -> Outcome {
    let drained = app::run(&context.settings()?).map_err(|error| Failure::refused("serve_failed", error))?;
    let text = match drained.cut {
        0 => "Stopped; every request was finished.".to_owned(),
        cut => format!("Stopped; {cut} connections were cut when the grace was over."),
    };
    Ok(Answer::new(text, json!({"cut": drained.cut})))
}
