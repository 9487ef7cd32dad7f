//! Steps 7 and 8 and the end: what was learned, the family's story, and closing.

use krachtig_core::domain::consent::Purpose;
use krachtig_core::domain::goal::GoalOutcome;
use krachtig_core::domain::id::PersonId;
use krachtig_core::domain::learning::{LearningDraft, LearningEntry};
use krachtig_core::domain::problem::ProblemDraft;
use krachtig_core::domain::refusal::Decision;
use krachtig_core::domain::story::{StoryApproval, StoryDraft, StoryVersion};
use krachtig_core::domain::trajectory::{ClosingDraft, ClosingReason};
use krachtig_core::domain::vocabulary::Audience;

use super::case::Case;
use super::themes::Theme;

const OUTCOMES: [GoalOutcome; 6] = [
    GoalOutcome::Reached,
    GoalOutcome::Reached,
    GoalOutcome::Reached,
    GoalOutcome::PartlyReached,
    GoalOutcome::NotReached,
    GoalOutcome::Dropped,
];

impl Case<'_> {
    /// Step 7: what was tried, what it brought, what was learned; and mapping again.
    pub(super) fn learn(&mut self) -> Decision<()> {
        for theme in self.themes.clone() {
            self.wait(4, 18);
            self.note_learning(theme)?;
            if self.draw.percent(55) {
                self.solve(theme)?;
            }
            self.give_time(theme.learning.0)?;
        }
        self.wait(2, 6);
        self.map("Opnieuw samen bekeken: wat is er veranderd?")?;
        self.do_actions(60)?;
        for position in 0..self.dossier.goals.len() {
            if self.draw.percent(30) {
                let outcome = self.draw.pick(&OUTCOMES).copied().unwrap_or(GoalOutcome::Reached);
                let today = self.stamp(self.team.lead).today;
                let goal = self.dossier.goals[position].conclude(outcome, None, today)?;
                self.dossier.goals[position] = goal;
            }
        }
        Ok(())
    }

    fn note_learning(&mut self, theme: &Theme) -> Decision<()> {
        let (tried, brought, learned) = theme.learning;
        let open = self.draw.percent(15);
        let by = self.somebody();
        let stamp = self.stamp(by);
        let draft = LearningDraft {
            tried: tried.to_owned(),
            brought: Some(brought.to_owned()),
            learned: (!open).then(|| learned.to_owned()),
            noted_on: stamp.today,
        };
        let entry = LearningEntry::record(&self.dossier, &draft, stamp)?;
        self.dossier.learning.push(entry);
        Ok(())
    }

    fn solve(&mut self, theme: &Theme) -> Decision<()> {
        let stamp = self.stamp(self.team.lead);
        let found = self
            .dossier
            .problems
            .iter()
            .position(|problem| problem.category == theme.problem);
        if let Some(position) = found {
            let problem = &self.dossier.problems[position];
            let draft = ProblemDraft {
                category: problem.category,
                person_id: problem.person_id,
                effect: problem.effect,
                preexisting: problem.preexisting,
                noted_on: problem.noted_on,
                solved_on: Some(stamp.today),
                what_helped: Some(theme.helped.to_owned()),
                note: problem.note.as_ref().map(ToString::to_string),
            };
            let solved = problem.revise(&self.dossier, &draft, stamp)?;
            self.dossier.problems[position] = solved;
        }
        Ok(())
    }

    /// Step 8: the story, in a version that every adult approves or not; or the wish that none is told.
    pub(super) fn tell_story(&mut self) -> Decision<()> {
        self.wait(4, 12);
        if !self.consents(Purpose::Story) || self.draw.percent(10) {
            let stamp = self.stamp(self.team.lead);
            self.dossier.trajectory = self.dossier.trajectory.wish_no_story(stamp.today, stamp)?;
            return Ok(());
        }
        let draft = self.story();
        let story = StoryVersion::write(&self.dossier, &draft, self.stamp(self.team.lead))?;
        let id = story.id;
        self.dossier.stories.push(story);
        self.wait(3, 10);
        let chances = [
            (Audience::Family, 95),
            (Audience::Team, 85),
            (Audience::Municipality, 45),
            (Audience::Dji, 55),
        ];
        for (audience, chance) in chances {
            if self.draw.percent(chance) {
                self.approve(id, audience)?;
            }
        }
        self.maybe_withdraw(Purpose::Story, 3)
    }

    fn story(&self) -> StoryDraft {
        let told = |text: fn(&Theme) -> &'static str| {
            let texts: Vec<_> = self.themes.iter().map(|theme| text(theme)).collect();
            texts.join(" ")
        };
        let body = format!(
            "Toen er iemand uit ons gezin vast kwam te zitten, stond alles stil.\n\n{}\n\nWij wilden vooral dit: {}.\n\n{}\n\n{}",
            told(|theme| theme.need),
            self.themes
                .iter()
                .map(|theme| theme.goal)
                .collect::<Vec<_>>()
                .join("; "),
            told(|theme| theme.learning.0),
            told(|theme| theme.learning.1),
        );
        StoryDraft {
            title: format!(
                "Het verhaal van gezin {}",
                self.dossier.family.name.as_str().trim_start_matches("Gezin ")
            ),
            body,
            effects: Some(told(|theme| theme.helped)),
        }
    }

    fn approve(&mut self, story: krachtig_core::domain::id::StoryVersionId, audience: Audience) -> Decision<()> {
        let today = self.stamp(self.team.lead).today;
        let adults: Vec<PersonId> = self.dossier.adults(today).map(|adult| adult.id).collect();
        for person in adults {
            if self.dossier.person_consents(person, Purpose::Story, today) {
                let stamp = self.stamp(self.team.lead);
                let approval = StoryApproval::give(&self.dossier, story, (person, audience), (today, stamp))?;
                self.dossier.approvals.push(approval);
            }
        }
        Ok(())
    }

    /// The end: money set free, an outcome for every goal, a reason.
    pub(super) fn close(&mut self) -> Decision<()> {
        self.wait(3, 12);
        self.map("Laatste keer samen in kaart gebracht.")?;
        self.release_all()?;
        let reasons = [
            ClosingReason::Completed,
            ClosingReason::Completed,
            ClosingReason::ReturnedHome,
            ClosingReason::FamilyStopped,
            ClosingReason::Moved,
            ClosingReason::ContactLost,
        ];
        let reason = self.draw.pick(&reasons).copied().unwrap_or(ClosingReason::Completed);
        let mut outcomes = Vec::new();
        let open: Vec<_> = self
            .dossier
            .goals
            .iter()
            .filter(|goal| goal.outcome.is_none())
            .map(|goal| goal.id)
            .collect();
        for goal in open {
            let outcome = self.draw.pick(&OUTCOMES).copied().unwrap_or(GoalOutcome::Reached);
            outcomes.push((goal, outcome, None));
        }
        let stamp = self.stamp(self.team.lead);
        let draft = ClosingDraft {
            closed_on: stamp.today,
            reason,
            note: Some("Samen teruggekeken; het gezin weet waar het terechtkan.".to_owned()),
            outcomes,
        };
        let (trajectory, goals) = self.dossier.close(&draft, stamp)?;
        self.dossier.trajectory = trajectory.after;
        for change in goals {
            if let Some(place) = self.dossier.goals.iter_mut().find(|goal| goal.id == change.after.id) {
                *place = change.after;
            }
        }
        Ok(())
    }
}
