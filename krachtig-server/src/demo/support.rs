//! Step 4: needs and strengths, the problems behind them, goals and actions; and mapping them again later.

use krachtig_core::domain::consent::Purpose;
use krachtig_core::domain::goal::{Action, ActionDraft, Goal, GoalDraft};
use krachtig_core::domain::id::PersonId;
use krachtig_core::domain::mapping::{FindingDraft, FindingKind, Mapping, MappingDraft, ScoreDraft, Split};
use krachtig_core::domain::problem::{Problem, ProblemDraft};
use krachtig_core::domain::refusal::Decision;
use krachtig_core::domain::vocabulary::{Carrier, Effect, Vocabulary};
use time::Duration;

use super::case::Case;
use super::themes::Theme;

impl Case<'_> {
    /// Step 4: the first mapping, the problems, and what the family wants.
    pub(super) fn map_needs(&mut self) -> Decision<()> {
        self.wait(7, 25);
        for theme in self.themes.clone() {
            self.note_problem(theme)?;
        }
        self.map("Eerste keer samen in kaart gebracht; het gezin koos zelf de leefgebieden.")?;
        self.give_time("Behoeften en krachten in kaart gebracht")?;
        self.wait(2, 8);
        for theme in self.themes.clone() {
            self.set_goal(theme)?;
        }
        self.give_time("Doelen en eerste stappen afgesproken")
    }

    fn note_problem(&mut self, theme: &Theme) -> Decision<()> {
        let effects = [
            Effect::Worse,
            Effect::Worse,
            Effect::Worse,
            Effect::Same,
            Effect::Better,
        ];
        let effect = self.draw.pick(&effects).copied().unwrap_or(Effect::Worse);
        let preexisting = self.draw.percent(35);
        let stamp = self.stamp(self.team.lead);
        let draft = ProblemDraft {
            category: theme.problem,
            person_id: None,
            effect,
            preexisting,
            noted_on: stamp.today,
            solved_on: None,
            what_helped: None,
            note: Some(theme.need.to_owned()),
        };
        let problem = Problem::record(&self.dossier, &draft, stamp)?;
        self.dossier.problems.push(problem);
        Ok(())
    }

    /// Maps needs and strengths with whoever consents to support. Levels move on from the last mapping: mostly up.
    pub(super) fn map(&mut self, note: &str) -> Decision<()> {
        let mut scores: Vec<ScoreDraft> = Vec::new();
        let mut findings = Vec::new();
        for theme in self.themes.clone() {
            let domain = theme.life_domain.code().to_owned();
            if self.plan.instrument.domain(&domain).is_none() {
                continue;
            }
            if scores.iter().all(|score| score.domain != domain) {
                let score = self.score(domain.clone());
                scores.push(score);
            }
            for (kind, about, carrier) in [
                (FindingKind::Need, theme.need, None),
                (FindingKind::Strength, theme.strength, Some(Carrier::Own)),
            ] {
                findings.push(FindingDraft {
                    domain: domain.clone(),
                    kind,
                    about: about.to_owned(),
                    carrier,
                    person_id: None,
                });
            }
        }
        if scores.is_empty() {
            return Ok(());
        }
        let stamp = self.stamp(self.team.lead);
        let consents = |id: &PersonId| self.dossier.person_consents(*id, Purpose::Support, stamp.today);
        let draft = MappingDraft {
            held_on: stamp.today,
            present: self
                .dossier
                .persons
                .iter()
                .map(|person| person.id)
                .filter(consents)
                .collect(),
            scores,
            findings,
            note: Some(note.to_owned()),
        };
        let mapping = Mapping::record(&self.dossier, &self.plan.instrument, &draft, stamp)?;
        self.dossier.mappings.push(mapping);
        if self.dossier.instruments.is_empty() {
            self.dossier.instruments.push(self.plan.instrument.clone());
        }
        Ok(())
    }

    fn score(&mut self, domain: String) -> ScoreDraft {
        let (lowest, highest) = (self.plan.instrument.min_level, self.plan.instrument.max_level);
        let before = self.dossier.mappings.last().and_then(|mapping| mapping.level(&domain));
        let level = match before {
            None => lowest + self.below((highest - lowest) * 3 / 4),
            Some(level) if self.draw.percent(62) => level + 1 + self.below(2),
            Some(level) if self.draw.percent(30) => level - 1,
            Some(level) => level,
        };
        let level = level.clamp(lowest, highest);
        let own = self.below(level + 1);
        let network = self.below(level - own + 1);
        let split = self.plan.instrument.split.then_some(Split {
            own,
            network,
            professional: level - own - network,
        });
        ScoreDraft { domain, level, split }
    }

    /// A number from nothing to just below the bound.
    fn below(&mut self, bound: i32) -> i32 {
        i32::try_from(self.draw.between(0, i64::from(bound.max(1)) - 1)).unwrap_or(0)
    }

    fn set_goal(&mut self, theme: &Theme) -> Decision<()> {
        let weeks = self.draw.between(8, 40);
        let stamp = self.stamp(self.team.lead);
        let draft = GoalDraft {
            life_domain: theme.life_domain,
            title: theme.goal.to_owned(),
            person_id: None,
            set_on: stamp.today,
            target_on: Some(stamp.today.saturating_add(Duration::weeks(weeks))),
        };
        let goal = Goal::set(&self.dossier, &draft, stamp)?;
        let id = goal.id;
        self.dossier.goals.push(goal);
        for (carrier, about) in theme.actions {
            let stamp = self.stamp(self.team.lead);
            let draft = ActionDraft {
                about: (*about).to_owned(),
                carrier: *carrier,
                who: None,
                due_on: Some(stamp.today.saturating_add(Duration::weeks(weeks / 2))),
                done_on: None,
            };
            let action = Action::plan(&self.dossier, id, &draft, stamp)?;
            self.dossier.actions.push(action);
        }
        Ok(())
    }

    /// Some of the actions get done.
    pub(super) fn do_actions(&mut self, chance: i64) -> Decision<()> {
        for position in 0..self.dossier.actions.len() {
            if self.dossier.actions[position].done_on.is_some() || !self.draw.percent(chance) {
                continue;
            }
            let stamp = self.stamp(self.team.lead);
            let action = &self.dossier.actions[position];
            let draft = ActionDraft {
                about: action.about.to_string(),
                carrier: action.carrier,
                who: action.who.as_ref().map(ToString::to_string),
                due_on: action.due_on,
                done_on: Some(stamp.today),
            };
            let done = action.revise(&self.dossier, &draft, stamp)?;
            self.dossier.actions[position] = done;
        }
        Ok(())
    }
}
