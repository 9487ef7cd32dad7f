//! The domain's refusals as problems of a row: which column, which code, which words.

use krachtig_core::domain::refusal::{Refusal, Refusals};
use krachtig_core::domain::vocabulary::Vocabulary;

use crate::import::columns::Column as C;
use crate::import::kind::RecordKind;
use crate::import::model::{ImportProblem, Place};

/// A row whose refusal is told: where it stands and what kind it is.
#[derive(Clone, Copy)]
pub(super) struct Told<'b> {
    pub(super) place: &'b Place,
    pub(super) kind: RecordKind,
}

impl Told<'_> {
    /// The problems that a decision's refusals are.
    pub(super) fn refused(self, refusals: &Refusals) -> impl Iterator<Item = ImportProblem> {
        refusals.iter().map(move |refusal| ImportProblem {
            place: self.place.clone(),
            column: column(self.kind, &refusal.field).map(str::to_owned),
            code: refusal.code.code(),
            message: words(refusal),
        })
    }

    /// The problem of a row that cannot be recorded because of another.
    pub(super) fn depends(self, on: C) -> ImportProblem {
        ImportProblem {
            place: self.place.clone(),
            column: header(self.kind, on).map(str::to_owned),
            code: "depends_on_refused",
            message: "this is about somebody who was refused".to_owned(),
        }
    }
}

/// What a refusal means, with the values that belong to it. It never holds what a cell holds.
fn words(refusal: &Refusal) -> String {
    let mut words = refusal.code.about().trim().trim_end_matches('.').to_owned();
    for (position, (name, value)) in refusal.args.iter().enumerate() {
        let sign = if position == 0 { ": " } else { ", " };
        words.push_str(&format!("{sign}{name} {value}"));
    }
    words
}

/// The header of the column that a field of the domain is filled from.
fn column(kind: RecordKind, field: &str) -> Option<&'static str> {
    use RecordKind as K;
    let parts: Vec<&str> = field.split('.').collect();
    let (first, last) = (*parts.first()?, *parts.last()?);
    let column = match (kind, first) {
        (K::Persons | K::Detainees, "name") => C::LastName,
        (K::Families, "name") => C::Name,
        (K::Referrals, "name" | "partner_id") => C::Partner,
        (K::Families, "closed_on" | "outcomes" | "budget") => C::ClosedOn,
        (K::Families, "external_ref") => C::Family,
        (K::Persons, "external_ref") => C::Person,
        (K::Detainees, "external_ref") => C::Detainee,
        (K::Consents, "id") => C::WithdrawnOn,
        (K::Consents, "subject" | "given_by") => C::Person,
        (K::BudgetLines, "purpose" | "note") => C::Description,
        (K::BudgetLines, "request") => C::Request,
        (K::BudgetLines, "request_id" | "id" | "kind" | "role") => C::LedgerKind,
        (K::Mappings, "findings") => C::Need,
        (K::Mappings, "scores") if last == "level" => C::Level,
        (K::Mappings, "scores") if last == "split" => C::Own,
        (K::Mappings, "scores" | "instrument_id") => C::Domain,
        (K::Referrals, "note") => C::Outcome,
        (K::Problems, "note") => C::Description,
        (_, "municipality") => C::Municipality,
        (_, "born_on") => C::BirthDate,
        (_, "phone") => C::Phone,
        (_, "email") => C::Email,
        (_, "institution") => C::Institution,
        (_, "note") => C::Note,
        (_, "worries") => C::Worries,
        (_, "key_factors") => C::KeyFactors,
        (_, "via") => C::Via,
        (_, "purpose") => C::Purpose,
        (_, "recipient") => C::Audience,
        (_, "valid_until") => C::ValidUntil,
        (_, "withdrawn_on") => C::WithdrawnOn,
        (_, "amount") => C::Amount,
        (_, "silo") => C::Silo,
        (_, "need") => C::Need,
        (_, "answered_on") => C::AnsweredOn,
        (_, "concluded_on") => C::ConcludedOn,
        (_, "category") => C::Category,
        (_, "opened_on" | "held_on" | "given_on" | "booked_on" | "sent_on" | "noted_on" | "date") => C::Date,
        _ => return None,
    };
    header(kind, column)
}

fn header(kind: RecordKind, column: C) -> Option<&'static str> {
    let spec = kind.columns().iter().find(|spec| spec.column == column)?;
    Some(spec.header)
}
