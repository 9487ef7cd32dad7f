//! `krachtig release …`: takes what regions handed in to a published release, step by step, and checks one.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Subcommand, ValueEnum};
use krachtig_core::service::Services;
use krachtig_national::budget::Limits;
use krachtig_national::catalogue::catalogue;
use krachtig_national::compute::{Preview, preview};
use krachtig_national::definition::Definition;
use krachtig_national::id::{DefinitionId, ReleaseId};
use krachtig_national::period::Period;
use krachtig_national::reading::Machine;
use krachtig_national::release::{Release, hash};
use krachtig_national::signing::{PublicKey, ReleaseKey};
use krachtig_national::store::{By, Computing, FrozenRelease, NationalStore};
use serde_json::json;

use super::national::failure;
use super::{Answer, Context, Failure, Outcome, tools};
use crate::app::clock::SystemClock;
use crate::app::randomness::SystemRandomness;
use crate::export::{FileKind, export};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Where each region's figures of a period stand.
    HandIns {
        /// A year or a quarter: 2026, 2026-Q3.
        period: Period,
    },
    /// Accept a region's figures, after which a release can be made of them.
    Accept {
        /// The region.
        region: String,
        /// The period.
        period: Period,
        /// Which of its hand-ins.
        revision: u16,
    },
    /// How exact a release of a definition would be, and what it would take. Spends nothing and shows no figure.
    Preview {
        /// A file with the definition, in JSON.
        file: PathBuf,
    },
    /// Keep a definition, of which a release can be computed once.
    Define {
        /// A file with the definition, in JSON.
        file: PathBuf,
    },
    /// Compute the release of a definition, once: it takes what it tells out of the privacy budget, and never changes.
    Compute {
        /// The definition's name.
        name: String,
    },
    /// Publish a release: readers see it from then on.
    Publish {
        /// Its name.
        name: String,
    },
    /// Every release.
    List,
    /// Write a file of a release: its bytes, with its signature beside them, or its figures for another program.
    Export {
        /// Its name.
        name: String,
        /// Where to.
        #[arg(long)]
        out: PathBuf,
        /// As what.
        #[arg(long, value_enum, default_value_t = Format::Release)]
        format: Format,
    },
    /// Check a release that was exported against its signature and a public key. Needs nothing else.
    Verify {
        /// The file with its bytes; its signature lies beside it, in a file that ends in .sig.
        file: PathBuf,
        /// The public key, in Base64.
        #[arg(long)]
        key: PublicKey,
    },
}

/// As what a release is exported.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Format {
    /// Its bytes, as they were signed.
    Release,
    /// A line per figure.
    Csv,
    /// What the lines of the CSV mean (CSV on the Web).
    CsvMetadata,
    /// A workbook.
    Xlsx,
    /// By column.
    Parquet,
}

impl Format {
    fn kind(self) -> FileKind {
        match self {
            Self::Release => FileKind::Release,
            Self::Csv => FileKind::Csv,
            Self::CsvMetadata => FileKind::CsvMetadata,
            Self::Xlsx => FileKind::Workbook,
            Self::Parquet => FileKind::Parquet,
        }
    }
}

pub(super) fn run(context: &Context, command: Command) -> Outcome {
    if let Command::Verify { file, key } = &command {
        return verify(file, key);
    }
    let limits = context.settings()?.national.limits();
    tools::with_installation(context, async move |installation| {
        let store = store(&installation.services).await?;
        match command {
            Command::HandIns { period } => hand_ins(store, period).await,
            Command::Accept {
                region,
                period,
                revision,
            } => {
                store.accept(&region, period, revision, by()).await.map_err(failure)?;
                Ok(Answer::new(
                    "Accepted.",
                    json!({"region": region, "revision": revision}),
                ))
            }
            Command::Preview { file } => look_ahead(store, &file, &limits).await,
            Command::Define { file } => {
                let (id, definition) = (DefinitionId::from_uuid(SystemClock.fresh()), read(&file)?);
                let kept = store.define(id, &definition, &catalogue(), by()).await;
                kept.map_err(failure)?;
                let text = format!("Defined {}. Nothing was computed.", definition.name);
                Ok(Answer::new(
                    text,
                    json!({"id": id.to_string(), "name": definition.name}),
                ))
            }
            Command::Compute { name } => compute((store, &installation.release_key), &name, limits).await,
            Command::Publish { name } => {
                let release = find(store, &name).await?.release.id;
                store.publish(release, by()).await.map_err(failure)?;
                Ok(Answer::new(format!("{name} is published."), json!({"name": name})))
            }
            Command::List => list(store).await,
            Command::Export { name, out, format } => {
                let release = Arc::new(find(store, &name).await?);
                write(&release, &out, format)
            }
            Command::Verify { file, key } => verify(&file, &key),
        }
    })
}

async fn store(services: &Services) -> Result<&NationalStore, Failure> {
    let stores = services.tenants().national_stores().await;
    stores.map(|stores| &stores.maker).map_err(tools::fault)
}

/// Whoever may run this program on this machine is the platform's operator.
fn by() -> By<'static> {
    By {
        who: "command-line",
        at: SystemClock.now(),
    }
}

fn io(error: std::io::Error) -> Failure {
    Failure::refused("file_failed", error)
}

fn read(file: &Path) -> Result<Definition, Failure> {
    let text = fs::read_to_string(file).map_err(io)?;
    serde_json::from_str(&text).map_err(|error| Failure::refused("definition_malformed", error))
}

async fn hand_ins(store: &NationalStore, period: Period) -> Outcome {
    let all = store.hand_ins(period).await.map_err(failure)?;
    let state = |accepted: bool| if accepted { "accepted" } else { "handed in" };
    let lines = all
        .iter()
        .map(|one| format!("{:<30} {:>3}  {}", one.region, one.revision, state(one.accepted)));
    let told = all
        .iter()
        .map(|one| json!({"region": one.region, "revision": one.revision, "accepted": one.accepted}));
    Ok(Answer::new(lines.collect::<Vec<_>>().join("\n"), told.collect()))
}

async fn look_ahead(store: &NationalStore, file: &Path, limits: &Limits) -> Outcome {
    let ledger = store.ledger().await.map_err(failure)?;
    let definition: Definition = read(file)?;
    let indicators = store
        .indicators(definition.period, &catalogue())
        .await
        .map_err(failure)?;
    let expected = preview(&definition, &indicators, (&ledger, limits));
    let expected = expected.map_err(|refusals| failure(refusals.into()))?;
    let told = json!({
        "epsilon": expected.epsilon.to_string(),
        "tables": expected.tables.iter().map(|table| json!({
            "indicator": table.indicator,
            "epsilon": table.protection.epsilon.to_string(),
            "margin": table.protection.margin,
        })).collect::<Vec<_>>(),
        "left": expected.left.iter().map(|(region, left)| json!({
            "region": region,
            "epsilon": left.to_string(),
        })).collect::<Vec<_>>(),
    });
    Ok(Answer::new(ahead(&expected), told))
}

/// What is expected, for people.
fn ahead(expected: &Preview) -> String {
    let tables = expected.tables.iter().map(|table| {
        let protection = &table.protection;
        format!(
            "{:<26} epsilon {:<6} margin ±{}",
            table.indicator,
            protection.epsilon.to_string(),
            protection.margin
        )
    });
    let left = expected.left.iter().filter(|(_, left)| *left < expected.epsilon);
    let short = left.map(|(region, left)| format!("NOT ENOUGH IS LEFT of {region}: {left}"));
    let total = format!("Told at most of any one family: epsilon {}", expected.epsilon);
    tables.chain([total]).chain(short).collect::<Vec<_>>().join("\n")
}

async fn compute((store, key): (&NationalStore, &ReleaseKey), name: &str, limits: Limits) -> Outcome {
    let (definition, _) = store.definition(name).await.map_err(failure)?;
    let order = Computing {
        definition,
        id: ReleaseId::from_uuid(SystemClock.fresh()),
        catalogue: &catalogue(),
        limits,
        software: env!("CARGO_PKG_VERSION"),
        key,
        by: by(),
    };
    let frozen = store.compute(order, &mut SystemRandomness).await.map_err(failure)?;
    let text = format!(
        "Computed {name}, which nobody can read before it is published.\nSHA-256 {}\nSigned by {}",
        frozen.hash, frozen.signed_by
    );
    Ok(Answer::new(text, told(&frozen)))
}

fn told(frozen: &FrozenRelease) -> serde_json::Value {
    json!({
        "id": frozen.release.id.to_string(),
        "name": frozen.release.definition.name,
        "period": frozen.release.definition.period.to_string(),
        "epsilon": frozen.release.definition.epsilon().to_string(),
        "hash": frozen.hash,
        "signed_by": frozen.signed_by,
        "published": frozen.published_at.is_some(),
    })
}

async fn list(store: &NationalStore) -> Outcome {
    let all = store.releases().await.map_err(failure)?;
    let line = |one: &FrozenRelease| {
        let (definition, published) = (&one.release.definition, one.published_at.is_some());
        let state = if published { "published" } else { "computed" };
        format!(
            "{:<30} {:<8} epsilon {:<6} {state}",
            definition.name,
            definition.period.to_string(),
            definition.epsilon().to_string()
        )
    };
    let lines: Vec<String> = all.iter().map(line).collect();
    Ok(Answer::new(lines.join("\n"), all.iter().map(told).collect()))
}

async fn find(store: &NationalStore, name: &str) -> Result<FrozenRelease, Failure> {
    let all = store.releases().await.map_err(failure)?;
    let found = all.into_iter().find(|one| one.release.definition.name == name);
    found.ok_or_else(|| Failure::refused("not_found", format!("no release is called {name}")))
}

/// The file with a release's signature.
fn signature_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".sig");
    PathBuf::from(name)
}

fn write(frozen: &Arc<FrozenRelease>, out: &Path, format: Format) -> Outcome {
    let bytes = export(frozen, format.kind()).map_err(|error| Failure::refused("file_failed", error))?;
    fs::write(out, bytes).map_err(io)?;
    let mut text = format!("Written: {}", out.display());
    if matches!(format, Format::Release) {
        let signature = signature_of(out);
        fs::write(&signature, &frozen.signature).map_err(io)?;
        text.push_str(&format!(", {}", signature.display()));
    }
    Ok(Answer::new(text, told(frozen)))
}

fn verify(file: &Path, key: &PublicKey) -> Outcome {
    let bytes = fs::read(file).map_err(io)?;
    let signature = fs::read_to_string(signature_of(file)).map_err(io)?;
    let release = Release::from_bytes(&bytes).map_err(|wrong| Failure::refused("no_release", wrong))?;
    if !key.signed(&bytes, signature.trim()) {
        return Err(Failure::refused(
            "not_signed",
            "the holder of this key did not sign these bytes",
        ));
    }
    let (name, hash) = (release.definition.name, hash(&bytes));
    Ok(Answer::new(
        format!("{name} is signed by this key.\nSHA-256 {hash}"),
        json!({"name": name, "hash": hash}),
    ))
}
