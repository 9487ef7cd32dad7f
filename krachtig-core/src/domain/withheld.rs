//! What somebody sees of a dossier who may see only some of its parts: the rest is left out, and so is every trace of it.
//!
//! ```
//! use krachtig_core::domain::dossier_part::{DossierPart, DossierParts};
//! use krachtig_core::domain::progress::Facts;
//! use time::macros::date;
//!
//! let mut facts = Facts::none(date!(2026-03-02));
//! facts.talked_on = Some(date!(2026-02-01));
//! let family = DossierParts::of(&[DossierPart::Family]);
//! assert_eq!(facts.clone().seen(family).talked_on, None, "the talk was on the other side of the wall");
//! assert_eq!(facts.clone().seen(DossierParts::ALL), facts);
//! ```

use time::Date;

use super::dossier::Dossier;
use super::dossier_part::{DossierPart, DossierParts, lists, part_of_step};
use super::family::{Family, Person};
use super::money::Cents;
use super::progress::Facts;
use super::text::Line;
use super::trajectory::Trajectory;

/// What is left out of a dossier for whoever reads it, and what is told instead.
#[derive(Clone, Debug, PartialEq)]
pub struct Withheld {
    /// The parts that were left out.
    pub parts: DossierParts,
    /// What is left of the budget, where that may be seen without the ledger.
    pub budget_left: Option<Cents>,
    /// The facts behind progress, as far as they may be seen.
    pub facts: Facts,
}

impl Dossier {
    /// What somebody sees of it who may see these parts. It remembers that something was left out, and nothing of it.
    #[must_use]
    pub fn seen(mut self, parts: DossierParts, on: Date) -> Self {
        if parts == DossierParts::ALL {
            return self;
        }
        let has = |part| parts.has(part);
        let withheld = Withheld {
            parts: parts.others(),
            budget_left: has(DossierPart::BudgetLeft).then(|| self.budget().balance().available()),
            facts: Facts::of(&self, on).seen(parts),
        };
        self.persons.retain(|person| has(person.part(on)));
        if !has(DossierPart::Contact) {
            self.persons.iter_mut().for_each(without_contact);
        }
        self.consents.retain(|consent| has(consent.part()));
        self.skips.retain(|skip| has(skip.part()));
        self.shares.retain(|share| has(share.part()));
        self.rights_requests.retain(|request| has(request.part()));
        self.limits.retain(|limit| has(limit.part()));
        self.own_words.retain(|words| has(words.part()));
        self.attachments.retain(|attachment| has(attachment.part()));
        self.family = self.family.seen(parts);
        self.trajectory = self.trajectory.seen(parts);
        let mut seen = self.only(lists(parts));
        seen.withheld = Some(Box::new(withheld));
        seen
    }

    /// The facts behind its progress, as far as whoever reads it may see them.
    #[must_use]
    pub fn facts(&self, today: Date) -> Facts {
        match &self.withheld {
            Some(withheld) => withheld.facts.clone(),
            None => Facts::of(self, today),
        }
    }

    /// The parts that were left out of it.
    #[must_use]
    pub fn left_out(&self) -> DossierParts {
        self.withheld
            .as_ref()
            .map_or(DossierParts::NONE, |withheld| withheld.parts)
    }
}

/// The family is called by its contact person.
fn without_contact(person: &mut Person) {
    if !person.contact_person {
        person.phone = None;
        person.email = None;
    }
}

impl Family {
    /// What somebody sees of it who may see these parts: without the family's part, that there is one.
    #[must_use]
    pub fn seen(self, parts: DossierParts) -> Self {
        if parts.has(DossierPart::Family) {
            return self;
        }
        Self {
            name: Line::default(),
            municipality: None,
            external_ref: None,
            note: None,
            ..self
        }
    }
}

impl Trajectory {
    /// What somebody sees of it who may see these parts.
    #[must_use]
    pub fn seen(mut self, parts: DossierParts) -> Self {
        if !parts.has(DossierPart::Trajectory) {
            self.external_ref = None;
        }
        if !parts.has(DossierPart::Progress) {
            self.closing_note = None;
        }
        if !parts.has(DossierPart::Story) {
            self.no_story_on = None;
        }
        self
    }
}

impl Facts {
    /// What somebody sees of them who may see these parts. Progress is a part of its own; without it, what can be seen
    /// of the steps is what the other parts tell.
    #[must_use]
    pub fn seen(mut self, parts: DossierParts) -> Self {
        if parts.has(DossierPart::Progress) {
            return self;
        }
        let none = Self::none(self.today);
        if !parts.has(DossierPart::Detainee) {
            (self.talked_on, self.told_on, self.roles_checked_on) = (None, None, None);
        }
        if !parts.has(DossierPart::Family) {
            self.introduced_on = None;
            (self.adults, self.consenting_adults, self.adults_consented_on) = (0, 0, None);
            self.consents.clear();
        }
        if !(parts.has(DossierPart::Family) && parts.has(DossierPart::Detainee)) {
            self.may_introduce = false;
        }
        if !parts.has(DossierPart::Needs) {
            self.mapped_on = None;
        }
        if !parts.has(DossierPart::Work) {
            (self.time_given_on, self.connected_on) = (None, None);
            (self.tried_on, self.learned_on) = (None, None);
        }
        if !parts.has(DossierPart::Budget) {
            self.allotted_on = None;
        }
        if !parts.has(DossierPart::Partner) {
            (self.referred_on, self.referral_closed_on) = (None, None);
            (self.suggested_on, self.agenda_on) = (None, None);
        }
        if !parts.has(DossierPart::Story) {
            (self.story_written, self.story_approved_on, self.no_story_on) =
                (none.story_written, none.story_approved_on, none.no_story_on);
        }
        self.skipped.retain(|step| parts.has(part_of_step(*step)));
        self
    }
}
