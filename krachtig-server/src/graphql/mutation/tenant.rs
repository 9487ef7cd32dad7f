//! What belongs to the tenant and to no trajectory: members, tokens, instruments, periods.

use async_graphql::{Context, Object, Result};
use krachtig_core::domain::instrument::Instrument;
use krachtig_core::domain::period::{ClosedPeriod, read_period};
use krachtig_core::domain::token::Token;
use krachtig_core::service::{ApprovePeriod, Failure, IssuedInvitation, IssuedToken, StandingCount};

use super::{mutations, payload};
use crate::graphql::asked::Asked;
use crate::graphql::input::tenant::{
    ApprovePeriodInput, ClosePeriodInput, EndSessionsInput, InstrumentFields, InviteMemberInput, IssueTokenInput,
    MemberFields, ReviseInstrumentInput, ReviseMemberInput, RevokeTokenInput,
};
use crate::graphql::object::MemberView;
use crate::graphql::payload::Payload;
use crate::graphql::shown::Object as Told;

mutations! {
    /// Members, tokens and instruments.
    OfficeMutation {
        /// Gives somebody an account.
        add_member(MemberFields) -> MemberView;
        /// Changes a member's name, address, roles or state.
        revise_member(ReviseMemberInput) -> MemberView;
        /// Issues an access token for oneself. Its secret is told in this answer and nowhere else. It takes a session.
        issue_token(IssueTokenInput) -> IssuedToken;
        /// Revokes an access token of one's own, or, as the office, of anybody: it holds no longer from this moment.
        revoke_token(RevokeTokenInput) -> Token;
        /// Adds an instrument.
        record_instrument(InstrumentFields) -> Instrument;
        /// Edits an instrument.
        revise_instrument(ReviseInstrumentInput) -> Instrument;
        /// Invites a member to sign in, for the first time or again. The secret is told in this answer and nowhere else.
        invite_member(InviteMemberInput) -> IssuedInvitation;
        /// Ends all sessions of a member, which puts him out within a second.
        end_sessions(EndSessionsInput) -> MemberView;
    }
}

/// Closing periods.
#[derive(Default)]
struct PeriodMutation;

/// Closing periods.
#[Object]
impl PeriodMutation {
    /// Closes a quarter or a year: counts its figures once and freezes them, and counts those for national releases, which wait to be
    /// approved. Asked again for a closed period, it answers with the same figures, and counts what was corrected since.
    async fn close_period(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it takes.")] input: ClosePeriodInput,
    ) -> Result<Told<Payload<ClosedPeriod>>> {
        let asked = Asked::of(ctx)?;
        let outcome = match read_period(&input.period) {
            Ok(period) => asked.services.close_period(asked.ctx, period).await,
            Err(refusal) => Err(Failure::from(refusal)),
        };
        payload(asked, outcome)
    }

    /// Approves what was counted of a period, and hands it in. Asked again, it hands in what was approved.
    async fn approve_period(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it takes.")] input: ApprovePeriodInput,
    ) -> Result<Told<Payload<StandingCount>>> {
        let asked = Asked::of(ctx)?;
        let outcome = match read_period(&input.period) {
            Ok(period) => {
                let number = input.number;
                let command = ApprovePeriod { period, number };
                asked.services.approve_period(asked.ctx, command).await
            }
            Err(refusal) => Err(Failure::from(refusal)),
        };
        payload(asked, outcome)
    }
}

/// What belongs to the tenant and to no trajectory.
#[derive(Default, async_graphql::MergedObject)]
pub(super) struct TenantMutation(OfficeMutation, PeriodMutation);
