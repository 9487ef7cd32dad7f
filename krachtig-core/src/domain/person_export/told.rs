//! Which records of a dossier are about one person, and which of their fields are told: an allow-list.

use serde_json::{Map, Value};
use time::Date;
use uuid::Uuid;

use super::Section;
use crate::domain::concerned::Concerned;
use crate::domain::dossier::Dossier;
use crate::domain::id::{Id, PersonId};
use crate::domain::limit::names;
use crate::domain::record::{Record, RecordKind};
use crate::domain::redact::Redactor;
use crate::domain::rights::DataSubject;
use crate::domain::vocabulary::Vocabulary;

/// What is told of the kinds of record on the family's side. Ids of others are in none of these fields: `persons` and
/// `present` become whether there were others.
fn of_person(kind: RecordKind) -> &'static [&'static str] {
    match kind {
        RecordKind::Person => &[
            "name",
            "relation",
            "born_on",
            "contact_person",
            "phone",
            "email",
            "external_ref",
        ],
        RecordKind::Family => &["municipality"],
        RecordKind::Consent => CONSENT,
        RecordKind::Introduction => &["held_on", "note"],
        RecordKind::Mapping => &["held_on", "scores", "findings", "note"],
        RecordKind::Goal => &[
            "life_domain",
            "title",
            "set_on",
            "target_on",
            "outcome",
            "concluded_on",
            "outcome_note",
        ],
        RecordKind::Action => &["about", "carrier", "due_on", "done_on"],
        RecordKind::TimeEntry => &["spent_on", "minutes", "life_domain"],
        RecordKind::BudgetPlan => &["about", "total", "reviewed_on"],
        RecordKind::BudgetRequest => &["amount", "purpose", "life_domain", "payee", "requested_on"],
        RecordKind::LedgerLine => &["kind", "amount", "silo", "booked_on", "note"],
        RecordKind::Referral => &[
            "need",
            "life_domain",
            "warm_handover",
            "sent_on",
            "answered_on",
            "accepted",
            "decline_ground",
            "answer_note",
            "outcome",
            "concluded_on",
            "outcome_note",
            "withdrawn_on",
        ],
        RecordKind::ReferralMessage => &["said_on", "text"],
        RecordKind::Problem => &[
            "category",
            "effect",
            "preexisting",
            "noted_on",
            "solved_on",
            "what_helped",
            "note",
        ],
        RecordKind::SiloObstacle => &[
            "need",
            "life_domain",
            "silo",
            "ground",
            "met_on",
            "days_lost",
            "cost",
            "note",
        ],
        RecordKind::LearningEntry => &["tried", "brought", "learned", "noted_on"],
        RecordKind::StoryVersion => &["number", "title", "body", "effects"],
        RecordKind::StoryApproval => &["audience", "approved_on", "withdrawn_on"],
        RecordKind::FamilyLogin => &["invited_on", "ended_on"],
        RecordKind::PlanComment => &["said_on", "text"],
        RecordKind::CoSignature => &["signed_on"],
        _ => of_both(kind),
    }
}

/// The same on the detainee's side.
fn of_detainee(kind: RecordKind) -> &'static [&'static str] {
    match kind {
        RecordKind::Detainee => &[
            "name",
            "institution",
            "detained_since",
            "expected_home_on",
            "external_ref",
        ],
        RecordKind::Consent => CONSENT,
        RecordKind::DetaineeTalk => &["held_on", "setting", "worries", "key_factors", "note"],
        RecordKind::RoleCheck => &["agreed_on", "roles", "none_reason"],
        _ => of_both(kind),
    }
}

const CONSENT: &[&str] = &[
    "purpose",
    "recipient",
    "form",
    "notice",
    "given_on",
    "valid_until",
    "withdrawn_on",
    "withdrawal_note",
];

fn of_both(kind: RecordKind) -> &'static [&'static str] {
    match kind {
        RecordKind::Share => &[
            "purpose",
            "categories",
            "legal_basis",
            "about",
            "shared_on",
            "ended_on",
            "told_on",
        ],
        RecordKind::RightsRequest => &[
            "right",
            "received_on",
            "about",
            "due_on",
            "extended_on",
            "extension_reason",
            "decided_on",
            "refusal",
            "decision_note",
            "done_on",
            "withdrawn_on",
        ],
        RecordKind::ProcessingLimit => &["kind", "purpose", "reason", "from_on", "until_on", "lifted_on"],
        RecordKind::OwnWords => &["record_kind", "words", "before", "made_on"],
        RecordKind::Attachment => &["record_kind", "media_type", "size", "name", "about", "added_on"],
        _ => &[],
    }
}

/// The telling of one person's records.
pub(super) struct Telling<'a> {
    subject: DataSubject,
    id: Uuid,
    redactor: &'a Redactor,
    today: Date,
    sections: Vec<Section>,
    ids: Vec<Uuid>,
}

impl<'a> Telling<'a> {
    pub(super) fn new(subject: DataSubject, redactor: &'a Redactor, today: Date) -> Self {
        let id = subject.uuid();
        Self {
            subject,
            id: id.unwrap_or_default(),
            redactor,
            today,
            sections: Vec::new(),
            ids: Vec::new(),
        }
    }

    pub(super) fn told(self) -> (Vec<Section>, Vec<Uuid>) {
        (self.sections, self.ids)
    }

    /// What belongs to the family, once.
    pub(super) fn family(&mut self, dossier: &Dossier) {
        let id = self.id;
        match self.subject {
            DataSubject::Detainee(_) => self.add(dossier.detainees.iter().filter(|one| one.id.uuid() == id), None),
            DataSubject::Person(_) | DataSubject::Family => {
                self.add(dossier.persons.iter().filter(|one| one.id.uuid() == id), None);
                self.add([&dossier.family], None);
            }
        }
        let subject = self.subject;
        macro_rules! owned {
            ($($list:ident),+) => {$(
                self.add(
                    dossier
                        .$list
                        .iter()
                        .filter(|one| DataSubject::of(one.person_id, one.detainee_id) == subject),
                    None,
                );
            )+};
        }
        owned!(consents, rights_requests, limits, own_words);
    }

    /// What belongs to a trajectory.
    pub(super) fn trajectory(&mut self, dossier: &Dossier) {
        let partner = |id| {
            dossier
                .partners
                .iter()
                .find(|partner| partner.id == id)
                .map(|p| p.name.as_str())
        };
        if let DataSubject::Detainee(id) = self.subject {
            // With several detainees nobody can tell whose talk it was.
            if dossier.detainees.len() == 1 {
                self.add(&dossier.talks, None);
                self.add(&dossier.role_checks, None);
            }
            self.attachments(dossier, false);
            for share in dossier.shares.iter().filter(|share| share.detainee_id == Some(id)) {
                self.add([share], partner(share.partner_id));
            }
            return;
        }
        let id = self.id;
        let told_to = Concerned::of(dossier, PersonId::from_uuid(id), self.today);
        let adult = told_to.is_adult();
        let among = |persons: &[PersonId]| told_to.among(persons);
        let whose = |person: Option<PersonId>| told_to.whose(person);
        self.add(dossier.introductions.iter().filter(|one| among(&one.present)), None);
        self.mappings(dossier, adult);
        let goals: Vec<_> = dossier.goals.iter().filter(|goal| whose(goal.person_id)).collect();
        let of_goals = dossier
            .actions
            .iter()
            .filter(|action| goals.iter().any(|goal| goal.id == action.goal_id));
        self.add(goals.iter().copied(), None);
        self.add(of_goals, None);
        for referral in dossier.referrals.iter().filter(|one| among(&one.persons)) {
            self.add([referral], partner(referral.partner_id));
            self.add(dossier.messages_of(referral.id), partner(referral.partner_id));
        }
        for share in dossier
            .shares
            .iter()
            .filter(|one| one.detainee_id.is_none() && among(&one.persons))
        {
            self.add([share], partner(share.partner_id));
        }
        self.add(dossier.problems.iter().filter(|one| whose(one.person_id)), None);
        self.add(dossier.approvals.iter().filter(|one| one.person_id.uuid() == id), None);
        let logins = dossier.family_logins.iter();
        self.add(logins.filter(|one| one.person_id.uuid() == id), None);
        self.add(dossier.comments_of(told_to.id()), None);
        self.add(dossier.signatures_of(told_to.id()), None);
        if adult {
            // What is about the family as a whole is about each adult in it.
            self.add(&dossier.time_entries, None);
            self.add(&dossier.plans, None);
            self.add(&dossier.requests, None);
            self.add(&dossier.ledger, None);
            self.add(&dossier.obstacles, None);
            self.add(&dossier.learning, None);
            self.add(&dossier.stories, None);
        }
        self.attachments(dossier, adult);
    }

    /// Which files are attached to what was told. What is attached to the dossier itself is about each adult.
    fn attachments(&mut self, dossier: &Dossier, adult: bool) {
        let told = dossier.attachments.iter().filter(|one| {
            let of_dossier = one.record_kind == RecordKind::Trajectory && adult;
            one.is_there() && (of_dossier || self.ids.contains(&one.record_id))
        });
        let told: Vec<_> = told.collect();
        self.add(told, None);
    }

    /// Of a mapping, the findings that are this person's or the family's; the levels are the family's.
    fn mappings(&mut self, dossier: &Dossier, adult: bool) {
        let id = self.id;
        let told = dossier.mappings.iter().filter_map(|mapping| {
            let mut mapping = mapping.clone();
            let was_there = mapping.present.iter().any(|person| person.uuid() == id);
            mapping
                .findings
                .retain(|one| one.person_id.map_or(adult || was_there, |person| person.uuid() == id));
            for finding in &mut mapping.findings {
                finding.person_id = None;
            }
            (was_there || adult || !mapping.findings.is_empty()).then_some(mapping)
        });
        let told: Vec<_> = told.collect();
        self.add(&told, None);
    }

    fn add<'r, R: Record>(&mut self, records: impl IntoIterator<Item = &'r R>, party: Option<&str>) {
        let fields = match self.subject {
            DataSubject::Detainee(_) => of_detainee(R::KIND),
            DataSubject::Person(_) | DataSubject::Family => of_person(R::KIND),
        };
        let mut told = Vec::new();
        for record in records {
            let Ok(Value::Object(all)) = serde_json::to_value(record) else {
                continue;
            };
            let others = names_others(&all, self.id);
            let mut chosen: Map<String, Value> = all
                .into_iter()
                .filter(|(name, value)| fields.contains(&name.as_str()) && !value.is_null())
                .collect();
            chosen.values_mut().for_each(|value| self.redactor.redact_within(value));
            if let Some(party) = party {
                chosen.insert("party".to_owned(), party.into());
            }
            if others {
                chosen.insert("others".to_owned(), true.into());
            }
            self.ids.push(record.id().uuid());
            told.push(chosen);
        }
        if told.is_empty() {
            return;
        }
        match self.sections.iter_mut().find(|section| section.kind == R::KIND.code()) {
            Some(section) => section.records.extend(told),
            None => self.sections.push(Section {
                kind: R::KIND.code().to_owned(),
                records: told,
            }),
        }
    }
}

/// Whether a list of people in the record holds anybody but this one.
fn names_others(record: &Map<String, Value>, id: Uuid) -> bool {
    let lists = ["persons", "present"]
        .into_iter()
        .filter_map(|name| record.get(name)?.as_array());
    lists.flatten().any(|person| !names(person, id))
}
