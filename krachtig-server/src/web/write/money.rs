//! Asking for money from the perspective budget. The region's rules answer at once, or say who has to.

use i18n_embed_fl::fl;
use krachtig_core::domain::budget::RequestDraft;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::vocabulary::{FundingSilo, LifeDomain, PayeeKind};
use krachtig_core::service::RequestBudget;

use super::super::field::Fields;
use super::super::form::{Form, Reading};
use super::super::visit::Visit;
use super::{Sent, Sheet, done};

pub(super) fn request_sheet((visit, dossier): (&Visit, &Dossier), fields: &Fields<'_>) -> Sheet {
    let t = fields.t;
    let left = visit.t.format.amount(dossier.budget().balance().available());
    Sheet {
        heading: fl!(t, "do-request"),
        lead: fl!(t, "request-lead", left = left),
        fields: vec![
            fields
                .line("purpose", fl!(t, "field-purpose"))
                .hint(fl!(t, "field-purpose-hint")),
            fields
                .amount("amount", fl!(t, "field-amount"))
                .hint(fl!(t, "field-amount-hint")),
            fields.select::<LifeDomain>("life_domain", fl!(t, "domain")),
            fields.radios::<PayeeKind>("payee", fl!(t, "field-payee")),
            fields
                .select::<FundingSilo>("silo", fl!(t, "field-silo"))
                .hint(fl!(t, "field-silo-hint")),
        ],
        submit: fl!(t, "do-request"),
    }
}

pub(super) async fn request(visit: &Visit, dossier: &Dossier, form: &Form) -> Sent {
    let mut reading = Reading::new(form, visit.t);
    let amount = reading.amount("amount");
    let life_domain = reading.word("life_domain");
    let payee = reading.word("payee");
    let silo = reading.word("silo");
    let words = life_domain.zip(payee).zip(silo);
    let draft = reading.done(words.map(|((life_domain, payee), silo)| RequestDraft {
        amount,
        purpose: form.text("purpose").to_owned(),
        life_domain,
        payee,
        silo,
    }))?;
    let trajectory_id = dossier.trajectory.id;
    done(
        visit
            .services
            .request_budget(&visit.ctx, RequestBudget { trajectory_id, draft })
            .await,
    )
}
