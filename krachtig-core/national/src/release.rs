//! A release: the figures of a definition, computed once, as bytes that never change.
//!
//! How figures are computed does not belong here, see [`crate::compute`]; nor who signs, see [`crate::signing`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use time::Date;

use crate::budget::Limits;
use crate::definition::{Definition, Split};
use crate::epsilon::Epsilon;
use crate::hand_in::Context;
use crate::id::ReleaseId;
use crate::indicator::Indicator;
use crate::word::words;

/// The first thing that a release says of itself. A release in another form has another one.
pub const FORMAT: &str = "krachtig release v1";

/// A noised figure below this is not told: what is left of a small number under noise says next to nothing.
pub const FEWEST_TOLD: i64 = 10;

words! {
    /// What a figure is.
    Status {
        /// The number as it was counted.
        Exact = "exact",
        /// The number with noise: the counted one lies within the margin in 95 of 100 figures.
        Noised = "noised",
        /// With its noise it is below ten, so it is not told.
        BelowTen = "below_ten",
        /// It is not published; the reason says why.
        NotPublished = "not_published",
    }
}

words! {
    /// Why a figure is not published.
    Reason {
        /// The place has fewer than a hundred families that count.
        FewFamilies = "few_families",
        /// A region of the place did not count this.
        NotCounted = "not_counted",
    }
}

/// One figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// A region, a group of regions, or all of them.
    pub place: String,
    /// The category.
    pub category: String,
    /// What the figure is.
    pub status: Status,
    /// The number, where it is told.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub value: Option<i64>,
    /// Why it is not published.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<Reason>,
}

/// How a table of attributes is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Protection {
    /// What the table tells at most of any one family.
    pub epsilon: Epsilon,
    /// Over which families it counts.
    pub split: Split,
    /// How many cells change at most, by one each, where one family's answer becomes another.
    pub changed_cells: u8,
    /// How far a figure is from the counted one at most, in 95 of 100 figures.
    pub margin: u32,
}

/// The figures of one indicator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// What was counted, as it was defined then.
    pub indicator: Indicator,
    /// How it is protected; none for figures of the organisation.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub protection: Option<Protection>,
    /// The figures, place by place, and of each place category by category.
    pub figures: Vec<Figure>,
}

/// What went into a release from one region, as a count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// The region's code.
    pub region: String,
    /// The region's name for people.
    pub name: String,
    /// Which of its hand-ins for the period.
    pub revision: u16,
    /// How many families counted in the tables of attributes.
    pub counted_families: u32,
    /// The version of the program that counted.
    pub software: String,
    /// The region's rules that counted along, with their versions.
    pub plugins: BTreeMap<String, String>,
    /// What sort of region it is, where it said so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub context: Option<Context>,
}

/// The figures of a definition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// Always [`FORMAT`].
    pub format: String,
    /// Its id.
    pub id: ReleaseId,
    /// When it was computed.
    pub computed_on: Date,
    /// The version of the program that computed it.
    pub software: String,
    /// What it was to hold.
    pub definition: Definition,
    /// The limits of the privacy budget at that time.
    pub limits: Limits,
    /// What went into it.
    pub inputs: Vec<Input>,
    /// Its tables.
    pub tables: Vec<Table>,
}

/// The bytes are no release, or not as one is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("these bytes are no release")]
pub struct NotARelease;

impl Release {
    /// Its bytes: JSON with fields in a fixed order, without spaces and without fractions. The same release always has the
    /// same ones.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        // Nothing in it can fail to be written: keys are texts, and there are no fractions.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// The release that has these bytes.
    ///
    /// # Errors
    /// [`NotARelease`] also for bytes that say the same in another way.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotARelease> {
        let release: Self = serde_json::from_slice(bytes).map_err(|_| NotARelease)?;
        let same = release.format == FORMAT && release.to_bytes() == bytes;
        if same { Ok(release) } else { Err(NotARelease) }
    }

    /// Whether each of its figures is about a category of its indicator and about a place that there is.
    pub(crate) fn is_about(&self, there: impl Fn(&str) -> bool) -> bool {
        self.tables.iter().all(|table| {
            let about = |figure: &Figure| there(&figure.place) && table.indicator.has(&figure.category);
            table.figures.iter().all(about)
        })
    }

    /// The table of this indicator.
    #[must_use]
    pub fn table(&self, indicator: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.indicator.code == indicator)
    }
}

/// The SHA-256 of a release's bytes, as 64 hexadecimal digits.
#[must_use]
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
