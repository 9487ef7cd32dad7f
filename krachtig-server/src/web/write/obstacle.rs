//! Where funding stood in the way, and what would solve it.

use i18n_embed_fl::fl;
use krachtig_core::domain::id::SiloObstacleId;
use krachtig_core::domain::obstacle::{
    Bridge, ObstacleDraft, SiloObstacle, Suggestion, SuggestionDraft, SuggestionState,
};
use krachtig_core::domain::vocabulary::{FundingSilo, LifeDomain, ObstacleGround, PartnerType, Vocabulary};
use krachtig_core::service::{MakeSuggestion, ObstacleInput};

use super::super::field::Fields;
use super::super::form::{Form, Problems, Reading};
use super::super::reply::Trouble;
use super::super::visit::Visit;
use super::entry::{Added, Asked, Here, Kept, found, recorded};
use super::referral::parties;
use super::{Sent, done, filled};

impl Kept for SiloObstacle {
    type Draft = ObstacleInput;

    fn blank(visit: &Visit, _: &str) -> Form {
        let form = Form::default().or("met_on", visit.today().to_string());
        form.or("days_lost", "0").or("cost", "0")
    }

    fn as_form(&self, visit: &Visit) -> Form {
        let form = filled::with(self).with("cost", filled::amount(visit, self.cost));
        form.with("partner_id", filled::id(self.partner_id))
    }

    async fn asked((visit, dossier): Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let mut parties = parties(visit).await?;
        // A party that is not active any more stays to be seen where it was chosen.
        let known: Vec<String> = parties.iter().map(|(id, _)| id.clone()).collect();
        let more = dossier
            .partners
            .iter()
            .map(|one| (one.id.to_string(), one.name.to_string()));
        parties.extend(more.filter(|(id, _)| !known.contains(id)));
        let asked = Asked::of(vec![
            fields.line("need", fl!(t, "field-obstacle-need")),
            fields.select::<LifeDomain>("life_domain", fl!(t, "domain")),
            fields.select::<FundingSilo>("silo", fl!(t, "field-should-pay")),
            fields.optional(fields.select_of(("partner_id", fl!(t, "field-refused-by")), parties)),
            fields.select::<ObstacleGround>("ground", fl!(t, "field-ground")),
            fields.day("met_on", fl!(t, "field-met-on")),
            fields.code("days_lost", fl!(t, "field-days-lost")).half(),
            fields.amount("cost", fl!(t, "field-cost")).half(),
            fields.optional(fields.select::<Bridge>("bridged_by", fl!(t, "field-bridged-by"))),
            fields.optional(fields.day("solved_on", fl!(t, "field-solved-on"))),
            fields.optional(fields.prose("note", fl!(t, "field-note"))),
        ]);
        Ok(asked.lead(fl!(t, "obstacle-lead")))
    }

    fn read(mut reading: Reading<'_>, form: &Form) -> Result<ObstacleInput, Problems> {
        let life_domain = reading.word("life_domain");
        let silo = reading.word("silo");
        let ground = reading.word("ground");
        let partner_id = reading.optional_id("partner_id");
        let met_on = reading.day("met_on");
        let days_lost = reading.number("days_lost");
        let cost = reading.optional_amount("cost");
        let bridged_by = reading.optional_word("bridged_by");
        let solved_on = reading.optional_day("solved_on");
        let words = life_domain.zip(silo).zip(ground);
        reading.done(words.map(|((life_domain, silo), ground)| ObstacleInput {
            partner_id,
            draft: ObstacleDraft {
                need: form.text("need").to_owned(),
                life_domain,
                silo,
                ground,
                met_on,
                days_lost,
                cost,
                bridged_by,
                solved_on,
                note: form.filled("note"),
            },
        }))
    }
}

recorded! { SiloObstacle: record_silo_obstacle, revise_silo_obstacle; }

impl Kept for Suggestion {
    type Draft = SuggestionDraft;

    fn blank(visit: &Visit, of: &str) -> Form {
        let form = Form::default().or("obstacle_id", of);
        form.or("made_on", visit.today().to_string())
            .or("state", SuggestionState::Made.code())
    }

    fn as_form(&self, _: &Visit) -> Form {
        filled::with(self).with("obstacle_id", self.obstacle_id.to_string())
    }

    async fn asked((_, dossier): Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let obstacle = found::<SiloObstacle>(dossier, fields.form.text("obstacle_id"))?;
        let mut asked = vec![
            fields.hidden("obstacle_id", obstacle.id.to_string()),
            fields.prose("about", fl!(t, "field-suggestion")),
            fields.select::<PartnerType>("addressed_to", fl!(t, "field-addressed-to")),
            fields.day("made_on", fl!(t, "day")),
        ];
        if fields.form.text("of").is_empty() {
            asked.push(fields.hidden("state", SuggestionState::Made.code()));
        } else {
            asked.push(fields.radios::<SuggestionState>("state", fl!(t, "field-suggestion-state")));
            asked.push(fields.optional(fields.prose("result", fl!(t, "field-suggestion-result"))));
            let agenda = fields.day("agenda_on", fl!(t, "field-agenda-on"));
            asked.push(fields.optional(agenda.hint(fl!(t, "field-agenda-on-hint"))));
        }
        let lead = fl!(t, "suggestion-lead", need = obstacle.need.to_string());
        Ok(Asked::of(asked).lead(lead))
    }

    fn read(mut reading: Reading<'_>, form: &Form) -> Result<SuggestionDraft, Problems> {
        let addressed_to = reading.word("addressed_to");
        let made_on = reading.day("made_on");
        let state = reading.word("state");
        let agenda_on = reading.optional_day("agenda_on");
        reading.done(addressed_to.zip(state).map(|(addressed_to, state)| SuggestionDraft {
            about: form.text("about").to_owned(),
            addressed_to,
            made_on,
            state,
            result: form.filled("result"),
            agenda_on,
        }))
    }
}

recorded! { Suggestion: , revise_suggestion; }

impl Added for Suggestion {
    async fn add((visit, _): Here<'_>, form: &Form, draft: SuggestionDraft) -> Sent {
        let mut reading = Reading::new(form, visit.t);
        let obstacle = reading.id::<SiloObstacleId>("obstacle_id");
        let obstacle_id = reading.done(obstacle)?;
        let cmd = MakeSuggestion { obstacle_id, draft };
        done(visit.services.make_suggestion(&visit.ctx, cmd).await)
    }
}
