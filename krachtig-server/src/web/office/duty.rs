//! Forms of the office, which are about no dossier: the table of them, and how one is shown, sent, and shown again.
//!
//! `do-` before a form's key is what it is called, `done-` before it what is said once it is done.

use i18n_embed_fl::fl;
use krachtig_core::domain::instrument::Instrument;
use krachtig_core::domain::member::Member;
use krachtig_core::domain::partner::Partner;
use krachtig_core::domain::record::RecordKind;
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::service::Action;
use poem::http::StatusCode;

use super::super::field::Fields;
use super::super::form::{Form, Problems};
use super::super::reply::{Answered, Reply, Trouble};
use super::super::rules::{keys, sets, trial};
use super::super::visit::Visit;
use super::super::write::{Asked, Conflict, FormPage, Sheet, Wrong, boxed, refused};
pub(in crate::web) use super::super::write::{Next, Sent};
use super::{List, desk, destroying, directory, glass, instruments, members, notices, periods, quarter, retention};

/// A form of the office. What it is about comes in its field `of`, and in which version in `version`.
pub(in crate::web) trait Entry {
    /// What stands in it at first.
    async fn first(visit: &Visit, of: &str) -> Result<Form, Trouble>;

    /// What it asks.
    async fn asked(visit: &Visit, fields: &Fields<'_>) -> Result<Asked, Trouble>;

    /// Does what was asked for.
    async fn send(visit: &Visit, form: &Form) -> Sent;

    /// The kind of record that is changed, where that is what the form does.
    fn changes() -> Option<RecordKind> {
        None
    }
}

/// A record of the office that a form changes.
pub(super) struct Changed<R>(std::marker::PhantomData<R>);

/// Declares the forms, and asks each where it is asked for.
macro_rules! duties {
    ($($name:ident = $entry:ty, $shown:literal => $sent:literal, $list:ident, $key:literal, $action:ident;)+) => {
        /// A form of the office.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(in crate::web) enum Duty { $($name),+ }

        impl Duty {
            /// Every form.
            pub(in crate::web) const ALL: &[Self] = &[$(Self::$name),+];

            /// The routes at which it is shown and sent.
            pub(in crate::web) const fn routes(self) -> (&'static str, &'static str) {
                match self {
                    $(Self::$name => (concat!("/t/:tenant/", $shown), concat!("/t/:tenant/", $sent))),+
                }
            }

            /// The same, from the office's address.
            pub(super) fn places(self) -> (&'static str, &'static str) {
                match self { $(Self::$name => (concat!("/", $shown), concat!("/", $sent))),+ }
            }

            /// The list to go back to.
            fn list(self) -> List {
                match self { $(Self::$name => List::$list),+ }
            }

            /// The key of its texts.
            pub(in crate::web) fn key(self) -> &'static str {
                match self { $(Self::$name => $key),+ }
            }

            /// What whoever sends it has to be permitted.
            pub(in crate::web) fn action(self) -> Action {
                match self { $(Self::$name => Action::$action),+ }
            }

            /// The kind of record that it changes, where it changes one.
            pub(in crate::web) fn changes(self) -> Option<RecordKind> {
                match self { $(Self::$name => <$entry>::changes()),+ }
            }

            async fn first(self, visit: &Visit, of: &str) -> Result<Form, Trouble> {
                match self { $(Self::$name => boxed(|| <$entry>::first(visit, of)).await),+ }
            }

            async fn asked(self, visit: &Visit, fields: &Fields<'_>) -> Result<Asked, Trouble> {
                match self { $(Self::$name => boxed(|| <$entry>::asked(visit, fields)).await),+ }
            }

            async fn send(self, visit: &Visit, form: &Form) -> Sent {
                match self { $(Self::$name => boxed(|| <$entry>::send(visit, form)).await),+ }
            }
        }
    };
}

duties! {
    AddPartner = directory::New, "directory/new" => "directory/record", Directory, "partner", RecordPartner;
    ChangePartner = Changed<Partner>, "directory/edit" => "directory/change", Directory, "change", RevisePartner;
    AddMember = members::New, "members/new" => "members/add", Members, "member", AddMember;
    ChangeMember = Changed<Member>, "members/edit" => "members/change", Members, "change", ReviseMember;
    LimitMember = members::Limit, "members/until" => "members/limit", Members, "member-limit", LimitMember;
    Invite = members::Invite, "members/again" => "members/invite", Members, "invite", InviteMember;
    EndSessions = members::EndSessions, "members/out" => "members/end-sessions", Members, "sign-out-member", EndSessions;
    SetRetention = retention::Set, "retention/years" => "retention/set", Retention, "retention", SetRetention;
    ProposeDestruction = retention::Propose, "retention/due" => "retention/propose", Retention, "destruction",
        ProposeDestruction;
    ConfirmDestruction = retention::Confirm, "retention/sure" => "retention/confirm", Retention, "destruction-confirm",
        ConfirmDestruction;
    RejectDestruction = retention::Reject, "retention/not" => "retention/reject", Retention, "destruction-reject",
        ConfirmDestruction;
    ClosePeriod = periods::Close, "figures/new" => "figures/close", Figures, "period", ClosePeriod;
    FindForGlass = glass::Find, "emergency" => "emergency/find", Work, "glass-find", FindForGlass;
    BreakGlass = glass::Break, "emergency/new" => "emergency/open", Work, "glass-break", BreakGlass;
    ApprovePlan = desk::ApprovePlan, "budget/plans/agree" => "budget/plans/approve", Desk, "plan-agree", ApproveBudgetPlan;
    PutIn = desk::PutIn, "budget/more" => "budget/allot", Desk, "allot", AllotBudget;
    Pay = desk::Pay, "budget/paid" => "budget/settle", Desk, "settle", SettleBudgetRequest;
    ApprovePeriod = quarter::Approve, "figures/sure" => "figures/approve", Figures, "period-approve", ApprovePeriod;
    TrustKey = keys::Trust, "rules/keys/new" => "rules/keys/trust", Rules, "key-trust", TrustKey;
    WithdrawKey = keys::Withdraw, "rules/keys/sure" => "rules/keys/withdraw", Rules, "key-withdraw", WithdrawKey;
    StartReplay = trial::Replayed, "rules/replays/new" => "rules/replays/start", Rules, "replay-start", ReplayRules;
    ProposeRules = trial::Proposed, "rules/sets/new" => "rules/sets/propose", Rules, "rules-propose", ProposeRules;
    ConfirmRules = sets::Confirm, "rules/sets/sure" => "rules/sets/confirm", Rules, "rules-confirm", ConfirmRules;
    RollBackRules = sets::RollBack, "rules/sets/back" => "rules/sets/roll-back", Rules, "rules-roll-back", RollBackRules;
    MoveTrajectories = sets::Move, "rules/move" => "rules/move/do", Rules, "rules-move", MoveTrajectories;
    RunDestruction = destroying::Run, "retention/go" => "retention/run", Retention, "destruction-run", RunDestruction;
    AddInstrument = instruments::New, "instruments/new" => "instruments/record", Instruments, "instrument",
        RecordInstrument;
    ChangeInstrument = Changed<Instrument>, "instruments/edit" => "instruments/change", Instruments, "change",
        ReviseInstrument;
    ChooseNotices = notices::Choose, "notices/ways" => "notices/choose", Notices, "notices-choose", ChooseNotices;
}

impl Duty {
    /// What the form is called.
    pub(super) fn label(self, visit: &Visit) -> String {
        match self.changes() {
            Some(kind) => fl!(visit.t, "do-change-what", what = visit.t.word(kind)),
            None => visit.t.get(&format!("do-{}", self.key())),
        }
    }

    async fn page(self, visit: &Visit, (form, problems): (&Form, Problems)) -> Result<FormPage, Trouble> {
        let t = visit.t;
        let problems_now = &problems;
        let fields = Fields {
            t,
            form,
            problems: problems_now,
        };
        let asked = self.asked(visit, &fields).await?;
        let mut all = asked.fields;
        let about = ["of", "version"].into_iter().filter(|name| !form.text(name).is_empty());
        all.extend(about.map(|name| fields.hidden(name, form.text(name))));
        let sheet = Sheet {
            heading: self.label(visit),
            lead: asked.lead,
            told: asked.told,
            fields: all,
            submit: asked.submit.unwrap_or_else(|| fl!(t, "save")),
            download: asked.download,
            further: asked.further,
        };
        let names: Vec<&str> = sheet.fields.iter().map(|field| field.name.as_str()).collect();
        let problems = problems.clone().within(&names);
        let action = format!("{}{}{}", visit.home(), self.places().1, visit.guide());
        let back = format!("{}{}", visit.home(), self.list().at());
        Ok(FormPage {
            p: visit.frame(sheet.heading.clone(), Some(self.list().place())),
            crumbs: vec![(back.clone(), self.list().label(t))],
            draft: self.draft(visit, form),
            action,
            back,
            sheet,
            problems,
            conflict: None,
        })
    }

    fn draft(self, visit: &Visit, form: &Form) -> String {
        let known = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
        let of: String = form.text("of").chars().filter(known).take(64).collect();
        format!("{}{}/{of}", visit.home(), self.places().1)
    }
}

/// Shows a form.
pub(in crate::web) async fn show(visit: &Visit, duty: Duty) -> Answered {
    demand(visit, duty)?;
    let form = duty.first(visit, visit.query.text("of")).await?;
    Reply::page(&duty.page(visit, (&form, Problems::default())).await?)
}

/// Does what a form asks for, or shows it again.
pub(in crate::web) async fn send(visit: &Visit, duty: Duty, form: &Form) -> Answered {
    demand(visit, duty)?;
    let problems = match duty.send(visit, form).await {
        Ok(Next::Told(reply)) => return Ok(reply),
        Ok(Next::To(address)) => return Ok(Reply::go_to(address)),
        Ok(Next::Back | Next::Undoable(_)) => {
            let (home, at) = (visit.home(), duty.list().at());
            let (done, draft) = (duty.key(), duty.draft(visit, form));
            return Ok(Reply::go_to(format!("{home}{at}?done={done}&draft={draft}")));
        }
        Err(Wrong::Form(problems)) => problems,
        Err(Wrong::Gone(trouble)) => return Err(trouble),
        Err(Wrong::Failed(failure)) => {
            let refusals = refused(failure)?;
            if refusals.first().code == RefusalCode::Stale {
                let now = duty.first(visit, form.text("of")).await?;
                let typed = form.clone().with("version", now.text("version"));
                let mut page = duty.page(visit, (&typed, Problems::default())).await?;
                page.conflict = Some(Conflict::of(visit, (&page.sheet, &typed, &now), &refusals).await?);
                return Reply::with_status(StatusCode::CONFLICT, &page);
            }
            Problems::of(visit.t, &refusals)
        }
    };
    Reply::with_status(
        StatusCode::UNPROCESSABLE_ENTITY,
        &duty.page(visit, (form, problems)).await?,
    )
}

/// A form is shown to nobody who could not send it.
fn demand(visit: &Visit, duty: Duty) -> Result<(), Trouble> {
    if visit.may(duty.action()) {
        Ok(())
    } else {
        Err(Trouble::not_found())
    }
}
