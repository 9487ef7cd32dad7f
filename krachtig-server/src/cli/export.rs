//! `krachtig export`: a tenant's dossiers as files.

use std::fs;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::store::Slug;
use serde_json::json;

use super::{Answer, Context, Failure, Outcome, progress, tools};
use crate::app::open;
use crate::import::extract::Extract;
use crate::import::intake::export_all;
use crate::import::write::write_batch;

/// What to write, and where to.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The tenant.
    #[arg(long)]
    tenant: Slug,
    /// Directory for the files; it is made where it does not exist.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// csv: the files that an import reads. json: everything, one file per dossier.
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
}

/// What an export is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Csv,
    Json,
}

pub(super) fn run(context: &Context, arguments: Arguments) -> Outcome {
    let output = context.output;
    tools::with_installation(context, async move |installation| {
        let services = &installation.services;
        let ctx = open::operator_ctx(services, &arguments.tenant)
            .await
            .map_err(tools::fault)?;
        let out = &arguments.out;
        make_private(out)?;
        let bar = progress::bar(output, 0, "Exporting");
        let mut extract = Extract::default();
        let mut files = Vec::new();
        let count = export_all(services, &ctx, |dossier| {
            bar.inc(1);
            match arguments.format {
                Format::Csv => extract.add(&dossier),
                Format::Json => files.push(write_dossier(out, &dossier)?),
            }
            Ok::<(), Failure>(())
        })
        .await?;
        if arguments.format == Format::Csv {
            files = write_rows(out, extract)?;
        }
        bar.finish_and_clear();
        let text = format!(
            "Exported {count} dossiers to {} files in {}.",
            files.len(),
            out.display()
        );
        Ok(Answer::new(text, json!({"dossiers": count, "files": files})))
    })
}

impl From<krachtig_core::service::Failure> for Failure {
    fn from(failure: krachtig_core::service::Failure) -> Self {
        tools::failure(failure)
    }
}

fn failed(error: impl std::error::Error + Send + Sync + 'static) -> Failure {
    Failure::refused("export_not_written", error)
}

/// Makes the directory, closed to others where it is new: what goes into it is about people.
pub(super) fn make_private(directory: &Path) -> Result<(), Failure> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory).map_err(failed)
}

fn write_rows(out: &Path, extract: Extract) -> Result<Vec<String>, Failure> {
    let mut written = Vec::new();
    for (name, bytes) in write_batch(&extract.into_batch()).map_err(failed)? {
        fs::write(out.join(&name), bytes).map_err(failed)?;
        written.push(name);
    }
    Ok(written)
}

/// Writes a dossier under the id of its trajectory: a file's name tells nobody's.
fn write_dossier(out: &Path, dossier: &Dossier) -> Result<String, Failure> {
    let name = format!("{}.json", dossier.trajectory.id);
    let text = serde_json::to_vec_pretty(dossier).map_err(failed)?;
    fs::write(out.join(&name), text).map_err(failed)?;
    Ok(name)
}
