//! Sets a report as a PDF: tagged for who listens to it (PDF/UA-1), kept readable for long (PDF/A-2a), and the same bytes
//! whenever it is set again.
//!
//! What people typed goes in as data and is never read as markup. Nothing is fetched, from files or elsewhere: the page's
//! layout, the letters and the data are all that the typesetter sees. What stands in a report does not belong here, nor who
//! may read one.
//!
//! ```
//! use krachtig_report::{Block, Day, Document, Section, typeset};
//!
//! let document = Document {
//!     title: "Samen sterker".to_owned(),
//!     language: "nl".to_owned(),
//!     office: "Exodus Voorbeeld (fictief)".to_owned(),
//!     notice: Some("Fictief".to_owned()),
//!     about: vec!["Voor het gezin".to_owned()],
//!     made_on: Day { year: 2026, month: 11, day: 28 },
//!     sections: vec![Section {
//!         heading: "Het verhaal".to_owned(),
//!         blocks: vec![Block::Text { paragraphs: vec!["Het ging *steeds* #beter[].".to_owned()] }],
//!     }],
//! };
//! let pdf = typeset(&document).expect("it can be set");
//! assert!(pdf.starts_with(b"%PDF-"));
//! ```

mod letters;
mod world;

use serde::Serialize;
use typst::World;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, pdf};

use world::Desk;

/// How much data goes into one report, in bytes: some two hundred pages, so that setting one is a matter of seconds.
const MOST_BYTES: usize = 400_000;

/// What is set.
#[derive(Clone, Debug, Serialize)]
pub struct Document {
    /// What it is called.
    pub title: String,
    /// In which language it is read aloud (BCP 47).
    pub language: String,
    /// Whose it is, on top of every page.
    pub office: String,
    /// What has to stand on every page.
    pub notice: Option<String>,
    /// What it is, in some lines below its title.
    pub about: Vec<String>,
    /// The day that it was made on.
    pub made_on: Day,
    /// Its sections.
    pub sections: Vec<Section>,
}

/// A day.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Day {
    /// The year.
    pub year: i32,
    /// The month, from 1.
    pub month: u8,
    /// The day of the month.
    pub day: u8,
}

/// A section of a report.
#[derive(Clone, Debug, Serialize)]
pub struct Section {
    /// What it is called.
    pub heading: String,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// A piece of a section.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    /// Running text.
    Text {
        /// Its paragraphs.
        paragraphs: Vec<String>,
    },
    /// What belongs together within a section.
    Heading {
        /// What it is called.
        text: String,
    },
    /// A table.
    Table {
        /// What its columns are.
        head: Vec<String>,
        /// Its rows, each as long as the head.
        rows: Vec<Vec<String>>,
    },
    /// A picture with what it shows, in words.
    Picture {
        /// The picture: one that this program drew, never one that somebody sent.
        svg: String,
        /// What one sees.
        about: String,
    },
}

/// Why a report could not be set. It tells nothing of what stands in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unset {
    /// It is too long.
    #[error("the report is longer than can be set")]
    TooLong,
    /// It could not be laid out.
    #[error("the report cannot be laid out")]
    Layout,
    /// It could not be written as a file that meets the standards.
    #[error("the report cannot be written")]
    Writing,
}

/// Sets a report. This takes a processor for some tenths of a second, and up to some seconds for the longest.
///
/// # Errors
/// [`Unset::TooLong`] for more than fits; the others for what should not happen.
pub fn typeset(document: &Document) -> Result<Vec<u8>, Unset> {
    let mut data = serde_json::to_value(document).map_err(|_| Unset::Layout)?;
    letters::make_readable(&mut data);
    let data = data.to_string();
    if data.len() > MOST_BYTES {
        return Err(Unset::TooLong);
    }
    let desk = Desk::with(data);
    let set = set(&desk);
    // What was remembered of this report is of no use to the next, and none of its business.
    typst::comemo::evict(0);
    set
}

fn set(desk: &dyn World) -> Result<Vec<u8>, Unset> {
    let pages: PagedDocument = typst::compile(desk).output.map_err(|_| Unset::Layout)?;
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]).map_err(|_| Unset::Writing)?;
    let options = PdfOptions {
        standards,
        ..PdfOptions::default()
    };
    pdf(&pages, &options).map_err(|_| Unset::Writing)
}

#[cfg(test)]
mod tests;
