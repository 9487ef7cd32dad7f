//! Steps 6 and 9: referrals and what came of them, silos that stood in the way, and what would solve them.

use krachtig_core::domain::consent::Purpose;
use krachtig_core::domain::id::PersonId;
use krachtig_core::domain::money::Cents;
use krachtig_core::domain::obstacle::{
    Bridge, ObstacleDraft, SiloObstacle, Suggestion, SuggestionDraft, SuggestionState,
};
use krachtig_core::domain::partner::{
    Partner, Referral, ReferralAnswer, ReferralDraft, ReferralOutcome, ReferralState,
};
use krachtig_core::domain::refusal::Decision;
use krachtig_core::domain::share::Share;
use krachtig_core::domain::trajectory::{Step, StepSkip};
use krachtig_core::domain::vocabulary::PartnerType;

use super::case::Case;
use super::themes::Theme;

impl Case<'_> {
    /// Step 6: referrals, and the silos that they run into.
    pub(super) fn connect(&mut self) -> Decision<()> {
        self.wait(5, 20);
        if !self.consents(Purpose::Referral) || self.draw.percent(5) {
            let reason = "Het gezin wil er voorlopig geen instanties bij hebben.";
            let skip = StepSkip::skip(&self.dossier, Step::Connecting, reason, self.stamp(self.team.lead))?;
            self.dossier.skips.push(skip);
        } else {
            for theme in self.themes.clone() {
                self.refer(theme)?;
            }
        }
        for theme in self.themes.clone() {
            if self.draw.percent(45) {
                self.meet_wall(theme)?;
            }
        }
        self.give_time("Meegegaan naar een afspraak en nagebeld")?;
        self.do_actions(40)?;
        self.maybe_withdraw(Purpose::Referral, 3)
    }

    /// A party of this kind, in the family's own municipality where there is one.
    fn partner(&mut self, kind: PartnerType) -> Option<&Partner> {
        let of_kind: Vec<&Partner> = self
            .plan
            .partners
            .iter()
            .filter(|partner| partner.partner_type == kind && partner.active)
            .collect();
        let home = &self.dossier.family.municipality;
        let near: Vec<&Partner> = of_kind
            .iter()
            .copied()
            .filter(|partner| partner.municipality == *home)
            .collect();
        self.draw.pick(if near.is_empty() { &of_kind } else { &near }).copied()
    }

    fn refer(&mut self, theme: &Theme) -> Decision<()> {
        let (kind, need) = theme.referral;
        let Some(partner) = self.partner(kind).cloned() else {
            return Ok(());
        };
        let warm_handover = self.draw.percent(60);
        let stamp = self.stamp(self.team.lead);
        let consents = |id: &PersonId| self.dossier.person_consents(*id, Purpose::Referral, stamp.today);
        let draft = ReferralDraft {
            persons: self
                .dossier
                .persons
                .iter()
                .map(|person| person.id)
                .filter(consents)
                .collect(),
            need: need.to_owned(),
            life_domain: theme.life_domain,
            warm_handover,
            sent_on: stamp.today,
        };
        let sent = Referral::send(&self.dossier, &partner, &draft, stamp)?;
        self.dossier.shares.push(Share::of_referral(&sent, stamp));
        self.name_partner(&partner);
        let followed = self.follow(sent, theme)?;
        self.dossier.referrals.push(followed);
        Ok(())
    }

    fn follow(&mut self, sent: Referral, theme: &Theme) -> Decision<Referral> {
        let waits = self.draw.percent(15);
        self.wait(4, 24);
        if waits {
            return Ok(sent);
        }
        if self.draw.percent(4) {
            return sent.withdraw(self.stamp(self.team.lead));
        }
        let declined = self.draw.percent(26);
        let stamp = self.stamp(self.team.lead);
        let answer = ReferralAnswer {
            answered_on: stamp.today,
            decline_ground: declined.then_some(theme.wall.ground),
            note: declined.then(|| theme.wall.note.to_owned()),
        };
        let answered = sent.answer(&answer, stamp)?;
        if answered.state() != ReferralState::Accepted || self.draw.percent(30) {
            return Ok(answered);
        }
        self.wait(6, 24);
        let outcomes = [
            ReferralOutcome::Helped,
            ReferralOutcome::Helped,
            ReferralOutcome::PartlyHelped,
            ReferralOutcome::NotHelped,
            ReferralOutcome::NoContact,
        ];
        let outcome = self.draw.pick(&outcomes).copied().unwrap_or(ReferralOutcome::Helped);
        let note = (outcome == ReferralOutcome::Helped).then_some(theme.helped);
        let stamp = self.stamp(self.team.lead);
        answered.conclude(outcome, (stamp.today, note), stamp)
    }

    fn meet_wall(&mut self, theme: &Theme) -> Decision<()> {
        let partner = self
            .partner(theme.referral.0)
            .cloned()
            .filter(|_| self.draw.percent(70));
        let days_lost = i32::try_from(self.draw.between(5, 120)).unwrap_or(5);
        let cost = Cents::new(self.draw.between(0, 90) * 1_000).unwrap_or(Cents::ZERO);
        let bridges = [
            Some(Bridge::PerspectiveBudget),
            Some(Bridge::Fund),
            Some(Bridge::Person),
            None,
        ];
        let bridged_by = self.draw.pick(&bridges).copied().flatten();
        let stamp = self.stamp(self.team.lead);
        let draft = ObstacleDraft {
            need: theme.need.to_owned(),
            life_domain: theme.life_domain,
            silo: theme.wall.silo,
            ground: theme.wall.ground,
            met_on: stamp.today,
            days_lost,
            cost,
            bridged_by,
            solved_on: bridged_by.map(|_| stamp.today),
            note: Some(theme.wall.note.to_owned()),
        };
        let obstacle = SiloObstacle::record(&self.dossier, partner.as_ref(), &draft, stamp)?;
        if let Some(partner) = &partner {
            self.name_partner(partner);
        }
        self.dossier.obstacles.push(obstacle);
        Ok(())
    }

    /// Step 9: what would solve the obstacles, and whether the programme took it up.
    pub(super) fn suggest(&mut self) -> Decision<()> {
        self.wait(5, 20);
        for obstacle in self.dossier.obstacles.clone() {
            let fits = |theme: &&&Theme| theme.need == obstacle.need.as_str();
            let Some(wall) = self.themes.iter().find(fits).map(|theme| &theme.wall) else {
                continue;
            };
            let states = [
                (SuggestionState::Made, None),
                (SuggestionState::TakenUp, None),
                (SuggestionState::Adopted, Some("De gemeente past de werkwijze aan.")),
                (SuggestionState::Rejected, Some("Hier is een wetswijziging voor nodig.")),
            ];
            let (state, result) = self
                .draw
                .pick(&states)
                .copied()
                .unwrap_or((SuggestionState::Made, None));
            let agenda = self.draw.percent(60);
            let stamp = self.stamp(self.team.coordinator);
            let draft = SuggestionDraft {
                about: wall.suggestion.to_owned(),
                addressed_to: wall.addressed_to,
                made_on: stamp.today,
                state,
                result: result.map(str::to_owned),
                agenda_on: agenda.then_some(stamp.today),
            };
            let suggestion = Suggestion::make(&self.dossier, obstacle.id, &draft, stamp)?;
            self.dossier.suggestions.push(suggestion);
        }
        Ok(())
    }
}
