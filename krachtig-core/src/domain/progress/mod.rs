//! Where a trajectory stands: a function of the facts in its dossier, never stored beside them.
//!
//! The store can gather [`Facts`] for a whole page of trajectories in one statement without loading dossiers; a
//! test holds both ways of gathering them against each other.
//!
//! ```
//! use krachtig_core::domain::progress::{Facts, StepState, progress};
//! use krachtig_core::domain::trajectory::Step;
//! use time::macros::date;
//!
//! let mut facts = Facts::none(date!(2026-03-02));
//! facts.talked_on = Some(date!(2026-02-01));
//! facts.told_on = Some(date!(2026-02-08));
//! let progress = progress(&facts);
//! assert_eq!(progress.step(Step::DetaineeTalk).state, StepState::Done);
//! assert_eq!(progress.step(Step::DetaineeTalk).done_on, Some(date!(2026-02-08)));
//! assert_eq!(progress.step(Step::Introduction).state, StepState::Blocked, "nobody said yes yet");
//! assert_eq!(progress.current(), Some(Step::RoleCheck));
//! ```

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use time::Date;

use crate::domain::budget::LedgerKind;
use crate::domain::consent::Purpose;
use crate::domain::dossier::Dossier;
use crate::domain::learning::LearningEntry;
use crate::domain::partner::Referral;
use crate::domain::record::RecordKind;
use crate::domain::trajectory::Step;
use crate::domain::vocabulary::{Vocabulary, vocabulary};

vocabulary! {
    /// Where a step stands.
    StepState = "step_state" {
        /// A consent is missing without which nothing of it may begin.
        Blocked = "blocked",
        /// It may begin.
        Open = "open",
        /// It has begun.
        UnderWay = "under_way",
        /// The dossier holds what makes it done. It may be revisited.
        Done = "done",
        /// It is passed over, with a reason.
        Skipped = "skipped",
    }
}

/// What progress looks at: the few facts of a dossier that tell where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The first talk with the detainee.
    pub talked_on: Option<Date>,
    /// The first talk in which the detainee told a worry or a key factor.
    pub told_on: Option<Date>,
    /// The first role check.
    pub roles_checked_on: Option<Date>,
    /// The first introduction.
    pub introduced_on: Option<Date>,
    /// How many adults the family has.
    pub adults: u32,
    /// How many of them consent to support.
    pub consenting_adults: u32,
    /// When the last of those first consented.
    pub adults_consented_on: Option<Date>,
    /// The first mapping.
    pub mapped_on: Option<Date>,
    /// The first time given.
    pub time_given_on: Option<Date>,
    /// The first connection.
    pub connected_on: Option<Date>,
    /// The first allotment to the budget.
    pub allotted_on: Option<Date>,
    /// The first referral.
    pub referred_on: Option<Date>,
    /// The first referral that was answered to the end.
    pub referral_closed_on: Option<Date>,
    /// The first learning entry.
    pub tried_on: Option<Date>,
    /// The first learning entry of which nothing is open.
    pub learned_on: Option<Date>,
    /// Whether some version of the story was written.
    pub story_written: bool,
    /// When the family as a whole first approved some version for some audience.
    pub story_approved_on: Option<Date>,
    /// When the family wished that no story is told.
    pub no_story_on: Option<Date>,
    /// The first suggestion.
    pub suggested_on: Option<Date>,
    /// The first suggestion that was taken into the programme's agenda.
    pub agenda_on: Option<Date>,
    /// The steps that are passed over.
    pub skipped: Vec<Step>,
    /// Whether the detainee or a contact person agrees to an introduction.
    pub may_introduce: bool,
    /// The purposes to which some adult of the family consents.
    pub consents: Vec<Purpose>,
    /// The day on which all this was so.
    pub today: Date,
}

impl Facts {
    /// The facts of a dossier that holds nothing.
    #[must_use]
    pub fn none(today: Date) -> Self {
        Self {
            talked_on: None,
            told_on: None,
            roles_checked_on: None,
            introduced_on: None,
            adults: 0,
            consenting_adults: 0,
            adults_consented_on: None,
            mapped_on: None,
            time_given_on: None,
            connected_on: None,
            allotted_on: None,
            referred_on: None,
            referral_closed_on: None,
            tried_on: None,
            learned_on: None,
            story_written: false,
            story_approved_on: None,
            no_story_on: None,
            suggested_on: None,
            agenda_on: None,
            skipped: Vec::new(),
            may_introduce: false,
            consents: Vec::new(),
            today,
        }
    }

    /// Which of a dossier's lists the facts come from.
    pub const LOOK_AT: &'static [RecordKind] = &[
        RecordKind::Person,
        RecordKind::Consent,
        RecordKind::StepSkip,
        RecordKind::DetaineeTalk,
        RecordKind::RoleCheck,
        RecordKind::Introduction,
        RecordKind::Mapping,
        RecordKind::TimeEntry,
        RecordKind::Connection,
        RecordKind::LedgerLine,
        RecordKind::Referral,
        RecordKind::Suggestion,
        RecordKind::LearningEntry,
        RecordKind::StoryVersion,
        RecordKind::StoryApproval,
    ];

    /// The facts of a dossier on a day.
    #[must_use]
    pub fn of(dossier: &Dossier, today: Date) -> Self {
        let first_consents: Vec<Date> = dossier
            .adults(today)
            .filter_map(|adult| {
                let given = dossier.consents_of(adult.id, Purpose::Support, today);
                given.map(|consent| consent.given_on).min()
            })
            .collect();
        let allotments = dossier.ledger.iter().filter(|line| line.kind == LedgerKind::Allot);
        let learned = dossier
            .learning
            .iter()
            .filter(|entry| LearningEntry::is_complete(entry));
        let talks = || dossier.talks.iter();
        let telling = talks().filter(|talk| !(talk.worries.is_empty() && talk.key_factors.is_empty()));
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            talked_on: talks().map(|talk| talk.held_on).min(),
            told_on: telling.map(|talk| talk.held_on).min(),
            roles_checked_on: dossier.role_checks.iter().map(|check| check.agreed_on).min(),
            introduced_on: dossier
                .introductions
                .iter()
                .map(|introduction| introduction.held_on)
                .min(),
            adults: count(dossier.adults(today).count()),
            consenting_adults: count(first_consents.len()),
            adults_consented_on: first_consents.into_iter().max(),
            mapped_on: dossier.mappings.iter().map(|mapping| mapping.held_on).min(),
            time_given_on: dossier.time_entries.iter().map(|entry| entry.spent_on).min(),
            connected_on: dossier.connections.iter().map(|connection| connection.laid_on).min(),
            allotted_on: allotments.map(|line| line.booked_on).min(),
            referred_on: dossier.referrals.iter().map(|referral| referral.sent_on).min(),
            referral_closed_on: dossier.referrals.iter().filter_map(Referral::closed_on).min(),
            tried_on: dossier.learning.iter().map(|entry| entry.noted_on).min(),
            learned_on: learned.map(|entry| entry.noted_on).min(),
            story_written: !dossier.stories.is_empty(),
            story_approved_on: dossier.story_approved_on(today),
            no_story_on: dossier.trajectory.no_story_on,
            suggested_on: dossier.suggestions.iter().map(|suggestion| suggestion.made_on).min(),
            agenda_on: dossier
                .suggestions
                .iter()
                .filter_map(|suggestion| suggestion.agenda_on)
                .min(),
            skipped: Step::ALL
                .iter()
                .copied()
                .filter(|step| {
                    dossier
                        .skips
                        .iter()
                        .any(|skip| skip.step == *step && skip.resumed_on.is_none())
                })
                .collect(),
            may_introduce: dossier.may_introduce(today),
            consents: Purpose::ALL
                .iter()
                .copied()
                .filter(|purpose| dossier.family_consents(*purpose, today))
                .collect(),
            today,
        }
    }

    /// When a step began and when it was done, as far as it was.
    fn dates(&self, step: Step) -> (Option<Date>, Option<Date>) {
        match step {
            Step::DetaineeTalk => (self.talked_on, self.told_on),
            Step::RoleCheck => (self.roles_checked_on, self.roles_checked_on),
            Step::Introduction => {
                let everybody = self.adults > 0 && self.consenting_adults == self.adults;
                let done = self.introduced_on.max(self.adults_consented_on);
                (
                    self.introduced_on,
                    done.filter(|_| everybody && self.introduced_on.is_some()),
                )
            }
            Step::NeedsStrengths => (self.mapped_on, self.mapped_on),
            Step::RoomToAct => {
                let room = [self.time_given_on, self.connected_on, self.allotted_on];
                let all = room.iter().all(Option::is_some);
                (
                    room.into_iter().flatten().min(),
                    room.into_iter().flatten().max().filter(|_| all),
                )
            }
            Step::Connecting => (self.referred_on, self.referral_closed_on),
            Step::LearningByDoing => (self.tried_on, self.learned_on),
            Step::Story => {
                let done = [self.story_approved_on, self.no_story_on].into_iter().flatten().min();
                (done, done)
            }
            Step::Scaling => (self.suggested_on, self.agenda_on),
        }
    }

    /// The consent without which nothing of this step may begin, if it is missing.
    fn missing(&self, step: Step) -> Option<Purpose> {
        let purpose = match step {
            Step::Introduction => return (!self.may_introduce).then_some(Purpose::Introduction),
            Step::NeedsStrengths => Purpose::Support,
            Step::Connecting => Purpose::Referral,
            Step::Story => Purpose::Story,
            Step::DetaineeTalk | Step::RoleCheck | Step::RoomToAct | Step::LearningByDoing | Step::Scaling => {
                return None;
            }
        };
        (!self.consents.contains(&purpose)).then_some(purpose)
    }
}

/// Where one step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepProgress {
    /// The step.
    pub step: Step,
    /// Where it stands.
    pub state: StepState,
    /// When it began.
    pub started_on: Option<Date>,
    /// When it was done.
    pub done_on: Option<Date>,
    /// The consent that is missing for anything more of it, also when it is done or under way.
    pub missing_consent: Option<Purpose>,
}

/// Where a trajectory stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress([StepProgress; 9]);

impl Progress {
    /// Every step, from the first to the ninth.
    #[must_use]
    pub fn steps(&self) -> &[StepProgress; 9] {
        &self.0
    }

    /// One step.
    #[must_use]
    pub fn step(&self, step: Step) -> &StepProgress {
        &self.0[step as usize]
    }

    /// The first step that is neither done nor skipped; none when all are.
    #[must_use]
    pub fn current(&self) -> Option<Step> {
        let waiting = |step: &&StepProgress| !matches!(step.state, StepState::Done | StepState::Skipped);
        self.0.iter().find(waiting).map(|step| step.step)
    }
}

/// Where a trajectory with these facts stands.
#[must_use]
pub fn progress(facts: &Facts) -> Progress {
    let mut steps = [StepProgress {
        step: Step::DetaineeTalk,
        state: StepState::Open,
        started_on: None,
        done_on: None,
        missing_consent: None,
    }; 9];
    for (step, place) in Step::ALL.iter().copied().zip(&mut steps) {
        let (started_on, done_on) = facts.dates(step);
        let missing_consent = facts.missing(step);
        let begun = started_on.is_some() || (step == Step::Story && facts.story_written);
        let state = match () {
            () if done_on.is_some() => StepState::Done,
            () if facts.skipped.contains(&step) => StepState::Skipped,
            () if begun => StepState::UnderWay,
            () if missing_consent.is_some() => StepState::Blocked,
            () => StepState::Open,
        };
        *place = StepProgress {
            step,
            state,
            started_on,
            done_on,
            missing_consent,
        };
    }
    Progress(steps)
}
