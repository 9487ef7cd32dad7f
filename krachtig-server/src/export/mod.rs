//! A published release as files that other programs open: CSV with its description, a workbook, Parquet, and the bytes
//! that were signed. All say the same of the same rows (`rows`), and the same release always gives the same bytes: no
//! clock, no language of whoever asks, no version of a library goes into them.
//!
//! Lists that somebody takes along (`list`) are written by the same hands: what is typed in a cell is never a formula.
//!
//! Which figures there are, and who may have them, does not belong here: that is `krachtig_national::reading`.

mod columnar;
mod csvw;
mod door;
mod list;
mod rows;
mod sheets;
mod text;

use std::sync::Arc;

use krachtig_national::store::FrozenRelease;
use krachtig_national::word::Word;

pub use door::route;
pub use list::{List, ListCell, ListKind};
use rows::Figures;

/// Under what others may use the figures: so long as they say where they have them from.
pub const LICENCE: &str = "https://creativecommons.org/licenses/by/4.0/";

/// A file of a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// The bytes of the release, as they were signed.
    Release,
    /// Their Ed25519 signature, in Base64.
    Signature,
    /// The figures, a line each.
    Csv,
    /// What the lines of the CSV mean, for programs (CSV on the Web).
    CsvMetadata,
    /// A workbook with the figures, the indicators and where they come from.
    Workbook,
    /// The figures by column.
    Parquet,
}

/// A file could not be written. In memory that does not happen, save by a mistake of ours.
#[derive(Debug, thiserror::Error)]
#[error("a file could not be written")]
pub struct NotWritten(#[source] Box<dyn std::error::Error + Send + Sync>);

impl NotWritten {
    fn because(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(cause.into())
    }
}

impl FileKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Release,
        Self::Signature,
        Self::Csv,
        Self::CsvMetadata,
        Self::Workbook,
        Self::Parquet,
    ];

    /// The file's name, beside others of the same release. Where the description of a CSV is looked for is a standard.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Release => "release.json",
            Self::Signature => "release.json.sig",
            Self::Csv => "figures.csv",
            Self::CsvMetadata => "figures.csv-metadata.json",
            Self::Workbook => "figures.xlsx",
            Self::Parquet => "figures.parquet",
        }
    }

    /// The kind of the file that is called so.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What it is sent as.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Release => "application/json",
            Self::Signature => "text/plain; charset=utf-8",
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::CsvMetadata => "application/csvm+json",
            Self::Workbook => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Parquet => "application/vnd.apache.parquet",
        }
    }
}

/// The bytes of a file of a release.
///
/// # Errors
/// [`NotWritten`].
pub fn export(release: &Arc<FrozenRelease>, kind: FileKind) -> Result<Vec<u8>, NotWritten> {
    match kind {
        FileKind::Release => Ok(release.bytes.clone()),
        FileKind::Signature => Ok(release.signature.clone().into_bytes()),
        FileKind::Csv => text::write(&Figures::of(release)),
        FileKind::CsvMetadata => csvw::write(release),
        FileKind::Workbook => sheets::write(release, &Figures::of(release)),
        FileKind::Parquet => columnar::write(release, &Figures::of(release)),
    }
}

/// What a file says of the release as a whole: names and texts.
fn about(release: &FrozenRelease) -> Vec<(&'static str, String)> {
    let told = &release.release;
    vec![
        ("release", told.definition.name.clone()),
        ("title_nl", told.definition.title.nl.clone()),
        ("title_en", told.definition.title.en.clone()),
        ("period", told.definition.period.to_string()),
        ("id", told.id.to_string()),
        ("computed_on", told.computed_on.to_string()),
        ("software", told.software.clone()),
        ("epsilon", told.definition.epsilon().to_string()),
        ("counted_years", told.limits.counted_years.to_string()),
        ("sha256", release.hash.clone()),
        ("signature", release.signature.clone()),
        ("signed_by", release.signed_by.clone()),
        ("licence", LICENCE.to_owned()),
    ]
}

/// The code of a word, for a cell.
fn code(word: impl Word) -> String {
    word.code().to_owned()
}

#[cfg(test)]
mod tests;
