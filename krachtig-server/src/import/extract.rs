//! Dossiers made rows again, so that `write` can make files of them that an import reads.
//!
//! Rows hold less than dossiers; `deploy/pilot/README.md` tells what is left out. Who may take rows along does not
//! belong here.

use std::collections::HashSet;

use krachtig_core::domain::budget::{LedgerKind, LedgerLine};
use krachtig_core::domain::consent::{Consent, Purpose};
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::id::{FamilyId, Id};
use krachtig_core::domain::instrument::InstrumentDraft;
use krachtig_core::domain::mapping::{FindingKind, Mapping};
use krachtig_core::domain::partner::Referral;
use krachtig_core::domain::text::Line;
use krachtig_core::domain::vocabulary::{Audience, FundingSilo, LifeDomain, Vocabulary};

use super::key;
use super::model::{
    BudgetLineRow, ConsentRow, DetaineeRow, ExternalRef, FamilyRow, ImportBatch, IntroductionRow, MappingRow,
    PersonRow, Place, ProblemRow, ReferralRow, Row, Split, TalkRow,
};
use super::words::dutch::Dutch;
use super::words::{ReferralAnswer, places};

/// The rows of dossiers.
#[derive(Debug, Default)]
pub struct Extract {
    batch: ImportBatch,
    families: HashSet<FamilyId>,
}

impl Extract {
    /// Adds the rows of a dossier. Of a family's trajectories only the one that is added last is kept: rows know
    /// families, not trajectories.
    pub fn add(&mut self, dossier: &Dossier) {
        let family = office_key(dossier.family.external_ref.as_ref(), dossier.family.id);
        if !self.families.insert(dossier.family.id) {
            self.forget(&family);
        }
        let batch = &mut self.batch;
        batch.families.push(row(family_row(dossier, &family)));
        people(dossier, &family, batch);
        contacts(dossier, &family, batch);
        work(dossier, &family, batch);
    }

    /// All rows so far.
    #[must_use]
    pub fn into_batch(self) -> ImportBatch {
        self.batch
    }

    fn forget(&mut self, family: &ExternalRef) {
        self.batch.families.retain(|row| row.value.external_ref != *family);
        macro_rules! forget {
            ($($list:ident),+ $(,)?) => {$(self.batch.$list.retain(|row| row.value.family != *family);)+};
        }
        forget!(
            persons,
            detainees,
            talks,
            introductions,
            consents,
            mappings,
            budget_lines,
            referrals,
            problems,
        );
    }
}

fn work(dossier: &Dossier, family: &ExternalRef, batch: &mut ImportBatch) {
    let consents = dossier.consents.iter();
    batch.consents.extend(
        consents
            .filter_map(|consent| consent_row(dossier, family, consent))
            .map(row),
    );
    let mappings = dossier.mappings.iter();
    batch.mappings.extend(
        mappings
            .flat_map(|mapping| mapping_rows(dossier, family, mapping))
            .map(row),
    );
    let lines = dossier.ledger.iter();
    batch
        .budget_lines
        .extend(lines.map(|line| row(budget_line_row(dossier, family, line))));
    let referrals = dossier
        .referrals
        .iter()
        .filter(|referral| referral.withdrawn_on.is_none());
    batch.referrals.extend(
        referrals
            .filter_map(|referral| referral_row(dossier, family, referral))
            .map(row),
    );
    batch.problems.extend(dossier.problems.iter().map(|problem| {
        row(ProblemRow {
            external_ref: key::of_record(problem.id),
            family: family.clone(),
            category: problem.category,
            effect: problem.effect,
            preexisting: problem.preexisting,
            noted_on: Some(problem.noted_on),
            description: problem.note.as_ref().map(ToString::to_string),
        })
    }));
}

/// A row that comes from no file.
fn row<T>(value: T) -> Row<T> {
    let place = Place {
        file: String::new(),
        sheet: None,
        row: 0,
    };
    Row { place, value }
}

/// The office's own key, or else one that leads back to the record.
fn office_key<I: Id>(office: Option<&Line>, id: I) -> ExternalRef {
    office.map_or_else(|| key::of_record(id), |key| ExternalRef::new(key.as_str()))
}

fn family_row(dossier: &Dossier, key: &ExternalRef) -> FamilyRow {
    let family = &dossier.family;
    FamilyRow {
        external_ref: key.clone(),
        name: family.name.to_string(),
        municipality: family.municipality.as_ref().map(ToString::to_string),
        registered_on: dossier.trajectory.opened_on,
        closed_on: dossier.trajectory.closed_on,
        note: family.note.as_ref().map(ToString::to_string),
    }
}

fn people(dossier: &Dossier, family: &ExternalRef, batch: &mut ImportBatch) {
    batch.persons.extend(dossier.persons.iter().map(|person| {
        let (first_name, infix, last_name) = parts_of(person.name.as_str());
        row(PersonRow {
            external_ref: office_key(person.external_ref.as_ref(), person.id),
            family: family.clone(),
            first_name,
            infix,
            last_name,
            relation: person.relation,
            birth_date: person.born_on,
            contact_person: person.contact_person,
            phone: person.phone.as_ref().map(ToString::to_string),
            email: person.email.as_ref().map(ToString::to_string),
            note: None,
        })
    }));
    batch.detainees.extend(dossier.detainees.iter().map(|detainee| {
        let (first_name, infix, last_name) = parts_of(detainee.name.as_str());
        let institution = detainee
            .institution
            .as_ref()
            .and_then(|name| places::institution(name.as_str()));
        row(DetaineeRow {
            external_ref: office_key(detainee.external_ref.as_ref(), detainee.id),
            family: family.clone(),
            first_name,
            infix,
            last_name,
            institution: institution.map(str::to_owned),
        })
    }));
}

/// First name, what stands between, last name: put together again they are the same name.
fn parts_of(name: &str) -> (String, Option<String>, String) {
    let words: Vec<&str> = name.split_whitespace().collect();
    let Some((first, rest)) = words.split_first().filter(|(_, rest)| !rest.is_empty()) else {
        return (String::new(), None, name.to_owned());
    };
    let small = |word: &&&str| word.starts_with(char::is_lowercase);
    // The last word is always part of the last name.
    let between = rest[..rest.len() - 1].iter().take_while(small).count();
    let infix = (between > 0).then(|| rest[..between].join(" "));
    ((*first).to_owned(), infix, rest[between..].join(" "))
}

fn contacts(dossier: &Dossier, family: &ExternalRef, batch: &mut ImportBatch) {
    batch.talks.extend(dossier.talks.iter().map(|talk| {
        row(TalkRow {
            external_ref: key::of_record(talk.id),
            family: family.clone(),
            detainee: None,
            held_on: talk.held_on,
            worries: talk.worries.iter().map(|worry| worry.about.to_string()).collect(),
            key_factors: talk.key_factors.iter().map(|factor| factor.about.to_string()).collect(),
            held_by: None,
            note: talk.note.as_ref().map(ToString::to_string),
        })
    }));
    batch
        .introductions
        .extend(dossier.introductions.iter().map(|introduction| {
            row(IntroductionRow {
                external_ref: key::of_record(introduction.id),
                family: family.clone(),
                introduced_on: introduction.held_on,
                via: introduction.via,
                held_by: None,
                note: introduction.note.as_ref().map(ToString::to_string),
            })
        }));
}

fn consent_row(dossier: &Dossier, family: &ExternalRef, consent: &Consent) -> Option<ConsentRow> {
    let person = dossier
        .persons
        .iter()
        .find(|person| Some(person.id) == consent.person_id);
    let detainee = dossier
        .detainees
        .iter()
        .find(|detainee| Some(detainee.id) == consent.detainee_id);
    let person = person.map(|person| office_key(person.external_ref.as_ref(), person.id));
    let detainee = detainee.map(|detainee| office_key(detainee.external_ref.as_ref(), detainee.id));
    let audience = consent
        .recipient
        .as_ref()
        .and_then(|recipient| Audience::read(recipient.as_str()));
    Some(ConsentRow {
        external_ref: key::of_record(consent.id),
        family: family.clone(),
        person: person.or(detainee)?,
        purpose: consent.purpose,
        audience: audience.or_else(|| (consent.purpose == Purpose::Story).then_some(Audience::Team)),
        given_on: consent.given_on,
        valid_until: consent.valid_until,
        withdrawn_on: consent.withdrawn_on,
    })
}

/// A row for each level; none for a mapping with an instrument that an import does not know.
fn mapping_rows(dossier: &Dossier, family: &ExternalRef, mapping: &Mapping) -> Vec<MappingRow> {
    let ours = InstrumentDraft::default_instrument();
    let mut instruments = dossier.instruments.iter();
    let known = instruments.any(|i| i.id == mapping.instrument_id && i.code.as_str() == ours.code);
    let found = |domain: &Line, kind: FindingKind| {
        let findings = mapping.findings.iter();
        let findings = findings.filter(|finding| finding.domain == *domain && finding.kind == kind);
        let abouts: Vec<&str> = findings.map(|finding| finding.about.as_str()).collect();
        (!abouts.is_empty()).then(|| abouts.join("; "))
    };
    let part = |number: i32| u8::try_from(number).ok();
    let rows = mapping.scores.iter().filter(|_| known).filter_map(|score| {
        let split = score.split.and_then(|split| {
            Some(Split {
                own: part(split.own)?,
                network: part(split.network)?,
                professional: part(split.professional)?,
            })
        });
        Some(MappingRow {
            external_ref: key::of_part(mapping.id, score.domain.as_str()),
            family: family.clone(),
            mapped_on: mapping.held_on,
            domain: LifeDomain::from_code(score.domain.as_str())?,
            level: part(score.level)?,
            split,
            need: found(&score.domain, FindingKind::Need),
            strength: found(&score.domain, FindingKind::Strength),
        })
    });
    rows.collect()
}

fn budget_line_row(dossier: &Dossier, family: &ExternalRef, line: &LedgerLine) -> BudgetLineRow {
    let request = dossier
        .requests
        .iter()
        .find(|request| Some(request.id) == line.request_id);
    let is_asking = |other: &&LedgerLine| other.kind == LedgerKind::Request && other.request_id == line.request_id;
    let asked = line.request_id.and_then(|_| dossier.ledger.iter().find(is_asking));
    let asked = asked.map(|asking| key::of_record(asking.id));
    let note = line.note.as_ref().map(ToString::to_string);
    // A request's line has no note of its own: what the money is for stands with the request.
    let purpose = request.filter(|_| line.kind == LedgerKind::Request);
    BudgetLineRow {
        external_ref: key::of_record(line.id),
        family: family.clone(),
        booked_on: line.booked_on,
        kind: line.kind,
        amount: line.amount,
        request: asked.filter(|_| line.kind != LedgerKind::Request),
        silo: line
            .silo
            .or(request.map(|request| request.silo))
            .unwrap_or(FundingSilo::None),
        description: note.or_else(|| purpose.map(|request| request.purpose.to_string())),
    }
}

fn referral_row(dossier: &Dossier, family: &ExternalRef, referral: &Referral) -> Option<ReferralRow> {
    let partner = dossier
        .partners
        .iter()
        .find(|partner| partner.id == referral.partner_id)?;
    let answer = referral.accepted.map(|accepted| {
        if accepted {
            ReferralAnswer::Accepted
        } else {
            ReferralAnswer::Declined
        }
    });
    let told = referral.outcome_note.as_ref().or(referral.answer_note.as_ref());
    Some(ReferralRow {
        external_ref: key::of_record(referral.id),
        family: family.clone(),
        partner: partner.name.to_string(),
        partner_type: partner.partner_type,
        referred_on: referral.sent_on,
        need: referral.need.to_string(),
        warm_handover: referral.warm_handover,
        answer,
        answered_on: referral.answered_on,
        ground: referral.decline_ground,
        helped: referral.outcome,
        concluded_on: referral.concluded_on,
        outcome: told.map(ToString::to_string),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_name_are_that_name() {
        let parts = |name: &str| {
            let (first, infix, last) = parts_of(name);
            (first, infix.unwrap_or_default(), last)
        };
        let expect = |first: &str, infix: &str, last: &str| (first.to_owned(), infix.to_owned(), last.to_owned());
        assert_eq!(
            parts("Samira van der Verzinning"),
            expect("Samira", "van der", "Verzinning")
        );
        assert_eq!(parts("Fatiha El Verzonni"), expect("Fatiha", "", "El Verzonni"));
        assert_eq!(parts("Jan de"), expect("Jan", "", "de"));
        assert_eq!(parts("Voorbeeld"), expect("", "", "Voorbeeld"));
    }
}
