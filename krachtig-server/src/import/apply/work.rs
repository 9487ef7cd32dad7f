//! Talks, introductions, mappings, referrals, problems and the closing.

use krachtig_core::domain::id::ReferralId;
use krachtig_core::domain::introduction::{Introduction, IntroductionDraft};
use krachtig_core::domain::mapping::{FindingDraft, FindingKind, Mapping, MappingDraft, ScoreDraft, Split};
use krachtig_core::domain::partner::{Partner, PartnerDraft, Referral, ReferralAnswer, ReferralDraft};
use krachtig_core::domain::problem::{Problem, ProblemDraft};
use krachtig_core::domain::record::InDossier;
use krachtig_core::domain::refusal::{Decision, Refusal, RefusalCode, Refusals};
use krachtig_core::domain::share::Share;
use krachtig_core::domain::talk::{DetaineeTalk, TalkDraft, TalkSetting};
use krachtig_core::domain::trajectory::{ClosingDraft, ClosingReason};
use krachtig_core::domain::vocabulary::{LifeDomain, PartnerType, Vocabulary};

use super::case::{Case, Failed};
use super::events::space;
use super::told::Told;
use crate::import::columns::Column;
use crate::import::kind::RecordKind;
use crate::import::model::{
    FamilyRow, ImportProblem, IntroductionRow, MappingRow, ProblemRow, ReferralRow, Row, TalkRow,
};

/// A note that also tells who was there for the office.
fn with_holder(note: Option<&str>, holder: Option<&str>) -> Option<String> {
    let holder = holder.map(|holder| format!("Door: {holder}"));
    let lines: Vec<String> = note.map(str::to_owned).into_iter().chain(holder).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

impl<'b> Case<'_, 'b> {
    pub(super) fn talk(&mut self, row: &'b TalkRow) -> Result<(), Failed> {
        let told = |lines: &[String]| lines.iter().map(|line| (None, line.clone())).collect();
        let draft = TalkDraft {
            held_on: row.held_on,
            setting: TalkSetting::Visit,
            worries: told(&row.worries),
            key_factors: told(&row.key_factors),
            note: with_holder(row.note.as_deref(), row.held_by.as_deref()),
        };
        let talk = DetaineeTalk::record(self.dossier()?, &draft, self.stamp())?;
        self.remember(space::TALKS, &row.external_ref, &talk);
        self.put(talk);
        Ok(())
    }

    pub(super) fn introduction(&mut self, row: &'b IntroductionRow) -> Result<(), Failed> {
        let draft = IntroductionDraft {
            held_on: row.introduced_on,
            via: row.via,
            present: Vec::new(),
            note: with_holder(row.note.as_deref(), row.held_by.as_deref()),
        };
        let introduction = Introduction::record(self.dossier()?, &draft, self.stamp())?;
        self.remember(space::INTRODUCTIONS, &row.external_ref, &introduction);
        self.put(introduction);
        Ok(())
    }

    /// One mapping of all rows of a day; rows for a day that was mapped before join that mapping.
    pub(super) fn mapping(&mut self, rows: &[&'b Row<MappingRow>]) -> Result<(), Failed> {
        let Some(first) = rows.first() else { return Ok(()) };
        let missing = || Failed::from(Refusal::new(RefusalCode::NotFound, "instrument_id"));
        let instrument = self.office.instrument.ok_or_else(missing)?;
        let dossier = self.dossier()?;
        let held_on = first.value.mapped_on;
        let same = |mapping: &&Mapping| mapping.held_on == held_on && mapping.instrument_id == instrument.id;
        let before = dossier.mappings.iter().find(same);
        let mut draft = MappingDraft {
            held_on,
            present: Vec::new(),
            scores: Vec::new(),
            findings: Vec::new(),
            note: None,
        };
        if let Some(before) = before {
            draft = draft_of(before);
        }
        let old = (draft.scores.len(), draft.findings.len());
        let mut found_in = Vec::new();
        for (position, row) in rows.iter().enumerate() {
            add(&mut draft, &row.value);
            found_in.resize(draft.findings.len() - old.1, position);
        }
        let decided = match before {
            Some(before) => before.revise(dossier, instrument, &draft, self.stamp()),
            None => Mapping::record(dossier, instrument, &draft, self.stamp()),
        };
        let mapping = decided.map_err(|refusals| Failed::Rows(rows_told(&refusals, rows, (old, &found_in))))?;
        for row in rows {
            self.remember(space::MAPPINGS, &row.value.external_ref, &mapping);
        }
        self.put(mapping);
        if dossier_lacks(self.dossier()?, instrument.id) {
            self.put(instrument.clone());
        }
        Ok(())
    }

    pub(super) fn referral(&mut self, row: &'b ReferralRow) -> Result<(), Failed> {
        let (partner, new) = self.partner(row)?;
        let draft = ReferralDraft {
            persons: Vec::new(),
            need: row.need.clone(),
            life_domain: life_domain(row.partner_type),
            warm_handover: row.warm_handover,
            sent_on: row.referred_on,
        };
        let referral = Referral::send(self.dossier()?, &partner, &draft, self.stamp())?;
        self.remember(space::REFERRALS, &row.external_ref, &referral);
        self.put(Share::of_referral(&referral, self.stamp()));
        self.put(referral);
        self.put(partner.clone());
        if new {
            self.partners.push(partner);
        }
        Ok(())
    }

    /// The party with this name and of this kind, and whether it is new.
    fn partner(&self, row: &ReferralRow) -> Decision<(Partner, bool)> {
        let name = (row.partner.trim().to_lowercase(), row.partner_type);
        let here = self.partners.iter().find(|partner| super::name_of(partner) == name);
        if let Some(known) = here.or_else(|| self.office.partners.get(&name)) {
            return Ok((known.clone(), false));
        }
        let draft = PartnerDraft {
            name: row.partner.clone(),
            partner_type: row.partner_type,
            municipality: None,
            phone: None,
            email: None,
            url: None,
            description: None,
            active: true,
        };
        Ok((Partner::record(&draft, self.stamp())?, true))
    }

    pub(super) fn answer(&mut self, row: &'b ReferralRow) -> Result<(), Failed> {
        let sent = self.sent(row)?;
        // What came of it, in words, belongs to the conclusion where there is one.
        let note = row.outcome.clone().filter(|_| row.helped.is_none());
        let answer = ReferralAnswer {
            answered_on: row.answered_on.unwrap_or(row.referred_on),
            decline_ground: row.ground,
            note,
        };
        let answered = sent.answer(&answer, self.stamp())?;
        self.put(answered);
        Ok(())
    }

    pub(super) fn conclusion(&mut self, row: &'b ReferralRow) -> Result<(), Failed> {
        let Some(helped) = row.helped else { return Ok(()) };
        let sent = self.sent(row)?;
        let stamp = self.stamp();
        let concluded = sent.conclude(helped, (stamp.today, row.outcome.as_deref()), stamp)?;
        self.put(concluded);
        Ok(())
    }

    /// The referral that a row became.
    fn sent(&self, row: &ReferralRow) -> Result<&Referral, Failed> {
        let id = self.made.get(&(space::REFERRALS, &row.external_ref));
        let id = id.ok_or(Failed::Depends(Column::Partner))?;
        Ok(Referral::find(self.dossier()?, ReferralId::from_uuid(*id), "id")?)
    }

    pub(super) fn problem(&mut self, row: &'b ProblemRow) -> Result<(), Failed> {
        let stamp = self.stamp();
        let draft = ProblemDraft {
            category: row.category,
            person_id: None,
            effect: row.effect,
            preexisting: row.preexisting,
            noted_on: stamp.today,
            solved_on: None,
            what_helped: None,
            note: row.description.clone(),
        };
        let problem = Problem::record(self.dossier()?, &draft, stamp)?;
        self.remember(space::PROBLEMS, &row.external_ref, &problem);
        self.put(problem);
        Ok(())
    }

    pub(super) fn closing(&mut self, row: &'b FamilyRow) -> Result<(), Failed> {
        let Some(closed_on) = row.closed_on else { return Ok(()) };
        let draft = ClosingDraft {
            closed_on,
            reason: ClosingReason::Completed,
            note: None,
            outcomes: Vec::new(),
        };
        let (closed, _) = self.dossier()?.close(&draft, self.stamp())?;
        self.put(closed.after);
        Ok(())
    }
}

fn dossier_lacks(
    dossier: &krachtig_core::domain::dossier::Dossier,
    id: krachtig_core::domain::id::InstrumentId,
) -> bool {
    dossier.instruments.iter().all(|instrument| instrument.id != id)
}

/// What people typed of a mapping that is there, so that it can be typed on.
fn draft_of(mapping: &Mapping) -> MappingDraft {
    let scores = mapping.scores.iter().map(|score| ScoreDraft {
        domain: score.domain.to_string(),
        level: score.level,
        split: score.split,
    });
    let findings = mapping.findings.iter().map(|finding| FindingDraft {
        domain: finding.domain.to_string(),
        kind: finding.kind,
        about: finding.about.to_string(),
        carrier: finding.carrier,
        person_id: finding.person_id,
    });
    MappingDraft {
        held_on: mapping.held_on,
        present: mapping.present.clone(),
        scores: scores.collect(),
        findings: findings.collect(),
        note: mapping.note.as_ref().map(ToString::to_string),
    }
}

/// Adds what a row tells of one domain.
fn add(draft: &mut MappingDraft, row: &MappingRow) {
    let domain = row.domain.code().to_owned();
    draft.scores.push(ScoreDraft {
        domain: domain.clone(),
        level: i32::from(row.level),
        split: row.split.map(|split| Split {
            own: i32::from(split.own),
            network: i32::from(split.network),
            professional: i32::from(split.professional),
        }),
    });
    let found = [(FindingKind::Need, &row.need), (FindingKind::Strength, &row.strength)];
    for (kind, about) in found {
        if let Some(about) = about {
            draft.findings.push(FindingDraft {
                domain: domain.clone(),
                kind,
                about: about.split_whitespace().collect::<Vec<_>>().join(" "),
                carrier: None,
                person_id: None,
            });
        }
    }
}

/// Tells each refusal at the row that it is about; one about the whole mapping at every row.
fn rows_told(
    refusals: &Refusals,
    rows: &[&Row<MappingRow>],
    (old, found_in): ((usize, usize), &[usize]),
) -> Vec<ImportProblem> {
    let row_of = |field: &str| {
        let mut parts = field.split('.');
        let list = parts.next()?;
        let number: usize = parts.next()?.parse().ok()?;
        match list {
            "scores" => number.checked_sub(old.0),
            "findings" => found_in.get(number.checked_sub(old.1)?).copied(),
            _ => None,
        }
    };
    let mut problems = Vec::new();
    for refusal in refusals.iter() {
        let about = row_of(&refusal.field).and_then(|position| rows.get(position));
        let told = about.map_or(rows, std::slice::from_ref);
        for row in told {
            let place = Told {
                place: &row.place,
                kind: RecordKind::Mappings,
            };
            problems.extend(place.refused(&refusal.clone().into()));
        }
    }
    problems
}

/// The area of life in which a kind of party helps most.
fn life_domain(party: PartnerType) -> LifeDomain {
    match party {
        PartnerType::DebtService | PartnerType::BenefitsOffice | PartnerType::SvBank | PartnerType::Fund => {
            LifeDomain::Finances
        }
        PartnerType::School | PartnerType::Uwv => LifeDomain::WorkEducation,
        PartnerType::HousingCorporation => LifeDomain::Housing,
        PartnerType::YouthCare | PartnerType::FamilyCentre | PartnerType::SafeHome => LifeDomain::DomesticRelations,
        PartnerType::MentalHealthCare => LifeDomain::MentalHealth,
        PartnerType::Gp => LifeDomain::PhysicalHealth,
        PartnerType::VolunteerOrg => LifeDomain::SocialNetwork,
        PartnerType::Probation
        | PartnerType::PrisonCasemanager
        | PartnerType::ReintegrationDesk
        | PartnerType::SafetyHouse => LifeDomain::Justice,
        PartnerType::CommunityTeam | PartnerType::Municipality | PartnerType::Ind | PartnerType::LegalAid => {
            LifeDomain::InstrumentalAdl
        }
    }
}
