//! How long dossiers are kept: which law or rule a trajectory falls under, from which day the years count, and what
//! holds destruction up.
//!
//! Destroying does not belong here: see [`super::destruction`].
//!
//! ```
//! use krachtig_core::domain::retention::{RetentionBasis, RetentionPolicy};
//! use time::macros::date;
//!
//! let jeugdwet = RetentionPolicy::standard(RetentionBasis::Jeugdwet);
//! assert_eq!(jeugdwet.keeps_until(date!(2026 - 03 - 02), date!(2026 - 05 - 01)), date!(2046 - 05 - 01));
//! assert_eq!(RetentionPolicy::standard(RetentionBasis::Informal).years, 2);
//! ```

use serde::{Deserialize, Serialize};
use time::Date;

use super::clock::Stamp;
use super::dossier::Dossier;
use super::id::{FamilyId, LegalHoldId, MemberId, RetentionPolicyId};
use super::record::{Version, record};
use super::refusal::{Check, Decision, RefusalCode};
use super::text::Prose;
use super::trajectory::Trajectory;
use super::vocabulary::vocabulary;

vocabulary! {
    /// What a trajectory's dossier is kept under.
    RetentionBasis = "retention_basis" {
        /// An informal file of the office, under no law.
        Informal = "informal",
        /// Support under the Wmo 2015 (art. 5.3.4): fifteen years from the last change.
        Wmo = "wmo",
        /// Youth care under the Jeugdwet (art. 7.3.8): twenty years from the last change.
        Jeugdwet = "jeugdwet",
    }
}

impl RetentionBasis {
    /// Whether a law demands that the dossier is kept: then it cannot be erased on request (GDPR art. 17, third
    /// paragraph, b).
    #[must_use]
    pub fn is_legal(self) -> bool {
        self != Self::Informal
    }
}

vocabulary! {
    /// From which day the years count.
    RetentionStart = "retention_start" {
        /// The day on which the trajectory was closed.
        Closing = "closing",
        /// The day of the last change in the dossier.
        LastChange = "last_change",
    }
}

/// How long an office keeps dossiers of a basis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RetentionPolicy {
    /// Its id.
    pub id: RetentionPolicyId,
    /// The basis. One policy each.
    pub basis: RetentionBasis,
    /// How many years.
    pub years: i32,
    /// From which day.
    pub counted_from: RetentionStart,
    /// Its version.
    pub version: Version,
}
record!(RetentionPolicy, RetentionPolicyId, RetentionPolicy);

/// What an office sets.
#[derive(Clone, Copy, Debug)]
pub struct RetentionDraft {
    /// See [`RetentionPolicy::basis`].
    pub basis: RetentionBasis,
    /// See [`RetentionPolicy::years`]. Not fewer than a law demands.
    pub years: i32,
}

/// The most years that an office may set.
const MOST_YEARS: i64 = 100;

impl RetentionPolicy {
    /// What holds as long as the office set nothing else.
    #[must_use]
    pub fn standard(basis: RetentionBasis) -> Self {
        let (years, counted_from) = match basis {
            RetentionBasis::Informal => (2, RetentionStart::Closing),
            RetentionBasis::Wmo => (15, RetentionStart::LastChange),
            RetentionBasis::Jeugdwet => (20, RetentionStart::LastChange),
        };
        Self {
            id: RetentionPolicyId::from_uuid(uuid::Uuid::nil()),
            basis,
            years,
            counted_from,
            version: Version::FIRST,
        }
    }

    /// Sets how long the office keeps, in the place of what it set before.
    ///
    /// # Errors
    /// `out_of_range` for fewer years than the law demands, or too many.
    pub fn set(before: Option<&Self>, draft: RetentionDraft, stamp: Stamp<'_>) -> Decision<Self> {
        let standard = Self::standard(draft.basis);
        let fewest = if draft.basis.is_legal() { standard.years } else { 1 };
        let mut check = Check::new();
        check.within("years", draft.years.into(), (fewest.into(), MOST_YEARS));
        check.pass(Self {
            id: before.map_or_else(|| stamp.id(), |policy| policy.id),
            years: draft.years,
            version: before.map_or(Version::FIRST, |policy| policy.version.next()),
            ..standard
        })
    }

    /// The first day on which a dossier that was closed and last changed on these days is kept no longer.
    #[must_use]
    pub fn keeps_until(&self, closed_on: Date, changed_on: Date) -> Date {
        let from = match self.counted_from {
            RetentionStart::Closing => closed_on,
            RetentionStart::LastChange => changed_on.max(closed_on),
        };
        let year = from.year() + self.years;
        // A year without 29 February keeps a day longer.
        from.replace_year(year)
            .unwrap_or_else(|_| Date::from_ordinal_date(year, 60).unwrap_or(from))
    }
}

impl Trajectory {
    /// What its dossier is kept under: an informal file unless somebody said otherwise.
    #[must_use]
    pub fn kept_under(&self) -> RetentionBasis {
        self.retention_basis.unwrap_or(RetentionBasis::Informal)
    }

    /// Says what its dossier is kept under.
    #[must_use]
    pub fn keep_under(&self, basis: RetentionBasis) -> Self {
        Self {
            retention_basis: Some(basis),
            version: self.version.next(),
            ..self.clone()
        }
    }
}

/// A reason for which a family's dossier is not destroyed (bewaarplicht bij een geschil, archiefblokkade).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LegalHold {
    /// Its id.
    pub id: LegalHoldId,
    /// The family.
    pub family_id: FamilyId,
    /// Why.
    pub reason: Prose,
    /// Since when.
    pub placed_on: Date,
    /// Who placed it.
    pub placed_by: MemberId,
    /// From when it no longer holds.
    pub lifted_on: Option<Date>,
    /// Who lifted it.
    pub lifted_by: Option<MemberId>,
    /// Its version.
    pub version: Version,
}
record!(LegalHold, LegalHoldId, LegalHold, dossier: holds);

impl LegalHold {
    /// Places a hold on a family's dossier from today.
    ///
    /// # Errors
    /// What is wrong with the reason.
    pub fn place(dossier: &Dossier, reason: &str, stamp: Stamp<'_>) -> Decision<Self> {
        let mut check = Check::new();
        let reason = check.prose("reason", reason);
        check.pass(Self {
            id: stamp.id(),
            family_id: dossier.family.id,
            reason,
            placed_on: stamp.today,
            placed_by: stamp.by,
            lifted_on: None,
            lifted_by: None,
            version: Version::FIRST,
        })
    }

    /// Lifts it from today.
    ///
    /// # Errors
    /// `wrong_state` when it was lifted before.
    pub fn lift(&self, stamp: Stamp<'_>) -> Decision<Self> {
        let mut check = Check::new();
        check.ensure(self.lifted_on.is_none(), RefusalCode::WrongState, "id");
        check.pass(Self {
            lifted_on: Some(stamp.today),
            lifted_by: Some(stamp.by),
            version: self.version.next(),
            ..self.clone()
        })
    }
}

impl Dossier {
    /// Whether a legal hold keeps it from being destroyed.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.holds.iter().any(|hold| hold.lifted_on.is_none())
    }
}
