//! The narrative report of a family: the story, what changed, what was done, what it cost, which silos were met and what was
//! learned, as much of it as an audience gets. It is derived whenever somebody asks, and kept nowhere.
//!
//! It is about the version of the story that every adult approved for that audience, and there is none without one. What
//! each audience gets besides is one function, `Portion::of`, for reasons of [`super::terms`]: a consent to tell the story
//! covers the story. What the detainee told and agreed to is in no report. Who may read one does not belong here, nor how
//! it looks.

mod reported;

use std::collections::BTreeMap;

use super::budget::{LedgerKind, LedgerLine};
use super::clock::Stamp;
use super::dossier::Dossier;
use super::dossier_part::{DossierPart, DossierParts};
use super::instrument::Instrument;
use super::mapping::Mapping;
use super::money::Cents;
use super::obstacle::SiloObstacle;
use super::partner::Referral;
use super::redact::Redactor;
use super::refusal::{Decision, Refusal, RefusalCode};
use super::story_telling::without_names;
use super::terms::ConsentUse;
use super::vocabulary::{Audience, FundingSilo};
pub use reported::{
    FamilyReport, ReportedChange, ReportedCost, ReportedGoal, ReportedLearning, ReportedLevel, ReportedMoment,
    ReportedReferrals, ReportedSilo, ReportedSpending, ReportedStory, ReportedSuggestion, ReportedWork,
};

/// How much of a dossier an audience gets besides the story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Portion {
    /// All that a report tells, as it was written.
    Whole,
    /// What the money was spent on and which silos stood in the way, in the words of lists, sums and counts: the
    /// municipality is owed an account of it, and nothing of what the family told.
    Accounted,
    /// Nothing: who gets the story gets what the family approved, and no consent or duty carries more. To the prison
    /// service families' attributes go in releases alone.
    StoryAlone,
}

impl Portion {
    fn of(audience: Audience) -> Self {
        match audience {
            Audience::Family | Audience::Team => Self::Whole,
            Audience::Municipality => Self::Accounted,
            Audience::Detainee | Audience::Partners | Audience::Dji | Audience::Public => Self::StoryAlone,
        }
    }
}

impl Audience {
    /// Whether nobody is to be recognised by what it gets. The detainee is no family of this dossier, and no stranger
    /// to it either.
    #[must_use]
    pub fn is_outside(self) -> bool {
        !matches!(self, Self::Family | Self::Team | Self::Detainee)
    }
}

/// What a report is made with.
struct Making<'a> {
    dossier: &'a Dossier,
    seen: DossierParts,
    portion: Portion,
    /// For an audience outside.
    redactor: Option<Redactor>,
    stamp: Stamp<'a>,
}

impl Dossier {
    /// The report for an audience, of the parts that whoever asks may see. `workers` are names of members, who are taken
    /// out for audiences outside as everybody else is.
    ///
    /// # Errors
    /// `dossier_destroyed`; `processing_restricted`; `consent_missing`, `processing_objected` where the story may not be
    /// told to the audience today; `story_not_approved` without a version that every adult approved for it;
    /// `not_deidentified` where that version tells who somebody is in a way that cannot be taken out.
    pub fn family_report(
        &self,
        (audience, seen): (Audience, DossierParts),
        (workers, stamp): (&[String], Stamp<'_>),
    ) -> Decision<FamilyReport> {
        let (story, approved_in) = self.approved_story(audience, stamp)?;
        let making = Making {
            dossier: self,
            seen,
            portion: Portion::of(audience),
            redactor: audience.is_outside().then(|| self.redactor_of_everybody(workers)),
            stamp,
        };
        let told = |text: &str| {
            making
                .told(text)
                .ok_or(Refusal::new(RefusalCode::NotDeidentified, "audience"))
        };
        let story = ReportedStory {
            number: story.number,
            title: told(story.title.as_str())?,
            body: told(story.body.as_str())?,
            effects: story.effects.as_ref().map(|text| told(text.as_str())).transpose()?,
            approved_in,
        };
        let (silos, left_out) = making.silos().unzip();
        Ok(FamilyReport {
            trajectory_id: self.trajectory.id,
            audience,
            made_on: stamp.today,
            family: (!audience.is_outside()).then(|| self.family.name.clone()),
            story,
            change: making.change(),
            done: making.done(),
            cost: making.cost(),
            silos,
            learned: making.learned(),
            left_out: left_out.unwrap_or_default(),
        })
    }
}

impl Making<'_> {
    /// A text as the audience gets it; nothing where it can't have it.
    fn told(&self, text: &str) -> Option<String> {
        match &self.redactor {
            Some(redactor) => without_names(redactor, text),
            None => Some(text.to_owned()),
        }
    }

    fn has(&self, part: DossierPart) -> bool {
        self.seen.has(part)
    }

    /// What the family told so that it would be helped is told again only while that consent holds.
    fn supported(&self) -> bool {
        let adults: Vec<_> = self.dossier.adults(self.stamp.today).map(|adult| adult.id).collect();
        self.portion == Portion::Whole && self.dossier.demand(ConsentUse::SetGoals, &adults, self.stamp).is_ok()
    }

    fn change(&self) -> Option<ReportedChange> {
        if !self.supported() || !self.has(DossierPart::Needs) {
            return None;
        }
        let levels = |mapping: &Mapping| Mapping {
            present: Vec::new(),
            findings: Vec::new(),
            note: None,
            ..mapping.clone()
        };
        let mut mappings: Vec<Mapping> = self.dossier.mappings.iter().map(levels).collect();
        mappings.sort_by_key(|mapping| (mapping.held_on, mapping.id));
        let made_with = |one: &&Instrument| mappings.iter().any(|mapping| mapping.instrument_id == one.id);
        let instruments = self.dossier.instruments.iter().filter(made_with).cloned().collect();
        Some(ReportedChange { mappings, instruments })
    }

    fn done(&self) -> Option<ReportedWork> {
        if self.portion == Portion::StoryAlone || !self.has(DossierPart::Work) {
            return None;
        }
        let dossier = self.dossier;
        let goals = dossier.goals.iter().filter(|_| self.supported());
        Some(ReportedWork {
            minutes: dossier.time_entries.iter().map(|entry| i64::from(entry.minutes)).sum(),
            connections: count(dossier.connections.len()),
            referrals: if self.has(DossierPart::Partner) {
                self.referrals()
            } else {
                Vec::new()
            },
            goals: goals
                .map(|goal| ReportedGoal {
                    life_domain: goal.life_domain,
                    title: goal.title.clone(),
                    outcome: goal.outcome,
                })
                .collect(),
        })
    }

    fn referrals(&self) -> Vec<ReportedReferrals> {
        let kind = |referral: &Referral| {
            let mut parties = self.dossier.partners.iter();
            let party = parties.find(|party| party.id == referral.partner_id)?;
            Some(party.partner_type)
        };
        let mut told: Vec<ReportedReferrals> = Vec::new();
        for referral in &self.dossier.referrals {
            let Some(to) = kind(referral) else { continue };
            let at = told.iter().position(|one| one.to == to).unwrap_or_else(|| {
                told.push(ReportedReferrals {
                    to,
                    sent: 0,
                    accepted: 0,
                });
                told.len() - 1
            });
            told[at].sent += 1;
            told[at].accepted += u32::from(referral.accepted == Some(true));
        }
        told
    }

    fn cost(&self) -> Option<ReportedCost> {
        if self.portion == Portion::StoryAlone || !self.has(DossierPart::Budget) {
            return None;
        }
        let dossier = self.dossier;
        let mut spent: BTreeMap<usize, (FundingSilo, i64)> = BTreeMap::new();
        for line in &dossier.ledger {
            let amount = match line.kind {
                LedgerKind::Spend => line.amount.get(),
                LedgerKind::Refund => -line.amount.get(),
                _ => continue,
            };
            let request = dossier.requests.iter().find(|one| Some(one.id) == line.request_id);
            let silo = request.map_or(FundingSilo::None, |request| request.silo);
            spent.entry(silo as usize).or_insert((silo, 0)).1 += amount;
        }
        let moved = dossier.ledger.iter().filter(|line| line.kind.moves_money());
        let ledger = moved.filter(|_| self.portion == Portion::Whole);
        let spent = spent.into_values().filter_map(|(silo, sum)| {
            let amount = Cents::new(sum)?;
            Some(ReportedSpending { silo, amount })
        });
        Some(ReportedCost {
            balance: dossier.budget().balance(),
            spent: spent.filter(|one| !one.amount.is_zero()).collect(),
            ledger: ledger
                .map(|line| LedgerLine {
                    note: None,
                    ..line.clone()
                })
                .collect(),
            until_on: dossier.trajectory.closed_on.unwrap_or(self.stamp.today),
        })
    }

    /// The silos, and how many suggestions could not be told.
    fn silos(&self) -> Option<(Vec<ReportedSilo>, u32)> {
        if self.portion == Portion::StoryAlone || !self.has(DossierPart::Partner) {
            return None;
        }
        let mut left_out = 0;
        let silos = self.dossier.obstacles.iter().map(|one| self.silo(one, &mut left_out));
        let silos = silos.collect();
        Some((silos, left_out))
    }

    fn silo(&self, one: &SiloObstacle, left_out: &mut u32) -> ReportedSilo {
        let of = self
            .dossier
            .suggestions
            .iter()
            .filter(|suggestion| suggestion.obstacle_id == one.id);
        let mut suggestions = Vec::new();
        for suggestion in of {
            match self.told(suggestion.about.as_str()) {
                Some(about) => suggestions.push(ReportedSuggestion {
                    about,
                    addressed_to: suggestion.addressed_to,
                    state: suggestion.state,
                }),
                None => *left_out += 1,
            }
        }
        ReportedSilo {
            need: (self.portion == Portion::Whole).then(|| one.need.clone()),
            life_domain: one.life_domain,
            silo: one.silo,
            ground: one.ground,
            days_lost: one.days_lost,
            cost: one.cost,
            bridged_by: one.bridged_by,
            suggestions,
        }
    }

    fn learned(&self) -> Option<Vec<ReportedLearning>> {
        if !self.supported() || !self.has(DossierPart::Work) {
            return None;
        }
        let learned = self.dossier.learning.iter().map(|entry| ReportedLearning {
            noted_on: entry.noted_on,
            tried: entry.tried.clone(),
            brought: entry.brought.clone(),
            learned: entry.learned.clone(),
        });
        Some(learned.collect())
    }
}

/// There are never so many that one would be lost.
fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
