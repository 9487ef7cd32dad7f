//! The mutations: one per writing use case, under its name, with one argument `input`.
//!
//! Each makes one call to a service. A refusal is data of the payload; a fault is an error with a code. Deciding,
//! authorising and writing do not belong here.

mod access;
mod budget;
mod casework;
mod people;
mod rights;
mod rules;
mod story;
mod support;
mod tenant;

mod own_plan;

mod notices;

use std::sync::Arc;

use async_graphql::{MergedObject, Result};
use krachtig_core::domain::break_glass::BreakGlass;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::instrument::Instrument;
use krachtig_core::domain::member::Member;
use krachtig_core::domain::notice::NoticeChoices;
use krachtig_core::domain::period::ClosedPeriod;
use krachtig_core::domain::plugin::{Plugin, TrustedKey};
use krachtig_core::domain::token::Token;
use krachtig_core::service::{Failure, IssuedInvitation, IssuedToken, Outcome, Recorded, SeenNotices, StandingCount};
use time::Date;

use super::asked::Asked;
use super::failure::faulty;
use super::object::{DossierView, MemberView, ReplayView};
use super::payload::Payload;
use super::shown::{Object, Shown};

/// Everything that can be written. Each field answers with the record as it became, or with the reasons why nothing
/// was done.
#[derive(Default, MergedObject)]
pub struct Mutation(
    people::PeopleMutation,
    casework::CaseworkMutation,
    support::SupportMutation,
    story::StoryMutation,
    budget::BudgetMutation,
    tenant::TenantMutation,
    rules::RulesMutation,
    rights::RightsMutation,
    access::AccessMutation,
    own_plan::OwnPlanMutation,
    notices::NoticesMutation,
);

/// What the fields of a record look at, taken from the dossier that the record is part of.
pub(super) trait Surroundings: Send + Sync + 'static {
    /// The surroundings in this dossier.
    fn in_dossier(view: &Arc<DossierView>) -> Arc<Self>;
}

impl Surroundings for () {
    fn in_dossier(_: &Arc<DossierView>) -> Arc<Self> {
        Arc::new(())
    }
}

impl Surroundings for DossierView {
    fn in_dossier(view: &Arc<DossierView>) -> Arc<Self> {
        Arc::clone(view)
    }
}

/// What a writing use case answers, as it is shown.
trait Answered {
    /// What is shown.
    type Shown: Shown;

    /// The answer, and what its fields look at.
    fn shown(self, today: Date) -> (Self::Shown, Arc<<Self::Shown as Shown>::Around>);
}

impl<R: Shown> Answered for Recorded<R>
where
    R::Around: Surroundings,
{
    type Shown = R;

    fn shown(self, today: Date) -> (R, Arc<R::Around>) {
        let view = Arc::new(DossierView::new(self.dossier, today));
        (self.record, R::Around::in_dossier(&view))
    }
}

impl Answered for Dossier {
    type Shown = DossierView;

    fn shown(self, today: Date) -> (DossierView, Arc<()>) {
        (DossierView::new(Arc::new(self), today), Arc::new(()))
    }
}

/// The payload of what a use case answered.
///
/// # Errors
/// For a fault, with its code.
fn payload<A: Answered>(asked: Asked<'_>, outcome: Outcome<A>) -> Result<Object<Payload<A::Shown>>> {
    match outcome {
        Ok(answer) => Ok(Payload::of(Ok(answer.shown(asked.today())))),
        Err(Failure::Refused(refusals)) => Ok(Payload::of(Err(refusals))),
        Err(Failure::Fault(fault)) => Err(faulty(&fault, &asked.ctx.request)),
    }
}

macro_rules! answered_alone {
    ($($record:ty),+ $(,)?) => {$(
        impl Answered for $record {
            type Shown = Self;

            fn shown(self, _: Date) -> (Self, Arc<()>) {
                (self, Arc::new(()))
            }
        }
    )+};
}
answered_alone!(
    IssuedToken,
    Token,
    Instrument,
    ClosedPeriod,
    TrustedKey,
    Plugin,
    ReplayView,
    IssuedInvitation,
    BreakGlass,
    StandingCount,
    SeenNotices,
    NoticeChoices,
);

impl Answered for Member {
    type Shown = MemberView;

    fn shown(self, today: Date) -> (MemberView, Arc<()>) {
        (MemberView { member: self, today }, Arc::new(()))
    }
}

/// Declares mutations that hand their input to the use case of the same name.
macro_rules! mutations {
    ($(#[$($about:tt)*])* $root:ident { $($(#[$($field_about:tt)*])* $name:ident($input:ty) -> $shown:ty;)+ }) => {
        $(#[$($about)*])*
        #[derive(Default)]
        pub(super) struct $root;

        $(#[$($about)*])*
        #[async_graphql::Object]
        impl $root {
            $(
                $(#[$($field_about)*])*
                async fn $name(
                    &self,
                    ctx: &async_graphql::Context<'_>,
                    #[graphql(desc = "What it takes.")] input: $input,
                ) -> async_graphql::Result<$crate::graphql::shown::Object<$crate::graphql::payload::Payload<$shown>>> {
                    let asked = $crate::graphql::asked::Asked::of(ctx)?;
                    let command = $crate::graphql::input::Input::plain(input);
                    super::payload(asked, asked.services.$name(asked.ctx, command).await)
                }
            )+
        }
    };
}
use {answered_alone, mutations};
