//! What reading yields: checked, typed rows with the place that each came from, and the problems that were met.
//!
//! Writing rows into a tenant does not belong here, nor does the question who may do so.

use std::fmt;

use krachtig_core::domain::budget::LedgerKind;
use krachtig_core::domain::consent::Purpose;
use krachtig_core::domain::family::Relation;
use krachtig_core::domain::introduction::Via;
use krachtig_core::domain::money::Cents;
use krachtig_core::domain::partner::ReferralOutcome;
use krachtig_core::domain::vocabulary::{
    Audience, Effect, FundingSilo, LifeDomain, ObstacleGround, PartnerType, ProblemCategory,
};
use time::Date;

use super::words::ReferralAnswer;

/// The key by which an office itself knows a record, such as the gezinsnummer `GZ-001`.
///
/// It is kept with what was imported, so that importing the same file again changes nothing. Rows that have no number
/// of their own get one that is made from what the row is about: `meting/GZ-001/2026-03-01/finances`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExternalRef(String);

impl ExternalRef {
    /// The key with this text, which the reader has checked.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The key's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ExternalRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where something stands, in the words of whoever has the file open.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file's name; with its folders where two files share a name.
    pub file: String,
    /// The sheet, in a workbook.
    pub sheet: Option<String>,
    /// The row's number as Excel shows it, from 1; 0 where the file or sheet as a whole is meant.
    pub row: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(sheet) = &self.sheet {
            write!(f, ", sheet {sheet}")?;
        }
        if self.row > 0 {
            write!(f, ", row {}", self.row)?;
        }
        Ok(())
    }
}

/// A value and the row that it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<T> {
    /// Where the row stands.
    pub place: Place,
    /// What it holds.
    pub value: T,
}

/// Something that keeps a row, a sheet or a file from being imported.
///
/// The message never repeats what a cell holds: it may be a name or a number that must not end up in a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportProblem {
    /// Where it stands.
    pub place: Place,
    /// The column, where one is meant: its header as written in the file, or as an export writes it where the problem
    /// lies between rows or the column is missing.
    pub column: Option<String>,
    /// The stable code, such as `bad_date`.
    pub code: &'static str,
    /// What is wrong and what would be right, in plain English.
    pub message: String,
}

impl fmt::Display for ImportProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.place)?;
        if let Some(column) = &self.column {
            write!(f, ", column {column}")?;
        }
        write!(f, ": {} [{}]", self.message, self.code)
    }
}

/// All rows of all files, kind by kind, in the order of the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportBatch {
    /// Families (gezinnen).
    pub families: Vec<Row<FamilyRow>>,
    /// Persons of families (personen).
    pub persons: Vec<Row<PersonRow>>,
    /// Detainees (gedetineerden).
    pub detainees: Vec<Row<DetaineeRow>>,
    /// Talks with detainees (gesprekken).
    pub talks: Vec<Row<TalkRow>>,
    /// Introductions to families (introducties).
    pub introductions: Vec<Row<IntroductionRow>>,
    /// Consents (toestemmingen).
    pub consents: Vec<Row<ConsentRow>>,
    /// Mapped life domains (metingen), one row per family, date and domain.
    pub mappings: Vec<Row<MappingRow>>,
    /// Lines of perspective budgets (budgetregels).
    pub budget_lines: Vec<Row<BudgetLineRow>>,
    /// Referrals (doorverwijzingen).
    pub referrals: Vec<Row<ReferralRow>>,
    /// Problems (problemen).
    pub problems: Vec<Row<ProblemRow>>,
}

/// A family that is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FamilyRow {
    /// The gezinsnummer.
    pub external_ref: ExternalRef,
    /// What the office calls the family.
    pub name: String,
    /// The municipality's code (CBS), where it is known: `GM0518`.
    pub municipality: Option<String>,
    /// The day on which the family was registered.
    pub registered_on: Date,
    /// The day on which the trajectory was closed, if it was.
    pub closed_on: Option<Date>,
    /// Anything else.
    pub note: Option<String>,
}

/// A person of a family, on this side of the wall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    /// The persoonsnummer.
    pub external_ref: ExternalRef,
    /// The family's gezinsnummer.
    pub family: ExternalRef,
    /// First name or names; empty where the office knows the last name alone.
    pub first_name: String,
    /// What stands between first and last name (tussenvoegsel): `van der`.
    pub infix: Option<String>,
    /// Last name.
    pub last_name: String,
    /// What this person is within the family.
    pub relation: Relation,
    /// Date of birth; a child always has one.
    pub birth_date: Option<Date>,
    /// Whether the introduction may go through this person.
    pub contact_person: bool,
    /// Telephone number, as written.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Anything else.
    pub note: Option<String>,
}

/// A detainee. Of the detention only the institution is read: no offence, no sentence, no BSN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DetaineeRow {
    /// The gedetineerdenummer of the office, not that of the prison service.
    pub external_ref: ExternalRef,
    /// The family's gezinsnummer.
    pub family: ExternalRef,
    /// First name or names.
    pub first_name: String,
    /// What stands between first and last name.
    pub infix: Option<String>,
    /// Last name.
    pub last_name: String,
    /// The institution's short name, where it may be known: `Haaglanden`, `JC Zaanstad`.
    pub institution: Option<String>,
}

/// A talk with a detainee, the first step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TalkRow {
    /// The row's own key, or one made from family, date and detainee.
    pub external_ref: ExternalRef,
    /// The family's gezinsnummer.
    pub family: ExternalRef,
    /// The gedetineerdenummer; may be left out where a family has one detainee.
    pub detainee: Option<ExternalRef>,
    /// The day of the talk.
    pub held_on: Date,
    /// What the detainee worries about (zorgen), one by one.
    pub worries: Vec<String>,
    /// What, changed during the absence, would do the home good (sleutelfactoren), one by one.
    pub key_factors: Vec<String>,
    /// Who held the talk.
    pub held_by: Option<String>,
    /// Anything else.
    pub note: Option<String>,
}

/// An introduction to a family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntroductionRow {
    /// The row's own key, or one made from family and date.
    pub external_ref: ExternalRef,
    /// The family's gezinsnummer.
    pub family: ExternalRef,
    /// The day of the introduction.
    pub introduced_on: Date,
    /// Through whom it went.
    pub via: Via,
    /// Who was introduced.
    pub held_by: Option<String>,
    /// Anything else.
    pub note: Option<String>,
}

/// A consent of one person for one purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentRow {
    /// The row's own key, or one made from person, purpose, audience and date.
    pub external_ref: ExternalRef,
    /// The family's gezinsnummer.
    pub family: ExternalRef,
    /// The persoonsnummer, or the gedetineerdenummer, of the one who consents.
    pub person: ExternalRef,
    /// What for.
    pub purpose: Purpose,
    /// For whose eyes, where the purpose has an audience.
    pub audience: Option<Audience>,
    /// The day on which it was given.
    pub given_on: Date,
    /// The last day on which it holds, where one was agreed.
    pub valid_until: Option<Date>,
    /// The day on which it was withdrawn, if it was.
    pub withdrawn_on: Option<Date>,
}

/// How a family stands on one life domain on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingRow {
    /// The row's own key, or one made from family, date and domain.
    pub external_ref: ExternalRef,
    /// The family's gezinsnummer.
    pub family: ExternalRef,
    /// The day of the mapping.
    pub mapped_on: Date,
    /// The life domain.
    pub domain: LifeDomain,
    /// The level, 1 (acute) to 5 (full).
    pub level: u8,
    /// How much of the level rests on whom, where that was asked.
    pub split: Option<Split>,
    /// What is needed.
    pub need: Option<String>,
    /// What is strong.
    pub strength: Option<String>,
}

/// How much of a level rests on whom: three parts of 0 to 5 that add up to the level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// On the family itself (eigen kracht).
    pub own: u8,
    /// On its network.
    pub network: u8,
    /// On professionals.
    pub professional: u8,
}

/// A line of a perspective budget's ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetLineRow {
    /// The row's own key, or one made from family, date, kind, amount and silo.
    pub external_ref: ExternalRef,
    /// The family's gezinsnummer.
    pub family: ExternalRef,
    /// The day of the line.
    pub booked_on: Date,
    /// What the line does to the budget.
    pub kind: LedgerKind,
    /// How much, never below zero: the kind tells which way it goes.
    pub amount: Cents,
    /// Which purse it is from.
    pub silo: FundingSilo,
    /// The key of the request that it belongs to, where the office tells.
    pub request: Option<ExternalRef>,
    /// What it is for.
    pub description: Option<String>,
}

/// A referral to a party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferralRow {
    /// The row's own key, or one made from family, date, partner and need.
    pub external_ref: ExternalRef,
    /// The family's gezinsnummer.
    pub family: ExternalRef,
    /// The party's name.
    pub partner: String,
    /// The kind of party.
    pub partner_type: PartnerType,
    /// The day of the referral.
    pub referred_on: Date,
    /// What the party was asked for.
    pub need: String,
    /// Whether somebody came along (warme overdracht).
    pub warm_handover: bool,
    /// The party's answer, once there is one.
    pub answer: Option<ReferralAnswer>,
    /// The day of the answer.
    pub answered_on: Option<Date>,
    /// The ground of a refusal.
    pub ground: Option<ObstacleGround>,
    /// Whether it helped, once that is known of an accepted referral.
    pub helped: Option<ReferralOutcome>,
    /// The day on which that was established; the day of the answer where it was not written down.
    pub concluded_on: Option<Date>,
    /// What came of it, in words.
    pub outcome: Option<String>,
}

/// A problem that a family meets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemRow {
    /// The row's own key, or one made from family, category and date.
    pub external_ref: ExternalRef,
    /// The family's gezinsnummer.
    pub family: ExternalRef,
    /// What it is about.
    pub category: ProblemCategory,
    /// What the detention did to it.
    pub effect: Effect,
    /// Whether it was there before the detention.
    pub preexisting: bool,
    /// The day on which it was noted.
    pub noted_on: Option<Date>,
    /// What it looks like in this family.
    pub description: Option<String>,
}
