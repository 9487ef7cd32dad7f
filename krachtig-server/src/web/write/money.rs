//! The perspective budget: plans and who approves them, money put in, asked for, and paid. The region's rules answer a
//! request at once, or say who has to.

use i18n_embed_fl::fl;
use krachtig_core::domain::budget::{BudgetPlan, BudgetRequest, LedgerKind, PlanDraft, RequestDraft};
use krachtig_core::domain::vocabulary::{FundingSilo, LifeDomain, PayeeKind, Vocabulary};
use krachtig_core::service::{AllotBudget, RequestBudget, SettleRequest};

use super::super::field::Fields;
use super::super::form::{Form, Problems, Reading};
use super::super::reply::Trouble;
use super::super::visit::Visit;
pub(in crate::web) use super::entry::Entry;
use super::entry::{Asked, Here, Kept, about, found, recorded, seen};
use super::{Sent, done, filled};

/// Asks for money.
pub(super) struct Request;

impl Entry for Request {
    fn first(_: Here<'_>, _: &str) -> Result<Form, Trouble> {
        Ok(Form::default())
    }

    async fn asked((visit, dossier): Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let left = visit.t.format.amount(dossier.budget().balance().available());
        let asked = Asked::of(vec![
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
        ]);
        Ok(asked
            .lead(fl!(t, "request-lead", left = left))
            .submit(fl!(t, "do-request")))
    }

    async fn send((visit, dossier): Here<'_>, form: &Form) -> Sent {
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
        let cmd = RequestBudget { trajectory_id, draft };
        done(visit.services.request_budget(&visit.ctx, cmd).await)
    }
}

/// Books that money of a request was paid, came back, or is set free.
pub(in crate::web) struct Settle;

impl Settle {
    const KINDS: [LedgerKind; 3] = [LedgerKind::Spend, LedgerKind::Refund, LedgerKind::Release];
}

impl Entry for Settle {
    fn first((visit, dossier): Here<'_>, of: &str) -> Result<Form, Trouble> {
        let request = found::<BudgetRequest>(dossier, of)?;
        let reserved = dossier.budget().standing(request.id).reserved;
        let form = Form::default().or("kind", LedgerKind::Spend.code());
        Ok(about(form.or("amount", filled::amount(visit, reserved)), request))
    }

    async fn asked((visit, dossier): Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let request = found::<BudgetRequest>(dossier, fields.form.text("of"))?;
        let standing = dossier.budget().standing(request.id);
        let amount = |amount| visit.t.format.amount(amount);
        let kinds = Self::KINDS.map(|kind| (kind.code().to_owned(), t.get(&format!("settle-{}", kind.code()))));
        let note = fields.prose("note", fl!(t, "field-note"));
        let asked = Asked::of(vec![
            fields.radios_of(("kind", fl!(t, "field-settle")), kinds),
            fields
                .amount("amount", fl!(t, "field-amount"))
                .hint(fl!(t, "field-amount-hint")),
            fields.optional(note.hint(fl!(t, "field-receipt-hint"))),
        ]);
        Ok(asked.lead(fl!(
            t,
            "settle-lead",
            purpose = request.purpose.to_string(),
            reserved = amount(standing.reserved),
            spent = amount(standing.spent)
        )))
    }

    async fn send((visit, _): Here<'_>, form: &Form) -> Sent {
        let (id, _) = seen::<BudgetRequest>(form)?;
        let mut reading = Reading::new(form, visit.t);
        let (kind, amount) = (reading.word("kind"), reading.amount("amount"));
        let note = form.filled("note");
        let cmd = reading.done(kind.map(|kind| SettleRequest { id, kind, amount, note }))?;
        done(visit.services.settle_budget_request(&visit.ctx, cmd).await)
    }
}

/// Puts money into the family's budget.
pub(in crate::web) struct Allot;

impl Entry for Allot {
    fn first((visit, _): Here<'_>, _: &str) -> Result<Form, Trouble> {
        Ok(Form::default().or("booked_on", visit.today().to_string()))
    }

    async fn asked(_: Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        Ok(Asked::of(vec![
            fields
                .amount("amount", fl!(t, "field-amount"))
                .hint(fl!(t, "field-amount-hint")),
            fields.select::<FundingSilo>("silo", fl!(t, "field-allot-silo")),
            fields.day("booked_on", fl!(t, "day")),
            fields.optional(fields.prose("note", fl!(t, "field-note"))),
        ]))
    }

    async fn send((visit, dossier): Here<'_>, form: &Form) -> Sent {
        let mut reading = Reading::new(form, visit.t);
        let amount = reading.amount("amount");
        let (silo, booked_on) = (reading.word("silo"), reading.day("booked_on"));
        let cmd = reading.done(silo.map(|silo| AllotBudget {
            trajectory_id: dossier.trajectory.id,
            amount,
            silo,
            booked_on,
            note: form.filled("note"),
        }))?;
        done(visit.services.allot_budget(&visit.ctx, cmd).await)
    }
}

impl Kept for BudgetPlan {
    type Draft = PlanDraft;

    fn blank(_: &Visit, _: &str) -> Form {
        Form::default()
    }

    fn as_form(&self, visit: &Visit) -> Form {
        filled::with(self).with("total", filled::amount(visit, self.total))
    }

    async fn asked(_: Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let checked = fields.day("benefit_impact_checked_on", fl!(t, "field-benefits-checked"));
        let asked = Asked::of(vec![
            fields.prose("about", fl!(t, "field-plan-about")),
            fields
                .amount("total", fl!(t, "field-plan-total"))
                .hint(fl!(t, "field-amount-hint")),
            fields.optional(checked.hint(fl!(t, "field-benefits-checked-hint"))),
            fields.optional(fields.day("reviewed_on", fl!(t, "field-plan-reviewed"))),
        ]);
        Ok(asked.lead(fl!(t, "plan-lead")))
    }

    fn read(mut reading: Reading<'_>, form: &Form) -> Result<PlanDraft, Problems> {
        let total = reading.amount("total");
        let benefit_impact_checked_on = reading.optional_day("benefit_impact_checked_on");
        let reviewed_on = reading.optional_day("reviewed_on");
        reading.done(Some(PlanDraft {
            about: form.text("about").to_owned(),
            total,
            benefit_impact_checked_on,
            reviewed_on,
        }))
    }
}

recorded! { BudgetPlan: record_budget_plan, revise_budget_plan; }

/// Approves a plan as it was seen.
pub(in crate::web) struct ApprovePlan;

impl Entry for ApprovePlan {
    fn first((_, dossier): Here<'_>, of: &str) -> Result<Form, Trouble> {
        Ok(about(Form::default(), found::<BudgetPlan>(dossier, of)?))
    }

    async fn asked((visit, dossier): Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let plan = found::<BudgetPlan>(dossier, fields.form.text("of"))?;
        let amount = visit.t.format.amount(plan.total);
        let told = vec![(fl!(t, "plan-of", amount = amount), vec![plan.about.to_string()])];
        let approvals = fl!(t, "plan-approvals", count = plan.approvals.len());
        let asked = Asked::default().lead(approvals).told(told);
        Ok(asked.submit(fl!(t, "do-plan-agree")))
    }

    async fn send((visit, _): Here<'_>, form: &Form) -> Sent {
        let seen = seen::<BudgetPlan>(form)?;
        done(visit.services.approve_budget_plan(&visit.ctx, seen).await)
    }
}
