//! `krachtig schema`: writes the files that describe the interfaces, for the repository and for clients.

use std::{fs, path::PathBuf};

use serde_json::json;

use super::{Answer, Failure, Outcome, Output, progress};
use crate::app;

/// Where to write to.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Directory for the files; it is made where it does not exist.
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
}

pub(super) fn run(arguments: &Arguments, output: &Output) -> Outcome {
    let failed = |error| Failure::refused("schema_not_written", error);
    let files = app::schema_files();
    fs::create_dir_all(&arguments.out).map_err(|error| failed(Box::new(error)))?;
    let bar = progress::bar(*output, files.len() as u64, "Writing");
    let mut written = Vec::new();
    for (name, text) in files {
        let path = arguments.out.join(name);
        fs::write(&path, text).map_err(|error| failed(Box::new(error)))?;
        written.push(path.display().to_string());
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(Answer::new(
        format!("Written: {}", written.join(", ")),
        json!({"written": written}),
    ))
}
